"""Papers that are made up on the spot of what a department has on record (证明), and verified like a copy of a licence."""

from __future__ import annotations

import base64
import hashlib
from dataclasses import dataclass, field

from django.conf import settings
from django.db import transaction

from central_platform.core import epochs
from central_platform.core.keys import key_ring
from central_platform.core.numbers import next_number
from central_platform.core.problems import ProblemCode, Refused
from central_platform.licences.licence_page import LicencePage
from central_platform.licences.models import IssuedPaper
from central_platform.licences.page import draw_page
from central_platform.licences.services import LONGEST_STATED, in_chinese, stated
from central_platform.licences.table import Table
from central_platform.terminals.services import Terminal
from kiosk.domain.licences import PAPER, Licence
from kiosk.domain.text import LocalizedText
from kiosk.domain.times import day_of
from kiosk.messages.models import LicenceFileAnswer


@dataclass(frozen=True)
class PaperDraft:
    """``rows``: label and value of what stands on it; ``holder``: as the code may say it; ``holder_tag``: of whom it is about,
    "" for public data; ``note``: one line under the rows; ``table``: after them; ``series``: begins its number, which the page
    calls ``numbered``; ``signature``: of whom it is about, SVG path data in a box of 1000 x 400; ``case_number``: of the case that
    it is about."""

    title: LocalizedText
    authority: LocalizedText
    rows: tuple[tuple[str, str], ...] = field(repr=False)
    holder: str = field(repr=False)
    holder_tag: str
    item: str
    note: str = ""
    table: Table | None = None
    series: str = "ZM"
    numbered: str = "证明编号"
    signature: str = field(default="", repr=False)
    case_number: str = ""


def issue(draft: PaperDraft, terminal: Terminal, now: int) -> LicenceFileAnswer:
    """Give a paper its number, draw its page, sign what stands on it, and keep a record without what it says.

    The number of a paper that then cannot be drawn is not given to another: nobody else waits for the database while one is drawn.

    Args:
        draft: what stands on it.
        terminal: that asked for it.
        now: seconds since 1970.

    Raises:
        Refused: NOT_DRAWABLE where a character on it is in none of the fonts here.
    """
    today = day_of(now)
    with transaction.atomic():
        # Of this epoch, so that no number is given again after the database was put back.
        epoch = epochs.current(now).code
        number = next_number(f"paper {today:%Y%m%d} {epoch}")
    identifier = f"{draft.series}{settings.PLATFORM_AREA}-{today:%Y%m%d}-{epoch}-{number:04d}"
    page = LicencePage(
        draft.title.zh,
        draft.rows,
        draft.authority.zh,
        in_chinese(today),
        identifier,
        heading=draft.authority.zh,
        numbered=draft.numbered,
        note=draft.note,
        table=draft.table,
        signature=draft.signature,
    )
    if page.undrawable():
        raise Refused(ProblemCode.NOT_DRAWABLE, "a character on this paper is in none of the fonts here")
    pdf = draw_page(page)
    sha256 = hashlib.sha256(pdf).hexdigest()
    row = IssuedPaper(
        identifier=identifier,
        item=draft.item,
        holder_tag=draft.holder_tag,
        terminal=terminal,
        issued_at=now,
        sha256=sha256,
        case_number=draft.case_number,
    )
    row.title, row.authority = draft.title, draft.authority
    row.save(force_insert=True)
    claims = {
        "facts": stated(page),
        "id": identifier,
        "type": PAPER,
        "name": draft.title.zh,
        "holder": draft.holder[:LONGEST_STATED],
        "until": "",
        "sha256": sha256,
    }
    statement = key_ring().signer.sign("licence-statement", claims)
    paper = Licence(identifier, PAPER, draft.title, draft.authority, today, None, usable=True)
    return LicenceFileAnswer(licence=paper, statement=statement, pdf=base64.b64encode(pdf).decode())
