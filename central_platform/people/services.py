"""Questions about a person: only with a card that was read just now, few a minute, each one written down."""

from __future__ import annotations

import logging
from collections.abc import Iterable
from dataclasses import dataclass

from django.conf import settings
from django.db import transaction

from central_platform.core.keys import person_tag
from central_platform.core.problems import ProblemCode, Refused
from central_platform.people import cards, phone_codes
from central_platform.people.cards import CardProof
from central_platform.people.events import announce_lookup
from central_platform.people.models import Lookup, Person
from central_platform.quotas.limits import Quota
from central_platform.quotas.services import Use, first_today, take, used
from central_platform.terminals import assertions
from central_platform.terminals import services as terminals
from central_platform.terminals.services import Terminal
from kiosk.domain.names import same_name
from kiosk.domain.parties import Citizen, Evidence, Subject, assurance_of, suffices
from kiosk.domain.people import CardKind
from kiosk.domain.service_items import Assurance
from kiosk.domain.times import day_of

log = logging.getLogger(__name__)


@dataclass(frozen=True, repr=False)
class Identified:
    """Who stands at a terminal: what it signed, and what the register says to the card."""

    claims: assertions.Identity
    proof: CardProof

    @property
    def name(self) -> str:
        """As on the card."""
        return self.claims.name

    @property
    def number(self) -> str:
        """As on the card."""
        return self.claims.number

    @property
    def subject(self) -> Subject:
        """Whom the statement is about."""
        return self.claims.subject

    @property
    def proved(self) -> bool:
        """The register knows the card, so that the terminal's word is not all that there is."""
        return self.proof is CardProof.PROVED or (self.proof is CardProof.UNSAID and settings.UNPROVED)


def tag_of(number: str) -> str:
    """As `person_tag`."""
    return person_tag(number)


def identified(terminal: Terminal, signed: str, what: str, now: int, needs: Assurance = Assurance.CODE) -> Identified:
    """Who stands at the terminal, by its signed statement; written down where the statement is used up, and told to the person.

    Args:
        terminal: who asks.
        signed: the statement (`kiosk.messages.signing.identity_claim`), good once.
        what: the question, for the record of look-ups.
        now: seconds since 1970.
        needs: what it must rest on, at the least: CODE, or CARD where a code on a phone does not do.

    Raises:
        Refused: IDENTITY where it is not this terminal's, does not rest on what it needs, or on another card or reader than is
            known, or a code that was not shown there in this visit; CLOCK; REPLAYED; STOPPED; TOO_MANY questions in this minute,
            or on this day.
    """
    claims = assertions.read_claims(signed, "identity", terminal, assertions.Identity, ProblemCode.IDENTITY)
    given = assurance_of(claims.evidence, day_of(now))
    if claims.terminal != terminal.terminal_id or claims.assurance != given.value or not suffices(given, needs):
        raise Refused(ProblemCode.IDENTITY, "read at another terminal, or not from what this needs")
    assertions.check_times(claims, now, assertions.IDENTITY_LIFETIME)
    with transaction.atomic():  # one, whatever is counted: each would wait for the disk by itself
        assertions.use_once(claims, "identity", terminal)
        answered = _judged(terminal, claims, what, now)
    if isinstance(answered, Refused):
        raise answered  # behind the transaction: what was counted stays
    return answered


def _judged(terminal: Terminal, claims: assertions.Identity, what: str, now: int) -> Identified | Refused:
    tag = tag_of(claims.number)
    try:
        _check_quotas(terminal, tag, now)
        person = find(claims)
        proof = _check_card(terminal, claims, person, now)
    except Refused as refused:
        return refused
    Lookup.objects.create(at=now, terminal=terminal, what=what, person_tag=tag)
    if first_today(Quota.ABOUT_PERSON, f"{terminal.pk}:{tag}", now):
        announce_lookup(person, terminal, now)
    return Identified(claims, proof)


def _check_quotas(terminal: Terminal, tag: str, now: int) -> None:
    """Count a question about a person.

    Raises:
        Refused: STOPPED, TOO_MANY.
    """
    if terminal.stopped_at:
        raise Refused(ProblemCode.STOPPED, "this terminal asked for too much; staff were told")
    uses = [Use(Quota.LOOKUPS_A_MINUTE, terminal.pk), Use(Quota.LOOKUPS, terminal.pk), Use(Quota.ABOUT_PERSON, tag)]
    if first_today(Quota.PERSONS, f"{terminal.pk}:{tag}", now):
        uses.append(Use(Quota.PERSONS, terminal.pk))
    spent = terminals.count(terminal, uses, now)
    if spent:
        code = ProblemCode.STOPPED if spent.stops else ProblemCode.TOO_MANY
        raise Refused(code, f"too many questions about persons; again in {spent.again} s")


def _check_card(terminal: Terminal, claims: assertions.Identity, person: Person | None, now: int) -> CardProof:
    """What the register says to the card.

    Raises:
        Refused: IDENTITY, where that is not enough, or another reader than the terminal's own has read it.
    """
    tag = tag_of(claims.number)
    if claims.shown == CardKind.PHONE_CODE.value:
        return _check_code(terminal, claims, person, now)
    by_module = claims.shown != CardKind.SOCIAL_SECURITY.value  # other readers have no such module
    if by_module and not terminals.check_module(terminal, claims.module, now):
        raise Refused(ProblemCode.IDENTITY, "read by another reader than this terminal's")
    proof = cards.proof_of(person, claims.evidence)
    if proof is CardProof.OTHER:
        log.warning("terminal %s: a card that the register does not know", terminal.pk)
        terminals.count(terminal, [Use(Quota.FALSE_CARDS, terminal.pk)], now)
        take([Use(Quota.OTHER_CARDS, tag)], now)
    if not cards.suffices(proof):
        raise Refused(ProblemCode.IDENTITY, "not a card that the register has of this person")
    if used(Quota.OTHER_CARDS, tag, now) >= settings.QUOTAS[Quota.OTHER_CARDS]:
        # Whoever tried so often may have found the days at last.
        raise Refused(ProblemCode.IDENTITY, "other cards were shown too often today")
    cards.remember(person, claims.evidence)
    return proof


def _check_code(terminal: Terminal, claims: assertions.Identity, person: Person | None, now: int) -> CardProof:
    """That the platform itself accepted this code, here, in this visit: nothing that a terminal says makes one.

    Raises:
        Refused: IDENTITY.
    """
    if person is None or not phone_codes.answers_for(claims.evidence, person.tag, terminal.pk, now):
        log.warning("terminal %s: a code that was not shown there", terminal.pk)
        terminals.count(terminal, [Use(Quota.FALSE_CARDS, terminal.pk)], now)
        raise Refused(ProblemCode.IDENTITY, "no such code was shown at this terminal in this visit")
    return CardProof.PROVED


def find(identity: Identified | assertions.Identity | Citizen) -> Person | None:
    """The person, if the name fits the number: a number alone tells nothing."""
    person = Person.objects.filter(tag=tag_of(identity.number)).first()
    return person if person and same_name(person.name, identity.name) else None


def named(number: str) -> Citizen | None:
    """Who has this number, where the platform knows them; for whoever knows already that it is they who ask."""
    person = Person.objects.filter(tag=tag_of(number)).first()
    return Citizen(person.name, person.number) if person else None


def with_tag(tag: str) -> Citizen | None:
    """Whose tag this is; for whoever found it by something that proves enough."""
    person = Person.objects.filter(tag=tag).first()
    return Citizen(person.name, person.number) if person else None


def profile_of(identity: Identified) -> dict[str, str]:
    """What is known of the person, by key of the profile; {} of whom nothing is, and where the register does not know the card."""
    person = find(identity) if identity.proved else None
    return {str(key): str(value) for key, value in person.profile.items()} if person else {}


def card_proof(subject: Citizen, evidence: Iterable[Evidence], terminal: Terminal, now: int) -> CardProof:
    """What the register says to the cards that an application names, or where there are none, the platform's records to its codes.

    Args:
        subject: whose they are to be.
        evidence: all that was shown.
        terminal: that brings the application.
        now: seconds since 1970.
    """
    shown, person = list(evidence), find(subject)
    codes = [one for one in shown if one.shown is CardKind.PHONE_CODE]
    by_card = cards.proof_of(person, [one for one in shown if one not in codes])
    if not codes or by_card is CardProof.PROVED:
        return by_card
    # Beside a card the codes may be somebody else's: whose they are, only the platform's own records say.
    by_code = phone_codes.proof_of(person, codes, terminal.pk, now)
    return by_card if by_code is CardProof.OTHER and len(codes) < len(shown) else by_code


def shown_there(evidence: Evidence, numbers: Iterable[str], terminal: Terminal) -> bool:
    """Whether the platform has its own record of a code on a phone: of this terminal, and of somebody with one of these numbers."""
    return phone_codes.record_of(evidence, [tag_of(number) for number in numbers], terminal.pk) is not None


def registered_mobiles(tags: Iterable[str]) -> dict[str, str]:
    """By person, the number under which they are told of what is done in their name; those who registered none are left out."""
    profiles = Person.objects.filter(tag__in=set(tags)).values_list("tag", "profile")
    told = {tag: profile.get("mobile") for tag, profile in profiles if isinstance(profile, dict)}
    return {tag: mobile for tag, mobile in told.items() if isinstance(mobile, str) and mobile}


def registered_mobile(tag: str) -> str:
    """That of one person; "" where none is registered."""
    return registered_mobiles([tag]).get(tag, "")
