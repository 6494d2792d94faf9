"""The newest frame of a camera, and whether the camera lives. A thread of its own takes every frame as it comes: what waits in the
driver's queue would be old when it is looked at, and a camera that stops holds up nobody else.
"""

from __future__ import annotations

import contextlib
import threading
import time
import zlib
from collections.abc import Callable
from typing import Any

from devices.camera.frame_source import GARBLED, SILENT, STUCK, CameraLost, Frame, Source

_IDLE = 2.0  # seconds without a question until the camera is switched off
_OPENING = 6.0  # some USB cameras take three seconds
_STOPPED = 2.0  # without any frame
_FROZEN = 3.0  # of frames that do not differ in one bit
_SPOILED = 2.0  # of spoiled frames alone
_CONTRAST = 4.0  # grey levels: in the dark a camera may well give the same black twice


class NewestFrame:
    """``open_camera`` is called on the thread, each time that the camera is wanted after it was switched off."""

    def __init__(self, open_camera: Callable[[], Source]) -> None:
        self._open_camera = open_camera
        self._changed = threading.Condition()
        self._thread: threading.Thread | None = None
        self._wanted_until = 0.0
        self._forget()

    def want(self) -> None:
        """Switch the camera on, and leave it on for some seconds."""
        with self._changed:
            self._switch_on()

    def _switch_on(self) -> None:
        self._wanted_until = time.monotonic() + _IDLE
        if self._thread is None:
            self._forget()
            self._thread = threading.Thread(target=self._run, daemon=True)
            self._thread.start()

    def newest(self, after: float, until: float) -> tuple[Frame, float] | None:
        """The newest frame, and the time (``time.monotonic``) at which it was begun, which is after ``after``; None where none has
        come when it is ``until``. `CameraLost` with the word for what the camera has."""
        self.want()
        with self._changed:
            while True:
                now = time.monotonic()
                if (word := self._fault(now)) is not None:
                    raise CameraLost(word)
                if self._frame is not None and self._begun > after:
                    return self._frame, self._begun
                if now >= until:
                    return None
                self._switch_on()  # the thread may have been about to end
                self._changed.wait(min(until - now, 0.1))

    def _fault(self, now: float) -> str | None:
        if self._word is not None:
            return self._word
        if now - self._last_sign > (_STOPPED if self._opened else _OPENING):
            return SILENT
        if self._same_since and now - self._same_since > _FROZEN:
            return STUCK
        if self._spoiled_since and now - self._spoiled_since > _SPOILED:
            return GARBLED
        return None

    def _forget(self) -> None:
        self._frame: Frame | None = None
        self._begun = self._same_since = self._spoiled_since = 0.0
        self._last_sign = time.monotonic()  # of life
        self._opened = False
        self._word: str | None = None
        self._mark: Any = None
        self._seen = False

    def _run(self) -> None:
        word: str | None = SILENT
        try:
            with contextlib.closing(self._open_camera()) as camera:
                while self._still_wanted():
                    begun = time.monotonic()
                    frame = camera.read()
                    self._take(frame, begun)
            word = None
        except CameraLost as lost:
            word = lost.word
        finally:
            with self._changed:
                self._forget()  # no picture stays when the camera is off
                self._word, self._thread = word, None
                self._changed.notify_all()

    def _still_wanted(self) -> bool:
        with self._changed:
            self._last_sign = time.monotonic()
            self._opened = True
            return time.monotonic() < self._wanted_until

    def _take(self, frame: Frame | None, begun: float) -> None:
        mark = _mark(frame) if frame is not None else None
        with self._changed:
            now = time.monotonic()
            if frame is None:
                self._spoiled_since = self._spoiled_since or now
            else:
                same = mark is not None and mark == self._mark
                self._same_since = (self._same_since or now) if same else 0.0
                self._mark, self._spoiled_since = mark, 0.0
                # A picture that is repeated is an old one, whatever lies there now; of the first one nobody knows that yet.
                if self._seen and not same:
                    self._frame, self._begun = frame, begun
                self._seen = True
            self._changed.notify_all()


def _mark(frame: Frame) -> int | None:
    """Two frames with the same mark are the same picture; None for one with nothing in it."""
    sample = frame[::4, ::4].copy()
    return zlib.crc32(sample) if float(sample.std()) > _CONTRAST else None
