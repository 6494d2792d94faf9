"""Keys on the real pages: where the focus is, where it can go, and that one sees it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from kiosk.domain.signatures import is_signature
from kiosk.journeys.apply.draft import draft_of
from kiosk.journeys.apply.events import SetAnswer
from kiosk.journeys.apply.filling import AskPage, CheckPage
from kiosk.journeys.apply.signing import SignPage, Submitting
from kiosk.journeys.browse.events import Found, OpenItem, OpenSearch
from kiosk.journeys.browse.places import GuidePage, Home, Search
from kiosk.ports.device_hub import StatusChanged
from kiosk.ports.devices import Device
from kiosk.ports.storage import ItemLine, SearchFound, SearchHit
from kiosk.session import events as ev
from kiosk.session.idle import Idle
from kiosk.session.state import Accessibility, Event, Overlay
from tests.kiosk.session_samples import CODE, ITEM, READY, Session
from tests.screens.drawn import Drawn, contrast, drawn

PORTRAIT, LANDSCAPE = (540, 960), (960, 540)
KEYS = ("Tab", "Backtab", "Up", "Down", "Left", "Right")


@pytest.fixture
def session() -> Session:
    session = Session()
    session.feed(StatusChanged(Device.SPEAKER, READY))
    return session


@pytest.fixture
def view(qt: Any, session: Session) -> Iterator[Drawn]:
    with drawn(qt, session) as made:
        yield made


def warn(view: Drawn) -> None:
    view.runner.session.wait(view.runner.state.settings.quiet_limit + 1)
    view.feed(ev.Tick())
    assert view.runner.state.warned


@pytest.mark.parametrize("over", [Overlay.HELP, Overlay.ACCESSIBILITY, Overlay.LEAVE, None])
def test_no_key_reaches_the_page_below_an_overlay(view: Drawn, over: Overlay | None) -> None:
    view.feed(ev.Start())
    below = view.names()
    if over:
        view.feed(ev.OpenOverlay(over))
    else:
        warn(view)
    inside = view.names() - below
    assert view.focus in inside
    for key in KEYS:
        for _ in range(8):
            view.press(key)
            assert view.focus in inside, key
            assert view.seen()


def test_return_at_the_warning_says_that_one_is_there(view: Drawn) -> None:
    view.feed(ev.Start())
    warn(view)
    view.press("Tab", "Return")
    assert not view.runner.state.warned
    assert view.place == Home()


@pytest.mark.parametrize("over", [Overlay.HELP, Overlay.ACCESSIBILITY, Overlay.LEAVE, None])
def test_escape_leads_out_of_what_lies_over_a_page(view: Drawn, over: Overlay | None) -> None:
    view.feed(ev.Start())
    view.go_to("open-progress")
    if over:
        view.feed(ev.OpenOverlay(over))
    else:
        warn(view)
    assert view.focus != "open-progress"
    view.press("Escape")
    assert (view.runner.state.overlay, view.runner.state.warned, view.place) == (None, False, Home())
    assert view.focus == "open-progress", "it is where it was"


def test_escape_leads_a_page_back_and_never_out(view: Drawn) -> None:
    view.feed(ev.Start(), OpenItem(CODE))
    view.press("Escape")
    assert view.place == Home()
    view.press("Escape", "Escape")
    assert view.place in (Home(), Idle())


def test_a_setting_that_is_changed_keeps_the_focus(view: Drawn) -> None:
    view.feed(ev.Start(), ev.OpenOverlay(Overlay.ACCESSIBILITY))
    view.go_to("accessibility-contrast", "Down")
    view.press("Space")
    assert view.runner.state.accessibility == Accessibility(contrast=True)
    assert view.focus == "accessibility-contrast"


def test_each_page_begins_at_the_first_thing_to_do(view: Drawn) -> None:
    session = view.runner.session
    begins = [view.focus]
    acts: tuple[Event, ...] = (ev.Start(), OpenItem(CODE), ev.Primary())
    for event in acts:
        view.feed(event)
        begins.append(view.focus)
    session.show_card("wang")
    for event in (ev.Touch(), ev.Primary()):
        view.feed(event)
        begins.append(view.focus)
    assert begins == ["start", "search", "primary", "back", "primary", "option-yes"]
    for key, value in {"here": "no", "why": "照顾孙女", "mobile": "13900000026", "delivery": "counter", "note": ""}.items():
        assert view.place == AskPage(CODE, key)
        begins.append(view.focus)
        view.feed(SetAnswer(key, value), ev.Primary())
    begins.append(view.focus)
    view.feed(ev.Primary())
    begins.append(view.focus)
    view.feed(ev.Primary())
    begins.append(view.focus)
    assert begins[6:] == ["option-yes", "field", "field", "option-counter", "field", "primary", "primary", "pad"]


def test_an_application_is_filled_in_and_signed_by_keys_alone(view: Drawn) -> None:
    session = view.runner.session
    view.press("Return")
    assert view.place == Home()
    view.feed(OpenItem(CODE))
    view.press("Return")
    session.show_card("wang")
    view.feed(ev.Touch())
    view.press("Return")
    assert view.place == AskPage(CODE, "here")
    view.go_to("option-yes", "Down")
    view.press("Space")
    view.go_to("primary")
    view.press("Return")
    view.press(*"139000000271", "Backspace", "Return")
    assert view.place == AskPage(CODE, "delivery")
    assert draft_of(view.runner.state, CODE).answers["mobile"] == "13900000027"
    view.press("Return")
    view.go_to("primary")
    view.press("Return", "Return", "Return")
    assert isinstance(view.place, CheckPage)
    view.press("Return")
    assert isinstance(view.place, SignPage)
    view.press("Space", *["Right"] * 6, "Space", "Up", "Space", *["Down"] * 4)
    view.press("Return")
    assert is_signature(draft_of(view.runner.state, CODE).signature)
    assert view.focus == "primary"
    view.press("Return")
    assert isinstance(view.place, Submitting)


@pytest.mark.parametrize("size", [PORTRAIT, LANDSCAPE])
def test_what_has_the_focus_is_always_in_sight(qt: Any, session: Session, size: tuple[int, int]) -> None:
    session.feed(ev.SetAccessibility(Accessibility(large=True)))
    session.to_check()
    with drawn(qt, session, size) as view:
        passed = set()
        for key in ("Tab",) * 14 + ("Backtab",) * 14 + ("Up",) * 8 + ("Down",) * 8:
            view.press(key)
            passed.add(view.focus)
            assert view.seen(), f"{view.focus} after {key}"
        assert {f"change-{key}" for key in ("here", "mobile", "delivery", "note")} <= passed


@pytest.mark.parametrize(
    ("towards", "forward", "back"),
    [("Tab", "PageDown", "PageUp"), ("Tab", "End", "Home"), ("Up", "Down", "Up")],  # arrows scroll what the focus is in
)
def test_what_is_read_scrolls_with_keys(qt: Any, session: Session, towards: str, forward: str, back: str) -> None:
    session.feed(ev.SetAccessibility(Accessibility(large=True)), ev.Start(), OpenItem(CODE))
    with drawn(qt, session) as view:
        assert isinstance(view.place, GuidePage)
        scroll = next(item for item in view.items() if item.property("scrolls"))
        view.press("Tab", *([towards] if towards != "Tab" else []))  # the first shows where the focus is
        begun = view.focus
        view.press(forward)
        view.until(lambda: not scroll.property("turning"), "it rests")
        assert scroll.property("contentY") > 1
        assert view.focus == begun, "it scrolls before the focus leaves"
        for _ in range(2):  # the button above may come first
            view.press(back)
            view.until(lambda: not scroll.property("turning"), "it rests")
        assert scroll.property("contentY") < 1


def test_a_page_stands_at_its_top_until_keys_are_used(qt: Any, session: Session) -> None:
    session.feed(ev.SetAccessibility(Accessibility(large=True)))
    session.to_check()
    with drawn(qt, session, LANDSCAPE) as view:
        last = view.find("change-note")  # below the fold
        last.forceActiveFocus()
        view.rest()
        assert view.focus == "change-note"
        assert all(item.property("contentY") == 0 for item in view.items() if item.property("scrolls"))
        assert not view.seen()
        view.keyed(True)
        assert view.seen()


def test_keys_show_the_focus_and_a_finger_hides_it(view: Drawn) -> None:
    from PySide6.QtCore import QPoint, Qt
    from PySide6.QtQml import QQmlProperty
    from PySide6.QtTest import QTest

    def ringed() -> list[str]:
        rings = [item for item in view.items() if item.metaObject().className().startswith("Ring")]
        assert all(QQmlProperty(ring, "border.width").read() >= 4 for ring in rings)
        return [ring.property("about").objectName() for ring in rings]

    view.feed(ev.Start())
    assert ringed() == []
    view.press("Down")
    assert ringed() == ["search"], "the first key only shows it"
    view.press("Down")
    assert ringed() == ["open-guided_choice"]
    view.press("Up", "Return")
    assert ringed() == ["field"], "on the next page too"
    view.press("Escape")
    finger = QPoint(270, 700)
    QTest.mouseClick(view.window, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, finger)
    view.until(lambda: ringed() == [], "a finger")


@pytest.mark.parametrize("high", [False, True])
def test_the_ring_of_the_focus_stands_out(view: Drawn, high: bool) -> None:
    from PySide6.QtQml import QQmlProperty

    view.feed(ev.SetAccessibility(Accessibility(contrast=high)), ev.Start())
    view.press("Down")
    ring = next(item for item in view.items() if item.metaObject().className().startswith("Ring"))
    line, gap = (QQmlProperty(item, "border.color").read() for item in (ring, ring.childItems()[0]))
    assert contrast(line, gap) >= 3
    assert contrast(line, view.window.property("color")) >= 3


def test_a_key_is_a_sign_of_life(view: Drawn) -> None:
    view.feed(ev.Start())
    view.runner.acts.clear()
    view.press("Down")
    assert view.runner.acts == [ev.Touch()]


def test_return_in_the_search_goes_to_the_first_hit(view: Drawn) -> None:
    line = ItemLine(CODE, ITEM.name, "TRANSACTION", ITEM.summary, ITEM.theme, ITEM.authority)
    view.feed(ev.Start(), OpenSearch())
    view.press("j", "l", "k")
    view.until(lambda: view.place == Search("jlk"), "typed")
    view.feed(Found("jlk", SearchFound((SearchHit(line),))))
    view.press("Return")
    assert view.focus == f"item-{CODE}"
