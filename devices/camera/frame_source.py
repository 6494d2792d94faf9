"""Frames of a camera, or of a folder of pictures that plays as one.

An address is a device (``/dev/v4l/by-id/...`` stays the same over a replug, ``/dev/video0`` or ``0`` may not), a video file, or
``folder:/path`` with ``?rate=15`` frames a second. A folder is for tests, demo and training: its pictures are played one after the
other, and read anew when they change. While it is missing the camera is unplugged. A file named ``frozen`` in it makes the camera
repeat its last frame, one named ``stopped`` makes it send none.

Importing this loads neither OpenCV nor numpy: the terminal's own process asks `present` only.
"""

from __future__ import annotations

import contextlib
import stat
import time
from pathlib import Path
from typing import Any, Protocol

Frame = Any  # numpy uint8 array of shape (height, width, 3), BGR

FOLDER = "folder:"
FROZEN = "frozen"
STOPPED = "stopped"
NOT_FOUND, SILENT, STUCK, GARBLED = "not-found", "silent", "frozen", "garbled"  # the words for what a camera can have

_RATE = 15.0
_KINDS = (".png", ".jpg", ".jpeg", ".bmp")
_LOST_AFTER = 3  # reads that fail in a row


class CameraLost(Exception):
    """No more frames will come; ``word`` is NOT_FOUND or SILENT."""

    def __init__(self, word: str) -> None:
        super().__init__(word)
        self.word = word


class Source(Protocol):
    """An open camera, used by one thread."""

    def read(self) -> Frame | None:
        """The next frame, when it comes: a camera that stops makes this wait for ever. None for a frame that is spoiled."""
        ...

    def close(self) -> None:
        """Let go of the camera; nothing is read after it."""
        ...


def present(address: str) -> bool:
    """Whether the device's node, or the folder, is there; nothing is opened."""
    if address.startswith(FOLDER):
        return _folder(address)[0].is_dir()
    return Path(_node(address)).exists()


def open_source(address: str, width: int, height: int) -> Source:
    """``width`` and ``height`` are wished for; a camera may have others. `CameraLost` if it cannot be opened."""
    if not present(address):
        raise CameraLost(NOT_FOUND)
    if address.startswith(FOLDER):
        return _FolderSource(*_folder(address), width, height)
    return _VideoSource(_node(address), width, height)


class _VideoSource:
    def __init__(self, node: str, width: int, height: int) -> None:
        import cv2

        self._node = Path(node)
        real = str(self._node.resolve())
        device = stat.S_ISCHR(self._node.stat().st_mode)
        self._capture: Any = cv2.VideoCapture(real, cv2.CAP_V4L2 if device else cv2.CAP_ANY)
        self._failed = 0
        if not self._capture.isOpened():
            raise CameraLost(SILENT)  # it is there: another process has it, or it is no camera
        if device:
            # As JPEG: uncompressed, most USB cameras manage 720p only a few times a second.
            self._capture.set(cv2.CAP_PROP_FOURCC, cv2.VideoWriter.fourcc(*"MJPG"))
            self._capture.set(cv2.CAP_PROP_FRAME_WIDTH, width)
            self._capture.set(cv2.CAP_PROP_FRAME_HEIGHT, height)
            self._capture.set(cv2.CAP_PROP_FPS, 30)
            self._capture.set(cv2.CAP_PROP_BUFFERSIZE, 1)  # a frame that waits grows old

    def read(self) -> Frame | None:
        good, frame = self._capture.read()
        if good and frame is not None and frame.ndim == 3:
            self._failed = 0
            return frame
        if not self._node.exists():
            raise CameraLost(NOT_FOUND)
        self._failed += 1
        if self._failed >= _LOST_AFTER:
            raise CameraLost(SILENT)
        return None

    def close(self) -> None:
        self._capture.release()


class _FolderSource:
    def __init__(self, folder: Path, rate: float, width: int, height: int) -> None:
        import numpy as np

        self._folder = folder
        self._period = 1 / rate
        self._size = (width, height)
        self._due = time.monotonic()
        self._count = 0
        self._known: tuple[object, Frame | None] = (None, None)
        self._last: Frame | None = None
        # A sensor never gives the same numbers twice, and by that a camera that lives is told from one that is stuck.
        self._grain = np.random.default_rng(1).integers(0, 3, 4_000_000).astype(np.uint8)

    def read(self) -> Frame | None:
        while True:
            time.sleep(max(self._due - time.monotonic(), 0.0))
            self._due = max(self._due + self._period, time.monotonic())
            try:
                names = sorted(path.name for path in self._folder.iterdir())
            except OSError:
                raise CameraLost(NOT_FOUND) from None
            if STOPPED not in names:
                break
        if FROZEN in names and self._last is not None:
            return self._last.copy()
        self._count += 1
        pictures = [name for name in names if name.endswith(_KINDS) and not name.startswith(".")]
        frame = self._picture(self._folder / pictures[self._count % len(pictures)] if pictures else None)
        if frame is not None:
            self._last = self._grainy(frame)
        return None if frame is None else self._last

    def close(self) -> None:
        self._last = None
        self._known = (None, None)

    def _picture(self, path: Path | None) -> Frame | None:
        """None for a file that is no picture."""
        import cv2
        import numpy as np

        if path is None:  # a camera that looks at nothing
            return np.full((self._size[1], self._size[0], 3), 90, np.uint8)
        with contextlib.suppress(OSError, cv2.error):
            found = path.stat()
            mark = (path, found.st_mtime_ns, found.st_size, found.st_ino)
            if self._known[0] != mark:
                self._known = (mark, cv2.imdecode(np.frombuffer(path.read_bytes(), np.uint8), cv2.IMREAD_COLOR))
            return self._known[1]
        return None

    def _grainy(self, frame: Frame) -> Frame:
        import cv2
        import numpy as np

        start = self._count * 7919 % 1_000_000
        lines = np.resize(self._grain[start:], frame.size) if frame.size > 3_000_000 else self._grain[start : start + frame.size]
        return cv2.add(frame, lines.reshape(frame.shape))


def _folder(address: str) -> tuple[Path, float]:
    path, _, rate = address.removeprefix(FOLDER).partition("?rate=")
    return Path(path), float(rate or _RATE)


def _node(address: str) -> str:
    return f"/dev/video{address}" if address.isdigit() else address
