"""A row a case, of the platform's and of what this terminal alone knows."""

from __future__ import annotations

from collections.abc import Sequence

from kiosk.domain.cases import Case, CaseState
from kiosk.domain.identifiers import grouped_case_number
from kiosk.domain.receipts import standing, whole_standing
from kiosk.domain.submissions import StoredReceipt, StoredState
from kiosk.domain.text import LocalizedText
from kiosk.session.state import State
from kiosk.views.base import Data, FactRow, Row, Text, Unsaid
from kiosk.views.case_facts import following_facts, next_fact
from kiosk.views.language import Say, localized, say_in, time_text
from kiosk.views.tones import tone_of, tone_of_all

_CORRECT = LocalizedText("去补正", "Correct it")


class CaseRow(Row):
    """A case, or what this terminal knows of one that the platform does not have yet. ``open``: what the button to all of it says,
    "" where there is nothing more; ``number``: of the case, which it gives."""

    title: Text
    word: Text
    sentence: Text
    tone: Data
    rows: tuple[FactRow, ...]
    number: Data = ""
    open: Unsaid = ""
    open_name: Unsaid = ""


def case_rows(cases: Sequence[Case], state: State, opens: bool) -> list[CaseRow]:
    """A row a case; those of a bundle by their numbers, and before them one that says how far they are together."""
    rows: list[CaseRow] = []
    begun: set[str] = set()
    for case in cases:
        if case.bundle is None:
            rows.append(_case_row(case, state, opens))
        elif case.receipt_number not in begun:
            begun.add(case.receipt_number)
            same = (one for one in cases if one.bundle is not None and one.receipt_number == case.receipt_number)
            together = sorted(same, key=lambda one: one.case_number)
            if len(together) > 1:
                rows.append(_whole_row(case.bundle, together, state))
            rows += (_case_row(one, state, opens) for one in together)
    return rows


def _whole_row(bundle: LocalizedText, cases: Sequence[Case], state: State) -> CaseRow:
    word, sentence = whole_standing(cases)
    return CaseRow(
        title=localized(bundle, state),
        word=localized(word, state),
        sentence=localized(sentence, state),
        tone=tone_of_all(cases),
        rows=_facts(*((localized(standing(case)[0], state), localized(case.item_name, state)) for case in cases)),
    )


def _case_row(case: Case, state: State, opens: bool = False) -> CaseRow:
    """``opens``: all of it can be shown."""
    say = say_in(state)
    word, sentence = standing(case)
    more = _more(case, say)
    name = localized(case.item_name, state)
    return CaseRow(
        title=localized(case.item_name, state),
        word=localized(word, state),
        sentence=localized(sentence, state),
        tone=tone_of(case),
        rows=_facts(
            (say("申请单位", "Company"), case.company),
            (say("办件编号", "Case number"), grouped_case_number(case.case_number)),
            (say("收到时间", "Received"), time_text(case.received_at, say)),
            next_fact(case, state, _CORRECT if opens else None),
            *following_facts(case, state, say),
        ),
        number=case.case_number,
        open=more if opens else "",
        open_name=say(f"{more}：{name}", f"{more}: {name}") if opens else "",
    )


def _more(case: Case, say: Say) -> str:
    """What the button to all of it says: first what is to be done."""
    if case.state is CaseState.CORRECTION:
        return say(_CORRECT.zh, _CORRECT.en)
    return say("补交材料", "Hand in what is missing") if case.owed else say("看办理经过", "See the history")


def stored_rows(stored: StoredReceipt, state: State, platform_answered: bool) -> list[CaseRow]:
    """What this terminal knows of one submission: its cases, where the platform cannot be asked now; else one row."""
    if stored.case is not None and stored.state is StoredState.CASE and not platform_answered:
        return case_rows(stored.cases, state, opens=False)
    return [_stored_row(stored, state, platform_answered)]


def _stored_row(stored: StoredReceipt, state: State, platform_answered: bool) -> CaseRow:
    say = say_in(state)
    numbers = [grouped_case_number(case.case_number) for case in stored.cases]
    tone, word, sentence = _standing_here(stored, say, platform_answered)
    return CaseRow(
        title=say("您在本机提交的申请", "Your application at this terminal"),
        word=word,
        sentence=sentence,
        tone=tone,
        rows=_facts(
            (say("办件编号", "Case number"), say("、", ", ").join(numbers)),
            (say("回执编号", "Receipt number"), stored.receipt_number),
            (say("提交时间", "Submitted"), time_text(stored.committed_at, say)),
        ),
    )


def _standing_here(stored: StoredReceipt, say: Say, platform_answered: bool) -> tuple[str, str, str]:
    """Tone, word and sentence of what this terminal knows and the platform does not."""
    if stored.state is StoredState.REJECTED:
        sentence = say(
            "这份申请安全存在本机，但办事系统打不开它。请带回执到窗口。",
            "It is safe here, but the centre's system cannot open it. Please go to the counter.",
        )
        return "bad", say("需要人工处理", "Needs a member of staff"), sentence
    if stored.state is StoredState.CASE:
        # Confirmed once, and not among what the platform told now: its database was put back, or the case was deleted there.
        sentence = say(
            "办事系统现在查不到这份申请，本机有它的记录。请带回执到窗口问一问。",
            "The centre's system does not find it now; this terminal has a record of it. Please ask at the counter.",
        )
        return "stored", say("没有查到", "Not found"), sentence
    if stored.case is not None:
        sentence = say(
            "办事系统恢复过数据，这份申请会从本机再送一次，不用重办。",
            "The centre's system was put back to an earlier day. It is sent again from here; no need to apply again.",
        )
    elif platform_answered:
        sentence = say("这份申请安全存在本机，正在送出。", "It is safe here and on its way.")
    else:
        sentence = say(
            "这份申请安全存在本机，网络恢复后自动送出，不用重办。", "It is safe here and is sent when the network returns."
        )
    return "stored", say("已暂存", "Stored"), sentence


def _facts(*facts: tuple[str, str]) -> tuple[FactRow, ...]:
    return tuple(FactRow(label=label, value=value) for label, value in facts if value)
