"""One code as it comes, unjudged, from a scanner that does not type: for `check`."""

from __future__ import annotations

from collections.abc import Callable

from devices.code_scanner.check import Heard
from devices.code_scanner.codec import MAX_PAYLOAD
from devices.code_scanner.device import CameraSettings, SerialScannerSettings
from devices.code_scanner.scanner import open_port
from devices.transports.transport import TransportError
from kiosk.domain.device_states import Reason
from kiosk.ports.devices import CodeScanned, ScannerUnavailable

_SILENCE = 1.0  # seconds after the last byte
_SLICE = 0.2


def listen(scanner: SerialScannerSettings | CameraSettings, going_on: Callable[[], bool]) -> Heard | Reason | None:
    """Until a code came or ``going_on`` says no (None). Reason: why the scanner cannot be heard."""
    try:
        return _serial(scanner, going_on) if isinstance(scanner, SerialScannerSettings) else _camera(scanner, going_on)
    except TransportError as error:
        return error.reason


def _serial(scanner: SerialScannerSettings, going_on: Callable[[], bool]) -> Heard | None:
    transport = open_port(scanner.address, scanner.baud)
    came = b""
    try:
        while going_on() and len(came) <= MAX_PAYLOAD:
            data = transport.read(4096, _SILENCE if came else _SLICE)
            if came and not data:
                break
            came += data
    finally:
        transport.close()
    return Heard(came.decode("ascii", "replace")) if came else None


def _camera(scanner: CameraSettings, going_on: Callable[[], bool]) -> Heard | Reason | None:
    from devices.code_scanner.camera import CameraScanner

    camera = CameraScanner(scanner.address)
    camera.arm()
    try:
        while going_on():
            match camera.scan(_SLICE):
                case ScannerUnavailable(reason):
                    return reason
                case CodeScanned(text):
                    return Heard(text)
    finally:
        camera.close()
    return None
