"""填表: what a resident filled in at a terminal and takes to the counter on paper, as a code that the counter's console reads.

``TB1:``, how many characters follow, and, packed (`kiosk.messages.packed_statements`), one statement that the terminal signed.
It holds answers, which stand beside it in print, and says nothing of who gave them: the counter has their card. Its signature says
that a terminal of ours made it, not that anything in it is so.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from kiosk.domain.codes import form_code_text
from kiosk.messages.base import Seconds, SubmissionId
from kiosk.messages.packed_statements import packed, unpacked
from kiosk.messages.signing import BadSignature, Signer, claimed, signed_by

LONGEST = 2300  # characters: a QR code of version 33, M, whose modules are 0.4 mm on 62 mm (ISO/IEC 18004, table 7)
_TYP = "filled-form"
_Short = Annotated[str, Field(min_length=1, max_length=64)]


class FilledForm(BaseModel):
    """``id``: of the submission that the counter makes of it, so that one form never becomes two cases; ``filled_at``: when it was
    printed; ``catalogue``: the version that the questions are of."""

    model_config = ConfigDict(extra="ignore", frozen=True, hide_input_in_errors=True, strict=True)

    id: SubmissionId
    terminal: Annotated[str, Field(min_length=1, max_length=16)]
    item: Annotated[str, Field(min_length=1, max_length=33)]
    catalogue: _Short
    answers: Annotated[dict[_Short, Any], Field(max_length=200)]
    language: Literal["zh", "en"]
    filled_at: Seconds


def form_code(signer: Signer, form: FilledForm) -> str:
    """What is printed on the form as a code, "" where it would be too much for one.

    Args:
        signer: the terminal's.
        form: what was filled in.
    """
    inner = packed((signer.sign(_TYP, form.model_dump(mode="json")),))
    try:
        unpacked(inner, 1)
    except ValueError:  # more than a reader takes, however well it is packed
        return ""
    text = form_code_text(inner)
    return text if len(text) <= LONGEST else ""


def read_form(text: str, keys_of: Callable[[str], Sequence[Mapping[str, Any]]]) -> tuple[FilledForm, str]:
    """What a code says, and the thumbprint of the key that signed it.

    Args:
        text: as the scanner read it.
        keys_of: the public keys that a terminal has, and had; none of one that is not known.

    Raises:
        BadSignature: it is no such code, or none of that terminal's keys signed it.
    """
    inner = text[len(form_code_text("")) :]
    if len(text) > LONGEST or text != form_code_text(inner):
        raise BadSignature("no code of a filled form")
    try:
        (statement,) = unpacked(inner, 1)
        claims, key = signed_by(statement, _TYP, keys_of(claimed(statement, "terminal")))
        form = FilledForm.model_validate(claims)
    except (ValueError, ValidationError, RecursionError):
        raise BadSignature("no code of a filled form") from None
    return form, key
