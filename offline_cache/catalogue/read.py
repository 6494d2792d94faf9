"""One version of the catalogue, opened read-only: lists, items, and search as one types."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec

from kiosk.domain.guided_choice import GuidedChoice
from kiosk.domain.service_items import LicenceType, Places, ServiceItem, Theme
from kiosk.domain.text import LocalizedText
from kiosk.domain.values import decoded
from kiosk.ports.storage import Among, ItemLine, Near, SearchFound, StorageError, StorageFault
from offline_cache.catalogue.schema import LINE, SCHEMA_VERSION, item_line

if TYPE_CHECKING:
    from kiosk.messages.public_data import PublicRows

# All but what is read when somebody wants to be guided, or opens a guide.
_AT_ONCE = "SELECT key, value FROM meta WHERE key NOT IN ('guided', 'places')"


def newest(folder: Path) -> Path | None:
    """The catalogue file with the highest version in ``folder``."""
    return max(folder.glob("catalogue-*.db"), key=_version, default=None)


def _version(path: Path) -> tuple[int, ...]:
    return tuple(int(part) for part in path.stem.removeprefix("catalogue-").split(".") if part.isdigit())


class _Standing(msgspec.Struct):
    """The part of `offline_cache.catalogue.trust.Standing` that the start needs: to load the whole costs the first frame."""

    confirmed_at: int = 0
    floor: int = 0


class SqliteCatalogue:
    """`kiosk.ports.storage.Catalogue` over one file. Used by one thread."""

    version: str
    confirmed_at: int
    area: LocalizedText
    notice: LocalizedText
    themes: Sequence[Theme]
    licence_types: Sequence[LicenceType]

    def __init__(self, path: Path) -> None:
        self._folder = path.parent
        try:
            # immutable: the file never changes under its name, so SQLite needs neither lock nor check.
            self._database = sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro&immutable=1", uri=True)
            (schema,) = self._database.execute("PRAGMA user_version").fetchone()
            if schema != SCHEMA_VERSION:
                raise StorageError(StorageFault.UNAVAILABLE)
            meta: dict[str, Any] = {
                key: decoded(value, str | list[Any] | dict[str, Any]) for key, value in self._database.execute(_AT_ONCE)
            }
        except sqlite3.DatabaseError as fault:
            raise StorageError(StorageFault.DAMAGED) from fault
        self.version = meta["version"]
        standing = self._standing()
        self.confirmed_at = standing.confirmed_at
        self.floor = standing.floor  # the latest time that anything verified was signed at
        self.area = LocalizedText(**meta["area"])
        self.notice = LocalizedText(**meta["notice"])
        self.themes = tuple(Theme(t["key"], LocalizedText(**t["name"]), t["icon"]) for t in meta["themes"])
        self.licence_types = tuple(
            LicenceType(t["key"], LocalizedText(**t["name"]), t["code"], LocalizedText(**t["authority"]))
            for t in meta["licence_types"]
        )

    def close(self) -> None:
        """Close the file; nothing can be asked afterwards."""
        self._database.close()

    def lines(self, among: Among) -> tuple[ItemLine, ...]:
        """The items that are asked for, the most used first."""
        wanted = {
            "theme = ?": among.theme,
            "authority_zh = ?": among.authority,
            "' ' || served || ' ' LIKE '% ' || ? || ' %'": among.served,
        }
        where = " AND ".join(part for part, value in wanted.items() if value) or "1"
        values = [value for value in wanted.values() if value]
        rows = self._database.execute(f"SELECT {LINE} FROM items WHERE {where} ORDER BY id", values)  # noqa: S608
        return tuple(item_line(row) for row in rows)

    def authorities(self) -> tuple[LocalizedText, ...]:
        """Those that any item is of, the one with the most used item first."""
        rows = self._database.execute("SELECT authority_zh, authority_en, min(id) AS first FROM items GROUP BY 1 ORDER BY first")
        return tuple(LocalizedText(zh, en) for zh, en, _ in rows)

    def item(self, implementation_code: str) -> ServiceItem | None:
        """The whole item; None where this version has none of this code."""
        found = self._database.execute("SELECT body FROM items JOIN bodies USING (id) WHERE code = ?", (implementation_code,))
        row = found.fetchone()
        return decoded(row[0], ServiceItem) if row else None

    def guided(self) -> tuple[GuidedChoice, ...]:
        """The guided choices; none in a catalogue that was published before there were any."""
        row = self._database.execute("SELECT value FROM meta WHERE key = 'guided'").fetchone()
        return decoded(row[0], tuple[GuidedChoice, ...]) if row else ()

    @cached_property
    def _places(self) -> Places:
        row = self._database.execute("SELECT value FROM meta WHERE key = 'places'").fetchone()
        return decoded(row[0], Places) if row else Places()

    def places(self) -> Places:
        """Where a resident goes; nowhere in a catalogue that was published before it said so."""
        return self._places

    def public_keys(self) -> frozenset[str]:
        """Of what the file beside the catalogue holds; none where it is missing or damaged."""
        from kiosk.messages.packs import PackFault
        from kiosk.messages.public_data import keys_in

        try:
            return keys_in(self._public_file.read_bytes())
        except (OSError, PackFault):
            return frozenset()

    def public_rows(self, key: str) -> PublicRows | None:
        """Read when somebody asks, and not kept: nobody asks while the network is there."""
        from kiosk.messages.packs import PackFault
        from kiosk.messages.public_data import rows_of

        try:
            return rows_of(self._public_file.read_bytes(), key)
        except (OSError, PackFault):
            return None

    @property
    def _public_file(self) -> Path:
        return self._folder / "public-data.json"

    def _standing(self) -> _Standing:
        try:
            return decoded((self._folder / "standing.json").read_bytes(), _Standing)
        except (OSError, msgspec.MsgspecError):
            return _Standing()

    def search(self, query: str, limit: int = 20, near: Near | None = None) -> SearchFound:
        """`offline_cache.catalogue.search.search` in this version."""
        from offline_cache.catalogue.search import search  # not before the first frame

        return search(self._database, query, limit, near or Near())
