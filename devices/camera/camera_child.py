"""The child process in which a camera is read and its frames are looked at. Arguments: address, width, height.

Questions, all with ``seconds`` to look for at most:
- ``open``: switch the camera on; answers at once.
- ``scan``, ``after``: a code in a frame taken after that time (``time.monotonic``, which processes share). ``text`` and
  ``symbology``, or ``not_text``, or ``unreadable``, with ``taken``; nothing of them where no code was seen.
- ``still``: a page that lies before the document camera. ``jpeg``, the size of the picture, and as raw bytes the picture and after
  it the PDF; else ``none``, the word for what is wrong with what lies there.
- ``status``: ``width`` and ``height`` of a camera that gives pictures that differ.

Its words for a failure are those of `devices.camera.frame_source`. A frame never leaves this process, nor is it written
anywhere: of a code the text goes out, and of a document the page that the resident laid there.
"""

from __future__ import annotations

import sys
import time
from typing import Any

import cv2

from devices.camera.frame_source import SILENT, STUCK, CameraLost, open_source
from devices.camera.newest_frame import NewestFrame
from kiosk.child_process.client import Told
from kiosk.child_process.server import Failed, serve
from kiosk.ports.devices import CodeNotText, CodeScanned

_OLDEST = 5.0  # seconds: what was before the camera earlier is nobody's answer


class _Camera:
    def __init__(self, address: str, width: int, height: int) -> None:
        self._live = NewestFrame(lambda: open_source(address, width, height))
        self._decoder: Any = None
        self._looked = 0.0  # when the last frame that was looked at was taken

    def answer(self, ask: str, question: dict[str, Any], payload: bytes) -> Told | dict[str, Any]:
        until = time.monotonic() + float(question.get("seconds", 0.0))
        try:
            match ask:
                case "open":
                    self._live.want()
                    return {}
                case "scan":
                    return self._scan(float(question["after"]), until)
                case "still":
                    return self._still(until)
                case "status":
                    return self._status(until)
        except CameraLost as lost:
            raise Failed(lost.word) from None
        raise Failed("no-such-question")

    def _scan(self, after: float, until: float) -> dict[str, Any]:
        if self._decoder is None:
            from devices.camera.decode import FrameDecoder

            self._decoder = FrameDecoder()
        while True:
            seen = self._live.newest(max(after, self._looked, time.monotonic() - _OLDEST), until)
            if seen is None:
                return {}
            frame, self._looked = seen
            outcome = self._decoder.decode(cv2.cvtColor(frame, cv2.COLOR_BGR2GRAY))
            if isinstance(outcome, CodeScanned):
                return {"text": outcome.text, "symbology": outcome.symbology, "taken": self._looked}
            if isinstance(outcome, CodeNotText):
                return {"not_text": True, "taken": self._looked}
            if outcome is not None:
                return {"unreadable": outcome.reason.value, "taken": self._looked}

    def _still(self, until: float) -> Told:
        from devices.document_camera.page import PageWatch

        watch = PageWatch()
        looked = time.monotonic()
        while (seen := self._live.newest(looked, until)) is not None:
            frame, looked = seen
            if (page := watch.look(frame)) is not None:
                from devices.document_camera.export import to_jpeg, to_pdf

                jpeg = to_jpeg(page)
                return Told({"jpeg": len(jpeg)}, jpeg + to_pdf(jpeg))
        return Told({"none": watch.reason.value})

    def _status(self, until: float) -> dict[str, Any]:
        """A camera that repeats its picture is not well, one that sees nothing but black may be."""
        first = self._live.newest(time.monotonic(), until)
        while first is not None:
            second = self._live.newest(first[1], until)
            if second is None:
                raise Failed(STUCK)
            if float(first[0].std()) < 1 or (first[0] != second[0]).any():
                return {"width": second[0].shape[1], "height": second[0].shape[0]}
            first = (first[0], second[1])
        raise Failed(SILENT)


if __name__ == "__main__":
    cv2.setNumThreads(1)  # the terminal has better use for its other cores
    serve(_Camera(sys.argv[1], int(sys.argv[2]), int(sys.argv[3])).answer)
