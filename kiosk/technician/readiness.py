"""Whether a terminal is ready to serve, as one report: its set-up and its devices. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum

from kiosk.domain.text import LocalizedText
from kiosk.domain.values import Value
from kiosk.ports.devices import Device, DeviceStatus, Reason, StatusKind
from kiosk.technician.advice import DEVICES, todo, told


class Verdict(Enum):
    GOOD = "good"
    NOTICE = "notice"  # it serves, and something wants to be seen to
    BAD = "bad"  # residents cannot do something
    ABSENT = "absent"  # this terminal does not have it


EXIT_CODES: Mapping[Verdict, int] = {Verdict.GOOD: 0, Verdict.ABSENT: 0, Verdict.NOTICE: 1, Verdict.BAD: 2}


class Line(Value):
    """``key``: of the device or the part, as in the configuration; ``todo``: what to do, where there is something."""

    key: str
    name: LocalizedText
    verdict: Verdict
    state: LocalizedText
    detail: str = ""
    todo: LocalizedText | None = None


class Readiness(Value):
    lines: tuple[Line, ...]

    @property
    def verdict(self) -> Verdict:
        """The worst of its lines."""
        worst = max((EXIT_CODES[line.verdict] for line in self.lines), default=0)
        return {0: Verdict.GOOD, 1: Verdict.NOTICE, 2: Verdict.BAD}[worst]

    @property
    def exit_code(self) -> int:
        """0: ready. 1: serves, and wants to be seen to. 2: residents cannot do something."""
        return EXIT_CODES[self.verdict]


def device_line(device: Device, status: DeviceStatus, address: str = "") -> Line:
    """``address``: where it is looked for, told where the device itself tells nothing."""
    if status.reason is Reason.NOT_CONFIGURED:
        verdict = Verdict.ABSENT
    elif status.kind is StatusKind.ATTENTION:
        verdict = Verdict.NOTICE
    else:
        verdict = Verdict.GOOD if status.usable else Verdict.BAD
    advice = todo(device, status) if verdict in (Verdict.NOTICE, Verdict.BAD) else None
    return Line(device.value, DEVICES[device], verdict, told(status), status.detail or address, advice)


_SAYS: Mapping[str, LocalizedText] = {
    "process_id": LocalizedText("打印机自己报告打完", "The printer itself says when a receipt is done"),
    "transmit_status": LocalizedText("打印机不能报告打完，会问办事人", "It cannot say when one is done: residents are asked"),
    "none": LocalizedText("打印机不能报告打完，会问办事人", "It cannot say when one is done: residents are asked"),
}
_LET_IT_BE_FOUND = LocalizedText('把 confirm 改成 "auto"，或删掉这一行', 'Set confirm = "auto", or leave it out')


def confirmation_line(configured: str, found: str) -> Line:
    """How the receipt printer says that a receipt is done: as ``confirm`` in the configuration has it, and as the printer itself
    answered. One that is asked for a word that it does not have leaves every receipt uncertain after 20 s; one that is not asked
    for the word that it has makes residents look for what it knows."""
    agree = configured in ("auto", found)
    detail = found if agree else f'confirm = "{configured}"; the printer answers to {found}'
    verdict = Verdict.GOOD if agree else Verdict.NOTICE
    name = LocalizedText("回执打印确认", "Receipts confirmed")
    return Line("receipt_printer_confirm", name, verdict, _SAYS[found], detail, None if agree else _LET_IT_BE_FOUND)
