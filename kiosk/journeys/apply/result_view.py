"""What became of an application."""

from __future__ import annotations

from typing import ClassVar

from kiosk.domain.cases import Case
from kiosk.domain.identifiers import grouped_case_number, mask_name
from kiosk.domain.parties import Company
from kiosk.domain.receipts import STORED_NEXT, owing_words, standing, submitted_text, whole_standing
from kiosk.domain.text import LocalizedText, whole
from kiosk.journeys.apply.result import ResultPage, SubmissionOutcome, outcome_fee
from kiosk.ports.devices import Device
from kiosk.session.issued import may_print_issued
from kiosk.session.paper import PaperState
from kiosk.session.state import State
from kiosk.views.base import Data, FactRow, PageView, Row, Text, Unsaid
from kiosk.views.case_facts import following_facts, next_fact
from kiosk.views.images import code_picture
from kiosk.views.language import Say, localized, say_in, time_text
from kiosk.views.pages import Look
from kiosk.views.paper import PaperView, paper_view
from kiosk.views.tones import tone_of, tone_of_all


class CaseLine(Row):
    """One of the cases of a bundle. ``rows``: its number, what comes next, and by when."""

    title: Text
    word: Text
    tone: Data
    rows: tuple[FactRow, ...]


class ResultView(PageView):
    """``cases``: of a bundle, one by one; ``number``: "" where each has its own. ``code``: a picture of the receipt's code, while
    it is not on paper; ``code_text``, ``code_short``: what it is for."""

    page: ClassVar[str] = "ResultPage"

    title: Text
    word: Text
    sentence: Text
    paper: PaperView
    tone: Data
    icon: Data
    number_label: Unsaid
    number: Unsaid
    rows: tuple[FactRow, ...]
    cases: tuple[CaseLine, ...]
    code: Data
    code_text: Unsaid
    code_short: Unsaid
    issued: Text
    pay: Text


def result(state: State, place: ResultPage, look: Look) -> ResultView:
    """What became of it, its number, its paper and its code."""
    say = say_in(state)
    outcome = place.outcome
    word, sentence = whole_standing(outcome.cases)
    several = len(outcome.cases) > 1
    safe = LocalizedText("您的申请已经安全保存，不受影响。", "Your application is safe.")
    on_paper = outcome.paper.state is PaperState.PRINTED
    paper = paper_view(outcome.paper, Device.RECEIPT_PRINTER, state, say, LocalizedText("回执", "receipt"), safe)
    return ResultView(
        title=say("办理结果", "Result"),
        word=localized(word, state),
        sentence=localized(sentence, state),
        paper=paper,
        tone=tone_of_all(outcome.cases),
        icon="" if outcome.cases else "archive",
        number_label="" if several else _number_label(outcome, say),
        number="" if several else _number(outcome),
        rows=_rows(outcome, state, say),
        cases=tuple(_line(case, state, say) for case in outcome.cases) if several else (),
        code="" if on_paper else code_picture(outcome.code),
        code_text=say(
            "用手机拍下这个码，以后在任何一台自助终端扫码查进度",
            "Photograph this code: scan it at any terminal to check progress",
        ),
        code_short=say("用手机拍下这个码，以后在终端扫码查进度", "Or take a photo of this code, to scan at a terminal"),
        issued=say("打印证照", "Print the licence") if not outcome.paper.busy and may_print_issued(state, outcome.issued) else "",
        pay=_pay(outcome, state, say),
        primary=_primary(outcome, say),
        primary_tone=paper.tone_below,
    )


def _pay(outcome: SubmissionOutcome, state: State, say: Say) -> str:
    return say("用手机缴费", "Pay by phone") if outcome_fee(state, outcome) and not outcome.paper.busy else ""


def _number_label(outcome: SubmissionOutcome, say: Say) -> str:
    if outcome.case:
        return say("办件编号，打电话、到窗口报这个号", "Case number, for any question")
    return say("回执编号，送出以前用这个号", "Receipt number, until it is sent")


def _number(outcome: SubmissionOutcome) -> str:
    return grouped_case_number(outcome.case.case_number) if outcome.case else outcome.receipt_number


def _line(case: Case, state: State, say: Say) -> CaseLine:
    facts = [
        (say("办件编号", "Case number"), grouped_case_number(case.case_number)),
        next_fact(case, state),
        *following_facts(case, state, say),
    ]
    return CaseLine(
        title=localized(case.item_name, state),
        word=localized(standing(case)[0], state),
        tone=tone_of(case),
        rows=tuple(FactRow(label=label, value=value) for label, value in facts if value),
    )


def _primary(outcome: SubmissionOutcome, say: Say) -> str:
    if outcome.paper.busy:
        return ""
    return say("不要纸，下一步", "Next, without paper") if outcome.paper.asked else say("下一步", "Next")


def _rows(outcome: SubmissionOutcome, state: State, say: Say) -> tuple[FactRow, ...]:
    case = outcome.case
    named = [(say("事项", "Service"), localized(outcome.item.name, state))]
    if outcome.parties and outcome.parties.agent:
        subject, agent = outcome.parties.applicant, whole(mask_name(outcome.parties.agent.name))
        applicant = subject.name if isinstance(subject, Company) else whole(mask_name(subject.name))
        named.append((say("申请人", "Applicant"), say(f"{applicant}，由{agent}代办", f"{applicant}; {agent} acts for them")))
    if outcome.others:
        return tuple(FactRow(label=label, value=value) for label, value in named)
    if case:
        due, *following = following_facts(case, state, say)
        facts = [next_fact(case, state), due, *named, *following]
    else:
        facts = [(say("接下来", "Next"), localized(STORED_NEXT, state)), *named]
        facts += owing_words(outcome.owing, state.language != "en")
        doubt = localized(submitted_text(outcome.committed_at, doubtful=True), state) if state.clock_doubtful else ""
        facts.append((say("提交时间", "Submitted"), doubt or time_text(outcome.committed_at, say)))
        names = [localized(name, state) for name in outcome.items]
        facts += ((say(f"第 {number} 件", f"No. {number}"), name) for number, name in enumerate(names, 1))
    return tuple(FactRow(label=label, value=value) for label, value in facts if value)
