"""Looks for another version, and fetches it for root: as the terminal's user, the only one of the two that speaks to a network.

What comes is laid down as a small mirror of the repository (`Places.fetched`), as it came: `offer` believes nothing of this. It is
verified here so that nothing is fetched in vain, and so that whoever looks is told why there is nothing.
"""

from __future__ import annotations

import contextlib
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec
from tuf.api.exceptions import DownloadError, RepositoryError

from kiosk.domain.values import Value, decoded
from kiosk.durable import sync_folder, write_durably
from kiosk.messages.packs import version_order
from kiosk.messages.programs import MachineKind, Program, ProgramFault, choose, read_program
from kiosk.ports.catalogue_updates import Refusal
from offline_cache.catalogue.errors import refusal_of
from offline_cache.catalogue.folder import alone, forget_begun
from offline_cache.catalogue.sources import Fetcher, FolderSource, HttpSource, open_fetcher
from offline_cache.catalogue.trust import read_standing, root_file
from offline_cache.catalogue.tuf_updater import TrustedUpdater

MIRROR, READY, LOOK = "mirror", "ready.json", "look.json"
_SEEN = "seen"  # metadata of this attempt: all of it is fetched each time, so that the mirror has all of it
_LARGEST = 64_000  # bytes of the small files


class Look(Value):
    """How looking for another version ended last. Times in seconds since 1970, 0 for never. ``newest``: for this terminal, ""
    where there is none. ``refusal``: of `kiosk.ports.catalogue_updates.Refusal`, "" where nothing was wrong."""

    tried_at: int = 0
    looked_at: int = 0
    newest: str = ""
    refusal: str = ""
    detail: str = ""


class Ready(Value):
    """A mirror stands ready. ``repository``: by whose root it is to be judged. ``terminal``: whose it is."""

    repository: str
    terminal: str


class Looked(Value):
    """``program``: the newest for this terminal. ``handed_over``: it lies in the mirror, and root is told. ``unfit``: a newer one,
    for machines of another kind."""

    program: Program | None
    handed_over: bool = False
    unfit: Program | None = None


class NotFetched(Value):
    """``detail``: for a technician; names of files and kinds of errors."""

    reason: Refusal
    detail: str


def read_look(folder: Path) -> Look:
    """Nothing was ever tried, where there is none or it is damaged."""
    with contextlib.suppress(OSError, msgspec.MsgspecError), (folder / LOOK).open("rb") as file:
        return decoded(file.read(_LARGEST), Look)
    return Look()


def programs_of(updater: TrustedUpdater) -> list[Program]:
    """What is listed and understood; after ``refresh``. DownloadError, RepositoryError, OSError."""
    found = []
    for name, target in updater.programs().items():
        with contextlib.suppress(ProgramFault):  # of a newer format, for a newer program
            found.append(read_program(name, target.length, target.hashes.get("sha256", ""), target.custom))
    return found


