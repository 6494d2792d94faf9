"""What is told of a case on every page that shows one: what comes next, or what came of it; by when; what it still lacks by its own
leave, and what was promised for it; where."""

from __future__ import annotations

from kiosk.domain.cases import Case, CaseState
from kiosk.domain.receipts import centre_word, due_word, next_word
from kiosk.domain.text import LocalizedText
from kiosk.domain.without_paper import PROMISE_WORDS, PromiseState
from kiosk.session.state import State
from kiosk.views.language import Say, date_text, localized

Fact = tuple[str, str]


def next_fact(case: Case, state: State, mend: LocalizedText | None = None) -> Fact:
    """``mend``: what the button on this page says that begins its correction: that is told in place of the way to this terminal."""
    told = case.next_step
    if mend is not None and case.state is CaseState.CORRECTION:
        told = _mend_here(case, mend)
    return localized(next_word(case), state), localized(told, state)


def _mend_here(case: Case, button: LocalizedText) -> LocalizedText:
    zh = "；".join(defect.text.zh.strip().rstrip("。.") for defect in case.defects)
    en = "; ".join(defect.text.en.strip().rstrip("。.") for defect in case.defects)
    what = LocalizedText(f"要补正：{zh}。", f"To correct: {en}. ") if zh else LocalizedText("", "")
    centre = case.acceptance_centre
    return LocalizedText(
        f"{what.zh}点“{button.zh}”，也可以带上证件到{centre.zh}窗口补正，工作人员会帮您。",
        f'{what.en}Touch "{button.en}", or take your card to the counter of {centre.en}: the staff will help.',
    )


def following_facts(case: Case, state: State, say: Say) -> list[Fact]:
    """All that stands after what comes next."""
    return [
        *([(localized(due_word(case), state), date_text(case.due, say))] if case.due else []),
        *_without_paper(case, state, say),
        (localized(centre_word(case), state), localized(case.acceptance_centre, state)),
    ]


def _without_paper(case: Case, state: State, say: Say) -> list[Fact]:
    """Label and words of each material that is owed, or promised."""
    facts = []
    for owed in case.owed:
        name, day = localized(owed.name, state), date_text(owed.by, say)
        facts.append((say("还要交", "Still to hand in"), say(f"{name}，最晚{day}", f"{name}, by {day}")))
    for one in case.promised:
        name, word = localized(one.name, state), localized(PROMISE_WORDS[one.state], state)
        until = ""
        if one.due and one.state in (PromiseState.TO_CHECK, PromiseState.MENDING):
            day = date_text(one.due, say)
            if one.state is PromiseState.TO_CHECK:
                until = say(f"，{day}前查完", f"; to be checked by {day}")
            else:
                until = say(f"，最晚{day}", f"; to be corrected by {day}")
        facts.append((say("承诺", "Promise"), say(f"{name}：{word}{until}", f"{name}: {word[0].lower()}{word[1:]}{until}")))
    return facts
