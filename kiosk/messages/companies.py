"""Companies: which ones somebody may act for, what is on record of one, and the code of its electronic business licence on a phone.

The code: ``QY1:``, how many characters follow, and, packed (`kiosk.messages.packed_statements`), one statement that the platform
signed for the operator: ``iat`` and ``exp`` seconds since 1970, `LIFETIME` apart; ``jti`` random, for it is good once; ``c`` and
``p`` tags of company and operator, which the platform alone can make. The platform alone judges it, as it does a presented licence.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from kiosk.domain.codes import business_code_text
from kiosk.domain.mandates import BusinessCodeRefusal, MandateRefusal
from kiosk.messages.base import Answer, Text
from kiosk.messages.models import IdentityRequest
from kiosk.messages.packed_statements import packed, unpacked
from kiosk.messages.signing import BadSignature, Signer, verified

LIFETIME = 300  # seconds: 电子营业执照 "about 5 minutes" (a provider's page, no rule names a number)
TYP = "business-code"
LONGEST = 1200  # characters
_Tag = Annotated[str, Field(min_length=16, max_length=64)]


class CompaniesRequest(IdentityRequest):
    """``identity``: of whoever acts."""

    implementation_code: Text = Field(max_length=33, description="the item that is to be done")


class MandateAnswer(Answer):
    """One company that the person is on record as acting for."""

    name: str
    number: str = Field(description="unified social credit code (GB 32100-2015)")
    role: str = Field(description="as the register says it: 法定代表人, 证照管理员, 办事人")
    until: date | None = None
    refusal: MandateRefusal | None = Field(default=None, description="why they may not do this item for it now")


class CompaniesAnswer(Answer):
    """``asked``: the department could be asked; else nothing is known."""

    mandates: list[MandateAnswer]
    asked: bool = True


class CompanyPrefillRequest(CompaniesRequest):
    """What is on record of the company (一企一档), for the item's form. ``company``: its credit code."""

    company: Text = Field(max_length=18)


class BusinessCodeRequest(CompaniesRequest):
    code: Text = Field(max_length=LONGEST, description="as it was read off the phone")


class BusinessCodeAccepted(Answer):
    """``reference``: of the platform's record that the licence was shown, for a material that it settles."""

    verdict: Literal["ACCEPTED"]
    mandate: MandateAnswer
    reference: str = Field(max_length=36)


class BusinessCodeRefused(Answer):
    verdict: Literal["REFUSED"]
    reason: BusinessCodeRefusal


class BusinessCodeAnswer(Answer):
    answer: Annotated[BusinessCodeAccepted | BusinessCodeRefused, Field(discriminator="verdict")]


class Stated(BaseModel):
    """What the code states."""

    model_config = ConfigDict(extra="ignore", frozen=True, hide_input_in_errors=True, strict=True)

    iat: int
    exp: int
    jti: _Tag
    company: _Tag = Field(alias="c")
    person: _Tag = Field(alias="p")


def business_code(signer: Signer, company: str, person: str, jti: str, now: int) -> str:
    """What the operator's phone shows.

    Args:
        signer: the platform's.
        company: tag of it.
        person: tag of the operator.
        jti: never the same twice.
        now: seconds since 1970.
    """
    claims = {"iat": now, "exp": now + LIFETIME, "jti": jti, "c": company, "p": person}
    return business_code_text(packed((signer.sign(TYP, claims),)))


def read_business_code(text: str, platform_keys: Sequence[Mapping[str, Any]]) -> Stated:
    """What a code states, once its signature was found good. Times are for the caller to judge.

    Raises:
        BadSignature: it is no such code, or none of these keys signed it.
    """
    inner = text[len(business_code_text("")) :]
    if len(text) > LONGEST or text != business_code_text(inner):
        raise BadSignature("no code of a business licence")
    try:
        (statement,) = unpacked(inner, 1)
        return Stated.model_validate(verified(statement, TYP, platform_keys))
    except (ValueError, ValidationError):
        raise BadSignature("no code of a business licence") from None
