"""Which licences, and for what purpose."""

from __future__ import annotations

from datetime import date
from typing import ClassVar

from kiosk.domain.licences import PAPER, CopyPurpose, Licence
from kiosk.domain.service_items import Assurance, ServiceItem
from kiosk.domain.text import LocalizedText
from kiosk.domain.times import Moment, day_of
from kiosk.domain.values import replace
from kiosk.journeys.licence_copies.copying import CopyOrder, CopyPreviewPage, _OrderedPage, fetch, name_of
from kiosk.journeys.licence_copies.effects import (
    FindTransaction,
    OpenVault,
    TransactionFound,
    VaultOpened,
)
from kiosk.ports.platform import (
    AskLicences,
    LicencesKnown,
    NoAnswer,
    PlatformReply,
)
from kiosk.session.effects import AskPlatform
from kiosk.session.entry import Entry, PageWanted
from kiosk.session.events import Act, Primary, TryAgain
from kiosk.session.identify import ask_card
from kiosk.session.navigation import go_home, push, replace_top, show_guide, unchanged
from kiosk.session.state import Event, Known, Next, Person, Place, State, Step

MOST_TOGETHER = 10  # licences that are printed one after the other: nobody else prints meanwhile


class OpenLicence(Act):
    identifier: str


class OpenTransaction(Act):
    """The service that gives such a licence to whoever has none."""


class SetPurpose(Act):
    purpose: CopyPurpose


class SetKeep(Act):
    keep: bool


class PickSeveral(Act):
    """Choose some of the licences first, and print them one after the other; or no longer."""


class LicencesPage(Place):
    """``request_id`` "" once it is known; ``kept``: these are from the vault, the platform could not be asked; ``item``: what is
    to be printed, or None for any of the holder's; ``only``: identifier of the one that is meant, "" for any; ``transaction``: what
    gives one to a holder who has none; ``picked``: the identifiers of those chosen to be printed together, None where one is opened
    at once."""

    stage: ClassVar[int] = 1

    request_id: str = ""
    kept: bool = False
    item: ServiceItem | None = None
    only: str = ""
    transaction: ServiceItem | None = None
    picked: tuple[str, ...] | None = None

    def step(self, state: State, event: Event, moment: Moment) -> Step:
        person = state.resident
        match event:
            case PlatformReply(request_id, LicencesKnown(licences)) if request_id == self.request_id:
                known = replace(person, licences=licences, licences_kept=False)
                return _with_a_way(replace(state, person=known), replace(self, request_id="", kept=False))
            case TransactionFound(item) if self.item and item.implementation_code == self.item.obtained_by:
                return replace_top(state, replace(self, transaction=item))
            case OpenTransaction() if self.transaction and not self.request_id:
                return show_guide(state, self.transaction, moment)
            case PlatformReply(request_id, NoAnswer()) if request_id == self.request_id:
                # A card that locks nothing opens nothing.
                return unchanged(state, OpenVault(request_id, person.card)) if person.card.block else self._kept(state, ())
            case VaultOpened(request_id, files) if request_id == self.request_id:
                return self._kept(state, tuple(file.licence for file in files))
            case PickSeveral() if len(printable(person, self)) > 1:
                return replace_top(state, replace(self, picked=() if self.picked is None else None))
            case OpenLicence(identifier):
                return self._opened(state, identifier)
            case Primary() if self.picked:
                chosen = tuple(licence for licence in printable(person, self) if licence.identifier in self.picked)
                return push(state, CopyPurposePage(CopyOrder(chosen, replace(self, picked=None))))
            case TryAgain() if not self.request_id:
                return _ask(state, self, moment)
            case Primary() if not self.request_id and self.picked is None:
                return go_home(state, moment)
        return unchanged(state)

    def _opened(self, state: State, identifier: str) -> Step:
        licence = next((one for one in printable(state.person, self) if one.identifier == identifier), None)
        if licence is None:
            return unchanged(state)
        if self.picked is None:
            return push(state, CopyPurposePage(CopyOrder((licence,), self)))
        if identifier in self.picked:
            return replace_top(state, replace(self, picked=tuple(one for one in self.picked if one != identifier)))
        if len(self.picked) == MOST_TOGETHER:
            return unchanged(state)
        return replace_top(state, replace(self, picked=(*self.picked, identifier)))

    def _kept(self, state: State, licences: tuple[Licence, ...]) -> Step:
        person = replace(state.resident, licences=licences, licences_kept=True)
        return replace_top(replace(state, person=person), replace(self, request_id="", kept=True))


