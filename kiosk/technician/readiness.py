"""Whether a terminal is ready to serve, as one report: its set-up and its devices. Pure."""

from __future__ import annotations

from collections.abc import Mapping

from kiosk.domain.device_states import Reason, StatusKind
from kiosk.domain.text import LocalizedText
from kiosk.domain.values import Value
from kiosk.ports.device_text import text_of
from kiosk.ports.devices import Device, DeviceStatus
from kiosk.ports.health import Line as Line
from kiosk.ports.health import Verdict as Verdict
from kiosk.technician.advice import todo, told

EXIT_CODES: Mapping[Verdict, int] = {Verdict.GOOD: 0, Verdict.ABSENT: 0, Verdict.NOTICE: 1, Verdict.BAD: 2}


def bad(key: str, name: LocalizedText, state: LocalizedText, detail: str, advice: LocalizedText) -> Line:
    """Something that residents cannot do without."""
    return Line(key, name, Verdict.BAD, state, detail, advice)


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
    text = text_of(device)
    return Line(device.value, text.name, verdict, told(status, text), status.detail or address, advice)
