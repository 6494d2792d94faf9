"""Codes on a phone that are one statement of the platform: a head, how many characters follow, and the statement, packed
(`kiosk.messages.packed_statements`)."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Annotated, Any, Generic, NamedTuple, TypeVar

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from kiosk.messages.packed_statements import packed, unpacked
from kiosk.messages.signing import BadSignature, Signer, verified

LONGEST = 1200  # characters
Tag = Annotated[str, Field(min_length=16, max_length=64)]


class CodeClaims(BaseModel):
    """What every such code states: seconds since 1970 from when to when, and that it is good once."""

    model_config = ConfigDict(extra="ignore", frozen=True, hide_input_in_errors=True, strict=True)

    iat: int
    exp: int
    jti: Tag


C = TypeVar("C", bound=CodeClaims)


class SignedCode(NamedTuple, Generic[C]):
    """A kind of code.

    Attributes:
        typ: of its statement.
        lifetime: in seconds.
        text_of: the code of a packed statement.
        claims: what it states.
    """

    typ: str
    lifetime: int
    text_of: Callable[[str], str]
    claims: type[C]

    def made(self, signer: Signer, claims: Mapping[str, str], jti: str, now: int) -> str:
        """What the phone shows.

        Args:
            signer: the platform's.
            claims: beside those of `CodeClaims`, by their names in the statement.
            jti: never the same twice.
            now: seconds since 1970.

        Returns:
            Text in capital letters, digits and the few signs of QR's alphanumeric mode (ISO/IEC 18004, 7.3.4).
        """
        stated = {"iat": now, "exp": now + self.lifetime, "jti": jti, **claims}
        return self.text_of(packed((signer.sign(self.typ, stated),)))

    def read(self, text: str, platform_keys: Sequence[Mapping[str, Any]]) -> C:
        """What a code states, once its signature was found good. Times are for the caller to judge.

        Raises:
            BadSignature: it is no such code, or none of these keys signed it.
        """
        inner = text[len(self.text_of("")) :]
        if len(text) > LONGEST or text != self.text_of(inner):
            raise BadSignature(f"no code of typ {self.typ}")
        try:
            (statement,) = unpacked(inner, 1)
            return self.claims.model_validate(verified(statement, self.typ, platform_keys))
        except (ValueError, ValidationError):
            raise BadSignature(f"no code of typ {self.typ}") from None
