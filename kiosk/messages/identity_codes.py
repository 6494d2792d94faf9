"""随申码: the code on a phone that shows who somebody is, the code on paper for whoever has no phone, and what is asked of both.

The code on a phone: ``SF1:``, how many characters follow, and, packed (`kiosk.messages.packed_statements`), one statement that the
platform signed for its holder: ``iat`` and ``exp`` seconds since 1970, `LIFETIME` apart; ``jti`` random, for it is good once; ``w``
whose it is, sealed so that the platform alone can tell, and anew in each code: two codes of one person have nothing in common.

The code on paper (`kiosk.domain.identity_codes`) is random and nothing else.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Annotated, Any, Literal

from pydantic import Field

from kiosk.domain.codes import person_code_text
from kiosk.domain.identity_codes import PaperGround, PaperRefusal, PhoneCodeRefusal
from kiosk.messages.base import Answer, Request, Seconds, SubmissionId, Text
from kiosk.messages.models import CasesAnswer, IdentityRequest
from kiosk.messages.signed_codes import LONGEST, CodeClaims, SignedCode
from kiosk.messages.signing import Signer

LIFETIME = 60  # seconds; no source names a number
PAPER_LONGEST = 32


class Whose(CodeClaims):
    """What the code states, beside its times."""

    who: Annotated[str, Field(min_length=16, max_length=200, alias="w")]


_CODE = SignedCode("person-code", LIFETIME, person_code_text, Whose)


def person_code(signer: Signer, who: str, jti: str, now: int) -> str:
    """What somebody's phone shows; ``who``: sealed. See `SignedCode.made`."""
    return _CODE.made(signer, {"w": who}, jti, now)


def read_person_code(text: str, platform_keys: Sequence[Mapping[str, Any]]) -> Whose:
    """What a code states; see `SignedCode.read`."""
    return _CODE.read(text, platform_keys)


class PersonCodeRequest(Request):
    code: Text = Field(max_length=LONGEST, description="as it was read off the phone")


class PersonCodeAccepted(Answer):
    """``reference``: of the platform's record that the code was shown at this terminal: the evidence names it."""

    verdict: Literal["ACCEPTED"]
    name: str
    number: str
    sex: Literal["male", "female", "unknown"]
    birth: date
    reference: str = Field(max_length=36)


class PersonCodeRefused(Answer):
    verdict: Literal["REFUSED"]
    reason: PhoneCodeRefusal


class PersonCodeAnswer(Answer):
    answer: Annotated[PersonCodeAccepted | PersonCodeRefused, Field(discriminator="verdict")]


class PaperCodeAnswer(Answer):
    """离线码. ``ground``: why this person may have one on paper, None where they may not; ``issued_at``, ``until``: of the one that
    counts now, None where there is none."""

    ground: PaperGround | None = None
    issued_at: int | None = None
    until: date | None = None


class PaperCodeIssued(Answer):
    """``code``: to be printed, and kept nowhere; ``reference``: of the platform's record of it."""

    verdict: Literal["ISSUED"]
    code: str = Field(max_length=PAPER_LONGEST)
    reference: str = Field(max_length=36)
    until: date


class PaperCodeRefused(Answer):
    verdict: Literal["REFUSED"]
    reason: PaperRefusal


class PaperCodeIssueAnswer(Answer):
    answer: Annotated[PaperCodeIssued | PaperCodeRefused, Field(discriminator="verdict")]


class PaperCodeLostRequest(IdentityRequest):
    """挂失: the code on paper of whoever showed their card counts no more."""


class PaperCodeLostAnswer(Answer):
    """``ended``: there was one that counted until now."""

    ended: bool


class PaperCodeProgressRequest(Request):
    code: Text = Field(max_length=PAPER_LONGEST, description="as it was read off the paper")


class PaperCodeCases(CasesAnswer):
    """The cases of whoever's code it is, as a receipt's code tells one."""

    verdict: Literal["ACCEPTED"]


class PaperCodeProgressAnswer(Answer):
    answer: Annotated[PaperCodeCases | PaperCodeRefused, Field(discriminator="verdict")]


class PaperReport(Request):
    """That a code on paper did not come out of the printer: a message of kind ``paper-code``."""

    kind: Literal["PAPER_CODE"] = "PAPER_CODE"
    report_id: SubmissionId
    reference: Text = Field(max_length=36)
    outcome: Literal["CONFIRMED", "SENT", "UNCERTAIN", "VOIDED"]
    at: Seconds
