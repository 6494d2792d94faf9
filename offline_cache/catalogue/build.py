"""From a published pack to a catalogue file: built beside the one in use, checked, and swapped in by rename.

A catalogue file never changes after that. Items are numbered by use, the most used first, so that the index yields the likeliest
hits first and a search may stop early: that is what keeps a keystroke cheap at any size.
"""

from __future__ import annotations

import binascii
import os
import sqlite3
from array import array
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import msgspec

from kiosk.domain.queries import Offline
from kiosk.domain.values import decoder_of
from kiosk.durable import sync_folder
from kiosk.messages.packs import LARGEST_PACK, PackFault, header_of, unpack
from kiosk.messages.passages import passages_of
from offline_cache.catalogue.fuzzy import SHORTEST_LATIN, later_half
from offline_cache.catalogue.postings import packed
from offline_cache.catalogue.schema import DIMENSIONS, PREFIXES, SCHEMA_VERSION, joined, sounds
from offline_cache.catalogue.tokens import passage_tokens, tokens_of, words_of
from offline_cache.catalogue.typed import is_latin, runs_of

_PERSON = ["PERSON"]  # whom an item is for that does not say it
LONGEST_TOKEN = PREFIXES[-1]  # characters of running pinyin kept of each suffix
_FAULTS = (msgspec.MsgspecError, ValueError, LookupError, TypeError, RecursionError)


class _Use(msgspec.Struct):
    uses: int
    implementation_code: str


class _Line(msgspec.Struct):
    item: _Use


_use = decoder_of(_Line)


def read_pack(pack: bytes) -> bytes:
    """The text of a pack; PackFault if it is damaged, of another format, or incomplete."""
    text = unpack(pack, LARGEST_PACK)
    _lines(text)
    return text


def _lines(text: bytes) -> tuple[dict[str, Any], list[bytes]]:
    """Header, and the lines of its items by use. Lines are decoded one at a time: all at once would take ten times the memory."""
    header = header_of(text)
    lines = text.splitlines()[1:]
    if header["items"] != len(lines):
        raise PackFault("incomplete")
    try:
        lines.sort(key=_place)
    except _FAULTS:
        raise PackFault("damaged") from None
    return header, lines


def _place(line: bytes) -> tuple[int, str]:
    item = _use.decode(line).item
    return -item.uses, item.implementation_code


def build(pack: bytes, folder: Path) -> Path:
    """Write ``catalogue-<version>.db`` into ``folder`` and return its path. An interrupted build leaves only a ``.part`` file.

    PackFault; sqlite3.OperationalError and OSError where the disk does not take it.
    """
    return build_text(read_pack(pack), folder)


def build_text(text: bytes, folder: Path) -> Path:
    """`build`, of a pack's text."""
    import sqlite_utils

    header, lines = _lines(text)
    target = folder / f"catalogue-{header['version']}.db"
    part = target.with_suffix(".part")
    part.unlink(missing_ok=True)
    database = sqlite_utils.Database(part)
    try:
        # Nothing here needs to survive a crash: the file counts only once it is renamed.
        database.execute("PRAGMA journal_mode=OFF")
        database.execute("PRAGMA synchronous=OFF")
        with database.conn:
            _fill(database, header, lines)
        database.conn.execute("INSERT INTO keys(keys) VALUES ('optimize')")
        database.conn.commit()
        database.conn.execute("VACUUM")
        database.conn.execute(f"PRAGMA user_version={SCHEMA_VERSION}")
    except (
        *_FAULTS,
        AttributeError,
        sqlite3.IntegrityError,
        sqlite3.InterfaceError,
        sqlite3.ProgrammingError,
    ) as fault:
        raise PackFault("an item is not what an item must be") from fault
    finally:
        database.conn.close()
    _durable(part, target)
    return target


