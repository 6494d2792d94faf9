"""The rating's page, and the report that is sent of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from kiosk.domain.text import LocalizedText
from kiosk.domain.times import Moment
from kiosk.ports.storage import OutboxMessage
from kiosk.session.effects import InStorage
from kiosk.session.entry import Entry
from kiosk.session.events import Act
from kiosk.session.leaving import leave
from kiosk.session.navigation import replace_top, unchanged
from kiosk.session.sealed_messages import outbox_message
from kiosk.session.services import Services
from kiosk.session.state import Event, Place, State, Step

if TYPE_CHECKING:
    from kiosk.messages.keys import TerminalKeys


class Rate(Act):
    """``level`` 5 best to 1; 0: would rather not."""

    level: int


class RecordRating(InStorage):
    uploads: ClassVar[bool] = True

    submission_id: str
    level: int

    def run(self, services: Services) -> tuple[Event, ...]:
        moment = services.now()
        message = rating_message(services.keys, moment.new_id(), self.submission_id, self.level, moment.wall)
        services.ledger.add_message(message, moment.wall)
        return ()


def rating_message(keys: TerminalKeys, report_id: str, submission_id: str, level: int, wall: int) -> OutboxMessage:
    """A rating, as it is sent. ``level``: 5 best to 1; ``wall``: when it was given."""
    from kiosk.messages.contents import RatingReport

    report = RatingReport(report_id=report_id, submission_id=submission_id, level=level, rated_at=wall)
    return outbox_message(keys, report_id, "rating", report.model_dump(mode="json"))


class RatePage(Place):
    may_go_back: ClassVar[bool] = False

    submission_id: str
    item_name: LocalizedText

    def step(self, state: State, event: Event, moment: Moment) -> Step:
        match event:
            case Rate(0):
                return leave(state, moment)
            case Rate(level) if 1 <= level <= 5:
                left, effects = leave(state, moment)
                return left, (RecordRating(self.submission_id, level), *effects)
        return unchanged(state)

    def subject(self, state: State) -> LocalizedText:
        return self.item_name


def _follow_up(state: State, submission_id: str, item_name: LocalizedText, moment: Moment) -> Step:
    return replace_top(state, RatePage(submission_id, item_name))


ENTRY = Entry(follow_up=_follow_up)
