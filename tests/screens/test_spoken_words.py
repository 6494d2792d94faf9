"""What the voice says: everything on a page that a resident needs, errors first, and nobody's number."""

from __future__ import annotations

from typing import Any

import pytest

from screens.views.voice import Line, left_behind, spoken

ZH, EN = {"language": "zh"}, {"language": "en"}


def lines(view: dict[str, Any], frame: dict[str, Any] = ZH) -> list[str]:
    return [line.said for line in spoken("QuestionPage", view, frame)]


def test_errors_are_said_first_and_the_way_on_last() -> None:
    view = {
        "title": "怎样给您？",
        "options": [
            {"value": "counter", "title": "到窗口取"},
            {"value": "courier", "title": "寄到家"},
        ],
        "fault": "请先选一项",
        "hint": "寄到家要三天",
        "primary": "下一步",
        "icon": "mail",
    }
    assert lines(view) == ["请先选一项", "怎样给您？", "寄到家要三天", "到窗口取", "寄到家", "下面的按钮：下一步"]
    assert lines(view, EN)[-1] == "Button below: 下一步"


def test_every_row_is_said_once() -> None:
    view = {"title": "查询结果", "rows": [{"word": "已受理", "rows": [{"label": "最晚", "value": "12月1日"}]}, {"word": "已受理"}]}
    assert lines(view) == ["查询结果", "已受理", "最晚：12月1日"]


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
    view = {"rows": [{"label": "号码", "value": number}], "text": f"编号 {number}", "already": number}
    assert lines(view) == ["编号 (不念出来)", "号码：不念出来"]


def test_the_hotline_and_small_numbers_are_said() -> None:
    assert lines({"text": "打电话 12345，共 120 项，2026年11月22日"}) == ["打电话 12345，共 120 项，2026年11月22日"]


def test_a_masked_name_is_not_another_name() -> None:
    assert lines({"title": "王*，您好"}) == ["王某，您好"]
    assert lines({"title": "Hello W***"}, EN) == ["Hello W, the rest not said,"]


def test_a_warning_is_said_in_place_of_the_page() -> None:
    frame = {**ZH, "warning": {"title": "您还在吗？", "text": "20 秒后结束", "seconds": 20}}
    assert lines({"title": "别的"}, frame) == ["您还在吗？", "20 秒后结束"]


def test_what_lies_over_a_page_is_said_whole() -> None:
    overlay = {
        "kind": "help",
        "title": "需要帮忙吗？",
        "rows": [{"icon": "hand", "title": "请工作人员", "text": "招手"}],
        "close": "回去",
    }
    assert lines({}, {**ZH, "overlay": overlay}) == ["需要帮忙吗？", "请工作人员，招手", "按钮：回去"]


def test_a_row_is_one_line_and_shows_where_it_stands() -> None:
    view = {
        "rows": [
            {
                "icon": "x",
                "title": "身份证",
                "text": "刚读的卡就能证明。",
                "state": "已读取",
                "rows": [{"label": "a", "value": "b"}],
            }
        ]
    }
    assert spoken("MaterialsPage", view, ZH) == (
        Line("身份证，刚读的卡就能证明。已读取", ("身份证", "刚读的卡就能证明。", "已读取")),
        Line("a：b", ("a", "b")),
    )


def test_what_is_chosen_is_said_with_it() -> None:
    view = {"value": "no", "options": [{"value": "yes", "title": "是"}, {"value": "no", "title": "不是"}]}
    assert lines(view) == ["是", "不是，已选"]
    assert [line.quiet for line in spoken("QuestionPage", view, ZH)] == [True, False], "what is not chosen any more is no news"


def test_what_is_marked_in_a_hit_is_said_once() -> None:
    hit = {"title": "敬老卡申领", "text": "老人", "kind": "办理", "parts": [{"text": "敬老", "marked": True}, {"text": "卡申领"}]}
    assert lines({"hits": [hit]}) == ["敬老卡申领，老人"]


def test_the_steps_of_the_voice_are_said_by_their_words() -> None:
    choices = [
        {"step": "slow", "title": "慢", "name": "快慢：慢", "chosen": False},
        {"step": "fast", "title": "快", "name": "", "chosen": True},
    ]
    overlay = {"steps": [{"act": "speed", "label": "快慢", "value": "快", "choices": choices}]}
    assert lines({}, {**ZH, "overlay": overlay}) == ["快慢：快", "可以选：慢，快"]


def test_the_terminals_own_number_is_said() -> None:
    overlay = {"rows": [{"title": "终端编号", "text": "T310199001", "aloud": True}]}
    assert lines({}, {**ZH, "overlay": overlay}) == ["终端编号，T310199001"]


def test_that_the_network_is_away_is_said_once() -> None:
    line = spoken("GuidePage", {"title": "敬老卡"}, {**ZH, "network": "现在没有网络"})[0]
    assert line == Line("现在没有网络", ("现在没有网络",), once=True)


def test_a_card_that_is_left_is_said_and_nothing_else() -> None:
    rows = [{"text": "身份证", "attention": True, "note": "请取走"}, {"text": "回执", "attention": False, "note": "取消了"}]
    assert left_behind("LeavingPage", {"rows": rows}) == (Line("请取走", ("请取走",)),)
    assert left_behind("HomePage", {"rows": rows}) == ()


@pytest.mark.parametrize(
    ("day", "zh", "en"),
    [
        ("2026-11-26", "2026年11月26日", "26 November 2026"),
        ("2026-03-02 07:05", "2026年3月2日7点05分", "2 March 2026 at 7:05"),
        ("2026-13-02", "不念出来", "not read out"),
    ],
)
def test_a_day_is_said_as_people_say_it(day: str, zh: str, en: str) -> None:
    view = {"rows": [{"label": "x", "value": day}]}
    assert lines(view) == [f"x：{zh}"]
    assert lines(view, EN) == [f"x: {en}"]


def test_what_is_wrong_or_cannot_be_done_is_said_first() -> None:
    view = {"title": "您好", "start": "开始", "notice": "重新启动过", "cannot": ["没有网络", "没有纸"], "ease": "方便使用"}
    assert lines(view) == ["重新启动过", "您好", "没有网络", "没有纸", "开始", "按钮：方便使用"]


def test_what_became_of_the_paper_is_said_by_its_words() -> None:
    view = {"title": "结婚证", "hint": "从下面取", "paper": {"state": "printed", "title": "请取走", "again": "再打印"}}
    assert lines(view) == ["结婚证", "请取走", "按钮：再打印", "从下面取"]
