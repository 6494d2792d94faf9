"""What the first set-up leaves on paper and on a stick: the fingerprint to be compared, and the report."""

from __future__ import annotations

import time
from collections.abc import Sequence
from pathlib import Path

from kiosk.domain.receipts import Line as PaperLine
from kiosk.domain.receipts import PaperDocument, Row, Rule, Space, TextSize
from kiosk.domain.terminals import Terminal
from kiosk.domain.times import clock_text
from kiosk.ports.health import Line, Verdict
from kiosk.removable import Folder

_MARKS = {Verdict.GOOD: "正常 good", Verdict.NOTICE: "注意 notice", Verdict.BAD: "故障 bad", Verdict.ABSENT: "没有 none"}


def fingerprint_receipt(terminal: Terminal, shown: str, wall: int) -> PaperDocument:
    """For whoever compares it at the platform's console."""
    return PaperDocument(
        (
            PaperLine("终端登记", size=TextSize.LARGE, centred=True),
            PaperLine(clock_text(wall), centred=True),
            Rule(),
            Row("终端编号", terminal.terminal_id),
            Row("服务点", terminal.site.zh),
            PaperLine("校验码（和管理台上的核对）"),
            *(PaperLine(part, size=TextSize.LARGE, centred=True) for part in (shown[:9], shown[10:])),
            Rule(),
            PaperLine("不一样的，不要启用：中间有人改动。"),
            Space(1),
        )
    )


def report_text(lines: Sequence[Line], terminal: Terminal, wall: int) -> str:
    """The report as a text, in both languages."""
    told = [f"自检报告 Readiness report  {terminal.terminal_id}  {terminal.site.zh}  {clock_text(wall)}", ""]
    for line in lines:
        detail = f"  ({line.detail})" if line.detail else ""
        told.append(f"[{_MARKS[line.verdict]}] {line.name.zh} {line.name.en}: {line.state.zh} / {line.state.en}{detail}")
        if line.todo and line.verdict is not Verdict.ABSENT:
            told.append(f"    {line.todo.zh} / {line.todo.en}")
    return "\n".join(told) + "\n"


def write_report(medium: Path, lines: Sequence[Line], terminal: Terminal, wall: int) -> str:
    """Write the report to a stick; the file's name. MediumFault."""
    name = f"report-{terminal.terminal_id}-{time.strftime('%Y%m%dT%H%M%SZ', time.gmtime(wall))}.txt"
    with Folder(medium) as folder:
        folder.write(name, (report_text(lines, terminal, wall).encode(),))
    return name
