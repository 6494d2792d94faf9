"""What the panel offers and shows."""

from __future__ import annotations

from datetime import date

from devices.id_card_reader.panel import asked_to_read
from devices.panel import panel_parts
from kiosk.domain.sample_people import PANEL_PEOPLE
from kiosk.ports.simulator_panel import PanelState
from screens.panel_state import SHOWN, answered, person_row, printouts, reported, rows, statuses, touched

TODAY = date(2026, 11, 22)
PARTS = panel_parts()


def test_the_people() -> None:
    rows = [person_row(person, TODAY) for person in PANEL_PEOPLE]
    assert [(row["name"], row["zh"]) for row in rows] == [
        ("王秀英", "78岁，长期有效"),
        ("诸葛建国", "68岁，长期有效"),
        ("李娜", "33岁，有效"),
        ("欧阳䶮", "41岁，生僻字"),
        ("迪丽热巴·某某", "36岁，带间隔点"),
        ("陈𠮷", "75岁，生僻字"),
        ("赵喆", "24岁，已过期"),
    ]
    assert [row["name"] for row in rows if row["expired"]] == ["赵喆"]


def test_pages_of_a_real_queue_have_no_faults_to_set() -> None:
    state = PanelState(running=True, there=frozenset({"reader"}))
    assert statuses(PARTS, state)["pages"]["en"] == "A system queue prints"


def test_what_a_simulator_tells_before_its_answer_is_kept() -> None:
    state = touched(PARTS, PanelState(running=True), "code-nonsense")
    state = reported(PARTS, state, "scanner", {"event": "shown"})
    state = answered(state, "code-nonsense", "scanner")
    assert state.told["scanner"] == "scanned"
    assert not state.pending


def test_a_failure_stands_at_its_device_until_that_one_obeys() -> None:
    state = answered(touched(PARTS, PanelState(), "take"), "take", "reader", "gone")
    assert statuses(PARTS, state)["reader"] == {"tone": "bad", "zh": "模拟器没有照办", "en": "gone"}
    assert answered(state, "line-cut", "line").failures == {("reader", "gone")}
    assert not answered(state, "take", "reader").failures


def test_a_card_is_gone_once_it_was_to_be_read_and_not_before() -> None:
    laid = PanelState(faults=frozenset({"reader-early"}), counts={"reader": 3}).choose("reader", "lay-wang")
    assert asked_to_read(laid, 3) == laid
    assert asked_to_read(laid, 4).told["reader"] == "early"
    read = reported(PARTS, laid, "reader", {"event": "card_read"})
    assert asked_to_read(read, 4) == read


def test_the_newest_receipts_can_be_looked_at_and_the_copy_before_them() -> None:
    receipts = tuple(f"/paper/{number}.png" for number in range(SHOWN + 2, 0, -1))
    found = printouts(PanelState(receipts=receipts, copy="/pictures/L-1.png"))
    assert [printout["zh"] for printout in found[:2]] == ["证照副本", f"回执 {SHOWN + 2}"]
    assert found[1]["source"] == f"file:///paper/{SHOWN + 2}.png"
    assert len(found) == 1 + SHOWN


def test_boxes_stand_side_by_side_where_they_share_a_row() -> None:
    def keys(state: PanelState) -> list[list[str]]:
        return [[box["key"] for box in row] for row in rows(PARTS, state)]

    assert keys(PanelState()) == [["reader"], ["scanner", "pages"], ["camera"], ["printer"], ["line"]]
    assert keys(PanelState(there=frozenset({"slot"})))[1] == ["slot"]
