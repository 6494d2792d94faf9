"""The reader for social security cards, on PC/SC. Its native library runs in a child process."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from devices.card_jobs import no_reader
from devices.device_type import ANYWHERE, DeviceType, DriverType, Proposal, RunsIn, Simulated, SimulatorType, Surroundings
from devices.smart_card_reader.words import PROGRAMS, TEXT
from kiosk.configuration import text
from kiosk.domain.device_states import Reason
from kiosk.domain.text import LocalizedText
from kiosk.domain.values import Value
from kiosk.ports.devices import Device

if TYPE_CHECKING:
    from devices.driver_access import DriverAccess
    from kiosk.ports.simulator_panel import PanelPart
    from kiosk.technician.readiness import Line


class PcscSettings(Value):
    reader: str  # "auto" or its name in PC/SC


def _open(settings: PcscSettings, _: Surroundings) -> DriverAccess:
    from devices.smart_card_reader.access import smart_card_access
    from devices.smart_card_reader.reader import PcscReader

    return smart_card_access(PcscReader("" if settings.reader == "auto" else settings.reader))


def _check_machine(settings: PcscSettings | None) -> tuple[Line, ...]:
    from devices.smart_card_reader.sources import sources_line

    return (sources_line(settings.reader if settings else ""),)


@contextmanager
def _simulate(folder: Path) -> Iterator[Simulated]:
    from devices.smart_card_reader.simulated_reader import SimulatedReader

    reader = SimulatedReader()
    try:
        yield Simulated({"driver": "pcsc", "reader": reader.name}, reader.environment)
    finally:
        reader.stop()


def _missing() -> str:
    from devices.smart_card_reader.private_pcscd import missing

    return missing()


def _panel() -> PanelPart:
    from devices.smart_card_reader.panel import PART

    return PART


def _proposals() -> tuple[Proposal, ...]:
    return (Proposal({"driver": "pcsc", "reader": "auto"}),)


SMART_CARD_READER = DeviceType(
    device=Device.SMART_CARD_READER,
    text=TEXT,
    reasons=(*ANYWHERE, Reason.NOT_FOUND, Reason.IN_USE, Reason.SILENT, Reason.GARBLED, Reason.MECHANICAL, Reason.NOT_AUTHORISED),
    drivers=(
        DriverType(
            name="pcsc",
            called=LocalizedText("PC/SC 读卡器", "PC/SC reader"),
            settings=PcscSettings,
            keys=(text("reader", '"auto", or the name of the reader, as `main.py doctor` shows it', "auto"),),
            open=_open,
            where="reader",
            example='driver = "pcsc"\nreader = "auto"',
            runs_in=RunsIn.CHILD_PROCESS,
        ),
    ),
    unusable=no_reader,
    simulator=SimulatorType(_simulate, _missing),
    check_machine=_check_machine,
    programs=PROGRAMS,
    panel=_panel,
    proposals=_proposals,
)
