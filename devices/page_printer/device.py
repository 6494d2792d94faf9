"""The A4 printer: by the name of a CUPS queue, or by its address, for which one is made; CUPS' library runs in a child process.
Or a folder, for demo and training."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from devices.device_type import ANYWHERE, DeviceType, DriverType, Proposal, RunsIn, Simulated, SimulatorType, Surroundings
from devices.page_printer.network_queue import QUEUE, printer_address, printer_uri
from devices.page_printer.words import PROGRAMS, TEXT
from kiosk.configuration import path, text
from kiosk.domain.device_states import Reason
from kiosk.domain.text import LocalizedText
from kiosk.domain.values import Value
from kiosk.ports.device_hub import DeviceOutcome, DeviceRequest
from kiosk.ports.devices import Device, PrintFailed

if TYPE_CHECKING:
    from devices.driver_access import DriverAccess
    from kiosk.ports.simulator_panel import PanelPart


class CupsSettings(Value):
    queue: str  # "auto": the default queue, or the only one


class IppSettings(Value):
    address: str  # of `printer_uri`


class PdfFolderSettings(Value):
    folder: str


def _open_cups(settings: CupsSettings, _: Surroundings) -> DriverAccess:
    from devices.page_printer.access import pages_access
    from devices.page_printer.cups_printer import CupsPrinter

    return pages_access(CupsPrinter(settings.queue))


def _open_ipp(settings: IppSettings, _: Surroundings) -> DriverAccess:
    from devices.page_printer.access import pages_access
    from devices.page_printer.cups_printer import CupsPrinter

    return pages_access(CupsPrinter(QUEUE, uri=printer_uri(settings.address) or ""))


def _open_folder(settings: PdfFolderSettings, _: Surroundings) -> DriverAccess:
    from devices.page_printer.access import pages_access
    from devices.page_printer.pdf_folder import PdfFolderPrinter

    return pages_access(PdfFolderPrinter(Path(settings.folder)))


def _unusable(request: DeviceRequest, reason: Reason) -> DeviceOutcome:
    return PrintFailed(reason)


@contextmanager
def _simulate(folder: Path) -> Iterator[Simulated]:
    """The driver for a folder is the simulator as well; ``ippeveprinter`` is one with a wire (docs/devices.md)."""
    yield Simulated({"driver": "pdf_folder", "folder": str(folder)})


def _trial(serial: str) -> DeviceRequest:
    from devices.page_printer.trial import trial_page

    return trial_page(serial)


def _panel() -> PanelPart:
    from devices.page_printer.panel import PART

    return PART


def _proposals() -> tuple[Proposal, ...]:
    return (Proposal({"driver": "cups", "queue": "auto"}),)


PAGE_PRINTER = DeviceType(
    device=Device.PAGE_PRINTER,
    text=TEXT,
    reasons=(
        *ANYWHERE,
        Reason.NOT_FOUND,
        Reason.IN_USE,
        Reason.SILENT,
        Reason.GARBLED,
        Reason.OFFLINE,
        Reason.PAPER_LOW,
        Reason.PAPER_OUT,
        Reason.COVER_OPEN,
        Reason.JAM,
        Reason.OUTPUT_TRAY,
        Reason.SUPPLY_LOW,
        Reason.SUPPLY_OUT,
        Reason.DRIVER,
        Reason.NOTICE,
        Reason.MECHANICAL,
        Reason.CANCELLED,
        Reason.PAPER_MISSING,
        Reason.NOT_RECORDED,
    ),
    drivers=(
        DriverType(
            name="ipp",
            called=LocalizedText("网络打印机（IPP）", "Network printer (IPP)"),
            settings=IppSettings,
            keys=(printer_address(),),
            open=_open_ipp,
            where="address",
            example='driver = "ipp"\naddress = "192.168.1.60"',
            runs_in=RunsIn.CHILD_PROCESS,
            settles=20.0,  # its queue is made first
        ),
        DriverType(
            name="cups",
            called=LocalizedText("打印队列（CUPS）", "Print queue (CUPS)"),
            settings=CupsSettings,
            keys=(text("queue", '"auto" or the name of a CUPS queue', "auto"),),
            open=_open_cups,
            where="queue",
            example='driver = "cups"\nqueue = "kiosk_a4"',
            runs_in=RunsIn.CHILD_PROCESS,
        ),
        DriverType(
            name="pdf_folder",
            called=LocalizedText("文件夹（演示用）", "Folder (for demo)"),
            settings=PdfFolderSettings,
            keys=(path("folder", "a folder"),),
            open=_open_folder,
            where="folder",
            example='driver = "pdf_folder"\nfolder = "/var/tmp/pages"',
        ),
    ),
    unusable=_unusable,
    simulator=SimulatorType(_simulate),
    programs=PROGRAMS,
    panel=_panel,
    trial=_trial,
    proposals=_proposals,
)
