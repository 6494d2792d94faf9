"""What became of a piece of paper, and what the resident can do about it."""

from __future__ import annotations

from kiosk.ports.devices import Device, DeviceStatus, Reason, StatusKind
from kiosk.session.state import Paper, PaperState, State
from screens.views.frame import View
from screens.views.language import Say

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
    Reason.NOT_FOUND: ("打印机没有连上", "The printer is not connected"),
    Reason.NOT_CONFIGURED: ("本机没有装打印机", "This terminal has no printer"),
}


_TROUBLE = ("打印机出了点问题", "The printer has a problem")
# The printer was well, and nothing was printed.
_NO_TROUBLE = {
    Reason.CANCELLED: ("打印已经取消", "It was cancelled"),
    Reason.IN_USE: ("打印机一直在打别的文件", "The printer was busy with another job"),
    Reason.NOT_RECORDED: ("本机没能登记这次打印", "The terminal could not write this print down"),
}


def reason_text(reason: Reason | None, say: Say) -> str:
    return say(*_REASONS.get(reason, _NO_TROUBLE.get(reason, _TROUBLE))) if reason else ""


def paper_view(paper: Paper, device: Device, state: State, say: Say, what: tuple[str, str], safe: tuple[str, str]) -> View:
    """``what``: the word for this paper; ``safe``: what stands, whatever the printer does."""
    name = say(*what)
    view: View = dict.fromkeys(("title", "text", "safe", "yes", "no", "again", "stop", "picture"), "")
    view["state"] = paper.state.value
    match paper.state:
        case PaperState.PRINTING:
            view["title"] = say(f"正在打印{name}…", f"Printing the {name}…")
        case PaperState.WAITING:
            view["title"] = (
                say("打印机正在打别的文件，还没轮到您的", "The printer is busy with another job; yours has not begun")
                if paper.reason is Reason.IN_USE
                else say("打印机还没有开始打印", "The printer has not begun yet")
            )
            view["text"] = say("可以继续等，也可以不打印了。", "You may go on waiting, or do without it.")
            view["stop"] = say("不等了，取消打印", "Do not wait, cancel it")
        case PaperState.STOPPING:
            view["title"] = say("正在取消打印…", "Cancelling it…")
        case PaperState.PRINTED:
            view["title"] = say(f"请取走{name}", f"Please take the {name}")
        case PaperState.SENT | PaperState.UNCERTAIN:
            _question(view, paper, device, state, say, what, safe)
        case PaperState.FAILED | PaperState.MISSING:
            _failure(view, paper, state.status(device), say, what, safe)
    return view


def _question(
    view: View, paper: Paper, device: Device, state: State, say: Say, what: tuple[str, str], safe: tuple[str, str]
) -> None:
    """Whether it came out, which only they can see; and to print it again, which needs a printer that is well."""
    printer, copy = state.status(device), device is Device.PAGE_PRINTER
    view["picture"] = "look-for-page" if copy else "look-for-receipt"
    if copy:
        safe = ("再打印一次，前一张就作废。", "Printing it again voids the first one.")
    if paper.state is PaperState.SENT:
        view["title"] = say(f"{what[0]}出来了吗？", f"Has the {what[1]} come out?")
        view["text"] = say("请看一下出纸口，本机看不到纸。", "Please look: the terminal cannot see it.")
        view["safe"] = say(safe[0], f" {safe[1]}") if copy else ""
    else:
        view["title"] = say(f"{what[0]}打印完整了吗？", f"Is the {what[1]} complete?")
        view["text"] = reason_text(paper.reason, say) + say("。", ".")
        view["safe"] = say(safe[0], f" {safe[1]}")
    view["yes"] = say("拿到了", "Yes, I have it")
    if _free(printer):
        view["again"] = say("没有，再打印", "No, print again")
    else:
        view["no"] = say("没有，或不完整", "No, or not whole")


def _failure(view: View, paper: Paper, printer: DeviceStatus, say: Say, what: tuple[str, str], safe: tuple[str, str]) -> None:
    view["title"] = say(f"{what[0]}没有打印出来", f"The {what[1]} was not printed")
    zh, en = _why(paper, printer)
    view["text"], view["safe"] = say(f"{zh}。", f"{en}."), say(safe[0], f" {safe[1]}")
    if _free(printer):
        view["again"] = say(f"打印{what[0]}", f"Print the {what[1]}")


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
    return "打印机现在好了", "The printer is well again"


def _free(printer: DeviceStatus) -> bool:
    return printer.usable and printer.kind is not StatusKind.BUSY
