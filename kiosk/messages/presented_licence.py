"""亮证: a licence as its holder shows it on a phone, and what a terminal asks and is told of it.

``LZ1:``, how many characters follow, and, packed (`kiosk.messages.packed_statements`), one statement that the platform signed for
the holder: ``iat`` and ``exp`` seconds since 1970, `LIFETIME` apart; ``jti`` random, for it is good once; ``h`` and ``l`` tags of
holder and licence, which the platform alone can make. Nothing of the licence or its holder can be read from the code: whoever
photographs the phone has a minute to be first with it, and needs the holder's card, too.

The platform alone checks it: no terminal knows what was shown at another, and a minute leaves no room for a clock that is wrong.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Annotated, Any, Literal

from pydantic import Field

from kiosk.domain.codes import presented_code_text
from kiosk.domain.licences import PresentedRefusal
from kiosk.messages.base import Answer, Text
from kiosk.messages.models import IdentityRequest
from kiosk.messages.signed_codes import LONGEST, CodeClaims, SignedCode, Tag
from kiosk.messages.signing import Signer

LIFETIME = 60  # seconds; no source names a number (上海市优化营商环境条例 第三十二条 asks that licences so shown be accepted)


class Presented(CodeClaims):
    """What the code states, beside its times."""

    holder: Tag = Field(alias="h")
    licence: Tag = Field(alias="l")


_CODE = SignedCode("presented-licence", LIFETIME, presented_code_text, Presented)


def presented_code(signer: Signer, holder: str, licence: str, jti: str, now: int) -> str:
    """What the holder's phone shows; ``holder``, ``licence``: their tags. See `SignedCode.made`."""
    return _CODE.made(signer, {"h": holder, "l": licence}, jti, now)


def read_presented(text: str, platform_keys: Sequence[Mapping[str, Any]]) -> Presented:
    """What a code states; see `SignedCode.read`."""
    return _CODE.read(text, platform_keys)


class PresentedRequest(IdentityRequest):
    """``identity``: of the applicant, who must be the holder."""

    code: Text = Field(max_length=LONGEST, description="as it was read off the phone")
    implementation_code: Text = Field(max_length=33, description="the item that is applied for")


class PresentedAccepted(Answer):
    """``reference``: of the platform's record that it was presented; the submission names it."""

    verdict: Literal["ACCEPTED"]
    licence_type: str
    reference: str = Field(max_length=36)


class PresentedRefused(Answer):
    verdict: Literal["REFUSED"]
    reason: PresentedRefusal


class PresentedAnswer(Answer):
    answer: Annotated[PresentedAccepted | PresentedRefused, Field(discriminator="verdict")]
