"""The two repositories as a whole: kept up to date, handed out at pairing, written to a USB stick."""

from __future__ import annotations

import fcntl
import logging
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import partial
from pathlib import Path

from tuf.api.metadata import Root, TargetFile, Targets

from central_platform.distribution import policy, targets
from central_platform.distribution.metadata import MetadataFolder
from central_platform.distribution.role_keys import forget_keys, make_keys
from kiosk.durable import write_durably
from kiosk.messages.packs import root_fingerprint
from kiosk.messages.programs import PROGRAMS
from kiosk.removable import Folder

log = logging.getLogger(__name__)
_PIECE = 1 << 20  # bytes
# Names that an export may have left on a stick: nothing else is ever removed there.
_OURS = re.compile(r"\.?([0-9]+\.(root|targets|snapshot|programs)\.json|[0-9a-f]{64}\.[a-z0-9.-]+)(\.[0-9]+)?")


def maintain(now: int) -> None:
    """Make what is missing, publish what has changed, sign again what will be too old. Cheap where there is nothing to do.

    Args:
        now: seconds since 1970.

    Raises:
        RepositoryFault: it cannot be signed; what terminals have stays as it is.
        ContentFault: the content of this program cannot be published, and nothing else was.
    """
    with alone():
        online = made(now)
        before = signed_targets(online)
        wanted = targets.wanted(now, before)
        if online.renew(wanted, now):
            # Files of the list before this one stay: a terminal may be in the middle of an update.
            targets.tidy(wanted, before, signed_targets(online, PROGRAMS))
        left = online.root.expires.timestamp() - now
        if left < online.policy.lifetimes[Root.type] / 8:
            log.error("the catalogue's root expires in %d days: python -m central_platform rotate_key root", left // policy.DAY)
        programs = online.current(PROGRAMS)
        if programs and (left := programs.signed.expires.timestamp() - now) < online.policy.lifetimes[PROGRAMS] / 8:
            log.error("the list of programs expires in %d days: python -m central_platform publish_program", left // policy.DAY)


def roots(now: int) -> tuple[str, str]:
    """The newest root of each repository, online and offline, as terminals get them at pairing."""
    with alone():
        online = made(now)
        return online.root_bytes.decode(), MetadataFolder(policy.offline()).root_bytes.decode()


def fingerprint(now: int) -> str:
    """Of both roots together, as ``main.py catalogue verify`` tells it at a terminal."""
    online, offline = roots(now)
    return root_fingerprint(online.encode(), offline.encode())


def rotate(role: str, now: int) -> None:
    """Give one role of both repositories new keys, by a new root that the old root keys sign.

    Args:
        role: one of `policy.ROLES`, or `PROGRAMS`: whoever may sign programs. The list of programs is signed by them at once.
        now: seconds since 1970.

    Raises:
        RepositoryFault: too few root keys are here.
    """
    with alone():
        online, offline = made(now), MetadataFolder(policy.offline())
        if role == PROGRAMS:
            signers = make_keys(online.policy, PROGRAMS)
            for folder in (online, offline):
                folder.name_programmers(signers, now)
            sign_programs(signed_targets(online, PROGRAMS), now)
        elif role == Targets.type:
            online.rotate(role, now)
            offline.share_keys(role, online.root, now)
        else:
            online.rotate(role, now)
            offline.rotate(role, now)
        online.renew(signed_targets(online), now)
        for folder in (online, offline):
            forget_keys(folder.policy, role, set(online.root.keys) | set(offline.root.keys))


def export(destination: Path, now: int) -> str:
    """Write the offline repository, signed now, to a folder such as a USB stick's.

    The timestamp comes last: a stick that is pulled too early holds no half that looks whole. What an earlier export left
    there and is listed no more is removed, and nothing else.

    Args:
        destination: the folder; made where it is not there.
        now: seconds since 1970.

    Returns:
        The catalogue's version.

    Raises:
        ContentFault: there is no catalogue to export.
        MediumFault: the folder is none to write to.
        OSError: the medium is full, or was pulled.
        RepositoryFault: it cannot be signed.
    """
    maintain(now)
    with alone():
        offline = MetadataFolder(policy.offline())
        wanted = signed_targets(made(now))
        offline.renew(wanted, now, always=True)
        programs = signed_targets(offline, PROGRAMS)
        destination.mkdir(parents=True, exist_ok=True)
        names = [f"{version}.root.json" for version in offline.versions("root")]
        names += [f"{offline.versions(role)[-1]}.{role}.json" for role in ("targets", "snapshot")]
        names += [f"{version}.{PROGRAMS}.json" for version in offline.versions(PROGRAMS)[-1:]]
        kept = [targets.file_name(target) for target in (*wanted.values(), *programs.values())]
        with Folder(destination) as medium, medium.inner("targets") as files, medium.inner("metadata") as metadata:
            for name in kept:
                with (policy.targets_folder() / name).open("rb") as file:
                    files.write(name, iter(partial(file.read, _PIECE), b""))
            for name in [*names, "timestamp.json"]:
                metadata.write(name, [(offline.folder / name).read_bytes()])
            for folder, wanted_names in ((files, kept), (metadata, [*names, "timestamp.json"])):
                for name in folder.names():
                    if name not in wanted_names and _OURS.fullmatch(name):
                        folder.remove(name)
        return next(str(target.custom["version"]) for target in wanted.values() if target.path.endswith(".pack.gz"))


def made(now: int) -> MetadataFolder:
    """The online repository; both are there after this."""
    online, offline = MetadataFolder(policy.online()), MetadataFolder(policy.offline())
    online.make_root(now)
    offline.make_root(now)
    policy.targets_folder().mkdir(parents=True, exist_ok=True)
    return online


def sign_programs(programs: Mapping[str, TargetFile], now: int) -> None:
    """Sign this as the list of programs, for both repositories. For whoever works `alone`, and renews them after it.

    Args:
        programs: by name; their files are in place.
        now: seconds since 1970.

    Raises:
        RepositoryFault: too few of the keys are here.
    """
    online, offline = MetadataFolder(policy.online()), MetadataFolder(policy.offline())
    signed = online.sign_programs(programs, now)
    write_durably(offline.folder / f"{online.versions(PROGRAMS)[-1]}.{PROGRAMS}.json", signed)


def signed_targets(folder: MetadataFolder, role: str = Targets.type) -> dict[str, TargetFile]:
    """What this role has signed last, by name."""
    md = folder.current(role)
    return dict(md.signed.targets) if md else {}


@contextmanager
def alone() -> Iterator[None]:
    """One process and thread at a time."""
    lock = policy.catalogue_folder() / ".lock"
    lock.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    with lock.open("wb") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield
