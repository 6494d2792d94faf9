"""Questions about a person: only with a card that was read just now, few a minute, each one written down."""

from __future__ import annotations

from django.conf import settings
from django.db import transaction

from central_platform.core.keys import person_tag
from central_platform.core.problems import ProblemCode, Refused
from central_platform.people.models import Lookup, Person
from central_platform.terminals import assertions
from central_platform.terminals.services import Terminal
from kiosk.domain.names import same_name
from kiosk.domain.parties import Citizen, assurance_of
from kiosk.domain.service_items import Assurance
from kiosk.domain.times import day_of


def tag_of(number: str) -> str:
    """As `person_tag`."""
    return person_tag(number)


def identified(terminal: Terminal, signed: str, what: str, now: int) -> assertions.Identity:
    """Who stands at the terminal, by its signed statement; written down where the statement is used up.

    Args:
        terminal: who asks.
        signed: the statement (`kiosk.messages.signing.identity_claim`), good once.
        what: the question, for the record of look-ups.
        now: seconds since 1970.

    Raises:
        Refused: IDENTITY where it is not this terminal's or does not rest on a card; CLOCK; REPLAYED; TOO_MANY questions in
            this minute.
    """
    claims = assertions.read_claims(signed, "identity", terminal, assertions.Identity, ProblemCode.IDENTITY)
    proved = claims.assurance == Assurance.CARD.value and assurance_of(claims.evidence, day_of(now)) is Assurance.CARD
    if claims.terminal != terminal.terminal_id or not proved:
        raise Refused(ProblemCode.IDENTITY, "read at another terminal, or not from a card")
    assertions.check_times(claims, now, assertions.IDENTITY_LIFETIME)
    with transaction.atomic():
        assertions.use_once(claims, "identity", terminal)
        if Lookup.objects.filter(terminal=terminal, at__gt=now - 60).count() >= settings.LOOKUPS_A_MINUTE:
            raise Refused(ProblemCode.TOO_MANY, "too many questions about persons from this terminal; wait a minute")
        Lookup.objects.create(at=now, terminal=terminal, what=what, person_tag=tag_of(claims.number))
    return claims


def find(identity: assertions.Identity | Citizen) -> Person | None:
    """The person, if the name fits the number: a number alone tells nothing."""
    person = Person.objects.filter(tag=tag_of(identity.number)).first()
    return person if person and same_name(person.name, identity.name) else None


def profile_of(identity: assertions.Identity) -> dict[str, str]:
    """What is known of the person, by key of the profile; {} of whom nothing is."""
    person = find(identity)
    return {str(key): str(value) for key, value in person.profile.items()} if person else {}
