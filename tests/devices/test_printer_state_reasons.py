"""What the A4 printer's printer-state-reasons come to, known and unknown, from the printer itself and through CUPS."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from devices.page_printer import ipp
from devices.page_printer.ipp import Answer, IppPrinter
from devices.page_printer.state_reasons import PrinterState, judge, of_the_queue
from kiosk.domain.device_states import Reason, StatusKind

OUT, SOON = StatusKind.UNAVAILABLE, StatusKind.ATTENTION
# RFC 8011 5.4.12, all of it, and what stands in PWG 5100.9 beside it: (keyword, what its -error is, what its -warning is)
LACKS = [
    ("media-empty", Reason.PAPER_OUT, Reason.PAPER_LOW),
    ("media-tray-empty", Reason.PAPER_OUT, Reason.PAPER_LOW),
    ("input-tray-missing", Reason.PAPER_OUT, Reason.PAPER_LOW),
    ("media-path-input-empty", Reason.PAPER_OUT, Reason.PAPER_LOW),
    ("output-tray-missing", Reason.OUTPUT_TRAY, Reason.OUTPUT_TRAY),
    ("output-area-full", Reason.OUTPUT_TRAY, Reason.OUTPUT_TRAY),
    ("media-path-media-tray-full", Reason.OUTPUT_TRAY, Reason.OUTPUT_TRAY),
    ("toner-empty", Reason.SUPPLY_OUT, Reason.SUPPLY_LOW),
    ("marker-supply-empty", Reason.SUPPLY_OUT, Reason.SUPPLY_LOW),
    ("marker-supply-missing", Reason.SUPPLY_OUT, Reason.SUPPLY_LOW),
    ("marker-toner-cartridge-missing", Reason.SUPPLY_OUT, Reason.SUPPLY_LOW),
    ("marker-waste-full", Reason.SUPPLY_OUT, Reason.SUPPLY_LOW),
    ("opc-life-over", Reason.SUPPLY_OUT, Reason.SUPPLY_LOW),
    ("developer-empty", Reason.SUPPLY_OUT, Reason.SUPPLY_LOW),
    ("spool-area-full", Reason.MECHANICAL, Reason.MECHANICAL),
    ("stopped-partly", Reason.MECHANICAL, Reason.MECHANICAL),
    ("fuser-under-temp", Reason.MECHANICAL, Reason.MECHANICAL),
    ("interpreter-resource-unavailable", Reason.MECHANICAL, Reason.MECHANICAL),
    ("stapler-jam", Reason.JAM, Reason.JAM),
    ("input-media-tray-feed-error", Reason.JAM, Reason.JAM),
    ("stacker-cover-open", Reason.COVER_OPEN, Reason.COVER_OPEN),
    ("marker-fuser-thermistor-failure", Reason.MECHANICAL, Reason.MECHANICAL),
]
STOPS = [
    ("media-needed", Reason.PAPER_OUT),
    ("media-jam", Reason.JAM),
    ("cover-open", Reason.COVER_OPEN),
    ("door-open", Reason.COVER_OPEN),
    ("interlock-open", Reason.COVER_OPEN),
    ("offline", Reason.OFFLINE),
    ("paused", Reason.OFFLINE),
    ("moving-to-paused", Reason.OFFLINE),
    ("shutdown", Reason.OFFLINE),
    ("stopping", Reason.OFFLINE),
    ("timed-out", Reason.OFFLINE),
    ("hold-new-jobs", Reason.OFFLINE),
    ("fuser-over-temp", Reason.MECHANICAL),
    ("cups-missing-filter", Reason.DRIVER),
    ("cups-insecure-filter", Reason.DRIVER),
]
NEARS = [
    ("media-low", Reason.PAPER_LOW),
    ("toner-low", Reason.SUPPLY_LOW),
    ("marker-supply-low", Reason.SUPPLY_LOW),
    ("marker-waste-almost-full", Reason.SUPPLY_LOW),
    ("marker-ink-almost-empty", Reason.SUPPLY_LOW),
    ("developer-low", Reason.SUPPLY_LOW),
    ("opc-near-eol", Reason.SUPPLY_LOW),
    ("output-area-almost-full", Reason.OUTPUT_TRAY),
]
HARMLESS = ["connecting-to-device", "wifi-not-configured", "cups-waiting-for-job-completed", "cups-remote-pending", "bander-closed"]


def told(reason: str, state: int = 3, **more: object) -> tuple[StatusKind, Reason | None]:
    status = judge(PrinterState(state, (reason,), **more))  # type: ignore[arg-type]
    assert status.kind in (StatusKind.READY, StatusKind.BUSY) or reason in status.detail
    return status.kind, status.reason


@pytest.mark.parametrize(("keyword", "stopped", "soon"), LACKS)
def test_a_lack_stops_as_an_error_and_is_told_as_a_warning(keyword: str, stopped: Reason, soon: Reason) -> None:
    assert told(f"{keyword}-error") == told(keyword) == (OUT, stopped)
    assert told(f"{keyword}-warning") == told(f"{keyword}-report") == (SOON, soon)
    assert told(f"{keyword}-warning", own=False) == (OUT, stopped), "CUPS writes -warning for -error"
    assert told(f"{keyword}-warning", state=5) == (OUT, stopped), "whatever it says of it, it is stopped"


@pytest.mark.parametrize(("keyword", "reason"), STOPS)
def test_a_stop_counts_whatever_its_severity(keyword: str, reason: Reason) -> None:
    for severity in ("", "-error", "-warning", "-report"):
        assert told(keyword + severity, state=4) == (OUT, reason)


@pytest.mark.parametrize(("keyword", "reason"), NEARS)
def test_what_is_foretold_wants_somebody_soon(keyword: str, reason: Reason) -> None:
    for severity in ("", "-warning", "-report"):
        assert told(keyword + severity) == told(keyword + severity, own=False) == (SOON, reason)
    assert told(f"{keyword}-error") == (OUT, reason)


@pytest.mark.parametrize("keyword", HARMLESS)
def test_what_is_known_to_be_harmless_is_not_told(keyword: str) -> None:
    for severity in ("", "-warning", "-report"):
        assert told(keyword + severity) == (StatusKind.READY, None)
        assert told(keyword + severity, state=4) == (StatusKind.BUSY, None)
    assert told(f"{keyword}-error") == (OUT, Reason.MECHANICAL)


@given(st.from_regex(r"[a-z]{1,12}(-[a-z0-9]{1,10}){0,4}", fullmatch=True), st.sampled_from(["", "-error", "-warning", "-report"]))
def test_a_reason_is_never_ready_without_a_word(keyword: str, severity: str) -> None:
    kind, reason = told(f"x-{keyword}-flux{severity}")
    assert (kind, reason) == ((OUT, Reason.MECHANICAL) if severity in ("", "-error") else (SOON, Reason.NOTICE))
    kind, _ = told(f"{keyword}-error")
    assert kind is OUT


@pytest.mark.parametrize(
    ("trays", "kind"),
    [((0, 120), SOON), ((0, None), SOON), ((), SOON), ((0, 0), OUT), ((0,), OUT)],
)
def test_one_empty_tray_of_two_leaves_the_printer_usable(trays: tuple[int | None, ...], kind: StatusKind) -> None:
    for severity in ("-warning", "-report"):
        assert told(f"media-empty{severity}", trays=trays)[0] is kind
        known = frozenset({f"media-empty{severity}"})
        assert told(f"media-empty{severity}", state=4, trays=trays, when_idle=known)[0] is kind
    assert told("media-empty-warning", state=4, trays=trays)[0] is OUT, "it came while it works: it may wait for paper"
    assert told("media-empty-error", trays=trays)[0] is OUT


def test_several_reasons_come_to_what_a_person_can_mend() -> None:
    status = judge(PrinterState(4, ("media-low-warning", "paused", "marker-supply-empty-error", "cover-open-error")))
    assert (status.kind, status.reason) == (OUT, Reason.COVER_OPEN)
    status = judge(PrinterState(3, ("toner-low-warning", "media-low-report")))
    assert (status.kind, status.reason) == (SOON, Reason.PAPER_LOW)


def test_a_printer_that_is_stopped_or_takes_no_jobs_is_offline() -> None:
    assert told("wifi-not-configured-report", state=5) == (OUT, Reason.OFFLINE)
    assert judge(PrinterState(5)).reason is Reason.OFFLINE
    assert judge(PrinterState(3, accepting=False)).reason is Reason.OFFLINE
    assert judge(PrinterState(3)).kind is StatusKind.READY
    assert judge(PrinterState(4)).kind is StatusKind.BUSY


def test_of_a_queue_counts_what_cups_knows_by_itself() -> None:
    reasons = ("media-empty-warning", "cups-missing-filter-warning", "paused", "toner-low-report")
    assert of_the_queue(reasons) == ("cups-missing-filter-warning", "paused")


def test_a_printers_trays_are_read_from_its_own_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    group: dict[str, tuple[int | bool | str | bytes, ...]] = {
        "printer-state": (3,),
        "printer-state-reasons": ("media-empty-warning",),
        "printer-input-tray": (
            b"type=sheetFeedAutoRemovableTray;mediafeed=0;maxcapacity=250;level=0;status=0;name=main",
            b"type=sheetFeedAutoRemovableTray;mediafeed=0;maxcapacity=250;level=-3;status=0;name=second",
            b"level=100",
            b"name=level=5",
        ),
        "printer-is-accepting-jobs": (True,),
    }
    monkeypatch.setattr(IppPrinter, "_ask", lambda *asked: Answer(0, ((4, group),)))
    state = IppPrinter("ipp://localhost/").state()
    assert state == PrinterState(3, ("media-empty-warning",), trays=(0, None, 100, None))
    assert ipp.STATE_ATTRIBUTES[0] == "printer-state"
