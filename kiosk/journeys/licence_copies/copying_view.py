"""Licence copies: the preview, the paper, and of several how it stands with each."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from kiosk.domain.licences import Licence
from kiosk.domain.text import LocalizedText, lowered
from kiosk.journeys.licence_copies.copying import CopyOrder, CopyPage, CopyPreviewPage, name_of
from kiosk.journeys.licence_copies.effects import CopyProblem
from kiosk.ports.devices import Device
from kiosk.session.paper import Paper, PaperState
from kiosk.session.state import State
from kiosk.views.base import Button, Data, PageView, Row, Text, Unsaid
from kiosk.views.images import png_url
from kiosk.views.language import Say, localized, say_in
from kiosk.views.pages import Look
from kiosk.views.paper import PaperView, paper_view


class QueueRow(Row):
    """A copy of several that are printed together. ``tone``: quiet, info, good or bad."""

    title: Text
    state: Text
    tone: Data


class PreviewView(PageView):
    page: ClassVar[str] = "PreviewPage"

    problem: Text
    notice: Text
    title: Text
    text: Text
    picture: Data
    waiting: bool
    retry: Button
    queue: tuple[QueueRow, ...] = ()


_COPY = LocalizedText("证照打印件", "copy")
_PROBLEMS: Mapping[CopyProblem, LocalizedText] = {
    CopyProblem.NO_ANSWER: LocalizedText(
        "现在取不到要打印的内容。请稍后再试，或到窗口打印。",
        "What is to be printed cannot be fetched now. Please try later or ask at the counter.",
    ),
    CopyProblem.NO_SERIALS: LocalizedText(
        "本机的打印编号用完了，联网后自动补充。请稍后再来，或到窗口打印。",
        "This terminal has no serial numbers left until the network is back. Please ask at the counter.",
    ),
    CopyProblem.NOT_USABLE: LocalizedText("已经失效，不能打印。", "It is no longer valid and cannot be printed."),
    CopyProblem.NOT_DRAWABLE: LocalizedText(
        "里面有一个字本机打不出来，怕印错，所以不打印。请到窗口打印。",
        "A character on it cannot be printed by this terminal, so nothing is printed. Please ask for it at the counter.",
    ),
    CopyProblem.STORAGE: LocalizedText(
        "本机存储暂时有问题，没有打印。请工作人员帮忙。",
        "The terminal's storage has a problem. Nothing was printed. Please ask the staff.",
    ),
}


_NEVER_HERE = (CopyProblem.NOT_DRAWABLE, CopyProblem.NOT_USABLE)


def preview(state: State, place: CopyPreviewPage, look: Look) -> PreviewView:
    """What will be printed, or why it cannot be."""
    say = say_in(state)
    ready, problem = place.composed is not None, place.problem
    printer = state.status(Device.PAGE_PRINTER).usable
    return PreviewView(
        problem=localized(_PROBLEMS[problem], state) if problem else "",
        notice=""
        if printer or place.at_once  # the printer is waited for, and the page of the paper says so
        else say("证照打印机暂时不能用，请工作人员帮忙。", "The printer is out of order. Please ask the staff."),
        title=_preview_title(place, say),
        text=say("A4 纸一张，带用途水印和可核验的码。", "One A4 page, with the purpose across it and a code to check it by.")
        if ready
        else "",
        picture=png_url(place.composed.preview) if place.composed else "",
        waiting=not ready and problem is None,
        retry=say("再试一次", "Try again") if problem is CopyProblem.NO_ANSWER else "",
        queue=_queue(place.order, _preparing(place), state, say),
        primary=_preview_primary(place, printer, bool(state.trail), say),
    )


def _preparing(place: CopyPreviewPage) -> PaperState | None:
    if place.problem is not None:
        return PaperState.FAILED
    return PaperState.NONE if place.composed is None else None


def _preview_primary(place: CopyPreviewPage, printer: bool, back: bool, say: Say) -> str:
    count = len(place.order.licences)
    if place.problem is not None:
        return "" if place.order.is_last and back else _without(place.order.is_last, say)
    if place.composed is None or not printer:
        return ""
    return say("打印这一页", "Print this page") if count == 1 else say(f"打印这 {count} 份", f"Print these {count}")


def _queue(order: CopyOrder, now: PaperState | None, state: State, say: Say) -> tuple[QueueRow, ...]:
    """How it stands with each of several; () for one alone."""
    if len(order.licences) == 1:
        return ()
    states = [*order.ended, now, *[None] * (len(order.licences) - order.at - 1)]
    return tuple(_queued(licence, how, state, say) for licence, how in zip(order.licences, states, strict=True))


def _queued(licence: Licence, how: PaperState | None, state: State, say: Say) -> QueueRow:
    word, tone = {
        None: (say("排队等着", "Waits its turn"), "quiet"),
        PaperState.NONE: (say("正在准备", "Being prepared"), "info"),
        PaperState.PRINTING: (say("正在打印", "Being printed"), "info"),
        PaperState.PRINTED: (say("已打印", "Printed"), "good"),
        PaperState.SENT: (say("请看出纸口", "Look at the slot"), "info"),
        PaperState.UNCERTAIN: (say("请看出纸口", "Look at the slot"), "info"),
        PaperState.WAITING: (say("等打印机", "Waits for the printer"), "info"),
    }.get(how, (say("没有打印", "Not printed"), "bad"))
    return QueueRow(title=localized(licence.name, state), state=word, tone=tone)


def _preview_title(place: CopyPreviewPage, say: Say) -> str:
    if place.problem is not None:
        name = lowered(place.order.licence.name) if place.order.look_up else LocalizedText("这份证照", "licence")
        if place.problem in _NEVER_HERE:
            return say(f"{name.zh}在本机打印不了", f"The {name.en} cannot be printed here")
        return say(f"{name.zh}现在打印不了", f"The {name.en} cannot be printed now")
    if place.at_once and place.order.at:
        return say(f"正在准备第 {place.order.at + 1} 份", f"Preparing number {place.order.at + 1}")
    if place.at_once:
        return say("正在准备再打印一张", "Preparing the page once more")
    if place.composed is None:
        return say("正在准备打印页", "Preparing the page")
    if len(place.order.licences) > 1:
        return say("第 1 份打印出来是这样", "This is the first one")
    return say("打印出来是这样", "This is what is printed")


_NOT_PRINTED = (PaperState.FAILED, PaperState.MISSING)


class CopyView(PageView):
    page: ClassVar[str] = "CopyPage"

    title: Text
    paper: PaperView
    hint: Text
    serial_label: Unsaid
    serial: Unsaid
    queue: tuple[QueueRow, ...] = ()


def paper(state: State, place: CopyPage, look: Look) -> CopyView:
    """The page while a copy, or another paper with a serial number, is printed, and of what became of it."""
    say = say_in(state)
    safe = LocalizedText("本机打不出来的，可以到窗口打印。", "If this terminal cannot print it, the counter can.")
    word = _COPY if place.order.look_up is None else lowered(place.order.licence.name)
    told = paper_view(place.printed, Device.PAGE_PRINTER, state, say, word, safe)
    return CopyView(
        title=localized(name_of(place.order) if place.order.is_last else place.order.licence.name, state),
        paper=told,
        primary_tone=told.tone_below,
        hint=say(
            "从下方出纸口取走。别人可以在任何一台自助终端扫码，核验这张纸的真伪。",
            "Take it from the slot below. Anyone can check it by its code at any terminal.",
        ),
        serial_label=say("打印编号", "Serial number") if place.printed.state not in _NOT_PRINTED else "",
        serial=place.composed.serial if place.printed.state not in _NOT_PRINTED else "",
        queue=_queue(place.order, place.printed.state, state, say),
        primary=_primary(place.printed, place.order.is_last, say),
    )


def _primary(paper: Paper, is_last: bool, say: Say) -> str:
    if paper.busy or paper.state is PaperState.WAITING:
        return ""
    if is_last and paper.state is PaperState.PRINTED:
        return say("完成", "Done")
    return _without(is_last, say)


def _without(is_last: bool, say: Say) -> str:
    """To go on though this one is not printed."""
    return say("不打印了，完成", "Finish without printing") if is_last else say("跳过这份", "Skip this one")
