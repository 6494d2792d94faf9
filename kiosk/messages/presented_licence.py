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

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from kiosk.domain.codes import presented_code_text
from kiosk.domain.licences import PresentedRefusal
from kiosk.messages.base import Answer, Text
from kiosk.messages.models import IdentityRequest
from kiosk.messages.packed_statements import packed, unpacked
from kiosk.messages.signing import BadSignature, Signer, verified

LIFETIME = 60  # seconds; no source names a number (上海市优化营商环境条例 第三十二条 asks that licences so shown be accepted)
TYP = "presented-licence"
LONGEST = 1200  # characters
_Tag = Annotated[str, Field(min_length=16, max_length=64)]


class Presented(BaseModel):
    """What the code states."""

    model_config = ConfigDict(extra="ignore", frozen=True, hide_input_in_errors=True, strict=True)

    iat: int
    exp: int
    jti: _Tag
    holder: _Tag = Field(alias="h")
    licence: _Tag = Field(alias="l")


def presented_code(signer: Signer, holder: str, licence: str, jti: str, now: int) -> str:
    """What the holder's phone shows.

    Args:
        signer: the platform's.
        holder: tag of the person.
        licence: tag of the licence.
        jti: never the same twice.
        now: seconds since 1970.

    Returns:
        Text in capital letters, digits and the few signs of QR's alphanumeric mode (ISO/IEC 18004, 7.3.4).
    """
    claims = {"iat": now, "exp": now + LIFETIME, "jti": jti, "h": holder, "l": licence}
    return presented_code_text(packed((signer.sign(TYP, claims),)))


def read_presented(text: str, platform_keys: Sequence[Mapping[str, Any]]) -> Presented:
    """What a code states, once its signature was found good. Times are for the caller to judge.

    Raises:
        BadSignature: it is no such code, or none of these keys signed it.
    """
    inner = text[len(presented_code_text("")) :]
    if len(text) > LONGEST or text != presented_code_text(inner):
        raise BadSignature("no code of a presented licence")
    try:
        (statement,) = unpacked(inner, 1)
        return Presented.model_validate(verified(statement, TYP, platform_keys))
    except (ValueError, ValidationError):
        raise BadSignature("no code of a presented licence") from None


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
