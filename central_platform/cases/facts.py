"""What rules may know of an application beside what stands in it: the applicant's licences, what departments have on record, and
earlier cases.

The platform looks by itself, and before any transaction begins: a department may take seconds to answer. What cannot be known is
left out, and a rule that reads it decides nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from central_platform.cases.content import ParsedSubmission
from central_platform.cases.models import CaseRecord
from central_platform.catalogue.published import item_of
from central_platform.licences.issuing import fact_of
from central_platform.people.cards import CardProof
from central_platform.people.services import tag_of
from central_platform.shared_data import services as shared_data
from central_platform.shared_data.comparing import rows_of
from kiosk.domain.parties import Company, Subject
from kiosk.domain.times import day_of

MOST_CASES = 20  # earlier ones of an item, the newest: a rule counts no more


@dataclass(frozen=True)
class Facts:
    """``known``: by the name that the item's decision gives them; ``missing``: departments that could not be asked, in Chinese."""

    known: Mapping[str, Any] = field(default_factory=dict, repr=False)
    missing: tuple[str, ...] = ()


def look_up_facts(content: ParsedSubmission, now: int) -> Facts:
    """What the item's decision wants to know. Nothing is looked up where no rule would decide anyway: of what cannot be read, of
    whom somebody acts for, of a company that they may not act for, and where only the terminal says whose card it was.

    Args:
        content: of the submission.
        now: seconds since 1970.
    """
    item, subject = item_of(content.code, content.catalogue_version), content.subject
    if item is None or item.decision is None or content.person is None or content.defects or content.for_another:
        return Facts()
    if isinstance(subject, Company) and (content.mandate is None or content.mandate.refusal):
        return Facts()
    if content.card is not CardProof.PROVED and not item.decision.terminal_alone:
        return Facts()
    asking = content.agent if isinstance(subject, Company) else subject
    known: dict[str, Any] = {}
    missing = []
    for name, source in item.decision.facts.items():
        if source.licence:
            known[name] = fact_of(subject, source.licence, day_of(now))
            continue
        if source.cases:
            known[name] = _earlier(subject, source.cases, now)
            continue
        # The platform asks by itself, for a case: that counts against no terminal.
        rows = rows_of(source.data_set, shared_data.Asker(None, asking, content.code, now), subject)
        if rows is None:
            data_set = shared_data.data_sets().get(source.data_set)
            missing.append(data_set.department.zh if data_set else source.data_set)
        else:
            known[name] = [dict(row) for row in rows]
    return Facts(known, tuple(missing))


def _earlier(subject: Subject, code: str, now: int) -> list[dict[str, Any]]:
    """Cases of an item that somebody had before, the newest first."""
    rows = CaseRecord.objects.filter(applicant_tag=tag_of(subject.number), implementation_code=code).order_by("-received_at")
    told = rows.values_list("state", "received_at")[:MOST_CASES]
    return [{"state": state, "days": max(0, (now - received_at) // 86_400)} for state, received_at in told]
