"""What is said where a name has a character that nobody can tell, or that no font here draws."""

from __future__ import annotations

from kiosk.domain.names import unknown_characters
from kiosk.session.state import State
from kiosk.typefaces.faces import mark, missing
from kiosk.views.language import Say


def name_note(state: State, say: Say, name: str = "") -> str:
    """ "" for a name that is shown as it is. ``name``: of whom somebody acts for; else the resident's is meant."""
    name = name or (state.person.card.name if state.person else "")
    if unknown := unknown_characters(name):
        at = name.index(unknown[0]) + 1
        return say(
            f"姓名的第 {at} 个字从卡上认不出来。可以继续申请；证照、办件查不到时，请到窗口核对姓名。",
            f"Character {at} of your name cannot be told from the card. You may apply; where licences or cases are not found,"
            " please have the name checked at the counter.",
        )
    if lacking := missing(name):
        return say(
            f"姓名里有字本机显示不出，用 {mark(lacking[0])} 代替。申请按原字送出，不受影响；打印证照请到窗口。",
            f"{mark(lacking[0])} stands for a character that cannot be shown here. It is sent as it is; to print licences, please"
            " go to the counter.",
        )
    return ""


def field_note(value: object, say: Say) -> str:
    """Of what stands in a field, where nothing can be marked."""
    lacking = missing(value) if isinstance(value, str) else ()
    if not lacking:
        return ""
    sign = mark(lacking[0])
    return say(f"有字本机显示不出（{sign}），会按原字送出", f"{sign} cannot be shown here; it is sent as it is")
