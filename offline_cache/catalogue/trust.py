"""What a terminal trusts about the catalogue, kept beside it in its catalogue folder::

    root-online.json, root-offline.json    as enrolment handed them out; everything else is trusted because of them alone
    online/, offline/                      metadata verified last, one folder a repository (python-tuf's)
    standing.json                          the latest time that was ever signed, what is installed, how the last attempt ended
    keys.json, revocations.json            the platform's public keys, and what counts no more
    technician-cards.json                  who issues technicians' cards, and which of them count no more
    public-data.json                       the rows of public data sets

Everything is written whole or not at all, and is on the disk before it counts.
"""

from __future__ import annotations

import contextlib
import os
import shutil
from collections.abc import Callable, Mapping
from pathlib import Path

import msgspec

from kiosk.domain.values import Value, decoded
from kiosk.durable import sync_folder, write_durably
from kiosk.messages.packs import KEYS, REVOCATIONS, PackFault, PlatformKeys, Revocations, read_keys, read_revocations
from kiosk.messages.public_data import PUBLIC_DATA, PublicData, read_public_data
from kiosk.messages.technician_card_list import TECHNICIAN_CARDS, TechnicianCards, read_technician_cards
from kiosk.ports.catalogue_updates import CatalogueAge, Refusal

REPOSITORIES = ("online", "offline")
# What travels beside the pack, and is kept as it came; other names are not fetched.
SMALL_FILES: Mapping[str, Callable[[bytes], PlatformKeys | Revocations | TechnicianCards | PublicData]] = {
    KEYS: read_keys,
    REVOCATIONS: read_revocations,
    TECHNICIAN_CARDS: read_technician_cards,
    PUBLIC_DATA: read_public_data,
}


class Standing(Value):
    """``floor``: seconds since 1970; the time is not before this. ``previous``: the version before this one, kept too.

    ``sha256``: of the installed pack's text, as it was signed.
    """

    floor: int = 0
    version: str = ""
    previous: str = ""
    sha256: str = ""
    published_at: int = 0
    confirmed_at: int = 0
    tried_at: int = 0
    refusal: str = ""
    detail: str = ""


def read_standing(folder: Path) -> Standing:
    """As nothing was ever tried, where there is none or it is damaged: the metadata and the installed file still speak."""
    try:
        return decoded((folder / "standing.json").read_bytes(), Standing)
    except (OSError, msgspec.MsgspecError):
        return Standing()


def write_standing(folder: Path, standing: Standing) -> None:
    """Keep it durably in place of the one before. OSError."""
    write_durably(folder / "standing.json", msgspec.json.format(msgspec.json.encode(standing), indent=1))


def catalogue_age(folder: Path) -> CatalogueAge:
    """For screens and reports; reads one small file."""
    standing = read_standing(folder)
    known = standing.refusal in {refusal.value for refusal in Refusal}
    return CatalogueAge(
        version=standing.version,
        published_at=standing.published_at,
        confirmed_at=standing.confirmed_at,
        tried_at=standing.tried_at,
        refusal=Refusal(standing.refusal) if known else None,
        detail=standing.detail,
    )


def current_keys(folder: Path) -> PlatformKeys | None:
    """What to seal to and verify with; None: never fetched, use what enrolment gave."""
    try:
        return read_keys((folder / KEYS).read_bytes())
    except (OSError, PackFault):
        return None


def revocations(folder: Path) -> Revocations | None:
    """None: never fetched."""
    try:
        return read_revocations((folder / REVOCATIONS).read_bytes())
    except (OSError, PackFault):
        return None


def technician_cards(folder: Path) -> TechnicianCards | None:
    """None: never fetched."""
    try:
        return read_technician_cards((folder / TECHNICIAN_CARDS).read_bytes())
    except (OSError, PackFault):
        return None


def issued_at(folder: Path, name: str) -> int | None:
    """When the small file here was made, in seconds since 1970; None: never fetched, or damaged."""
    try:
        return SMALL_FILES[name]((folder / name).read_bytes()).issued_at
    except (OSError, PackFault):
        return None


def root_file(folder: Path, repository: str) -> Path:
    """Where the pinned root metadata of a repository (one of `REPOSITORIES`) lies."""
    return folder / f"root-{repository}.json"


def pin_roots(folder: Path, online: str, offline: str) -> None:
    """Trust these from now on (JSON texts). Where others were trusted before, their catalogue and all that came with it goes.
    OSError."""
    folder.mkdir(parents=True, exist_ok=True)
    wanted = {"online": online.encode(), "offline": offline.encode()}
    if not all(knew(folder, repository, root) for repository, root in wanted.items()):
        for repository in REPOSITORIES:
            shutil.rmtree(folder / repository, ignore_errors=True)
        for path in [*folder.glob("catalogue-*"), folder / "standing.json", *(folder / name for name in SMALL_FILES)]:
            path.unlink(missing_ok=True)
    for repository, root in wanted.items():
        write_durably(root_file(folder, repository), root)


def knew(folder: Path, repository: str, root: bytes) -> bool:
    """Whether this root was pinned here, or followed from the pinned one by rotation."""
    with contextlib.suppress(OSError):
        known = [root_file(folder, repository), *(folder / repository / "root_history").glob("*.root.json")]
        return any(path.read_bytes() == root for path in known if path.exists())
    return False


def sync_files(folder: Path) -> None:
    """Python-tuf writes whole files, but leaves them to the kernel: after a power cut a file may be empty, and what it protected
    against (an older one) with it."""
    for path in folder.rglob("*"):
        if path.is_file() and not path.is_symlink():
            with path.open("rb") as file:
                os.fsync(file.fileno())
    for inner in (folder, *(path for path in folder.rglob("*") if path.is_dir())):
        sync_folder(inner)
