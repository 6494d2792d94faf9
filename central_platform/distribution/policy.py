"""Who signs what, how many must, and for how long it is good: from the settings."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings

from central_platform.core.keys import keys_folder
from central_platform.core.paths import home_folder
from kiosk.messages.programs import PROGRAMS

ROLES = ("root", "targets", "snapshot", "timestamp")  # TUF specification, 2.1
DAY = 86400


class RepositoryFault(Exception):
    """The repository cannot be signed or published; the message says what to do."""


@dataclass(frozen=True)
class Policy:
    """Of one repository. ``signers``: role -> (how many must sign, of how many keys). ``lifetimes``: role -> seconds.

    ``key_names``: role -> name of its keys; the targets keys are shared by both repositories. ``keys``: folder of the private keys.
    ``root_keys``: of the root's: needed only now and then, and each may be a stick in somebody else's pocket; ``program_keys``: the
    same of whoever signs programs.
    """

    name: str
    folder: Path
    signers: Mapping[str, tuple[int, int]]
    lifetimes: Mapping[str, int]
    key_names: Mapping[str, str]
    keys: Path
    root_keys: tuple[Path, ...]
    program_keys: tuple[Path, ...] = ()


def online() -> Policy:
    """Of the repository under /catalogue/, whose keys are named after their roles.

    Raises:
        RepositoryFault: PLATFORM_CATALOGUE_SIGNERS names an unknown role, or more signatures than keys.
    """
    names = {role: role for role in (*ROLES, PROGRAMS)}
    folder = catalogue_folder() / "metadata"
    return Policy("online", folder, _signers(), _lifetimes(), names, _keys(), _root_keys(), _program_keys())


def offline() -> Policy:
    """Of the repository on sticks: all but its root live as long as a stick does, and its targets keys are the online
    repository's.

    Raises:
        RepositoryFault: as `online`.
    """
    names = {role: role if role in ("targets", PROGRAMS) else f"offline-{role}" for role in (*ROLES, PROGRAMS)}
    days = settings.CATALOGUE_DAYS
    lifetimes = {role: days["offline"] * DAY for role in ROLES} | {role: days[role] * DAY for role in ("root", PROGRAMS)}
    folder = catalogue_folder() / "offline"
    return Policy("offline", folder, _signers(), lifetimes, names, _keys(), _root_keys(), _program_keys())


def catalogue_folder() -> Path:
    """PLATFORM_HOME/catalogue."""
    return home_folder() / "catalogue"


def targets_folder() -> Path:
    """Where both repositories' files lie, by hash and name."""
    return catalogue_folder() / "targets"


def _keys() -> Path:
    return keys_folder() / "catalogue"


def _root_keys() -> tuple[Path, ...]:
    return tuple(Path(part).absolute() for part in settings.CATALOGUE_ROOT_KEYS)


def _program_keys() -> tuple[Path, ...]:
    return tuple(Path(part).absolute() for part in settings.CATALOGUE_PROGRAM_KEYS)


def _signers() -> dict[str, tuple[int, int]]:
    signers = {role: (1, 1) for role in (*ROLES, PROGRAMS)} | dict(settings.CATALOGUE_SIGNERS)
    for role, (threshold, number) in signers.items():
        if role not in (*ROLES, PROGRAMS) or not 1 <= threshold <= number <= 16:
            raise RepositoryFault(f"PLATFORM_CATALOGUE_SIGNERS: {role}={threshold}/{number}: allowed is e.g. root=2/3 targets=1/1")
    return signers


def _lifetimes() -> dict[str, int]:
    return {role: settings.CATALOGUE_DAYS[role] * DAY for role in (*ROLES, PROGRAMS)}
