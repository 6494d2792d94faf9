"""A result on receipt paper."""

from __future__ import annotations

from kiosk.domain.queries import Column, QueryResult, cell_text
from kiosk.domain.receipts import Block, Line, PaperDocument, Row, Rule, Space
from kiosk.domain.service_items import ServiceItem
from kiosk.domain.terminals import Terminal
from kiosk.domain.times import clock_text, day_of

LINES = 60  # rows of a table on one piece of paper: some 1.5 m


def result_paper(
    item: ServiceItem, result: QueryResult, terminal: Terminal, wall: int, doubtful: bool, language: str
) -> PaperDocument:
    """What the screen shows of it, with the department and the day that it is of. It proves nothing, and says so.

    Args:
        item: that was looked up.
        result: with a row at least.
        terminal: that prints it.
        wall: seconds since 1970.
        doubtful: the clock cannot be right.
        language: ``en`` for English, Chinese for anything else.
    """
    zh = language != "en"
    blocks: list[Block] = [
        Line(terminal.site.in_language(language), bold=True, centred=True),
        Line("查询结果" if zh else "Result of a query", centred=True),
        Space(),
        Line(item.name.in_language(language), bold=True),
        Row("提供部门" if zh else "Department", result.department.in_language(language)),
        Row("数据截至" if zh else "As of", day_of(result.as_of).isoformat()),
        *([Row("查询对象" if zh else "About", result.about)] if result.about else []),
        Rule(),
    ]
    for at, row in enumerate(result.rows[:LINES]):
        blocks += [*([Rule()] if at else []), *(Row(label, value) for label, value in cells(result.columns, row, language))]
    if any(result.totals):
        blocks += [Rule(), Line("合计" if zh else "Total", bold=True)]
        blocks += [Row(label, value) for label, value in cells(result.columns, result.totals, language)]
    if result.pages > 1:
        page = f"第 {result.page} 页，共 {result.pages} 页" if zh else f"Page {result.page} of {result.pages}"
        blocks.append(Line(page, centred=True))
    printed = clock_text(wall) if not doubtful else ("本机时间不准" if zh else "the clock here is wrong")
    blocks += [
        Rule(),
        Line("仅供本人参考，不作证明；要证明请到窗口" if zh else "For your own use. The counter issues proofs"),
        Row("打印时间" if zh else "Printed", printed),
        Row("终端" if zh else "Terminal", terminal.terminal_id),
        Row("咨询电话" if zh else "Questions", terminal.hotline),
    ]
    return PaperDocument(tuple(blocks))


def cells(columns: tuple[Column, ...], row: tuple[str, ...], language: str) -> list[tuple[str, str]]:
    """Label and text of what there is of a row, in the order of its columns.

    Args:
        columns: of the result.
        row: a cell for each.
        language: ``en`` for English, Chinese for anything else.
    """
    pairs = zip(columns, row, strict=True)
    return [(column.label.in_language(language), cell_text(column, cell, language)) for column, cell in pairs if cell]
