"""What a terminal measures of itself: from a file system of the test's own, a real ledger, and as Prometheus reads it."""

from __future__ import annotations

import re
import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commands.machine_measures import machine_measures, own_measures, start_measures, write_exposition
from kiosk.domain.measures import MEASURES, Level, judged, worst
from kiosk.ports.storage import PrintKind, PrintState, SealedRow
from kiosk.technician.readiness import Verdict
from kiosk.technician.supervision import exposition, lines_of
from offline_cache.ledger.ledger import SqliteLedger

NOW = 1_795_312_800
SENSORS = "sys/class/thermal"


def machine(root: Path, available: str = "MemAvailable:     512000 kB", sensors: tuple[str, ...] = ("45000", "61000")) -> Path:
    (root / "proc").mkdir()
    (root / "proc" / "meminfo").write_text(f"MemTotal:  8000000 kB\n{available}\n")
    for number, value in enumerate(sensors):
        (root / SENSORS / f"thermal_zone{number}").mkdir(parents=True)
        (root / SENSORS / f"thermal_zone{number}" / "temp").write_text(value)
    return root


def test_what_the_kernel_tells(tmp_path: Path) -> None:
    found = machine_measures(tmp_path, machine(tmp_path))
    assert found["disk_free_mb"] > 0
    assert (found["memory_available_mb"], found["temperature_c"]) == (500, 61)


def test_what_it_does_not_tell_is_left_out(tmp_path: Path) -> None:
    found = machine_measures(tmp_path / "none", machine(tmp_path, "MemFree: 1 kB", ("-273000", "999999", "off")))
    assert found == {}


def test_how_long_the_oldest_application_waits(tmp_path: Path) -> None:
    ledger = SqliteLedger(tmp_path / "ledger.db", "T0001")
    assert "oldest_waiting_h" not in own_measures(ledger, tmp_path, -7, NOW)
    for name, at in (("b", NOW - 5 * 3600), ("a", NOW - 26 * 3600)):
        row = SealedRow(name, "1" * 31, "x", "ab" * 32, f"token {name}", b"holder", at)
        ledger.commit_submission(lambda number, row=row: row, "261122")  # type: ignore[misc]
    found = own_measures(ledger, tmp_path, -7, NOW)
    assert (found["clock_off_s"], found["oldest_waiting_h"]) == (7, 26)
    ledger.settle("a", (), NOW)
    assert own_measures(ledger, tmp_path, 0, NOW)["oldest_waiting_h"] == 5
    ledger.close()


def test_what_came_out_is_counted_and_after_a_refill_anew(tmp_path: Path) -> None:
    ledger = SqliteLedger(tmp_path / "ledger.db", "T0001")
    outcomes = [PrintState.SENT, PrintState.CONFIRMED, PrintState.UNCERTAIN, PrintState.FAILED]
    for state in outcomes:
        ledger.print_outcome(ledger.print_intended(PrintKind.RECEIPT, NOW), state)
    twice = ledger.print_intended(PrintKind.RECEIPT, NOW)
    for state in (PrintState.SENT, PrintState.CONFIRMED):
        ledger.print_outcome(twice, state)
    ledger.print_outcome(ledger.print_intended(PrintKind.COPY, NOW), PrintState.CONFIRMED)

    def counted() -> list[int]:
        found = own_measures(ledger, tmp_path, 0, NOW)
        return [found[name] for name in ("receipts_total", "receipts_since_roll", "pages_total", "pages_since_tray")]

    assert counted() == [4, 4, 1, 1], "what failed is on no paper, and one paper is one"
    ledger.refilled(PrintKind.RECEIPT)
    assert counted() == [4, 0, 1, 1]
    ledger.audit(
        [("session.identified", {"reader": reader}) for reader in ("id_card_reader", "code_scanner", "smart_card_reader")], NOW
    )
    assert own_measures(ledger, tmp_path, 0, NOW)["cards_total"] == 2
    ledger.close()


def test_without_a_ledger_nothing_of_it_is_told(tmp_path: Path) -> None:
    assert own_measures(None, tmp_path, 0, NOW) == {"clock_off_s": 0}


def test_how_long_a_start_takes(tmp_path: Path) -> None:
    now = time.monotonic()
    assert 0 < start_measures(now)["start_ms"] < 3_600_000
    assert start_measures(now + 1.5)["start_ms"] - start_measures(now)["start_ms"] in range(1_400, 1_600)
    assert start_measures(now, tmp_path) == {}


@pytest.mark.parametrize(
    ("key", "value", "level"),
    [
        ("disk_free_mb", 2001, Level.GOOD),
        ("disk_free_mb", 2000, Level.NOTICE),
        ("disk_free_mb", 500, Level.BAD),
        ("temperature_c", 79, Level.GOOD),
        ("temperature_c", 80, Level.NOTICE),
        ("temperature_c", 95, Level.BAD),
        ("catalogue_age_d", 6, Level.GOOD),
        ("catalogue_age_d", 30, Level.BAD),
    ],
)
def test_from_where_on_somebody_should_look(key: str, value: int, level: Level) -> None:
    assert worst({key: value}) is level
    (line,) = lines_of({key: value})
    assert line.verdict is Verdict(level.value)
    assert (line.todo is None) is (level is Level.GOOD)


@given(st.dictionaries(st.sampled_from([measure.key for measure in MEASURES]) | st.text(max_size=20), st.integers()))
def test_what_prometheus_reads_is_well_formed(values: dict[str, int]) -> None:
    text = exposition(values, 'T"1\n', "1.0")
    sample = re.compile(r'[a-z_][a-z0-9_]*\{terminal="T\\"1\\n"(,version="1\.0")?\} -?\d+')
    samples = [line for line in text.splitlines() if not line.startswith("# ")]
    assert all(sample.fullmatch(line) for line in samples)
    assert len(samples) == 1 + len(list(judged(values)))


def test_the_file_is_replaced_whole_and_others_may_read_it(tmp_path: Path) -> None:
    file = tmp_path / "terminal.prom"
    assert write_exposition(file, "a 1\n")
    assert write_exposition(file, "a 2\n")
    assert file.read_text() == "a 2\n"
    assert file.stat().st_mode & 0o777 == 0o644
    assert list(tmp_path.iterdir()) == [file]
    assert not write_exposition(tmp_path / "none" / "terminal.prom", "a 1\n")
