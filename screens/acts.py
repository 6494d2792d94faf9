"""From what a page says was touched to an event of the session. Anything unknown or of the wrong shape is a bug of ours."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from kiosk.domain.characters import LONGEST, fit
from kiosk.domain.licences import CopyPurpose
from kiosk.domain.values import replace
from kiosk.ports.devices import Device
from kiosk.ports.voice import Loudness, Speed
from kiosk.session import events as ev
from kiosk.session.state import AskPage, Overlay, State

LONGEST_SIGNATURE = 65536  # characters of path, as on the wire

_PLAIN: dict[str, ev.Act] = {
    "touch": ev.Touch(),
    "start": ev.Start(),
    "primary": ev.Primary(),
    "back": ev.Back(),
    "home": ev.GoHome(),
    "leave": ev.Leave(),
    "leaveSurely": ev.Leave(sure=True),
    "openHelp": ev.Open(Overlay.HELP),
    "openEase": ev.Open(Overlay.EASE),
    "close": ev.CloseOverlay(),
    "openAttendant": ev.OpenAttendant(),
    "openSearch": ev.OpenSearch(),
    "openLicences": ev.OpenLicences(),
    "openProgress": ev.OpenProgress(),
    "openCheck": ev.OpenScan(check_copy=True),
    "readDocument": ev.ReadDocument(),
    "oneMorePage": ev.OneMorePage(),
    "scanReceipt": ev.OpenScan(),
    "useCard": ev.UseCard(),
    "retry": ev.TryAgain(),
    "paperYes": ev.PaperSeen(whole=True),
    "paperNo": ev.PaperSeen(whole=False),
    "printAgain": ev.PrintAgain(),
    "stopPrint": ev.StopPrint(),
}

_WITH_VALUE: dict[str, Callable[[Any], ev.Act]] = {
    "query": lambda value: ev.Query(str(value)),
    "lookedAt": lambda value: ev.LookedAt(Device(value)),
    "openTheme": lambda value: ev.OpenTheme(str(value)),
    "openItem": lambda value: ev.OpenItem(str(value)),
    "continueDraft": lambda value: ev.ContinueDraft(str(value)),
    "change": lambda value: ev.ChangeAnswer(str(value)),
    "takePicture": lambda value: ev.TakePicture(str(value)),
    "dropPictures": lambda value: ev.DropPictures(str(value)),
    "sign": lambda value: ev.SetSignature(str(value)),
    "rate": lambda value: ev.Rate(int(value)),
    "openLicence": lambda value: ev.OpenLicence(str(value)),
    "purpose": lambda value: ev.SetPurpose(CopyPurpose(value)),
    "keep": lambda value: ev.SetKeep(bool(value)),
}


def event_of(state: State, name: str, value: Any) -> ev.Act:
    if isinstance(value, str):  # a field cuts by UTF-16 units, and may leave half of a pair at its end
        value = fit(value, LONGEST_SIGNATURE if name == "sign" else LONGEST)
    if name in _PLAIN:
        return _PLAIN[name]
    if name in _WITH_VALUE:
        return _WITH_VALUE[name](value)
    if name == "answer" and isinstance(state.place, AskPage):
        return ev.SetAnswer(state.place.key, value)
    if name == "answer":
        return ev.Touch()  # the page was left while its keyboard still held a character
    if name == "language":
        return ev.SetLanguage("en" if state.language == "zh" else "zh")
    if name == "ease":
        return ev.SetEase(replace(state.ease, **{str(value): not getattr(state.ease, str(value))}))
    if name == "speed":
        return ev.SetEase(replace(state.ease, speed=Speed(value)))
    if name == "loudness":
        return ev.SetEase(replace(state.ease, loudness=Loudness(value)))
    raise ValueError(f"no act of the session: {name}")
