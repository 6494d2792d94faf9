"""The PIN of a technician's card: given to the card, which judges it, and then signs."""

from __future__ import annotations

from collections.abc import Callable
from typing import ClassVar

from kiosk.domain.device_states import StatusKind
from kiosk.domain.technicians import CARD_PIN_LENGTHS, CardRefusal, TechnicianCard, challenge
from kiosk.domain.text import LocalizedText
from kiosk.domain.times import Moment
from kiosk.domain.values import replace
from kiosk.journeys.technician.desk import come_in
from kiosk.journeys.technician.effects import ProveCard
from kiosk.journeys.technician.events import CardProved
from kiosk.ports.device_hub import CardGone, DeviceAnswer, SignWithCard, StatusChanged
from kiosk.ports.devices import (
    CardEmpty,
    CardLeft,
    CardPinBlocked,
    CardPinWrong,
    CardSigned,
    CardSwapped,
    Device,
    OtherCard,
    ReaderUnavailable,
)
from kiosk.session.navigation import unchanged
from kiosk.session.staff_pin import PinJudged, PinWanted
from kiosk.session.state import AuditEvent, Effect, Event, State, Step

GoBack = Callable[[State, CardRefusal, Moment], Step]


class CardPin(PinWanted):
    """That of the card which stands in the reader.

    Attributes:
        card: who it says that its holder is.
        nonce: what makes the digest new that it signs.
        watch_id: of what tells that the card is gone.
        back: to the page that asked for it.
    """

    length: ClassVar[int] = CARD_PIN_LENGTHS[1]
    least: ClassVar[int] = CARD_PIN_LENGTHS[0]

    card: TechnicianCard
    nonce: bytes
    watch_id: str
    back: GoBack

    def judge(self, state: State, request_id: str, pin: str) -> Effect:
        return SignWithCard(request_id, self.card.certificate, pin, self._digest(state))

    def hear(self, judge_id: str, state: State, event: Event, moment: Moment) -> Step | PinJudged | None:
        match event:
            case DeviceAnswer(request_id, CardSigned(signature)) if request_id == judge_id != "":
                return unchanged(state, ProveCard(judge_id, self.card, self._digest(state), signature))
            case DeviceAnswer(request_id, CardPinWrong(left)) if request_id == judge_id != "":
                return PinJudged(judge_id, left=left)
            case DeviceAnswer(request_id, outcome) if request_id == judge_id != "":
                return self.back(state, refusal_of(outcome), moment)
            case CardProved(request_id, proved) if request_id == judge_id != "":
                return self.go(state, moment) if proved else self.back(state, CardRefusal.FALSE, moment)
            case DeviceAnswer(request_id, CardGone()) if request_id == self.watch_id:
                there = state.status(Device.SMART_CARD_READER).usable
                return self.back(state, CardRefusal.TAKEN_OUT if there else CardRefusal.READER_GONE, moment)
            case StatusChanged(Device.SMART_CARD_READER, status) if status.kind is StatusKind.UNAVAILABLE:
                return self.back(state, CardRefusal.READER_GONE, moment)
        return None

    def go(self, state: State, moment: Moment) -> Step:
        # Whoever leaves is reminded of the card, and the process goes: it has heard the card's PIN.
        return come_in(replace(state, personal_data=True), self.card.technician, moment, self.card.serial)

    def go_back(self, state: State, moment: Moment) -> Step:
        return self.back(state, CardRefusal.TAKEN_OUT, moment)

    def text(self) -> LocalizedText:
        least, most = CARD_PIN_LENGTHS
        return LocalizedText(
            f"卡先别拔。这张卡的口令有{least}到{most}位数字。", f"Leave the card in. Its PIN has {least} to {most} digits."
        )

    def refused(self, came: str) -> AuditEvent:
        return "technician.pin-refused", {"technician": self.card.technician, "as": came}

    def requests(self) -> frozenset[str]:
        return frozenset({self.watch_id})

    def _digest(self, state: State) -> bytes:
        return challenge(self.nonce, state.settings.terminal.terminal_id)


def refusal_of(outcome: object) -> CardRefusal:
    """Why what a reader told of a card leads nowhere."""
    match outcome:
        case OtherCard(social):
            return CardRefusal.SOCIAL_CARD if social else CardRefusal.OTHER_CARD
        case CardEmpty():
            return CardRefusal.EMPTY
        case CardPinBlocked():
            return CardRefusal.BLOCKED
        case CardLeft() | CardSwapped():
            return CardRefusal.TAKEN_OUT
        case ReaderUnavailable():
            return CardRefusal.READER_GONE
    return CardRefusal.UNREADABLE