def _fill(database: Any, header: dict[str, Any], lines: list[bytes]) -> None:
    run = database.conn.execute
    run("CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID")
    run(
        "CREATE TABLE items (id INTEGER PRIMARY KEY, code TEXT NOT NULL UNIQUE, theme TEXT NOT NULL, kind TEXT NOT NULL,"
        " name_zh TEXT NOT NULL, name_en TEXT NOT NULL, summary_zh TEXT NOT NULL, summary_en TEXT NOT NULL,"
        " authority_zh TEXT NOT NULL, authority_en TEXT NOT NULL, served TEXT NOT NULL, card INTEGER NOT NULL,"
        " public TEXT NOT NULL,"
        " uses INTEGER NOT NULL, everyday TEXT NOT NULL, readings TEXT NOT NULL, sounds TEXT NOT NULL)"
    )
    # Apart: a search reads scores of lines, and the body of none.
    run("CREATE TABLE bodies (id INTEGER PRIMARY KEY, body TEXT NOT NULL)")
    run("CREATE INDEX items_theme ON items (theme, id)")
    run("CREATE INDEX items_authority ON items (authority_zh, id)")
    run(
        "CREATE VIRTUAL TABLE keys USING fts5(tokens, content='', detail=none, columnsize=0,"
        f" prefix='{' '.join(map(str, PREFIXES))}')"
    )
    run("CREATE TABLE passages (id INTEGER PRIMARY KEY, item INTEGER NOT NULL, passage TEXT NOT NULL)")
    index, passages = Index("postings"), Index("passage_postings")
    # What they mean, of items and, with their numbers negative, of passages.
    run("CREATE TABLE vectors (id INTEGER PRIMARY KEY, vector BLOB NOT NULL)")
    last = 0  # passage
    for key in ("version", "area", "notice", "themes", "licence_types"):
        run("INSERT INTO meta VALUES (?, ?)", (key, msgspec.json.encode(header[key]).decode()))
    for key in ("guided", "places"):
        if key in header:
            run("INSERT INTO meta VALUES (?, ?)", (key, msgspec.json.encode(header[key]).decode()))
    for number, line in enumerate(map(decoder_of(dict[str, Any]).decode, lines), start=1):
        item, search = line["item"], line["search"]
        run(
            "INSERT INTO items VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)",
            (
                number,
                item["implementation_code"],
                item["theme"],
                item["kind"],
                item["name"]["zh"],
                item["name"]["en"],
                item["summary"]["zh"],
                item["summary"]["en"],
                item["authority"]["zh"],
                item["authority"]["en"],
                " ".join(item.get("served", _PERSON)),
                item.get("assurance") != "NONE",
                _public(item.get("query") or {}),
                item["uses"],
                joined(search["zh"][1:]),
                joined(search["pinyin"]),
                joined(sound for reading in search["pinyin"] for sound in sounds(reading)),
            ),
        )
        run("INSERT INTO bodies VALUES (?,?)", (number, msgspec.json.encode(item).decode()))
        run("INSERT INTO keys(rowid, tokens) VALUES (?, ?)", (number, " ".join(sorted(set(_spellings(search))))))
        index.add(number, tokens_of(item, search))
        if vector := search.get("vector"):
            run("INSERT INTO vectors VALUES (?,?)", (number, _vector(vector)))
        vectors = search.get("passages", ())
        for at, passage in enumerate(passages_of(item)):
            last += 1
            run("INSERT INTO passages VALUES (?,?,?)", (last, number, msgspec.json.encode(passage).decode()))
            passages.add(last, passage_tokens(passage, item, search))
            if at < len(vectors) and vectors[at]:
                run("INSERT INTO vectors VALUES (?,?)", (-last, _vector(vectors[at])))
    for one in (index, passages):
        one.write(database)


def _public(query: dict[str, Any]) -> str:
    """The data set whose rows may travel with the catalogue; "" where there is none."""
    return query["data_set"] if query.get("offline") == Offline.SIGNED else ""


class Index:
    """Which numbers have which token, until it is written into a table of ``name``."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._numbers: dict[str, array[int]] = {}

    def add(self, number: int, tokens: Iterable[str]) -> None:
        """``number``: above all that were added before."""
        for token in tokens:
            self._numbers.setdefault(token, array("I")).append(number)

    def write(self, database: Any) -> None:
        """Make the table and fill it. ``database``: a SQLite connection; nothing is committed here."""
        database.execute(
            f"CREATE TABLE {self._name} (token TEXT PRIMARY KEY, count INTEGER NOT NULL, numbers BLOB NOT NULL) WITHOUT ROWID"
        )
        for token in sorted(self._numbers):
            numbers = self._numbers[token]
            database.execute(f"INSERT INTO {self._name} VALUES (?,?,?)", (token, len(numbers), packed(numbers)))  # noqa: S608


def _vector(text: str) -> bytes:
    vector = binascii.a2b_base64(text, strict_mode=True)
    if len(vector) != DIMENSIONS:
        raise ValueError("a vector of another model")
    return vector


def _spellings(search: dict[str, list[str]]) -> Iterator[str]:
    """What Latin text may begin like: every suffix of the running pinyin and of its initials, English words and their later halves,
    and Latin words in Chinese names."""
    for reading in search["pinyin"]:
        syllables = reading.split()
        for i in range(len(syllables)):
            yield "".join(syllables[i:])[:LONGEST_TOKEN]
            yield "".join(s[0] for s in syllables[i:])[:LONGEST_TOKEN]
    for name in search["en"]:
        # "Only-child" is found as one word and as two.
        words = {*words_of(name), *("".join(c for c in word if c.isalnum()) for word in name.lower().split())}
        yield from (word[:LONGEST_TOKEN] for word in words)
        yield from (later_half(word) for word in words if len(word) >= SHORTEST_LATIN - 1)
    for name in search["zh"]:
        yield from (run[:LONGEST_TOKEN] for run in runs_of(name) if is_latin(run))


def _durable(part: Path, target: Path) -> None:
    with part.open("rb") as file:
        os.fsync(file.fileno())
    part.replace(target)
    sync_folder(target.parent)
