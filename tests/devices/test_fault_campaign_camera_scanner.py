"""Random faults of a camera that looks for codes: a code is one that was before the camera after it was asked for."""

from __future__ import annotations

import functools
from typing import Any

import numpy as np
import segno
from hypothesis import strategies as st
from hypothesis.stateful import initialize, rule

from devices.camera import decode
from devices.camera.decode import FrameDecoder
from devices.code_scanner import camera
from devices.code_scanner.camera import CameraScanner
from kiosk.ports.devices import CodeOutcome, CodeScanned, CodeUnreadable, NoCode, ScannerUnavailable
from tests.campaign import sequences
from tests.devices.virtual_camera import table
from tests.devices.virtual_camera_campaign import FAULTS, CameraCampaign

_SLICE = 0.3  # as the hub asks
_TEXTS = tuple(f"健康码{number}" for number in range(6))


@functools.cache
def _looked_at(frame: bytes, shape: tuple[int, int]) -> CodeOutcome | None:
    return FrameDecoder().decode(np.frombuffer(frame, np.uint8).reshape(shape))


class Remembering:
    """The true decoder, which looks at each picture once in all the thousands of runs."""

    def decode(self, grey: Any) -> CodeOutcome | None:
        return _looked_at(grey.tobytes(), grey.shape)


class CameraScannerCampaign(CameraCampaign):
    modules = (*CameraCampaign.modules, camera)

    @initialize()
    def begin(self) -> None:
        self.open()
        self.patch(decode, "FrameDecoder", Remembering)
        self.driver = CameraScanner("auto")
        self.asked = self.clock.now

    @staticmethod
    def picture(what: str) -> Any:
        frame = table(160, 120)
        if what:
            rows = segno.make(what.encode(), error="m", mode="byte", micro=False).matrix_iter(scale=3, border=4)
            code = np.array([[0 if dark else 255 for dark in row] for row in rows], np.uint8)
            frame[10 : 10 + code.shape[0], 20 : 20 + code.shape[1]] = code[:, :, None]
        return frame

    @rule(text=st.sampled_from(_TEXTS))
    def show(self, text: str) -> None:
        self.camera.show(text)

    @rule(text=st.sampled_from(_TEXTS), after=st.floats(0.0, 3.0))
    def show_later(self, text: str, after: float) -> None:
        self.clock.after(after, lambda: self.camera.show(text))

    def arm(self) -> None:
        began = self.clock.now
        self.driver.arm()
        self.within(5.0, began)
        self.asked = began

    @rule(slices=st.integers(1, 8))
    def ask(self, slices: int) -> None:
        """A request, as the hub serves it: armed, and then looked for in slices."""
        self.arm()
        self.look_for(slices)

    def look_for(self, slices: int) -> CodeOutcome:
        for _ in range(slices):
            began = self.clock.now
            outcome: CodeOutcome = self.driver.scan(_SLICE)
            self.within(_SLICE + 5.0, began)
            if outcome != NoCode():
                break
        assert isinstance(outcome, (CodeScanned, NoCode, CodeUnreadable, ScannerUnavailable))
        if isinstance(outcome, CodeScanned):
            assert outcome.text in self.camera.visible(self.asked), "nobody shows that any more"
            assert outcome.symbology == "Q1"
            self.asked = began  # the next one is another one, or stays
        self.failed = self.failed or isinstance(outcome, ScannerUnavailable)
        return outcome

    @rule(text=st.sampled_from(_TEXTS), seconds=st.floats(0.1, 1.5))
    def show_unasked(self, text: str, seconds: float) -> None:
        """The camera is still on and sees it, but nobody looks; when it is asked for, it is gone."""
        self.ask(1)
        self.camera.show(text)
        self.clock.sleep(seconds)
        self.camera.show("")
        self.ask(2)

    @rule(texts=st.tuples(st.sampled_from(_TEXTS), st.sampled_from(_TEXTS)), faults=FAULTS, slices=st.integers(1, 20))
    def fault_while_asking(self, texts: tuple[str, str], faults: dict[str, int], slices: int) -> None:
        """One code, and then another."""
        self.mend()
        self.camera.show(texts[0])
        self.look_for(2)
        for kind, number in faults.items():
            self.strike(kind, number)
        self.camera.show(texts[1])
        self.arm()
        self.look_for(slices)
        self.status_is_true()
        self.mend()

    @rule()
    def mend(self) -> None:
        self.comes_back()
        self.clock.sleep(3.0)  # what was to be shown later
        self.camera.show("")
        self.arm()
        while (outcome := self.look_for(3)) != NoCode():
            # One that died in the child's hands costs one answer.
            assert isinstance(outcome, ScannerUnavailable)
            assert not self.came_back
            self.came_back = True
        text = _TEXTS[0]
        self.camera.show(text)
        assert self.look_for(6) == CodeScanned(text, "Q1"), "lost"
        self.came_back = False

    came_back = False


CameraScannerCampaign.TestCase.settings = sequences(60, 25)
TestCameraScanner = CameraScannerCampaign.TestCase
