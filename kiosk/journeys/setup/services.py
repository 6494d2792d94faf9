"""The catalogue of services is fetched: from the platform at once, or from a stick."""

from __future__ import annotations

from typing import ClassVar

from kiosk.domain.times import Moment
from kiosk.domain.values import replace
from kiosk.journeys.setup.base import _Page
from kiosk.journeys.setup.effects import FetchCatalogue, FindSticks, SeeProgress, Sticks
from kiosk.journeys.setup.events import ChooseStick, LookForSticks, MediaFound, ProgressSeen
from kiosk.ports.maintenance import Medium
from kiosk.ports.set_up import Progress
from kiosk.session.events import Tick, TryAgain
from kiosk.session.navigation import replace_top
from kiosk.session.state import Event, State, Step

LOOK_EVERY = 0.5  # seconds


class CataloguePage(_Page):
    """``progress``: of what is being fetched, last seen ``seen_at``, in monotonic seconds; ``media``: sticks with a catalogue, None
    where they were not looked for; ``looking``: for sticks, and not fetching."""

    may_go_back: ClassVar[bool] = False
    stage: ClassVar[int] = 4

    progress: Progress = Progress()
    seen_at: float = 0.0
    media: tuple[Medium, ...] | None = None
    looking: bool = False

    def step(self, state: State, event: Event, moment: Moment) -> Step:
        match event:
            case Tick() if self.fetching and moment.monotonic >= self.seen_at + LOOK_EVERY:
                return replace_top(state, replace(self, seen_at=moment.monotonic), SeeProgress(self.asked))
            case ProgressSeen(progress) if self.fetching:
                return replace_top(state, replace(self, progress=progress))
            case TryAgain() if not self.asked:
                return begin_catalogue(state, moment)
            case LookForSticks() if not self.asked:
                asked = moment.new_id()
                here = replace(self, asked=asked, looking=True, fault=None)
                return replace_top(state, here, FindSticks(asked, Sticks.CATALOGUE))
            case MediaFound(request_id, media) if request_id == self.asked != "":
                return replace_top(state, replace(self, asked="", looking=False, media=media))
            case ChooseStick(key) if not self.asked and key in {one.key for one in self.media or ()}:
                return begin_catalogue(state, moment, key)
        return super().step(state, event, moment)

    @property
    def fetching(self) -> bool:
        """The catalogue is on its way."""
        return self.asked != "" and not self.looking

    def next_tick(self, state: State) -> float | None:
        return self.seen_at + LOOK_EVERY if self.fetching else None


def begin_catalogue(state: State, moment: Moment, medium: str = "") -> Step:
    """Fetch it; ``medium``: from this stick, "" from the platform."""
    asked = moment.new_id()
    place = CataloguePage(asked=asked, seen_at=moment.monotonic)
    return replace_top(replace(state, trail=()), place, FetchCatalogue(asked, medium))
