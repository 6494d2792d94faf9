"""What became of a piece of paper, and what the resident can do about it."""

from __future__ import annotations

from kiosk.ports.devices import Device, Reason
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


def reason_text(reason: Reason | None, say: Say) -> str:
    return say(*_REASONS.get(reason, ("打印机出了点问题", "The printer has a problem"))) if reason else ""


def paper_view(paper: Paper, device: Device, state: State, say: Say, what: tuple[str, str], safe: tuple[str, str]) -> View:
    """``what``: the word for this paper; ``safe``: what stands, whatever the printer does."""
    name = say(*what)
    view: View = {"state": paper.state.value, "title": "", "text": "", "yes": "", "no": "", "again": ""}
    match paper.state:
        case PaperState.PRINTING:
            view["title"] = say(f"正在打印{name}…", f"Printing the {name}…")
        case PaperState.PRINTED:
            view["title"] = say(f"请取走{name}", f"Please take the {name}")
        case PaperState.UNCERTAIN:
            view["title"] = say(f"{name}完整打印出来了吗？", f"Did the {name} come out whole?")
            view["text"] = say(
                f"{reason_text(paper.reason, say)}，本机看不到纸。{safe[0]}",
                f"{reason_text(paper.reason, say)}; the terminal cannot see the paper. {safe[1]}",
            )
            view["yes"] = say("完整，已拿到", "Yes, I have it")
            view["no"] = say("没有，或不完整", "No, or not whole")
        case PaperState.FAILED:
            back = state.status(device).usable
            view["title"] = say(f"{name}没有打印出来", f"The {name} was not printed")
            reason = reason_text(paper.reason, say)
            if back:
                view["text"] = say(f"打印机现在好了。{safe[0]}", f"The printer is well again. {safe[1]}")
                view["again"] = say(f"打印{name}", f"Print the {name}")
            else:
                view["text"] = say(f"{reason}。{safe[0]}", f"{reason}. {safe[1]}")
    return view
