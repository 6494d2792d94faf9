"""Whether what a terminal says of a card is what the register knows of it: a name and a number are known to many."""

from __future__ import annotations

from collections.abc import Iterable
from enum import Enum

from django.conf import settings

from central_platform.people.models import Person, PersonCard
from kiosk.domain.parties import Evidence


class CardProof(Enum):
    """What the register says to a card."""

    PROVED = "PROVED"  # it is one of those that the person has
    UNKNOWN = "UNKNOWN"  # it knows no card of this person
    UNSAID = "UNSAID"  # it knows some, and the terminal does not say enough of the one that was read
    OTHER = "OTHER"  # it knows some, and this is none of them
    LATE = "LATE"  # a code on a phone, more than a day before the application came


def proof_of(person: Person | None, evidence: Iterable[Evidence]) -> CardProof:
    """Compare a card with those of the register: kind, both days, and where such a card was read before, all that it gave.

    Args:
        person: whose card it is to be; None where nobody of this name and number is known.
        evidence: what was shown.
    """
    known = list(person.cards.all()) if person else []
    if not known:
        return CardProof.UNKNOWN
    shown = list(evidence)
    if any(_same(one, card) for one in shown for card in known):
        return CardProof.PROVED
    return CardProof.OTHER if any(one.issued for one in shown) else CardProof.UNSAID


def suffices(proof: CardProof) -> bool:
    """Whether a terminal is told anything of the person: where the register knows cards, one of them was read."""
    return proof in (CardProof.PROVED, CardProof.UNKNOWN) or (proof is CardProof.UNSAID and settings.UNPROVED)


def remember(person: Person | None, evidence: Iterable[Evidence]) -> None:
    """Keep the mark of a card that was read for the first time: another one that says the same days is none from then on."""
    known = [card for card in person.cards.all() if not card.mark] if person else []
    for one in evidence:
        for card in known:
            if one.mark and _same(one, card):
                PersonCard.objects.filter(pk=card.pk, mark="").update(mark=one.mark)


def _same(shown: Evidence, card: PersonCard) -> bool:
    days = (shown.shown.value, shown.issued, shown.valid_until) == (card.kind, card.issued, card.valid_until)
    return days and (not card.mark or shown.mark == card.mark)
