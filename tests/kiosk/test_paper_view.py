"""What the page says of a piece of paper, and what can be touched: never more than is known."""

from __future__ import annotations

import pytest

from kiosk.domain.device_states import Reason, StatusKind
from kiosk.domain.text import LocalizedText
from kiosk.domain.values import replace
from kiosk.ports.device_hub import StatusChanged
from kiosk.ports.devices import Device, DeviceStatus, PrintConfirmed, PrintOutcome, PrintSent, PrintUncertain
from kiosk.session.idle import Idle
from kiosk.session.paper import Paper, PaperState
from kiosk.session.state import State
from kiosk.views.language import say_in
from kiosk.views.paper import PaperView, paper_view
from tests.kiosk.session_samples import READY, Session, shown

OUT = DeviceStatus(StatusKind.UNAVAILABLE, Reason.PAPER_OUT)
BUSY = DeviceStatus(StatusKind.BUSY)


def result(printed: PrintOutcome, status: DeviceStatus = READY) -> dict[str, object]:
    session = Session()
    session.to_result()
    session.paper(printed)
    session.feed(StatusChanged(Device.RECEIPT_PRINTER, status))
    return shown(session)


@pytest.mark.parametrize("printed", [PrintSent(), PrintUncertain(Reason.SILENT)])
def test_paper_not_confirmed_is_a_question_beside_the_code(printed: PrintOutcome) -> None:
    view = result(printed)
    paper = view["paper"]
    assert isinstance(paper, dict)
    assert paper["title"].endswith("吗？")
    assert paper["picture"] == "look-for-receipt"
    yes = "拿到了" if isinstance(printed, PrintSent) else "完整，拿到了"
    assert (paper["yes"], paper["again"], view["primary"]) == (yes, "没有，再打印", "不要纸，下一步")
    assert view["primaryTone"] == "quiet", "the question is answered first"
    assert view["code"], "the code stands beside the question"
    assert not result(PrintConfirmed())["code"]
    assert result(PrintConfirmed())["primaryTone"] == ""


def test_a_printer_out_of_paper_is_not_offered_to_print_again() -> None:
    paper = result(PrintUncertain(Reason.PAPER_OUT), OUT)["paper"]
    assert isinstance(paper, dict)
    assert (paper["again"], paper["no"]) == ("", "没有，或不完整")


def view_of(paper: Paper, printer: DeviceStatus, language: str = "zh") -> PaperView:
    state = State(place=Idle(), devices={Device.PAGE_PRINTER: printer}, language=language)
    safe = LocalizedText("平安。", "All is safe.")
    return paper_view(paper, Device.PAGE_PRINTER, state, say_in(state), LocalizedText("打印件", "copy"), safe)


@pytest.mark.parametrize(
    ("paper", "printer", "words", "again"),
    [
        (Paper(PaperState.FAILED, reason=Reason.CANCELLED), READY, "打印已经取消。平安。", True),
        (Paper(PaperState.FAILED, reason=Reason.NOT_RECORDED), READY, "这次没有打印，可以再打印一次。平安。", True),
        (Paper(PaperState.FAILED, reason=Reason.IN_USE), BUSY, "打印机正在打别的文件。平安。", False),
        (Paper(PaperState.FAILED, reason=Reason.PAPER_OUT), READY, "打印机现在好了。平安。", True),
        (Paper(PaperState.FAILED, reason=Reason.PAPER_OUT), OUT, "打印机没有纸了。平安。", False),
        (Paper(PaperState.FAILED, reason=Reason.DRIVER), replace(OUT, reason=Reason.DRIVER), "打印机没有设置好。平安。", False),
        (Paper(PaperState.MISSING), READY, "可以再打印一次。平安。", True),
        (Paper(PaperState.MISSING, reason=Reason.JAM), OUT, "打印机没有纸了。平安。", False),
    ],
)
def test_why_there_is_no_paper(paper: Paper, printer: DeviceStatus, words: str, again: bool) -> None:
    view = view_of(paper, printer)
    assert view.text + view.safe == words
    assert bool(view.again) is again


@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_page_that_waits_says_for_what_and_may_be_stopped(language: str) -> None:
    behind = view_of(Paper(PaperState.WAITING, reason=Reason.IN_USE), BUSY, language)
    slow = view_of(Paper(PaperState.WAITING, reason=Reason.SILENT), READY, language)
    assert behind.title != slow.title
    assert behind.stop
    assert slow.stop
    assert not view_of(Paper(PaperState.STOPPING), BUSY, language).stop
