"""A camera in the clock's time, as ``cv2.VideoCapture`` shows it."""

from __future__ import annotations

import math
import random
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from tests.devices.virtual_child import CHILD_FAULTS
from tests.devices.virtual_threads import Turns

CAMERA_FAULTS = (
    "unplug", "unplug_at", "restart", "silence", "freeze", "garbage", "wrong_check", "slow", "partial", "busy", *CHILD_FAULTS,
)  # fmt: skip
BLINDING = {"silence", "freeze", "garbage", "busy"}  # with one of these it is there, and gives no picture that is one

_PERIOD = 0.25  # seconds from frame to frame
_SWITCHING_ON = 0.5
_DOWN = 3.0
_GRAINS = 4  # frames of one scene that differ, as a sensor's do


class Seen(NamedTuple):
    what: str
    since: float


class VirtualCamera:
    """``picture``: how the scene of that name looks; "" is nobody. Its nodes lie in ``folder``; it may come back under another."""

    def __init__(self, clock: Turns, folder: Path, picture: Callable[[str], Any]) -> None:
        self.clock = clock
        self.faults: dict[str, int] = {}
        self.scenes = [Seen("", clock.now)]
        self._picture = picture
        self._nodes = [folder / "one-video-index0", folder / "two-video-index0"]
        self.held = 0  # captures that are open: whom it serves already keeps it when another program wants it
        self._chance = random.Random(2)
        self._count = 0
        self._last: Any = None
        self._plugs = 0
        self._nodes[0].touch()

    @property
    def attached(self) -> bool:
        return any(node.exists() for node in self._nodes)

    def find(self) -> str:
        """As `devices.transports.discovery.camera`; where it would raise, a name that is not there is the same to its caller."""
        return str(next((node for node in self._nodes if node.exists()), self._nodes[0]))

    def show(self, what: str) -> None:
        self.scenes.append(Seen(what, self.clock.now))

    def visible(self, since: float) -> set[str]:
        """What was to be seen at any time after ``since``."""
        ends = [seen.since for seen in self.scenes[1:]] + [math.inf]
        return {seen.what for seen, end in zip(self.scenes, ends, strict=True) if end > since}

    def fault(self, kind: str, number: int) -> None:
        if kind == "restart":
            self._unplug()
            plugs = self._plugs
            self.clock.after(_DOWN, lambda: self.plug(1) if plugs == self._plugs else None)
            return
        self.faults[kind] = number
        if kind == "unplug":
            self._unplug()

    def mend(self) -> None:
        self.faults.clear()
        if not self.attached:
            self.plug(self._chance.randrange(2))

    def plug(self, node: int) -> None:
        self._plugs += 1
        self._nodes[node].touch()

    def _unplug(self) -> None:
        self._plugs += 1
        for node in self._nodes:
            node.unlink(missing_ok=True)

    def open(self, node: str, way: int) -> Capture:
        self.clock.sleep(_SWITCHING_ON)
        return Capture(self, Path(node))

    def frame(self) -> Any:
        """None for one that does not come whole."""
        if "unplug_at" in self.faults:
            self.faults["unplug_at"] -= 1
            if self.faults["unplug_at"] <= 0:
                del self.faults["unplug_at"]
                self.fault("unplug", 0)
        if "silence" in self.faults:
            self.clock.sleep(math.inf)
        period = 1.5 if "slow" in self.faults else _PERIOD
        self.clock.sleep(period / 2)
        what = self.scenes[-1].what
        self.clock.sleep(period / 2)
        if "freeze" in self.faults and self._last is not None:
            return self._last.copy()
        self._count += 1
        if "garbage" in self.faults or ("wrong_check" in self.faults and self._count % 2):
            return None
        frame = self._picture(what).copy()
        frame[0, 0] = self._count % _GRAINS * 60
        if "partial" in self.faults:  # what is missing of a JPEG becomes grey; where it breaks off is chance
            frame[frame.shape[0] * (2 + self._count % 3) // 6 :] = 128
        self._last = frame
        return frame


class Capture:
    def __init__(self, camera: VirtualCamera, node: Path) -> None:
        self._camera = camera
        self._node = node
        self._plugs = camera._plugs
        self._opened = self._node.exists() and "busy" not in camera.faults
        camera.held += self._opened

    def isOpened(self) -> bool:
        return self._opened

    def read(self) -> tuple[bool, Any]:
        if self._plugs != self._camera._plugs:  # unplugged, and perhaps plugged in again: this one is dead
            self._camera.clock.sleep(0.01)
            return False, None
        frame = self._camera.frame()
        return (frame is not None and self._plugs == self._camera._plugs), frame

    def release(self) -> None:
        self._camera.held -= self._opened
        self._opened = False


def table(width: int, height: int) -> Any:
    """What a camera sees where nothing lies: lit from one side."""
    line = np.linspace(60, 100, width).astype(np.uint8)
    return np.broadcast_to(line[None, :, None], (height, width, 3)).copy()
