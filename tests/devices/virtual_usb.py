"""A device for pyusb without a bus: its own backend interface, answered by the module that the simulator speaks for."""

from __future__ import annotations

from array import array
from collections import deque
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import usb.backend
import usb.core


class Unplugged(usb.core.USBError):  # type: ignore[misc]
    def __init__(self) -> None:
        super().__init__("No such device", -4, 19)


class Module(usb.backend.IBackend):  # type: ignore[misc]
    """``answer``: a request's bytes, a reply's bytes. One interface, bulk endpoints 02, 06 out and 81, 85 in, packets of 64."""

    def __init__(self, vendor: int, product: int, answer: Callable[[bytes], bytes]) -> None:
        self.ids = vendor, product
        self._answer = answer
        self._request = b""
        self._queues: dict[int, deque[bytes]] = {0x81: deque(), 0x85: deque()}
        self.attached = True
        self.silent = False
        self.unplug_after: int | None = None  # packets
        self.wrong_endpoint = False

    def _check(self) -> None:
        if not self.attached:
            raise Unplugged

    def enumerate_devices(self) -> Any:
        return iter([self] if self.attached else [])

    def get_device_descriptor(self, dev: Any) -> Any:
        vendor, product = self.ids
        return SimpleNamespace(
            bLength=18,
            bDescriptorType=1,
            bcdUSB=0x200,
            bDeviceClass=0,
            bDeviceSubClass=0,
            bDeviceProtocol=0,
            bMaxPacketSize0=64,
            idVendor=vendor,
            idProduct=product,
            bcdDevice=0x100,
            iManufacturer=0,
            iProduct=0,
            iSerialNumber=0,
            bNumConfigurations=1,
            address=1,
            bus=1,
            port_number=1,
            port_numbers=(1,),
            speed=3,
        )

    def get_configuration_descriptor(self, dev: Any, config: int) -> Any:
        return SimpleNamespace(
            bLength=9,
            bDescriptorType=2,
            wTotalLength=0,
            bNumInterfaces=1,
            bConfigurationValue=1,
            iConfiguration=0,
            bmAttributes=0x80,
            bMaxPower=50,
            extra_descriptors=[],
        )

    def get_interface_descriptor(self, dev: Any, intf: int, alt: int, config: int) -> Any:
        if intf or alt:
            raise IndexError
        return SimpleNamespace(
            bLength=9,
            bDescriptorType=4,
            bInterfaceNumber=0,
            bAlternateSetting=0,
            bNumEndpoints=4,
            bInterfaceClass=255,
            bInterfaceSubClass=0,
            bInterfaceProtocol=0,
            iInterface=0,
            extra_descriptors=[],
        )

    def get_endpoint_descriptor(self, dev: Any, ep: int, intf: int, alt: int, config: int) -> Any:
        return SimpleNamespace(
            bLength=7,
            bDescriptorType=5,
            bEndpointAddress=(0x02, 0x06, 0x81, 0x85)[ep],
            bmAttributes=2,
            wMaxPacketSize=64,
            bInterval=0,
            bRefresh=0,
            bSynchAddress=0,
            extra_descriptors=[],
        )

    def open_device(self, dev: Any) -> Any:
        self._check()
        return self

    def close_device(self, dev_handle: Any) -> None: ...

    def set_configuration(self, dev_handle: Any, config_value: int) -> None:
        self._check()

    def get_configuration(self, dev_handle: Any) -> int:
        return 1

    def claim_interface(self, dev_handle: Any, intf: int) -> None:
        self._check()

    def release_interface(self, dev_handle: Any, intf: int) -> None: ...

    def is_kernel_driver_active(self, dev_handle: Any, intf: int) -> bool:
        self._check()
        return False

    def bulk_write(self, dev_handle: Any, ep: int, intf: int, data: Any, timeout: int) -> int:
        self._check()
        part = bytes(data)
        assert ep in (0x02, 0x06)
        assert timeout > 0, "0 is for ever"
        if ep == 0x02:
            assert len(part) == 7, "preamble and length alone"
            self._request = part
            return len(part)
        for queue in self._queues.values():
            queue.clear()
        reply = b"" if self.silent else self._answer(self._request + part)
        head, body = (reply[:7], reply[7:]) if not self.wrong_endpoint else (b"", reply)
        if head:
            self._queues[0x81].append(head)
        self._queues[0x85].extend(body[at : at + 64] for at in range(0, len(body), 64))
        return len(part)

    def bulk_read(self, dev_handle: Any, ep: int, intf: int, buff: array[int], timeout: int) -> int:
        self._check()
        assert timeout > 0, "0 is for ever"
        if self.unplug_after is not None:
            self.unplug_after -= 1
            if self.unplug_after < 0:
                self.attached = False
                raise Unplugged
        if not self._queues[ep]:
            raise usb.core.USBTimeoutError("Operation timed out", -7, 110)
        packet = self._queues[ep].popleft()
        buff[: len(packet)] = array("B", packet)
        return len(packet)
