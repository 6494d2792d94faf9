"""Enrolment: both codes on a pad of large letters, and the fingerprint to be compared."""

from __future__ import annotations

from typing import Any, ClassVar

from kiosk.domain.base32 import ALPHABET
from kiosk.journeys.setup.base import seen_in
from kiosk.journeys.setup.events import EraseLetter, TypeLetter
from kiosk.journeys.setup.offers import OfferCodePage, OffersPage
from kiosk.journeys.setup.page_view import LOOKING_FOR_STICKS, SetUpView, faulted, waits
from kiosk.journeys.setup.pairing import ApprovalPage, ConfirmationPage, PairingPage
from kiosk.session.state import State
from kiosk.views.base import Aloud, Button, FactRow, Text, TileRow, Unsaid
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
    waiting: Text

    @property
    def subject(self) -> str:
        """Two codes, one after the other."""
        return self.title


def _shown(code: str, length: int) -> str:
    spread = [*code, *["·"] * (length - len(code))]
    return "  -  ".join(" ".join(spread[at : at + 4]) for at in range(0, length, 4))


def _code(state: State, place: PairingPage | ConfirmationPage | OfferCodePage, title: str, text: str, on: str) -> CodeView:
    say = say_in(state)
    return CodeView(
        problem=faulted(state, place.fault),
        title=title,
        text="" if place.asked else text,  # the wait has the room
        code=_shown(place.code, place.length),
        typed=say(f"已输入{len(place.code)}位，共{place.length}位", f"{len(place.code)} of {place.length} typed"),
        erase=say("删除", "Delete"),
        open=not place.asked,
        waiting=waits(state, place),
        primary=on if len(place.code) == place.length and not place.asked else "",
    )


def pairing(state: State, place: PairingPage, look: Look) -> CodeView:
    """The code that staff gave out."""
    say = say_in(state)
    return _code(
        state,
        place,
        say("输入配对码", "Type the pairing code"),
        say(
            "请平台工作人员在管理台“终端配对”里取一个，15 分钟有效，只能用一次。",
            "Ask the platform's staff to get one in the console, under terminal pairing: valid for 15 minutes, once.",
        ),
        say("登记", "Enrol"),
    )


def confirmation(state: State, place: ConfirmationPage, look: Look) -> CodeView:
    """The code that staff read out."""
    say = say_in(state)
    return _code(
        state,
        place,
        say("输入确认码", "Type the approval code"),
        say(
            "校验码一致，管理台上就有确认码，请平台工作人员念给您。",
            "Once the fingerprints match, the console shows it; ask the staff to read it out to you.",
        ),
        say("确认", "Confirm"),
    )


def offer_code(state: State, place: OfferCodePage, look: Look) -> CodeView:
    """The fingerprint that came by another way than the stick."""
    say = say_in(state)
    return _code(
        state,
        place,
        say("输入优盘的校验码", "Type the USB stick's fingerprint"),
        say(
            "平台工作人员准备优盘时得到的，不在优盘里：请他们念给您，或看他们写的纸。",
            "The platform's staff got it when they prepared the USB stick; it is not on the stick. Ask them"
            " to read it out, or read their paper.",
        ),
        say("核对", "Compare"),
    )


class OffersView(SetUpView):
    page: ClassVar[str] = "SetUpOffersPage"

    problem: Text
    title: Text
    text: Text
    waiting: Text
    retry: Button
    media: tuple[TileRow, ...]


def offers(state: State, place: OffersPage, look: Look) -> OffersView:
    """The sticks that hold one, by the site and the number that they give."""
    say = say_in(state)
    none = say("没有找到优盘，或优盘上没有平台的登记。", "No USB stick found, or no enrolment from the platform on it.")
    return OffersView(
        problem=none if place.media == () and not place.asked else "",
        title=say("用平台准备的优盘", "Enrol with a USB stick"),
        text=say(
            "没有网络也能登记和服务：申请先存本机，平台核准这台终端后才会接收。",
            "It can enrol and serve without network: applications are stored here, and accepted once the"
            " platform has confirmed this terminal.",
        ),
        waiting=waits(state, place, LOOKING_FOR_STICKS),
        retry=say("重新找优盘", "Look for USB sticks again") if not place.asked else "",
        media=tuple(
            TileRow(act="chooseStick", value=one.key, icon="archive", title=one.name, text=say("用这个优盘", "Use this USB stick"))
            for one in place.media or ()
        )
        if not place.asked
        else (),
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
    differs: Text
    waiting: Text
    paper: Button
    anew: Button


def approval(state: State, place: ApprovalPage, look: Look) -> ApprovalView:
    """The terminal's number and the fingerprint, large; and the site, as the platform says it."""
    say, seen = say_in(state), seen_in(state)
    return ApprovalView(
        problem=faulted(state, place.fault),
        done=localized(place.printed, state) if place.printed else "",
        title=say("请平台工作人员核对校验码", "Ask the platform's staff to compare the fingerprint"),
        text=""
        if place.asked
        else say(
            "把编号和校验码念给平台工作人员，或把打印的纸拿去。一致，他们会告诉您确认码。",
            "Read the number and the fingerprint out to the platform's staff, or take the paper to them. If they match, they tell"
            " you the approval code.",
        ),
        differs=""
        if place.asked
        else say("不一致就不要继续：可能有人冒充平台。", "If they differ, stop: somebody may be posing as the platform."),
        terminal=seen.terminal.terminal_id,
        fingerprint=seen.fingerprint,
        rows=(
            FactRow(label=say("服务点", "Site"), value=localized(seen.terminal.site, state)),
            FactRow(label=say("服务电话", "Hotline"), value=seen.terminal.hotline),
        ),
        waiting=waits(state, place),
        paper=say("打印出来", "Print it") if not place.asked else "",
        anew=say("重新登记", "Enrol again") if not place.asked else "",
        primary=say("输入确认码", "Type the approval code") if not place.asked else "",
    )


def _letter(state: State, value: Any) -> TypeLetter:
    if value not in set(ALPHABET):
        raise ValueError("no letter of a code")
    return TypeLetter(value)


VIEWS: Views = {
    PairingPage: pairing,
    ConfirmationPage: confirmation,
    ApprovalPage: approval,
    OffersPage: offers,
    OfferCodePage: offer_code,
}
ACTIONS: Actions = {"letter": _letter, "eraseLetter": lambda state, value: EraseLetter()}
