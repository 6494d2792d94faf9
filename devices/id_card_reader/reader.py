"""The driver of an ID-card reader with a SAM_V module, over any transport."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence

from devices.id_card_reader import frames
from devices.id_card_reader.frames import Reply, ReplyParser, Sw3, module_number
from devices.id_card_reader.text_block import ADDRESS_LENGTH, BadCard, parse_appended_address, parse_card, parse_item_lengths
from devices.transports.transport import Transport, TransportError
from kiosk.domain.device_states import Reason, StatusKind
from kiosk.domain.values import Value
from kiosk.ports.devices import CardLeft, CardOutcome, CardRead, CardUnreadable, DeviceStatus, NoCard, ReaderUnavailable

BAUD_RATES = (115200, 57600, 38400, 19200, 9600)

_PROBE_TIMEOUT = 0.3  # a module answers for itself within some 20 ms
_SHORT_TIMEOUT = 1.0  # to the first byte of a reply that needs the card's radio, but no reading
_ADDRESS_TIMEOUT = 1.0  # to the first byte of the appended address: one short item, of a card that is selected already
_READ_TIMEOUT = 3.0  # to the first byte of the text: the module reads the whole card before it begins to answer
_GAP_TIMEOUT = 0.4  # between two bytes of a reply; does not limit how long a slow line takes
_READ_LIMIT = 10.0  # of the whole reply: its 1295 bytes take 1.4 s on the slowest line there is
_SHORT_LIMIT = 1.0  # of the whole of any other reply, after the time to its first byte
_ADDRESS_REQUESTS = (frames.READ_APPENDED_ADDRESS, frames.READ_APPENDED_ADDRESS_AS_SOME_DO)
_MISS_PACE = 0.15  # between two looks for a card, so that the line and the module's radio get some rest


class _NoReply(Exception):
    """SILENT: not a byte came. GARBLED: bytes came, and no frame, or a frame that was broken off (``cut``)."""

    def __init__(self, reason: Reason, cut: bool = False) -> None:
        super().__init__(reason.value)
        self.reason = reason
        self.cut = cut


class Way(Value):
    """One way on which the reader may be: a port at a speed, a USB device. ``open`` raises `TransportError` if it cannot."""

    name: str
    open: Callable[[], Transport]


def serial_ways(address: str, bauds: Sequence[int] = BAUD_RATES) -> list[Way]:
    """``address`` as in `devices.transports.discovery`; ``auto``: every serial port that there is now."""
    from devices.transports.discovery import serial_path, serial_ports
    from devices.transports.serial_port import SerialTransport

    def way(port: str, baud: int) -> Way:
        return Way(f"{port} {baud} baud", lambda: SerialTransport(serial_path(port), baud))

    return [way(port, baud) for port in (serial_ports() if address == "auto" else [address]) for baud in bauds]


class SamVReader:
    """``ways``: where the reader may be, asked anew whenever it is lost; they are tried in turn until one answers."""

    def __init__(self, ways: Callable[[], Sequence[Way]]) -> None:
        self._ways = ways
        self._transport: Transport | None = None
        self._way = ""
        self._module = ""  # its number, of the module that is open
        # Those that this module may know; the first is the one that it answered. None are left once it was slow or talked nonsense.
        self._address_requests = list(_ADDRESS_REQUESTS)

    def status(self) -> DeviceStatus:
        """READY once the module answers for itself, card or no card; UNKNOWN where what comes is no answer."""
        try:
            self._open()
            reply = self._ask(frames.SAM_STATUS, _SHORT_TIMEOUT)
        except (_NoReply, TransportError) as error:
            self.close()
            kind = StatusKind.UNKNOWN if error.reason is Reason.GARBLED else StatusKind.UNAVAILABLE
            return DeviceStatus(kind, error.reason)
        if reply.sw3 == Sw3.OK:
            return DeviceStatus(StatusKind.READY, detail=self._way)
        self.close()
        return DeviceStatus(StatusKind.UNAVAILABLE, _refusal(reply.sw3), f"SW3 {reply.sw3:02X}")

    def read(self, timeout: float) -> CardOutcome:
        """Look for a card until there is one, and read it.

        Args:
            timeout: seconds to look; a card that is found is read to its end.
        """
        until = time.monotonic() + timeout
        try:
            self._open()
            while (found := self._ask(frames.FIND, _SHORT_TIMEOUT)).sw3 != Sw3.CARD_FOUND:
                if found.sw3 != Sw3.FIND_FAILED:
                    self.close()
                    return ReaderUnavailable(_refusal(found.sw3))
                left = until - time.monotonic()
                if left <= 0:
                    return NoCard()
                time.sleep(min(_MISS_PACE, left))
            return self._read_found()
        except (_NoReply, TransportError) as error:
            self.close()
            return ReaderUnavailable(error.reason)

    def _read_found(self) -> CardOutcome:
        if self._ask(frames.SELECT, _SHORT_TIMEOUT).sw3 != Sw3.OK:
            # A card for something else is found, too, and cannot be selected however long it lies there.
            return CardLeft() if not self._still_there() else CardUnreadable(Reason.NOT_FOUND)
        try:
            reply = self._ask(frames.READ_TEXT_AND_PHOTO, _READ_TIMEOUT)
        except _NoReply as error:
            if not error.cut:
                raise
            # The reply broke off: the module stops talking when the card is taken. Or the line is bad: it will tell by itself.
            return CardLeft() if not self._still_there() else CardUnreadable(Reason.GARBLED)
        if reply.sw3 == Sw3.OK:
            try:
                text, photo = parse_item_lengths(reply.data)
                card = parse_card(text, photo)
            except BadCard:
                return CardUnreadable(Reason.GARBLED)
            return CardRead(card.with_appended_address(self._appended_address()) if card.address else card, self._module)
        if reply.sw3 == Sw3.READ_FAILED:
            return CardLeft() if not self._still_there() else CardUnreadable(Reason.MECHANICAL)
        if reply.sw3 in (Sw3.CARD_AUTHENTICATION, Sw3.SAM_AUTHENTICATION, Sw3.VERIFICATION):
            return CardUnreadable(Reason.NOT_AUTHORISED)
        if reply.sw3 in (Sw3.UNKNOWN_CARD, Sw3.RANDOM_FAILED, Sw3.ITEM_EMPTY, Sw3.CHECK_WRONG, Sw3.LENGTH_WRONG):
            return CardUnreadable(Reason.GARBLED)
        self.close()
        return ReaderUnavailable(_refusal(reply.sw3))

    def _appended_address(self) -> str:
        """ "" where there is none, and where the module does not tell: the card is read, and nothing that goes wrong here may cost
        it. A module that does not know the request, is slow to answer or answers nonsense is not asked again by this process."""
        try:
            while self._address_requests:
                reply = self._ask(self._address_requests[0], _ADDRESS_TIMEOUT)
                if reply.sw3 not in (Sw3.COMMAND_WRONG, Sw3.UNKNOWN_COMMAND):
                    return parse_appended_address(reply.data) if reply.sw3 == Sw3.OK else ""
                del self._address_requests[0]
        except (_NoReply, BadCard):
            self._address_requests.clear()
        except TransportError:
            self.close()
        return ""

    def _still_there(self) -> bool:
        return self._ask(frames.FIND, _SHORT_TIMEOUT).sw3 == Sw3.CARD_FOUND

    def present(self) -> bool | None:
        """By a find. Some modules do not find a card again that they have read until it is lifted: they say False early."""
        try:
            self._open()
            return {Sw3.CARD_FOUND: True, Sw3.FIND_FAILED: False}.get(Sw3(self._ask(frames.FIND, _SHORT_TIMEOUT).sw3))
        except ValueError:
            return None  # a status byte that the protocol does not know
        except (_NoReply, TransportError):
            self.close()
            return None

    def close(self) -> None:
        """Close the line; the next question tries all ways anew."""
        if self._transport is not None:
            self._transport.close()
            self._transport = None

    def _open(self) -> None:
        """Connect on the first way on which the module answers. GARBLED if bytes came somewhere, but nowhere an answer; SILENT if
        something could be opened; IN_USE or NOT_FOUND where nothing could."""
        if self._transport is not None:
            return
        found: set[Reason] = set()
        # The way that worked last comes first: after an unplug it is nearly always the same reader that comes back.
        for way in sorted(self._ways(), key=lambda way: way.name != self._way):
            try:
                self._transport = way.open()
                self._ask(frames.SAM_STATUS, _PROBE_TIMEOUT)
            except (_NoReply, TransportError) as error:
                self.close()
                found.add(error.reason)
            else:
                self._way = way.name
                self._module = self._module_number()
                return
        for reason in (Reason.GARBLED, Reason.SILENT):
            if reason in found:
                raise _NoReply(reason)
        raise TransportError(Reason.IN_USE if Reason.IN_USE in found else Reason.NOT_FOUND)

    def _module_number(self) -> str:
        """An empty text where the module does not know the request, or answers nonsense: it reads cards all the same."""
        try:
            reply = self._ask(frames.SAM_NUMBER, _PROBE_TIMEOUT)
        except _NoReply:
            return ""
        return module_number(reply.data) if reply.sw3 == Sw3.OK else ""

    def _ask(self, request: bytes, first_timeout: float) -> Reply:
        """One request, one reply. ``first_timeout`` runs to its first byte only; then `_GAP_TIMEOUT` from byte to byte."""
        transport = self._transport
        assert transport is not None
        transport.discard_input()
        transport.write(request)
        parser = ReplyParser()
        anything = False
        limit = time.monotonic() + (_READ_LIMIT if request == frames.READ_TEXT_AND_PHOTO else first_timeout + _SHORT_LIMIT)
        wait_until = time.monotonic() + first_timeout
        while True:
            data = transport.read(4096, min(wait_until, limit) - time.monotonic())
            for reply in parser.feed(data):
                if isinstance(reply, Reply):
                    if _comes_late(request, reply):
                        continue
                    return reply
                raise _NoReply(Reason.GARBLED, cut=True)
            now = time.monotonic()
            if not data or now >= limit:
                if not anything:
                    raise _NoReply(Reason.SILENT)
                raise _NoReply(Reason.GARBLED, cut=parser.inside)
            anything = True
            if parser.inside:
                wait_until = now + _GAP_TIMEOUT
            # Noise that is no frame does not prolong the wait.


def _comes_late(request: bytes, reply: Reply) -> bool:
    """Whether this is the appended address, or that there is none, or its number, of a module that was given up before it
    answered."""
    if len(reply.data) == frames.NUMBER_LENGTH and request != frames.SAM_NUMBER:
        return True
    if request in _ADDRESS_REQUESTS:
        return False
    return len(reply.data) == ADDRESS_LENGTH or (reply.sw3 == Sw3.ITEM_EMPTY and request != frames.READ_TEXT_AND_PHOTO)


def _refusal(sw3: int) -> Reason:
    """Why a module that answers cannot be used now."""
    if sw3 in (Sw3.NOT_AUTHORISED, Sw3.NOT_PERMITTED):
        return Reason.NOT_AUTHORISED
    if sw3 in (Sw3.CHECK_WRONG, Sw3.LENGTH_WRONG, Sw3.COMMAND_WRONG, Sw3.UNKNOWN_COMMAND):
        return Reason.GARBLED  # it did not get what we sent
    return Reason.MECHANICAL
