"""What the voice says: everything on a page that a resident needs, errors first, and nobody's number."""

from __future__ import annotations

from typing import Any, ClassVar

import pytest

from kiosk.domain.values import replace
from kiosk.views.accessibility import Setting, SettingStep
from kiosk.views.base import Button, Data, FactRow, Option, PageView, Row, Text, Unsaid
from kiosk.views.frame import Frame, HelpRow, OverlayView, Warning
from kiosk.views.leaving import LeavingView, TakeRow
from kiosk.views.paper import PaperView
from kiosk.views.voice import SpokenLine, left_behind, spoken
from tests.kiosk.session_samples import Session, around


class Case(Row):
    word: Text
    rows: tuple[FactRow, ...] = ()


class Card(Row):
    icon: Data = "x"
    title: Text
    text: Text
    state: Text
    kind: Unsaid = ""
    rows: tuple[FactRow, ...] = ()


class AnyPage(PageView):
    page: ClassVar[str] = "AnyPage"

    fault: Text = ""
    title: Text = ""
    hint: Text = ""
    text: Text = ""
    icon: Data = "mail"
    options: tuple[Option, ...] = ()
    rows: tuple[Row, ...] = ()
    lines: tuple[Text, ...] = ()
    paper: PaperView = PaperView(state="none")
    voice: Button = ""


ZH = around(Session())
EN = replace(ZH, language="en")


def lines(view: PageView, frame: Frame = ZH) -> list[str]:
    return [line.said for line in spoken(view, frame)]


def over(**overlay: Any) -> Frame:
    return replace(ZH, overlay=OverlayView(**overlay))


def test_errors_are_said_first_and_the_way_on_last() -> None:
    view = AnyPage(
        title="怎样给您？",
        options=(
            Option(value="counter", title="到窗口取", chosen=False),
            Option(value="courier", title="寄到家", chosen=False),
        ),
        fault="请先选一项",
        hint="寄到家要三天",
        primary="下一步",
    )
    assert lines(view) == ["请先选一项", "怎样给您？", "寄到家要三天", "到窗口取", "寄到家", "下面的按钮：下一步"]
    assert lines(view, EN)[-1] == "Button below: 下一步"


def test_every_row_is_said_once() -> None:
    rows = (Case(word="已受理", rows=(FactRow(label="最晚", value="12月1日"),)), Case(word="已受理"))
    assert lines(AnyPage(title="查询结果", rows=rows)) == ["查询结果", "已受理", "最晚：12月1日"]


@pytest.mark.parametrize(
    "number",
    [
        "310199195703121234",
        "310***********1234",
        "139 0000 0026",
        "20261122 000017",
        "139****0026",
        "T310199001-261126-Y5X-1",
        "20261122\u00a0000017",
    ],
)
def test_no_number_of_a_person_is_said(number: str) -> None:
    view = AnyPage(text=f"编号 {number}", rows=(FactRow(label="号码", value=number),), lines=(number,))
    assert lines(view) == ["编号 (不念出来)", "号码：不念出来"]


def test_the_hotline_and_small_numbers_are_said() -> None:
    assert lines(AnyPage(text="打电话 12345，共 120 项，2026年11月22日")) == ["打电话 12345，共 120 项，2026年11月22日"]


def test_a_masked_name_is_not_another_name() -> None:
    assert lines(AnyPage(title="王*，您好")) == ["王某，您好"]
    assert lines(AnyPage(title="Hello W***"), EN) == ["Hello W, the rest not said,"]


def test_a_warning_is_said_in_place_of_the_page() -> None:
    frame = replace(ZH, warning=Warning(title="您还在吗？", text="20 秒后结束", more="我还在", seconds=20))
    assert lines(AnyPage(title="别的"), frame) == ["您还在吗？", "20 秒后结束"]


