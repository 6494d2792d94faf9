"""Licence copies: the list, the purpose, the preview, the paper."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import ClassVar

from kiosk.domain.licences import PURPOSES, CopyPurpose, Licence
from kiosk.domain.service_items import LicenceType, ServiceItem
from kiosk.domain.text import LocalizedText
from kiosk.domain.values import replace
from kiosk.journeys.licence_copies.effects import CopyProblem
from kiosk.journeys.licence_copies.places import (
    CopyPage,
    CopyPreviewPage,
    CopyPurposePage,
    LicencesPage,
    OpenLicence,
    OpenTransaction,
    SetKeep,
    SetPurpose,
    may_keep,
    offered,
)
from kiosk.ports.devices import Device
from kiosk.session.paper import Paper, PaperState
from kiosk.session.state import State
from kiosk.views.base import Button, Data, Option, PageView, Row, Text, Unsaid, View
from kiosk.views.images import png_url
from kiosk.views.language import Say, date_text, localized, say_in
from kiosk.views.names import name_note
from kiosk.views.pages import Actions, Look, Views
from kiosk.views.paper import PaperView, paper_view

TOLD_APART = 8  # characters of an identifier


class LicenceRow(Row):
    identifier: Data
    title: Text
    text: Text
    state: Text
    usable: bool


class Way(View):
    """The service that gives the licence; without a title there is none here."""

    title: Text = ""
    text: Text = ""


class LicencesView(PageView):
    page: ClassVar[str] = "LicencesPage"

    title: Text
    text: Text
    name_note: Text
    rows: tuple[LicenceRow, ...]
    way: Way
    retry: Button
    waiting: bool


def licences(state: State, place: LicencesPage, look: Look) -> LicencesView:
    """The holder's licences, or why there are none."""
    say = say_in(state)
    # As the catalogue orders them: those that most people have come first, in it and here.
    order = {kind.key: at for at, kind in enumerate(look.catalogue.licence_types)}
    rows = sorted(offered(state.person, place), key=lambda licence: order.get(licence.licence_type, len(order)))
    waiting = bool(place.request_id)
    if waiting:
        text = say("正在查找您的证照…", "Looking for your licences…")
    elif not rows:
        text = _none_found(state, place, look.catalogue.licence_types)
    elif place.kept:
        text = say(
            "现在没有网络。下面是您同意存在本机的证照，只有您的身份证能打开。",
            "No network now. These are the copies you agreed to keep here; only your card opens them.",
        )
    else:
        text = say("请选择要打印的证照", "Which one would you like to print?")
    return LicencesView(
        title=localized(place.item.name, state) if place.item else say("我的证照", "My licences"),
        text=text,
        name_note=name_note(state, say),
        rows=() if waiting else _told_apart([_licence(licence, state, say) for licence in rows], say),
        way=Way() if waiting or rows or not place.transaction else _way(place.transaction, state, say),
        retry=say("再查一次", "Look again") if place.kept else "",
        waiting=waiting,
    )


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


def _licence(licence: Licence, state: State, say: Say) -> LicenceRow:
    until = say("有效期至 ", "valid until ") + date_text(licence.valid_until, say)
    term = until if licence.valid_until else say("长期有效", "no end date")
    return LicenceRow(
        identifier=licence.identifier,
        title=localized(licence.name, state),
        text=" · ".join(part for part in (licence.company, localized(licence.authority, state), term) if part),
        state="" if licence.usable else say("已失效，不能打印", "no longer valid"),
        usable=licence.usable,
    )


def _none_found(state: State, place: LicencesPage, types: Sequence[LicenceType]) -> str:
    say = say_in(state)
    if place.kept and not may_keep(state):
        return say(
            "现在连不上办事系统。要是您同意过存在本机，只有身份证能打开：请结束后改用身份证再来，或到窗口打印。",
            "The centre's system is out of reach. What you let this terminal keep, only your ID card opens: please finish and come"
            " again with it, or ask at the counter.",
        )
    wanted = next((one for one in types if place.item and one.key == place.item.licence_type), None)
    if place.kept and wanted:
        return say(
            f"现在连不上办事系统，本机也没有存过您的{wanted.name.zh}。请稍后再来，或到窗口打印。",
            f"The centre's system is out of reach and nothing of yours is kept here: {wanted.name.en}. Please come later or ask at"
            " the counter.",
        )
    if place.kept:
        return say(
            "现在连不上办事系统，本机也没有存过您的证照。请稍后再来，或到窗口打印。",
            "The centre's system is out of reach and nothing of yours is kept here. Please come later or ask at the counter.",
        )
    if wanted:
        found = say(
            f"没有找到您的{wanted.name.zh}，发证的是{wanted.authority.zh}。",
            f"Nothing of yours was found: {wanted.name.en}. Issued by: {wanted.authority.en}. ",
        )
        if place.transaction:
            return found + say("还没有的，可以在这里办。", "If you have none yet, you can ask for one here.")
        return found + say("怎么领，请到窗口问一问。", "Please ask at the counter how to get one.")
    return say("没有找到您的电子证照。请到窗口问一问。", "No licences of yours were found. Please ask at the counter.")


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
    name, order = place.order.licence.name, place.order
    return PurposeView(
        title=say(f"打印{name.zh}，用来做什么？", f"What is the copy of your {name.en} for?"),
        text=say("用途会印在纸上，防止被挪作他用", "It is printed across the page, so that the copy serves nothing else"),
        options=tuple(
            Option(value=one.value, title=localized(word, state), chosen=order.purpose is one) for one, word in PURPOSES.items()
        ),
        keep=_keep(order.keep, say) if may_keep(state) else KeepOffer(),
        primary=say("预览", "Preview") if order.purpose else "",
    )


