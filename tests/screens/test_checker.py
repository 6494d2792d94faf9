"""A page that is spoiled on purpose: the checker must see each kind of fault."""

from __future__ import annotations

import random
from collections.abc import Iterator
from typing import Any

import pytest
from PySide6.QtCore import Qt

from kiosk.domain.device_states import Reason, StatusKind
from kiosk.domain.text import whole
from kiosk.journeys.browse.events import OpenItem
from kiosk.ports.device_hub import StatusChanged
from kiosk.ports.devices import Device, DeviceStatus
from kiosk.session import events as ev
from kiosk.session.state import Accessibility
from tests.kiosk.session_samples import CODE, Session
from tests.screens import drawn
from tests.screens.checker import faults
from tests.screens.platform_sample import platform_sample
from tests.screens.states import Walk

EASE, LARGE = Accessibility(), Accessibility(large=True)


@pytest.fixture
def view(qt: Any) -> Iterator[drawn.Drawn]:
    with drawn.drawn(qt, Walk(random.Random(1)).session, (1080, 1920), platform_sample()) as view:
        view.feed(ev.Start())
        yield view


def label(view: drawn.Drawn, text: str) -> Any:
    return next(item for item in view.items() if item.property("text") == text and item.property("lineCount"))


def spoil(item: Any, **values: Any) -> None:
    from PySide6.QtQml import QQmlProperty

    for name, value in values.items():
        assert QQmlProperty(item, name.replace("_", ".")).write(value), name


TITLE = "您要办什么？"
SPOILED = {
    "contrast": lambda view: spoil(label(view, TITLE), color="#dde3ea"),
    "smaller than": lambda view: spoil(label(view, TITLE), font_pixelSize=20),
    "wider than its place": lambda view: spoil(label(view, "帮助"), width=20),
    "cut off at the side": lambda view: spoil(label(view, "按主题找"), text="按主题找" * 12, width=2000),
    "over each other": lambda view: spoil(view.find("topBar"), y=100),
    "button too small": lambda view: spoil(view.find("open-progress"), width=50),
    "buttons too near": lambda view: spoil(view.find("open-progress"), scale=1.2),
    "a button or field without a name": lambda view: spoil(view.find("open-copy_check"), name=""),
    "2 things of one name": lambda view: spoil(view.find("open-copy_check"), name="查进度"),
    "out of the window": lambda view: spoil(view.find("topBar"), x=-60),
    "covered": lambda view: spoil(view.find("topBar"), y=100),
    "the last line of a title is short": lambda view: spoil(label(view, TITLE), text="您要办的是什么事情呢？", width=460),
    "at the edge of its card": lambda view: spoil(label(view, "查进度"), x=-104),
    "at the screen's edge": lambda view: spoil(view.find("site").parentItem(), anchors_verticalCenterOffset=-40),
}


@pytest.mark.parametrize("fault", SPOILED)
def test_each_kind_of_fault_is_seen(view: drawn.Drawn, reader: None, fault: str) -> None:
    assert faults(view, "zh", EASE) == []
    SPOILED[fault](view)
    seen = faults(view, "zh", EASE)
    assert [one for one in seen if one.startswith(fault)], seen


def test_chinese_on_an_english_page_is_seen(view: drawn.Drawn, reader: None) -> None:
    view.feed(ev.SetLanguage("en"))
    assert faults(view, "en", EASE) == []
    spoil(label(view, "By theme"), text="By 主题")
    assert "not in English: By 主题" in faults(view, "en", EASE)


def test_a_broken_word_is_seen(view: drawn.Drawn, reader: None) -> None:
    spoil(label(view, "按主题找"), text="Progress", width=100)
    assert [one for one in faults(view, "zh", EASE) if one.startswith("broken within a word")]


def test_a_broken_name_is_seen(view: drawn.Drawn, reader: None) -> None:
    spoil(label(view, "按主题找"), text=whole("王秀英"), width=80)
    assert [one for one in faults(view, "zh", EASE) if one.startswith("broken within a name")]


