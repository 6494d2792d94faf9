"""Paper from the receipt printer: the document that a driver lays out, and the receipts that say what became of a submission."""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum

from kiosk.domain.cases import Case, CaseState
from kiosk.domain.identifiers import grouped, mask_name, mask_number
from kiosk.domain.service_items import Words
from kiosk.domain.terminals import Terminal
from kiosk.domain.times import clock_text
from kiosk.domain.values import Value


class TextSize(Enum):
    NORMAL = 1
    LARGE = 2  # double width and height


class Line(Value, frozen=True):
    """A paragraph; the driver wraps it to the paper's width (a Chinese character takes two columns)."""

    text: str
    size: TextSize = TextSize.NORMAL
    bold: bool = False
    centred: bool = False


class Row(Value, frozen=True):
    """A label and its value: side by side where both fit, the value on lines of its own where not."""

    label: str
    value: str


class Rule(Value, frozen=True):
    """A thin line across the paper."""


class Space(Value, frozen=True):
    lines: int = 1


class Code(Value, frozen=True):
    """A QR code, centred, error correction M."""

    text: str


Block = Line | Row | Rule | Space | Code


class PaperDocument(Value, frozen=True):
    """One piece of paper, from the first line to the cut. The same document is laid out at 58 mm and at 80 mm."""

    blocks: tuple[Block, ...]


# --- the receipt of a submission -----------------------------------------------------------------------------------


class ReceiptFacts(Value, frozen=True):
    """Everything that a receipt says. ``case`` None: STORED, the platform has not answered."""

    terminal: Terminal
    item_name: Words
    case: Case | None
    receipt_number: str
    code: str  # the token, and the proof behind it where it is STORED
    committed_at: int
    name: str
    number: str
    doubtful: bool = False  # the clock could not be right; the time is ``committed_at`` or later


_STANDING: Mapping[str, tuple[Words, Words]] = {
    "STORED": (
        Words("已暂存", "STORED"),
        Words(
            "您的申请已安全保存在本机，还没有送到平台。", "Your application is kept safely here; the platform does not have it yet."
        ),
    ),
    CaseState.RECEIVED: (
        Words("已收件", "RECEIVED"),
        Words("平台已经收到您的申请。", "The platform has your application."),
    ),
    CaseState.ACCEPTED: (
        Words("已受理", "ACCEPTED"),
        Words("平台已经受理您的申请。", "The platform has accepted your application."),
    ),
    CaseState.CORRECTION: (
        Words("已收件，待补正", "RECEIVED, TO CORRECT"),
        Words("平台已经收到您的申请，有内容需要补正。", "The platform has your application; something needs correcting."),
    ),
    CaseState.APPROVED: (
        Words("已办结", "DONE"),
        Words("平台已经办结您的申请。", "The platform has approved your application."),
    ),
    CaseState.REFUSED: (
        Words("不予办理", "REFUSED"),
        Words("平台没有同意您的申请，原因见下。", "The platform has refused your application; see below."),
    ),
    CaseState.WITHDRAWN: (
        Words("已撤回", "WITHDRAWN"),
        Words("这项申请已经撤回。", "This application was withdrawn."),
    ),
}

STORED_NEXT = Words(
    "网络恢复后本机自动送交平台，不用再来办一次。可以凭查询码查询。",
    "It is sent by itself when the network returns. You need not come again; ask for it with its code.",
)


def standing(case: Case | None) -> tuple[Words, Words]:
    """The word for how far a submission is, and the sentence that explains it; never more than is true."""
    return _STANDING[case.state if case else "STORED"]


def submitted_text(committed_at: int, doubtful: bool) -> Words:
    """``doubtful``: the clock could not be right."""
    if doubtful:
        return Words("本机时间不准，以平台收件时间为准", "the clock here is wrong: the platform's time counts")
    return Words(clock_text(committed_at), clock_text(committed_at))


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
            Line("办件编号" if zh else "Case number"),
            Line(grouped(facts.case.case_number, 8, 6), TextSize.LARGE, bold=True),
        ]
    blocks.append(Row("回执编号" if zh else "Receipt no.", facts.receipt_number))
    blocks += [
        Row("事项" if zh else "Service", facts.item_name.in_language(language)),
        Row("申请人" if zh else "Applicant", mask_name(facts.name)),
        Row("证件号码" if zh else "ID number", mask_number(facts.number)),
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
        Row("终端" if zh else "Terminal", facts.terminal.terminal_id),
        Row("咨询电话" if zh else "Questions", facts.terminal.hotline),
    ]
    return PaperDocument(tuple(blocks))
