"""The voice for its worker."""

from __future__ import annotations

from devices.driver_access import DriverAccess, Job
from kiosk.ports.device_hub import DeviceOutcome, DeviceRequest, Speak
from kiosk.ports.voice import Saying, Speaker

_PACE = 0.02  # seconds between two looks whether a line was said: a part of the pause before the next


def speaker_access(speaker: Speaker) -> DriverAccess:
    """What the voice's worker does for a request: say its lines, and tell which of them it says until the last has ended."""

    def job(request: DeviceRequest) -> Job:
        assert isinstance(request, Speak)
        begun = False

        def advance() -> DeviceOutcome | Saying | None:
            nonlocal begun
            if not begun:
                begun = True
                return speaker.say(request.lines, request.language, request.speed, request.loudness)
            return speaker.speaking()

        return Job(advance, _PACE, speaker.hush)

    return DriverAccess(speaker.status, job, speaker.close)
