"""For which company somebody acts: those that the platform told, and what became of a code on a phone."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from kiosk.domain.mandates import BusinessCodeRefusal, Mandate, MandateRefusal
from kiosk.domain.text import LocalizedText
from kiosk.ports.platform import Network
from kiosk.session.companies import ChooseCompany, CompanyPage, ShowBusinessCode, may_show_code
from kiosk.session.state import State
from kiosk.views.base import Button, Data, PageView, Row, Text
from kiosk.views.language import Say, date_text, localized, say_in
from kiosk.views.pages import Actions, Look, Views

CODE_DECLINED: Mapping[BusinessCodeRefusal, LocalizedText] = {
    BusinessCodeRefusal.NOT_OURS: LocalizedText(
        "认不出这个码，它不是电子营业执照码。请在手机上打开电子营业执照，再出示一次。",
        "This is no code of an electronic business licence. Open the licence on your phone, and show it again.",
    ),
    BusinessCodeRefusal.TOO_OLD: LocalizedText(
        "这个码已经过时，每个码只在五分钟内有效。请在手机上刷新，再出示一次。",
        "This code is too old: each works for five minutes. Refresh it on your phone, and show it again.",
    ),
    BusinessCodeRefusal.USED: LocalizedText(
        "这个码已经出示过，每个码只能用一次。请在手机上刷新，再出示一次。",
        "This code was shown before: each works only once. Refresh it on your phone, and show it again.",
    ),
    BusinessCodeRefusal.OTHER_PERSON: LocalizedText(
        "这个码上的办事人不是您。请出示您自己手机上的电子营业执照。",
        "This code names another operator. Show the electronic business licence on your own phone.",
    ),
    BusinessCodeRefusal.EXPIRED: LocalizedText(
        "您替这家单位办事的授权已经到期或者收回。请单位在电子营业执照里重新授权，再来办。",
        "Your authorisation for this company has ended. Ask it to authorise you again in its electronic business licence.",
    ),
    BusinessCodeRefusal.OUT_OF_SCOPE: LocalizedText(
        "单位给您的授权不包括这件事。请单位补上授权，再来办。",
        "Your authorisation does not cover this matter. Ask the company to extend it.",
    ),
    BusinessCodeRefusal.UNCHECKED: LocalizedText(
        "登记部门现在没有答复，核对不了这个码。请过一会儿再出示，或到窗口办。",
        "The register gave no answer, so the code cannot be checked. Show it again in a moment, or go to the counter.",
    ),
    BusinessCodeRefusal.OTHER_COMPANY: LocalizedText(
        "这是另一家单位的执照码，和正在办的这份申请不是一家，没有用上。请出示这家单位的。",
        "This code is of another company than the one this application is for, and was not used. Show that one's.",
    ),
}
_WHY = {
    MandateRefusal.EXPIRED: LocalizedText(
        "授权已到期，请单位重新授权。", "Your authorisation has ended. Ask the company to renew it."
    ),
    MandateRefusal.OUT_OF_SCOPE: LocalizedText(
        "授权不包括这件事，请单位补上。", "You are not authorised for this service. Ask the company to extend your authority."
    ),
}


class CompanyRow(Row):
    """``value``: its credit code, told when it is touched; "" where it cannot be chosen."""

    value: Data
    title: Text
    text: Text
    chosen: bool


class CompanyView(PageView):
    """``waiting``: the platform is being asked; ``code``: show the licence on a phone instead."""

    page: ClassVar[str] = "CompanyPage"
    tells_network: ClassVar[bool] = True

    problem: Text
    title: Text
    text: Text
    rows: tuple[CompanyRow, ...]
    refused: tuple[CompanyRow, ...]
    waiting: bool
    retry: Button
    code: Button


def company(state: State, place: CompanyPage, look: Look) -> CompanyView:
    """Those that there are, and why some cannot be chosen."""
    say = say_in(state)
    usable = place.usable
    refused = tuple(one for one in place.mandates or () if one.refusal)
    waiting = place.request_id != ""
    return CompanyView(
        problem=_problem(state, place, say),
        title=_title(place, say),
        text=_text(place, say),
        rows=tuple(_row(one, one.company.number == place.chosen, state, say) for one in usable),
        refused=tuple(_refused(one, state, say) for one in refused),
        waiting=waiting,
        retry=say("再试一次", "Try again") if place.unanswered and not waiting else "",
        code=say("改用手机上的电子营业执照", "Use the electronic business licence on a phone")
        if may_show_code(state) and not waiting
        else "",
        primary=_primary(usable, waiting, say),
    )


def _title(place: CompanyPage, say: Say) -> str:
    if place.request_id:
        return say("正在查您可以替哪家单位办事", "Finding the companies you may act for")
    if place.unanswered and place.mandates is None:
        return say("现在查不到", "It cannot be looked up now")
    if not place.usable and place.only:
        return say(f"没有查到您可以替“{place.only}”办", f'No record that you may act for "{place.only}"')
    if not place.usable and place.mandates:
        these = "这些单位" if len(place.mandates) > 1 else "这家单位"
        return say(f"您还不能替{these}办", "No company that you may act for here")
    if not place.usable:
        return say("没有查到您可以替哪家单位办", "No company found that you may act for")
    if len(place.usable) == 1:
        return say("替这家单位办，对吗？", "For this company?")
    return say("替哪家单位办？", "For which company?")


def _text(place: CompanyPage, say: Say) -> str:
    if place.request_id or place.mandates is None:
        return ""
    if place.usable:
        return say("这次来办的事都按这家单位，换一家就在这里选。", "It stays for this visit; choose here to change it.")
    return say(
        "请法定代表人在电子营业执照里给您授权；新登记的，过一会儿再来查，或到窗口问。",
        "Ask the legal representative to authorise you in the electronic business licence. If the company was registered just now,"
        " look again a little later, or ask at the counter.",
    )


def _problem(state: State, place: CompanyPage, say: Say) -> str:
    if place.declined:
        return localized(CODE_DECLINED[place.declined], state)
    if place.fault:
        return say("请先选一家单位。", "Please choose a company first.")
    if place.unanswered and state.network is Network.OFFLINE:
        return say(
            "现在没有网络，核对不了您和单位的关系。等网络恢复再办，或到窗口办。",
            "No network now: whether you act for a company cannot be checked. Come back later, or go to the counter.",
        )
    if place.unanswered:
        return say(
            "登记部门现在没有答复，核对不了您和单位的关系。请再试一次，或到窗口办。",
            "No answer came, so it cannot be checked for which company you act. Try again, or go to the counter.",
        )
    return ""


def _row(mandate: Mandate, chosen: bool, state: State, say: Say) -> CompanyRow:
    return CompanyRow(value=mandate.company.number, title=mandate.company.name, text=_standing(mandate, state, say), chosen=chosen)


def _refused(mandate: Mandate, state: State, say: Say) -> CompanyRow:
    assert mandate.refusal is not None
    why = localized(_WHY[mandate.refusal], state)
    text = say("。", ". ").join((_standing(mandate, state, say), why))
    return CompanyRow(value="", title=mandate.company.name, text=text, chosen=False)


def _standing(mandate: Mandate, state: State, say: Say) -> str:
    role = localized(mandate.role_words, state)
    if mandate.until is None:
        return role
    until = date_text(mandate.until, say)
    return say(f"{role}，授权到{until}", f"{role}, until {until}")


def _primary(usable: tuple[Mandate, ...], waiting: bool, say: Say) -> str:
    if waiting or not usable:
        return ""
    return say("是这家，继续", "Yes, go on") if len(usable) == 1 else say("下一步", "Next")


VIEWS: Views = {CompanyPage: company}
ACTIONS: Actions = {
    "chooseCompany": lambda state, value: ChooseCompany(str(value)),
    "showBusinessCode": lambda state, value: ShowBusinessCode(),
}
