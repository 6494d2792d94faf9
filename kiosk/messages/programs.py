"""A version of the terminal's program on its way: what its archive says of itself, and what the signed list says of the archive.

An archive is a tar file, packed with xz, of the folder that a version is; `MANIFEST` is its first member. Archives are TUF targets
of a delegated role of their own, `PROGRAMS` (TUF specification, 4.5.2). Whose keys sign that role stands in the root
(`PROGRAM_KEYS`), so a terminal believes no delegation that names others: whoever has the keys with which the platform signs the
catalogue from day to day can publish no program.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

import msgspec

from kiosk.domain.values import Value, decoded
from kiosk.messages.packs import is_version, version_order

PROGRAMS = "programs"  # the role
PROGRAM_KEYS = "x-programs"  # field of the root: keys (TUF specification, 4.2) by key id, and how many of them must sign
PROGRAM_PATHS = "program-*"  # what is delegated
PROGRAM_FORMAT = 1
MANIFEST = "program.json"
LARGEST_MANIFEST = 4096  # bytes
LARGEST_ARCHIVE = 1024 * 1024 * 1024  # bytes
LARGEST_UNPACKED = 4 * 1024 * 1024 * 1024  # bytes of all files together
MOST_MEMBERS = 200_000
ARCHITECTURES = ("amd64", "arm64")  # as Debian names them
PYTHON = "3.11"  # the one that an archive was made for that says nothing of it
_PYTHON = re.compile(r"3\.[1-9][0-9]?")
_NAME = re.compile(r"program-(?P<version>[0-9.]+)-(?P<architecture>[a-z0-9]+)\.tar\.xz")


class ProgramFault(Exception):
    """An archive, or what is said of one, that cannot be used. ``newer``: of a format that only a newer program knows."""

    def __init__(self, message: str, newer: bool = False) -> None:
        super().__init__(message)
        self.newer = newer


class Manifest(Value):
    """What an archive says of itself. ``schema``: of the ledger, up to which this version reads and to which it brings one.
    ``size``: bytes of all files together; ``files``: how many members there are beside the manifest. ``minimum``: the least version
    that an archive can take the place of; before that units or Debian packages were others, which no archive brings. ``python``:
    the machine's own that its libraries were made for."""

    format: int
    version: str
    schema: int
    architecture: str
    size: int
    files: int
    minimum: str = "0"
    python: str = PYTHON


class Program(Value):
    """What the signed list says of an archive. ``length``: bytes of the archive. ``sha256``: of the archive: two builds of one
    version are two programs. ``published_at``: seconds since 1970. ``terminals``: ids of those that it is for; none: for all."""

    version: str
    schema: int
    architecture: str
    size: int
    files: int
    length: int
    sha256: str
    published_at: int = 0
    terminals: tuple[str, ...] = ()
    minimum: str = "0"
    python: str = PYTHON

    @property
    def name(self) -> str:
        """Of the target."""
        return program_name(self.version, self.architecture)

    def is_for(self, terminal_id: str) -> bool:
        """Whether this terminal may have it now."""
        return not self.terminals or terminal_id in self.terminals


class _Custom(Value):
    format: int
    version: str
    schema: int
    architecture: str
    size: int
    files: int
    published_at: int
    terminals: tuple[str, ...] = ()
    minimum: str = "0"
    python: str = PYTHON


class MachineKind(Value):
    """``architecture``: as Debian names it. ``pythons``: versions of Python that the machine has of its own."""

    architecture: str
    pythons: tuple[str, ...] = (PYTHON,)

    def runs(self, program: Program) -> bool:
        """Whether the archive was made for such a machine."""
        return program.architecture == self.architecture and program.python in self.pythons


class Choice(Value):
    """``newest``: what a terminal is to have; None: there is none for it. ``unfit``: a newer one that is meant for it, and of
    which there is no archive that its machine could run."""

    newest: Program | None
    unfit: Program | None = None


def program_name(version: str, architecture: str) -> str:
    """Name of the target of a version."""
    return f"program-{version}-{architecture}.tar.xz"


def read_manifest(data: bytes) -> Manifest:
    """ProgramFault where it is none, or of a format that is not known (``newer``)."""
    return _checked(_read(data, Manifest))


def _checked(manifest: Manifest) -> Manifest:
    if not (is_version(manifest.version) and is_version(manifest.minimum) and manifest.architecture in ARCHITECTURES):
        raise ProgramFault("a version or an architecture that is none")
    if not _PYTHON.fullmatch(manifest.python):
        raise ProgramFault("a Python that is none")
    if not (0 < manifest.size <= LARGEST_UNPACKED and 0 < manifest.files <= MOST_MEMBERS and manifest.schema > 0):
        raise ProgramFault("a size or a schema that cannot be")
    return manifest


def custom_of(manifest: Manifest, published_at: int, terminals: Iterable[str] = ()) -> dict[str, Any]:
    """What is signed beside the archive's hash (``custom``)."""
    about: dict[str, Any] = msgspec.to_builtins(manifest)
    return {**about, "published_at": published_at, "terminals": sorted(set(terminals))}


def read_program(name: str, length: int, sha256: str, custom: object) -> Program:
    """What the signed list says of one target.

    Args:
        name: of the target.
        length: of the archive, in bytes.
        sha256: of the archive, hexadecimal.
        custom: as it came.

    Raises:
        ProgramFault: it is no program, or described in a format that is not known (``newer``).
    """
    try:
        told: _Custom = _read(msgspec.json.encode(custom), _Custom)
    except (TypeError, ProgramFault) as fault:
        raise ProgramFault(f"{name}: not described", getattr(fault, "newer", False)) from None
    manifest = _checked(Manifest(*(getattr(told, field) for field in Manifest.__struct_fields__)))
    found = _NAME.fullmatch(name)
    if not found or (found["version"], found["architecture"]) != (manifest.version, manifest.architecture):
        raise ProgramFault(f"{name}: under another version's name")
    if not 0 < length <= LARGEST_ARCHIVE:
        raise ProgramFault(f"{name}: {length} bytes")
    return Program(
        manifest.version,
        manifest.schema,
        manifest.architecture,
        manifest.size,
        manifest.files,
        length,
        sha256,
        told.published_at,
        told.terminals,
        manifest.minimum,
        manifest.python,
    )


def choose(programs: Iterable[Program], terminal_id: str, kind: MachineKind) -> Choice:
    """What a terminal is to have. Archives of one version for several architectures lie beside each other.

    Args:
        programs: all that are listed.
        terminal_id: whose.
        kind: of its machine.
    """
    meant = [one for one in programs if one.is_for(terminal_id)]
    newest = max(filter(kind.runs, meant), key=_order, default=None)
    # Of those that would not run, the one for this architecture says most.
    others = sorted((one for one in meant if not kind.runs(one)), key=lambda one: one.architecture == kind.architecture)
    unfit = max(reversed(others), key=_order, default=None)
    return Choice(newest, unfit if unfit and (newest is None or _order(unfit) > _order(newest)) else None)


def _order(program: Program) -> tuple[int, ...]:
    return version_order(program.version)


def _read(data: bytes, kind: type[Any]) -> Any:
    try:
        about: Mapping[str, Any] = decoded(data, dict[str, Any])
        if about["format"] != PROGRAM_FORMAT:
            raise ProgramFault("of a format that is not known to this program", newer=True)
        return decoded(data, kind)
    except (msgspec.MsgspecError, KeyError, RecursionError):
        raise ProgramFault("damaged") from None
