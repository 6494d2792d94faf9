"""预审: what would become of an application if it were submitted now, as the platform says before anything is signed."""

from __future__ import annotations

from kiosk.domain.cases import CaseState, Defect
from kiosk.domain.text import LocalizedText
from kiosk.domain.values import Value


class Foreseen(Value):
    """Of one item.

    Attributes:
        item_name: of the item.
        state: of the case that there would be.
        defects: what would have to be mended (CORRECTION).
        reason: the published ground (REFUSED), None otherwise.
        remedy: what helps against it.
        bring: names of materials that would still have to be handed in.
        issued: a licence would be issued at once (APPROVED).
    """

    item_name: LocalizedText
    state: CaseState
    defects: tuple[Defect, ...] = ()
    reason: LocalizedText | None = None
    remedy: LocalizedText | None = None
    bring: tuple[LocalizedText, ...] = ()
    issued: bool = False
