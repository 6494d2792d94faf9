"""The phone of whoever holds a licence: the platform makes the code, as it would for the city's own app."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from devices.simulation.process import SimulatorError
from kiosk.domain.sample_people import sample_person


class Phone:
    """`kiosk.ports.simulator_panel.Simulator`; its commands: `devices.code_scanner.phone`."""

    def __init__(self, platform: Callable[..., Mapping[str, Any]]) -> None:
        """``platform``: does what is asked of it (`central_platform.serve`, --attended)."""
        self._platform = platform
        self._last = ""

    def command(self, name: str, **arguments: Any) -> Mapping[str, Any]:
        """Show a code, or the last one again.

        Raises:
            SimulatorError: the platform has no such licence of this person, or does not answer.
        """
        if name == "again":
            return {"code": self._last}
        asked = {"number": sample_person(str(arguments["person"])).number, "age": str(arguments["age"])}
        kind = "company" if "company" in arguments else "licence_type"
        try:
            told = self._platform(do="present-company" if kind == "company" else "present", **asked, **{kind: str(arguments[kind])})
        except (OSError, ValueError):
            raise SimulatorError("the platform does not answer") from None
        if "code" not in told:
            raise SimulatorError("there is no such licence on this phone")
        self._last = str(told["code"])
        return {"code": self._last}
