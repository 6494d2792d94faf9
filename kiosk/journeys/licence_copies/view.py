"""Licence copies: the list and the purpose."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import ClassVar

from kiosk.domain.licences import PURPOSES, CopyPurpose, Licence
from kiosk.domain.service_items import LicenceType, ServiceItem
from kiosk.domain.text import LocalizedText, lowered
from kiosk.domain.values import replace
from kiosk.journeys.licence_copies.copying import CopyOrder, CopyPage, CopyPreviewPage, name_of
from kiosk.journeys.licence_copies.copying_view import paper, preview
from kiosk.journeys.licence_copies.places import (
    MOST_TOGETHER,
    CopyPurposePage,
    LicencesPage,
    OpenLicence,
    OpenTransaction,
    PickSeveral,
    SetKeep,
    SetPurpose,
    may_keep,
    offered,
    printable,
)
from kiosk.ports.platform import Network
from kiosk.session.state import State
from kiosk.views.base import Button, Data, Option, PageView, Row, Text, View
from kiosk.views.language import Say, date_text, localized, say_in
from kiosk.views.names import name_note
from kiosk.views.pages import Actions, Look, Views

TOLD_APART = 8  # characters of an identifier


class LicenceRow(Row):
    identifier: Data
    title: Text
    text: Text
    state: Text
    usable: bool
    picked: bool


class Way(View):
    """The service that gives the licence; without a title there is none here."""

    title: Text = ""
    text: Text = ""


class LicencesView(PageView):
    page: ClassVar[str] = "LicencesPage"

    title: Text
    text: Text
    problem: Text
    name_note: Text
    rows: tuple[LicenceRow, ...]
    several: Button
    picking: bool
    way: Way
    retry: Button
    waiting: Text


def licences(state: State, place: LicencesPage, look: Look) -> LicencesView:
    """The holder's licences, or why there are none; ``picking``: a touch chooses one of several, in place of opening it."""
    say = say_in(state)
    # As the catalogue orders them: those that most people have come first, in it and here.
    order = {kind.key: at for at, kind in enumerate(look.catalogue.licence_types)}
    rows = sorted(offered(state.person, place), key=lambda licence: order.get(licence.licence_type, len(order)))
    waiting = bool(place.request_id)
    text = problem = ""
    if waiting:
        pass
    elif not rows:
        problem = _none_found(state, place, look.catalogue.licence_types)
    elif place.kept:
        text = say(
            "现在没有网络。下面是您同意存在本机的证照，只有您的身份证能打开。",
            "No network now. These are the copies you agreed to keep here; only your card opens them.",
        )
    elif place.picked is not None:
        text = say(
            f"点一下选上，再点一下不选；一次最多 {MOST_TOGETHER} 份。",
            f"Touch to choose, touch again to undo; {MOST_TOGETHER} at most.",
        )
    else:
        text = say("请选择要打印的证照。", "Which one would you like to print?")
    count = len(place.picked or ())
    return LicencesView(
        title=localized(place.item.name, state) if place.item else say("我的证照", "My licences"),
        text=text,
        problem=problem,
        name_note=name_note(state, say),
        rows=() if waiting else _told_apart([_licence(licence, place, state, say) for licence in rows], say),
        several=_several(state, place, say),
        picking=place.picked is not None,
        way=Way() if waiting or rows or not place.transaction else _way(place.transaction, state, say),
        retry=say("再试一次", "Try again") if place.kept else "",
        waiting=say("正在查找您的证照…", "Looking for your licences…") if waiting else "",
        primary=say(f"打印这 {count} 份", f"Print these {count}") if count else say("回到首页", "Back to home") if problem else "",
    )


def _several(state: State, place: LicencesPage, say: Say) -> str:
    if len(printable(state.person, place)) < 2:
        return ""
    return say("一次打印几种证照", "Print several licences") if place.picked is None else say("不一起打了", "Print one only")


def _way(item: ServiceItem, state: State, say: Say) -> Way:
    name = item.name
    return Way(title=say(f"怎么领：{name.zh}", f"How to get one: {name.en}"), text=localized(item.summary, state))


def _told_apart(rows: Sequence[LicenceRow], say: Say) -> tuple[LicenceRow, ...]:
    """Of two that read alike, such as two real-estate certificates, each with the end of its number."""
    alike = Counter((row.title, row.text) for row in rows)

    def told(row: LicenceRow) -> LicenceRow:
        end = row.identifier[-TOLD_APART:]
        several = alike[row.title, row.text] > 1
        return replace(row, text=row.text + say(f" · 编号末尾 {end}", f" · number ending in {end}")) if several else row

    return tuple(told(row) for row in rows)


