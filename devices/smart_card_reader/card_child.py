"""The child process in which libpcsclite runs (`kiosk.child_process.client`), and all that is said to a card.

Only the lowest layer of pyscard is used: its own monitors die for ever, and in silence, when pcscd restarts or a reader errs.

``look`` (``reader``: a name, or "" for the one on USB; ``channels`` as the last look told them, ``before`` the reader that it
found; ``tokens``: whether others on USB are looked at; ``wait`` seconds): ``reader`` is the full name of the reader found, "" if
there is none, with ``why`` and ``seen`` (`choosing.Choice`); ``card`` is whether a card is in it; ``taken`` is whether another
connection holds it; ``channels``: where on USB which reader is; ``others``: the other readers on USB in which a card is. Waits for
a card, not for a reader.
``read`` (``reader``: a full name, ``usb``: whether it must be on USB, ``seconds``): ``issuer`` and ``holder`` are the lengths of
the records of EF05 and EF06, whose bytes follow; ``guarded`` is whether the card refused records without a PIN.
``certificate`` (as ``read``), ``sign`` (also ``known``, ``pin``, ``algorithm``, and the block as bytes): `piv_talk`.

Its words for a failure: ``no-service``, ``refused`` (pcscd does not let us in), ``no-reader``, ``taken`` (another program holds
the card), ``left``, ``mute``, ``slow``, ``foreign`` (no social security card), ``blocked``, ``garbled``, ``broken`` (bad
contact), ``failed``; and those of `piv_talk`.
"""

from __future__ import annotations

import sys
import time
from typing import Any

from smartcard import scard

from devices.smart_card_reader import piv_talk
from devices.smart_card_reader.apdu import (
    OK,
    SECURITY_NOT_SATISFIED,
    SELECTED_FILE_BLOCKED,
    Answer,
    BadAnswer,
    Exchange,
    read_record,
    select_application,
    select_file,
)
from devices.smart_card_reader.choosing import Choice, choose_by_name, choose_on_usb, on_usb, private_service
from devices.smart_card_reader.social_security import APPLICATION, HOLDER_FILE, ISSUER_FILE
from kiosk.child_process.client import Told
from kiosk.child_process.server import Failed, serve

_MOST_RECORDS = 16  # of one file; LD/T 32 has 7
_POLL = 0.4  # seconds between two looks of pcscd at a reader (PCSCLITE_STATUS_POLL_RATE)
_SETTLE = 1.5  # seconds until pcscd, by its next look but two, must have seen that a card left
# Seconds before each try of a look. The context may be from before pcscd's restart; and libpcsclite says the same of a pcscd that
# closes the connection because it ends as of one that does not let us in.
_PAUSES = (0.0, 0.0, 0.05)
_PROTOCOLS = scard.SCARD_PROTOCOL_T0 | scard.SCARD_PROTOCOL_T1

_LOST_SERVICE = {
    scard.SCARD_E_NO_SERVICE,
    scard.SCARD_E_SERVICE_STOPPED,
    scard.SCARD_E_INVALID_HANDLE,
    scard.SCARD_E_SYSTEM_CANCELLED,
    scard.SCARD_F_COMM_ERROR,
    scard.SCARD_F_INTERNAL_ERROR,
}
_WORDS = {
    **dict.fromkeys(_LOST_SERVICE, "no-service"),
    scard.SCARD_W_SECURITY_VIOLATION: "refused",
    scard.SCARD_E_NO_READERS_AVAILABLE: "no-reader",
    scard.SCARD_E_UNKNOWN_READER: "no-reader",
    scard.SCARD_E_READER_UNAVAILABLE: "no-reader",
    scard.SCARD_E_SHARING_VIOLATION: "taken",
    scard.SCARD_E_NO_SMARTCARD: "left",
    scard.SCARD_W_REMOVED_CARD: "left",
    scard.SCARD_W_UNRESPONSIVE_CARD: "mute",
    scard.SCARD_W_UNPOWERED_CARD: "mute",
    scard.SCARD_W_UNSUPPORTED_CARD: "mute",  # its answer to reset is none
    scard.SCARD_E_PROTO_MISMATCH: "mute",
}


