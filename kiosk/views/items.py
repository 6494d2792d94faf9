"""A service as a row of a list: its name, what it is for, and what can be done with it here."""

from __future__ import annotations

from collections.abc import Mapping

from kiosk.domain.service_items import ItemKind
from kiosk.domain.text import LocalizedText
from kiosk.ports.storage import ItemLine
from kiosk.session.state import State
from kiosk.views.base import Data, Row, Text, Unsaid, View
from kiosk.views.language import localized

_KINDS: Mapping[str, LocalizedText] = {
    ItemKind.TRANSACTION.value: LocalizedText("办理", "Apply"),
    ItemKind.QUERY.value: LocalizedText("查询", "Look up"),
    ItemKind.LICENCE_PRINT.value: LocalizedText("打印", "Print"),
    ItemKind.PAPER_CODE.value: LocalizedText("离线码", "Code"),
}


class NamePart(View):
    """A part of a name; ``marked``: it is what matched."""

    text: Unsaid
    marked: bool


class ItemRow(Row):
    """``parts``: the name in parts, where one of them matched; ``why``: how its text begins."""

    code: Data
    title: Text
    text: Text
    kind: Unsaid
    why: Unsaid = ""
    parts: tuple[NamePart, ...] = ()


def item_row(line: ItemLine, state: State, parts: tuple[NamePart, ...] = (), why: str = "", lacks: str = "") -> ItemRow:
    """A row of a list.

    Args:
        line: the item.
        parts: of its name, where some of it is marked.
        why: it is here, where its name does not tell.
        lacks: why it cannot be done now.
    """
    before = " · ".join(text for text in (why, lacks) if text)
    return ItemRow(
        code=line.implementation_code,
        title=localized(line.name, state),
        text=" · ".join(text for text in (before, localized(line.summary, state)) if text),
        kind=kind_word(line.kind, state),
        why=before,
        parts=parts,
    )


def kind_word(kind: str, state: State) -> str:
    """What is done with items of this kind, in a word.

    Args:
        kind: value of an `ItemKind`.
    """
    return localized(_KINDS[kind], state)
