"""A case in full, and taking it back."""

from __future__ import annotations

from typing import ClassVar

from kiosk.domain.cases import (
    OPEN,
    PROMISE_REASONS,
    SERVED_WORDS,
    WITHDRAWAL_REASONS,
    Case,
    CasePaper,
    CaseState,
    CaseStep,
    Served,
)
from kiosk.domain.deliveries import DELIVERY_WORDS, Delivery
from kiosk.domain.forms import Question
from kiosk.domain.identifiers import grouped_case_number
from kiosk.domain.receipts import standing, state_word
from kiosk.domain.text import LocalizedText, lowered
from kiosk.domain.values import replace
from kiosk.domain.without_paper import PromiseState
from kiosk.journeys.progress.case import (
    CasePage,
    Withdrawing,
    WithdrawPage,
    may_correct,
    may_withdraw_promise,
    paper_to_print,
)
from kiosk.ports.storage import StorageFault
from kiosk.session.issued import may_print_issued
from kiosk.session.paying import fee_due
from kiosk.session.state import State
from kiosk.views.base import Data, FactRow, PageView, Row, Text, Unsaid
from kiosk.views.case_facts import following_facts, next_fact
from kiosk.views.language import Say, date_text, localized, say_in, time_text
from kiosk.views.names import name_note
from kiosk.views.pages import Look
from kiosk.views.question import QuestionView, question_view
from kiosk.views.tones import tone_of

_REASON = Question(
    key="reason",
    title=LocalizedText("为什么要撤回？", "Why are you withdrawing it?"),
    hint=LocalizedText(
        "撤回以后，这项申请不再办理；以后要办，得重新申请。",
        "We then stop working on it; to have it done later you must apply again.",
    ),
    widget="choice",
    options=tuple((reason.value, words) for reason, words in WITHDRAWAL_REASONS.items()),
    error=LocalizedText("请选一个原因，再点“确定撤回”", "Please choose a reason first"),
    check=LocalizedText("撤回原因", "Reason"),
    max_length=20,
)


_PROMISE_REASON = Question(
    key="reason",
    title=LocalizedText("为什么要撤回承诺？", "Why are you taking back your promise?"),
    hint=LocalizedText(
        "撤回以后，承诺的那份材料要补交；申请还在，不用重新办。",
        "The paper must then be handed in. Your application stays; you need not apply again.",
    ),
    widget="choice",
    options=tuple((reason.value, words) for reason, words in PROMISE_REASONS.items()),
    error=LocalizedText("请选一个原因，再点“确定撤回承诺”", "Please choose a reason first"),
    check=LocalizedText("撤回承诺的原因", "Reason"),
    max_length=20,
)


CORRECT = LocalizedText("现在补正", "Correct it now")


class HistoryRow(Row):
    """A step of a case's history."""

    title: Text
    when: Text
    text: Text


class CaseView(PageView):
    """``again``, ``withdraw``, ``issued``: what buttons say; "" where there is none."""

    page: ClassVar[str] = "CasePage"

    title: Text
    word: Text
    sentence: Text
    problem: Text
    name_note: Text
    tone: Data
    facts: tuple[FactRow, ...]
    lacking_title: Text
    lacking: tuple[Text, ...]
    history_title: Text
    history: tuple[HistoryRow, ...]
    waiting: Text
    again: Unsaid
    withdraw: Unsaid
    withdraw_promise: Unsaid
    issued: Unsaid
    notice: Unsaid
    commitment: Unsaid
    served: Unsaid
    pay: Unsaid


def case_in_full(state: State, place: CasePage, look: Look) -> CaseView:
    """What is known of it, and what can be done."""
    say = say_in(state)
    shown = place.case
    word, sentence = standing(shown)
    corrects = may_correct(state, place)
    told = place.told
    return CaseView(
        title=localized(shown.item_name, state),
        word=localized(word, state),
        sentence=localized(sentence, state),
        problem=_problem(place, say),
        name_note=name_note(state, say),
        tone=tone_of(shown),
        facts=_facts(place, state, say),
        lacking_title=say("要补正的", "What to correct") if shown.defects else "",
        lacking=tuple(localized(defect.text, state) for defect in shown.defects),
        history_title=say("办理经过", "History") if told and told.history else "",
        history=tuple(_step(step, shown, state, say) for step in told.history) if told else (),
        waiting=say("正在查办理经过…", "Looking up what happened so far…") if place.asking else "",
        again=say("再试一次", "Try again") if told is None and not place.asking and not place.unsent else "",
        withdraw=say("撤回申请", "Withdraw") if told and told.withdrawable and not place.unsent else "",
        withdraw_promise=say("撤回承诺", "Take back the promise") if may_withdraw_promise(place) else "",
        issued=say("打印证照", "Print the licence") if may_print_issued(state, shown) else "",
        pay=_pay(place, state, say),
        notice=_paper(CasePaper.NOTICE, place, state, say),
        commitment=_paper(CasePaper.COMMITMENT, place, state, say),
        served=_paper(CasePaper.SERVED, place, state, say),
        primary=localized(_mends(shown), state) if corrects else say("回到首页", "Back to home"),
    )


def _mends(case: Case) -> LocalizedText:
    return CORRECT if case.state is CaseState.CORRECTION else LocalizedText("现在补交材料", "Hand in what is missing")


