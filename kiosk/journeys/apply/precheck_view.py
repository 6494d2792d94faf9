"""What the platform says of an application before it is signed."""

from __future__ import annotations

from collections.abc import Sequence

from kiosk.domain.cases import CaseState
from kiosk.domain.foreseen import Foreseen
from kiosk.session.state import State
from kiosk.views.language import Say, localized, say_in


def foreseen_text(state: State, foreseen: Sequence[Foreseen]) -> tuple[str, str]:
    """Tone and text of the note; of several items each with its name. Nothing more than the platform said: it is how things stand
    now, and no promise."""
    say = say_in(state)
    several = len(foreseen) > 1
    lines = [
        (f"{localized(one.item_name, state)}{say('：', ': ')}" if several else "") + _line(one, state, say) for one in foreseen
    ]
    states = {one.state for one in foreseen}
    tone = "bad" if CaseState.REFUSED in states else "stored" if CaseState.CORRECTION in states else "info"
    between = "\n" if several else say("", " ")
    return tone, between.join((say("系统先核对了一遍。", "Checked beforehand."), *lines)) if lines else ""


def _line(one: Foreseen, state: State, say: Say) -> str:
    match one.state:
        case CaseState.REFUSED:
            reason = localized(one.reason, state) if one.reason else ""
            remedy = localized(one.remedy, state) if one.remedy else ""
            return say(
                f"按公布的规则，现在提交会不予办理：{reason}。{remedy}。",
                f"By the published rules it would be refused: {reason}. {remedy}.",
            )
        case CaseState.CORRECTION:
            told = say("；", "; ").join(localized(defect.text, state) for defect in one.defects)
            return say(f"还有要改的：{told}。", f"Something must be corrected: {told}.")
        case CaseState.APPROVED:
            text = say("提交后当场办好。", "It would be done at once.")
        case CaseState.ACCEPTED:
            text = say("提交后当场受理。", "It would be accepted at once.")
        case _:
            text = say("提交后由工作人员审查。", "A member of staff would look at it.")
    names = say("、", ", ").join(localized(name, state) for name in one.bring)
    return text + say(f"还要带到窗口：{names}。", f" To be handed in: {names}.") if names else text
