"""While pages are read out: the bar that says them again, the star key, and the mark on the words that are said now."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from kiosk.journeys.apply.events import SetAnswer
from kiosk.journeys.apply.filling import AskPage
from kiosk.journeys.browse.events import OpenItem, OpenSearch
from kiosk.journeys.browse.places import Home
from kiosk.ports.device_hub import StatusChanged
from kiosk.ports.devices import Device
from kiosk.ports.voice import Loudness, Speed
from kiosk.session import events as ev
from kiosk.session.idle import Idle
from kiosk.session.state import Accessibility, Overlay
from tests.kiosk.session_samples import CODE, READY, Session
from tests.screens.drawn import Drawn, contrast, drawn

PORTRAIT, LANDSCAPE = (540, 960), (960, 540)
VOICE = Accessibility(voice=True)


@pytest.fixture
def session() -> Session:
    session = Session()
    session.feed(StatusChanged(Device.SPEAKER, READY), ev.SetAccessibility(VOICE))
    return session


@pytest.fixture
def view(qt: Any, session: Session) -> Iterator[Drawn]:
    with drawn(qt, session) as made:
        yield made


def touch(view: Drawn, name: str) -> None:
    from PySide6.QtCore import Qt
    from PySide6.QtTest import QTest

    QTest.mouseClick(
        view.window, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, view.box(view.find(name)).center().toPoint()
    )
    view.rest()


def said(view: Drawn) -> list[str]:
    return view.runner.said[-1]


def begin(view: Drawn, word: str) -> None:
    """The voice has come to the line that says ``word``."""
    view.voice_at(next(at for at, line in enumerate(said(view)) if word in line))


def end(view: Drawn) -> None:
    view.voice_at(None)


def marks(view: Drawn) -> list[Any]:
    return [item for item in view.items() if item.objectName() == "said"]


def marked(view: Drawn) -> list[str]:
    return [mark.parentItem().property("text") for mark in marks(view)]


def over(view: Drawn, what: Overlay | None) -> None:
    if what:
        view.feed(ev.OpenOverlay(what))
    else:
        view.runner.session.wait(view.runner.state.settings.quiet_limit + 1)
        view.feed(ev.Tick())
        assert view.runner.state.warned


@pytest.mark.parametrize("size", [PORTRAIT, LANDSCAPE])
@pytest.mark.parametrize("ease", [VOICE, Accessibility(voice=True, large=True, contrast=True), Accessibility(voice=True, low=True)])
def test_the_bar_is_at_one_place_whatever_is_shown(qt: Any, session: Session, size: tuple[int, int], ease: Accessibility) -> None:
    session.feed(ev.SetAccessibility(ease))
    with drawn(qt, session, size) as view:
        bar = view.box(view.find("again"))
        assert (bar.left(), bar.width(), bar.bottom()) == (0, size[0], size[1])
        assert bar.height() >= 28, "of half a screen"
        for what in (
            ev.Start(),
            OpenItem(CODE),
            ev.OpenOverlay(Overlay.HELP),
            ev.OpenOverlay(Overlay.ACCESSIBILITY),
            ev.OpenOverlay(Overlay.LEAVE),
        ):
            view.feed(what)
            assert view.box(view.find("again")) == bar
            others = [item for item in view.items() if item.property("focusable") and item.objectName() != "again"]
            boxes = {item.objectName(): view.box(item) for item in others}
            assert all(box.bottom() <= bar.top() + 1 for box in boxes.values()), boxes
        view.feed(ev.SetAccessibility(Accessibility()))
        assert "again" not in view.names()


@pytest.mark.parametrize("what", [Overlay.HELP, Overlay.ACCESSIBILITY, Overlay.LEAVE])
def test_a_touch_says_all_of_it_again(view: Drawn, what: Overlay) -> None:
    view.feed(ev.Start(), ev.OpenOverlay(what))
    whole = said(view)
    end(view)
    touch(view, "again")
    assert said(view) == whole
    assert view.runner.state.overlay is what


def test_a_touch_while_it_speaks_is_silence(view: Drawn) -> None:
    begin(view, "触摸屏幕开始")
    touch(view, "again")
    assert said(view) == []
    assert marked(view) == []
    touch(view, "again")
    assert "触摸屏幕开始" in said(view)
    assert view.place == Idle(), "the page below did not take the touch"


def test_the_bar_says_what_a_touch_does(view: Drawn) -> None:
    names = []
    for event in (ev.SpeechChanged(True), ev.SpeechChanged(False), ev.SetLanguage("en")):
        view.feed(event)
        names.append(view.find("again").property("name"))
    assert names == ["停", "再读一遍", "Say again"]


def test_at_the_warning_it_is_a_sign_of_life(view: Drawn) -> None:
    view.feed(ev.Start())
    page = said(view)
    over(view, None)
    assert "您还在吗？" in said(view)
    touch(view, "again")
    assert not view.runner.state.warned
    assert said(view) == page


def test_the_star_key_says_it_again_and_types_nothing(view: Drawn) -> None:
    view.feed(ev.Start(), OpenSearch())
    assert view.focus == "field"
    end(view)
    view.press("j")
    assert [line[:4] for line in said(view)] == ["没有找到", "帮您找，", "按主题找", "请人帮忙"], "what is new, not the page again"
    end(view)
    view.press("*")
    assert said(view)[0] == "您要办什么？"
    assert view.window.activeFocusItem().property("text") == "j"
    view.feed(ev.GoHome(), ev.OpenOverlay(Overlay.HELP))
    end(view)
    count = len(view.runner.said)
    view.press("*")
    assert len(view.runner.said) == count + 1
    assert "需要帮忙吗？" in said(view)


def test_without_the_voice_a_star_is_a_star(view: Drawn) -> None:
    view.feed(ev.SetAccessibility(Accessibility()), ev.Start(), OpenSearch())
    count = len(view.runner.said)
    view.press("*")
    assert view.window.activeFocusItem().property("text") == "*"
    assert len(view.runner.said) == count


def test_keys_alone_reach_the_bar_over_everything(view: Drawn) -> None:
    view.feed(ev.Start())
    for what in (None, Overlay.HELP, Overlay.ACCESSIBILITY):
        if what:
            view.feed(ev.OpenOverlay(what))
        end(view)
        count = len(view.runner.said)
        view.go_to("again")
        view.press("Return")
        assert len(view.runner.said) == count + 1
        assert view.focus == "again"


def test_speed_and_loudness_are_chosen_and_heard_by_touch(view: Drawn) -> None:
    view.feed(ev.Start(), ev.OpenOverlay(Overlay.ACCESSIBILITY))
    end(view)
    chosen = (("speed-slow", "念得快慢：慢"), ("loudness-loud", "声音大小：响"), ("loudness-loud", "声音大小：响"))
    for name, line in chosen:  # the last of them once more
        touch(view, name)
        assert said(view) == [line]
        end(view)
    assert view.runner.state.accessibility == Accessibility(voice=True, speed=Speed.SLOW, loudness=Loudness.LOUD)


def test_speed_is_chosen_by_keys_and_keeps_the_focus(view: Drawn) -> None:
    view.feed(ev.Start(), ev.OpenOverlay(Overlay.ACCESSIBILITY))
    view.go_to("speed-fast")
    view.press("Space")
    assert view.runner.state.accessibility.speed is Speed.FAST
    assert view.focus == "speed-fast"


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("what", [Overlay.HELP, Overlay.ACCESSIBILITY, Overlay.LEAVE])
def test_what_lies_over_a_page_is_whole_above_the_bar(qt: Any, session: Session, what: Overlay, language: str) -> None:
    session.feed(
        ev.SetLanguage(language), ev.SetAccessibility(Accessibility(large=True, voice=True)), ev.Start(), ev.OpenOverlay(what)
    )
    with drawn(qt, session, LANDSCAPE) as view:
        bar = view.box(view.find("again"))
        last = max(
            (item for item in view.items() if item.objectName() in ("close", "leaveSurely")), key=lambda item: view.box(item).top()
        )
        assert view.box(last).bottom() < bar.top()


@pytest.mark.parametrize("size", [PORTRAIT, LANDSCAPE])
@pytest.mark.parametrize("language", ["zh", "en"])
def test_all_that_makes_it_easier_is_in_sight(qt: Any, session: Session, language: str, size: tuple[int, int]) -> None:
    session.feed(
        ev.SetLanguage(language),
        ev.SetAccessibility(Accessibility(large=True, voice=True)),
        ev.Start(),
        ev.OpenOverlay(Overlay.ACCESSIBILITY),
    )
    with drawn(qt, session, size) as view:
        bar = view.box(view.find("again"))
        for name in ("accessibility-large", "accessibility-voice", "speed-slow", "loudness-loud", "close"):
            box = view.box(view.find(name))
            assert 0 <= box.left() < box.right() <= size[0], name
            assert 0 <= box.top() < box.bottom() <= bar.top(), name


def test_the_words_that_are_said_are_marked(view: Drawn) -> None:
    view.feed(ev.Start())
    assert marked(view) == [], "the voice has not begun"
    begin(view, "您要办什么")
    assert marked(view) == ["您要办什么？"]
    begin(view, "打印证照")
    assert marked(view) == ["打印证照", "带上身份证"]
    end(view)
    assert marked(view) == []
    view.feed(OpenItem(CODE))
    begin(view, "下面的按钮")
    assert marked(view) == ["开始办理"], "the button itself"


def test_without_the_voice_nothing_is_marked(view: Drawn) -> None:
    view.feed(ev.SetAccessibility(Accessibility()), ev.Start())
    view.voice_at(0)
    assert marked(view) == []


@pytest.mark.parametrize("high", [False, True])
def test_the_mark_is_seen_and_what_it_marks_can_be_read(view: Drawn, high: bool) -> None:
    view.feed(ev.SetAccessibility(Accessibility(voice=True, contrast=high)))
    seen = 0
    for event in (None, ev.Start(), OpenItem(CODE), ev.OpenOverlay(Overlay.LEAVE)):
        if event:
            view.feed(event)
        for at in range(len(said(view))):
            view.voice_at(at)
            for mark in marks(view):
                seen += 1
                words, ground, bar = (item.property("color") for item in (mark.parentItem(), mark, mark.childItems()[0]))
                assert contrast(words, ground) >= (7 if high and mark.property("light") else 4.5), mark.parentItem().property(
                    "text"
                )
                assert contrast(bar, ground) >= 3, "a bar, not a colour alone"
                assert mark.height() >= mark.childItems()[0].height() > 0 < mark.width()
    assert seen > 15


def test_what_is_said_is_brought_into_sight(qt: Any, session: Session) -> None:
    session.feed(ev.SetAccessibility(Accessibility(voice=True, large=True)), ev.Start(), OpenItem(CODE))
    with drawn(qt, session, LANDSCAPE) as view:
        scrolls = [item for item in view.items() if item.property("scrolls")]
        begin(view, "任一受理中心")
        (mark,) = marks(view)
        around = next(scroll for scroll in scrolls if scroll.property("contentY") > 1)
        assert view.box(around).contains(view.box(mark.parentItem()))
        focus, place = view.focus, around.property("contentY")
        view.press("PageUp")  # whoever moves the page themselves is left alone
        view.until(lambda: not around.property("turning"), "it rests")
        moved = around.property("contentY")
        assert moved < place
        begin(view, "下面的按钮")
        begin(view, "任一受理中心")
        assert around.property("contentY") == moved
        assert view.focus == focus


def test_it_leads_again_from_the_next_text_on(qt: Any, session: Session) -> None:
    session.feed(ev.SetAccessibility(Accessibility(voice=True, large=True)), ev.Start(), OpenItem(CODE))
    with drawn(qt, session, LANDSCAPE) as view:
        scrolls = [item for item in view.items() if item.property("scrolls")]
        for key in ("PageDown", "PageUp"):
            view.press(key)
            view.until(lambda: not any(scroll.property("turning") for scroll in scrolls), "it rests")
        begin(view, "任一受理中心")
        assert all(scroll.property("contentY") < 1 for scroll in scrolls)
        touch(view, "again")  # stops
        touch(view, "again")
        begin(view, "任一受理中心")
        assert any(scroll.property("contentY") > 1 for scroll in scrolls)


@pytest.mark.parametrize("size", [PORTRAIT, LANDSCAPE])
def test_what_is_typed_in_is_not_moved(qt: Any, session: Session, size: tuple[int, int]) -> None:
    session.feed(ev.SetAccessibility(Accessibility(voice=True, large=True)))
    session.to_questions()
    session.answer(here="no")
    assert session.place == AskPage(CODE, "why")
    with drawn(qt, session, size) as view:
        field = view.find("field")
        place = view.box(field)
        view.press("a")
        for at in range(len(said(view))):
            view.voice_at(at)
            assert view.box(field) == place
            assert view.focus == "field"
        view.press("b")
        assert field.property("text") == "ab"


def test_a_page_that_changes_while_it_is_read_loses_its_mark(view: Drawn) -> None:
    view.feed(ev.Start())
    begin(view, "打印证照")
    view.feed(OpenItem(CODE))
    assert marked(view) == []
    view.feed(ev.Back())
    assert view.place == Home()
    assert said(view)[0] == "您要办什么？"


def test_the_next_question_has_a_page_of_its_own(view: Drawn) -> None:
    """The voice's beginning is told to the session from within: the page is shown once more meanwhile."""
    session, speak = view.runner.session, view.runner.speak

    def say(lines: list[str], language: str) -> None:
        speak(lines, language)
        if bool(lines) != view.runner.state.speaking:
            view.runner.feed(ev.SpeechChanged(bool(lines)))

    view.runner.speak = say  # type: ignore[method-assign]
    session.to_questions()
    view.feed(ev.Touch())
    view.feed(SetAnswer("here", "yes"))
    view.feed(ev.SpeechChanged(False))
    view.feed(ev.Primary())
    assert view.place == AskPage(CODE, "mobile")
    assert view.runner.state.speaking
    assert view.box(view.find("where")).bottom() < view.box(view.find("field")).top()
    assert view.box(view.find("key-0")).bottom() < view.box(view.find("primary")).top()
