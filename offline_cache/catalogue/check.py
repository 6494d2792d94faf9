"""Whether the catalogue in use is, byte for byte, what was signed: for a technician who does not trust the disk."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

from tuf.api.exceptions import RepositoryError
from tuf.api.metadata import Metadata

from kiosk.domain.values import decoded
from kiosk.messages.packs import PackFault, item_lines, pack_name, text_sha256, unpack
from offline_cache.catalogue.folder import installed_version
from offline_cache.catalogue.trust import REPOSITORIES, SMALL_FILES, issued_at, read_standing, root_file


def problems_of(folder: Path) -> Iterator[str]:
    """One line each; none where all is sound. Reads everything: seconds for a large catalogue."""
    for repository in REPOSITORIES:
        yield from _of_root(root_file(folder, repository))
    for name in SMALL_FILES:
        if (folder / name).exists() and issued_at(folder, name) is None:
            yield f"{name}: damaged"
    standing, installed = read_standing(folder), installed_version(folder)
    if not installed:
        yield "no catalogue that opens"
        return
    if standing.version != installed:
        yield f"catalogue {installed} opens, and {standing.version or 'none'} was installed by an update"
        return
    pack = folder / pack_name(installed)
    try:
        text = unpack(pack.read_bytes())
    except (OSError, PackFault):
        yield f"{pack.name}: gone or damaged: the next update fetches the whole pack"
        return
    if text_sha256(text) != standing.sha256:
        yield f"{pack.name}: not what was signed"
        return
    yield from _of_file(folder / f"catalogue-{installed}.db", text)


def _of_root(path: Path) -> Iterator[str]:
    try:
        root: Metadata[Any] = Metadata.from_bytes(path.read_bytes())
        root.signed.verify_delegate("root", root.signed_bytes, root.signatures)
    except OSError:
        yield f"{path.name}: there is none; enrol this terminal"
    except (RepositoryError, ValueError, AttributeError):
        yield f"{path.name}: damaged; enrol this terminal again"


def _of_file(file: Path, text: bytes) -> Iterator[str]:
    """Every item's body beside the pack's line. The index is SQLite's to vouch for."""
    wanted = {code: decoded(line, dict[str, Any])["item"] for code, line in item_lines(text)}
    try:
        with closing(sqlite3.connect(f"{file.absolute().as_uri()}?mode=ro&immutable=1", uri=True)) as database:
            (said,) = database.execute("PRAGMA integrity_check").fetchone()
            held = dict(database.execute("SELECT code, body FROM items JOIN bodies USING (id)"))
    except sqlite3.DatabaseError:
        yield f"{file.name}: damaged"
        return
    if said != "ok":
        yield f"{file.name}: damaged"
    if held.keys() != wanted.keys() or any(decoded(body, dict[str, Any]) != wanted[code] for code, body in held.items()):
        yield f"{file.name}: other items than were signed"