class _Fault(Exception):
    def __init__(self, code: int) -> None:
        super().__init__(code)
        self.code = code


def _checked(code: int, *values: Any) -> Any:
    if code != scard.SCARD_S_SUCCESS:
        raise _Fault(code)
    return values[0] if len(values) == 1 else values


def _channel(card: Any) -> int | None:
    """SCARD_ATTR_CHANNEL_ID of the reader of a connection: libccid tells where on USB it is. 0: its driver does not know such a
    thing, as vpcd's and those of serial readers. None: it could not be asked now."""
    code, value = scard.SCardGetAttrib(card, scard.SCARD_ATTR_CHANNEL_ID)
    if code in (*_LOST_SERVICE, scard.SCARD_W_SECURITY_VIOLATION):
        raise _Fault(code)
    if code == scard.SCARD_E_UNSUPPORTED_FEATURE:
        return 0
    return int.from_bytes(bytes(value), sys.byteorder) if code == scard.SCARD_S_SUCCESS and len(value) == 4 else None


class _Service:
    """The context is made anew whenever pcscd has gone; connections live within one question."""

    def __init__(self) -> None:
        self._context: Any = None
        self._channels: dict[str, int] = {}  # by full name, as each reader told; 0: it has none
        self._odd = ("", 0, 0.0)  # the reader and its count that do not fit its state, and since when
        self._in_vain = ("", 0)

    def answer(self, ask: str, question: dict[str, Any], payload: bytes) -> Told | dict[str, Any]:
        reader = str(question["reader"])
        word = ""
        for pause in _PAUSES:
            time.sleep(pause)
            try:
                return self._answer(ask, reader, question, payload)
            except _Fault as fault:
                word = _WORDS.get(fault.code, "failed")
            if word in ("no-service", "refused", "failed"):
                self._drop()
            if ask != "look" or word not in ("no-service", "refused"):
                break
        raise Failed("no-service" if word == "refused" and ask != "look" else word)

    def _answer(self, ask: str, reader: str, question: dict[str, Any], payload: bytes) -> Told | dict[str, Any]:
        if self._context is None:
            self._context = _checked(*scard.SCardEstablishContext(scard.SCARD_SCOPE_SYSTEM))
        if ask == "look":
            return self._look(reader, question)
        return self._talk(ask, reader, question, payload)

    def _drop(self) -> None:
        if self._context is not None:
            scard.SCardReleaseContext(self._context)
            self._context = None
        self._channels.clear()

    def _look(self, wanted: str, question: dict[str, Any]) -> dict[str, Any]:
        known, wait = question["channels"], float(question["wait"])
        code, names = scard.SCardListReaders(self._context, [])
        names = [] if code == scard.SCARD_E_NO_READERS_AVAILABLE else _checked(code, names)
        choice = choose_by_name(names, wanted, private_service()) if wanted else self._choose(names, known, str(question["before"]))
        reader = choice.reader
        others: list[str] = []
        if question["tokens"]:
            others = [name for name in names if name != reader and self._hangs_on_usb(name, known) and self._holds(name)]
        found = {"channels": self._channels, "others": others}
        if not reader:
            return {"reader": "", "card": False, "taken": False, "why": choice.why, "seen": choice.seen, **found}
        state = self._state(reader)
        if not state & scard.SCARD_STATE_PRESENT and wait > 0 and not others:
            state = self._state(reader, state, wait)
        if self._overlooks(reader, state):
            state = self._rouse(reader)
        held = scard.SCARD_STATE_INUSE | scard.SCARD_STATE_EXCLUSIVE
        present, taken = bool(state & scard.SCARD_STATE_PRESENT), bool(state & held)
        return {"reader": reader, "card": present, "taken": taken, **found}

    def _hangs_on_usb(self, reader: str, known: dict[str, int]) -> bool:
        if reader not in self._channels:
            try:
                self._channels[reader] = self._ask_channel(reader, known) or 0
            except _Fault as fault:
                if fault.code in (*_LOST_SERVICE, scard.SCARD_W_SECURITY_VIOLATION):
                    raise
                return False
        return on_usb(self._channels[reader])

    def _holds(self, reader: str) -> bool:
        """Whether a card is in another reader than ours, which may be gone in the next moment."""
        code, states = scard.SCardGetStatusChange(self._context, 0, [(reader, scard.SCARD_STATE_UNAWARE)])
        if code in (*_LOST_SERVICE, scard.SCARD_W_SECURITY_VIOLATION):
            raise _Fault(code)
        return code == scard.SCARD_S_SUCCESS and bool(int(states[0][1]) & scard.SCARD_STATE_PRESENT)

    def _choose(self, names: list[str], known: dict[str, int], before: str) -> Choice:
        """The reader on USB. Each is asked where it is when it is first seen. One that cannot be asked, since another connection
        holds it, is where it was when this was last known: that connection may be a predecessor's of this process, which hangs."""
        self._channels = {name: channel for name, channel in self._channels.items() if name in names}
        for name in names:
            if name not in self._channels and (channel := self._ask_channel(name, known)) is not None:
                self._channels[name] = channel
        channels = {name: self._channels.get(name, 0) for name in names}
        return choose_on_usb(channels, before if before and known.get(before) == channels.get(before) else "")

    def _ask_channel(self, name: str, known: dict[str, int]) -> int | None:
        code, card, _ = scard.SCardConnect(self._context, name, scard.SCARD_SHARE_DIRECT, 0)
        if code == scard.SCARD_E_SHARING_VIOLATION and name in known:
            return int(known[name])
        _checked(code)
        try:
            return _channel(card)
        finally:
            scard.SCardDisconnect(card, scard.SCARD_LEAVE_CARD)

    def _overlooks(self, reader: str, state: int) -> bool:
        """Whether pcscd says that there is no card, and has seen one come and not go.

        It counts what it sees at its looks (the upper half of a state). A card that has no contact when pcscd resets it, and has it
        again at the next look, is gone for pcscd until it is taken out and put in (pcsc-lite 1.9.9: SCardDisconnect says absent,
        EHStatusHandlerThread sees no change). So it is with one that was silent, while its connection is taken back.
        """
        count = state >> 16
        if state & scard.SCARD_STATE_PRESENT or not count & 1 or self._in_vain == (reader, count):
            self._odd = ("", 0, 0.0)
            return False
        if self._odd[:2] != (reader, count):
            self._odd = (reader, count, time.monotonic())
        return time.monotonic() - self._odd[2] > 2 * _POLL  # by then it would have seen it go

    def _rouse(self, reader: str) -> int:
        """The state after a reset, at which pcscd asks the reader itself; where no card is in it, nothing happens, once."""
        code, card, _ = scard.SCardConnect(self._context, reader, scard.SCARD_SHARE_DIRECT, 0)
        if code == scard.SCARD_S_SUCCESS:
            scard.SCardReconnect(card, scard.SCARD_SHARE_DIRECT, _PROTOCOLS, scard.SCARD_RESET_CARD)
            scard.SCardDisconnect(card, scard.SCARD_LEAVE_CARD)
        state = self._state(reader)
        if code == scard.SCARD_S_SUCCESS and not state & scard.SCARD_STATE_PRESENT:
            self._in_vain = self._odd[:2]
        return state

    def _state(self, reader: str, known: int = scard.SCARD_STATE_UNAWARE, wait: float = 0.0) -> int:
        """The state now, or as soon as it is another than ``known``, after ``wait`` seconds at most."""
        code, states = scard.SCardGetStatusChange(self._context, int(wait * 1000), [(reader, known)])
        if code == scard.SCARD_E_TIMEOUT:
            return known
        state = int(_checked(code, states)[0][1])
        if state & (scard.SCARD_STATE_UNKNOWN | scard.SCARD_STATE_IGNORE | scard.SCARD_STATE_UNAVAILABLE):
            raise _Fault(scard.SCARD_E_READER_UNAVAILABLE)
        return state

    def _talk(self, ask: str, reader: str, question: dict[str, Any], payload: bytes) -> Told:
        until = time.monotonic() + float(question["seconds"])
        # Exclusive: nobody selects another file between two of our commands, and no transaction has to be waited for.
        connect = scard.SCardConnect(self._context, reader, scard.SCARD_SHARE_EXCLUSIVE, _PROTOCOLS)
        card, protocol = _checked(*connect)
        try:
            if question["usb"] and not on_usb(_channel(card) or 0):  # pcscd restarted since the look, and gave the name to another
                raise Failed("no-reader")
            talk = _Conversation(self, reader, card, protocol, until)
            match ask:
                case "certificate":
                    return Told({}, piv_talk.read_certificate(talk.ask, talk.t0))
                case "sign":
                    named = str(question["known"]), str(question["pin"]), int(question["algorithm"])
                    return piv_talk.sign(talk.ask, talk.t0, *named, payload)
            return talk.read()
        finally:
            scard.SCardDisconnect(card, scard.SCARD_RESET_CARD)  # the next program finds nothing selected

    def left(self, reader: str) -> bool:
        """Whether the card has gone, when it stopped answering: pcscd may see that a moment later only. `_Fault` where the reader
        has gone: by the word for a failed command alone one cannot tell which of both was pulled out."""
        until = time.monotonic() + _SETTLE
        state = self._state(reader)
        while state & scard.SCARD_STATE_PRESENT:
            wait = until - time.monotonic()
            if wait <= 0:
                return False
            state = self._state(reader, state, wait)
        return True


