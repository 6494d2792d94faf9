"""The session's step: what is common to every place, and then the place itself.

Order: time first (an expired session sees no late touch), then what concerns every place, then the place.
"""

from __future__ import annotations

from kiosk.domain.times import Moment
from kiosk.domain.values import replace
from kiosk.ports.device_hub import Cancel, CardGone, DeviceAnswer, PhotoDecoded, StatusChanged, TakeBack
from kiosk.ports.platform import CatalogueReady, Network, NetworkChanged, OrdersTold, PlatformReply, Reply
from kiosk.session import time_limits
from kiosk.session.audit import audit_events
from kiosk.session.effects import Audit, FindPublicData, ReplaceProcess
from kiosk.session.events import (
    Act,
    Back,
    CloseOverlay,
    GoHome,
    Leave,
    LedgerSeen,
    OpenOverlay,
    OrderEvent,
    OtherProgram,
    PaperMissing,
    PublicDataFound,
    SetAccessibility,
    SetLanguage,
    SpeechChanged,
    StaffSaid,
    Tick,
    Touch,
)
from kiosk.session.idle import Idle, IdleNotice
from kiosk.session.leaving import Leaving, Wiped, leave, unbegun_page
from kiosk.session.navigation import go_home, replace_top, unchanged
from kiosk.session.paper import PaperState
from kiosk.session.readers import emptiness_id
from kiosk.session.registry import Journeys
from kiosk.session.staff_notes import noted
from kiosk.session.state import Event, Overlay, Settings, State, Step


def begin(
    settings: Settings, journeys: Journeys, catalogue_version: str, moment: Moment, notice: IdleNotice | None = None
) -> State:
    """The state of a process that has just begun."""
    return State(
        place=Idle(notice),
        settings=settings,
        journeys=journeys,
        language=settings.language,
        catalogue_version=catalogue_version,
        touched_at=moment.monotonic,
    )


def step(state: State, event: Event, moment: Moment) -> Step:
    """One event. Total: an event that a place does not expect changes nothing.

    Returns:
        The state after it, and what the world is asked to do.
    """
    if state.place.is_over:
        return unchanged(state)
    known = _noted(state, event)
    if known.clock_doubtful != moment.doubtful:
        known = replace(known, clock_doubtful=moment.doubtful)
    expired = time_limits.expired(known, moment)
    after, effects = leave(replace(known, overlay=None), moment) if expired else _step(known, event, moment)
    if time_limits.unattended(after) and (after.newer_catalogue or after.renewal_wanted or after.other_program):
        # The process that takes this one's place opens the newer catalogue, reads the settings, runs the other version.
        after, effects = replace(after, place=Wiped()), (*effects, ReplaceProcess())
    if known.network is Network.OFFLINE and state.network is not Network.OFFLINE:
        effects = (*effects, FindPublicData())
    given_up = state.place.requests() - after.place.requests()
    effects = (*effects, *(Cancel(request_id) for request_id in sorted(given_up)), *_taken_back(state, after))
    audited = audit_events(state, after, timed_out=expired)
    return after, (*effects, Audit(audited)) if audited else effects


def _noted(state: State, event: Event) -> State:
    """What is true of the terminal whoever stands there: it is told once, so that not even an ending session may miss it."""
    match event:
        case StatusChanged(device, status):
            return replace(state, devices={**state.devices, device: status})
        case PaperMissing(devices):
            return replace(state, paper_missing=state.paper_missing | devices)
        case NetworkChanged(network):
            return replace(state, network=network)
        case LedgerSeen(usable):
            return replace(state, ledger_usable=usable)
        case StaffSaid(notes):
            return noted(state, notes)
        case PublicDataFound(keys):
            return replace(state, public_data=keys)
        case OtherProgram():
            return replace(state, other_program=True)
        case CatalogueReady(version):
            return replace(state, newer_catalogue=version != state.catalogue_version)
        case DeviceAnswer(request_id, CardGone()):
            empty = {device for device in state.readers_unchecked if emptiness_id(device) == request_id}
            return replace(state, readers_unchecked=state.readers_unchecked - empty) if empty else state
    return state


def _step(state: State, event: Event, moment: Moment) -> Step:
    match event:
        case PlatformReply(request_id, reply) if request_id in state.lookups:
            state = _learned(state, request_id, reply)
        case DeviceAnswer(request_id, PhotoDecoded() as photo) if request_id in state.lookups:
            state = _learned(state, request_id, photo)
        case Tick():
            state = time_limits.warn(state, moment)
        case SpeechChanged(speaking):
            return unchanged(time_limits.listened(state, speaking, moment))
        case OrdersTold() | OrderEvent():
            return _obeyed(state, event, moment)
    if isinstance(event, Act):
        state = time_limits.alive(replace(state, warned=False), moment)
        common = _common(state, event, moment)
        if common is not None:
            return common
    return state.place.step(state, event, moment)


def _obeyed(state: State, event: Event, moment: Moment) -> Step:
    from kiosk.session.remote_orders import obey  # seldom

    return obey(state, event, moment)


def _learned(state: State, request_id: str, reply: Reply | PhotoDecoded) -> State:
    from kiosk.session.identify import learn  # not before the first frame

    return learn(state, request_id, reply)


def _common(state: State, event: Event, moment: Moment) -> Step | None:
    """What every place has: back, home, help, leaving, language, easier to use."""
    if isinstance(state.place, Leaving):
        return None
    free = not state.place.busy()
    match event:
        case Touch():
            return unchanged(state)
        case SetLanguage(language) if language in ("zh", "en"):
            return unchanged(replace(state, language=language))
        case SetAccessibility(accessibility):
            return unchanged(replace(state, accessibility=accessibility))
        case OpenOverlay(overlay):
            return unchanged(replace(state, overlay=overlay))
        case CloseOverlay():
            return unchanged(replace(state, overlay=None))
        case Leave(sure) if free:
            if sure or not _takes_something(state):
                return leave(replace(state, overlay=None), moment)
            return unchanged(replace(state, overlay=Overlay.LEAVE))
        case GoHome() if free and not isinstance(state.place, Idle):
            return go_home(replace(state, overlay=None), moment)
        case Back() if free and state.trail and state.place.may_go_back:
            return _back(state, moment)
    return None


def _back(state: State, moment: Moment) -> Step:
    """Past what no longer applies, but never past the first."""
    trail = state.trail
    while len(trail) > 1 and not trail[-1].still_applies(state, moment):
        trail = trail[:-1]
    return replace_top(replace(state, trail=trail[:-1], overlay=None), trail[-1])


def _takes_something(state: State) -> bool:
    """Whether leaving takes something from a resident: they would have to show their card, or to type, once more."""
    return state.person is not None or state.text_typed or any(kept.holds_input for kept in state.own.values())


def _taken_back(state: State, after: State) -> tuple[TakeBack, ...]:
    """A page that waits in vain, and that is stopped, or that nobody waits for any more."""
    page, paper = unbegun_page(state), after.place.paper
    if not page or (paper and paper.request_id == page and paper.state is not PaperState.STOPPING):
        return ()
    return (TakeBack(page),)
