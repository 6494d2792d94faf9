"""A licence on a phone is being checked, or why it settles nothing."""

from __future__ import annotations

from kiosk.domain.licences import PresentedRefusal
from kiosk.domain.mandates import BusinessCodeRefusal
from kiosk.journeys.apply.presenting import Presenting
from kiosk.ports.platform import Network
from kiosk.session.state import State
from kiosk.views.companies import CODE_DECLINED
from kiosk.views.language import Say, localized, say_in
from kiosk.views.pages import Look
from kiosk.views.scan import ScanView

_DECLINED = {
    PresentedRefusal.NOT_OURS: (
        "认不出这个码，它不是我们签发的电子证照码。请打开手机上的电子证照，再出示一次。",
        "This is no licence code of ours. Open the electronic licence on your phone, and show it again.",
    ),
    PresentedRefusal.TOO_OLD: (
        "这个码已经过时，每个码只在一分钟内有效。请在手机上刷新，再出示一次。",
        "This code is too old: each works for one minute. Refresh it on your phone, and show it again.",
    ),
    PresentedRefusal.USED: (
        "这个码已经出示过，每个码只能用一次。请在手机上刷新，再出示一次。",
        "This code was shown before: each works only once. Refresh it on your phone, and show it again.",
    ),
    PresentedRefusal.OTHER_HOLDER: (
        "这份证照不在您本人名下，不能用来办您的这件事。请出示您自己的证照。",
        "This licence is not in your own name, and cannot be used for your application. Show your own.",
    ),
    PresentedRefusal.NOT_USABLE: (
        "这份证照已经过期或作废，不能用。请换一份，或者到窗口问一问。",
        "This licence has expired or was revoked. Show another one, or ask at the counter.",
    ),
    PresentedRefusal.NOT_ASKED: (
        "这次申请用不到这份证照。请换成要交的那一份，再出示一次。",
        "This application does not ask for this licence. Show the one that is asked for.",
    ),
}

_UNANSWERED = {
    True: (
        "现在连不上网，没法核对手机上的证照。可以再试一次；也可以返回，先提交申请。",
        "There is no network, and your licence cannot be checked. Try again, or go back and submit without it.",
    ),
    False: (
        "现在没法核对手机上的证照，办事系统没有答复。可以再试一次；也可以返回，先提交申请。",
        "The centre's system did not answer, and your licence cannot be checked now. Try again, or go back and submit without it.",
    ),
}


def _problem(state: State, place: Presenting, say: Say) -> str:
    if isinstance(place.declined, BusinessCodeRefusal):
        return localized(CODE_DECLINED[place.declined], state)
    return say(*(_DECLINED[place.declined] if place.declined else _UNANSWERED[state.network is Network.OFFLINE]))


def presenting(state: State, place: Presenting, look: Look) -> ScanView:
    """As the page that asked for the code, with what became of it."""
    say = say_in(state)
    if not place.declined and not place.unanswered:
        return ScanView(
            problem="", title=say("正在核对，请稍等", "Checking it, one moment"), text="", retry="", picture="show-phone"
        )
    return ScanView(
        problem=_problem(state, place, say),
        title=localized(place.words.title, state),
        text="",
        retry=say("再出示一次", "Show it again"),
        picture="show-phone",
    )