def test_buttons_out_of_reach_are_seen(view: drawn.Drawn, reader: None) -> None:
    seen = faults(view, "zh", Accessibility(low=True))  # the page is not lowered
    assert [one for one in seen if one.startswith("button out of reach: bar-leave")]


def scrolled_down(view: drawn.Drawn) -> Any:
    view.feed(ev.SetAccessibility(LARGE))
    scroll = next(item for item in view.items() if item.property("scrolls") is True)
    assert faults(view, "zh", LARGE) == []
    scroll.setProperty("contentY", scroll.property("lowest"))
    view.rest()
    return scroll


def test_what_is_not_in_sight_at_first_is_seen(view: drawn.Drawn, reader: None) -> None:
    scrolled_down(view)
    seen = faults(view, "zh", LARGE)
    assert "does not begin at its top" in seen
    assert [one for one in seen if one.startswith("the heading is not in sight")]


def test_a_wrong_count_and_a_hole_are_seen(view: drawn.Drawn, reader: None) -> None:
    view.feed(ev.SetAccessibility(LARGE))
    assert faults(view, "zh", LARGE) == []
    scroll = next(item for item in view.items() if item.property("scrolls") is True)
    spoil(scroll, below=5, shown=0)
    seen = faults(view, "zh", LARGE)
    for fault in ("5 rows are told of", "not counted among what waits below", "a hole of"):
        assert [one for one in seen if one.startswith(fault)], seen


def test_what_is_said_twice_is_seen(view: drawn.Drawn, reader: None) -> None:
    view.feed(OpenItem(CODE), ev.Primary())
    assert faults(view, "zh", EASE) == []
    title = view.find("heading").property("text")
    spoil(view.find("where"), text=title)
    assert f"said twice: {title}" in faults(view, "zh", EASE)


def test_a_shortened_name_is_seen(view: drawn.Drawn, reader: None) -> None:
    view.feed(OpenItem(CODE), ev.Primary())
    spoil(view.find("where"), width=60, maximumLineCount=1, elide=Qt.TextElideMode.ElideRight)
    assert [one for one in faults(view, "zh", EASE) if one.startswith("shortened")]


def test_a_signature_below_half_of_what_is_signed_is_seen(qt: Any, reader: None) -> None:
    session = Session()
    session.to_check()
    with drawn.drawn(qt, session, (1080, 1920), platform_sample()) as view:
        view.feed(ev.Primary())
        assert faults(view, "zh", EASE) == []
        spoil(view.find("lead"), text=view.find("lead").property("text") * 20)
        view.rest()
        assert [one for one in faults(view, "zh", EASE) if one.startswith("not all of what is signed")]


def test_a_question_below_its_field_is_seen(qt: Any, reader: None) -> None:
    session = Session()
    session.to_questions()
    session.answer(here="no")
    with drawn.drawn(qt, session, (1080, 1920), platform_sample()) as view:
        assert faults(view, "zh", EASE) == []
        spoil(view.find("heading").parentItem(), topPadding=900)
        view.rest()
        assert [one for one in faults(view, "zh", EASE) if one.startswith("below its field")]


def test_a_bar_that_stands_alone_is_seen(view: drawn.Drawn, reader: None) -> None:
    view.feed(ev.OpenJourney("licence_copies"))
    assert faults(view, "zh", EASE) == []
    (bar,) = [item for item in view.items() if item.property("running") is True]
    spoil(bar.parentItem(), topPadding=300)
    view.rest()
    assert "a bar that moves stands alone" in faults(view, "zh", EASE)


def test_a_warning_that_comes_while_one_reads_further_down_is_shown(view: drawn.Drawn, reader: None) -> None:
    view.feed(StatusChanged(Device.RECEIPT_PRINTER, DeviceStatus(StatusKind.READY)))
    scroll = scrolled_down(view)
    view.feed(StatusChanged(Device.RECEIPT_PRINTER, DeviceStatus(StatusKind.UNAVAILABLE, Reason.PAPER_OUT)))
    assert scroll.property("contentY") < 10
    assert faults(view, "zh", LARGE) == []
    scroll.setProperty("contentY", scroll.property("lowest"))
    assert [one for one in faults(view, "zh", LARGE) if one.startswith("a warning is not in sight")]
