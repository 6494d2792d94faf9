"""From what a page says was touched to an event of the session. Anything unknown or of the wrong shape is a bug of ours."""

from __future__ import annotations

from typing import Any

from kiosk.domain.characters import LONGEST, fit
from kiosk.domain.values import replace
from kiosk.ports.voice import Loudness, Speed
from kiosk.session import events as ev
from kiosk.session.state import Event, Overlay, State
from kiosk.views.pages import Actions, view_module

LONGEST_SIGNATURE = 65536  # characters of path, as on the wire

_PLAIN: dict[str, ev.Act] = {
    "touch": ev.Touch(),
    "start": ev.Start(),
    "primary": ev.Primary(),
    "back": ev.Back(),
    "home": ev.GoHome(),
    "leave": ev.Leave(),
    "leaveSurely": ev.Leave(sure=True),
    "takeAlong": ev.TakeAlong(),
    "openHelp": ev.OpenOverlay(Overlay.HELP),
    "openAccessibility": ev.OpenOverlay(Overlay.ACCESSIBILITY),
    "close": ev.CloseOverlay(),
    "retry": ev.TryAgain(),
    "paperYes": ev.PaperSeen(whole=True),
    "paperNo": ev.PaperSeen(whole=False),
    "printAgain": ev.PrintAgain(),
    "stopPrint": ev.StopPrint(),
}
# A page that was left while its keyboard still held a character says these; wherever they come to, somebody is there.
_LATE = frozenset({"answer", "query", "sign"})


def event_of(state: State, name: str, value: Any) -> Event:
    """What this act of a page is to the session.

    Args:
        state: what is shown.
        name: of the act, as the page names it.
        value: what the page gives with it.

    Raises:
        ValueError: no page has this act, or not with such a value.
    """
    if isinstance(value, str):  # a field cuts by UTF-16 units, and may leave half of a pair at its end
        value = fit(value, LONGEST_SIGNATURE if name == "sign" else LONGEST)
    if name in _PLAIN:
        return _PLAIN[name]
    chosen = state.accessibility
    match name:
        case "language":
            return ev.SetLanguage("en" if state.language == "zh" else "zh")
        case "accessibility":
            return ev.SetAccessibility(replace(chosen, **{str(value): not getattr(chosen, str(value))}))
        case "speed":
            return ev.SetAccessibility(replace(chosen, speed=Speed(value)))
        case "loudness":
            return ev.SetAccessibility(replace(chosen, loudness=Loudness(value)))
    actions: Actions = view_module(type(state.place)).ACTIONS
    if name in actions:
        return actions[name](state, value)
    if name in _LATE:
        return ev.Touch()
    raise ValueError(f"no act of the session: {name}")
