"""A PIN is asked for: how many digits were typed is shown, never which."""

from __future__ import annotations

from typing import Any, ClassVar

from kiosk.session.staff_pin import EraseDigit, PressDigit, StaffPin
from kiosk.session.state import State
from kiosk.views.base import PageView, Text, Unsaid
from kiosk.views.language import Say, localized, say_in
from kiosk.views.pages import Actions, Look, Views


class StaffPinView(PageView):
    """``typed``: how many digits of ``length``; ``open``: more may be typed."""

    page: ClassVar[str] = "StaffPinPage"
    is_home: ClassVar[bool] = True
    tells_network: ClassVar[bool] = True

    problem: Text
    title: Text
    text: Text
    typed: int
    length: int
    shown: Unsaid
    erase: Unsaid
    open: bool
    waiting: Text


def staff_pin(state: State, place: StaffPin, look: Look) -> StaffPinView:
    """Which PIN, how far it is typed, and why the last one led nowhere."""
    say = say_in(state)
    waits = place.waits_until - look.moment.monotonic
    return StaffPinView(
        problem=_wrong(place, waits, say),
        title=say("请输入口令", "Type your PIN"),
        text=localized(place.wanted.text(), state),
        typed=len(place.pin),
        length=place.wanted.length,
        shown=say(f"已输入{len(place.pin)}位", f"{len(place.pin)} digits typed"),
        erase=say("删除", "Delete"),
        open=waits <= 0 and not place.judge_id,
        waiting=say("正在核对口令…", "Checking the PIN…") if place.judge_id else "",
        primary=say("进入", "Enter") if place.wanted.enough(place.pin) and waits <= 0 else "",
    )


def _wrong(place: StaffPin, waits: float, say: Say) -> str:
    if place.not_kept:
        return say(
            "本机的存储写不进去，现在不能进入。请检查磁盘。",
            "The storage cannot be written, so nobody is let in. Check the disk.",
        )
    if waits > 0:
        minutes = -int(-waits // 60)
        return say(
            f"口令错的次数多了，请等{minutes}分钟再输。再错，等得更久。",
            f"Too many wrong PINs. Wait {minutes} minute{'s' if minutes != 1 else ''}; another wrong one makes it longer.",
        )
    if place.wrong and place.left is not None:
        return say(
            f"口令不对，请再输一次。再错{place.left}次，这张卡就锁住了。",
            f"That is not the PIN. Type it again; after {place.left} more wrong one{'s' if place.left != 1 else ''} the card is"
            " locked.",
        )
    return say("口令不对，请再输一次。", "That is not the PIN. Type it again.") if place.wrong else ""


def _digit(state: State, value: Any) -> PressDigit:
    if value not in set("0123456789"):
        raise ValueError("no digit")
    return PressDigit(value)


VIEWS: Views = {StaffPin: staff_pin}
ACTIONS: Actions = {"digit": _digit, "erase": lambda state, value: EraseDigit()}
