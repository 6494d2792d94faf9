"""The driver of a reader on PC/SC: for the social security card, and for technicians' cards."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from hashlib import sha256
from typing import Any, TypeVar

from devices.smart_card_reader import piv
from devices.smart_card_reader.social_security import BadCard, parse_card
from devices.transports.transport import TransportError
from kiosk.child_process.client import Child, Refusal, Told
from kiosk.domain.device_states import Reason, StatusKind
from kiosk.domain.values import Value
from kiosk.ports.devices import (
    CardEmpty,
    CardLeft,
    CardNeedsPin,
    CardPinBlocked,
    CardPinWrong,
    CardSigned,
    CardSignOutcome,
    CardSwapped,
    CardUnreadable,
    DeviceStatus,
    NoCard,
    OtherCard,
    ReaderUnavailable,
    SocialCardOutcome,
    SocialCardRead,
    TechnicianCardOutcome,
    TechnicianCardRead,
)

_T = TypeVar("_T")

_ASK_TIMEOUT = 4.0  # beside the time to wait for a card; covers the start of the child
_LOOK = 0.25  # one wait for a card, within the child: the longest time that it is in nobody's hands
_READ_LIMIT = 5.0  # of a whole card, which takes 1 s at 9600 baud; the child gives up between two commands
_READ_TIMEOUT = 6.5  # a command that the card never answers hangs in pcscd: then the child is killed
_SIGN_LIMIT = 18.0  # of a signature: some tokens wait 15 s for a touch
_SIGN_TIMEOUT = 20.0
_TAKEN_PACE = 0.1
_TAKEN_PATIENCE = 0.5  # until it is said that another program has the card which is to sign
_REASONS = {
    "no-service": Reason.NOT_FOUND,
    "refused": Reason.NOT_AUTHORISED,
    "no-reader": Reason.NOT_FOUND,
    "taken": Reason.IN_USE,
}
_ANY_CARD: dict[str, CardLeft | CardUnreadable] = {
    "left": CardLeft(),
    "mute": CardUnreadable(Reason.SILENT),
    "slow": CardUnreadable(Reason.SILENT),
    "garbled": CardUnreadable(Reason.GARBLED),
    "broken": CardUnreadable(Reason.MECHANICAL),
}
_CARD_FAULTS: dict[str, SocialCardOutcome] = {
    **_ANY_CARD,
    "foreign": CardUnreadable(Reason.NOT_FOUND),
    "blocked": CardUnreadable(Reason.NOT_AUTHORISED),
}
_OTHERS: dict[str, OtherCard] = {"foreign": OtherCard(), "social": OtherCard(social=True)}
_TECHNICIAN_FAULTS: dict[str, TechnicianCardOutcome] = {
    **_ANY_CARD,
    **_OTHERS,
    "empty": CardEmpty(),
    "refused-data": CardUnreadable(Reason.NOT_AUTHORISED),
}
_SIGN_FAULTS: dict[str, CardSignOutcome] = {
    **_ANY_CARD,
    **_OTHERS,
    "empty": CardSwapped(),
    "swapped": CardSwapped(),
    "pin-blocked": CardPinBlocked(),
    "refused-data": CardUnreadable(Reason.NOT_AUTHORISED),
}


class _Seen(Value):
    reader: str  # "": none, but there are others
    others: tuple[str, ...]  # readers of tokens
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


class PcscReader:
    """``reader_name``: as pcscd calls the reader, with the two numbers behind the name (that very slot) or without (the first of
    that name, wherever it is plugged in); "" for the one reader that is plugged in on USB. Used by one thread.
    """

    def __init__(self, reader_name: str = "") -> None:
        self._name = reader_name
        self._child = Child("devices.smart_card_reader.card_child", reasons=_REASONS)
        self._hung = False
        self._certificate, self._known = b"", ""  # of the technician's card that was read last, and what it gave as it gave it
        self._at, self._token = "", False  # the reader in which it stood, and whether that is another than ours
        self._before = ""  # the reader that was found last
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
        """Look for a social security card until there is a card, and read it.

        Args:
            timeout: seconds to look; one that another program holds is tried again until then.
        """
        return self._seek(timeout, self._read_found)

    def read_technician(self, timeout: float) -> TechnicianCardOutcome:
        """As `read`, of a technician's card: also of a token on USB, which is a reader of its own with its card in it."""
        self._token = False
        until = time.monotonic() + timeout
        try:
            while True:
                seen = self._look(min(_LOOK, max(until - time.monotonic(), 0.0)), tokens=True)
                if seen.hung:
                    return ReaderUnavailable(Reason.SILENT)
                places = [*([seen.reader] if seen.card else []), *seen.others]
                outcomes = []
                for reader in places:
                    outcome = self._read_technician_found(reader, reader != seen.reader)
                    if isinstance(outcome, TechnicianCardRead):
                        self._at, self._token = reader, reader != seen.reader
                        return outcome
                    outcomes += [outcome] if outcome is not None else []
                if outcomes:
                    return outcomes[0]
                if time.monotonic() >= until:
                    return ReaderUnavailable(_REASONS["taken"]) if places else NoCard()
                if places:
                    time.sleep(_TAKEN_PACE)
        except TransportError as error:
            return ReaderUnavailable(error.reason)

    def sign(self, certificate: bytes, pin: str, digest: bytes) -> CardSignOutcome:
        """Have the technician's card sign that is in the reader, if it is the one with this certificate."""
        try:
            algorithm = piv.algorithm_of(certificate)
        except piv.BadPivData:
            return CardUnreadable(Reason.GARBLED)
        if certificate != self._certificate:
            return CardSwapped()

        def have_signed(reader: str) -> CardSignOutcome | None:
            asked: dict[str, Any] = {
                "known": self._known,
                "pin": pin,
                "algorithm": algorithm,
                "payload": piv.block_of(algorithm, digest),
            }
            told: Told | CardSignOutcome | None = self._talk(
                "sign", reader, _SIGN_TIMEOUT, _SIGN_LIMIT, _SIGN_FAULTS, self._token, **asked
            )
            if not isinstance(told, Told):
                return told
            if (left := told.values.get("left")) is not None:
                return CardPinWrong(int(left))
            try:
                return CardSigned(piv.signature_in(told.body))
            except piv.BadPivData:
                return CardUnreadable(Reason.GARBLED)

        if self._token:
            try:
                return have_signed(self._at) or ReaderUnavailable(_REASONS["taken"])
            except TransportError as error:  # a token that is pulled out takes its reader with it
                return CardLeft() if error.reason is Reason.NOT_FOUND else ReaderUnavailable(error.reason)
        outcome: CardSignOutcome | NoCard = self._seek(_TAKEN_PATIENCE, have_signed)
        if isinstance(outcome, NoCard):
            return CardLeft()
        return outcome

    def present(self) -> bool | None:
        """Whether a card is in it; None where that cannot be known."""
        try:
            seen = self._look(0.0, tokens=self._token)
        except TransportError:
            return None
        if self._token and self._at in seen.others:
            return True
        return None if seen.hung or not seen.reader else seen.card

    def close(self) -> None:
        """End the child."""
        self._child.close()

    def _look(self, wait: float, tokens: bool = False) -> _Seen:
        """`TransportError` NOT_FOUND without pcscd or the reader, MISCONFIGURED where it cannot be told which reader is meant."""
        known: dict[str, Any] = {"channels": self._channels, "before": self._before}
        told = self._child.ask("look", wait + _ASK_TIMEOUT, reader=self._name, wait=wait, tokens=tokens, **known)
        values = told.values
        self._channels = values["channels"]
        others = tuple(map(str, values["others"]))
        if not values["reader"] and not others:
            raise _NotChosen(str(values["why"]), self._name, values["seen"])
        # pcscd takes a connection back from a child that was killed when the command it hangs on has ended, and not before:
        # all that others see is its memory of the reader, which looks well.
        self._hung = self._hung and bool(values["taken"])
        self._before = str(values["reader"]) or self._before
        return _Seen(str(values["reader"]), others, bool(values["card"]), self._hung, bool(values["taken"]))

    def _seek(self, timeout: float, take: Callable[[str], _T | None]) -> _T | NoCard | ReaderUnavailable:
        """Look for a card until there is one, and do with it what ``take`` does, which is given the reader's name; None of it:
        another program holds the card."""
        until = time.monotonic() + timeout
        try:
            while True:
                seen = self._look(min(_LOOK, max(until - time.monotonic(), 0.0)))
                if seen.hung:
                    return ReaderUnavailable(Reason.SILENT)
                if seen.card:
                    outcome = take(seen.reader)
                    if outcome is not None:
                        return outcome
                    time.sleep(_TAKEN_PACE)
                if time.monotonic() >= until:
                    return ReaderUnavailable(_REASONS["taken"]) if seen.card else NoCard()
        except TransportError as error:
            return ReaderUnavailable(error.reason)

    def _talk(
        self, ask: str, reader: str, timeout: float, limit: float, faults: Mapping[str, _T], token: bool = False, **more: Any
    ) -> Told | _T | None:
        """What the child tells of the card; what it failed for, in the words of ``faults``; None while another program holds it."""
        try:
            return self._child.ask(ask, timeout, reader=reader, usb=token or not self._name, seconds=limit, **more)
        except Refusal as refusal:
            if refusal.error == "taken":
                return None
            if refusal.error in faults:
                return faults[refusal.error]
            raise
        except TransportError:
            self._hung = True  # killed by us or by somebody else: what it asked of the card may hang on in pcscd
            raise

    def _read_technician_found(self, reader: str, token: bool) -> TechnicianCardOutcome | None:
        told = self._talk("certificate", reader, _READ_TIMEOUT, _READ_LIMIT, _TECHNICIAN_FAULTS, token)
        if not isinstance(told, Told):
            return told
        try:
            certificate = piv.certificate_in(told.body)
        except piv.BadPivData:
            return CardUnreadable(Reason.GARBLED)
        self._certificate, self._known = certificate, sha256(told.body).hexdigest()
        return TechnicianCardRead(certificate) if certificate else CardEmpty()

    def _read_found(self, reader: str) -> SocialCardOutcome | None:
        told = self._talk("read", reader, _READ_TIMEOUT, _READ_LIMIT, _CARD_FAULTS)
        if not isinstance(told, Told):
            return told
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
