"""Brings the catalogue up to date from the platform, a mirror or a stick; whatever comes, the last good one stays until a better
one stands beside it.

The catalogue itself is built by a child (`build_process`), which can be killed. The terminal runs the whole of this in a process
of its own (`update_process`).
"""

from __future__ import annotations

import argparse
import contextlib
import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import IO

import msgspec
from tuf.api.exceptions import DownloadError, LengthOrHashMismatchError, RepositoryError

from kiosk.domain.values import converted, replace
from kiosk.durable import write_durably
from kiosk.messages import public_data
from kiosk.messages.packs import (
    FILE_FORMAT,
    PACK_FORMAT,
    PackFault,
    delta_name,
    is_version,
    pack_name,
    version_order,
)
from kiosk.messages.public_data import PUBLIC_DATA
from kiosk.ports.catalogue_updates import Refusal, Refused, Updated, UpdateOutcome, UpToDate, Way
from offline_cache.catalogue import build_process as child
from offline_cache.catalogue.errors import refusal_of
from offline_cache.catalogue.folder import PACK_NAME, alone, forget_begun, forget_old, installed_version, kept_packs, tidy
from offline_cache.catalogue.sources import CutShort, Fetcher, FolderSource, HttpSource, open_fetcher
from offline_cache.catalogue.trust import (
    SMALL_FILES,
    Standing,
    issued_at,
    read_standing,
    root_file,
    sync_files,
    write_standing,
)
from offline_cache.catalogue.tuf_updater import TrustedUpdater

BUILD_LIMIT = 900.0  # seconds for the child; 100,000 items take some 100 on a small machine
PROXY = "TERMINAL_PROXY"  # variable of the environment
LARGEST_TARGET = 256 * 1024 * 1024  # bytes of a pack or delta, packed


class _Stop(Exception):
    def __init__(self, reason: Refusal, detail: str) -> None:
        super().__init__(detail)
        self.reason = reason


class _About(msgspec.Struct):
    """What the signed list says about one target (``custom``)."""

    format: int
    published_at: int
    version: str = ""
    sha256: str = ""


