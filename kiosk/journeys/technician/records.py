"""What waits for the platform, what became of prints, and the lines of the log. None of it tells of a person."""

from __future__ import annotations

from kiosk.domain.times import Moment
from kiosk.domain.values import replace
from kiosk.journeys.technician.admitted import _Admitted
from kiosk.journeys.technician.effects import HaveSentAgain, SeeLog, SeeRecords
from kiosk.journeys.technician.events import LogSeen, RecordsSeen, SendAgain, SentAgain
from kiosk.ports.maintenance import LogLine, Records
from kiosk.session.events import TryAgain
from kiosk.session.navigation import push, replace_top
from kiosk.session.state import AuditEvent, Event, State, Step


class RecordsPage(_Admitted):
    """``asked``: the id of what is being looked up or sent again; ``sent``: how many were just now, None for not asked."""

    asked: str = ""
    records: Records | None = None
    sent: int | None = None

    def step(self, state: State, event: Event, moment: Moment) -> Step:
        match event:
            case RecordsSeen(request_id, records) if request_id == self.asked != "":
                return replace_top(state, replace(self, records=records, asked=""))
            case SentAgain(request_id, count) if request_id == self.asked != "":
                return _look_up(state, replace(self, sent=count), moment)
            case TryAgain() if not self.asked:
                return _look_up(state, replace(self, sent=None), moment)
            case SendAgain() if not self.asked:
                asked = moment.new_id()
                return replace_top(state, replace(self, asked=asked, sent=None), HaveSentAgain(asked))
        return super().step(state, event, moment)

    def audit(self, before: State, after: State) -> tuple[AuditEvent, ...]:
        news = isinstance(before.place, RecordsPage) and before.place.sent is None and self.sent is not None
        return (("technician.sent-again", {"technician": self.technician, "count": str(self.sent)}),) if news else ()


class LogPage(_Admitted):
    """``asked``: the id of what is being read; ``lines``: None while nothing was read."""

    asked: str = ""
    lines: tuple[LogLine, ...] | None = None

    def step(self, state: State, event: Event, moment: Moment) -> Step:
        match event:
            case LogSeen(request_id, lines) if request_id == self.asked != "":
                return replace_top(state, replace(self, lines=lines, asked=""))
            case TryAgain() if not self.asked:
                asked = moment.new_id()
                return replace_top(state, replace(self, asked=asked), SeeLog(asked))
        return super().step(state, event, moment)


def _look_up(state: State, place: RecordsPage, moment: Moment) -> Step:
    asked = moment.new_id()
    return replace_top(state, replace(place, asked=asked), SeeRecords(asked))


def open_records(state: State, technician: str, moment: Moment) -> Step:
    """Forward to what waits."""
    page = RecordsPage(technician)
    return _look_up(push(state, page)[0], page, moment)


def open_log(state: State, technician: str, moment: Moment) -> Step:
    """Forward to the log."""
    asked = moment.new_id()
    return push(state, LogPage(technician, asked), SeeLog(asked))
