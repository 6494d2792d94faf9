"""pcscd, a reader and a card, as `smartcard.scard` shows them to one process; beneath it time passes, and faults happen."""

from __future__ import annotations

import math
import random
from typing import Any

from smartcard import scard

from devices.smart_card_reader.simulated_piv import PivCard
from devices.smart_card_reader.simulated_social_card import Card
from kiosk.domain.sample_people import sample_person
from tests.devices.virtual_child import CHILD_FAULTS, Process, Schedule

PCSC_FAULTS = (
    "unplug", "unplug_at", "renumber", "taken_at", "swap_at", "silence", "silence_at", "garbage", "wrong_check", "slow", "partial",
    "mute", "held", "bounce", "restart", "restart_at", "daemon_hangs", *CHILD_FAULTS,
)  # fmt: skip
_AT = {kind for kind in PCSC_FAULTS if kind.endswith("_at")}  # happen at the N-th call of the library

TECHNICIANS = "technicians"  # the card, as of a sample person
_DOWN = 3.0  # seconds of a restart
_LOST = (scard.SCARD_E_INVALID_HANDLE, scard.SCARD_E_NO_SERVICE, scard.SCARD_F_COMM_ERROR, scard.SCARD_W_SECURITY_VIOLATION)
_GONE = (scard.SCARD_E_READER_UNAVAILABLE, scard.SCARD_W_REMOVED_CARD, scard.SCARD_E_NO_SMARTCARD)


