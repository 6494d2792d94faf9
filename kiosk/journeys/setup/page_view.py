"""What the views of all the set-up's pages have."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from kiosk.domain.text import LocalizedText
from kiosk.journeys.setup import effects as works
from kiosk.journeys.setup.base import _Page
from kiosk.session.state import State
from kiosk.views.base import PageView
from kiosk.views.language import localized


class SetUpView(PageView):
    """Nobody is served: no button leads home, to help or away."""

    is_home: ClassVar[bool] = True
    tells_network: ClassVar[bool] = True
    before_service: ClassVar[bool] = True


LOOKING_FOR_STICKS = LocalizedText("正在找优盘…", "Looking for USB sticks…")
_SAVING = LocalizedText("正在保存…", "Saving…")
_PRINTING = LocalizedText("正在打印…", "Printing…")
_DOING: Mapping[type[works.Work], LocalizedText] = {
    works.FindSticks: LOOKING_FOR_STICKS,
    works.KeepMachine: LocalizedText("正在设置…", "Setting it…"),
    works.SetClock: LocalizedText("正在校准时间…", "Setting the clock…"),
    works.Enrol: LocalizedText("正在登记…", "Enrolling…"),
    works.Confirm: LocalizedText("正在确认…", "Confirming…"),
    works.TakeOffer: LocalizedText("正在核对…", "Comparing…"),
    works.ForgetEnrolment: LocalizedText("正在取消登记…", "Giving up the enrolment…"),
    works.PrintFingerprint: _PRINTING,
    works.PrintReport: _PRINTING,
    works.WriteReport: LocalizedText("正在写到优盘…", "Writing to the USB stick…"),
    works.TryDevice: LocalizedText("正在试…", "Testing…"),
    works.Finish: LocalizedText("正在结束设置…", "Finishing the set-up…"),
}


def waits(state: State, place: _Page, first: LocalizedText = _SAVING) -> str:
    """What the machine is doing for this page; ``first``: with what it begins."""
    if not place.asked:
        return ""
    return localized(first if place.doing is None else _DOING.get(place.doing, _SAVING), state)


def faulted(state: State, fault: LocalizedText | None) -> str:
    """Why the last thing was not done, in words."""
    return localized(fault, state) if fault else ""
