"""What became of a piece of paper, and what the resident can do about it."""

from __future__ import annotations

from kiosk.domain.device_states import Reason, StatusKind
from kiosk.domain.text import LocalizedText
from kiosk.ports.devices import Device, DeviceStatus
from kiosk.session.paper import Paper, PaperState
from kiosk.session.state import State
from kiosk.views.base import Button, Data, Text, View
from kiosk.views.language import Say

_REASONS = {
    Reason.PAPER_OUT: ("打印机没有纸了", "The printer is out of paper"),
    Reason.COVER_OPEN: ("打印机的盖子开着", "The printer's cover is open"),
    Reason.CUTTER: ("打印机的切刀卡住了", "The printer's cutter is stuck"),
    Reason.JAM: ("打印机卡纸了", "The paper is jammed"),
    Reason.OUTPUT_TRAY: ("打印机的出纸盒满了或没装好", "The printer's output tray is full or missing"),
    Reason.SUPPLY_OUT: ("打印机的碳粉或墨用完了", "The printer is out of toner or ink"),
    Reason.OFFLINE: ("打印机处于脱机状态", "The printer is offline"),
    Reason.DRIVER: ("打印机没有设置好", "The printer is not set up"),
    Reason.SILENT: ("打印机没有回应", "The printer does not answer"),
    Reason.BUFFER_FULL: ("打印机没有收完要打的内容", "The printer did not take all of it"),
    Reason.NOT_FOUND: ("打印机没有连上", "The printer is not connected"),
    Reason.NOT_CONFIGURED: ("本机没有装打印机", "This terminal has no printer"),
}


_TROUBLE = ("打印机出了点问题", "The printer has a problem")
# The printer was well, and nothing was printed.
_NO_TROUBLE = {
    Reason.CANCELLED: ("打印已经取消", "It was cancelled"),
    Reason.IN_USE: ("打印机一直在打别的文件", "The printer was busy with another job"),
    Reason.NOT_RECORDED: ("这次没有打印，可以再打印一次", "It was not printed this time; you can print it again"),
}


def reason_text(reason: Reason | None, say: Say) -> str:
    """Why a printer did not print, in words; "" where no reason is known."""
    return say(*_REASONS.get(reason, _NO_TROUBLE.get(reason, _TROUBLE))) if reason else ""


class PaperView(View):
    """What has no text is not there. ``state``: of the paper, for the page; ``picture``: of where to look."""

    title: Text = ""
    text: Text = ""
    safe: Text = ""
    yes: Button = ""
    no: Button = ""
    again: Button = ""
    stop: Button = ""
    picture: Data = ""
    state: Data

    @property
    def tone_below(self) -> str:
        """Of the button below: what came out is told first, and what was not printed is wanted still."""
        return "quiet" if self.yes or self.again else ""


def paper_view(paper: Paper, device: Device, state: State, say: Say, what: LocalizedText, safe: LocalizedText) -> PaperView:
    """``what``: the word for this paper; ``safe``: what stands, whatever the printer does."""
    name, how = say(what.zh, what.en), paper.state.value
    match paper.state:
        case PaperState.PRINTING:
            return PaperView(title=say(f"正在打印{name}…", f"Printing the {name}…"), state=how)
        case PaperState.WAITING:
            return PaperView(
                title=say("打印机正在打别的文件，还没轮到您的", "The printer is busy with another job; yours has not begun")
                if paper.reason is Reason.IN_USE
                else say("打印机还没有开始打印", "The printer has not begun yet"),
                text=say("可以继续等，也可以不打印了。", "You may go on waiting, or do without the print."),
                stop=say("不等了，取消打印", "Do not wait, cancel it"),
                state=how,
            )
        case PaperState.STOPPING:
            return PaperView(title=say("正在取消打印…", "Cancelling it…"), state=how)
        case PaperState.PRINTED:
            return PaperView(title=say(f"请取走{name}", f"Please take the {name}"), state=how)
        case PaperState.SENT | PaperState.UNCERTAIN:
            return _question(paper, device, state, say, what, safe)
        case PaperState.FAILED | PaperState.MISSING:
            return _failure(paper, device, state, say, what, safe)
    return PaperView(state=how)


def _question(paper: Paper, device: Device, state: State, say: Say, what: LocalizedText, safe: LocalizedText) -> PaperView:
    """Whether it came out, which only they can see; and to print it again, which needs a printer that is well."""
    copy, free, sent = device is Device.PAGE_PRINTER, _free(state.status(device)), paper.state is PaperState.SENT
    if copy:
        safe = LocalizedText("再打印一次，前一张就作废。", "Printing it again voids the first one.")
    return PaperView(
        title=say(f"{what.zh}出来了吗？", f"Has the {what.en} come out?")
        if sent
        else say(f"{what.zh}打印完整了吗？", f"Is the {what.en} complete?"),
        text=say("请看一下出纸口，本机测不出有没有出纸。", "Please look in the outlet: the terminal cannot tell.")
        if sent
        else reason_text(paper.reason, say) + say("。", "."),
        safe=say(safe.zh, f" {safe.en}") if copy or not sent else "",
        yes=say("拿到了" if sent else "完整，拿到了", "Yes, I have it"),
        no="" if free else say("没有，或不完整", "No, or not complete"),
        again=say("没有，再打印", "No, print again") if free else "",
        picture="look-for-page" if copy else "look-for-receipt",
        state=paper.state.value,
    )


def _failure(paper: Paper, device: Device, state: State, say: Say, what: LocalizedText, safe: LocalizedText) -> PaperView:
    printer = state.status(device)
    zh, en = _why(paper, printer)
    again = say("再打印一次", "Print again") if device is Device.PAGE_PRINTER else say(f"打印{what.zh}", f"Print the {what.en}")
    return PaperView(
        title=say(f"{what.zh}没有打印出来", f"The {what.en} was not printed"),
        text=say(f"{zh}。", f"{en}."),
        safe=say(safe.zh, f" {safe.en}"),
        again=again if _free(printer) else "",
        state=paper.state.value,
    )


def _why(paper: Paper, printer: DeviceStatus) -> tuple[str, str]:
    if not printer.usable:
        # What it says now; that it is silent about itself is no reason to forget what it said of this paper.
        return _REASONS.get(printer.reason or paper.reason or Reason.MECHANICAL, _TROUBLE)
    if printer.kind is StatusKind.BUSY:
        return "打印机正在打别的文件", "The printer is busy with another job"
    if paper.state is PaperState.MISSING:
        return "可以再打印一次", "It can be printed again"
    if paper.reason in _NO_TROUBLE:
        return _NO_TROUBLE[paper.reason]
    return "打印机现在好了", "The printer works again"


def _free(printer: DeviceStatus) -> bool:
    return printer.usable and printer.kind is not StatusKind.BUSY
