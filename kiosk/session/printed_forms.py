"""A form on A4 that is made, printed, and told of: a blank one of a guide, or one that was filled in."""

from __future__ import annotations

from kiosk.domain.times import Moment
from kiosk.domain.values import Value, replace
from kiosk.ports.devices import Device
from kiosk.session.effects import PrintPagePaper
from kiosk.session.events import PrintAgain
from kiosk.session.paper import Paper, PaperState
from kiosk.session.printing import missed, told, void
from kiosk.session.state import Effect, Event, State


class FormDrawn(Value):
    """``pdf``: empty where it could not be made."""

    request_id: str
    pdf: bytes


class PrintedForm(Value):
    """``request_id``: of the drawing, "" once it is done; ``failed``: it could not be made."""

    request_id: str = ""
    pdf: bytes = b""
    failed: bool = False
    paper: Paper = Paper()

    @property
    def busy(self) -> bool:
        """It is being made, or printed."""
        return self.paper.busy or self.request_id != ""

    def told(self, state: State, event: Event, moment: Moment) -> tuple[State, PrintedForm, tuple[Effect, ...]] | None:
        """State, form and effects after an event that says something of it; None where it does not."""
        if after := told(state, Device.PAGE_PRINTER, self.paper, event, moment):
            return after[0], replace(self, paper=after[1]), after[2]
        match event:
            case FormDrawn(request_id, pdf) if request_id == self.request_id:
                state = replace(state, touched_at=moment.monotonic)  # the time that it took is not the resident's
                made = replace(self, request_id="", pdf=pdf, failed=not pdf)
                return made._print(state, moment) if pdf else (state, made, ())
            case PrintAgain() if self.paper.may_print_again:
                after_, printing, effects = self._print(missed(state, Device.PAGE_PRINTER, self.paper), moment)
                return after_, printing, (*void(self.paper), *effects)
        return None

    def _print(self, state: State, moment: Moment) -> tuple[State, PrintedForm, tuple[Effect, ...]]:
        request_id = moment.new_id()
        form = replace(self, paper=Paper(PaperState.PRINTING, request_id))
        return state, form, (PrintPagePaper(request_id, "", self.pdf, None),)
