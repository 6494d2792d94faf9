"""The codes that a terminal understands when they are held up: a receipt's, a licence copy's, a licence's on a phone, a company's
business licence among them, and those that show who somebody is, on a phone or on paper. Pure."""

from __future__ import annotations

from kiosk.domain.identity_codes import PAPER_PREFIX, is_paper_code
from kiosk.domain.submissions import TOKEN_PREFIX, is_receipt_token
from kiosk.domain.values import Value

COPY_CODE_PREFIX = "LC2:"  # all in capital letters
EARLIER_COPY_CODE_PREFIX = "LC1~"
PRESENTED_CODE_PREFIX = "LZ1:"  # likewise
BUSINESS_CODE_PREFIX = "QY1:"  # likewise
PERSON_CODE_PREFIX = "SF1:"  # likewise
FORM_CODE_PREFIX = "TB1:"  # likewise
_HEAD = 8  # characters: the prefix, and how many more there are
_SIGNED = 40  # letters of base64url; that they are all of one case does not happen


class ReceiptCode(Value):
    token: str


class CopyCode(Value):
    """``text``: all of it, unchecked (`kiosk.messages.copy_code`)."""

    text: str


class PresentedCode(Value):
    """亮证: a licence on its holder's phone. ``text``: all of it, unchecked; the platform alone can check it
    (`kiosk.messages.presented_licence`)."""

    text: str


class BusinessCode(Value):
    """The electronic business licence on the phone of whoever acts for its company. ``text``: all of it, unchecked; the platform
    alone can check it (`kiosk.messages.companies`)."""

    text: str


class PersonCode(Value):
    """随申码: whose phone it is. ``text``: all of it, unchecked; the platform alone can check it
    (`kiosk.messages.identity_codes`)."""

    text: str


class PaperCode(Value):
    """离线码: a code on paper (`kiosk.domain.identity_codes`). ``text``: all of it; the platform alone knows whose it is."""

    text: str


class FormCode(Value):
    """填表: a form that was filled in at a terminal and printed, for the counter
    (`kiosk.messages.filled_forms`)."""


class CutCode(Value):
    """It begins as one of ours, and is not whole: cut off on its way, or its letters were changed by the scanner."""


KnownCode = ReceiptCode | CopyCode | PresentedCode | BusinessCode | PersonCode | PaperCode | FormCode | CutCode


def copy_code_text(packed: str) -> str:
    """The whole text of a copy's code: with its length in front, so that one that was cut off on its way is known as such."""
    return f"{COPY_CODE_PREFIX}{len(packed):04d}{packed}"


def presented_code_text(packed: str) -> str:
    """The whole text of a presented licence's code, made as `copy_code_text`."""
    return f"{PRESENTED_CODE_PREFIX}{len(packed):04d}{packed}"


def business_code_text(packed: str) -> str:
    """The whole text of an electronic business licence's code, made as `copy_code_text`."""
    return f"{BUSINESS_CODE_PREFIX}{len(packed):04d}{packed}"


def person_code_text(packed: str) -> str:
    """The whole text of a code that shows who somebody is, made as `copy_code_text`."""
    return f"{PERSON_CODE_PREFIX}{len(packed):04d}{packed}"


def form_code_text(packed: str) -> str:
    """The whole text of a filled form's code, made as `copy_code_text`."""
    return f"{FORM_CODE_PREFIX}{len(packed):04d}{packed}"


def known_code(text: str) -> KnownCode | None:
    """What a scanned text is; None for every other code. Two codes that were read in one breath are two lines: the first that is
    ours counts, a whole one before one that was cut.

    A scanner that types, typing while Caps Lock is on, has every letter in the other case: that is undone.
    """
    known = [code for line in text.splitlines() if (code := _known_line(line.strip())) is not None]
    return next((code for code in known if not isinstance(code, CutCode)), known[0] if known else None)


def _known_line(line: str) -> KnownCode | None:
    begin = line[:4]
    if begin.upper() == TOKEN_PREFIX:
        token = line.partition("~")[0].upper()  # behind the token may stand a proof
        return ReceiptCode(token) if is_receipt_token(token) else CutCode()
    if begin.upper() == COPY_CODE_PREFIX:
        return CopyCode(line.upper()) if line.upper() == copy_code_text(line[_HEAD:].upper()) else CutCode()
    if begin.upper() == PRESENTED_CODE_PREFIX:
        return PresentedCode(line.upper()) if line.upper() == presented_code_text(line[_HEAD:].upper()) else CutCode()
    if begin.upper() == BUSINESS_CODE_PREFIX:
        return BusinessCode(line.upper()) if line.upper() == business_code_text(line[_HEAD:].upper()) else CutCode()
    if begin.upper() == PERSON_CODE_PREFIX:
        return PersonCode(line.upper()) if line.upper() == person_code_text(line[_HEAD:].upper()) else CutCode()
    if begin.upper() == FORM_CODE_PREFIX:
        return FormCode() if line.upper() == form_code_text(line[_HEAD:].upper()) else CutCode()
    if begin.upper() == PAPER_PREFIX:
        return PaperCode(line.upper()) if is_paper_code(line.upper()) else CutCode()
    if begin.upper() == EARLIER_COPY_CODE_PREFIX:
        line = line if begin == EARLIER_COPY_CODE_PREFIX else line.swapcase()
        letters = [c for c in line[4:] if c.isalpha()]
        changed = len(letters) >= _SIGNED and len({c.isupper() for c in letters}) == 1
        whole = line.startswith(EARLIER_COPY_CODE_PREFIX) and line.count("~") == 3 and all(line.split("~"))
        return CopyCode(line) if whole and not changed else CutCode()
    return None
