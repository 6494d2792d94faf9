"""What the terminal's user has fetched, judged by root: by roots of its own, by metadata of its own, and by every hash again.

Whoever is the terminal's user may lay down what they like, and pin what they like in their own folder. Root takes the roots over
once, at the first time; others than those, and what follows from them by rotation, count only when somebody says so as root
(`pin`).
"""

from __future__ import annotations

import contextlib
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

import msgspec
from tuf.api.exceptions import DownloadError, RepositoryError

from kiosk.domain.values import Value, decoded
from kiosk.messages.programs import Choice, MachineKind, Program, choose
from kiosk.ports.catalogue_updates import Refusal
from kiosk.removable import open_plain
from offline_cache.catalogue.errors import refusal_of
from offline_cache.catalogue.sources import FolderFetcher, FolderSource
from offline_cache.catalogue.trust import REPOSITORIES, knew, pin_roots, root_file, sync_files
from offline_cache.catalogue.tuf_updater import TrustedUpdater
from offline_cache.program.fetch import MIRROR, READY, Ready, programs_of
from offline_cache.program.places import Places

_LARGEST_ROOT, _LARGEST_READY = 64 * 1024, 4096  # bytes
OTHER_ROOTS = "the terminal trusts other roots now; if that is so by intent: community-terminal program trust"


class Offered(Value):
    """``choice``: verified. ``floor``: latest time that anything here was signed at."""

    choice: Choice
    floor: int


class NotOffered(Value):
    """Why nothing of what was fetched counts. ``detail``: for a technician."""

    reason: Refusal
    detail: str
    floor: int = 0


class Offers:
    """``wall``: seconds since 1970; ``floor``: the time is not before this. ``kind``: of this machine."""

    def __init__(self, places: Places, kind: MachineKind, wall: int, floor: int) -> None:
        self._places, self._kind = places, kind
        self._wall, self._floor = wall, floor
        self._updater: TrustedUpdater | None = None

    def look(self) -> Offered | NotOffered:
        """What is offered now. OSError."""
        ready = _ready(self._places.fetched)
        if ready is None:
            return Offered(Choice(None), self._floor)
        if not self._have_roots():
            return NotOffered(Refusal.STORAGE, "no trusted root; enrol this terminal", self._floor)
        metadata = self._places.trust / ready.repository
        metadata.mkdir(parents=True, exist_ok=True)
        scratch = self._scratch()
        fetcher = FolderFetcher(FolderSource(self._places.fetched / MIRROR), scratch)
        root = root_file(self._places.trust, ready.repository).read_bytes()
        try:
            self._updater = TrustedUpdater(root, metadata, fetcher, max(self._wall, self._floor))
            self._updater.refresh()
            choice = choose(programs_of(self._updater), ready.terminal, self._kind)
            return Offered(choice, max(self._floor, self._updater.proven_time()))
        except (DownloadError, RepositoryError) as fault:
            named = f"{fetcher.seen[-1].name if fetcher.seen else ''}: {type(fault).__name__}"
            if not self._are_the_terminals():
                return NotOffered(Refusal.WRONG_SIGNATURE, OTHER_ROOTS, self._floor)
            return NotOffered(refusal_of(fault, fetcher.seen, self._wall), named, self._floor)
        finally:
            sync_files(self._places.trust)

    @contextmanager
    def archive(self, program: Program) -> Iterator[IO[bytes]]:
        """It, verified, at its beginning; a copy that nobody else writes to. After `look`.

        Raises:
            DownloadError: it is not there, or cannot be kept here.
            RepositoryError: it is another.
        """
        assert self._updater is not None, "nothing was looked at"
        target = self._updater.programs()[program.name]
        copy = self._scratch() / "archive"
        try:
            self._updater.download_target(target, filepath=str(copy))
            with copy.open("rb") as file:
                yield file
        finally:
            copy.unlink(missing_ok=True)

    def _scratch(self) -> Path:
        scratch = self._places.state / "scratch"
        shutil.rmtree(scratch, ignore_errors=True)
        scratch.mkdir(parents=True)
        return scratch

    def _have_roots(self) -> bool:
        """At the first time they are the terminal's."""
        if not all(root_file(self._places.trust, repository).exists() for repository in REPOSITORIES):
            theirs = self._theirs()
            if not all(theirs.values()):
                return False
            pin_roots(self._places.trust, theirs["online"].decode(errors="replace"), theirs["offline"].decode(errors="replace"))
        return True

    def _are_the_terminals(self) -> bool:
        return all(not root or knew(self._places.trust, name, root) for name, root in self._theirs().items())

    def _theirs(self) -> dict[str, bytes]:
        catalogue = self._places.home / "catalogue"
        return {repository: _read(root_file(catalogue, repository), _LARGEST_ROOT) for repository in REPOSITORIES}


def pin(places: Places) -> None:
    """Trust the roots that the terminal trusts now. OSError where it trusts none."""
    online, offline = (root_file(places.home / "catalogue", name).read_bytes().decode() for name in REPOSITORIES)
    pin_roots(places.trust, online, offline)


def _ready(folder: Path) -> Ready | None:
    try:
        ready = decoded(_read(folder / READY, _LARGEST_READY), Ready)
    except msgspec.MsgspecError:
        return None
    return ready if ready.repository in REPOSITORIES else None


def _read(path: Path, largest: int) -> bytes:
    """Of a file that the terminal's user writes: plain, and no more than it can be; b"" where there is none."""
    with contextlib.suppress(OSError), os.fdopen(open_plain(path.parent, path.name), "rb") as file:
        return file.read(largest)
    return b""