class Pcsc:
    """Stands where the child's module ``scard`` was: constants are the true ones, calls are these."""

    def __init__(self, clock: Schedule) -> None:
        self.clock = clock
        self.faults: dict[str, int] = {}
        self.errors: list[str] = []
        self._residents = Card(self._note)
        self.technicians: Any = None  # a card for `TECHNICIANS` to be laid
        self.card: Any = self._residents
        self.process: Process
        self.up = True
        self.stuck = False  # pcscd waits for a card that never answers, and keeps that connection
        self._chance = random.Random(11)
        self._number = 0  # the reader's, which may change whenever it is plugged in
        self._generation = 0  # of pcscd
        self._laid = 0  # what was laid and taken, as pcscd counts it: odd with a card, and another with each
        self.overlooked = False  # a card that pcscd believes gone, and has not seen going
        self._other = "li"
        self.others: dict[str, int | None] = {}  # readers beside ours, by name: their channel, None where they have none
        self._direct: dict[int, int | None] = {}  # connections with those, and the channel
        self.tokens: dict[str, PivCard] = {}  # cards in them, by the reader's name
        self._token_connections: dict[int, PivCard] = {}
        self._contexts: dict[int, int] = {}
        self._connections: dict[int, tuple[int, int | None]] = {}  # with the card, of the process
        self._handles = 100

    def _note(self, **event: Any) -> None:
        if event["event"] == "error":
            self.errors.append(event["why"])

    def __getattr__(self, name: str) -> Any:
        return getattr(scard, name)

    @property
    def laid(self) -> str:
        if self.card is self.technicians:
            return TECHNICIANS
        return self._residents.person.key if self._residents.person else ""

    @property
    def attached(self) -> bool:
        return "unplug" not in self.faults

    @property
    def reachable(self) -> bool:
        return self.up and self.attached and "daemon_hangs" not in self.faults

    def lay(self, key: str) -> None:
        self._laid += bool(self.laid) + bool(key)
        self.overlooked = False
        self._give_up()  # the one before was taken
        self.card = self.technicians if key == TECHNICIANS else self._residents
        self._residents.person = sample_person(key) if key and key != TECHNICIANS else None
        self.card.reset()

    def fault(self, kind: str, number: int) -> None:
        assert kind in PCSC_FAULTS
        if kind in CHILD_FAULTS:
            self.process.fault(kind, number)
        elif kind == "restart":
            self._restart()
        elif kind == "bounce":  # no contact while pcscd resets the card
            self.overlooked = bool(self.laid) and self.up
            self._connections.clear()
            self._give_up()
        elif kind == "renumber":
            self._number ^= 1
            self.overlooked = False  # a new reader, for pcscd
            self._connections.clear()
            self._give_up()
        else:
            self.faults[kind] = number
            if kind == "unplug":
                self.overlooked = False
                self._connections.clear()
                self._give_up()

    def mend(self) -> None:
        self.faults.clear()
        self.process.faults.clear()
        self._give_up()

    def process_ended(self) -> None:
        self._contexts.clear()
        if not self.stuck:
            self._clean_up()

    def _clean_up(self) -> None:
        for handle in [handle for handle, (_, owner) in self._connections.items() if owner != self.process.pid]:
            del self._connections[handle]

    def _give_up(self) -> None:
        """pcscd's command to the card has ended; a connection whose process has gone meanwhile ends with it."""
        self.stuck = False
        self._clean_up()

    def _restart(self) -> None:
        self.up = self.stuck = self.overlooked = False
        self._generation += 1
        self._connections.clear()
        self.clock.after(_DOWN, self._begin)

    def _begin(self) -> None:
        self.up = True

    def _call(self) -> None:
        self.process.edge()
        for kind in [kind for kind in self.faults if kind in _AT]:
            self.faults[kind] -= 1
            if self.faults[kind] <= 0:
                del self.faults[kind]
                match kind:
                    case "taken_at":
                        self.lay("")
                    case "swap_at":
                        self.lay(self._other)
                    case _:
                        self.fault(kind.removesuffix("_at"), 0)
        if "daemon_hangs" in self.faults:
            self.process.wait(math.inf)

    def _lost(self, context: int) -> int | None:
        if not self.up or self._contexts.get(context) != self._generation:
            return int(self._chance.choice(_LOST))
        return None

    def _is_of_this_card(self, handle: int) -> bool:
        return self._connections.get(handle) == (self._laid, self.process.pid)

    def _handle(self) -> int:
        self._handles += 1
        return self._handles

    def _state(self) -> int:
        if not self.laid or self.overlooked:
            return int(scard.SCARD_STATE_EMPTY)
        held = scard.SCARD_STATE_EXCLUSIVE | scard.SCARD_STATE_INUSE if self._connections or "held" in self.faults else 0
        return int(scard.SCARD_STATE_PRESENT | held | (scard.SCARD_STATE_MUTE if "mute" in self.faults else 0))

    def _counted_state(self) -> int:
        return self._state() | (self._laid & 0xFFFF) << 16

    @property
    def _reader(self) -> str:
        return f"Feitian R502 {self._number:02d} 00"

    def SCardEstablishContext(self, scope: int) -> tuple[int, int]:
        self._call()
        if not self.up:
            return self._chance.choice((scard.SCARD_E_NO_SERVICE, scard.SCARD_W_SECURITY_VIOLATION)), 0
        context = self._handle()
        self._contexts[context] = self._generation
        return scard.SCARD_S_SUCCESS, context

    def SCardReleaseContext(self, context: int) -> int:
        self._call()
        return int(scard.SCARD_S_SUCCESS if self._contexts.pop(context, None) else scard.SCARD_E_INVALID_HANDLE)

    def SCardListReaders(self, context: int, groups: list[str]) -> tuple[int, list[str]]:
        self._call()
        if (code := self._lost(context)) is not None:
            return code, []
        names = [*self.others, *([self._reader] if self.attached else [])]
        return (scard.SCARD_S_SUCCESS, names) if names else (scard.SCARD_E_NO_READERS_AVAILABLE, [])

    def SCardGetStatusChange(self, context: int, wait_ms: int, asked: list[tuple[str, int]]) -> tuple[int, list[Any]]:
        self._call()
        ((name, known),) = asked
        if name in self.others and self._lost(context) is None:
            there = scard.SCARD_STATE_PRESENT if name in self.tokens else scard.SCARD_STATE_EMPTY
            return scard.SCARD_S_SUCCESS, [(name, there | scard.SCARD_STATE_CHANGED, [])]
        until = self.clock.now + wait_ms / 1000
        while True:
            if (code := self._lost(context)) is not None:
                return code, []
            if not self.attached or name != self._reader:
                return scard.SCARD_S_SUCCESS, [(name, scard.SCARD_STATE_UNKNOWN | scard.SCARD_STATE_CHANGED, [])]
            state = self._counted_state()
            if state != known & ~scard.SCARD_STATE_CHANGED:
                return scard.SCARD_S_SUCCESS, [(name, state | scard.SCARD_STATE_CHANGED, [])]
            if self.clock.now >= until:
                return scard.SCARD_E_TIMEOUT, []
            self.process.wait(min(until, self.clock.next_event()) - self.clock.now)

    def SCardConnect(self, context: int, name: str, share: int, protocols: int) -> tuple[int, int, int]:
        self._call()
        if name in self.others and self._lost(context) is None:
            handle = self._handle()
            self._direct[handle] = self.others[name]
            if share != scard.SCARD_SHARE_DIRECT:
                if name not in self.tokens:
                    return scard.SCARD_E_NO_SMARTCARD, 0, 0
                self._token_connections[handle] = self.tokens[name]
                self.tokens[name].reset()
            return scard.SCARD_S_SUCCESS, handle, scard.SCARD_PROTOCOL_T1
        direct = share == scard.SCARD_SHARE_DIRECT  # with the reader, whatever is in it
        code = self._lost(context)
        if code is None and (not self.attached or name != self._reader):
            code = scard.SCARD_E_UNKNOWN_READER
        if code is None and (self._connections or "held" in self.faults):
            code = scard.SCARD_E_SHARING_VIOLATION
        if code is None and (not self.laid or self.overlooked) and not direct:
            code = scard.SCARD_E_NO_SMARTCARD
        if code is None and "mute" in self.faults and not direct:
            code = scard.SCARD_W_UNPOWERED_CARD
        if code is not None:
            return code, 0, 0
        self.card.reset()
        handle = self._handle()
        self._connections[handle] = self._laid, self.process.pid
        return scard.SCARD_S_SUCCESS, handle, scard.SCARD_PROTOCOL_T0

    def SCardReconnect(self, handle: int, share: int, protocols: int, initialization: int) -> tuple[int, int]:
        self._call()
        if not self.up or handle not in self._connections:
            return self._chance.choice(_LOST), 0
        assert (share, initialization) == (scard.SCARD_SHARE_DIRECT, scard.SCARD_RESET_CARD)
        if not self.laid:
            return scard.SCARD_E_NO_SMARTCARD, 0
        self.overlooked = False
        self.card.reset()
        return scard.SCARD_S_SUCCESS, scard.SCARD_PROTOCOL_T0

    def SCardGetAttrib(self, handle: int, attribute: int) -> tuple[int, list[int]]:
        self._call()
        assert attribute == scard.SCARD_ATTR_CHANNEL_ID
        if handle in self._direct:
            channel = self._direct[handle]
            unsupported: tuple[int, list[int]] = (scard.SCARD_E_UNSUPPORTED_FEATURE, [])
            return unsupported if channel is None else (scard.SCARD_S_SUCCESS, list(channel.to_bytes(4, "little")))
        if not self.up or handle not in self._connections:
            return self._chance.choice(_LOST), []
        return scard.SCARD_S_SUCCESS, [7 + self._number, 1, 0x20, 0]  # on USB: bus 1, and another address where it is another

    def SCardTransmit(self, handle: int, pci: Any, command: list[int]) -> tuple[int, list[int]]:
        self._call()
        if not self.up:
            return self._chance.choice(_LOST), []
        if handle in self._token_connections:
            if self._token_connections[handle] not in self.tokens.values():
                return scard.SCARD_E_READER_UNAVAILABLE, []
            return scard.SCARD_S_SUCCESS, list(self._token_connections[handle].answer(bytes(command)))
        if not self._is_of_this_card(handle):  # it is for one card, and not for the next in the slot
            return (self._chance.choice(_GONE) if not self.laid or not self.attached else scard.SCARD_W_REMOVED_CARD), []
        if not self.laid or self.overlooked:
            return scard.SCARD_W_REMOVED_CARD, []
        if "silence" in self.faults:
            self.stuck = True
            while self.stuck:
                self.process.wait(self.clock.next_event() - self.clock.now)
            return scard.SCARD_W_REMOVED_CARD, []
        answer = self.card.answer(bytes(command))
        if "wrong_check" in self.faults:  # the reader checks what is on the contacts (T=0, T=1)
            return scard.SCARD_E_NOT_TRANSACTED, []
        if "slow" in self.faults:
            self.process.wait(float(len(answer)))
            return self._after_waiting(handle, answer)
        if "garbage" in self.faults:
            answer = self._chance.randbytes(len(answer))
        if "partial" in self.faults:
            answer = answer[: len(answer) // 2]
        return scard.SCARD_S_SUCCESS, list(answer)

    def _after_waiting(self, handle: int, answer: bytes) -> tuple[int, list[int]]:
        there = self.up and self._is_of_this_card(handle) and self.laid
        return (scard.SCARD_S_SUCCESS, list(answer)) if there else (scard.SCARD_W_REMOVED_CARD, [])

    def SCardDisconnect(self, handle: int, disposition: int) -> int:
        self._call()
        if self._direct.pop(handle, -1) == -1:
            self._connections.pop(handle, None)
            self.card.reset()
        return int(scard.SCARD_S_SUCCESS)
