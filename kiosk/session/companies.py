"""For which company: whoever's card was read is asked once which one they act for, and it stays for the visit.

The platform says for which they may (`kiosk.ports.companies`); or the electronic business licence is shown on a phone. Nothing is
typed: a code that is known to many proves nothing. What comes then is told by whoever asks, as with `kiosk.session.identify`.
"""

from __future__ import annotations

from kiosk.domain.codes import BusinessCode, KnownCode
from kiosk.domain.mandates import BusinessCodeRefusal, Mandate
from kiosk.domain.service_items import Assurance, ServiceItem
from kiosk.domain.text import LocalizedText
from kiosk.domain.times import Moment
from kiosk.domain.values import replace
from kiosk.ports.companies import AskBusinessCode, AskCompanies, CompaniesKnown, CompanyDeclined, CompanyShown
from kiosk.ports.devices import Device
from kiosk.ports.platform import Network, NoAnswer, PlatformReply
from kiosk.session.effects import AskPlatform
from kiosk.session.events import Act, Primary, TryAgain
from kiosk.session.identify import ask_card
from kiosk.session.navigation import push, replace_top, unchanged
from kiosk.session.registry import Journey
from kiosk.session.scan import ScanWords, ask_code
from kiosk.session.state import AuditEvent, Event, Known, Next, Place, State, Step

_ASKED = LocalizedText("请出示手机上的电子营业执照码", "Show the code of the electronic business licence on your phone")
WORDS = ScanWords(title=_ASKED, unknown=_ASKED, on_phone=True)


class ChooseCompany(Act):
    """``number``: its credit code."""

    number: str


class ShowBusinessCode(Act):
    """The electronic business licence is shown on a phone instead."""


class CompanyPage(Place):
    """Which company?

    Attributes:
        request_id: of what the platform is asked now, "" once it has answered.
        mandates: all that it told; None while nothing is known.
        chosen: credit code of the one that is chosen; "" for none.
        declined: why the code on the phone led nowhere.
        unanswered: there was no answer.
        fault: none was chosen.
        only: name of the only company that will do, "" where any will.
    """

    then: Next
    item: ServiceItem
    request_id: str = ""
    mandates: tuple[Mandate, ...] | None = None
    chosen: str = ""
    declined: BusinessCodeRefusal | None = None
    unanswered: bool = False
    fault: bool = False
    only: str = ""

    def step(self, state: State, event: Event, moment: Moment) -> Step:
        match event:
            case PlatformReply(request_id, reply) if request_id == self.request_id:
                state, here = replace(state, touched_at=moment.monotonic), replace(self, request_id="")
                match reply:
                    case CompaniesKnown(mandates):
                        here = replace(here, mandates=mandates)
                        if self.only and len(here.usable) == 1:
                            return here._go_on(state, here.usable[0], moment)
                        return replace_top(state, replace(here, chosen=_preferred(state, here.usable)))
                    case CompanyShown(mandate) if not self._will_do(mandate):
                        return replace_top(state, replace(here, declined=BusinessCodeRefusal.OTHER_COMPANY))
                    case CompanyShown(mandate):
                        return here._go_on(state, mandate, moment)
                    case CompanyDeclined(reason):
                        return replace_top(state, replace(here, declined=reason))
                    case NoAnswer():
                        return replace_top(state, replace(here, unanswered=True))
            case ChooseCompany(number) if number in {one.company.number for one in self.usable}:
                return replace_top(state, replace(self, chosen=number, fault=False, declined=None))
            case ShowBusinessCode() if may_show_code(state) and not self.request_id:
                return ask_code(replace(state, place=replace(self, declined=None)), WORDS, moment)
            case TryAgain() if self.unanswered and not self.request_id:
                return _ask(state, replace(self, unanswered=False, declined=None), moment)
            case Primary() if self.mandates and not self.request_id:
                chosen = next((one for one in self.usable if one.company.number == self.chosen), None)
                return self._go_on(state, chosen, moment) if chosen else replace_top(state, replace(self, fault=True))
        return unchanged(state)

    @property
    def usable(self) -> tuple[Mandate, ...]:
        """Those for which they may do this now."""
        return tuple(one for one in self.mandates or () if one.refusal is None and self._will_do(one))

    def _will_do(self, mandate: Mandate) -> bool:
        return not self.only or mandate.company.name == self.only

    def _go_on(self, state: State, mandate: Mandate, moment: Moment) -> Step:
        here = replace(self, chosen=mandate.company.number, fault=False, declined=None, unanswered=False)
        return self.then.go(replace(state, place=here, company=mandate), moment)

    def scanned(self, state: State, code: KnownCode, moment: Moment) -> Step | None:
        if not isinstance(code, BusinessCode):
            return None
        request_id, person = moment.new_id(), state.resident
        question = AskBusinessCode(person.subject, person.evidence, self.item.implementation_code, code.text)
        page = replace(self, request_id=request_id, declined=None, unanswered=False)
        return replace_top(replace(state, trail=state.trail[:-1]), page, AskPlatform(request_id, question))

    def subject(self, state: State) -> LocalizedText | None:
        return self.then.subject(state)

    def stage_of(self, state: State) -> tuple[Journey | None, int]:
        return self.then.stage_of(state)

    def audit(self, before: State, after: State) -> tuple[AuditEvent, ...]:
        known = before.place if isinstance(before.place, CompanyPage) else None
        if known and self.declined and not known.declined:
            return (("company.declined", {"reason": self.declined.value}),)
        return ()

    def audit_leaving(self, before: State, after: State) -> tuple[AuditEvent, ...]:
        if after.company and not isinstance(after.place, CompanyPage) and after.company != before.company:
            by_code = bool(self.request_id)  # what it waited for when it went on
            return (("company.chosen", {"by": "CODE" if by_code else "LIST", "item": self.item.implementation_code}),)
        return ()


