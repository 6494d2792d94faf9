"""The log: declared events alone, and what devices say."""

from __future__ import annotations

import json
import queue
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from devices.runtime.hub import open_device_hub
from devices.simulation.process import SimulatorProcess
from devices.transports.transport import TransportError
from kiosk.child_process.client import Child
from kiosk.domain.device_states import Reason, StatusKind
from kiosk.ports.device_hub import DeviceEvent, StatusChanged
from kiosk.ports.devices import Device
from kiosk.technician import log
from kiosk.technician.log import CHILD_ENDED, DEVICE_STATUS, EVENTS, LONGEST, LogEvent, LogField, log_to_stderr, write

ROOT = Path(__file__).parents[2]


def lines(capsys: pytest.CaptureFixture[str]) -> list[dict[str, Any]]:
    return [json.loads(line) for line in capsys.readouterr().err.splitlines()]


def test_an_event_that_nobody_declared_is_refused() -> None:
    with pytest.raises(ValueError, match="not declared"):
        write(LogEvent("card.read", "A card.", (LogField("name", "whose"),)), name="王秀英")


@pytest.mark.parametrize("fields", [{}, {"module": "x"}, {"module": "x", "reason": "y", "name": "z"}])
def test_fields_that_nobody_declared_are_refused(fields: dict[str, str]) -> None:
    with pytest.raises(ValueError, match="not declared"):
        write(CHILD_ENDED, **fields)


def test_an_event_is_one_line_of_json(capsys: pytest.CaptureFixture[str]) -> None:
    log_to_stderr()
    log_to_stderr()
    write(CHILD_ENDED, module="devices.speaker\n.reading_child", reason=Reason.SILENT)
    (line,) = lines(capsys)
    assert line.pop("at").endswith("+00:00")
    assert line == {"event": "child.ended", "module": "devices.speaker\n.reading_child", "reason": "silent"}


@given(st.text(max_size=2 * LONGEST))
def test_whatever_a_device_says_fits_in_a_line(said: str) -> None:
    told = log._text(said)
    assert len(told) <= LONGEST
    assert "\n" not in json.dumps(told)
    told.encode("utf-8")


def test_every_event_is_documented() -> None:
    documented = (ROOT / "docs" / "log.md").read_text(encoding="utf-8")
    for event in EVENTS:
        fields = "; ".join(f"`{field.name}`: {field.meaning}" for field in event.fields)
        assert f"| `{event.name}` | {event.meaning} | {fields} |" in documented
    assert documented.count("\n| `") == len(EVENTS)


class Heard:
    """Statuses of the receipt printer, waited for."""

    def __init__(self) -> None:
        self._events: queue.Queue[DeviceEvent] = queue.Queue()
        self.post: Callable[[DeviceEvent], None] = self._events.put

    def until(self, kind: StatusKind, reason: Reason | None = None) -> None:
        while True:
            event = self._events.get(timeout=8)
            if (
                isinstance(event, StatusChanged)
                and event.device is Device.RECEIPT_PRINTER
                and (event.status.kind, event.status.reason) == (kind, reason)
            ):
                return


def test_a_change_of_a_real_driver_is_logged(receipt_simulator: SimulatorProcess, capfd: pytest.CaptureFixture[str]) -> None:
    heard = Heard()
    table = {"driver": "escpos_network", "address": receipt_simulator.address, "confirm": "process_id"}
    hub = open_device_hub({"receipt_printer": table}, heard.post)
    hub.start()
    heard.until(StatusKind.READY)
    receipt_simulator.command("fault", kind="paper_out")
    heard.until(StatusKind.UNAVAILABLE, Reason.PAPER_OUT)
    receipt_simulator.command("clear")
    heard.until(StatusKind.READY)
    hub.stop()
    told = [line for line in map(json.loads, capfd.readouterr().err.splitlines()) if line["device"] == "receipt_printer"]
    assert [(line["event"], line["driver"], line["kind"], line["reason"]) for line in told] == [
        (DEVICE_STATUS.name, "escpos_network", "ready", ""),
        (DEVICE_STATUS.name, "escpos_network", "unavailable", "paper-out"),
        (DEVICE_STATUS.name, "escpos_network", "ready", ""),
    ]
    assert told[1]["detail"].startswith("DLE EOT ")


def test_a_child_that_hangs_is_logged_when_it_is_killed(capsys: pytest.CaptureFixture[str]) -> None:
    log_to_stderr()
    child = Child("tests.devices.sample_child")
    with pytest.raises(TransportError):
        child.ask("hang", 1.5)
    assert [(line["event"], line["module"], line["reason"]) for line in lines(capsys)] == [
        ("child.ended", "tests.devices.sample_child", "silent")
    ]
