"""What stands on a page, before it is drawn."""

from __future__ import annotations

from dataclasses import dataclass, field

from central_platform.licences.table import Table
from kiosk.typefaces.faces import missing


@dataclass(frozen=True)
class LicencePage:
    """``rows``: label and value, in order. ``seal``: what stands around the star. ``issued``: the day, in Chinese. ``heading``:
    above the title; ``numbered``: what the identifier is called; ``note``: under the rows; ``table``: after them.
    ``kind``: key of the licence type, whose page may be drawn in its own way (`layouts.LAYOUTS`). ``signature``: SVG path data in a
    box of 1000 x 400."""

    title: str
    rows: tuple[tuple[str, str], ...] = field(repr=False)
    seal: str
    issued: str
    identifier: str
    heading: str = "样板区电子证照"
    numbered: str = "证照标识"
    note: str = ""
    table: Table | None = None
    kind: str = ""
    signature: str = field(default="", repr=False)

    def undrawable(self) -> tuple[str, ...]:
        """The characters on it that none of our fonts has: of such a page no copy is given out."""
        rows = "".join(label + value for label, value in self.rows)
        rows += self.table.text() if self.table else ""
        return missing(self.title + rows + self.seal + self.issued + self.identifier + self.heading + self.numbered + self.note)
