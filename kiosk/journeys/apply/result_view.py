"""What became of an application."""

from __future__ import annotations

from typing import ClassVar

from kiosk.domain.identifiers import grouped_case_number, mask_name
from kiosk.domain.parties import Company
from kiosk.domain.receipts import STORED_NEXT, standing, submitted_text
from kiosk.domain.text import LocalizedText
from kiosk.journeys.apply.result import ResultPage, SubmissionOutcome, may_print_issued
from kiosk.ports.devices import Device
from kiosk.session.paper import PaperState
from kiosk.session.state import State
from kiosk.views.base import Data, FactRow, PageView, Text, Unsaid
from kiosk.views.images import code_picture
from kiosk.views.language import Say, date_text, localized, say_in
from kiosk.views.pages import Look
from kiosk.views.paper import PaperView, paper_view
from kiosk.views.tones import tone_of


class ResultView(PageView):
    """``code``: a picture of the receipt's code, while it is not on paper; ``code_text``, ``code_short``: what it is for."""

    page: ClassVar[str] = "ResultPage"

    title: Text
    word: Text
    sentence: Text
    paper: PaperView
    tone: Data
    number_label: Unsaid
    number: Unsaid
    rows: tuple[FactRow, ...]
    code: Data
    code_text: Unsaid
    code_short: Unsaid
    issued: Text


def result(state: State, place: ResultPage, look: Look) -> ResultView:
    """What became of it, its number, its paper and its code."""
    say = say_in(state)
    outcome = place.outcome
    word, sentence = standing(outcome.case)
    safe = LocalizedText("您的申请已经安全保存，不受影响。", "Your application is safe.")
    on_paper = outcome.paper.state is PaperState.PRINTED
    return ResultView(
        title=say("办理结果", "Result"),
        word=localized(word, state),
        sentence=localized(sentence, state),
        paper=paper_view(outcome.paper, Device.RECEIPT_PRINTER, state, say, LocalizedText("回执", "receipt"), safe),
        tone=tone_of(outcome.case),
        number_label=say("办件编号，打电话、到窗口报这个号", "Case number, for the counter and the telephone")
        if outcome.case
        else say("回执编号，送出以前用这个号", "Receipt number, until it is sent"),
        number=grouped_case_number(outcome.case.case_number) if outcome.case else outcome.receipt_number,
        rows=_rows(outcome, state, say),
        code="" if on_paper else code_picture(outcome.code),
        code_text=say(
            "用手机拍下这个码，以后在任何一台自助终端扫码查进度",
            "Take a photograph of this code: any terminal tells the progress with it",
        ),
        code_short=say("用手机拍下这个码，也能查进度", "Or take a photo of this code instead"),
        issued=say("打印证照", "Print the licence") if not outcome.paper.busy and may_print_issued(state, outcome) else "",
        primary=_primary(outcome, say),
    )


def _primary(outcome: SubmissionOutcome, say: Say) -> str:
    if outcome.paper.busy:
        return ""
    return say("不要纸，下一步", "Go on without") if outcome.paper.asked else say("下一步", "Next")


def _rows(outcome: SubmissionOutcome, state: State, say: Say) -> tuple[FactRow, ...]:
    case = outcome.case
    facts = [(say("事项", "Service"), localized(outcome.item.name, state))]
    if outcome.parties and outcome.parties.agent:
        subject, agent = outcome.parties.applicant, mask_name(outcome.parties.agent.name)
        applicant = subject.name if isinstance(subject, Company) else mask_name(subject.name)
        facts.append((say("申请人", "Applicant"), say(f"{applicant}，由{agent}代办", f"{applicant}; {agent} acts for them")))
    if case:
        facts.append((say("接下来", "Next"), localized(case.next_step, state)))
        if case.due:
            facts.append((say("最晚", "By"), date_text(case.due, say)))
        facts.append((say("受理中心", "Centre"), localized(case.acceptance_centre, state)))
    else:
        facts.append((say("接下来", "Next"), localized(STORED_NEXT, state)))
        submitted = submitted_text(outcome.committed_at, state.clock_doubtful)
        facts.append((say("提交时间", "Submitted"), localized(submitted, state)))
    return tuple(FactRow(label=label, value=value) for label, value in facts)
