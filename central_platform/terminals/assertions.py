"""Statements signed by terminals: read strictly, judged by the clock, good once."""

from __future__ import annotations

import hashlib
from datetime import date
from typing import Annotated, Literal, TypeVar

from django.db import IntegrityError, transaction
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from central_platform.core.problems import ProblemCode, Refused
from central_platform.terminals.models import Terminal, UsedOnce
from kiosk.domain.parties import Citizen, Company, Evidence, Subject
from kiosk.domain.people import CardKind
from kiosk.messages.signing import ASSERTION_LIFETIME, IDENTITY_LIFETIME, BadSignature, verified

LEEWAY = 5  # seconds that a terminal's clock may be ahead

Text = Annotated[str, Field(min_length=1, max_length=128)]


Seconds = Annotated[int, Field(ge=0, le=10**12)]  # since 1970


class Timed(BaseModel):
    model_config = ConfigDict(extra="ignore", frozen=True, hide_input_in_errors=True, strict=True)

    iat: Seconds
    exp: Seconds
    jti: Text


class Assertion(Timed):
    """typ client-assertion (RFC 7523)."""

    iss: Text
    sub: Text
    aud: Text


class Identity(Timed):
    """typ identity: what was shown at this terminal, and whom it is about. Terminals of contract 1 say that a card was read
    (``assurance``), and not which."""

    terminal: Text
    name: Text
    number: Text
    assurance: Text
    subject_kind: Literal["CITIZEN", "COMPANY"] = Field(default="CITIZEN", alias="subject")
    shown: str = Field(default="", max_length=32)
    reader: str = Field(default="", max_length=32)
    read_at: Seconds = 0
    valid_until: str = Field(default="", max_length=10)
    issued: str = Field(default="", max_length=10)
    mark: str = Field(default="", max_length=64)
    module: str = Field(default="", max_length=64)
    reference: str = Field(default="", max_length=36)

    @property
    def subject(self) -> Subject:
        """Whom the statement is about."""
        return (Company if self.subject_kind == "COMPANY" else Citizen)(self.name, self.number)

    @property
    def evidence(self) -> tuple[Evidence, ...]:
        """What was shown; nothing where that is neither a card nor a code on a phone."""
        try:
            until, issued = (date.fromisoformat(day) if day else None for day in (self.valid_until, self.issued))
            kind = CardKind(self.shown or CardKind.RESIDENT.value)
            at = self.read_at or self.iat
            return (Evidence(kind, self.reader, at, until, issued, self.mark, self.module, self.reference),)
        except ValueError:
            return ()


ClaimsT = TypeVar("ClaimsT", bound=Timed)


def read_claims(signed: str, typ: str, terminal: Terminal, model: type[ClaimsT], otherwise: ProblemCode) -> ClaimsT:
    """What this terminal signed as a statement of this kind.

    Args:
        signed: the statement, a JWS.
        typ: which kind it must be.
        terminal: whose key must have signed it.
        model: of the claims.
        otherwise: the code to refuse with.

    Raises:
        Refused: with ``otherwise``, where it is not signed by this terminal as this kind, or lacks something.
    """
    try:
        return model.model_validate(verified(signed, typ, [terminal.public_key]))
    except (BadSignature, ValidationError, RecursionError):
        raise Refused(otherwise, f"not a statement of kind {typ} signed with this terminal's key") from None


def check_times(claims: Timed, now: int, lifetime: int) -> None:
    """Judge a statement by the platform's clock.

    Args:
        claims: of the statement.
        now: seconds since 1970.
        lifetime: seconds that such a statement may be good for.

    Raises:
        Refused: CLOCK, with how far the clock is off, where it is too old, from the future, or lasts too long.
    """
    if claims.iat > now + LEEWAY or now > claims.exp or now - claims.iat > lifetime or claims.exp - claims.iat > lifetime:
        raise Refused(ProblemCode.CLOCK, f"issued {now - claims.iat} s ago by this platform's clock; good for {lifetime} s")


def use_once(claims: Timed, typ: str, terminal: Terminal) -> None:
    """Mark a statement as used. The mark outlives the statement, so that it cannot come back.

    Raises:
        Refused: REPLAYED the second time.
    """
    mark = hashlib.sha256(f"{typ}\n{terminal.terminal_id}\n{claims.jti}".encode("utf-8", "replace")).hexdigest()
    try:
        with transaction.atomic():
            UsedOnce.objects.create(mark=mark, expires_at=claims.exp + LEEWAY + 1)
    except IntegrityError:
        raise Refused(ProblemCode.REPLAYED, "this statement was used already") from None


def forget_expired(now: int) -> None:
    """Drop the marks of statements that have expired anyway."""
    UsedOnce.objects.filter(expires_at__lt=now).delete()


__all__ = [
    "ASSERTION_LIFETIME",
    "IDENTITY_LIFETIME",
    "Assertion",
    "Identity",
    "check_times",
    "forget_expired",
    "read_claims",
    "use_once",
]
