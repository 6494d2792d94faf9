"""Random faults of a document camera: a page is one that lay there after it was asked for, and whole."""

from __future__ import annotations

import functools
from typing import Any

import cv2
import numpy as np
from hypothesis import strategies as st
from hypothesis.stateful import initialize, rule

from devices.document_camera import export, page
from devices.document_camera.camera import PageCamera
from kiosk.ports.devices import CameraUnavailable, DocumentOutcome, DocumentScanned, NoPage, NoPageReason
from tests.campaign import sequences
from tests.devices.virtual_camera import table
from tests.devices.virtual_camera_campaign import FAULTS, CameraCampaign

_SLICE = 1.0  # as the hub asks
_BITS = 3  # by its black squares a page is told from another
_PAGES = tuple(f"{number:0{_BITS}b}" for number in range(1, 2**_BITS))
_LEFT, _TOP, _RIGHT, _BOTTOM = 45, 10, 115, 110

_SEEN: dict[bytes, Any] = {}


def _find_page(frame: Any, find: Any = page.find_page) -> Any:
    """The true one, which looks at each picture once in all the thousands of runs."""
    mark = frame.tobytes()
    if mark not in _SEEN:
        _SEEN[mark] = find(frame)
    return _SEEN[mark]


_to_pdf = functools.cache(export.to_pdf)


def read_back(jpeg: bytes) -> str:
    """Which page it is; "" for half of one."""
    grey = cv2.imdecode(np.frombuffer(jpeg, np.uint8), cv2.IMREAD_GRAYSCALE)
    assert grey is not None
    height, width = grey.shape

    def dark(x: int, y: int) -> bool:
        return bool(grey[int((y - _TOP) / (_BOTTOM - _TOP) * height), int((x - _LEFT) / (_RIGHT - _LEFT) * width)] < 128)

    return "".join("01"[dark(60 + 20 * bit, 32)] for bit in range(_BITS)) if dark(80, 96) else ""


class DocumentCameraCampaign(CameraCampaign):
    modules = CameraCampaign.modules

    @initialize()
    def begin(self) -> None:
        self.open()
        self.patch(page, "find_page", _find_page)
        self.patch(export, "to_pdf", _to_pdf)
        self.driver = PageCamera("auto")

    @staticmethod
    @functools.cache
    def picture(what: str) -> Any:
        frame = table(160, 120)
        if what:
            cv2.rectangle(frame, (_LEFT, _TOP), (_RIGHT, _BOTTOM), (245, 245, 245), -1)
            for bit in range(_BITS):
                if what[bit] == "1":
                    cv2.rectangle(frame, (55 + 20 * bit, 27), (65 + 20 * bit, 37), (20, 20, 20), -1)
            cv2.rectangle(frame, (55, 94), (105, 98), (20, 20, 20), -1)
        return frame

    @rule(what=st.sampled_from(_PAGES))
    def lay(self, what: str) -> None:
        self.camera.show(what)

    @rule(what=st.sampled_from(_PAGES), after=st.floats(0.0, 3.0))
    def lay_later(self, what: str, after: float) -> None:
        self.clock.after(after, lambda: self.camera.show(what))

    @rule(slices=st.integers(1, 4))
    def ask(self, slices: int) -> None:
        self.look_for(slices)

    def look_for(self, slices: int) -> DocumentOutcome:
        for _ in range(slices):
            began = self.clock.now
            outcome: DocumentOutcome = self.driver.scan(_SLICE)
            self.within(_SLICE + 9.0, began)
            if not isinstance(outcome, NoPage):
                break
        assert isinstance(outcome, (DocumentScanned, NoPage, CameraUnavailable))
        if isinstance(outcome, DocumentScanned):
            assert read_back(outcome.jpeg) in self.camera.visible(began) - {""}, "that does not lie there"
            assert outcome.jpeg in outcome.pdf
        self.failed = self.failed or isinstance(outcome, CameraUnavailable)
        return outcome

    @rule(what=st.sampled_from(_PAGES), faults=FAULTS, slices=st.integers(1, 8))
    def fault_while_asking(self, what: str, faults: dict[str, int], slices: int) -> None:
        """With the page of the mending before it."""
        self.mend()
        self.camera.show(what)
        for kind, number in faults.items():
            self.strike(kind, number)
        self.look_for(slices)
        self.status_is_true()
        self.mend()

    @rule()
    def mend(self) -> None:
        self.comes_back()
        self.clock.sleep(3.0)  # what was to be laid later
        self.camera.show("")
        if isinstance(self.look_for(2), CameraUnavailable):  # one that died in the child's hands costs one answer
            self.comes_back()
        assert self.look_for(1) == NoPage(NoPageReason.NOTHING)
        self.camera.show(_PAGES[0])
        assert isinstance(self.look_for(4), DocumentScanned), "lost"


DocumentCameraCampaign.TestCase.settings = sequences(40, 25)
TestDocumentCamera = DocumentCameraCampaign.TestCase
