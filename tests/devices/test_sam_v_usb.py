"""The real driver and the real pyusb, on a device of our own: frames cut over two pairs of endpoints."""

from __future__ import annotations

import pytest

from devices.id_card_reader.frames import RequestParser, Sw3, encode_reply
from devices.id_card_reader.reader import SamVReader
from devices.id_card_reader.sample_cards import card as card_bytes
from devices.id_card_reader.simulator import MODULE
from devices.id_card_reader.usb import usb_ways
from kiosk.domain.device_states import Reason, StatusKind
from kiosk.ports.devices import CardLeft, CardRead, NoCard, ReaderUnavailable
from tests.devices.virtual_usb import Module


class Sam:
    def __init__(self) -> None:
        self.card = ""
        self.module = Module(0x0400, 0xC35A, self._answer)

    def _answer(self, data: bytes) -> bytes:
        (request,) = RequestParser().feed(data)
        match request:
            case (0x11, 0xFF):
                return encode_reply(Sw3.OK)
            case (0x12, 0xFF):
                return encode_reply(Sw3.OK, MODULE)
            case (0x20, 0x01):
                return encode_reply(Sw3.CARD_FOUND, bytes(4)) if self.card else encode_reply(Sw3.FIND_FAILED)
            case (0x20, 0x02):
                return encode_reply(Sw3.OK, bytes(8))
            case (0x30, 0x01):
                text, photo = card_bytes(self.card)
                return encode_reply(Sw3.OK, bytes.fromhex("01000400") + text + photo)
            case (0x30, 0x03):
                return encode_reply(Sw3.ITEM_EMPTY)
        raise AssertionError(request)

    def reader(self, address: str = "auto") -> SamVReader:
        return SamVReader(lambda: usb_ways(address, self.module))


@pytest.fixture
def sam() -> Sam:
    return Sam()


@pytest.mark.parametrize("address", ["auto", "usb:0400:c35a"])
def test_a_card_is_read(sam: Sam, address: str) -> None:
    reader = sam.reader(address)
    status = reader.status()
    assert (status.kind, status.detail) == (StatusKind.READY, "usb:0400:c35a")
    assert reader.read(0.0) == NoCard()
    sam.card = "wang"
    outcome = reader.read(0.0)
    assert isinstance(outcome, CardRead)
    assert outcome.card.block == b"".join(card_bytes("wang"))
    reader.close()


@pytest.mark.parametrize("ids", [(0x0400, 0x1234), (0x1234, 0xC35A)])
def test_another_device_is_no_reader(sam: Sam, ids: tuple[int, int]) -> None:
    sam.module.ids = ids
    assert sam.reader().status().reason is Reason.NOT_FOUND


@pytest.mark.parametrize("vendor", [0x2B19, 0x0103])
def test_every_device_of_the_makers_is_one(sam: Sam, vendor: int) -> None:
    sam.module.ids = vendor, 0x0001
    assert sam.reader().status().kind is StatusKind.READY


@pytest.mark.parametrize("packets", [0, 1, 3, 10, 20])
def test_unplugged_while_reading_and_plugged_in_again(sam: Sam, packets: int) -> None:
    reader = sam.reader()
    assert reader.status().kind is StatusKind.READY
    sam.card = "li"
    sam.module.unplug_after = packets
    assert reader.read(0.0) in (ReaderUnavailable(Reason.NOT_FOUND), CardLeft())
    assert reader.status().reason is Reason.NOT_FOUND
    sam.module.attached, sam.module.unplug_after = True, None
    assert isinstance(reader.read(0.0), CardRead)


def test_silence_is_no_readiness(sam: Sam) -> None:
    reader = sam.reader()
    sam.module.silent = True
    status = reader.status()
    assert (status.kind, status.reason) == (StatusKind.UNAVAILABLE, Reason.SILENT)
    sam.module.silent = False
    assert reader.status().kind is StatusKind.READY


def test_a_reply_on_the_wrong_endpoint_is_none(sam: Sam) -> None:
    sam.module.wrong_endpoint = True
    assert not sam.reader().status().usable
