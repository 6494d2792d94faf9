"""The end: a report on how the whole terminal is, on paper and on a stick too; then it serves."""

from __future__ import annotations

from typing import ClassVar

from kiosk.domain.text import LocalizedText
from kiosk.domain.times import Moment
from kiosk.domain.values import replace
from kiosk.journeys.setup.base import _Page, seen_in
from kiosk.journeys.setup.effects import FindSticks, Finish, PrintReport, Report, Sticks, WriteReport
from kiosk.journeys.setup.events import ChooseStick, LookForSticks, MediaFound, OpenPart, Printed, PrintIt, Reported, ReportWritten
from kiosk.ports.health import Line, Verdict
from kiosk.ports.maintenance import Medium, Written
from kiosk.session.effects import ReplaceProcess
from kiosk.session.events import Primary, TryAgain
from kiosk.session.leaving import Wiped
from kiosk.session.navigation import replace_top
from kiosk.session.state import Event, State, Step


class ReportPage(_Page):
    """``lines``: () while everything is looked at; ``printed``: what became of it on paper; ``media``: None where sticks were not
    looked for; ``written``: to the stick that was chosen."""

    may_go_back: ClassVar[bool] = False
    stage: ClassVar[int] = 6

    lines: tuple[Line, ...] = ()
    printed: LocalizedText | None = None
    media: tuple[Medium, ...] | None = None
    written: Written | None = None

    def step(self, state: State, event: Event, moment: Moment) -> Step:
        mine = getattr(event, "request_id", None) == self.asked != ""
        match event:
            case Reported(_, lines) if mine:
                return replace_top(state, replace(self, asked="", lines=lines))
            case Printed(_, came) if mine:
                return replace_top(state, replace(self, asked="", printed=came))
            case MediaFound(_, media) if mine:
                return replace_top(state, replace(self, asked="", media=media))
            case ReportWritten(_, written) if mine:
                return replace_top(state, replace(self, asked="", written=written, media=None))
        return self._touched(state, event, moment) if not self.asked else super().step(state, event, moment)

    def _touched(self, state: State, event: Event, moment: Moment) -> Step:
        here, asked = replace(self, printed=None, written=None), moment.new_id()
        match event:
            case TryAgain():
                return begin_report(state, moment)
            case PrintIt() if self.lines:
                return here.ask(state, PrintReport(asked, self.lines))
            case LookForSticks() if self.lines:
                return here.ask(state, FindSticks(asked, Sticks.ANY))
            case ChooseStick(key) if key in {one.key for one in self.media or ()}:
                return here.ask(state, WriteReport(asked, self.lines, key))
            case OpenPart("devices") if not seen_in(state).renewing:
                from kiosk.journeys.setup.device_pages import begin_devices

                return begin_devices(state, moment)
            case Primary() if self.serves:
                return here.ask(state, Finish(asked))
        return super().step(state, event, moment)

    @property
    def serves(self) -> bool:
        """Whether anybody can be served with what there is."""
        return any(line.key == "serving" and line.verdict is not Verdict.BAD for line in self.lines)

    def kept(self, state: State, moment: Moment) -> Step:
        """The next process serves."""
        return replace(state, place=Wiped()), (ReplaceProcess(),)


def begin_report(state: State, moment: Moment) -> Step:
    """Look at everything; nothing leads back before it."""
    asked = moment.new_id()
    return replace_top(replace(state, trail=()), ReportPage(asked=asked), Report(asked))
