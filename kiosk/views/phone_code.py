"""What becomes of the code that somebody's phone shows of who they are."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from kiosk.domain.identity_codes import PhoneCodeRefusal
from kiosk.domain.text import LocalizedText
from kiosk.ports.platform import Network
from kiosk.session.phone_code import PhoneCodePage, UseCardInstead
from kiosk.session.state import State
from kiosk.views.base import Button, Data, PageView, Text
from kiosk.views.cards import any_card, card_icon, usable
from kiosk.views.language import Say, localized, say_in
from kiosk.views.pages import Actions, Look, Views

DECLINED: Mapping[PhoneCodeRefusal, LocalizedText] = {
    PhoneCodeRefusal.NOT_OURS: LocalizedText(
        "认不出这个码，它不是随申码。请在手机上打开随申码，再出示一次。",
        "This is no identity code. Open yours on your phone, and show it again.",
    ),
    PhoneCodeRefusal.TOO_OLD: LocalizedText(
        "这个码已经过时，每个码只在一分钟内有效。请在手机上刷新，再出示一次。",
        "This code is too old: each works for one minute. Refresh it on your phone, and show it again.",
    ),
    PhoneCodeRefusal.USED: LocalizedText(
        "这个码已经出示过，每个码只能用一次。请在手机上刷新，再出示一次。",
        "This code was shown before: each works only once. Refresh it on your phone, and show it again.",
    ),
    PhoneCodeRefusal.REVOKED: LocalizedText(
        "您的随申码已经停用，现在不能用它办事。", "Your identity code has been disabled and cannot be used now."
    ),
    PhoneCodeRefusal.LIMIT: LocalizedText("今天出示随申码的次数已经用完。", "No more codes can be shown today."),
}
_AGAIN = frozenset({PhoneCodeRefusal.NOT_OURS, PhoneCodeRefusal.TOO_OLD, PhoneCodeRefusal.USED})


class PhoneCodeView(PageView):
    """``waiting``: the platform is being asked; ``card``: to show a card after all."""

    page: ClassVar[str] = "PhoneCodePage"
    tells_network: ClassVar[bool] = True

    problem: Text
    title: Text
    text: Text
    waiting: bool
    picture: Data
    card: Button
    card_icon: Data


def phone_code(state: State, place: PhoneCodePage, look: Look) -> PhoneCodeView:
    """That it is being looked at, or why it showed nothing, and what to do now."""
    say = say_in(state)
    waiting = place.request_id != ""
    again = not waiting and (place.declined is None or place.declined in _AGAIN)
    settled = bool(place.declined or place.unanswered or place.on_paper or place.own)
    return PhoneCodeView(
        problem=_problem(state, place, say),
        title=_title(place, say),
        text="" if waiting or settled else say("每个码一分钟内有效，只能用一次。", "Each code works once, within one minute."),
        waiting=waiting,
        picture="show-phone" if again else "",
        card="" if waiting else _card(state, place, say),
        card_icon=card_icon(state),
        primary=say("我准备好了，扫码", "I am ready: scan it") if again else "",
    )


def _title(place: PhoneCodePage, say: Say) -> str:
    if place.request_id:
        if place.then.another:
            return say("正在核对对方的随申码", "Their code is being checked")
        return say("正在核对您的随申码", "Your code is being checked")
    if place.unanswered:
        return say("现在核对不了随申码", "The code cannot be checked now")
    if place.declined or place.on_paper or place.own:
        return say("没有用上这个码", "This code was not used")
    if place.then.another:
        return say("用对方手机上的随申码办", "Use the code on their phone")
    return say("用手机上的随申码办", "Use the code on your phone")


def _card(state: State, place: PhoneCodePage, say: Say) -> str:
    """To no reader that is out of order."""
    if not usable(state):
        return ""
    card, whose = any_card(state, say), "their" if place.then.another else "my"
    return say(f"改用对方的{card}" if place.then.another else f"改用{card}", f"Use {whose} {card}")


def _instead(state: State, say: Say) -> str:
    """What to do where no other code will be taken either."""
    if not usable(state):
        return say("请到窗口办。", " Please go to the counter.")
    card = any_card(state, say)
    return say(f"请改用{card}，或到窗口办。", f" Please use the {card}, or go to the counter.")


def _problem(state: State, place: PhoneCodePage, say: Say) -> str:
    if place.on_paper:
        return say(
            "纸上的离线码只能查办件进度，办这件事不够。请出示手机上的随申码，或改用证件。",
            "A code on paper only shows how cases stand, which is not enough here. Show the code on a phone, or your card.",
        )
    if place.own:
        return say(
            "这是您自己的随申码，您的已经核对过了。请出示对方手机上的，或改用对方的证件。",
            "This code is your own, and you were identified already. Show the one on their phone, or use their card.",
        )
    if place.declined:
        told = localized(DECLINED[place.declined], state)
        return told if place.declined in _AGAIN else told + _instead(state, say)
    if not place.unanswered:
        return ""
    if state.network is Network.OFFLINE:
        return say(
            "现在没有网络，核对不了随申码。请改用证件，或等网络恢复。",
            "No network now: the code cannot be checked. Use your card, or come back later.",
        )
    return say(
        "办事系统没有答复，不知道这个码是谁的。请在手机上刷新，再出示一次，或改用证件。",
        "The centre's system did not answer, so it is not known whose code this is. Refresh it, show it again, or use your card.",
    )


VIEWS: Views = {PhoneCodePage: phone_code}
ACTIONS: Actions = {"useCardInstead": lambda state, value: UseCardInstead()}
