"""A code on paper: is this you, what becomes of the paper, and the report that one is lost."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from kiosk.domain.identifiers import mask_number
from kiosk.domain.identity_codes import PAPER_DAYS, PaperGround, PaperRefusal
from kiosk.domain.text import LocalizedText
from kiosk.domain.times import day_of
from kiosk.journeys.paper_code.places import HolderPage, LostPage, PaperPage, ReportLost
from kiosk.ports.devices import Device
from kiosk.ports.platform import Network
from kiosk.session.paper import PaperState
from kiosk.session.state import State
from kiosk.views.base import Button, Data, PageView, Text, Unsaid
from kiosk.views.images import png_url
from kiosk.views.language import Say, date_text, localized, say_in
from kiosk.views.names import name_note
from kiosk.views.pages import Actions, Look, Views
from kiosk.views.paper import PaperView, paper_view

_WHAT = LocalizedText("离线码", "code on paper")
_GROUNDS: Mapping[PaperGround, LocalizedText] = {
    PaperGround.SENIOR: LocalizedText("您已满60岁，可以打印离线码。", "You are 60 or older, so you can print a code on paper."),
    PaperGround.MINOR: LocalizedText("您未满18岁，可以打印离线码。", "You are under 18, so you can print a code on paper."),
    PaperGround.DISABLED: LocalizedText(
        "您有残疾人证，可以打印离线码。", "You have a disability certificate, so you can print a code on paper."
    ),
}
_DECLINED: Mapping[PaperRefusal, LocalizedText] = {
    PaperRefusal.NOT_ENTITLED: LocalizedText(
        "现在查到的资料里，您不能打印离线码。有疑问请到窗口问。",
        "By the records found now you cannot print one. If in doubt, ask at the counter.",
    ),
    PaperRefusal.LIMIT: LocalizedText(
        "今天打印的次数已经用完，请明天再来，或到窗口问。", "No more can be printed today. Come tomorrow, or ask at the counter."
    ),
}


class HolderView(PageView):
    """``waiting``: the platform is being asked; ``lost``: to the report that it is lost."""

    page: ClassVar[str] = "PaperHolderPage"
    tells_network: ClassVar[bool] = True

    problem: Text
    title: Text
    text: Text
    name: Text
    number_label: Unsaid
    number: Unsaid
    photo: Data
    photo_name: Unsaid
    name_note: Text
    had: Text
    waiting: Text
    retry: Button
    lost: Button


def holder(state: State, place: HolderPage, look: Look) -> HolderView:
    """Name and photo as the card told, to be checked; why they may have one, and the one that they have."""
    say = say_in(state)
    person, standing = state.resident, place.standing
    may = standing is not None and standing.ground is not None
    return HolderView(
        problem=_unanswered(state, say) if place.unanswered else "",
        title=_title(place, may, say),
        text=_text(place, state, say),
        name=person.card.name,
        number_label=say("证件号码", "ID number"),
        number=mask_number(person.card.number),
        photo=png_url(person.photo) if person.photo else "",
        photo_name=say("证件上的照片", "The photo on the card"),
        name_note=name_note(state, say),
        had=_had(place, say),
        waiting=say("正在查您有没有离线码…", "Looking up whether you have a code…") if place.request_id else "",
        retry=say("再试一次", "Try again") if place.unanswered else "",
        lost=say("挂失，不打印新的", "Report it lost, do not print") if standing and standing.until else "",
        primary=_primary(place, may, say),
    )


def _title(place: HolderPage, may: bool, say: Say) -> str:
    if place.unanswered:
        return say("现在打印不了", "It cannot be printed now")
    if place.standing and not may:
        return say("您还不能打印离线码", "You cannot have a code on paper")
    return say("这是您本人吗？", "Is this you?")


def _text(place: HolderPage, state: State, say: Say) -> str:
    if place.standing is None:
        return ""
    if place.standing.ground:
        return localized(_GROUNDS[place.standing.ground], state)
    return say(
        "离线码给60岁以上、未满18岁的人和有残疾人证的人打印。您可以用手机上的随申码；有疑问请到窗口问。",
        "It is for people aged 60 or over, under 18, or with a disability certificate. You may use the code on a phone;"
        " if in doubt, ask at the counter.",
    )


def _had(place: HolderPage, say: Say) -> str:
    standing = place.standing
    if standing is None or standing.until is None or standing.issued_at is None:
        return ""
    issued, until = date_text(day_of(standing.issued_at), say), date_text(standing.until, say)
    return say(
        f"您有一张离线码，{issued}打印的，有效期到{until}。打印新的，旧的马上不能用。",
        f"You already have a code printed on {issued}, valid until {until}. Printing a new one cancels it at once.",
    )


def _primary(place: HolderPage, may: bool, say: Say) -> str:
    if place.standing is None:
        return ""
    return say("是我，打印", "Yes, print it") if may else say("回到首页", "Back to home")


def _unanswered(state: State, say: Say) -> str:
    if state.network is Network.OFFLINE:
        return say(
            "现在没有网络，离线码要联网才能打印和挂失。等网络恢复再办，或到窗口办。",
            "No network now: a code can only be printed, or reported lost, with it. Come back later, or go to the counter.",
        )
    return say("办事系统没有答复。请再试一次，或到窗口办。", "The centre's system did not answer. Try again, or go to the counter.")


class PaperCodeView(PageView):
    """``waiting``: the platform is being asked for a code."""

    page: ClassVar[str] = "PaperCodePage"
    tells_network: ClassVar[bool] = True

    problem: Text
    title: Text
    text: Text
    waiting: Text
    retry: Button
    paper: PaperView


def paper_code(state: State, place: PaperPage, look: Look) -> PaperCodeView:
    """What becomes of the paper."""
    say = say_in(state)
    safe = LocalizedText(
        "没有打出来的那张不能用，随时可以再打印一张。",
        "The one that did not come out is not valid; you can print another at any time.",
    )
    problem = localized(_DECLINED.get(place.declined, _DECLINED[PaperRefusal.LIMIT]), state) if place.declined else ""
    paper = paper_view(place.printed, Device.RECEIPT_PRINTER, state, say, _WHAT, safe)
    return PaperCodeView(
        problem=problem or (_no_code(state, say) if place.unanswered else ""),
        title=say("打印离线码", "The code on paper"),
        text=say(f"请和身份证一起出示；{PAPER_DAYS}天内有效。", f"Show it with your ID card; it is valid for {PAPER_DAYS} days.")
        if place.printed.state is PaperState.PRINTED
        else "",
        waiting=say("正在取离线码…", "Fetching the code…") if place.request_id else "",
        retry=say("再试一次", "Try again") if place.unanswered else "",
        paper=paper,
        primary_tone=paper.tone_below,
        primary="" if place.busy() else say("回到首页", "Back to home"),
    )


def _no_code(state: State, say: Say) -> str:
    """The platform may have made one, whose paper nobody has: it is worth nothing to anybody."""
    if state.network is Network.OFFLINE:
        return _unanswered(state, say)
    return say(
        "办事系统没有答复，没有打印。以前那张可能已经不能用，请再试一次，或到窗口办。",
        "The centre's system did not answer, and nothing was printed. Your earlier one may no longer work; try again, or ask at the"
        " counter.",
    )


class LostView(PageView):
    """``waiting``: the platform is being told."""

    page: ClassVar[str] = "PaperLostPage"
    tells_network: ClassVar[bool] = True

    problem: Text
    title: Text
    text: Text
    waiting: Text


def lost(state: State, place: LostPage, look: Look) -> LostView:
    """Are you sure, and what came of it."""
    say = say_in(state)
    if place.ended is None:
        title = say("要挂失离线码吗？", "Report the code on paper as lost?")
        text = say(
            "挂失后，纸上的码马上不能用，不能恢复；以后可以再打印新的。",
            "The code stops working at once and for good; you may print a new one later.",
        )
    elif place.ended:
        title = say("已经挂失", "It is reported lost")
        text = say(
            "纸上的码已经不能用。需要的时候，可以刷身份证打印新的。",
            "The code no longer works. You may print a new one with your ID card.",
        )
    else:
        title = say("没有要挂失的离线码", "There is none to report")
        text = say("您名下现在没有还有效的离线码。", "You have no valid code on paper.")
    return LostView(
        problem=_unanswered(state, say) if place.unanswered else "",
        title=title,
        text=text,
        waiting=say("正在挂失…", "Reporting it lost…") if place.request_id else "",
        primary=_lost_primary(place, say),
        primary_tone="danger" if place.ended is None else "",
    )


def _lost_primary(place: LostPage, say: Say) -> str:
    if place.request_id:
        return ""
    return say("确定挂失", "Report it lost") if place.ended is None else say("回到首页", "Back to home")


VIEWS: Views = {HolderPage: holder, PaperPage: paper_code, LostPage: lost}
ACTIONS: Actions = {"reportLost": lambda state, value: ReportLost()}
