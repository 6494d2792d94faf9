"""SAM_V over USB: the frames of `devices.id_card_reader.frames`, cut over two pairs of bulk endpoints.

Preamble and length go through OUT 0x02 and come from IN 0x81; what the length counts goes through OUT 0x06 and comes from IN 0x85.
"""

from __future__ import annotations

import contextlib
import time
from collections.abc import Iterator
from typing import Any

from devices.id_card_reader.frames import MAX_LENGTH, PREAMBLE
from devices.id_card_reader.reader import Way
from devices.transports.discovery import parse_usb
from devices.transports.transport import WRITE_TIMEOUT, TransportError
from kiosk.domain.device_states import Reason

_HEAD = len(PREAMBLE) + 2
_HEAD_OUT, _BODY_OUT, _HEAD_IN, _BODY_IN = 0x02, 0x06, 0x81, 0x85
_PACKET = 512  # bytes; no packet of a bulk endpoint is larger on USB 2

# The classic module shares its vendor's number with others; of these two makers every device is a reader.
_CLASSIC = (0x0400, 0xC35A)
_MAKERS = frozenset({0x2B19, 0x0103})


def usb_ways(address: str, backend: Any = None) -> list[Way]:
    """``address``: ``auto`` or ``usb:VVVV:PPPP[:serial]``. Empty where no such reader is attached, or libusb is missing."""
    import usb.core

    wanted = parse_usb(address)

    def fits(device: Any) -> bool:
        ids = (device.idVendor, device.idProduct)
        if wanted is None:
            return ids == _CLASSIC or device.idVendor in _MAKERS
        if ids != (wanted.vendor, wanted.product):
            return False
        return not wanted.serial or _serial(device) == wanted.serial

    try:
        found = list(usb.core.find(find_all=True, custom_match=fits, backend=backend))
    except usb.core.NoBackendError:
        return []
    return [_way(device) for device in found]


def _way(device: Any) -> Way:
    name = f"usb:{device.idVendor:04x}:{device.idProduct:04x}"
    return Way(f"{name}:{_serial(device)}" if _serial(device) else name, lambda: UsbTransport(device))


def _serial(device: Any) -> str:
    import usb.core

    try:
        return device.serial_number or ""
    except (usb.core.USBError, ValueError, NotImplementedError):  # not permitted, or the device has none
        return ""


@contextlib.contextmanager
def _world_faults() -> Iterator[None]:
    import usb.core

    try:
        yield
    except usb.core.USBTimeoutError as error:
        raise TransportError(Reason.SILENT) from error
    except (usb.core.USBError, NotImplementedError, ValueError) as error:
        raise TransportError(Reason.NOT_FOUND) from error


class UsbTransport:
    """`devices.transports.transport.Transport` over a pyusb device."""

    def __init__(self, device: Any) -> None:
        self._device = device
        self._body_left = 0  # bytes that the head of the reply has announced, and that have not been read
        self._head = b""
        self._arrived = b""
        with _world_faults():
            with contextlib.suppress(NotImplementedError):
                if device.is_kernel_driver_active(0):
                    device.detach_kernel_driver(0)
            device.set_configuration()
            import usb.util

            usb.util.claim_interface(device, 0)

    def write(self, data: bytes) -> None:
        """Send a frame: its first bytes to one endpoint, the rest to the other.

        Raises:
            TransportError: the reader is gone, or did not take all of it.
        """
        self._head, self._body_left = b"", 0
        with _world_faults():
            for endpoint, part in ((_HEAD_OUT, data[:_HEAD]), (_BODY_OUT, data[_HEAD:])):
                if part and self._device.write(endpoint, part, _milliseconds(WRITE_TIMEOUT)) != len(part):
                    raise TransportError(Reason.SILENT)

    def read(self, max_bytes: int, timeout: float) -> bytes:
        """What has arrived, as `Transport.read`; a frame's rest is fetched with its head.

        Raises:
            TransportError: the reader is gone.
        """
        if not self._arrived:
            self._arrived = self._receive(timeout)
        taken, self._arrived = self._arrived[:max_bytes], self._arrived[max_bytes:]
        return taken

    def _receive(self, timeout: float) -> bytes:
        """The next packet: of a reply's head until its length is known, of its body until all of it is there."""
        try:
            with _world_faults():
                endpoint = _BODY_IN if self._body_left else _HEAD_IN
                data = bytes(self._device.read(endpoint, _PACKET, _milliseconds(timeout)))
        except TransportError as error:
            if error.reason is Reason.SILENT:
                return b""
            raise
        if self._body_left:
            self._body_left = max(self._body_left - len(data), 0)
        else:
            self._head += data
            if len(self._head) >= _HEAD:
                length = int.from_bytes(self._head[_HEAD - 2 : _HEAD], "big")
                # More than any reply has is no length: the parser will say so, and nothing is waited for.
                self._body_left = length - (len(self._head) - _HEAD) if length <= MAX_LENGTH else 0
                self._head = b""
        return data

    def takes_no_more(self) -> bool:
        """Never: the reader takes a whole report, or none."""
        return False

    def discard_input(self) -> None:
        """Read both endpoints empty, for a tenth of a second at most."""
        until = time.monotonic() + 0.1
        self._arrived = b""
        for endpoint in (_HEAD_IN, _BODY_IN):
            while time.monotonic() < until:
                try:
                    with _world_faults():
                        self._device.read(endpoint, _PACKET, 1)
                except TransportError as error:
                    if error.reason is Reason.SILENT:
                        break
                    raise

    def close(self) -> None:
        """Give the interface back; a reader that is gone is no fault here."""
        import usb.core
        import usb.util

        with contextlib.suppress(usb.core.USBError):
            usb.util.dispose_resources(self._device)


def _milliseconds(seconds: float) -> int:
    return max(1, int(seconds * 1000))  # libusb takes 0 for "for ever"
