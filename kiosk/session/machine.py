"""The session's step: what is common to every page, and which part takes the rest.

Order: time first (an expired session sees no late touch), then what concerns every page, then the page.
"""

from __future__ import annotations

from collections.abc import Callable

from kiosk.domain.times import Moment
from kiosk.domain.values import replace
from kiosk.ports.device_hub import Cancel, CardGone, DeviceAnswer, PhotoDecoded, StatusChanged, TakeBack
from kiosk.ports.platform import CatalogueReady, NetworkChanged, PlatformReply
from kiosk.session import applying, asking, browsing, copying, identifying, leaving, outcome, picturing, reading
from kiosk.session.audit import audit_events
from kiosk.session.effects import Audit, ReplaceProcess
from kiosk.session.events import (
    Act,
    Back,
    CloseOverlay,
    Event,
    GoHome,
    Leave,
    Open,
    PaperMissing,
    SetEase,
    SetLanguage,
    Tick,
    Touch,
    Voice,
)
from kiosk.session.moves import Step, put, stay
from kiosk.session.readers import emptiness_id
from kiosk.session.state import (
    AskPage,
    Attendant,
    Attract,
    CheckPage,
    CopyCheckPage,
    CopyPage,
    CopyPreviewPage,
    CopyPurposePage,
    Ease,
    Eligibility,
    GuidePage,
    Home,
    Identify,
    Leaving,
    LicencesPage,
    MaterialsPage,
    Notice,
    Overlay,
    PaperState,
    PicturePage,
    ProgressPage,
    ProgressResult,
    RatePage,
    ReadingPage,
    ResultPage,
    ScanPage,
    Search,
    Settings,
    SignPage,
    State,
    Submitting,
    ThemePage,
    Wiped,
)

_HANDLERS: dict[type, Callable[[State, Event, Moment], Step]] = {
    Attract: browsing.step,
    Attendant: browsing.step,
    Home: browsing.step,
    Search: browsing.step,
    ThemePage: browsing.step,
    GuidePage: browsing.step,
    Identify: identifying.step,
    Eligibility: applying.step,
    AskPage: reading.step,
    MaterialsPage: picturing.step,
    PicturePage: picturing.step,
    ReadingPage: reading.step,
    CheckPage: applying.step,
    SignPage: applying.step,
    Submitting: outcome.step,
    ResultPage: outcome.step,
    RatePage: outcome.step,
    LicencesPage: copying.step,
    CopyPurposePage: copying.step,
    CopyPreviewPage: copying.step,
    CopyPage: copying.step,
    ProgressPage: browsing.step,
    ScanPage: asking.step,
    ProgressResult: asking.step,
    CopyCheckPage: asking.step,
    Leaving: leaving.step,
}


LONGEST_READING = 180.0  # seconds, of one line: the voice tells of each that it begins


def begin(settings: Settings, catalogue_version: str, moment: Moment, notice: Notice | None = None) -> State:
    return State(
        settings=settings,
        language=settings.language,
        catalogue_version=catalogue_version,
        touched_at=moment.monotonic,
        place=Attract(notice),
    )


def step(state: State, event: Event, moment: Moment) -> Step:
    """One event. Total: an event that a page does not expect changes nothing."""
    if isinstance(state.place, Wiped):
        return stay(state)
    known = _noted(state, event)
    if known.clock_doubtful != moment.doubtful:
        known = replace(known, clock_doubtful=moment.doubtful)
    expired = _expire(known, moment)
    after, effects = expired or _step(known, event, moment)
    if after.newer_catalogue and isinstance(after.place, Attract) and not _timed(after):
        # Nobody is here: the process that takes this one's place opens the newer catalogue.
        after, effects = replace(after, place=Wiped()), (*effects, ReplaceProcess())
    given_up = _waiting(state) - _waiting(after)
    effects = (*effects, *(Cancel(request_id) for request_id in sorted(given_up)), *_taken_back(state, after))
    told = audit_events(state, after, timed_out=expired is not None)
    if told:
        effects = (*effects, Audit(told))
    return after, effects


def _noted(state: State, event: Event) -> State:
    """What is true of the terminal whoever stands there: it is told once, so that not even an ending session may miss it."""
    match event:
        case StatusChanged(device, status):
            return replace(state, devices={**state.devices, device: status})
        case PaperMissing(devices):
            return replace(state, missing=state.missing | devices)
        case NetworkChanged(network):
            return replace(state, network=network)
        case CatalogueReady(version):
            return replace(state, newer_catalogue=version != state.catalogue_version)
        case DeviceAnswer(request_id, CardGone()):
            proven = {device for device in state.unproven if emptiness_id(device) == request_id}
            return replace(state, unproven=state.unproven - proven) if proven else state
    return state


def _step(state: State, event: Event, moment: Moment) -> Step:
    match event:
        case PlatformReply(request_id, reply) if request_id in state.questions:
            state = identifying.learn(state, request_id, reply)
        case DeviceAnswer(request_id, PhotoDecoded() as photo) if request_id in state.questions:
            state = identifying.learn(state, request_id, photo)
        case Tick():
            state = _warn(state, moment)
        case Voice(speaking):
            return stay(_listened(state, speaking, moment))
    if _is_act(event):
        state = _alive(replace(state, warned=False), moment)
        common = _common(state, event, moment)
        if common is not None:
            return common
    return _HANDLERS[type(state.place)](state, event, moment)


