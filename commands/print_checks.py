"""Printing from the command line: a printer's trial page, and the readiness of the whole on paper."""

from __future__ import annotations

import time
from collections.abc import Callable

from commands.terminal_folder import TerminalFolder
from devices.configured import ConfiguredDevice, read_devices
from devices.registry import DEVICE_TYPES
from kiosk.domain.device_words import REASONS
from kiosk.domain.receipts import Line, PaperDocument, Row, Rule, Space, TextSize
from kiosk.domain.times import clock_text
from kiosk.ports.device_hub import DeviceRequest
from kiosk.ports.devices import Device, PrintOutcome, PrintState
from kiosk.technician.readiness import Readiness, Verdict

# By device: the request for a page that shows whether it prints everything, given its serial.
TRIALS = {kind.device.value: kind.trial for kind in DEVICE_TYPES if kind.trial is not None}
_DONE = {
    PrintState.CONFIRMED: "printed; the printer itself says that it is done",
    PrintState.SENT: "sent; this printer has no word for done, so look at the paper",
}
_MARKS = {Verdict.GOOD: "正常", Verdict.NOTICE: "注意", Verdict.BAD: "故障", Verdict.ABSENT: "没有"}


def print_on(home: TerminalFolder, device: Device, request: Callable[[str], DeviceRequest]) -> tuple[str, bool]:
    """Print with the driver that the configuration names.

    Args:
        home: the terminal's.
        device: the printer.
        request: what is asked of it, given a serial.

    Returns:
        What became of it, in words, and whether it was good.
    """
    outcome = printed_with(read_devices(home.configuration().devices).of(device), request)
    if outcome.reason is None:
        return _DONE[outcome.state], True
    return f"{outcome.state.value.lower()}: {REASONS[outcome.reason].en}", False


def printed_with(one: ConfiguredDevice, request: Callable[[str], DeviceRequest]) -> PrintOutcome:
    """What became of a page on this printer, which is opened for it.

    Args:
        one: the printer.
        request: what is asked of it, given a serial.
    """
    driver = one.open()
    job = driver.job(request(f"TEST-{int(time.time())}"))
    try:
        while not isinstance(outcome := job.advance(), PrintOutcome):
            time.sleep(job.pace)
    finally:
        driver.close()
    return outcome


def readiness_receipt(readiness: Readiness, terminal_id: str, wall: int) -> PaperDocument:
    """For the folder of whoever has just set the terminal up."""
    rows = [Row(line.name.zh, _MARKS[line.verdict]) for line in readiness.lines if not line.key.startswith("attached_")]
    todo = [Line(f"{line.name.zh}：{line.todo.zh}") for line in readiness.lines if line.todo and line.verdict is not Verdict.ABSENT]
    rule = (Rule(),) if todo else ()
    return PaperDocument(
        (
            Line("自检报告", size=TextSize.LARGE, centred=True),
            Line(f"{terminal_id}  {clock_text(wall)}", centred=True),
            Rule(),
            *rows,
            *rule,
            *todo,
            Space(1),
        )
    )
