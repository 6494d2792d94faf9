"""A page printer that keeps the PDF. For demo and training only: its folder holds whatever was printed, in the clear.

``faults.json`` in the folder makes it fail: ``{"status": "paper-out"}`` is what the printer says before a job
(``paper-low`` is only a warning), ``{"print": "jam"}`` happens to a job that has begun. The words are those of `Reason`.
"""

from __future__ import annotations

import contextlib
import json
import os
import re
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path

from kiosk.domain.device_states import Reason, StatusKind
from kiosk.ports.devices import DeviceStatus, PrintConfirmed, PrintFailed, PrintOutcome, PrintUncertain

FAULTS_FILE = "faults.json"
_REASONS = {
    reason.value: reason
    for reason in (
        Reason.PAPER_LOW,
        Reason.PAPER_OUT,
        Reason.COVER_OPEN,
        Reason.JAM,
        Reason.MECHANICAL,
        Reason.OFFLINE,
        Reason.SILENT,
    )
}


class _Page:
    """Done with its first step: there is nothing to take back."""

    def __init__(self, write: Callable[[], PrintOutcome]) -> None:
        self.advance = write

    def take_back(self) -> None:
        pass


class PdfFolderPrinter:
    """Writes ``<serial>.pdf`` whole or not at all. The folder is made when it is missing; its parent must be there."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def status(self) -> DeviceStatus:
        """UNAVAILABLE where the folder cannot be written, or as ``faults.json`` says."""
        try:
            self._folder.mkdir(mode=0o700, exist_ok=True)
        except OSError:
            return DeviceStatus(StatusKind.UNAVAILABLE, Reason.NOT_FOUND, str(self._folder))
        if not os.access(self._folder, os.W_OK | os.X_OK):
            return DeviceStatus(StatusKind.UNAVAILABLE, Reason.NOT_FOUND, str(self._folder))
        reason = self._fault("status")
        if reason is None:
            return DeviceStatus(StatusKind.READY, detail=str(self._folder))
        kind = StatusKind.ATTENTION if reason is Reason.PAPER_LOW else StatusKind.UNAVAILABLE
        return DeviceStatus(kind, reason, str(self._folder))

    def begin(self, pdf: bytes, serial: str) -> _Page:
        """The job; the file is written with its first step."""
        return _Page(lambda: self.print(pdf, serial))

    def print(self, pdf: bytes, serial: str) -> PrintOutcome:
        """Write the file; ``print`` of ``faults.json`` leaves it unwritten and the outcome uncertain."""
        status = self.status()
        if not status.usable:
            return PrintFailed(status.reason or Reason.NOT_FOUND)
        during = self._fault("print")
        if during is not None:
            return PrintUncertain(during)
        name = re.sub(r"[^0-9A-Za-z._-]", "_", serial).lstrip(".") or "unnamed"
        try:
            self._write(name + ".pdf", pdf)
        except OSError:
            return PrintFailed(Reason.MECHANICAL)
        return PrintConfirmed()

    def cancel_left(self, serials: Sequence[str]) -> None:
        """Nothing waits here."""

    def close(self) -> None:
        """Nothing is open."""

    def _write(self, name: str, pdf: bytes) -> None:
        descriptor, temporary = tempfile.mkstemp(dir=self._folder, prefix=".printing-")
        try:
            with os.fdopen(descriptor, "wb") as file:
                file.write(pdf)
                file.flush()
                os.fsync(file.fileno())
            Path(temporary).replace(self._folder / name)
        except OSError:
            with contextlib.suppress(OSError):
                Path(temporary).unlink()
            raise
        directory = os.open(self._folder, os.O_RDONLY | os.O_DIRECTORY)
        try:
            os.fsync(directory)
        finally:
            os.close(directory)

    def _fault(self, when: str) -> Reason | None:
        """The fault that is set; none where the file is absent or nonsense (it is half written while a panel saves it)."""
        try:
            faults = json.loads((self._folder / FAULTS_FILE).read_text("utf-8"))
            return _REASONS.get(faults.get(when))
        except (OSError, ValueError, AttributeError, TypeError):
            return None
