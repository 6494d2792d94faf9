"""What the voice says: everything on a page that a resident needs, errors first, and nobody's number."""

from __future__ import annotations

from typing import Any

import pytest

from screens.views.voice import spoken

ZH, EN = {"language": "zh"}, {"language": "en"}


def lines(view: dict[str, Any], frame: dict[str, Any] = ZH) -> list[str]:
    return spoken("QuestionPage", view, frame).split("\n")


def test_errors_are_said_first_and_the_way_on_last() -> None:
    view = {
        "title": "怎样给您？",
        "options": [
            {"value": "counter", "title": "到窗口取"},
            {"value": "courier", "title": "寄到家"},
        ],
        "faultTitle": "有一处要改",
        "fault": "请先选一项",
        "hint": "寄到家要三天",
        "primary": "下一步",
        "icon": "mail",
    }
    assert lines(view) == ["有一处要改", "请先选一项", "怎样给您？", "寄到家要三天", "到窗口取", "寄到家", "下面的按钮：下一步"]
    assert lines(view, EN)[-1] == "Button below: 下一步"


def test_every_row_is_said_once() -> None:
    view = {"title": "查询结果", "rows": [{"word": "已受理", "rows": [{"label": "最晚", "value": "12月1日"}]}, {"word": "已受理"}]}
    assert lines(view) == ["查询结果", "已受理", "最晚", "12月1日"]


@pytest.mark.parametrize("number", ["310199195703121234", "310***********1234", "139 0000 0026", "20261122 000017", "139****0026"])
def test_no_number_of_a_person_is_said(number: str) -> None:
    said = spoken("CheckPage", {"rows": [{"label": "号码", "value": number}]}, ZH)
    assert said == "号码"


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
    assert lines({}, {**ZH, "overlay": overlay}) == ["需要帮忙吗？", "请工作人员", "招手", "回去"]
