"""The pages on which something is taken along, and gone on with, keep every rule of `checker`."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from kiosk.domain.values import replace
from kiosk.journeys.apply.events import PrintFilled, SetAnswer, StartAnew
from kiosk.journeys.apply.filled_form import FillForm
from kiosk.journeys.apply.filling import AskPage, MaterialsPage
from kiosk.journeys.apply.take_along import TakeAlongPage
from kiosk.journeys.apply.taken import AskTaken, KeepTaken, NotKept, NotTakenAlong, Taken, TakenAlongUntil, TakenItems, TakenKnown
from kiosk.journeys.browse.events import ItemLoaded
from kiosk.ports.device_hub import DeviceAnswer, ReadSocialCard, StatusChanged
from kiosk.ports.devices import Device, PrintConfirmed, SocialCardRead
from kiosk.ports.platform import Network, NetworkChanged, PlatformReply
from kiosk.session import effects as do
from kiosk.session import events as ev
from kiosk.session.printed_forms import FormDrawn
from kiosk.session.state import Accessibility
from tests.kiosk.session_samples import READY, Session, social_card_of
from tests.screens.platform_sample import platform_sample
from tests.screens.states import Kept
from tests.screens.test_pages import MODES, SIZES, wrong
from tests.screens.test_paper_on_screen import OUT, Screen

PERMIT = next(item for item in platform_sample().items.values() if item.name.zh == "居住证申领")
UNTIL = date(2026, 11, 29)
KEPT_AT = 1_795_312_800  # 22 November 2026, 10:00 in China


class Pages:
    """Sessions that lead through what is taken along, and what was shown on the way."""

    def __init__(self) -> None:
        self.kept: list[Kept] = []

    def keep(self, name: str) -> None:
        self.kept.append(Kept(name, self.session.state, self.session.moment()))

    def begin(self, social: bool = False) -> Session:
        """At the page of materials, everything answered."""
        self.session = session = Session(readers=(Device.ID_CARD_READER, Device.SMART_CARD_READER))
        session.feed(NetworkChanged(Network.ONLINE), StatusChanged(Device.DOCUMENT_CAMERA, READY), ev.Start(), ItemLoaded(PERMIT))
        session.feed(ev.Primary())
        if social:
            card = SocialCardRead(social_card_of("li"))
            session.feed(DeviceAnswer(session.last(ReadSocialCard).request_id, card))
        else:
            session.show_card("li")
        session.feed(ev.Primary())
        assert PERMIT.form
        rules = PERMIT.form.schema["properties"]
        typed = {"mobile": "13900000026", "home_address": "样板区梧桐路1号"}
        while isinstance(session.place, AskPage):
            key = session.place.key
            session.feed(SetAnswer(key, typed.get(key) or rules[key]["enum"][0]), ev.Primary())
        assert session.is_at(MaterialsPage)
        return session

    def asked(self, kind: type[Any]) -> str:
        return [one.request_id for one in self.session.all(do.AskPlatform) if isinstance(one.look_up, kind)][-1]

    def taken(self) -> None:
        session = self.begin()
        self.keep("materials")
        session.feed(ev.Leave())
        self.keep("leave")
        session.feed(ev.CloseOverlay(), ev.Primary())
        self.keep("check")
        session.feed(ev.TakeAlong())
        self.keep("take along")
        session.feed(ev.Primary())
        self.keep("keeping")
        for problem in NotKept:
            session.feed(PlatformReply(self.asked(KeepTaken), NotTakenAlong(problem)))
            self.keep(f"not kept, {problem.value}")
            session.feed(ev.Back(), ev.TakeAlong(), ev.Primary())
        session.feed(PlatformReply(self.asked(KeepTaken), TakenAlongUntil(UNTIL)))
        self.keep("taken along")
        session.feed(ev.Primary())
        self.keep("home")

    def without(self) -> None:
        session = self.begin(social=True)
        session.feed(ev.TakeAlong())
        self.keep("with a social card")
        session.feed(NetworkChanged(Network.OFFLINE))
        self.keep("without network")
        session.feed(NetworkChanged(Network.ONLINE), ev.Primary())
        self.keep("the card that locks it")

    def on_paper(self) -> None:
        session = self.begin()
        effects = session.feed(ev.TakeAlong(), PrintFilled())
        (fill,) = [one for one in effects if isinstance(one, FillForm)]
        self.keep("form, being made")
        session.feed(FormDrawn(fill.request_id, b""))
        self.keep("form, not made")
        effects = session.feed(ev.Back(), PrintFilled())
        (fill,) = [one for one in effects if isinstance(one, FillForm)]
        session.feed(FormDrawn(fill.request_id, b"%PDF"))
        self.keep("form, printing")
        request_id = session.last(do.PrintPagePaper).request_id
        session.feed(ev.PaperAnswered(request_id, PrintConfirmed()))
        self.keep("form, printed")
        session.feed(ev.Back(), ev.Back(), NetworkChanged(Network.OFFLINE), ev.TakeAlong())
        self.keep("form alone, without network")

    def gone_on_with(self) -> None:
        first = self.begin()
        first.feed(ev.TakeAlong(), ev.Primary())
        assert first.is_at(TakeAlongPage) or first.place.busy()
        (effect,) = [one for one in first.all(do.AskPlatform) if isinstance(one.look_up, KeepTaken)]
        assert isinstance(effect.look_up, KeepTaken)
        self.session = session = Session()
        session.feed(NetworkChanged(Network.ONLINE), ev.Start(), ItemLoaded(PERMIT), ev.Primary())
        session.show_card("li")
        session.feed(
            PlatformReply(self.asked(AskTaken), TakenKnown((replace(effect.look_up.taken, kept_at=KEPT_AT),))),
            TakenItems((PERMIT,)),
        )
        self.keep("go on")
        session.feed(StartAnew())
        self.keep("not wanted")
        self.known_late(replace(effect.look_up.taken, kept_at=KEPT_AT))

    def known_late(self, taken: Taken) -> None:
        """What was taken along becomes known when questions are answered already."""
        self.session = session = Session()
        session.feed(NetworkChanged(Network.ONLINE), ev.Start(), ItemLoaded(PERMIT), ev.Primary())
        session.show_card("li")
        session.feed(ev.Primary(), PlatformReply(self.asked(AskTaken), TakenKnown((taken,))))
        while isinstance(session.place, AskPage):
            self.keep(f"known late, at {session.place.key}")
            session.feed(SetAnswer(session.place.key, taken.answers[session.place.key]), ev.Primary())


def pages() -> list[Kept]:
    led = Pages()
    led.taken()
    led.without()
    led.on_paper()
    led.gone_on_with()
    return led.kept


@pytest.mark.parametrize("size", SIZES)
def test_what_is_taken_along_keeps_every_rule(qt: Any, reader: None, size: str) -> None:
    kept = pages()
    assert len(kept) == 26
    told = []
    for first in range(2):  # each page in two modes, and all modes among them
        modes = [MODES[(2 * at + first + len(size)) % len(MODES)] for at in range(len(kept))]
        told += wrong(qt, kept, size, modes)
    assert not told, "\n".join(told)


@pytest.mark.parametrize("size", [(1080, 1920), (1920, 1080)], ids=["portrait", "landscape"])
@pytest.mark.parametrize("low", [False, True])
def test_the_form_is_offered_once_the_printer_is_well(qt: Any, low: bool, size: tuple[int, int]) -> None:
    """While the page stands: whoever reads it is not sent away from it."""
    pages = Pages()
    session = pages.begin()
    session.feed(StatusChanged(Device.PAGE_PRINTER, OUT), ev.TakeAlong())
    assert session.is_at(TakeAlongPage)
    screen = Screen()
    try:
        for status, seen in ((OUT, {}), (READY, {"printFilled": True}), (OUT, {}), (READY, {"printFilled": True})):
            session.feed(StatusChanged(Device.PAGE_PRINTER, status))
            screen.show(replace(session.state, accessibility=Accessibility(low=low)), size)
            assert screen.seen("printFilled") == seen
    finally:
        screen.close()
