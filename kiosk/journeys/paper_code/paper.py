"""The paper with the code."""

from __future__ import annotations

from datetime import date

from kiosk.domain.identifiers import mask_name
from kiosk.domain.receipts import Code, Line, PaperDocument, Row, Rule, Space, TextSize
from kiosk.domain.terminals import Terminal
from kiosk.domain.times import clock_text


def code_paper(code: str, name: str, until: date, terminal: Terminal, wall: int, doubtful: bool, language: str) -> PaperDocument:
    """What the holder takes along.

    Args:
        code: as the platform gave it.
        name: of the holder; printed masked.
        until: the last day on which it counts.
        terminal: that prints it.
        wall: seconds since 1970.
        doubtful: the clock cannot be right.
        language: ``en`` for English, Chinese for anything else.
    """
    zh = language != "en"
    printed = clock_text(wall) if not doubtful else ("本机时间不准" if zh else "the clock here is wrong")
    return PaperDocument(
        (
            Line(terminal.site.in_language(language), bold=True, centred=True),
            Line("随申码离线码" if zh else "Identity code on paper", size=TextSize.LARGE, centred=True),
            Space(),
            Code(code),
            Row("本人" if zh else "Holder", mask_name(name)),
            Row("有效期到" if zh else "Valid until", until.isoformat()),
            Rule(),
            Line("请和身份证一起出示" if zh else "Show it together with your ID card", bold=True),
            Line("在自助终端只能查您的办件进度" if zh else "At a terminal it shows how your cases stand, and nothing else"),
            Line(
                "丢了，请马上刷身份证挂失或打印新的；打印新的，这张就不能用了"
                if zh
                else "If it is lost, report it with your ID card, or print a new one, which ends this one"
            ),
            Rule(),
            Row("打印时间" if zh else "Printed", printed),
            Row("终端" if zh else "Terminal", terminal.terminal_id),
            Row("咨询电话" if zh else "Questions", terminal.hotline),
        )
    )