def _is_act(event: Event) -> bool:
    return isinstance(event, Act)


def _common(state: State, event: Event, moment: Moment) -> Step | None:
    """What every page has: back, home, help, leaving, language, easier to use."""
    if isinstance(state.place, Leaving):
        return None
    busy = working(state)
    match event:
        case Touch():
            return stay(state)
        case SetLanguage(language) if language in ("zh", "en"):
            return stay(replace(state, language=language))
        case SetEase(ease):
            return stay(replace(state, ease=ease))
        case Open(overlay):
            return stay(replace(state, overlay=overlay))
        case CloseOverlay():
            return stay(replace(state, overlay=None))
        case Leave(sure) if not busy:
            if sure or not _has_something(state):
                return leaving.leave(replace(state, overlay=None), moment)
            return stay(replace(state, overlay=Overlay.LEAVE))
        case GoHome() if not busy and not isinstance(state.place, Attract):
            return put(replace(state, trail=(), overlay=None, copy=None), Home())
        case Back() if not busy and state.trail and not isinstance(state.place, (ResultPage, RatePage)):
            *trail, place = applying.still_asked(state, moment)
            return put(replace(state, trail=tuple(trail), overlay=None), place)
    return None


def _has_something(state: State) -> bool:
    """Whether leaving takes something from a resident: they would have to show their card, or to type, once more."""
    return state.person is not None or state.typed or any(draft.begun for draft in state.drafts.values())


# --- time ------------------------------------------------------------------------------------------------------------


def working(state: State) -> bool:
    """The terminal itself is at work for this resident: no time limit runs, and no button leads away."""
    if isinstance(state.place, Submitting):
        return True
    if isinstance(state.place, ResultPage):
        return state.outcome is not None and state.outcome.paper.busy
    if isinstance(state.place, CopyPage):
        return state.copy is not None and state.copy.paper.busy
    return False


def _limit(state: State) -> float:
    return state.settings.quiet_limit * (2 if state.ease.large else 1)


def _grace(state: State) -> float:
    return state.settings.warning * (2 if state.ease.large else 1)


def _timed(state: State) -> bool:
    if isinstance(state.place, Attract):
        # The idle page waits for ever, unless somebody changed it for themselves and went away.
        return state.overlay is not None or state.language != state.settings.language or state.ease != Ease()
    return not (isinstance(state.place, (Leaving, Wiped)) or working(state))


def _expire(state: State, moment: Moment) -> Step | None:
    if _timed(state) and moment.monotonic >= state.touched_at + _limit(state) + _grace(state):
        return leaving.leave(replace(state, overlay=None), moment)
    return None


def _alive(state: State, moment: Moment) -> State:
    """A sign of life. No limit runs while the voice reads, which it does for `LONGEST_READING` at most."""
    return replace(state, touched_at=moment.monotonic + (LONGEST_READING if state.speaking else 0.0))


def _listened(state: State, speaking: bool, moment: Moment) -> State:
    """Whoever listens does not touch. The warning is read out too, but its countdown goes on."""
    state = replace(state, speaking=speaking)
    return state if state.warned else _alive(state, moment)


def _warn(state: State, moment: Moment) -> State:
    if working(state):
        # The time that a device needs is not the resident's.
        return replace(state, touched_at=moment.monotonic, warned=False)
    return replace(state, warned=_timed(state) and moment.monotonic >= state.touched_at + _limit(state))


def seconds_left(state: State, monotonic: float) -> int:
    """What the warning counts down, in whole seconds."""
    return max(0, round(state.touched_at + _limit(state) + _grace(state) - monotonic))


def next_tick(state: State) -> float | None:
    """When, in monotonic seconds, the session next needs a Tick; None if time does not matter."""
    if isinstance(state.place, Submitting) and state.place.receipt_number:
        return state.place.asking_since + state.settings.platform_deadline
    if isinstance(state.place, Leaving):
        return leaving.next_tick(state, state.place)
    if not _timed(state):
        return None
    return state.touched_at + _limit(state) + (_grace(state) if state.warned else 0.0)


def _taken_back(state: State, after: State) -> tuple[TakeBack, ...]:
    """A page that waits in vain, and that is stopped, or that nobody waits for any more."""
    page, copy = leaving.unbegun_page(state), after.copy
    if not page or (copy and copy.paper.request_id == page and copy.paper.state is not PaperState.STOPPING):
        return ()
    return (TakeBack(page),)


def _waiting(state: State) -> frozenset[str]:
    """Device requests that are of no use once the page that made them is left."""
    match state.place:
        case Identify(requests=requests) | Leaving(requests=requests):
            return frozenset(requests.values())
        case ScanPage(request_id=one) | PicturePage(request_id=one) | ReadingPage(request_id=one):
            return frozenset({one} - {""})
    return frozenset()