class _Conversation:
    """With one card, as long as it is connected, and not beyond ``until``: a single command that hangs is the parent's to end."""

    def __init__(self, service: _Service, reader: str, card: Any, protocol: int, until: float) -> None:
        self._service, self._reader, self._card, self._until = service, reader, card, until
        self.t0 = protocol != scard.SCARD_PROTOCOL_T1
        self._pci = scard.SCARD_PCI_T0 if self.t0 else scard.SCARD_PCI_T1
        self._guarded = False

    def read(self) -> Told:
        selected = self.ask(select_application(APPLICATION))
        if selected.status == SELECTED_FILE_BLOCKED:
            raise Failed("blocked")
        if not selected.good:
            raise Failed("foreign")
        issuer, holder = self._records(ISSUER_FILE), self._records(HOLDER_FILE)
        lengths = {"issuer": [len(record) for record in issuer], "holder": [len(record) for record in holder]}
        return Told({**lengths, "guarded": self._guarded}, b"".join(issuer + holder))

    def _records(self, short_identifier: int) -> list[bytes]:
        """Every record there is, in the card's order. Whether they are enough, their parser knows."""
        records: list[bytes] = []
        named = short_identifier
        for number in range(1, _MOST_RECORDS + 1):
            answer = self.ask(read_record(number, named))
            if number == 1 and not answer.good and answer.status != SECURITY_NOT_SATISFIED:
                # Some cards know their files by the long identifier only.
                if self.ask(select_file(0xEF00 | short_identifier)).status != OK:
                    break
                named = 0
                answer = self.ask(read_record(number, named))
            self._guarded = self._guarded or answer.status == SECURITY_NOT_SATISFIED
            if not answer.good:
                break  # 6A83 after the last one
            records.append(answer.data)
        return records

    def ask(self, command: bytes) -> Answer:
        """One command, and all that the card answers to it. `Failed` in the words of this module."""
        exchange = Exchange(command)
        while True:
            if time.monotonic() >= self._until:
                raise Failed("slow")
            code, received = scard.SCardTransmit(self._card, self._pci, list(exchange.to_send))
            # A card that is pulled out in the middle is an error with most drivers, and an empty answer with some.
            if code != scard.SCARD_S_SUCCESS or not received:
                if code in (*_LOST_SERVICE, scard.SCARD_W_SECURITY_VIOLATION):
                    raise _Fault(code)
                raise Failed("left" if self._service.left(self._reader) else "broken")
            try:
                answer = exchange.take(bytes(received))
            except BadAnswer:
                raise Failed("garbled") from None
            if answer is not None:
                return answer


if __name__ == "__main__":
    serve(_Service().answer)