def _paper(paper: CasePaper, place: CasePage, state: State, say: Say) -> str:
    title = paper_to_print(state, place, paper)
    return say(f"打印{title.zh}", f"Print the {lowered(title).en}") if title else ""


def _pay(place: CasePage, state: State, say: Say) -> str:
    return say("缴费", "Pay") if place.told and fee_due(state, place.item, place.case) else ""


def _problem(place: CasePage, say: Say) -> str:
    if place.unsent:
        return say(
            "撤回申请已经安全存在本机，连上网就送出。送到以前办件可能还在办，请过些时候再查。",
            "Your withdrawal is kept safely here, and sent when the network returns. Until then the case may go on.",
        )
    if mending := [one for one in place.case.promised if one.state is PromiseState.MENDING and one.due]:
        one = mending[0]
        return say(
            f"您承诺的“{one.name.zh}”经核查与事实不符，请在{date_text(one.due, say)}前改正并到窗口说明；不改正，办好的结果会撤销。",
            f'What you promised about "{one.name.en}" was found not to be true. Please correct it by {date_text(one.due, say)}'
            " and explain at the counter; otherwise the result is revoked.",
        )
    if place.asking or place.told is not None:
        if place.told and place.told.correctable and place.item is None:
            return say(
                "这一项在本机不能补，请带证件到窗口。", "This cannot be corrected here. Please take your card to the counter."
            )
        return ""
    if place.case.state not in OPEN:
        return say(
            "现在查不到办理经过，请过一会儿再试。办理经过只给申请人本人看。",
            "The history cannot be shown now; try again in a moment. It is shown only to the applicant.",
        )
    return say(
        "现在查不到办理经过，也不能补正、撤回，请过一会儿再试。这些只给申请人本人看、由本人办。",
        "The history cannot be shown now, and nothing can be corrected or withdrawn; try again in a moment. All of it is for the"
        " applicant alone.",
    )


def _facts(place: CasePage, state: State, say: Say) -> tuple[FactRow, ...]:
    shown = place.case
    following = next_fact(replace(shown, defects=()), state, CORRECT if may_correct(state, place) else None)
    first = shown.state in (CaseState.CORRECTION, CaseState.REFUSED)  # why, and what to do: before anything else
    facts = (
        *((following,) if first else ()),
        (say("申请单位", "Company"), shown.company),
        (say("办件编号", "Case number"), grouped_case_number(shown.case_number)),
        (say("收到时间", "Received"), time_text(shown.received_at, say)),
        *(() if first else (following,)),
        *following_facts(shown, state, say),
    )
    delivery = place.told.delivery if place.told else None
    told = [(say("快递", "Courier"), _courier(delivery, state, say))] if delivery else []
    served = place.told.served if place.told else ()
    told += [(localized(one.document, state), _served(one, state, say)) for one in served]
    return tuple(FactRow(label=label, value=value) for label, value in (*facts, *told) if value)


def _courier(delivery: Delivery, state: State, say: Say) -> str:
    word = localized(DELIVERY_WORDS[delivery.state], state)
    return say(f"{word}，运单号 {delivery.waybill}", f"{word}; waybill {delivery.waybill}") if delivery.waybill else word


def _served(one: Served, state: State, say: Say) -> str:
    how, when = localized(SERVED_WORDS[one.by], state), time_text(one.at, say)
    return say(f"{when} {how}", f"{how}, {when}")


def _step(step: CaseStep, case: Case, state: State, say: Say) -> HistoryRow:
    # A reason is in the words of whoever wrote it.
    own_word = (case.revoked or case.not_accepted) and step.state is case.state
    word = standing(case)[0] if own_word else state_word(step.state)
    return HistoryRow(title=localized(word, state), when=time_text(step.at, say_in(state)), text=step.reason)


def withdraw(state: State, place: WithdrawPage, look: Look) -> QuestionView:
    """Why."""
    say = say_in(state)
    asked = _PROMISE_REASON if place.promises else _REASON
    primary = say("确定撤回承诺", "Take it back") if place.promises else say("确定撤回", "Withdraw it")
    view = question_view(asked, place.reason, state, fault=place.unsaid, primary=primary)
    view = replace(view, primary_tone="danger")
    return view if place.not_stored is None else _not_stored(view, place.not_stored, say)


def _not_stored(view: QuestionView, fault: StorageFault, say: Say) -> QuestionView:
    if fault is StorageFault.FULL:
        told = say(
            "没有存下来：本机存储空间满了，没有撤回。请工作人员来处理，之后再点一次。",
            "Nothing was stored: the disk is full, and nothing is withdrawn. Please call the staff, then try again.",
        )
    else:
        told = say(
            "没有存下来：本机存储暂时有问题，没有撤回。请再点一次，或请工作人员帮忙。",
            "Nothing was stored: the storage has a problem, and nothing is withdrawn. Please try again, or ask the staff.",
        )
    return replace(view, fault=told)


class WithdrawingView(PageView):
    page: ClassVar[str] = "WithdrawingPage"

    title: Text
    text: Text


def withdrawing(state: State, place: Withdrawing, look: Look) -> WithdrawingView:
    """How far it has come."""
    say = say_in(state)
    return WithdrawingView(
        title=say("正在撤回", "Withdrawing"),
        text=say("已安全存好，正在送出，最多等 8 秒。", "Safely stored; sending it, 8 seconds at most.")
        if place.stored
        else say("正在保存您的撤回请求…", "Storing your request here…"),
    )
