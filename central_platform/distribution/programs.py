"""Versions of the terminal's program: which are published, for whom, and how one comes in or goes.

They lie among the catalogue's files, under a list of their own that only the keys of `PLATFORM_PROGRAM_KEYS` sign. A version that
is for some terminals is tried there first; published again for all, it is for all. What no terminal would take any more is left
out.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

from tuf.api.metadata import TargetFile

from central_platform.distribution import policy, targets
from central_platform.distribution.repositories import alone, made, maintain, sign_programs, signed_targets
from kiosk.durable import sync_folder
from kiosk.messages.packs import version_order
from kiosk.messages.program_archive import look_through
from kiosk.messages.programs import LARGEST_ARCHIVE, PROGRAMS, Program, ProgramFault, custom_of, program_name, read_program

_Listed = Mapping[str, TargetFile]


def published(now: int) -> list[Program]:
    """Those that are listed now, the newest first.

    Args:
        now: seconds since 1970.
    """
    with alone():
        return _programs(signed_targets(made(now), PROGRAMS))


def publish(archive: Path, terminals: Iterable[str], now: int) -> Program:
    """List a version; one that is listed already is replaced.

    Args:
        archive: as packaging/make_package leaves it.
        terminals: ids of those that it is for; none: for all.
        now: seconds since 1970.

    Returns:
        It, as it is listed.

    Raises:
        ProgramFault: it is no archive of a version, or older than what is published for all.
        RepositoryFault: it cannot be signed.
        OSError: it cannot be read or kept.
    """
    with archive.open("rb") as file:
        manifest = look_through(file)
    name = program_name(manifest.version, manifest.architecture)
    target = TargetFile.from_file(name, str(archive), ["sha256"])
    if target.length > LARGEST_ARCHIVE:
        raise ProgramFault(f"larger than any archive may be ({LARGEST_ARCHIVE:,} bytes)")
    target.unrecognized_fields["custom"] = custom_of(manifest, now, terminals)

    def listed(before: _Listed) -> _Listed:
        after = {**before, name: target}
        if name not in _of_use(after):
            raise ProgramFault(f"{manifest.version} is older than what is published for all: no terminal would take it")
        _keep(archive, targets.file_name(target))
        return after

    return next(one for one in _change(listed, now) if one.name == name)


def change(version: str, terminals: Iterable[str] | None, now: int) -> list[Program]:
    """Say anew whom a version is for, or withdraw it. A terminal that has it keeps it: another one takes its place.

    Args:
        version: that is listed, for whichever architecture.
        terminals: ids of those that it is for; an empty one: for all; None: for nobody.
        now: seconds since 1970.

    Returns:
        What is listed then.

    Raises:
        ProgramFault: it is not listed.
        RepositoryFault: it cannot be signed.
    """

    def listed(before: _Listed) -> _Listed:
        concerned = {one.name for one in _programs(before) if one.version == version}
        if not concerned:
            raise ProgramFault(f"{version} is not published")
        after = {name: target for name, target in before.items() if name not in concerned}
        if terminals is not None:
            for name in concerned:
                custom = {**before[name].unrecognized_fields["custom"], "terminals": sorted(set(terminals))}
                fields = {**before[name].unrecognized_fields, "custom": custom}
                after[name] = TargetFile(before[name].length, before[name].hashes, name, unrecognized_fields=fields)
        return after

    return _change(listed, now)


def renew(now: int) -> list[Program]:
    """Sign the same list anew, before it expires. RepositoryFault where that cannot be."""
    return _change(lambda before: before, now)


def _change(listed: Callable[[_Listed], _Listed], now: int) -> list[Program]:
    with alone():
        after = _of_use(listed(signed_targets(made(now), PROGRAMS)))
        sign_programs(after, now)
    maintain(now)
    return _programs(after)


def _of_use(listed: _Listed) -> _Listed:
    """Without those that are older than the newest that is for all: nobody would take them."""
    programs = _programs(listed)
    newest: dict[str, tuple[int, ...]] = {}
    for one in programs:
        if not one.terminals:
            newest[one.architecture] = max(newest.get(one.architecture, ()), version_order(one.version))
    return {one.name: listed[one.name] for one in programs if version_order(one.version) >= newest.get(one.architecture, ())}


def _programs(listed: _Listed) -> list[Program]:
    found = (read_program(name, one.length, one.hashes["sha256"], one.custom) for name, one in listed.items())
    return sorted(found, key=lambda one: (version_order(one.version), one.architecture), reverse=True)


def _keep(archive: Path, name: str) -> None:
    """Beside the catalogue's files, whole or not at all."""
    folder = policy.targets_folder()
    part = folder / f"{name}.{os.getpid()}.part"
    try:
        with archive.open("rb") as file, part.open("wb") as copy:
            shutil.copyfileobj(file, copy)
            copy.flush()
            os.fsync(copy.fileno())
        part.replace(folder / name)
    finally:
        part.unlink(missing_ok=True)
    sync_folder(folder)
