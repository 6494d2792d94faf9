"""The phone of a sample person: the platform makes the code, of who they are or of what they hold, as it would for the city's own
app."""

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
            SimulatorError: the platform has no such code for this person, or does not answer.
        """
        if name == "again":
            return {"code": self._last}
        asked = {"number": sample_person(str(arguments["person"])).number, "age": str(arguments["age"])}
        shown = {key: str(arguments[key]) for key in ("company", "licence_type") if key in arguments}
        do = "present-company" if "company" in shown else "present" if shown else "present-person"
        try:
            told = self._platform(do=do, **asked, **shown)
        except (OSError, ValueError):
            raise SimulatorError("the platform does not answer") from None
        if "code" not in told:
            raise SimulatorError("there is no such code on this phone")
        self._last = str(told["code"])
        return {"code": self._last}
