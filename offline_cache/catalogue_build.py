"""From a published pack to a catalogue file: built beside the one in use, checked, and swapped in by rename.

A catalogue file never changes after that. Items are numbered by use, the most used first, so that the index yields the likeliest
hits first and a search may stop early: that is what keeps a keystroke cheap at any size.
"""

from __future__ import annotations

import io
import os
import re
import sqlite3
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec

SCHEMA_VERSION = 2
PREFIXES = (1, 2, 3, 4, 5, 6, 7, 8, 10, 12)  # lengths of typed Latin text that the index answers at once
LONGEST_TOKEN = PREFIXES[-1]  # characters of running pinyin kept of each suffix
LARGEST_PACK = 512 * 1024 * 1024  # bytes, unpacked
_VERSION = re.compile(r"[0-9]{1,9}(\.[0-9]{1,9}){0,5}")


class PackFault(Exception):
    """The pack cannot be used; the catalogue in use stays."""


def read_pack(pack: bytes) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """Header and items of a pack; PackFault if it is damaged, of another format, or incomplete."""
    try:
        # Never more than may be: a small pack can unpack to any size.
        import gzip  # most who import this want two numbers of it

        text = gzip.GzipFile(fileobj=io.BytesIO(pack)).read(LARGEST_PACK + 1)
        if len(text) > LARGEST_PACK:
            raise PackFault("larger than any catalogue may be")
        lines = [msgspec.json.decode(line) for line in text.splitlines()]
        header, items = lines[0], lines[1:]
        if header["format"] != 1:
            raise PackFault(f"format {header['format']} is not known to this program")
        if header["items"] != len(items):
            raise PackFault("incomplete")
        if not _VERSION.fullmatch(header["version"]):
            raise PackFault("a version is numbers with dots between them")  # it becomes a file's name
    except (OSError, EOFError, zlib.error, msgspec.MsgspecError, ValueError, LookupError, TypeError, RecursionError) as fault:
        raise PackFault("damaged") from fault
    return header, items


def build(pack: bytes, folder: Path) -> Path:
    """Write ``catalogue-<version>.db`` into ``folder`` and return its path. An interrupted build leaves only a ``.part`` file."""
    import sqlite_utils

    header, items = read_pack(pack)
    target = folder / f"catalogue-{header['version']}.db"
    part = target.with_suffix(".part")
    part.unlink(missing_ok=True)
    database = sqlite_utils.Database(part)
    try:
        # Nothing here needs to survive a crash: the file counts only once it is renamed.
        database.execute("PRAGMA journal_mode=OFF")
        database.execute("PRAGMA synchronous=OFF")
        with database.conn:
            _fill(database, header, items)
        database.conn.execute("INSERT INTO keys(keys) VALUES ('optimize')")
        database.conn.commit()
        database.conn.execute("VACUUM")
        database.conn.execute(f"PRAGMA user_version={SCHEMA_VERSION}")
    except (
        KeyError,
        IndexError,
        TypeError,
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


def _fill(database: Any, header: dict[str, Any], items: list[dict[str, Any]]) -> None:
    run = database.conn.execute
    run("CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID")
    run(
        "CREATE TABLE items (id INTEGER PRIMARY KEY, code TEXT NOT NULL UNIQUE, theme TEXT NOT NULL, kind TEXT NOT NULL,"
        " name_zh TEXT NOT NULL, name_en TEXT NOT NULL, summary_zh TEXT NOT NULL, summary_en TEXT NOT NULL,"
        " everyday TEXT NOT NULL, readings TEXT NOT NULL, sounds TEXT NOT NULL)"
    )
    # Apart: a search reads scores of lines, and the body of none.
    run("CREATE TABLE bodies (id INTEGER PRIMARY KEY, body TEXT NOT NULL)")
    run("CREATE INDEX items_theme ON items (theme, id)")
    run(
        "CREATE VIRTUAL TABLE keys USING fts5(tokens, content='', detail=none, columnsize=0,"
        f" prefix='{' '.join(map(str, PREFIXES))}')"
    )
    for key in ("version", "area", "notice", "themes", "licence_types"):
        run("INSERT INTO meta VALUES (?, ?)", (key, msgspec.json.encode(header[key]).decode()))
    ordered = sorted(items, key=lambda line: (-line["item"]["uses"], line["item"]["implementation_code"]))
    for number, line in enumerate(ordered, start=1):
        item, search = line["item"], line["search"]
        run(
            "INSERT INTO items VALUES (?,?,?,?,?,?,?,?,?,?,?)",
            (
                number,
                item["implementation_code"],
                item["theme"],
                item["kind"],
                item["name"]["zh"],
                item["name"]["en"],
                item["summary"]["zh"],
                item["summary"]["en"],
                "\n".join(search["zh"][1:]),
                "\n".join(search["pinyin"]),
                "\n".join(sound for reading in search["pinyin"] for sound in sounds(reading)),
            ),
        )
        run("INSERT INTO bodies VALUES (?,?)", (number, msgspec.json.encode(item).decode()))
        run("INSERT INTO keys(rowid, tokens) VALUES (?, ?)", (number, " ".join(sorted(set(_tokens(search))))))


def sounds(reading: str) -> tuple[str, str]:
    """``"jing lao ka"`` -> ``("jinglaoka", "jlk")``"""
    return reading.replace(" ", ""), "".join(syllable[0] for syllable in reading.split())


def _tokens(search: dict[str, list[str]]) -> Iterator[str]:
    """Single characters and pairs of the Chinese names; every suffix of the running pinyin and of its initials; English words."""
    for name in search["zh"]:
        plain = "".join(c for c in name.lower() if c.isalnum())
        yield from plain
        yield from (plain[i : i + 2] for i in range(len(plain) - 1))
    for reading in search["pinyin"]:
        syllables = reading.split()
        for i in range(len(syllables)):
            yield "".join(syllables[i:])[:LONGEST_TOKEN]
            yield "".join(s[0] for s in syllables[i:])[:LONGEST_TOKEN]
    for name in search["en"]:
        yield from ("".join(c for c in word if c.isalnum())[:LONGEST_TOKEN] for word in name.lower().split())


def _durable(part: Path, target: Path) -> None:
    with part.open("rb") as file:
        os.fsync(file.fileno())
    part.replace(target)
    folder = os.open(target.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