def _licence(licence: Licence, place: LicencesPage, state: State, say: Say) -> LicenceRow:
    until = say("有效期至 ", "valid until ") + date_text(licence.valid_until, say)
    child = say(f"孩子 {licence.child} 的", f"of your child {licence.child}") if licence.child else ""
    endless = say("长期有效", "no end date") if licence.usable else ""
    term = until if licence.valid_until else endless
    cannot = "" if licence.usable else say("不能打印", "cannot be printed")
    return LicenceRow(
        identifier=licence.identifier,
        title=localized(licence.name, state),
        text=" · ".join(part for part in (licence.company, child, localized(licence.authority, state), term, cannot) if part),
        state="" if licence.usable else say("已失效", "No longer valid"),
        usable=licence.usable,
        picked=licence.identifier in (place.picked or ()),
    )


def _away(state: State) -> LocalizedText:
    """Why nothing could be looked up, without a full stop."""
    if state.network is Network.OFFLINE:
        return LocalizedText("现在没有网络，查不了", "There is no network now, so nothing can be looked up")
    return LocalizedText("现在连不上办事系统，查不了", "The centre's system is out of reach, so nothing can be looked up")


def _none_found(state: State, place: LicencesPage, types: Sequence[LicenceType]) -> str:
    say = say_in(state)
    if place.kept and not may_keep(state):
        return say(
            f"{_away(state).zh}。要打印存在本机的证照，请点“结束离开”，再刷身份证进来；或到窗口打印。",
            f'{_away(state).en}. To print what you let this terminal keep, touch "Finish" and begin again with your ID card;'
            " or ask at the counter.",
        )
    wanted = next((one for one in types if place.item and one.key == place.item.licence_type), None)
    if place.kept and wanted:
        return say(
            f"{_away(state).zh}；本机也没有存过您的{wanted.name.zh}。请过一会儿再来，或到窗口打印。",
            f"{_away(state).en}, and no {lowered(wanted.name).en} of yours is stored here. Please come later, or ask at the"
            " counter.",
        )
    if place.kept:
        return say(
            f"{_away(state).zh}；本机也没有存过您的证照。请过一会儿再来，或到窗口打印。",
            f"{_away(state).en}, and no licence of yours is stored here. Please come later, or ask at the counter.",
        )
    if wanted:
        found = say(
            f"没有找到您的{wanted.name.zh}。这个证由{wanted.authority.zh}发。",
            f"No {lowered(wanted.name).en} was found in your name. The {lowered(wanted.authority).en} issues it. ",
        )
        if place.transaction:
            return found + say("还没有的，可以在这里办。", "If you have none yet, you can ask for one here.")
        return found + say("怎么申领，请到窗口问。", "Please ask at the counter how to get one.")
    return say(
        "没有找到您的电子证照。请到窗口问一问。", "No electronic licences were found in your name. Please ask at the counter."
    )


class KeepOffer(View):
    """To keep the copy here; without a title it cannot be."""

    title: Text = ""
    text: Text = ""
    state: Text = ""
    on: bool = False


class PurposeView(PageView):
    page: ClassVar[str] = "PurposePage"

    title: Text
    text: Text
    options: tuple[Option, ...]
    keep: KeepOffer


def purpose(state: State, place: CopyPurposePage, look: Look) -> PurposeView:
    """What the copy is for, and whether it is kept."""
    say = say_in(state)
    name, order = name_of(place.order), place.order
    return PurposeView(
        title=say(f"打印{name.zh}，用来做什么？", f"What is the copy of your {lowered(name).en} for?")
        if len(order.licences) == 1
        else say(f"打印这 {name.zh}，用来做什么？", f"What are the copies of these {lowered(name).en} for?"),
        text=say(
            "用途会印在纸上，防止被挪作他用。",
            "The purpose is printed across the page, so that the copy cannot be used for anything else.",
        ),
        options=tuple(
            Option(value=one.value, title=localized(word, state), chosen=order.purpose is one) for one, word in PURPOSES.items()
        ),
        keep=_keep(order, say) if may_keep(state) and order.look_up is None else KeepOffer(),
        primary=say("预览", "Preview") if order.purpose else "",
    )


def _keep(order: CopyOrder, say: Say) -> KeepOffer:
    on, alone = order.keep, len(order.licences) == 1
    return KeepOffer(
        title=say("断网时也想打印这份证照", "Let me print it without network too")
        if alone
        else say("断网时也想打印这几份证照", "Let me print these without network too"),
        text=say("加密存在本机，只有您的身份证放在读卡区时才能打开", "Kept here encrypted; only your card on the reader opens it"),
        state=say("同意存放", "Kept") if on else say("不存放", "Not kept"),
        on=on,
    )


VIEWS: Views = {LicencesPage: licences, CopyPurposePage: purpose, CopyPreviewPage: preview, CopyPage: paper}
ACTIONS: Actions = {
    "openLicence": lambda state, value: OpenLicence(str(value)),
    "several": lambda state, value: PickSeveral(),
    "openTransaction": lambda state, value: OpenTransaction(),
    "purpose": lambda state, value: SetPurpose(CopyPurpose(value)),
    "keep": lambda state, value: SetKeep(bool(value)),
}
