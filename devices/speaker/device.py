"""The voice: espeak-ng, a process a line."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from devices.device_type import ANYWHERE, DeviceType, DriverType, Proposal, RunsIn, Simulated, SimulatorType, Surroundings
from devices.speaker.words import TEXT
from devices.transports.keys import optional_path
from kiosk.configuration import whole_number
from kiosk.domain.device_states import Reason
from kiosk.domain.text import LocalizedText
from kiosk.domain.values import Value
from kiosk.ports.device_hub import DeviceOutcome, DeviceRequest
from kiosk.ports.devices import Device
from kiosk.ports.voice import NotSpoken

if TYPE_CHECKING:
    from devices.driver_access import DriverAccess


class EspeakSettings(Value):
    """``volume``: percent, of the loudest step. ``rate``: words a minute, of the middle step. ``folder``: of sound files in place
    of the loudspeaker, "" for the loudspeaker. ``recordings``: where sentences lie that were recorded
    (`devices.speaker.recordings`), "" for none."""

    volume: int
    rate: int
    folder: str
    recordings: str


def _open(settings: EspeakSettings, _: Surroundings) -> DriverAccess:
    from devices.speaker.access import speaker_access
    from devices.speaker.espeak import EspeakSpeaker

    folder = Path(settings.folder) if settings.folder else None
    recordings = Path(settings.recordings) if settings.recordings else None
    return speaker_access(EspeakSpeaker(settings.volume, settings.rate, folder, recordings))


def _unusable(request: DeviceRequest, reason: Reason) -> DeviceOutcome:
    return NotSpoken(reason)


@contextmanager
def _simulate(folder: Path) -> Iterator[Simulated]:
    """A voice that writes what it says as files."""
    yield Simulated({"driver": "espeak_ng", "folder": str(folder)})


def _missing() -> str:
    import shutil

    return "" if shutil.which("espeak-ng") else "espeak-ng"


def _proposals() -> tuple[Proposal, ...]:
    return (Proposal({"driver": "espeak_ng"}),)


SPEAKER = DeviceType(
    device=Device.SPEAKER,
    text=TEXT,
    reasons=(*ANYWHERE, Reason.NOT_FOUND, Reason.SILENT, Reason.MECHANICAL),
    drivers=(
        DriverType(
            name="espeak_ng",
            called=LocalizedText("语音（espeak-ng）", "Voice (espeak-ng)"),
            settings=EspeakSettings,
            keys=(
                whole_number("volume", "percent", 0, 100, 100),
                whole_number("rate", "words a minute", 80, 300, 150),
                optional_path("folder", "a folder for sound files"),
                optional_path("recordings", "a folder with recordings"),
            ),
            open=_open,
            where="folder",
            example='driver = "espeak_ng"\nvolume = 70\nrate = 150',
            runs_in=RunsIn.CHILD_PROCESS,
        ),
    ),
    unusable=_unusable,
    simulator=SimulatorType(_simulate, _missing),
    proposals=_proposals,
)