def offered(person: Person | None, place: LicencesPage) -> tuple[Licence, ...]:
    """Of the licences that are known, those that the page is about."""
    known = (person.licences if person else None) or ()
    if place.only:
        return tuple(licence for licence in known if licence.identifier == place.only)
    return tuple(licence for licence in known if place.item is None or licence.licence_type == place.item.licence_type)


def printable(person: Person | None, place: LicencesPage) -> tuple[Licence, ...]:
    """Of those, the ones that a copy may be made of, once they are known."""
    return () if place.request_id else tuple(licence for licence in offered(person, place) if licence.usable)


def _with_a_way(state: State, place: LicencesPage) -> Step:
    """The licences are known; where the holder has none that is asked for, the service that gives one is looked for."""
    item = place.item
    has_none = item is not None and not offered(state.person, place)
    return replace_top(state, place, *([FindTransaction(item.obtained_by)] if item and has_none and item.obtained_by else []))


def _ask(state: State, place: LicencesPage, moment: Moment) -> Step:
    request_id = moment.new_id()
    question = AskLicences(state.resident.subject, state.resident.evidence)
    return replace_top(
        state, replace(place, request_id=request_id, kept=False, transaction=None, picked=None), AskPlatform(request_id, question)
    )


class ShowLicences(Next):
    """The list comes from the platform; where it does not answer, from the vault that this card opens."""

    asks: ClassVar[frozenset[Known]] = frozenset({Known.PROFILE})  # the page asks by itself: look-ups by number are counted
    stage: ClassVar[int] = 0

    item: ServiceItem | None = None
    only: str = ""

    def go(self, state: State, moment: Moment) -> Step:
        person = state.resident
        place = LicencesPage(kept=person.licences_kept, item=self.item, only=self.only)
        state, _ = push(state, place)
        if person.licences is None:
            return _ask(state, place, moment)
        return unchanged(state) if person.licences_kept else _with_a_way(state, place)

    def needs(self) -> Assurance:
        return self.item.of_person if self.item else Assurance.CODE

    def card_reason(self) -> LocalizedText | None:
        return self.item.card_reason if self.item else None

    def why(self, fills_address: bool, id_card_alone: bool) -> LocalizedText:
        return LocalizedText("用来找到您的证照", "To find your licences")

    def subject(self, state: State) -> LocalizedText | None:
        return self.item.name if self.item else None


class CopyPurposePage(_OrderedPage):
    stage: ClassVar[int] = 2

    def step(self, state: State, event: Event, moment: Moment) -> Step:
        match event:
            case SetPurpose(purpose):
                return replace_top(state, CopyPurposePage(replace(self.order, purpose=purpose)))
            case SetKeep(keep) if may_keep(state) and self.order.look_up is None:
                return replace_top(state, CopyPurposePage(replace(self.order, keep=keep)))
            case Primary() if self.order.purpose:
                return fetch(push(state, CopyPreviewPage(self.order))[0], CopyPreviewPage(self.order), moment)
        return unchanged(state)

    def subject(self, state: State) -> LocalizedText:
        return name_of(self.order)


def may_keep(state: State) -> bool:
    """Whether there is a key that a copy can be kept under."""
    return state.person is not None and bool(state.person.card.block)


def _open(state: State, argument: str, moment: Moment) -> Step:
    """``argument``: identifier of the one that is meant, "" for all."""
    return ask_card(state, ShowLicences(only=argument), moment)


def _begin(state: State, item: ServiceItem, moment: Moment) -> Step:
    return ask_card(state, ShowLicences(item), moment)


def _print(state: State, wanted: PageWanted, moment: Moment) -> Step:
    """For what purpose, what it will look like, the paper, and back to where it was asked for."""
    today = date.max if moment.doubtful else day_of(moment.wall)
    paper = Licence("", PAPER, wanted.name, wanted.authority, today, None, usable=True)
    return push(state, CopyPurposePage(CopyOrder((paper,), state.place, look_up=wanted.look_up)))


ENTRY = Entry(open=_open, begin=_begin, print=_print)
