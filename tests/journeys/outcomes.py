"""How each item of the catalogue ended when it was last played, kept in ``outcomes.tsv``, and the README's table of it.

``TRUTH=renew`` writes both anew for the items that are played; without it what is played must end as it is written there.
"""

from __future__ import annotations

import fcntl
import os
from collections import Counter
from collections.abc import Iterable, Mapping
from pathlib import Path

from kiosk.domain.service_items import ItemKind, ServiceItem
from tests.journeys.promises import COMPLETED, Ending

RECORD = Path(__file__).with_name("outcomes.tsv")
README = Path(__file__).parents[2] / "README.md"
BEGIN, END = "<!-- outcomes: begin -->", "<!-- outcomes: end -->"
RENEW = os.environ.get("TRUTH") == "renew"
HEADER = "item\tkind\tended\tname"
KINDS = {
    ItemKind.TRANSACTION: "applications",
    ItemKind.QUERY: "queries",
    ItemKind.LICENCE_PRINT: "copies of licences",
    ItemKind.PAPER_CODE: "codes on paper",
}
WORDS = {
    Ending.APPROVED: "done at once by published rules",
    Ending.ACCEPTED: "accepted at once by published rules",
    Ending.RECEIVED: "received, staff look at it",
    Ending.SHOWN: "result shown",
    Ending.PRINTED: "copy printed",
    Ending.NOTHING: "nothing on record, and it says so",
    Ending.NOT_HELD: "not held, with who issues it",
    Ending.NOT_VALID: "no longer valid, and it says so",
    Ending.NOT_MET: "condition not met",
    Ending.NOT_PERMITTED: "no right to it",
    Ending.REFUSED: "refused by published rules, with the reason",
}


def recorded() -> dict[str, Ending]:
    """How each ended, by the item's code."""
    lines = RECORD.read_text(encoding="utf-8").splitlines()[1:] if RECORD.exists() else []
    return {code: Ending(ended) for code, _, ended, _ in (line.split("\t") for line in lines)}


def renew(items: Iterable[ServiceItem], played: Mapping[str, Ending]) -> None:
    """Write what was played into the record, and the table of the whole into the README.

    Args:
        items: of the catalogue, in its order.
        played: how each ended that was played, by the item's code.
    """
    with RECORD.open("a", encoding="utf-8") as lock:  # several may play at one time
        fcntl.flock(lock, fcntl.LOCK_EX)
        items, ended = list(items), {**recorded(), **played}
        rows = [
            f"{item.implementation_code}\t{item.kind.value}\t{ended[item.implementation_code].value}\t{item.name.zh}"
            for item in items
            if item.implementation_code in ended
        ]
        RECORD.write_text("\n".join([HEADER, *rows]) + "\n", encoding="utf-8")
        text = README.read_text(encoding="utf-8")
        before, _, rest = text.partition(BEGIN)
        README.write_text(f"{before}{BEGIN}\n{table(items, ended)}\n{END}{rest.partition(END)[2]}", encoding="utf-8")


def table(items: Iterable[ServiceItem], ended: Mapping[str, Ending]) -> str:
    """Items by kind: how many, completed, refused with its reason, not played; and each ending in words."""
    lines = [
        "| items | in the catalogue | completed | refused, with the reason | not played | how they ended |",
        "| --- | --- | --- | --- | --- | --- |",
    ]
    items = list(items)
    for kind, name in KINDS.items():
        codes = [item.implementation_code for item in items if item.kind is kind]
        counted = Counter(ended[code] for code in codes if code in ended)
        lines.append(_line(name, len(codes), counted))
    every = Counter(ended[item.implementation_code] for item in items if item.implementation_code in ended)
    return "\n".join([*lines, _line("all", len(items), every, in_words=False)])


def _line(name: str, count: int, counted: Counter[Ending], in_words: bool = True) -> str:
    done = sum(counted[ending] for ending in COMPLETED)
    words = "; ".join(f"{counted[ending]} {word}" for ending, word in WORDS.items() if counted[ending]) if in_words else ""
    return f"| {name} | {count} | {done} | {counted.total() - done} | {count - counted.total()} | {words} |"
