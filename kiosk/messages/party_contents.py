"""Who something is about, and what proved it, as a content says it."""

from __future__ import annotations

from typing import Literal

from kiosk.domain.parties import Company, Evidence, Parties, Subject
from kiosk.messages.contents import EvidenceContent, PartiesContent, SubjectContent


def subject_content(subject: Subject) -> SubjectContent:
    """A citizen, or a company."""
    kind: Literal["CITIZEN", "COMPANY"] = "COMPANY" if isinstance(subject, Company) else "CITIZEN"
    return SubjectContent(kind=kind, name=subject.name, number=subject.number)


def parties_content(parties: Parties) -> PartiesContent:
    """The applicant, and who acts for them."""
    agent = subject_content(parties.agent) if parties.agent else None
    return PartiesContent(applicant=subject_content(parties.applicant), agent=agent, relation=parties.relation)


def evidence_content(shown: Evidence) -> EvidenceContent:
    """What was shown."""
    return EvidenceContent(
        shown=shown.shown.value,
        reader=shown.reader,
        read_at=shown.read_at,
        valid_until=shown.valid_until,
        issued=shown.issued,
        mark=shown.mark,
        module=shown.module,
        reference=shown.reference,
    )
