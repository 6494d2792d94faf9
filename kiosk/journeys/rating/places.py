"""The rating's page, and the report that is sent of it."""

from __future__ import annotations

from typing import ClassVar

from kiosk.domain.text import LocalizedText
from kiosk.domain.times import Moment
from kiosk.session.effects import InStorage
from kiosk.session.events import Act
from kiosk.session.leaving import leave
from kiosk.session.navigation import replace_top, unchanged
from kiosk.session.registry import Entry
from kiosk.session.services import Services
from kiosk.session.state import Event, Place, State, Step


class Rate(Act):
    """``level`` 5 best to 1; 0: would rather not."""

    level: int


class RecordRating(InStorage):
    uploads: ClassVar[bool] = True

    submission_id: str
    level: int

    def run(self, services: Services) -> tuple[Event, ...]:
        from kiosk.messages.canonical import canonical_bytes
        from kiosk.messages.models import RatingReport

        moment = services.now()
        report_id = moment.new_id()
        report = RatingReport(report_id=report_id, submission_id=self.submission_id, level=self.level, rated_at=moment.wall)
        services.ledger.add_report(report_id, canonical_bytes(report.model_dump(mode="json")).decode(), moment.wall)
        return ()


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
