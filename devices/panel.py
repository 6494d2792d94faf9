"""The parts of the demo's simulator panel: of every device that has one, of a phone, and of the line to the platform."""

from __future__ import annotations

from devices.code_scanner.phone import PHONE
from devices.network_line.panel import NETWORK_LINE
from devices.registry import DEVICE_TYPES
from kiosk.ports.simulator_panel import PanelPart


def panel_parts() -> tuple[PanelPart, ...]:
    """In the order in which they stand."""
    parts = [kind.panel() for kind in DEVICE_TYPES if kind.panel is not None]
    return tuple(sorted((*parts, PHONE, NETWORK_LINE), key=lambda part: part.order))
