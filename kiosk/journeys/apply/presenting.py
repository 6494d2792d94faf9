"""用手机出示: a licence that the resident shows on a phone settles its material, once the platform has checked it."""

from __future__ import annotations

from typing import ClassVar

from kiosk.domain.codes import BusinessCode, KnownCode, PresentedCode
from kiosk.domain.licences import PresentedRefusal
from kiosk.domain.mandates import BUSINESS_LICENCE, BusinessCodeRefusal
from kiosk.domain.parties import Evidence, Subject
from kiosk.domain.service_items import Material
from kiosk.domain.submissions import UNSHOWN_MATERIALS
from kiosk.domain.text import LocalizedText
from kiosk.domain.times import Moment
from kiosk.domain.values import replace
from kiosk.journeys.apply.draft import applicant_of, draft_of, keep_draft
from kiosk.journeys.apply.draft_materials import material_of, materials
from kiosk.ports.companies import AskBusinessCode, CompanyDeclined, CompanyShown
from kiosk.ports.devices import Device
from kiosk.ports.platform import LookUp, Network, NoAnswer, PlatformLine, PlatformReply, Reply
from kiosk.session.effects import AskPlatform
from kiosk.session.events import TryAgain
from kiosk.session.navigation import push, replace_top, unchanged
from kiosk.session.scan import Scan, ScanWords, ask_code
from kiosk.session.state import AuditEvent, Event, Place, State, Step


class LicencePresented(Reply):
    """It is the applicant's and the item asks for it. ``reference``: of the platform's record of that."""

    licence_type: str
    reference: str


class LicenceDeclined(Reply):
    """The platform's own word that it settles nothing, and why."""

    reason: PresentedRefusal


class AskPresented(LookUp):
    """
    Attributes:
        subject: the applicant.
        evidence: the card that was read here.
        code: as it was read off the phone.
        implementation_code: of the item.
    """

    subject: Subject
    evidence: Evidence
    code: str
    implementation_code: str

    def ask(self, line: PlatformLine) -> LicencePresented | LicenceDeclined:
        """`kiosk.ports.platform.LookUp`."""
        from kiosk.messages import presented_licence as wire

        request = wire.PresentedRequest(
            identity=line.identity(self.subject, self.evidence),
            code=self.code,
            implementation_code=self.implementation_code,
        )
        answer = line.call("/v1/licences/presented", request, wire.PresentedAnswer).answer
        if isinstance(answer, wire.PresentedRefused):
            return LicenceDeclined(answer.reason)
        return LicencePresented(answer.licence_type, answer.reference)


class Presenting(Place):
    """What was shown, a licence or a company's business licence, is being checked; or it settles nothing: ``declined``, or
    ``unanswered``."""

    can_return: ClassVar[bool] = False
    stage: ClassVar[int] = 2

    code: str  # of the item
    words: ScanWords
    request_id: str
    declined: PresentedRefusal | BusinessCodeRefusal | None = None
    unanswered: bool = False

    def step(self, state: State, event: Event, moment: Moment) -> Step:
        match event:
            case PlatformReply(request_id, LicencePresented(licence_type, reference)) if request_id == self.request_id:
                return self._accepted(state, licence_type, reference, moment)
            case PlatformReply(request_id, LicenceDeclined(reason)) if request_id == self.request_id:
                return replace_top(state, replace(self, declined=reason))
            case PlatformReply(request_id, CompanyShown(mandate, reference)) if request_id == self.request_id:
                company = draft_of(state, self.code).company
                if company is None or company.mandate.company != mandate.company:
                    return replace_top(state, replace(self, declined=BusinessCodeRefusal.OTHER_COMPANY))
                return self._accepted(state, BUSINESS_LICENCE, reference, moment)
            case PlatformReply(request_id, CompanyDeclined(reason)) if request_id == self.request_id:
                return replace_top(state, replace(self, declined=reason))
            case PlatformReply(request_id, NoAnswer()) if request_id == self.request_id:
                return replace_top(state, replace(self, unanswered=True))
            case TryAgain() if self.declined or self.unanswered:
                return ask_code(state, self.words, moment)
        return unchanged(state)

    def _accepted(self, state: State, licence_type: str, reference: str, moment: Moment) -> Step:
        draft = draft_of(state, self.code)
        state = keep_draft(state, replace(draft, presented={**draft.presented, licence_type: reference}))
        if not any(settled.presented == reference for _, settled in materials(state, self.code, moment)):
            # The item asks for it in another situation than this one.
            return replace_top(state, replace(self, declined=PresentedRefusal.NOT_ASKED))
        *trail, before = state.trail
        return replace_top(replace(state, trail=tuple(trail)), before)

    def subject(self, state: State) -> LocalizedText:
        return draft_of(state, self.code).item.name

    def audit_leaving(self, before: State, after: State) -> tuple[AuditEvent, ...]:
        here = after.place
        if isinstance(here, Presenting) and here != self:
            return (("licence.presented", {"outcome": here.declined.value if here.declined else "NO_ANSWER"}),)
        if draft_of(before, self.code).presented != draft_of(after, self.code).presented:
            return (("licence.presented", {"outcome": "ACCEPTED"}),)
        return ()


def may_present(state: State, code: str, key: str, moment: Moment) -> bool:
    """Whether a licence on a phone would settle this material, and it can be scanned and checked now."""
    if not state.status(Device.CODE_SCANNER).usable or state.network is Network.OFFLINE or applicant_of(state, code) is None:
        return False
    company = draft_of(state, code).company is not None
    for material, settled in materials(state, code, moment):
        if material.key == key and settled.state in UNSHOWN_MATERIALS:
            kinds = {need.licence_type for need in material.licences}
            return BUSINESS_LICENCE in kinds if company else bool(kinds)  # what the operator holds is not the company's
    return False


def present_licence(state: State, code: str, key: str, moment: Moment) -> Step:
    """From the materials to the scanner."""
    return ask_code(state, _words(material_of(state, code, key, moment)), moment)


def _words(material: Material) -> ScanWords:
    name = material.name
    asked = LocalizedText(f"请用手机出示“{name.zh}”的码", f"Show its code on your phone: {name.en}")
    return ScanWords(title=asked, unknown=asked, on_phone=True)


def scanned(state: State, shown: KnownCode, code: str, moment: Moment) -> Step | None:
    """A code was held up while a material of the item with this ``code`` was asked for; None where it is no licence's."""
    if not isinstance(shown, (PresentedCode, BusinessCode)) or not isinstance(state.place, Scan):
        return None
    if isinstance(shown, PresentedCode) and draft_of(state, code).company:
        return None
    request_id, person = moment.new_id(), applicant_of(state, code)
    assert person is not None  # nothing can be shown for anybody else
    question: LookUp = AskPresented(person.subject, person.evidence, shown.text, code)
    if isinstance(shown, BusinessCode):
        question = AskBusinessCode(person.subject, person.evidence, code, shown.text)
    return push(state, Presenting(code, state.place.words, request_id), AskPlatform(request_id, question))
