"""Cells as departments write them in files, made the cells that are kept and sent."""

from __future__ import annotations

import re
from datetime import date

from kiosk.domain.queries import CellFormat, Column, cell_fault

_YUAN = re.compile(r"(-?)([0-9]{1,13})(?:\.([0-9]{1,2}))?")


class BadCell(ValueError):
    """The message says which field and what is wrong, and never holds the cell."""


def kept_cell(field: Column, written: str) -> str:
    """A cell as the tables keep it: files write money in yuan, and yes and no in either language.

    Args:
        field: whose cell it is.
        written: as it stands in a file; "" for none.

    Raises:
        BadCell: it does not have the field's form, or is missing.
    """
    cell = written
    if field.format is CellFormat.MONEY and written:
        yuan = _YUAN.fullmatch(written)
        if yuan is None:
            raise BadCell(f"{field.key}: is no amount in yuan")
        sign, whole, rest = yuan.groups()
        cell = f"{sign}{int(whole + (rest or '').ljust(2, '0'))}"
    elif field.format is CellFormat.YES_NO:
        cell = {"是": "yes", "否": "no"}.get(written, written)
    if fault := cell_fault(field, cell):
        raise BadCell(f"{field.key}: {fault}")
    if field.format is CellFormat.DATE and cell and day_of_text(cell) is None:
        raise BadCell(f"{field.key}: is no day of the calendar")
    return cell


def day_of_text(text: str) -> date | None:
    """``2026-11-01``; None where it is no day of the calendar."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
