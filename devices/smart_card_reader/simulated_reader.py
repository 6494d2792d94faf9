"""A reader for social security cards on this machine without one: a private pcscd with vpcd, and a simulated card for its slot."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

from devices.simulation.process import SimulatorProcess
from devices.smart_card_reader.private_pcscd import PrivatePcscd, missing


class SimulatedReader:
    """Runs from its birth until `stop`. RuntimeError where pcscd, vpcd or a network of its own is not there."""

    def __init__(self, on_card: Callable[[dict[str, Any]], None] | None = None) -> None:
        if lacking := missing():
            raise RuntimeError(f"no reader for social security cards: {lacking} is not here")
        # A socket's name has 107 characters at most: not below a folder that somebody else names.
        self._folder = tempfile.TemporaryDirectory(prefix="pcsc-")
        self._pcscd = PrivatePcscd(Path(self._folder.name))
        self._card: SimulatorProcess | None = None
        try:
            self._pcscd.start()
            self._card = SimulatorProcess(
                "smart_card_reader", "--port", str(self._pcscd.ports[0]), on_event=on_card, network=self._pcscd.network
            )
            self._card.start()
        except BaseException:
            self.stop()
            raise

    @property
    def card(self) -> SimulatorProcess:
        """The simulator of the card, to be commanded."""
        assert self._card is not None
        return self._card

    @property
    def name(self) -> str:
        """What pcscd calls the first slot."""
        return self._pcscd.readers[0]

    @property
    def environment(self) -> dict[str, str]:
        """What a driver's process must have in its environment to find this pcscd."""
        return {"PCSCLITE_CSOCK_NAME": self._pcscd.socket}

    def stop(self) -> None:
        """End card and pcscd, and remove their folder."""
        if self._card is not None:
            self._card.stop()
        self._pcscd.close()
        self._folder.cleanup()
