"""The bars around each page and the idle page, as they are drawn."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import pytest

from kiosk.domain.device_states import Reason, StatusKind
from kiosk.domain.text import LocalizedText
from kiosk.domain.values import replace
from kiosk.journeys.browse.events import OpenItem, OpenSearch
from kiosk.ports.device_hub import StatusChanged
from kiosk.ports.devices import Device, DeviceStatus
from kiosk.ports.platform import Network, NetworkChanged
from kiosk.session import events as ev
from kiosk.session.state import Accessibility, Overlay
from kiosk.views.language import localized
from tests.kiosk.session_samples import CODE, READY, SETTINGS, TERMINAL, Session
from tests.screens.drawn import Drawn, drawn
from tests.whole_catalogue import whole_catalogue

SIZES = {"portrait": (1080, 1920), "landscape": (1920, 1080)}
HIGHEST = 176  # px, of a name in the bar: as high as its buttons in larger text
BUTTONS = ("bar-language", "bar-openAccessibility", "bar-home", "bar-leave")
LONG = LocalizedText(
    "曹家渡街道社区事务受理服务中心武宁路便民服务站", "Caojiadu Community Affairs Centre, Wuning Road service point"
)


def on_guide(language: str, large: bool, site: LocalizedText = TERMINAL.site) -> Session:
    session = Session(replace(SETTINGS, terminal=replace(TERMINAL, site=site)))
    session.feed(ev.SetLanguage(language), ev.SetAccessibility(Accessibility(large=large)), ev.Start(), OpenItem(CODE))
    return session


def apart(view: Drawn, names: tuple[str, ...]) -> list[float]:
    boxes = [view.box(view.find(name)) for name in names]
    return [right.left() - left.right() for left, right in pairwise(boxes)]


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("large", [False, True])
@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_top_bar_has_room_for_everything(qt: Any, language: str, large: bool, size: str) -> None:
    with drawn(qt, on_guide(language, large, LONG), SIZES[size]) as view:
        assert min(apart(view, BUTTONS)) >= 16
        site = view.find("site")
        assert not site.property("truncated")
        assert site.property("lineCount") <= 2
        bar, name = view.box(site.parentItem().parentItem()), view.box(site)
        assert "where" not in view.names()  # the page's own heading says the same
        assert name.right() <= view.box(view.find(BUTTONS[0])).left()
        assert bar.top() <= name.top()
        assert name.bottom() <= bar.bottom()
        for button in BUTTONS:
            assert view.box(view.find(button)).bottom() <= bar.bottom()
        assert view.box(view.find(BUTTONS[-1])).right() <= SIZES[size][0]


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("large", [False, True])
@pytest.mark.parametrize("cut_off", [False, True])
@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_top_bar_has_room_for_the_name_of_every_service(qt: Any, language: str, cut_off: bool, large: bool, size: str) -> None:
    session = on_guide(language, large)
    if cut_off:
        session.feed(NetworkChanged(Network.OFFLINE))
    session.feed(ev.Primary())
    with drawn(qt, session, SIZES[size]) as view:
        where, crowded = view.find("where"), []
        for item in whole_catalogue().items:
            where.setProperty("text", localized(item.name, session.state))
            if where.property("truncated") or where.property("size") < 26 or where.property("contentHeight") > HIGHEST:
                crowded.append(where.property("text"))
    assert crowded == []


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("large", [False, True])
@pytest.mark.parametrize("page", ["question", "search"])
def test_the_keyboard_leaves_the_field_in_sight(qt: Any, page: str, large: bool, size: str) -> None:
    session = Session()
    session.feed(ev.SetAccessibility(Accessibility(large=large)))
    if page == "search":
        session.feed(ev.Start(), OpenSearch())
    else:
        session.to_questions()
        session.answer(here="no")
    with drawn(qt, session, SIZES[size]) as view:
        assert view.focus == "field"
        frame = view.find("field").parentItem()
        candidates = 96  # above the keys, empty until there are some
        assert view.box(frame).bottom() <= view.box(view.find("keyboard")).top() + candidates


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("over", [Overlay.HELP, Overlay.ACCESSIBILITY, Overlay.LEAVE])
@pytest.mark.parametrize("language", ["zh", "en"])
def test_what_lies_over_a_page_fits_the_screen(qt: Any, language: str, over: Overlay, size: str) -> None:
    session = on_guide(language, large=True)
    session.feed(StatusChanged(Device.SPEAKER, READY), ev.OpenOverlay(over))
    with drawn(qt, session, SIZES[size]) as view:
        button = view.find("leaveSurely" if over is Overlay.LEAVE else "close")
        assert view.box(button).bottom() <= SIZES[size][1] - 16
        assert view.seen()


def sizes_of(view: Drawn) -> dict[str, int]:
    """Of every text in the bar and in the steps."""
    return {
        item.property("text"): item.property("size")
        for item in view.items()
        if item.property("size")
        and item.property("text") in ("方便使用", "首页", "结束离开", "看指南", "填写", "完成", TERMINAL.site.zh)
    }


def test_texts_of_bar_and_steps_grow_with_larger_text(qt: Any) -> None:
    with drawn(qt, on_guide("zh", large=False), SIZES["portrait"]) as view:
        standard = sizes_of(view)
        view.feed(ev.SetAccessibility(Accessibility(large=True)))
        larger = sizes_of(view)
    assert len(standard) == 7
    assert {text: size for text, size in larger.items() if size < 1.3 * standard[text]} == {}


@pytest.fixture
def idle() -> Session:
    session = Session()
    session.feed(StatusChanged(Device.SPEAKER, READY))
    session.feed(StatusChanged(Device.PAGE_PRINTER, DeviceStatus(StatusKind.UNAVAILABLE, Reason.PAPER_OUT)))
    return session


def test_ease_and_voice_are_chosen_on_the_idle_page(qt: Any, idle: Session) -> None:
    with drawn(qt, idle) as view:
        view.go_to("voice")
        view.press("Return")
        assert view.runner.state.accessibility.voice
        view.go_to("bar-openAccessibility")
        view.press("Return")
        assert view.runner.state.overlay is Overlay.ACCESSIBILITY
        view.press("Escape")
        assert view.focus == "bar-openAccessibility"
        view.go_to("start")


def test_no_voice_is_offered_where_none_can_be_heard(qt: Any) -> None:
    with drawn(qt, Session()) as view:
        assert "voice" not in view.names()


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("large", [False, True])
@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_line_for_the_staff_is_quiet_at_the_edge(qt: Any, idle: Session, language: str, large: bool, size: str) -> None:
    idle.feed(ev.SetLanguage(language), ev.SetAccessibility(Accessibility(large=large)))
    width, height = SIZES[size]
    with drawn(qt, idle, (width, height)) as view:
        line = view.find("attendant")
        assert line.property("textSize") <= 26
        assert (line.property("icon"), line.property("quiet"), line.property("danger")) == ("", True, False)
        box = view.box(line)
        assert box.bottom() > height - 60
        assert box.top() > max(view.box(view.find(name)).bottom() for name in ("start", "voice", "bar-language"))
        assert min(apart(view, ("bar-language", "bar-openAccessibility", "voice"))) >= 16
        assert 0 < view.box(view.find("bar-language")).left() < view.box(view.find("voice")).right() < width
