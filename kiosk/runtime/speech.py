"""What the voice is asked to say, and how far it has come. One text at a time: a new one takes the place of the old."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from kiosk.domain.times import Moment
from kiosk.ports.device_hub import Cancel, DeviceAnswer, DeviceHub, Speak, SpeechProgressed
from kiosk.session.events import SpeechChanged
from kiosk.session.state import Accessibility


class Speech:
    """``post``: takes `SpeechChanged` when it begins or is hushed."""

    def __init__(self, now: Callable[[], Moment], post: Callable[[SpeechChanged], None]) -> None:
        self._now = now
        self._post = post
        self._request_id = ""

    @property
    def speaking(self) -> bool:
        """Something is being said."""
        return self._request_id != ""

    def say(self, devices: DeviceHub, lines: Sequence[str], language: str, accessibility: Accessibility) -> None:
        """These lines in place of what is being said; none: be silent."""
        if self._request_id:
            devices.request(Cancel(self._request_id))
        if bool(lines) != self.speaking:
            self._post(SpeechChanged(bool(lines)))
        self._request_id = self._now().new_id() if lines else ""
        if lines:
            devices.request(Speak(self._request_id, tuple(lines), language, accessibility.speed, accessibility.loudness))

    def is_of(self, request_id: str) -> bool:
        """Whether it is what is being said now."""
        return self.speaking and request_id == self._request_id

    def heard(self, event: DeviceAnswer | SpeechProgressed) -> int | None:
        """The line that has begun, counted from 0; None: all was said, or it cannot be said. Either is a sign of the voice: a long
        text is said to its end without a time limit."""
        if isinstance(event, SpeechProgressed):
            return event.line
        self._request_id = ""
        return None
