"""Enrolment: both codes on a pad of large letters, and the fingerprint to be compared."""

from __future__ import annotations

from typing import Any, ClassVar

from kiosk.domain.base32 import ALPHABET
from kiosk.journeys.setup.base import seen_in
from kiosk.journeys.setup.events import EraseLetter, TypeLetter
from kiosk.journeys.setup.page_view import SetUpView, faulted
from kiosk.journeys.setup.pairing import LENGTH, ApprovalPage, ConfirmationPage, PairingPage
from kiosk.session.state import State
from kiosk.views.base import Aloud, Button, FactRow, Text, Unsaid
from kiosk.views.language import localized, say_in
from kiosk.views.pages import Actions, Look, Views


class CodeView(SetUpView):
    """``code``: as typed so far, with a line for each letter that is missing; ``open``: more may be typed."""

    page: ClassVar[str] = "SetUpCodePage"

    problem: Text
    title: Text
    text: Text
    code: Unsaid
    typed: Text
    erase: Unsaid
    open: bool
    waiting: bool

    @property
    def subject(self) -> str:
        """Two codes, one after the other."""
        return self.title


def _shown(code: str) -> str:
    spread = [*code, *["·"] * (LENGTH - len(code))]
    return " ".join(spread[: LENGTH // 2]) + "  -  " + " ".join(spread[LENGTH // 2 :])


def _code(state: State, place: PairingPage | ConfirmationPage, title: str, text: str, on: str) -> CodeView:
    say = say_in(state)
    return CodeView(
        problem=faulted(state, place.fault),
        title=title,
        text=text,
        code=_shown(place.code),
        typed=say(f"已输入{len(place.code)}位，共{LENGTH}位", f"{len(place.code)} of {LENGTH} typed"),
        erase=say("删除", "Erase"),
        open=not place.asked,
        waiting=place.asked != "",
        primary=on if len(place.code) == LENGTH and not place.asked else "",
    )


def pairing(state: State, place: PairingPage, look: Look) -> CodeView:
    """The code that staff gave out."""
    say = say_in(state)
    return _code(
        state,
        place,
        say("输入配对码", "Type the pairing code"),
        say(
            "请平台的人在管理台“终端配对”里取一个，15 分钟有效，只能用一次。",
            "The platform's staff get one in the console, where terminals are paired: good for 15 minutes, once.",
        ),
        say("登记", "Enrol"),
    )


def confirmation(state: State, place: ConfirmationPage, look: Look) -> CodeView:
    """The code that staff read out."""
    say = say_in(state)
    return _code(
        state,
        place,
        say("输入确认码", "Type the confirmation code"),
        say(
            "指纹一致，管理台上就有确认码，请平台的人念给您。",
            "Once the fingerprints agree the console shows it; have it read out to you.",
        ),
        say("确认", "Confirm"),
    )


class ApprovalView(SetUpView):
    page: ClassVar[str] = "SetUpApprovalPage"

    problem: Text
    done: Text
    title: Text
    text: Text
    terminal: Aloud
    fingerprint: Aloud
    rows: tuple[FactRow, ...]
    waiting: bool
    paper: Button
    anew: Button


def approval(state: State, place: ApprovalPage, look: Look) -> ApprovalView:
    """The terminal's number and the fingerprint, large; and the site, as the platform says it."""
    say, seen = say_in(state), seen_in(state)
    return ApprovalView(
        problem=faulted(state, place.fault),
        done=localized(place.printed, state) if place.printed else "",
        title=say("请平台的人核对指纹", "Have staff compare the fingerprint"),
        text=say(
            "把编号和指纹念给平台的人，或把打印的纸拿去。不一样的，说明中间有人：不要往下做。",
            "Read both to the platform's staff, or take the paper to them. If theirs are others, somebody stands in between: stop.",
        ),
        terminal=seen.terminal.terminal_id,
        fingerprint=seen.fingerprint,
        rows=(
            FactRow(label=say("服务点", "Site"), value=localized(seen.terminal.site, state)),
            FactRow(label=say("服务电话", "Hotline"), value=seen.terminal.hotline),
        ),
        waiting=place.asked != "",
        paper=say("打印出来", "Print it") if not place.asked else "",
        anew=say("重新登记", "Enrol anew") if not place.asked else "",
        primary=say("输入确认码", "Type the code") if not place.asked else "",
    )


def _letter(state: State, value: Any) -> TypeLetter:
    if value not in set(ALPHABET):
        raise ValueError("no letter of a code")
    return TypeLetter(value)


VIEWS: Views = {PairingPage: pairing, ConfirmationPage: confirmation, ApprovalPage: approval}
ACTIONS: Actions = {"letter": _letter, "eraseLetter": lambda state, value: EraseLetter()}
