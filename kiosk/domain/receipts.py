"""Paper from the receipt printer: the document that a driver lays out, and the receipts that say what became of a submission."""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum

from kiosk.domain.cases import Case, CaseState
from kiosk.domain.identifiers import grouped_case_number, mask_name, mask_number
from kiosk.domain.terminals import Terminal
from kiosk.domain.text import LocalizedText
from kiosk.domain.times import clock_text
from kiosk.domain.values import Value


class TextSize(Enum):
    NORMAL = 1
    LARGE = 2  # double width and height


class Line(Value):
    """A paragraph; the driver wraps it to the paper's width (a Chinese character takes two columns)."""

    text: str
    size: TextSize = TextSize.NORMAL
    bold: bool = False
    centred: bool = False


class Row(Value):
    """A label and its value: side by side where both fit, the value on lines of its own where not."""

    label: str
    value: str


class Rule(Value):
    """A thin line across the paper."""


class Space(Value):
    lines: int = 1


class Code(Value):
    """A QR code, centred, error correction M."""

    text: str


Block = Line | Row | Rule | Space | Code


class PaperDocument(Value):
    """One piece of paper, from the first line to the cut. The same document is laid out at 58 mm and at 80 mm."""

    blocks: tuple[Block, ...]


class ReceiptFacts(Value):
    """Everything that a receipt says. ``case`` None: STORED, the platform has not answered."""

    terminal: Terminal
    item_name: LocalizedText
    case: Case | None
    receipt_number: str
    code: str  # the token, and the proof behind it where it is STORED
    committed_at: int
    name: str
    number: str
    doubtful: bool = False  # the clock could not be right; the time is ``committed_at`` or later
    agent: str = ""  # name of who acts for them
    company: bool = False  # it is a company's: its name and code stand whole, they are public


_STANDING: Mapping[str, tuple[LocalizedText, LocalizedText]] = {
    "STORED": (
        LocalizedText("已暂存", "STORED"),
        LocalizedText(
            "您的申请安全地存在这台机器里，还没有送出去。", "Your application is kept safely in this terminal; it is not sent yet."
        ),
    ),
    CaseState.RECEIVED: (
        LocalizedText("已收件", "RECEIVED"),
        LocalizedText("您的申请送到了，工作人员会看。", "Your application has arrived; the staff will look at it."),
    ),
    CaseState.ACCEPTED: (
        LocalizedText("已受理", "ACCEPTED"),
        LocalizedText("您的申请符合要求，已经开始办。", "Your application is in order; work on it has begun."),
    ),
    CaseState.CORRECTION: (
        LocalizedText("已收件，待补正", "RECEIVED, TO CORRECT"),
        LocalizedText("您的申请送到了，还有内容要补。", "Your application has arrived; something is to be added."),
    ),
    CaseState.APPROVED: (
        LocalizedText("已办结", "DONE"),
        LocalizedText("您的申请办好了。", "What you applied for is done."),
    ),
    CaseState.REFUSED: (
        LocalizedText("不予办理", "REFUSED"),
        LocalizedText("您的申请没有通过，原因见下。", "Your application is refused; see below why."),
    ),
    CaseState.WITHDRAWN: (
        LocalizedText("已撤回", "WITHDRAWN"),
        LocalizedText("这项申请已经撤回。", "This application was withdrawn."),
    ),
}

STORED_NEXT = LocalizedText(
    "网络恢复后自动送出，不用再来办一次。用回执上的码可以查进度。",
    "It is sent by itself when the network returns. You need not come again; the code on the receipt tells how it stands.",
)


def standing(case: Case | None) -> tuple[LocalizedText, LocalizedText]:
    """The word for how far a submission is, and the sentence that explains it; never more than is true."""
    return _STANDING[case.state if case else "STORED"]


def submitted_text(committed_at: int, doubtful: bool) -> LocalizedText:
    """``doubtful``: the clock could not be right."""
    if doubtful:
        return LocalizedText("本机时间不准，以送到的时间为准", "the clock here is wrong: the time of arrival counts")
    return LocalizedText(clock_text(committed_at), clock_text(committed_at))


def _applicant(facts: ReceiptFacts, zh: bool) -> tuple[Row, Row]:
    if facts.company:
        return (
            Row("申请单位" if zh else "Company", facts.name),
            Row("信用代码" if zh else "Credit code", facts.number),
        )
    return (
        Row("申请人" if zh else "Applicant", mask_name(facts.name)),
        Row("证件号码" if zh else "ID number", mask_number(facts.number)),
    )


def submission_receipt(facts: ReceiptFacts, language: str) -> PaperDocument:
    """What the platform answered, or that it has not; the number; what happens next and by when; the code to ask with."""
    zh = language != "en"
    word, sentence = standing(facts.case)
    blocks: list[Block] = [
        Line(facts.terminal.site.in_language(language), bold=True, centred=True),
        Line("办件回执" if zh else "Receipt", centred=True),
        Space(),
        Line(word.in_language(language), TextSize.LARGE, bold=True, centred=True),
        Line(sentence.in_language(language), centred=True),
        Rule(),
    ]
    if facts.case:
        blocks += [
            Line("办件编号，打电话、到窗口报这个号" if zh else "Case number, for counter and telephone"),
            Line(grouped_case_number(facts.case.case_number), TextSize.LARGE, bold=True),
        ]
    receipt_number = Row("回执编号" if zh else "Receipt no.", facts.receipt_number)
    if not facts.case:
        blocks.append(receipt_number)
    blocks += [
        Row("事项" if zh else "Service", facts.item_name.in_language(language)),
        *_applicant(facts, zh),
        *([Row("代办人" if zh else "Agent", mask_name(facts.agent))] if facts.agent else []),
        Row("提交时间" if zh else "Submitted", submitted_text(facts.committed_at, facts.doubtful).in_language(language)),
        Rule(),
        Line("接下来" if zh else "What happens next", bold=True),
    ]
    if facts.case:
        blocks.append(Line(facts.case.next_step.in_language(language)))
        if facts.case.due:
            blocks.append(Row("最晚" if zh else "By", facts.case.due.isoformat()))
        blocks.append(Row("受理中心" if zh else "Centre", facts.case.acceptance_centre.in_language(language)))
    else:
        blocks.append(Line(STORED_NEXT.in_language(language)))
    blocks += [
        Rule(),
        Line("查询进度：在任何一台自助终端扫描此码" if zh else "To ask for progress, scan this code at any terminal", centred=True),
        Code(facts.code),
        Line("请妥善保管，凭码可查进度" if zh else "Keep it: whoever has the code can ask", centred=True),
        Rule(),
        *([receipt_number] if facts.case else []),  # one number for people; this one for whoever looks into the terminal
        Row("终端" if zh else "Terminal", facts.terminal.terminal_id),
        Row("咨询电话" if zh else "Questions", facts.terminal.hotline),
    ]
    return PaperDocument(tuple(blocks))
