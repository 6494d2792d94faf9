"""What a case still lacks by its own leave, and what was promised for it, as its pages say it."""

from __future__ import annotations

from kiosk.domain.cases import Case
from kiosk.domain.without_paper import PROMISE_WORDS, PromiseState
from kiosk.session.state import State
from kiosk.views.language import Say, date_text, localized


def without_paper_facts(case: Case, state: State, say: Say) -> list[tuple[str, str]]:
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
        facts.append((say("承诺", "Promise"), say(f"{name}：{word}{until}", f"{name}: {word}{until}")))
    return facts
