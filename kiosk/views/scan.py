"""A code is asked for."""

from __future__ import annotations

from typing import ClassVar

from kiosk.ports.device_text import text_of
from kiosk.ports.devices import Device
from kiosk.session.scan import Scan, ScanProblem
from kiosk.session.state import State
from kiosk.views.base import Button, Data, PageView, Text
from kiosk.views.cards import any_card, cannot_be_used, usable
from kiosk.views.language import Say, localized, say_in
from kiosk.views.pages import Actions, Look, Views


class ScanView(PageView):
    page: ClassVar[str] = "ScanPage"

    problem: Text
    title: Text
    text: Text = ""
    retry: Button = ""
    picture: Data


def scan(state: State, place: Scan, look: Look) -> ScanView:
    """What is to be held up, and what went wrong with what was."""
    say = say_in(state)
    card = any_card(state, say) if place.words.card_helps and usable(state) else ""
    if place.problem is ScanProblem.SCANNER:
        by_card = say(
            f"扫码器暂时不能用。查进度可以改用{card}。",
            f"The scanner cannot be used now. To check progress, you can use your {card}.",
        )
        return ScanView(
            problem=by_card if card else cannot_be_used(text_of(Device.CODE_SCANNER).within, say),
            title=say("现在不能扫码", "Codes cannot be read now"),
            retry=say("再试一次", "Try again"),
            picture="scanner-out",
        )
    return ScanView(
        problem=_problem(state, place, card, say),
        title=localized(place.words.title, state),
        text=say("对准扫码口；读到后这一页自己会变，不用按。", "Hold it to the scanner; the page goes on by itself."),
        picture="show-phone" if place.words.on_phone else "show-code",
    )


def _problem(state: State, place: Scan, card: str, say: Say) -> str:
    """What is the matter, and what helps: another code, another try, or the card."""
    match place.problem:
        case ScanProblem.UNREADABLE:
            return say(
                "没有扫清楚。请把码摊平，离远一点再试。", "Not read well. Flatten the code and hold it a little further away."
            )
        case ScanProblem.STILL_UNREADABLE if card:
            return say(
                f"还是扫不出来，码可能坏了。不用再试，请返回改用{card}，或到窗口问。",
                f"It still cannot be read. Go back and use your {card}, or ask at the counter.",
            )
        case ScanProblem.STILL_UNREADABLE:
            return say(
                "还是扫不出来，码可能坏了。不用再试，请拿到窗口核对。",
                "It still cannot be read, and may be damaged. Please show it at the counter.",
            )
        case ScanProblem.FOR_COUNTER:
            return say(
                "这是填好的表上的码，还没有提交。请把表交给窗口，由窗口扫这个码。",
                "This is the code of a form that you filled in, not submitted yet. Take the form to the counter, where it is read.",
            )
        case ScanProblem.UNKNOWN_CODE if card:
            return say(
                f"扫到了，但不是这里能用的码。{place.words.unknown.zh}；都没有的，请返回改用{card}。",
                f"Not a code for this page. {place.words.unknown.en}. If you have neither, go back and use your {card}.",
            )
        case ScanProblem.UNKNOWN_CODE:
            wanted = place.words.unknown
            return say(f"扫到了，但不是这里能用的码。{wanted.zh}。", f"Not a code for this page. {wanted.en}.")
    return ""


VIEWS: Views = {Scan: scan}
ACTIONS: Actions = {}
