"""Paper from the receipt printer: the document that a driver lays out, and the receipts that say what became of a submission."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from enum import Enum

from kiosk.domain.cases import OPEN, Case, CaseState
from kiosk.domain.identifiers import grouped_case_number, mask_name, mask_number
from kiosk.domain.terminals import Terminal
from kiosk.domain.text import LocalizedText
from kiosk.domain.times import clock_text
from kiosk.domain.values import Value
from kiosk.domain.without_paper import PromiseState


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


class Owing(Value):
    """A material that is still to be brought, or that a promise stands in for, before the platform has said until when. ``days``:
    working days from the day on which it is received, 0 where nobody knows."""

    name: LocalizedText
    days: int = 0
    promised: bool = False


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
    corrects: bool = False  # what was submitted mends a case that was sent back
    agent: str = ""  # name of who acts for them
    company: bool = False  # it is a company's: its name and code stand whole, they are public
    others: tuple[Case, ...] = ()  # of a bundle: the cases that were opened with it
    items: tuple[LocalizedText, ...] = ()  # of a bundle: names of what was applied for
    owing: tuple[Owing, ...] = ()  # as the terminal knows it, until the platform has answered

    @property
    def cases(self) -> tuple[Case, ...]:
        """All that the submission opened."""
        return (self.case, *self.others) if self.case else ()


_REVOKED = (
    LocalizedText("已撤销", "Revoked"),
    LocalizedText("办好的结果已经撤销，原因见“原因和办法”。", 'What was granted has been revoked; see "Why, and what you can do".'),
)
_NOT_ACCEPTED = (
    LocalizedText("不予受理", "Not accepted"),
    LocalizedText("您的申请没有受理，原因见“原因和办法”。", 'Your application was not accepted; see "Why, and what you can do".'),
)
_STANDING: Mapping[str, tuple[LocalizedText, LocalizedText]] = {
    "STORED": (
        LocalizedText("已暂存", "Stored"),
        LocalizedText(
            "您的申请安全地存在这台机器里，还没有送出去。",
            "Your application is stored safely in this terminal; it has not been sent yet.",
        ),
    ),
    CaseState.RECEIVED: (
        LocalizedText("已收件", "Received"),
        LocalizedText("您的申请送到了，工作人员会查看。", "Your application has arrived; the staff will review it."),
    ),
    CaseState.ACCEPTED: (
        LocalizedText("已受理", "Accepted"),
        LocalizedText("您的申请符合要求，已经开始办。", "Your application is in order; work on it has begun."),
    ),
    CaseState.CORRECTION: (
        LocalizedText("已收件，待补正", "Received, to be corrected"),
        LocalizedText("您的申请送到了，还有内容要补。", "Your application has arrived; please add or correct something."),
    ),
    CaseState.APPROVED: (
        LocalizedText("已办结", "Done"),
        LocalizedText("您的申请通过了，已经办好。", "Your application was granted."),
    ),
    CaseState.REFUSED: (
        LocalizedText("不予办理", "Refused"),
        LocalizedText("您的申请没有通过，原因见“原因和办法”。", 'Your application was refused; see "Why, and what you can do".'),
    ),
    CaseState.WITHDRAWN: (
        LocalizedText("已撤回", "Withdrawn"),
        LocalizedText("这项申请已经撤回。", "This application was withdrawn."),
    ),
}

_BOOKED = (
    LocalizedText("约好了", "Booked"),
    LocalizedText("给您留了时间，请按时去。", "A time has been set for you; please be on time."),
)

STORED_NEXT = LocalizedText(
    "网络恢复后自动送出，不用再来办一次。用回执上的码可以查进度。",
    "It is sent automatically when the network is back. You need not come again; check its progress with the receipt's code.",
)


def standing(case: Case | None) -> tuple[LocalizedText, LocalizedText]:
    """The word for how far a submission is, and the sentence that explains it; never more than is true."""
    if case and case.revoked:
        return _REVOKED
    if case and case.not_accepted:
        return _NOT_ACCEPTED
    if case and case.booked and case.state is CaseState.ACCEPTED:
        return _BOOKED
    return _STANDING[case.state if case else "STORED"]


def centre_word(case: Case) -> LocalizedText:
    """What the place is called that a case names: where it is handled, or where an appointment is."""
    return LocalizedText("地点", "Where") if case.booked else LocalizedText("受理中心", "Centre")


def next_word(case: Case) -> LocalizedText:
    """What the sentence of a case is called: what comes next while it is open, what came of it after that."""
    if case.state in OPEN:
        return LocalizedText("接下来", "Next")
    if case.state is CaseState.REFUSED:
        return LocalizedText("原因和办法", "Why, and what you can do")
    return LocalizedText("结果", "Outcome")


def due_word(case: Case) -> LocalizedText:
    """What the day is called that a case names: until when it is looked at, decided, or must be corrected by whoever applied."""
    if case.state is CaseState.CORRECTION:
        return LocalizedText("补正期限", "Correct by")
    if case.state is CaseState.RECEIVED:
        return LocalizedText("最晚查看", "Reviewed at the latest")
    return LocalizedText("最晚办好", "Ready by")


def owing_words(owing: Sequence[Owing], zh: bool) -> list[tuple[str, str]]:
    """Label and words of each, while the platform has not said a day."""
    words = []
    for one in owing:
        name = one.name.zh if zh else one.name.en
        if one.promised:
            words.append(("写了承诺" if zh else "Promised", name))
        elif one.days:
            within = f"{name}，送到后{one.days}个工作日内" if zh else f"{name}, within {one.days} working days of its arrival"
            words.append(("还要交" if zh else "Still to hand in", within))
        else:
            words.append(("还要交" if zh else "Still to hand in", name))
    return words


def _without_paper(case: Case, language: str) -> list[Block]:
    """What is still to be brought, and until when; what was promised."""
    zh = language != "en"
    blocks: list[Block] = []
    for owed in case.owed:
        by = f"，最晚{owed.by.isoformat()}" if zh else f", by {owed.by.isoformat()}"
        blocks.append(Row("还要交" if zh else "Still to hand in", owed.name.in_language(language) + by))
    live = (one for one in case.promised if one.state is not PromiseState.ENDED)
    blocks += (Row("写了承诺" if zh else "Promised", one.name.in_language(language)) for one in live)
    return blocks


def state_word(state: CaseState) -> LocalizedText:
    """The word for a state of a case."""
    return _STANDING[state][0]


def whole_standing(cases: Sequence[Case]) -> tuple[LocalizedText, LocalizedText]:
    """The same of all cases that one submission opened: how many are done, or, while none is, that they arrived; of one case, its
    own. None: it is STORED."""
    if len(cases) < 2:
        return standing(cases[0] if cases else None)
    count, done = len(cases), sum(case.state is CaseState.APPROVED for case in cases)
    decided = sum(case.state not in OPEN for case in cases)
    mend = sum(case.state is CaseState.CORRECTION for case in cases)
    if done == count:
        return LocalizedText(f"{count} 件都办好了", f"All {count} done"), LocalizedText("各件都办好了。", "All of them are done.")
    if decided:
        word = LocalizedText(f"{count} 件中 {done} 件办好", f"{done} of {count} done")
    else:
        word = LocalizedText(f"{count} 件都已收件", f"All {count} received")
    if mend:
        sentence = LocalizedText(f"有 {mend} 件还有内容要补。", f"{mend} of them need correction.")
    else:
        sentence = LocalizedText("每一件各有编号，各自办理。", "Each has its own number and is dealt with by itself.")
    return word, sentence


def submitted_text(committed_at: int, doubtful: bool) -> LocalizedText:
    """``doubtful``: the clock could not be right."""
    if doubtful:
        return LocalizedText("本机时间不准，以送到的时间为准", "the clock here is wrong: the time of arrival counts")
    return LocalizedText(clock_text(committed_at), clock_text(committed_at))


def _heading(facts: ReceiptFacts) -> LocalizedText:
    return LocalizedText("补正回执", "Receipt for a correction") if facts.corrects else LocalizedText("办件回执", "Receipt")


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
    word, sentence = whole_standing(facts.cases)
    several = len(facts.cases) > 1
    blocks: list[Block] = [
        Line(facts.terminal.site.in_language(language), bold=True, centred=True),
        Line(_heading(facts).in_language(language), centred=True),
        Space(),
        Line(word.in_language(language), TextSize.LARGE, bold=True, centred=True),
        Line(sentence.in_language(language), centred=True),
        Rule(),
    ]
    if facts.case and not several:
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
        *(Row(f"{number}.", name.in_language(language)) for number, name in enumerate(facts.items, 1) if not facts.case),
        Rule(),
        *([] if several else [Line(_next_heading(facts.case).in_language(language), bold=True)]),
    ]
    if several:
        blocks += _one_by_one(facts.cases, language)
    elif facts.case:
        blocks.append(Line(facts.case.next_step.in_language(language)))
        blocks += _without_paper(facts.case, language)
        if facts.case.due:
            blocks.append(Row(due_word(facts.case).in_language(language), facts.case.due.isoformat()))
        blocks.append(Row(_centre(facts.case, zh), facts.case.acceptance_centre.in_language(language)))
    else:
        blocks.append(Line(STORED_NEXT.in_language(language)))
        blocks += [Row(*words) for words in owing_words(facts.owing, zh)]
    blocks += [
        Rule(),
        Line("查询进度：在任何一台自助终端扫描此码" if zh else "To check progress, scan this code at any terminal", centred=True),
        Code(facts.code),
        Line("请妥善保管，凭码可查进度" if zh else "Keep it safe: with the code anyone can check progress", centred=True),
        Rule(),
        *([receipt_number] if facts.case else []),  # one number for people; this one for whoever looks into the terminal
        Row("终端" if zh else "Terminal", facts.terminal.terminal_id),
        Row("咨询电话" if zh else "Questions", facts.terminal.hotline),
    ]
    return PaperDocument(tuple(blocks))


def _next_heading(case: Case | None) -> LocalizedText:
    return LocalizedText("接下来", "What happens next") if case is None or case.state in OPEN else next_word(case)


def _one_by_one(cases: Sequence[Case], language: str) -> list[Block]:
    """Each with its number; the centre once, where it is the same for all."""
    zh = language != "en"
    centres = [Row(_centre(case, zh), case.acceptance_centre.in_language(language)) for case in cases]
    alike = len(set(centres)) == 1
    blocks: list[Block] = []
    for number, case in enumerate(cases, 1):
        blocks += [
            *([Space()] if number > 1 else []),
            Line(f"{number}. {case.item_name.in_language(language)}", bold=True),
            Row("办件编号" if zh else "Case number", grouped_case_number(case.case_number)),
            Row("状态" if zh else "State", standing(case)[0].in_language(language)),
            Line(case.next_step.in_language(language)),
            *([Row(due_word(case).in_language(language), case.due.isoformat())] if case.due else []),
            *_without_paper(case, language),
            *([] if alike else [centres[number - 1]]),
        ]
    if alike:
        blocks += [Space(), centres[0]]
    return blocks


def _centre(case: Case, zh: bool) -> str:
    return centre_word(case).in_language("zh" if zh else "en")