def update(
    source: HttpSource | FolderSource, folder: Path, wall: Callable[[], int], build_limit: float = BUILD_LIMIT
) -> UpdateOutcome:
    """``folder``: the terminal's catalogue folder, with roots pinned by enrolment. ``wall``: seconds since 1970. ``build_limit``:
    seconds for the child.

    HTTP is judged by the online repository's root and nothing else, a folder by the offline one's. A `Refused` is the world's
    fault; the catalogue in use, and what was verified before, stay. Blocks until it is over; at most one at a time (BUSY).
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with alone(folder) as lock:
            if lock is None:
                return Refused(Refusal.BUSY, "")
            return _attempt(source, folder, wall(), build_limit, lock)
    except OSError as fault:
        failed = replace(read_standing(folder), refusal=Refusal.STORAGE.value, detail=f"{fault.strerror}", tried_at=wall())
        with contextlib.suppress(OSError):
            write_standing(folder, failed)
        return Refused(Refusal.STORAGE, failed.detail)


def _attempt(source: HttpSource | FolderSource, folder: Path, wall: int, build_limit: float, lock: IO[bytes]) -> UpdateOutcome:
    repository = "online" if isinstance(source, HttpSource) else "offline"
    tidy(folder, folder / repository)
    standing = read_standing(folder)
    fetcher = open_fetcher(source, folder)
    work: _Work | None = None
    try:
        (folder / repository).mkdir(exist_ok=True)
        try:
            root = root_file(folder, repository).read_bytes()
            updater = TrustedUpdater(root, folder / repository, fetcher, max(wall, standing.floor))
        except (OSError, RepositoryError) as fault:
            raise _Stop(Refusal.STORAGE, f"no trusted root: {type(fault).__name__}; enrol this terminal") from None
        work = _Work(updater, fetcher, folder, standing, build_limit, lock)
        outcome = work.run()
        confirmed = max(wall, updater.proven_time()) if repository == "online" else updater.confirmed_time()
        standing = replace(work.standing, confirmed_at=max(standing.confirmed_at, confirmed), refusal="", detail="")
    except _Stop as stop:
        outcome = Refused(stop.reason, str(stop), fetcher.total)
    except (DownloadError, RepositoryError) as fault:
        # What our own fetchers say is fit to be shown; python-tuf's texts quote what came.
        named = f"{fetcher.seen[-1].name if fetcher.seen else ''}: {type(fault).__name__}"
        detail = str(fault) if isinstance(fault, DownloadError) else named
        outcome = Refused(refusal_of(fault, fetcher.seen, wall), detail, fetcher.total)
    finally:
        fetcher.close()
    proven = work.updater.proven_time() if work else 0
    if isinstance(outcome, Refused):
        standing = replace(work.standing if work else standing, refusal=outcome.reason.value, detail=outcome.detail)
    write_standing(folder, replace(standing, floor=max(standing.floor, proven), tried_at=wall))
    sync_files(folder / repository)
    tidy(folder, folder / repository)
    if not isinstance(outcome, Refused):
        forget_begun(folder)
    return outcome


class _Work:
    """One attempt, once its source stands. Raises `_Stop`, DownloadError, RepositoryError, OSError."""

    def __init__(
        self, updater: TrustedUpdater, fetcher: Fetcher, folder: Path, standing: Standing, build_limit: float, lock: IO[bytes]
    ) -> None:
        self.updater = updater
        self.fetcher = fetcher
        self.folder = folder
        self.standing = standing
        self._build_limit = build_limit
        self._lock = lock

    def run(self) -> UpdateOutcome:
        self.updater.refresh()
        listed = self.updater.listed()
        forget_begun(self.folder, {f"{digest}.{name}" for name, one in listed.items() for digest in one.hashes.values()})
        packs = [name for name in listed if PACK_NAME.fullmatch(name)]
        if len(packs) != 1:
            raise _Stop(Refusal.DAMAGED, f"{len(packs)} packs in the list")
        about = self._about(packs[0], PACK_FORMAT)
        if not is_version(about.version) or packs[0] != pack_name(about.version):
            raise _Stop(Refusal.DAMAGED, "a pack under another version's name")
        installed = installed_version(self.folder)
        if installed and version_order(about.version) < version_order(installed):
            raise _Stop(Refusal.ROLLED_BACK, f"{about.version} after {installed}")
        renewed = tuple(name for name in SMALL_FILES if name in listed and self._renew(name))
        if installed == about.version and (self.standing.version, self.standing.sha256) == (about.version, about.sha256):
            return UpToDate(about.version, about.published_at, self.fetcher.total, renewed)
        way = self._install(about)
        self.standing = replace(
            self.standing,
            version=about.version,
            previous=installed if installed != about.version else self.standing.previous,
            sha256=about.sha256,
            published_at=about.published_at,
        )
        forget_old(self.folder, {about.version, self.standing.previous})
        return Updated(about.version, about.published_at, self.fetcher.total, way, renewed)

    def _about(self, name: str, known: int) -> _About:
        target = self.updater.listed()[name]
        try:
            about = converted(target.custom, _About)
        except msgspec.ValidationError:
            raise _Stop(Refusal.DAMAGED, f"{name}: not described") from None
        if about.format not in range(1, known + 1):
            raise _Stop(Refusal.NEWER_FORMAT, f"{name}: format {about.format}")
        if target.length > (public_data.LARGEST if name == PUBLIC_DATA else LARGEST_TARGET):
            raise _Stop(Refusal.TOO_LARGE, f"{name}: {target.length} bytes")
        return about

    def _fetch(self, name: str) -> Path:
        """Into a ``.part`` file, which the next attempt removes."""
        path = self.folder / f"{name}.part"
        target = self.updater.listed()[name]
        try:
            self.updater.download_target(target, filepath=str(path))
        except LengthOrHashMismatchError:
            if not self.fetcher.went_on:
                raise
            self.updater.download_target(target, filepath=str(path))  # what was there was something else
        return path

    def _renew(self, name: str) -> bool:
        """Whether it was replaced. A stick's older one never replaces a newer one."""
        about = self._about(name, FILE_FORMAT)
        held = issued_at(self.folder, name)
        if held is not None:
            with contextlib.suppress(LengthOrHashMismatchError, OSError):
                self.updater.listed()[name].verify_length_and_hashes((self.folder / name).read_bytes())
                return False
            if held > about.published_at:
                return False
        part = self._fetch(name)
        data = part.read_bytes()
        try:
            SMALL_FILES[name](data)
        except PackFault as fault:
            raise _Stop(Refusal.NEWER_FORMAT if fault.newer else Refusal.DAMAGED, f"{name}: {fault}") from None
        write_durably(self.folder / name, data)
        return True

    def _install(self, about: _About) -> Way:
        """By what is here already, else by a delta, else by the whole pack."""
        kept = self.folder / pack_name(about.version)
        if kept.exists() and self._build(about, kept) == 0:
            return Way.KEPT
        if self._install_by_delta(about):
            return Way.DELTA
        code = self._build(about, self._fetch(pack_name(about.version)))
        if code == 0:
            return Way.FULL
        if code == child.NEWER_FORMAT:
            raise _Stop(Refusal.NEWER_FORMAT, pack_name(about.version))
        raise _Stop(Refusal.DAMAGED, f"{pack_name(about.version)}: the build ended with {code}")

    def _install_by_delta(self, about: _About) -> bool:
        listed = self.updater.listed()
        for older in kept_packs(self.folder):
            name = delta_name(older, about.version)
            if name not in listed or listed[name].length >= listed[pack_name(about.version)].length:
                continue
            try:
                delta = self._fetch(name)
            except CutShort:
                raise  # the next attempt goes on with it
            except (DownloadError, RepositoryError) as fault:
                if refusal_of(fault, self.fetcher.seen, 0) in (Refusal.UNREACHABLE, Refusal.STORAGE):
                    raise
                continue  # a spoilt delta: the whole pack may be well
            if self._build(about, self.folder / pack_name(older), delta) == 0:
                return True
        return False

    def _build(self, about: _About, pack: Path, delta: Path | None = None) -> int:
        """The child's exit code. `_Stop` where another pack would fare no better."""
        command = [sys.executable, "-m", child.__name__, "--folder", str(self.folder), "--pack", str(pack)]
        command += ["--version", about.version, "--sha256", about.sha256, *(["--delta", str(delta)] if delta else [])]
        # The child holds the lock as long as it lives, even if this process ends first.
        process = subprocess.Popen(
            command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, env=child.environment(), pass_fds=[self._lock.fileno()]
        )
        try:
            code = process.wait(self._build_limit)
        except subprocess.TimeoutExpired:
            raise _Stop(Refusal.DAMAGED, f"the build took more than {self._build_limit:g} s") from None
        finally:
            process.kill()
            process.wait()
        if code == child.STORAGE:
            raise _Stop(Refusal.STORAGE, "the build could not be written")
        if code < 0:
            raise _Stop(Refusal.DAMAGED, f"the build was ended by signal {-code}")
        return code


def main() -> int:
    """For `update_process`: ``--url URL --folder FOLDER``; the outcome as JSON on stdout. The proxy, which may have a password,
    stands in the environment: whoever lists processes reads their arguments."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--url", required=True)
    parser.add_argument("--folder", required=True, type=Path)
    parser.add_argument("--ca", default="")
    options = parser.parse_args()
    child.be_modest()
    outcome = update(HttpSource(options.url, options.ca, os.environ.get(PROXY, "")), options.folder, lambda: int(time.time()))
    sys.stdout.buffer.write(msgspec.json.encode(outcome))
    return 0


if __name__ == "__main__":
    sys.exit(main())
