"""Progress: how to ask, and what is known."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from kiosk.domain.cases import CasePaper
from kiosk.domain.identity_codes import PaperRefusal
from kiosk.journeys.progress.case import (
    CasePage,
    OpenCase,
    PrintCasePaper,
    SetReason,
    Withdraw,
    Withdrawing,
    WithdrawPage,
    WithdrawPromise,
)
from kiosk.journeys.progress.case_rows import CaseRow, case_rows, stored_rows
from kiosk.journeys.progress.case_view import case_in_full, withdraw, withdrawing
from kiosk.journeys.progress.places import (
    ProgressPage,
    ProgressResult,
    ScanReceipt,
    UseCard,
    card_helps,
    may_ask_again,
    other_cards,
)
from kiosk.ports.device_text import card_text
from kiosk.ports.devices import Device
from kiosk.session.events import Touch
from kiosk.session.issued import PrintIssued
from kiosk.session.paying import Pay
from kiosk.session.state import Event, State
from kiosk.views.base import Button, Data, PageView, Text, TileRow
from kiosk.views.cards import any_card, card_icon
from kiosk.views.language import Say, say_in
from kiosk.views.names import name_note
from kiosk.views.pages import Actions, Look, Views


class ProgressView(PageView):
    page: ClassVar[str] = "ProgressPage"

    title: Text
    text: Text
    tiles: tuple[TileRow, ...]


def progress(state: State, place: ProgressPage, look: Look) -> ProgressView:
    """How to ask."""
    say = say_in(state)
    card = any_card(state, say)
    return ProgressView(
        title=say("怎么查进度？", "How would you like to look it up?"),
        text=say(
            f"手里有回执，扫码最快；没有回执，用{card}。", f"Scanning your receipt is quickest; without one, use your {card}."
        ),
        tiles=(
            TileRow(
                act="scanReceipt",
                icon="qr-code",
                title=say("扫回执上的码", "Scan the receipt"),
                text=say("把回执对准扫码口；离线码也在这里扫", "Hold it to the scanner; or your identity code on paper"),
            ),
            TileRow(
                act="useCard",
                icon=card_icon(state),
                title=say(f"用{card}查", f"Use my {card}"),
                text=say("查您名下的办件", "All cases in your name"),
            ),
        ),
    )


class ProgressResultView(PageView):
    page: ClassVar[str] = "ProgressResultPage"

    title: Text
    text: Text
    name_note: Text
    problem: Text
    rows: tuple[CaseRow, ...]
    waiting: Text
    retry: Button
    card: Button
    card_icon: Data


def progress_result(state: State, place: ProgressResult, look: Look) -> ProgressResultView:
    """What the platform and this terminal know."""
    say = say_in(state)
    cases = list(place.cases or ())
    known = {case.case_number for case in cases}
    here = [stored for stored in place.here or () if not any(case.case_number in known for case in stored.cases)]
    waiting = place.looking or place.asking
    rows = case_rows(cases, state, opens=not waiting)
    rows += [row for stored in here for row in stored_rows(stored, state, place.cases is not None)]
    text = problem = ""
    if rows and place.cases is None and not place.asking:
        text = say(
            "现在连不上办事系统，下面是本机知道的情况。", "The centre's system is out of reach; this is what this terminal knows."
        )
    elif not rows and not waiting:
        problem = _by_paper(place, say) or _nothing(state, place, say) + _another_card(state, place, say)
    return ProgressResultView(
        title=say("查询结果", "Result"),
        text=text,
        problem=problem,
        name_note=name_note(state, say) if place.by_card else "",
        rows=tuple(rows),
        waiting=say("正在查办件…", "Looking up the cases…") if waiting else "",
        retry=say("再试一次", "Try again") if may_ask_again(place) else "",
        card=_use_card(state, place, say),
        card_icon=card_text(other_cards(state)[0]).icon if card_helps(state, place) else "",
        primary=say("回到首页", "Back to home"),
    )


def _another_card(state: State, place: ProgressResult, say: Say) -> str:
    """This terminal finds what a card was used for by that very card: what waits here since another one was shown is not seen."""
    if not place.by_card or not card_helps(state, place):
        return ""
    other = card_text(other_cards(state)[0]).card
    return say(
        f"当时用的是{other.zh}的话，请换{other.zh}再查。", f" If you used your {other.en} then, please look it up with that card."
    )


def _use_card(state: State, place: ProgressResult, say: Say) -> str:
    if not card_helps(state, place):
        return ""
    if not place.by_card:
        card = any_card(state, say)
        return say(f"用{card}查", f"Use my {card}")
    other = card_text(other_cards(state)[0]).card
    return say(f"换{other.zh}再查", f"Use my {other.en}")


_PAPER: Mapping[PaperRefusal, tuple[str, str]] = {
    PaperRefusal.UNKNOWN: (
        "认不出这个码，它不是离线码。请拿到窗口核对，或刷身份证查。",
        "This is no code of ours. Show it at the counter, or use your card.",
    ),
    PaperRefusal.EXPIRED: (
        "这张离线码已经过期。请刷身份证打印新的，或刷身份证查。",
        "This code on paper has expired. Print a new one with your ID card, or use the card.",
    ),
    PaperRefusal.ENDED: (
        "这张离线码已经挂失或者作废，不能再用。请刷身份证查。",
        "This code on paper was reported lost, replaced or revoked. Please use your card.",
    ),
    PaperRefusal.LIMIT: (
        "今天用离线码查的次数已经用完。请刷身份证查，或到窗口问。",
        "No more look-ups with codes today. Please use your card, or ask at the counter.",
    ),
}


def _by_paper(place: ProgressResult, say: Say) -> str:
    """Why a code on paper opened nothing; this terminal itself knows nothing of one."""
    if place.declined:
        return say(*_PAPER.get(place.declined, _PAPER[PaperRefusal.UNKNOWN]))
    if place.by_paper and place.cases is None:
        return say(
            "现在连不上办事系统，离线码要联网才能核对。请稍后再查，或用回执上的码。",
            "The centre's system is out of reach, so the code on paper cannot be checked. Try later, or scan your receipt.",
        )
    if place.by_paper:
        return say(
            "没有查到办件。如果您提交过，请带回执到窗口问一问。",
            "No case was found. If you did apply, please ask at the counter.",
        )
    return ""


def _nothing(state: State, place: ProgressResult, say: Say) -> str:
    """Neither has it, as far as they could be asked: never "not stored" where the record could not be read, or only a part of it
    was asked: a card finds what was applied for with that card."""
    by_code = state.person is not None and state.person.reader is Device.CODE_SCANNER
    shown = say("这个随申码", "this code") if by_code else say("这张卡", "this card")
    match place.here is not None, place.cases is not None:
        case True, True:
            return say(
                "没有查到办件。如果您提交过，请带回执到窗口问一问。",
                "No case was found. If you did apply, please ask at the counter.",
            )
        case True, False if place.by_card:
            return say(
                f"没有查到。本机没有存过用{shown}提交的申请，现在也连不上办事系统。请稍后再查，或请工作人员帮忙。",
                f"This terminal stored no application made with {shown}, and the centre's system is out of reach."
                " Try later, or ask the staff.",
            )
        case True, False:
            return say(
                "没有查到。本机没有存过这份申请，现在也连不上办事系统。请稍后再查，或请工作人员帮忙。",
                "Nothing found. This terminal stored no such application, and the centre's system is out of reach."
                " Try later, or ask the staff.",
            )
        case False, True:
            return say(
                "办事系统里还没有这份申请，本机的记录现在读不出来。请找工作人员看一看。",
                "The centre has no such application yet, and this terminal's record cannot be read. Please ask a member of staff.",
            )
    return say(
        "现在查不了：连不上办事系统，本机的记录也读不出来。请找工作人员帮忙。",
        "The centre's system is out of reach, and this terminal's record cannot be read. Please ask a member of staff.",
    )


def _answered(state: State, value: Any) -> Event:
    return SetReason(str(value)) if isinstance(state.place, WithdrawPage) else Touch()


VIEWS: Views = {
    ProgressPage: progress,
    ProgressResult: progress_result,
    CasePage: case_in_full,
    WithdrawPage: withdraw,
    Withdrawing: withdrawing,
}
ACTIONS: Actions = {
    "scanReceipt": lambda state, value: ScanReceipt(),
    "useCard": lambda state, value: UseCard(),
    "openCase": lambda state, value: OpenCase(str(value)),
    "withdraw": lambda state, value: Withdraw(),
    "withdrawPromise": lambda state, value: WithdrawPromise(),
    "pay": lambda state, value: Pay(),
    "printNotice": lambda state, value: PrintCasePaper(CasePaper.NOTICE),
    "printCommitment": lambda state, value: PrintCasePaper(CasePaper.COMMITMENT),
    "printServed": lambda state, value: PrintCasePaper(CasePaper.SERVED),
    "printIssued": lambda state, value: PrintIssued(),
    "answer": _answered,
}
