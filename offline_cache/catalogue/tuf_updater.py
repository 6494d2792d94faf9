"""Python-tuf's updater, with the two things that its public interface lacks: a time to judge by, and the lists of targets.

Both are taken from its set of trusted metadata, which is an internal of the library: the requirements therefore hold its version
within a range, and tests/offline_cache/test_catalogue_tuf.py fails where that internal moves.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path

from tuf.api._payload import Delegations, Root, Signed, Snapshot, TargetFile, Targets, Timestamp
from tuf.api.exceptions import UnsignedMetadataError
from tuf.ngclient.config import UpdaterConfig
from tuf.ngclient.updater import Updater

from kiosk.messages.packs import SIGNED_AT
from kiosk.messages.programs import PROGRAM_KEYS, PROGRAM_PATHS, PROGRAMS
from offline_cache.catalogue.sources import Fetcher

_BOUNDS = UpdaterConfig(
    max_root_rotations=64,
    max_delegations=1,
    root_max_length=64 * 1024,
    timestamp_max_length=16 * 1024,
    snapshot_max_length=64 * 1024,
    targets_max_length=1024 * 1024,
)


class TrustedUpdater(Updater):
    """``root``: the pinned one, of which all trust comes; ``metadata``: folder of what was verified last; ``reference``: the time
    to judge by, seconds since 1970. OSError, RepositoryError."""

    def __init__(self, root: bytes, metadata: Path, fetcher: Fetcher, reference: int) -> None:
        super().__init__(
            metadata_dir=str(metadata),
            metadata_base_url=f"{fetcher.base}metadata/",
            target_base_url=f"{fetcher.base}targets/",
            fetcher=fetcher,
            config=_BOUNDS,
            bootstrap=root,
        )
        # The library takes the wall clock when it is made (TUF specification, 5.1: one fixed start time for a whole update), and
        # looks at expiry from the timestamp on, which comes later.
        self._trusted_set.reference_time = datetime.fromtimestamp(reference, UTC)

    def proven_time(self) -> int:
        """The latest time at which something that is verified now was signed, seconds since 1970; 0 where nothing says."""
        verified = (self._trusted_set.get(role) for role in (Root.type, Timestamp.type, Snapshot.type, Targets.type))
        return max(_signed_at(signed) for signed in verified if signed)

    def confirmed_time(self) -> int:
        """When the timestamp was signed: at that time this was the newest."""
        return _signed_at(self._trusted_set.timestamp)

    def listed(self) -> Mapping[str, TargetFile]:
        """By name; after ``refresh``."""
        targets: Mapping[str, TargetFile] = self._trusted_set.targets.targets
        return targets

    def programs(self) -> Mapping[str, TargetFile]:
        """By name, what the role of programs lists; after ``refresh``. Nothing where the root names nobody who may sign it.

        Raises:
            UnsignedMetadataError: the list was delegated to others than those whom the root names.
            DownloadError, RepositoryError, OSError: as of ``refresh``.
        """
        named = self._trusted_set.root.unrecognized_fields.get(PROGRAM_KEYS)
        delegations = self._trusted_set.targets.delegations
        if not named or delegations is None:
            return {}
        if not _is_as_named(delegations, named):
            raise UnsignedMetadataError("programs are delegated to others than the root names")
        self.get_targetinfo(f"{PROGRAMS.removesuffix('s')}-")  # that none is called; to look for it, the role's list is loaded
        role = self._trusted_set[PROGRAMS]
        assert isinstance(role, Targets)
        return role.targets


def _is_as_named(delegations: Delegations, named: object) -> bool:
    """``named``: `PROGRAM_KEYS` of the root."""
    roles = delegations.roles or {}
    if set(roles) != {PROGRAMS} or delegations.succinct_roles is not None or not isinstance(named, dict):
        return False
    role = roles[PROGRAMS]
    keys = {keyid: key.to_dict() for keyid, key in delegations.keys.items()}
    return (keys, set(role.keyids), role.threshold, role.paths) == (
        named.get("keys"),
        set(keys),
        named.get("threshold"),
        [PROGRAM_PATHS],
    )


def _signed_at(signed: Signed) -> int:
    at = signed.unrecognized_fields.get(SIGNED_AT)
    return at if type(at) is int and 0 < at <= signed.expires.timestamp() else 0
