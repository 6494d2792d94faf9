"""Whoever is asked whether the paper came out sees question, code and answers at once, however the page is set."""

from __future__ import annotations

import time
from collections.abc import Iterator
from typing import Any

import pytest

from kiosk.domain.cases import CaseState
from kiosk.domain.device_states import Reason, StatusKind
from kiosk.domain.licences import CopyPurpose
from kiosk.domain.values import replace
from kiosk.journeys.licence_copies.effects import ComposeCopy, ComposedCopy, CopyComposed
from kiosk.journeys.licence_copies.places import OpenLicence, SetPurpose
from kiosk.ports.device_hub import StatusChanged
from kiosk.ports.devices import Device, DeviceStatus, PrintFailed, PrintOutcome, PrintSent, PrintUncertain
from kiosk.ports.platform import LicencesKnown, Network, NetworkChanged, PlatformReply
from kiosk.session import effects as do
from kiosk.session import events as ev
from kiosk.session.state import Accessibility, State
from tests.kiosk.session_samples import READY, SampleCatalogue, Session, file_of, licence_of

OUT = DeviceStatus(StatusKind.UNAVAILABLE, Reason.PAPER_OUT)
SIZES = [(1080, 1920), (1920, 1080)]
EASES = [
    Accessibility(),
    Accessibility(large=True),
    Accessibility(contrast=True),
    Accessibility(low=True),
    Accessibility(large=True, low=True),
]
OUTCOMES: list[tuple[PrintOutcome, DeviceStatus, set[str]]] = [
    (PrintSent(), READY, {"paperYes", "printAgain"}),
    (PrintUncertain(Reason.CUTTER), READY, {"paperYes", "printAgain"}),
    (PrintUncertain(Reason.NOT_FOUND), OUT, {"paperYes", "paperNo"}),
    (PrintFailed(Reason.PAPER_OUT), READY, {"printAgain"}),
]


class Shown:
    """A session that stands still, as the stage sees its runner."""

    def __init__(self, state: State) -> None:
        self.state = state
        self.on_change: Any = None

    def next_tick(self) -> None:
        return None

    def speak(self, lines: list[str], language: str) -> None: ...


class Screen:
    """The real window with the real stage; `show` draws a state, `seen` says what of it is whole on the screen."""

    def __init__(self) -> None:
        from PySide6.QtCore import QUrl
        from PySide6.QtQml import QQmlComponent, QQmlEngine

        from screens.app import QML
        from screens.bridge import Bridge
        from screens.pictures import Pictures

        self._shown = Shown(Session().state)
        self._bridge = Bridge(self._shown, SampleCatalogue(), Session().moment)  # type: ignore[arg-type]
        self._engine = QQmlEngine()
        self._engine.addImportPath(str(QML))
        for folder in ("icons", "pictures"):
            self._engine.addImageProvider(folder, Pictures(folder))
        self._main = QQmlComponent(self._engine, QUrl.fromLocalFile(str(QML / "Main.qml")))  # what it made goes with it
        self.window: Any = self._main.createWithInitialProperties({"bridge": self._bridge})
        assert self.window is not None, self._main.errorString()

    def show(self, state: State, size: tuple[int, int]) -> None:
        from PySide6.QtCore import QCoreApplication, QEventLoop

        self.window.resize(*size)
        self.window.show()
        self._shown.on_change(state)
        until = time.monotonic() + 10
        for _ in range(2):  # what is laid out when it is first drawn moves once more
            while not (self.window.property("settled") and (self.window.width(), self.window.height()) == size):
                QCoreApplication.processEvents(QEventLoop.ProcessEventsFlag.AllEvents, 20)
                assert time.monotonic() < until, "the page does not come to rest"
            assert not self.window.grabWindow().isNull()

    def seen(self, *names: str) -> dict[str, bool]:
        """Of these names, those that are shown: whether all of it is in the window and in whatever cuts it off."""
        return {item.objectName(): _whole(item) for item in _items(self.window.contentItem()) if item.objectName() in names}

    def close(self) -> None:
        import shiboken6

        self.window.close()
        del self.window
        for made in (self._main, self._engine, self._bridge):
            shiboken6.delete(made)
        del self._main, self._engine, self._bridge, self._shown


def _items(item: Any) -> Iterator[Any]:
    if item.isVisible():
        yield item
        for child in item.childItems():
            yield from _items(child)


def _whole(item: Any) -> bool:
    from PySide6.QtCore import QRectF

    def place(of: Any) -> Any:
        return of.mapRectToScene(QRectF(0, 0, of.width(), of.height()))

    around, rect = item.parentItem(), place(item)
    while around is not None:
        if (around.clip() or around.parentItem() is None) and not place(around).adjusted(-1, -1, 1, 1).contains(rect):
            return False
        around = around.parentItem()
    return True


@pytest.fixture(scope="module")
def screen(qt: Any) -> Iterator[Screen]:
    made = Screen()
    yield made
    made.close()


def receipt(outcome: PrintOutcome, printer: DeviceStatus, case: CaseState | None) -> State:
    session = Session()
    session.to_result(case)
    session.paper(outcome)
    session.feed(StatusChanged(Device.RECEIPT_PRINTER, printer))
    return session.state


@pytest.mark.parametrize("size", SIZES, ids=["portrait", "landscape"])
@pytest.mark.parametrize("language", ["zh", "en"])
def test_question_code_and_answers_need_no_scrolling(screen: Screen, language: str, size: tuple[int, int]) -> None:
    for ease in EASES:
        for outcome, printer, answers in OUTCOMES:
            for case in (None, CaseState.ACCEPTED):
                screen.show(replace(receipt(outcome, printer, case), language=language, accessibility=ease), size)
                seen = screen.seen("word", "paperTitle", "code", "paperYes", "paperNo", "printAgain")
                assert seen == dict.fromkeys({"word", "paperTitle", "code", *answers}, True), (ease, outcome, case)


def copy(outcome: PrintOutcome, printer: DeviceStatus) -> State:
    session = Session()
    session.feed(
        StatusChanged(Device.PAGE_PRINTER, READY), NetworkChanged(Network.ONLINE), ev.Start(), ev.OpenJourney("licence_copies")
    )
    session.show_card()
    session.feed(PlatformReply(session.place.request_id, LicencesKnown((licence_of(),))))
    session.feed(OpenLicence("1.2.3"), SetPurpose(CopyPurpose.SCHOOL), ev.Primary())
    session.feed(PlatformReply(session.last(do.AskPlatform).request_id, file_of(licence_of())))
    composed = ComposedCopy("SP310199-000123", b"", b"")
    session.feed(CopyComposed(session.last(ComposeCopy).request_id, composed), ev.Primary())
    session.feed(ev.PaperAnswered(session.last(do.PrintPagePaper).request_id, outcome))
    session.feed(StatusChanged(Device.PAGE_PRINTER, printer))
    return session.state


@pytest.mark.parametrize("size", SIZES, ids=["portrait", "landscape"])
@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_copys_question_and_answers_need_no_scrolling(screen: Screen, language: str, size: tuple[int, int]) -> None:
    for ease in EASES:
        for outcome, printer, answers in OUTCOMES:
            screen.show(replace(copy(outcome, printer), language=language, accessibility=ease), size)
            seen = screen.seen("paperTitle", "paperYes", "paperNo", "printAgain")
            assert seen == dict.fromkeys({"paperTitle", *answers}, True), (ease, outcome)