class Fetching:
    """One attempt.

    Args:
        source: the platform's or a mirror's catalogue, or a folder such as a stick's.
        catalogue: the terminal's catalogue folder, whose pinned roots count.
        folder: `Places.fetched`.
        terminal: its id.
        kind: of this machine.
        wall: seconds since 1970.
    """

    def __init__(
        self, source: HttpSource | FolderSource, catalogue: Path, folder: Path, terminal: str, kind: MachineKind, wall: int
    ) -> None:
        self._source, self._catalogue, self._folder = source, catalogue, folder
        self._terminal, self._kind, self._wall = terminal, kind, wall
        self._repository = "online" if isinstance(source, HttpSource) else "offline"

    def run(self, wanted: Callable[[Program], bool] | None) -> Looked | NotFetched:
        """Look, and fetch where that is wanted.

        Args:
            wanted: whether the newest for this terminal is to be fetched; None: it only looks.

        Returns:
            What there is; or why nothing is known of it. What is said of it is laid down for root whether it is wanted or not, but
            where it only looks.
        """
        newest = ""
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            with alone(self._folder) as lock:
                if lock is None:
                    return NotFetched(Refusal.BUSY, "")
                outcome = self._attempt(wanted)
                if isinstance(outcome, Looked):
                    newest = outcome.program.version if outcome.program else ""
                self._tell(outcome, newest)
        except OSError as fault:
            return NotFetched(Refusal.STORAGE, str(fault.strerror))
        return outcome

    def _attempt(self, wanted: Callable[[Program], bool] | None) -> Looked | NotFetched:
        fetcher = open_fetcher(self._source, self._folder)
        seen = self._folder / _SEEN
        shutil.rmtree(seen, ignore_errors=True)
        seen.mkdir()
        try:
            root = root_file(self._catalogue, self._repository).read_bytes()
            updater = TrustedUpdater(root, seen, fetcher, max(self._wall, read_standing(self._catalogue).floor))
            updater.refresh()
            choice = choose(programs_of(updater), self._terminal, self._kind)
            program = choice.newest
            if wanted is None:
                return Looked(program, unfit=choice.unfit)
            taken = program if program and wanted(program) else None
            self._lay_down(updater, fetcher, taken, root)
            return Looked(program, taken is not None, choice.unfit)
        except (DownloadError, RepositoryError) as fault:
            named = f"{fetcher.seen[-1].name if fetcher.seen else ''}: {type(fault).__name__}"
            return NotFetched(
                refusal_of(fault, fetcher.seen, self._wall), str(fault) if isinstance(fault, DownloadError) else named
            )
        except FileNotFoundError:
            return NotFetched(Refusal.STORAGE, "no trusted root; enrol this terminal")
        finally:
            fetcher.close()
            shutil.rmtree(seen, ignore_errors=True)

    def _lay_down(self, updater: TrustedUpdater, fetcher: Fetcher, program: Program | None, root: bytes) -> None:
        """The archive first, if one is wanted; of one that is here already nothing is fetched. With the pinned root: root's own may
        be the one before."""
        file = f"{program.sha256}.{program.name}" if program else ""
        forget_begun(self._folder, {file})
        mirror, part = self._folder / MIRROR, self._folder / f"{MIRROR}.part"
        shutil.rmtree(part, ignore_errors=True)
        for name in ("metadata", "targets"):
            (part / name).mkdir(parents=True)
        if program is not None:
            target = updater.programs()[program.name]
            if updater.find_cached_target(target, str(mirror / "targets" / file)):
                (mirror / "targets" / file).rename(part / "targets" / file)
            else:
                shutil.rmtree(mirror, ignore_errors=True)  # there is not always room for two
                updater.download_target(target, filepath=str(part / "targets" / file))
        for one in fetcher.seen:
            if one.name.startswith("metadata/") and one.content:
                (part / one.name).write_bytes(one.content)
        (part / f"metadata/{decoded(root, dict[str, Any])['signed']['version']}.root.json").write_bytes(root)
        (self._folder / READY).unlink(missing_ok=True)
        shutil.rmtree(mirror, ignore_errors=True)
        part.rename(mirror)
        sync_folder(self._folder)
        write_durably(self._folder / READY, msgspec.json.encode(Ready(self._repository, self._terminal)))

    def _tell(self, outcome: Looked | NotFetched, newest: str) -> None:
        if isinstance(outcome, NotFetched):
            before = read_look(self._folder)
            look = Look(self._wall, before.looked_at, before.newest, outcome.reason.value, outcome.detail)
        else:
            look = Look(self._wall, self._wall, newest)
        write_durably(self._folder / LOOK, msgspec.json.encode(look))


def is_newer(program: Program, running: str) -> bool:
    """Than the version that runs; whatever runs that is no installed version has no other."""
    try:
        return version_order(program.version) > version_order(running)
    except ValueError:
        return False
