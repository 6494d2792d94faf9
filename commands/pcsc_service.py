"""A reader for social security cards on this machine without one: a private pcscd with vpcd, and a simulated card for its slot."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

from devices.simulated.pcsc_house import PcscHouse, missing
from devices.simulated.process import SimulatorProcess


class PcscService:
    """Runs from its birth until `stop`. RuntimeError where pcscd or vpcd is not there."""

    def __init__(self, on_card: Callable[[dict[str, Any]], None] | None = None) -> None:
        if lacking := missing():
            raise RuntimeError(f"no reader for social security cards: {lacking} is not here")
        # A socket's name has 107 characters at most: not below a folder that somebody else names.
        self._folder = tempfile.TemporaryDirectory(prefix="pcsc-")
        self._house = PcscHouse(Path(self._folder.name))
        self.card = SimulatorProcess("smart_card", "--port", str(self._house.ports[0]), on_event=on_card)
        try:
            self._house.start()
            self.card.start()
        except BaseException:
            self.stop()
            raise

    @property
    def reader(self) -> str:
        return self._house.readers[0]

    @property
    def environment(self) -> dict[str, str]:
        return {"PCSCLITE_CSOCK_NAME": self._house.socket}

    def stop(self) -> None:
        self.card.stop()
        self._house.stop()
        self._folder.cleanup()
