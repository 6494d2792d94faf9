"""Who acts for a company: its registered representative, its licence managers, and agents with a scope and a term. Plain values.

Sources: 市场主体登记管理条例第二十二条 (the electronic business licence counts as the paper); 电子营业执照管理办法（试行）: the
legal representative fetches it and grants others its use.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from enum import StrEnum

from kiosk.domain.parties import Company
from kiosk.domain.text import LocalizedText
from kiosk.domain.values import Value

BUSINESS_LICENCE = "business-licence"  # key of the licence type

# As the register names them; another word is told as it stands.
ROLES: Mapping[str, LocalizedText] = {
    "法定代表人": LocalizedText("法定代表人", "Legal representative"),
    "证照管理员": LocalizedText("证照管理员", "Licence manager"),
    "办事人": LocalizedText("办事人", "Authorised agent"),
}


class MandateRefusal(StrEnum):
    """Why somebody may not act for a company now, though they are on record."""

    EXPIRED = "EXPIRED"
    OUT_OF_SCOPE = "OUT_OF_SCOPE"  # for other matters than this one


class BusinessCodeRefusal(StrEnum):
    """Why the code of an electronic business licence on a phone leads nowhere. All but the last are the platform's own word."""

    NOT_OURS = "NOT_OURS"
    TOO_OLD = "TOO_OLD"
    USED = "USED"
    OTHER_PERSON = "OTHER_PERSON"  # it names another operator than the card's holder
    EXPIRED = "EXPIRED"  # the operator's authorisation has ended, or was taken back, since the code was made
    OUT_OF_SCOPE = "OUT_OF_SCOPE"
    UNCHECKED = "UNCHECKED"  # the department gave no answer
    OTHER_COMPANY = "OTHER_COMPANY"  # than the one that this application is for; the terminal's own word


class Mandate(Value):
    """That somebody is on record as acting for a company. ``role``: as the register says it; ``until``: None without an end;
    ``refusal``: why they may not do so now."""

    company: Company
    role: str
    until: date | None = None
    refusal: MandateRefusal | None = None

    @property
    def role_words(self) -> LocalizedText:
        """The role in both languages."""
        return ROLES.get(self.role, LocalizedText(self.role, self.role))


def refusal_of(until: str, scope: str, item: str, today: date) -> MandateRefusal | None:
    """Why an authorisation does not do today; None where it does.

    Args:
        until: its last day (ISO 8601), "" without an end.
        scope: implementation codes of the matters that it is for, with blanks between them; "" for all.
        item: implementation code of what is to be done; "" where no matter is named.
        today: the day in China.
    """
    if until and until < today.isoformat():
        return MandateRefusal.EXPIRED
    if scope.strip() and item not in scope.split():
        return MandateRefusal.OUT_OF_SCOPE
    return None
