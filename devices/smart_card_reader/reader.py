"""The driver of a reader on PC/SC for the social security card."""

from __future__ import annotations

import time

from devices.smart_card_reader.social_security import BadCard, parse_card
from devices.transports.transport import TransportError
from kiosk.child_process.client import Child, Refusal, Told
from kiosk.domain.values import Value
from kiosk.ports.devices import (
    CardLeft,
    CardNeedsPin,
    CardUnreadable,
    DeviceStatus,
    NoCard,
    ReaderUnavailable,
    Reason,
    SocialCardOutcome,
    SocialCardRead,
    StatusKind,
)

_ASK_TIMEOUT = 4.0  # beside the time to wait for a card; covers the start of the child
_LOOK = 0.25  # one wait for a card, within the child: the longest time that it is in nobody's hands
_READ_LIMIT = 5.0  # of a whole card, which takes 1 s at 9600 baud; the child gives up between two commands
_READ_TIMEOUT = 6.5  # a command that the card never answers hangs in pcscd: then the child is killed
_TAKEN_PACE = 0.1
_REASONS = {
    "no-service": Reason.NOT_FOUND,
    "refused": Reason.NOT_AUTHORISED,
    "no-reader": Reason.NOT_FOUND,
    "taken": Reason.IN_USE,
}
_CARD_FAULTS: dict[str, SocialCardOutcome] = {
    "left": CardLeft(),
    "mute": CardUnreadable(Reason.SILENT),
    "slow": CardUnreadable(Reason.SILENT),
    "foreign": CardUnreadable(Reason.NOT_FOUND),
    "blocked": CardUnreadable(Reason.NOT_AUTHORISED),
    "garbled": CardUnreadable(Reason.GARBLED),
    "broken": CardUnreadable(Reason.MECHANICAL),
}


class _Seen(Value):
    reader: str
    card: bool
    hung: bool  # the connection of a child that was killed still holds the reader
    taken: bool


class _NotChosen(TransportError):
    """``why`` and ``seen`` as in `choosing.Choice`; ``detail`` is for technicians."""

    def __init__(self, why: str, wanted: str, seen: list[str]) -> None:
        super().__init__(Reason.NOT_FOUND if why == "none" else Reason.MISCONFIGURED)
        names = ", ".join(seen)
        match why:
            case "several":
                self.detail = f"{names}: name one of them as reader"
            case "virtual":
                self.detail = f"{names}: whoever reaches its port puts a card in"
            case _ if wanted:
                self.detail = f"{wanted}; there are {names}" if names else wanted
            case _:
                self.detail = f"none on USB; taken only by name: {names}" if names else ""


class SocialSecurityReader:
    """``reader_name``: as pcscd calls the reader, with the two numbers behind the name (that very slot) or without (the first of
    that name, wherever it is plugged in); "" for the one reader that is plugged in on USB. Used by one thread.
    """

    def __init__(self, reader_name: str = "") -> None:
        self._name = reader_name
        self._child = Child("devices.smart_card_reader.card_child", reasons=_REASONS)
        self._hung = False
        self._channels: dict[str, int] = {}  # where on USB which reader is, as a child told; the next may not be able to ask

    def status(self) -> DeviceStatus:
        """READY, card or no card; BUSY while another program has the card; UNAVAILABLE where pcscd or the reader is not there."""
        try:
            seen = self._look(0.0)
        except TransportError as error:
            detail = error.detail if isinstance(error, _NotChosen) else ""
            return DeviceStatus(StatusKind.UNAVAILABLE, error.reason, detail or self._name)
        if seen.hung:
            return DeviceStatus(StatusKind.UNAVAILABLE, Reason.SILENT, seen.reader)
        return DeviceStatus(StatusKind.BUSY if seen.taken else StatusKind.READY, detail=seen.reader)

    def read(self, timeout: float) -> SocialCardOutcome:
        """Look for a card until there is one, and read it.

        Args:
            timeout: seconds to look; one that another program holds is tried again until then.
        """
        until = time.monotonic() + timeout
        try:
            while True:
                seen = self._look(min(_LOOK, max(until - time.monotonic(), 0.0)))
                if seen.hung:
                    return ReaderUnavailable(Reason.SILENT)
                if seen.card:
                    outcome = self._read_found(seen.reader)
                    if outcome is not None:
                        return outcome
                    time.sleep(_TAKEN_PACE)
                if time.monotonic() >= until:
                    return ReaderUnavailable(_REASONS["taken"]) if seen.card else NoCard()
        except TransportError as error:
            return ReaderUnavailable(error.reason)

    def present(self) -> bool | None:
        """Whether a card is in it; None where that cannot be known."""
        try:
            seen = self._look(0.0)
        except TransportError:
            return None
        return None if seen.hung else seen.card

    def close(self) -> None:
        """End the child."""
        self._child.close()

    def _look(self, wait: float) -> _Seen:
        """`TransportError` NOT_FOUND without pcscd or the reader, MISCONFIGURED where it cannot be told which reader is meant."""
        told = self._child.ask("look", wait + _ASK_TIMEOUT, reader=self._name, channels=self._channels, wait=wait)
        values = told.values
        self._channels = values["channels"]
        if not values["reader"]:
            raise _NotChosen(str(values["why"]), self._name, values["seen"])
        # pcscd takes a connection back from a child that was killed when the command it hangs on has ended, and not before:
        # all that others see is its memory of the reader, which looks well.
        self._hung = self._hung and bool(values["taken"])
        return _Seen(str(values["reader"]), bool(values["card"]), self._hung, bool(values["taken"]))

    def _read_found(self, reader: str) -> SocialCardOutcome | None:
        """None while another program holds the card."""
        try:
            told = self._child.ask("read", _READ_TIMEOUT, reader=reader, usb=not self._name, seconds=_READ_LIMIT)
        except Refusal as refusal:
            if refusal.error == "taken":
                return None
            if refusal.error in _CARD_FAULTS:
                return _CARD_FAULTS[refusal.error]
            raise
        except TransportError:
            self._hung = True  # killed by us or by somebody else: what it asked of the card may hang on in pcscd
            raise
        issuer, holder = _records(told)
        try:
            return SocialCardRead(parse_card(issuer, holder))
        except BadCard:
            return CardNeedsPin() if told.values["guarded"] else CardUnreadable(Reason.GARBLED)


def _records(told: Told) -> tuple[list[bytes], list[bytes]]:
    at = 0
    files: list[list[bytes]] = []
    for file in ("issuer", "holder"):
        files.append([])
        for length in map(int, told.values[file]):
            files[-1].append(told.body[at : at + length])
            at += length
    return files[0], files[1]
