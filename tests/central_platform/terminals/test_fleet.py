"""What staff see of terminals: what they measured, what changed about them, and which want somebody."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.conf import settings
from django.db import connection
from django.test.utils import CaptureQueriesContext

from central_platform.staff.roles import Role
from central_platform.terminals import history
from central_platform.terminals.health import name_of, words_of_state
from central_platform.terminals.models import LastHeartbeat, TerminalEvent
from devices.device_type import DeviceType
from devices.registry import DEVICE_TYPES
from kiosk.domain.closings import Closing
from kiosk.domain.device_states import Reason, StatusKind
from tests.central_platform.staff import listed, signed_in
from tests.central_platform.terminal_api import NOW, StandingClock, TerminalApi

TERMINALS = "/console/terminals/terminal/"


def beat(api: TerminalApi, **changes: Any) -> None:
    told = {"sent_at": NOW, "version": "1.0", "catalogue_version": "2026.1", "waiting": 0, "devices": {"receipt_printer": "ready"}}
    api.call("/heartbeat", {**told, **changes})


def events() -> list[tuple[str, str, str]]:
    return [(one.what, one.before, one.after) for one in TerminalEvent.objects.order_by("id")]


def page(api: TerminalApi) -> str:
    return signed_in(Role.TECHNICIAN).get(f"{TERMINALS}{api.terminal_id}/change/").content.decode()


def test_what_changes_is_written_down_once(api: TerminalApi, now: StandingClock) -> None:
    beat(api)
    assert events() == [], "of the first heartbeat all is new"
    beat(api)
    assert events() == []
    beat(api, devices={"receipt_printer": "unavailable:paper-out", "code_scanner": "ready"}, version="1.1")
    assert events() == [
        ("version", "1.0", "1.1"),
        ("code_scanner", "", "ready"),
        ("receipt_printer", "ready", "unavailable:paper-out"),
    ]
    text = page(api)
    assert "回执打印机：正常 → 不能用：没有纸了" in text
    assert "程序版本：1.0 → 1.1" in text


def test_a_heartbeat_reads_and_writes_one_narrow_row(api: TerminalApi) -> None:
    beat(api)
    with CaptureQueriesContext(connection) as queries:
        beat(api)
    told = [query["sql"] for query in queries if "lastheartbeat" in query["sql"]]
    assert [sql.split()[0] for sql in told] == ["SELECT", "UPDATE"]
    assert not [query for query in queries if query["sql"].startswith('UPDATE "records_terminal"')]


def test_they_are_narrowed_by_what_they_run(api: TerminalApi) -> None:
    beat(api, version="1.1", catalogue_version="2026.2")
    technician = signed_in(Role.TECHNICIAN)
    for column, good, other in (("version", "1.1", "1.0"), ("catalogue_version", "2026.2", "2026.1")):
        name = f"of_heartbeat__{column}"
        assert [row.pk for row in listed(technician, "terminals/terminal", **{name: good})] == [api.terminal_id]
        assert listed(technician, "terminals/terminal", **{name: other}) == []


def test_that_it_was_away_is_written_down(api: TerminalApi, now: StandingClock) -> None:
    beat(api)
    now.at += history.AWAY_AFTER * settings.HEARTBEAT
    beat(api)
    assert events() == []
    now.at += history.AWAY_AFTER * settings.HEARTBEAT + 1
    beat(api)
    assert [what for what, _, _ in events()] == ["away"]
    assert "失去联系，从" in page(api)


def test_a_device_that_trembles_fills_no_disk(api: TerminalApi, now: StandingClock, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(history, "KEPT", 6)
    for number in range(20):
        beat(api, devices={"code_scanner": f"ready:{number}"})
    assert [after for _, _, after in events()] == [f"ready:{number}" for number in range(14, 20)]


def test_what_it_measured_is_shown_and_judged(api: TerminalApi) -> None:
    beat(api, measures={"disk_free_mb": 100, "temperature_c": 41, "of_a_newer_program": 7, "oldest_waiting_h": 30}, waiting=2)
    text = page(api)
    assert "100 MB" in text
    assert "清理磁盘" in text
    assert "41 °C" in text
    technician = signed_in(Role.TECHNICIAN, name="other")
    whole = technician.get(TERMINALS).content.decode()
    assert "需关注：磁盘剩余" in whole
    assert "30 小时" in whole


@pytest.mark.parametrize(
    ("health", "changes"),
    [
        ("paper", {"devices": {"receipt_printer": "unavailable:paper-out"}}),
        ("paper", {"devices": {"receipt_printer": "attention:paper-low"}}),
        ("measures", {"measures": {"temperature_c": 90}}),
        ("called", {"devices": {"technician": "attention:called"}}),
        ("called", {"devices": {"service": "unavailable:closed-cleaning"}}),
    ],
)
def test_those_that_want_somebody_are_found(api: TerminalApi, health: str, changes: dict[str, Any]) -> None:
    technician = signed_in(Role.TECHNICIAN)
    beat(api)
    assert [row.pk for row in listed(technician, "terminals/terminal", health=health)] == []
    beat(api, **changes)
    assert [row.pk for row in listed(technician, "terminals/terminal", health=health)] == [api.terminal_id]


@pytest.mark.parametrize("measures", [{"x" * 300: 1}, {str(n): n for n in range(64)}, {"disk_free_mb": -(10**30)}])
def test_odd_measures_break_no_page(api: TerminalApi, measures: dict[str, int]) -> None:
    beat(api, measures=measures)
    assert LastHeartbeat.objects.get().measures.keys() <= {*map(str, range(64)), "disk_free_mb", "x" * 63 + "…"}
    assert api.terminal_id in page(api)


@pytest.mark.parametrize(
    "told",
    [
        *(kind.value for kind in StatusKind),
        *(f"{StatusKind.ATTENTION.value}:{reason.value}" for reason in Reason),
        *(f"unavailable:closed-{why.value}" for why in Closing),
        *("unavailable:not-to-be-opened", "attention:set-aside", "attention:wrong", "attention:called"),
        *("attention:returned", "attention:refused"),
    ],
)
def test_what_a_terminal_tells_of_its_devices_is_told_in_chinese(told: str) -> None:
    assert re.search(r"[A-Za-z]", words_of_state(told)) is None
    assert words_of_state(told) != told


@pytest.mark.parametrize("kind", DEVICE_TYPES, ids=lambda kind: kind.device.value)
def test_staff_call_a_device_what_the_terminal_calls_it(kind: DeviceType) -> None:
    assert name_of(kind.device.value) == kind.text.name.zh


def test_what_a_newer_program_tells_is_shown_as_it_came() -> None:
    assert words_of_state("attention:something-new") == "attention:something-new"
