"""What the platform itself knows of what an applicant showed: a terminal's word for it is not enough."""

from __future__ import annotations

from dataclasses import replace

from django.conf import settings

from central_platform.cases.content import NO_SUCH_CODE, ParsedSubmission
from central_platform.people.cards import CardProof
from central_platform.people.services import card_proof, shown_there
from central_platform.terminals.services import Terminal
from kiosk.domain.parties import Citizen
from kiosk.domain.people import CardKind


def with_identity(content: ParsedSubmission, terminal: Terminal, now: int) -> ParsedSubmission:
    """With what the register says to the card; and without codes on phones of which the platform has no record of its own, for
    whatever a terminal says of them is nothing."""
    content = replace(content, card=card_of(content, terminal, now), stopped=terminal.stopped_at is not None)
    numbers = {content.subject.number, content.agent.number if content.agent else content.subject.number}
    counts = tuple(one for one in content.evidence if one.shown is not CardKind.PHONE_CODE or shown_there(one, numbers, terminal))
    if len(counts) == len(content.evidence):
        return content
    return replace(content, evidence=counts, doubts=(*content.doubts, NO_SUCH_CODE))


def card_of(content: ParsedSubmission, terminal: Terminal, now: int) -> CardProof:
    """What the register says to the card, or the platform's records to the code; of a company, to that of whoever acts for it."""
    holder = content.subject if isinstance(content.subject, Citizen) else content.agent
    if holder is None:
        return CardProof.UNKNOWN
    proof = card_proof(holder, content.evidence, terminal, now)
    return CardProof.PROVED if proof is CardProof.UNSAID and settings.UNPROVED else proof
