"""What happens to cases, announced to whoever wants to hear it: a Django signal, sent in the transaction that writes the case.

A hearer that raises takes the transaction with it (`Signal.send`, not `send_robust`), so what a case leads to is written with it or
not at all. Hearers connect in their app's ``ready``; cases know none of them. They get values, not rows.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.dispatch import Signal

from central_platform.cases.models import CaseRecord
from kiosk.domain.cases import Case
from kiosk.domain.text import LocalizedText


@dataclass(frozen=True)
class CaseChange:
    """One case, as it is from now on.

    Attributes:
        key: primary key of its row, for foreign keys.
        submission_id: the message that opened it.
        case: what may be told of it.
        language: of whoever applied, ``zh`` or ``en``.
        answers: what they answered, as it came; {} where that is nothing to be read.
        terminal_id: that brought it.
        site: where that stands.
        applicant_tag: keyed hash of the applicant's number.
        agent: name of who acts for them, "" where they applied by themselves.
        applicant: name of whose case it is.
    """

    key: int
    submission_id: str
    case: Case
    language: str
    answers: Mapping[str, Any] = field(repr=False)
    terminal_id: str
    site: LocalizedText
    applicant_tag: str
    agent: str = field(default="", repr=False)
    applicant: str = field(default="", repr=False)


cases_opened = Signal()  # changes: Sequence[CaseChange], at: int
case_decided = Signal()  # changes: Sequence[CaseChange], at: int
case_reminded = Signal()  # change: CaseChange, words: LocalizedText, at: int


def announce(signal: Signal, rows: Sequence[CaseRecord], at: int) -> None:
    """Tell all hearers; within the transaction that wrote the rows."""
    if rows:
        signal.send(CaseRecord, changes=[_change(row) for row in rows], at=at)


def announce_reminder(row: CaseRecord, words: LocalizedText, at: int) -> None:
    """Tell all hearers of something that is to be said to whoever applied, though nothing of the case changes."""
    case_reminded.send(CaseRecord, change=_change(row), words=words, at=at)


def change_of(key: int) -> CaseChange | None:
    """A case as it is now, for who hears of something else that is about it. ``key``: primary key of its row."""
    row = CaseRecord.objects.filter(pk=key).first()
    return _change(row) if row else None


def _change(row: CaseRecord) -> CaseChange:
    content = row.content
    answers = content.get("answers")
    language = "en" if content.get("language") == "en" else "zh"
    return CaseChange(
        key=row.pk,
        submission_id=row.submission_id,
        case=row.as_case(),
        language=language,
        answers=answers if isinstance(answers, dict) else {},
        terminal_id=row.terminal_id,
        site=row.terminal.site,
        applicant_tag=row.applicant_tag,
        agent=_agent(content),
        applicant=_applicant(content),
    )


def _agent(content: Mapping[str, Any]) -> str:
    parties = content.get("parties")
    agent = parties.get("agent") if isinstance(parties, dict) else None
    return str(agent.get("name", "")) if isinstance(agent, dict) else ""


def _applicant(content: Mapping[str, Any]) -> str:
    parties = content.get("parties")
    applicant = (parties if isinstance(parties, dict) else content).get("applicant")
    return str(applicant.get("name", "")) if isinstance(applicant, dict) else ""
