"""What travels: the current pack, deltas to it from the versions before, the platform's public keys, what is revoked, which
technicians' cards count, and the small files that apps above this one add."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from django.conf import settings
from tuf.api.metadata import TargetFile

from central_platform.catalogue import published as catalogue
from central_platform.core.keys import key_ring
from central_platform.distribution.policy import targets_folder
from central_platform.intake.kinds import newest_schemas
from central_platform.licences.services import revoked_licences, void_copies, void_ranges
from central_platform.terminals.keys import ended_keys, revoked_keys
from central_platform.terminals.services import revoked_terminals
from central_platform.terminals.technician_cards import told_cards
from kiosk.domain.values import asdict, decoded
from kiosk.durable import write_durably
from kiosk.messages.canonical import canonical_bytes, sha256_hex
from kiosk.messages.packs import (
    FILE_FORMAT,
    KEYS,
    PACK_FORMAT,
    REVOCATIONS,
    PlatformKeys,
    Revocations,
    delta_name,
    make_delta,
    pack_name,
    unpack,
)
from kiosk.messages.technician_card_list import TECHNICIAN_CARDS

Make = Callable[[int], Mapping[str, Any]]
_added: dict[str, Make] = {}


def add_file(name: str, make: Make) -> None:
    """Let a small file travel beside the pack; apps above this one say so when they are ready.

    Args:
        name: of the target.
        make: gives what is in it, of which all but ``issued_at`` stays the same as long as nothing has changed; its argument is the
            time in seconds since 1970.
    """
    _added[name] = make


def wanted(now: int, before: Mapping[str, TargetFile]) -> dict[str, TargetFile]:
    """Every target as it is to be now, its file in place. ``before``: the targets that were signed last; what has not changed is
    taken from there, with the time at which it was made."""
    made = {target.path: target for target in _packs(before)}
    for name, make in {KEYS: _keys, REVOCATIONS: _revocations, TECHNICIAN_CARDS: told_cards, **_added}.items():
        data = canonical_bytes(make(now))
        old = before.get(name)
        if old is not None and _without_time(_file(old)) == _without_time(data):
            made[name] = old
        else:
            made[name] = _put(name, data, {"format": FILE_FORMAT, "published_at": now})
    return made


def file_name(target: TargetFile) -> str:
    """``<sha256>.<name>`` (TUF specification, 6.2)."""
    return f"{target.hashes['sha256']}.{target.path}"


def tidy(*kept: Mapping[str, TargetFile]) -> None:
    """Remove the files that none of these lists names."""
    names = {file_name(target) for targets in kept for target in targets.values()}
    for path in targets_folder().iterdir():
        if path.name not in names:
            path.unlink(missing_ok=True)


def _packs(before: Mapping[str, TargetFile]) -> Iterator[TargetFile]:
    """The newest pack, and the way to it from each of the versions before it."""
    published = catalogue.published()
    last = published[-1]
    about = {"format": PACK_FORMAT, "version": last.version, "published_at": last.published_at, "sha256": last.sha256}
    name = pack_name(last.version)
    yield _still(before, name) or _put(name, catalogue.kept(last).data, about)
    for older in published[-1 - settings.CATALOGUE_DELTAS : -1]:
        name = delta_name(older.version, last.version)
        yield _still(before, name) or _put(name, _delta(older, last), {**about, "from": older.version})


def _still(before: Mapping[str, TargetFile], name: str) -> TargetFile | None:
    """A published version never changes, so what was made for it stands, where its file does."""
    target = before.get(name)
    return target if target and (targets_folder() / file_name(target)).exists() else None


def _delta(older: catalogue.Published, newer: catalogue.Published) -> bytes:
    return make_delta(unpack(catalogue.kept(older).data), unpack(catalogue.kept(newer).data))


def _put(name: str, data: bytes, custom: dict[str, Any]) -> TargetFile:
    target = TargetFile(len(data), {"sha256": sha256_hex(data)}, name, unrecognized_fields={"custom": custom})
    path = targets_folder() / file_name(target)
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        write_durably(path, data)
    return target


def _file(target: TargetFile) -> bytes:
    try:
        return (targets_folder() / file_name(target)).read_bytes()
    except FileNotFoundError:
        return b""


def _keys(now: int) -> Mapping[str, Any]:
    ring = key_ring()
    return _plain(
        PlatformKeys(
            FILE_FORMAT, now, ring.sealing_public["kid"], tuple(ring.sealing_all), tuple(ring.verification), newest_schemas()
        )
    )


def _revocations(now: int) -> Mapping[str, Any]:
    return _plain(
        Revocations(
            format=FILE_FORMAT,
            issued_at=now,
            licences=_sorted(revoked_licences()),
            copies=_sorted(void_copies()),
            copy_ranges=tuple(void_ranges()),
            terminals=_sorted(revoked_terminals()),
            terminal_keys=_sorted(revoked_keys()),
            ended_keys=dict(sorted(ended_keys().items())),
        )
    )


def _sorted(values: Any) -> tuple[str, ...]:
    return tuple(sorted(set(values)))


def _plain(value: PlatformKeys | Revocations) -> dict[str, Any]:
    return {name: list(part) if isinstance(part, tuple) else part for name, part in asdict(value).items()}


def _without_time(data: bytes) -> dict[str, Any]:
    return {key: part for key, part in decoded(data or b"{}", dict[str, Any]).items() if key != "issued_at"}
