"""What the campaigns of both drivers on cameras have: one camera, its child, and the truth about whether it works."""

from __future__ import annotations

import functools
import tempfile
from pathlib import Path
from types import ModuleType
from typing import Any

import cv2
from hypothesis import strategies as st
from hypothesis.stateful import rule

from devices.camera import camera_child, camera_process, newest_frame
from kiosk.ports.devices import DeviceStatus
from tests.devices.virtual_camera import BLINDING, CAMERA_FAULTS, VirtualCamera
from tests.devices.virtual_campaign import Campaign
from tests.devices.virtual_child import CHILD_FAULTS, Process
from tests.devices.virtual_threads import Threads, Turns

FRAMES = 20  # a fault's number: the frame, or the wait of the child, at which it strikes
FAULTS = st.dictionaries(st.sampled_from(CAMERA_FAULTS), st.integers(0, FRAMES), min_size=1, max_size=2)


class CameraCampaign(Campaign):
    kinds = CAMERA_FAULTS
    numbers = FRAMES
    modules: tuple[ModuleType, ...] = (camera_process, camera_child, newest_frame)

    def make_clock(self) -> Turns:
        return Turns()

    @staticmethod
    def picture(what: str) -> Any:
        raise NotImplementedError

    def open(self) -> None:
        cv2.setNumThreads(1)  # as the child does
        self.folder = tempfile.TemporaryDirectory(prefix="camera-")
        self.camera = VirtualCamera(self.clock, Path(self.folder.name), functools.cache(type(self).picture))
        self.threads = Threads(self.clock, lambda: self.process)
        self.process = Process(
            self.clock, lambda words: camera_child._Camera(words[0], int(words[1]), int(words[2])).answer, self.threads.end
        )
        self.patch(newest_frame, "threading", self.threads)
        self.patch(camera_process, "Child", self.process.child)
        self.patch(camera_process, "find_camera", self.camera.find)
        self.patch(cv2, "VideoCapture", self.camera.open)
        self.failed = True  # a camera is not believed before its first picture, and after a failure

    def teardown(self) -> None:
        cv2.setNumThreads(-1)
        if hasattr(self, "process"):
            self.driver.close()
            self.folder.cleanup()
        super().teardown()

    def strike(self, kind: str, number: int) -> None:
        (self.process if kind in CHILD_FAULTS else self.camera).fault(kind, number)

    def heal(self) -> None:
        self.process.faults.clear()
        self.clock.sleep(3.0)  # a restart mends itself
        self.camera.mend()

    def well(self) -> bool:
        return self.camera.attached and not (self.camera.faults or self.process.faults)

    def nothing_known(self) -> bool:
        """One that gave pictures is not switched on only to look again: people would see its light go on."""
        blind = BLINDING & self.camera.faults.keys() - ({"busy"} if self.camera.held else set())
        return not self.camera.attached or (self.failed and bool(blind))

    @rule()
    def clear(self) -> None:
        self.camera.show("")

    def status_is_true(self) -> DeviceStatus:
        status = super().status_is_true()
        self.failed = not status.usable
        return status

    def comes_back(self) -> None:
        super().comes_back()
        self.failed = False