def test_what_lies_over_a_page_is_said_whole() -> None:
    row = HelpRow(icon="hand", title="请工作人员", text="招手")
    frame = over(kind="help", title="需要帮忙吗？", rows=(row,), close="回去")
    assert lines(AnyPage(title="别的"), frame) == ["需要帮忙吗？", "请工作人员，招手", "按钮：回去"]


def test_a_row_is_one_line_and_shows_where_it_stands() -> None:
    row = Card(title="身份证", text="刚读的卡就能证明。", state="已读取", kind="办理", rows=(FactRow(label="a", value="b"),))
    assert spoken(AnyPage(rows=(row,)), ZH) == (
        SpokenLine("身份证，刚读的卡就能证明。已读取", ("身份证", "刚读的卡就能证明。", "已读取")),
        SpokenLine("a：b", ("a", "b")),
    )


def test_what_is_chosen_is_said_with_it() -> None:
    view = AnyPage(options=(Option(value="yes", title="是", chosen=False), Option(value="no", title="否", chosen=True)))
    assert lines(view) == ["是", "否，已选"]
    assert [line.quiet for line in spoken(view, ZH)] == [True, False], "what is not chosen any more is no news"


def test_the_steps_of_the_voice_are_said_by_their_words() -> None:
    choices = (
        SettingStep(step="slow", title="慢", name="快慢：慢", chosen=False),
        SettingStep(step="fast", title="快", name="", chosen=True),
    )
    frame = over(kind="accessibility", settings=(Setting(act="speed", label="快慢", value="快", choices=choices),))
    assert lines(AnyPage(), frame) == ["快慢：快", "可以选：慢，快"]


def test_the_terminals_own_number_is_said() -> None:
    frame = over(kind="help", rows=(HelpRow(icon="info", title="终端编号", number="T310199001"),))
    assert lines(AnyPage(), frame) == ["终端编号，T310199001"]


def test_that_the_network_is_away_is_said_once() -> None:
    line = spoken(AnyPage(title="敬老卡"), replace(ZH, network="现在没有网络"))[0]
    assert line == SpokenLine("现在没有网络", ("现在没有网络",), once=True)


def test_a_card_that_is_left_is_said_and_nothing_else() -> None:
    rows = (
        TakeRow(icon="", text="身份证", attention=True, note="请取走"),
        TakeRow(icon="", text="回执", attention=False, note="取消了"),
    )
    assert left_behind(LeavingView(title="", rows=rows, farewell="再见")) == (SpokenLine("请取走", ("请取走",)),)
    assert left_behind(AnyPage(rows=rows)) == ()


@pytest.mark.parametrize(
    ("day", "zh", "en"),
    [
        ("2026-11-26", "2026年11月26日", "26 November 2026"),
        ("2026-03-02 07:05", "2026年3月2日7点05分", "2 March 2026 at 7:05"),
        ("2026-13-02", "不念出来", "not read out"),
    ],
)
def test_a_day_is_said_as_people_say_it(day: str, zh: str, en: str) -> None:
    view = AnyPage(rows=(FactRow(label="x", value=day),))
    assert lines(view) == [f"x：{zh}"]
    assert lines(view, EN) == [f"x: {en}"]


def test_a_time_after_a_day_that_is_written_out_is_said_too() -> None:
    assert lines(AnyPage(rows=(FactRow(label="x", value="2026年3月2日 07:05"),))) == ["x：2026年3月2日7点05分"]
    assert lines(AnyPage(rows=(FactRow(label="x", value="2 March 2026, 07:05"),)), EN) == ["x: 2 March 2026 at 7:05"]


def test_buttons_are_called_so() -> None:
    assert lines(AnyPage(title="您好", lines=("没有网络", "没有纸"), voice="读给我听")) == [
        "您好",
        "没有网络",
        "没有纸",
        "按钮：读给我听",
    ]


def test_what_became_of_the_paper_is_said_by_its_words() -> None:
    paper = PaperView(state="printed", title="请取走", again="再打印", picture="look-for-page")
    assert lines(AnyPage(title="结婚证", paper=paper)) == ["结婚证", "请取走", "按钮：再打印"]
