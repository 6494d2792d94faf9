"""Companies: which ones somebody may act for, what is on record of one, and the code of its electronic business licence on a phone.

The code: ``QY1:``, how many characters follow, and, packed (`kiosk.messages.packed_statements`), one statement that the platform
signed for the operator: ``iat`` and ``exp`` seconds since 1970, `LIFETIME` apart; ``jti`` random, for it is good once; ``c`` and
``p`` tags of company and operator, which the platform alone can make. The platform alone judges it, as it does a presented licence.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Annotated, Any, Literal

from pydantic import Field

from kiosk.domain.codes import business_code_text
from kiosk.domain.mandates import BusinessCodeRefusal, MandateRefusal
from kiosk.messages.base import Answer, Text
from kiosk.messages.models import IdentityRequest
from kiosk.messages.signed_codes import LONGEST, CodeClaims, SignedCode, Tag
from kiosk.messages.signing import Signer

LIFETIME = 300  # seconds: 电子营业执照 "about 5 minutes" (a provider's page, no rule names a number)


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


class Stated(CodeClaims):
    """What the code states, beside its times."""

    company: Tag = Field(alias="c")
    person: Tag = Field(alias="p")


_CODE = SignedCode("business-code", LIFETIME, business_code_text, Stated)


def business_code(signer: Signer, company: str, person: str, jti: str, now: int) -> str:
    """What the operator's phone shows; ``company``, ``person``: their tags. See `SignedCode.made`."""
    return _CODE.made(signer, {"c": company, "p": person}, jti, now)


def read_business_code(text: str, platform_keys: Sequence[Mapping[str, Any]]) -> Stated:
    """What a code states; see `SignedCode.read`."""
    return _CODE.read(text, platform_keys)
