"""A page that shows whether a printer prints everything that this program sends, and the readiness of the whole on paper."""

from __future__ import annotations

import time

from commands.home import Home
from devices.code_scanner.check import CHECK_CODE
from devices.configured import read_devices
from kiosk.domain.receipts import Code, Line, PaperDocument, Row, Rule, Space, TextSize
from kiosk.domain.times import clock_text
from kiosk.ports.device_hub import PrintPages, PrintReceipt
from kiosk.ports.devices import Device, PrintOutcome, PrintState
from kiosk.technician.advice import REASONS
from kiosk.technician.readiness import Readiness, Verdict

_DONE = {
    PrintState.CONFIRMED: "printed; the printer itself says that it is done",
    PrintState.SENT: "sent; this printer has no word for done, so look at the paper",
}
_MARKS = {Verdict.GOOD: "正常", Verdict.NOTICE: "注意", Verdict.BAD: "故障", Verdict.ABSENT: "没有"}


def print_on(home: Home, device: Device, document: PaperDocument | bytes) -> tuple[str, bool]:
    """Print it with the driver that the configuration names. What became of it, in words, and whether it was good."""
    driver = read_devices(home.configuration().devices).of(device).open()
    serial = f"TEST-{int(time.time())}"
    job = driver.job(
        PrintReceipt(serial, document, serial) if isinstance(document, PaperDocument) else PrintPages(serial, document, serial)
    )
    try:
        while not isinstance(outcome := job.advance(), PrintOutcome):
            time.sleep(job.pace)
    finally:
        driver.close()
    if outcome.reason is None:
        return _DONE[outcome.state], True
    return f"{outcome.state.value.lower()}: {REASONS[outcome.reason].en}", False


def trial_receipt() -> PaperDocument:
    """Everything that a receipt may hold: sizes, weights, a rule, characters that printers lack, a code."""
    return PaperDocument(
        (
            Line("测试页", size=TextSize.LARGE, centred=True),
            Line("Test page", bold=True, centred=True),
            Rule(),
            Row("常用字", "中文 ABC 0123456789"),
            Row("符号", "￥①·—“”（）"),
            Row("生僻字", "䶮 𠮷 喆 赟 㛃"),
            Rule(),
            Code(CHECK_CODE),
            Line("上面没有空白、问号和断线，就是正常的。", centred=True),
        )
    )


def readiness_receipt(readiness: Readiness, terminal_id: str, wall: int) -> PaperDocument:
    """For the folder of whoever has just set the terminal up."""
    rows = [Row(line.name.zh, _MARKS[line.verdict]) for line in readiness.lines if not line.key.startswith("attached_")]
    todo = [Line(f"{line.name.zh}：{line.todo.zh}") for line in readiness.lines if line.todo and line.verdict is not Verdict.ABSENT]
    rule = (Rule(),) if todo else ()
    return PaperDocument(
        (
            Line("自检报告", size=TextSize.LARGE, centred=True),
            Line(f"{terminal_id}  {clock_text(wall)}", centred=True),
            Rule(),
            *rows,
            *rule,
            *todo,
            Space(1),
        )
    )


def trial_page() -> bytes:
    from fpdf import FPDF

    from devices.receipt_printer.fonts import find_font

    document = FPDF(format="A4")
    document.add_page()
    document.add_font("cjk", fname=find_font())
    document.set_font("cjk", size=40)
    document.set_y(60)
    document.cell(0, 24, "测试页", align="C", new_x="LMARGIN", new_y="NEXT")
    document.set_font("cjk", size=20)
    document.cell(0, 16, "Test page", align="C", new_x="LMARGIN", new_y="NEXT")
    document.set_font("cjk", size=14)
    document.set_y(120)
    good = "四边的框线完整、灰度均匀、文字清楚，就是正常的。\nThe frame is whole, the greys are even, the text is clear."
    document.multi_cell(0, 10, good, align="C")
    for step in range(8):
        document.set_fill_color(32 * step)
        document.rect(25 + 20 * step, 160, 20, 20, style="F")
    document.rect(8, 8, 194, 281)
    return bytes(document.output())