class ActForCompany(Next):
    """Once it is known who stands here: for which company? ``then``: what comes after that."""

    then: Next
    item: ServiceItem
    only: str = ""  # name of the only company that will do

    def asked_of(self) -> frozenset[Known]:
        return self.then.asked_of()

    def stage_of(self, state: State) -> tuple[Journey | None, int]:
        return self.then.stage_of(state)

    def go(self, state: State, moment: Moment) -> Step:
        page = CompanyPage(self.then, self.item, only=self.only)
        return _ask(push(state, page)[0], page, moment)

    def needs(self) -> Assurance:
        """The register knows who acts for a company by their card."""
        return Assurance.CARD

    def card_reason(self) -> LocalizedText:
        return LocalizedText("替单位办事，要核对办事人的证件", "To act for a company, your card is checked")

    def why(self, fills_address: bool, id_card_alone: bool) -> LocalizedText:
        return LocalizedText("用来确认您可以替哪家单位办事", "To know for which company you may act")

    def subject(self, state: State) -> LocalizedText | None:
        return self.then.subject(state)


def ask_company(state: State, item: ServiceItem, then: Next, moment: Moment, only: str = "") -> Step:
    """Ask for which company an item is to be done: of whoever's card was read, or is read first.

    Args:
        state: now.
        item: that is to be done.
        then: what comes after it.
        moment: now.
        only: name of the only company that will do, "" where any will; where they act for it, it is not asked.
    """
    return ask_card(state, ActForCompany(then, item, only), moment)


def may_show_code(state: State) -> bool:
    """Whether a code can be read here and judged now."""
    return state.status(Device.CODE_SCANNER).usable and state.network is not Network.OFFLINE


def _ask(state: State, page: CompanyPage, moment: Moment) -> Step:
    request_id, person = moment.new_id(), state.resident
    question = AskCompanies(person.subject, person.evidence, page.item.implementation_code)
    return replace_top(state, replace(page, request_id=request_id), AskPlatform(request_id, question))


def _preferred(state: State, mandates: tuple[Mandate, ...]) -> str:
    """The one of this visit, or the only one that there is."""
    usable = [one.company.number for one in mandates]
    if state.company and state.company.company.number in usable:
        return state.company.company.number
    return usable[0] if len(usable) == 1 else ""
