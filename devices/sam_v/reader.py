"""The driver of an ID-card reader with a SAM_V module, over any transport."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from datetime import date

from devices.sam_v import frames
from devices.sam_v.frames import Reply, ReplyParser, Sw3
from devices.sam_v.text_block import BadCard, parse_card, parse_item_lengths
from devices.transports import Transport, TransportError
from kiosk.ports.devices import (
    CardLeft,
    CardOutcome,
    CardRead,
    CardUnreadable,
    DeviceStatus,
    NoCard,
    ReaderUnavailable,
    Reason,
    StatusKind,
)

BAUD_RATES = (115200, 57600, 38400, 19200, 9600)

_PROBE_TIMEOUT = 0.3  # a module answers for itself within some 20 ms
_SHORT_TIMEOUT = 1.0  # to the first byte of a reply that needs the card's radio, but no reading
_READ_TIMEOUT = 3.0  # to the first byte of the text: the module reads the whole card before it begins to answer
_GAP_TIMEOUT = 0.4  # between two bytes of a reply; does not limit how long a slow line takes
_READ_LIMIT = 10.0  # of the whole reply: its 1295 bytes take 1.4 s on the slowest line there is
_SHORT_LIMIT = 1.0  # of the whole of any other reply, after the time to its first byte
_MISS_PACE = 0.15  # between two looks for a card, so that the line and the module's radio get some rest


class _NoReply(Exception):
    """SILENT: not a byte came. GARBLED: bytes came, and no frame, or a frame that was broken off (``cut``)."""

    def __init__(self, reason: Reason, cut: bool = False) -> None:
        super().__init__(reason.value)
        self.reason = reason
        self.cut = cut


class SamVReader:
    """``connect`` opens the transport at a baud rate (`TransportError` if it cannot); ``bauds`` are tried in turn."""

    def __init__(
        self,
        connect: Callable[[int], Transport],
        bauds: Sequence[int] = BAUD_RATES,
        today: Callable[[], date] = date.today,
    ) -> None:
        self._connect = connect
        self._bauds = tuple(bauds)
        self._today = today
        self._transport: Transport | None = None
        self._baud = 0

    def status(self) -> DeviceStatus:
        try:
            self._open()
            reply = self._ask(frames.SAM_STATUS, _SHORT_TIMEOUT)
        except (_NoReply, TransportError) as error:
            self.close()
            kind = StatusKind.UNKNOWN if error.reason is Reason.GARBLED else StatusKind.UNAVAILABLE
            return DeviceStatus(kind, error.reason)
        if reply.sw3 == Sw3.OK:
            return DeviceStatus(StatusKind.READY, detail=f"{self._baud} baud")
        self.close()
        return DeviceStatus(StatusKind.UNAVAILABLE, _refusal(reply.sw3), f"SW3 {reply.sw3:02X}")

    def read(self, timeout: float) -> CardOutcome:
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
            return CardLeft()
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
                return CardRead(parse_card(text, photo, self._today()))
            except BadCard:
                return CardUnreadable(Reason.GARBLED)
        if reply.sw3 == Sw3.READ_FAILED:
            return CardLeft() if not self._still_there() else CardUnreadable(Reason.MECHANICAL)
        if reply.sw3 in (Sw3.CARD_AUTHENTICATION, Sw3.SAM_AUTHENTICATION, Sw3.VERIFICATION):
            return CardUnreadable(Reason.NOT_AUTHORISED)
        if reply.sw3 in (Sw3.UNKNOWN_CARD, Sw3.RANDOM_FAILED, Sw3.ITEM_EMPTY, Sw3.CHECK_WRONG, Sw3.LENGTH_WRONG):
            return CardUnreadable(Reason.GARBLED)
        self.close()
        return ReaderUnavailable(_refusal(reply.sw3))

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
        if self._transport is not None:
            self._transport.close()
            self._transport = None

    def _open(self) -> None:
        """Connect at the first speed at which the module answers. `_NoReply` GARBLED if bytes came, but at no speed an answer."""
        if self._transport is not None:
            return
        worst = _NoReply(Reason.SILENT)
        # The speed that worked last comes first: after an unplug it is nearly always the same reader that comes back.
        for baud in sorted(self._bauds, key=lambda rate: rate != self._baud):
            self._transport = self._connect(baud)
            try:
                self._ask(frames.SAM_STATUS, _PROBE_TIMEOUT)
            except _NoReply as error:
                self.close()
                if error.reason is Reason.GARBLED:
                    worst = error
            except TransportError:
                self.close()
                raise
            else:
                self._baud = baud
                return
        raise worst

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


def _refusal(sw3: int) -> Reason:
    """Why a module that answers cannot be used now."""
    if sw3 in (Sw3.NOT_AUTHORISED, Sw3.NOT_PERMITTED):
        return Reason.NOT_AUTHORISED
    if sw3 in (Sw3.CHECK_WRONG, Sw3.LENGTH_WRONG, Sw3.COMMAND_WRONG, Sw3.UNKNOWN_COMMAND):
        return Reason.GARBLED  # it did not get what we sent
    return Reason.MECHANICAL
