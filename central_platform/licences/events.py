"""That a paper came out of a terminal's printer, announced in the transaction that writes it down. Hearers connect in their app's
``ready``."""

from __future__ import annotations

from dataclasses import dataclass

from django.dispatch import Signal

from kiosk.domain.text import LocalizedText


@dataclass(frozen=True)
class PaperCopied:
    """``identifier``: that stands on it; ``case_number``: of the case that it is about; ``at``: when it came out, seconds since
    1970."""

    identifier: str
    title: LocalizedText
    case_number: str
    at: int


paper_copied = Signal()  # copied: PaperCopied