def _keep(on: bool, say: Say) -> KeepOffer:
    return KeepOffer(
        title=say("断网时也想打印这份证照", "Let me print it without network too"),
        text=say("加密存在本机，只有您的身份证放在读卡区时才能打开", "Kept here encrypted; only your card on the reader opens it"),
        state=say("同意存放", "Kept") if on else say("不存放", "Not kept"),
        on=on,
    )


class PreviewView(PageView):
    page: ClassVar[str] = "PreviewPage"

    problem: Text
    notice: Text
    title: Text
    text: Text
    picture: Data
    waiting: Text
    retry: Button


_PROBLEMS: Mapping[CopyProblem, LocalizedText] = {
    CopyProblem.NO_ANSWER: LocalizedText(
        "现在取不到这份证照。请稍后再试，或到窗口打印。",
        "This licence cannot be had now. Please try later or ask at the counter.",
    ),
    CopyProblem.NO_SERIALS: LocalizedText(
        "本机的打印编号用完了，联网后自动补充。请稍后再来，或到窗口打印。",
        "This terminal has no serial numbers left until the network is back. Please ask at the counter.",
    ),
    CopyProblem.NOT_USABLE: LocalizedText("这份证照已经失效，不能打印。", "This licence is no longer valid and cannot be copied."),
    CopyProblem.NOT_DRAWABLE: LocalizedText(
        "这份证照上有一个字，这里的字库里没有，印出来就不是您的名字了，所以不打印。请到窗口打印。",
        "A character on this licence is in no typeface here; a copy without it would not show your name. Nothing is printed:"
        " please ask for it at the counter.",
    ),
    CopyProblem.STORAGE: LocalizedText(
        "本机存储暂时有问题，没有打印。请工作人员帮忙。",
        "The terminal's storage has a problem. Nothing was printed. Please ask the staff.",
    ),
}


def preview(state: State, place: CopyPreviewPage, look: Look) -> PreviewView:
    """What will be printed, or why it cannot be."""
    say = say_in(state)
    ready, problem = place.composed is not None, place.problem
    printer = state.status(Device.PAGE_PRINTER).usable
    return PreviewView(
        problem=localized(_PROBLEMS[problem], state) if problem else "",
        notice=""
        if printer
        else say("证照打印机暂时不能用，请工作人员帮忙。", "The printer is out of order. Please ask the staff."),
        title=_preview_title(place, say),
        text=say("A4 纸一张，带用途水印和可核验的码", "One A4 page, with the purpose across it and a code to check it by")
        if ready
        else "",
        picture=png_url(place.composed.preview) if place.composed else "",
        waiting=say("正在准备页面…", "Making the page…") if not ready and problem is None else "",
        retry=say("再试一次", "Try again") if problem is CopyProblem.NO_ANSWER else "",
        primary=say("打印这一页", "Print this page") if ready and printer else "",
    )


def _preview_title(place: CopyPreviewPage, say: Say) -> str:
    if place.problem is not None:
        return say("这份证照现在打印不了", "This licence cannot be printed now")
    if place.at_once:
        return say("换个编号再打印", "Printed under a new number")
    return say("打印出来是这样", "This is what is printed") if place.composed else say("正在准备打印页", "Making the page")


class CopyView(PageView):
    page: ClassVar[str] = "CopyPage"

    title: Text
    paper: PaperView
    hint: Text
    serial_label: Unsaid
    serial: Unsaid


def paper(state: State, place: CopyPage, look: Look) -> CopyView:
    say = say_in(state)
    safe = LocalizedText("没有打印出来的不会留在本机。", "What was not printed does not stay here.")
    word = LocalizedText("证照打印件", "copy")
    return CopyView(
        title=localized(place.order.licence.name, state),
        paper=paper_view(place.printed, Device.PAGE_PRINTER, state, say, word, safe),
        hint=say(
            "从下方出纸口取走。别人可以在任何一台自助终端扫码，核验这张纸的真伪。",
            "Take it from the slot below. Anyone can check it by its code at any terminal.",
        ),
        serial_label=say("打印编号", "Serial number"),
        serial=place.composed.serial,
        primary=_primary(place.printed, say),
    )


def _primary(paper: Paper, say: Say) -> str:
    if paper.busy or paper.state is PaperState.WAITING:
        return ""
    return say("完成", "Done") if paper.state is PaperState.PRINTED else say("不打印了，完成", "Go on without")


VIEWS: Views = {LicencesPage: licences, CopyPurposePage: purpose, CopyPreviewPage: preview, CopyPage: paper}
ACTIONS: Actions = {
    "openLicence": lambda state, value: OpenLicence(str(value)),
    "openTransaction": lambda state, value: OpenTransaction(),
    "purpose": lambda state, value: SetPurpose(CopyPurpose(value)),
    "keep": lambda state, value: SetKeep(bool(value)),
}
