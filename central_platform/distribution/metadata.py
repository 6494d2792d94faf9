"""The signed metadata of one repository: made, renewed before it expires, and its root rotated.

Every piece says when it was signed (`kiosk.messages.packs.SIGNED_AT`): a terminal whose clock stands wrong takes the latest that
it has seen as the least that the time can be.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from copy import deepcopy
from datetime import UTC, datetime
from typing import Any

from securesystemslib.signer import CryptoSigner
from tuf.api.metadata import DelegatedRole, Delegations, Key, Metadata, MetaFile, Root, Snapshot, TargetFile, Targets, Timestamp
from tuf.api.serialization.json import JSONSerializer

from central_platform.distribution import role_keys
from central_platform.distribution.policy import ROLES, Policy, RepositoryFault
from kiosk.durable import write_durably
from kiosk.messages.packs import SIGNED_AT
from kiosk.messages.programs import PROGRAM_KEYS, PROGRAM_PATHS, PROGRAMS

_KEPT = 5  # versions of snapshot and targets: a terminal may be in the middle of an update
_COMPACT = JSONSerializer(compact=True)


class MetadataFolder:
    """The signed metadata of one repository, as files of one folder, signed by the keys of its policy."""

    def __init__(self, policy: Policy) -> None:
        self.policy = policy
        self.folder = policy.folder

    def versions(self, role: str) -> list[int]:
        """In order. Files are named as consistent snapshots are (TUF specification, 6.2); the timestamp has no number."""
        names = re.compile(rf"([0-9]+)\.{role}\.json")
        found = (names.fullmatch(path.name) for path in self.folder.glob(f"*.{role}.json"))
        return sorted(int(match[1]) for match in found if match)

    def current(self, role: str) -> Metadata[Any] | None:
        """The newest of this role; None where none was ever signed."""
        path = self.folder / "timestamp.json"
        if role != Timestamp.type:
            versions = self.versions(role)
            path = self.folder / f"{versions[-1] if versions else 0}.{role}.json"
        return Metadata.from_bytes(path.read_bytes()) if path.exists() else None

    @property
    def root(self) -> Root:
        """The newest root.

        Raises:
            RepositoryFault: there is none yet.
        """
        current = self.current(Root.type)
        if current is None:
            raise RepositoryFault(f"{self.folder}: there is no root yet")
        root: Root = current.signed
        return root

    @property
    def root_bytes(self) -> bytes:
        """The newest root's file as it was signed. Raises as `root` does."""
        return (self.folder / f"{self.root.version}.root.json").read_bytes()

    def make_root(self, now: int) -> None:
        """The first root, with new keys for every role that has none yet."""
        if self.current(Root.type):
            return
        root = Root(consistent_snapshot=True)
        signers: list[CryptoSigner] = []
        for role in ROLES:
            keys = self._take_keys(root, role)
            signers = keys if role == Root.type else signers
        self._write(root, Root.type, signers, now)

    def rotate(self, role: str, now: int) -> None:
        """Sign a new root that gives ``role`` new keys: by the old root keys and, where they are new, by those too.

        Args:
            role: one of `ROLES`.
            now: seconds since 1970.

        Raises:
            RepositoryFault: there is no root yet, or too few root keys are here.
        """
        current = self.current(Root.type)
        if current is None:
            raise RepositoryFault(f"{self.folder}: there is no root yet")
        root: Root = current.signed
        old = self._signers(root, Root.type)
        root.roles[role].keyids.clear()
        new = self._take_keys(root, role, fresh=True)
        self._forget_unused(root)
        root.version += 1
        self._write(root, Root.type, [*old, *(new if role == Root.type else [])], now)

    def share_keys(self, role: str, other: Root, now: int) -> None:
        """The other repository's keys for this role in this one's root too, where they are not."""
        root = self.root
        if root.roles[role].keyids == other.roles[role].keyids and root.roles[role].threshold == other.roles[role].threshold:
            return
        signers = self._signers(root, Root.type)
        root.roles[role].keyids = list(other.roles[role].keyids)
        root.roles[role].threshold = other.roles[role].threshold
        root.keys |= {keyid: other.keys[keyid] for keyid in other.roles[role].keyids}
        self._forget_unused(root)
        root.version += 1
        self._write(root, Root.type, signers, now)

    def name_programmers(self, signers: list[CryptoSigner], now: int) -> None:
        """Sign a new root that says whose keys sign programs.

        Args:
            signers: their keys; both repositories have the same.
            now: seconds since 1970.

        Raises:
            RepositoryFault: there is no root yet, or too few root keys are here.
        """
        root = self.root
        by = self._signers(root, Root.type)
        keys = {signer.public_key.keyid: signer.public_key.to_dict() for signer in signers}
        root.unrecognized_fields[PROGRAM_KEYS] = {"keys": keys, "threshold": self.policy.signers[PROGRAMS][0]}
        root.version += 1
        self._write(root, Root.type, by, now)

    def sign_programs(self, programs: Mapping[str, TargetFile], now: int) -> bytes:
        """Sign the list of programs anew. Until `renew` nobody is told of it.

        Args:
            programs: by name, what is to be listed.
            now: seconds since 1970.

        Returns:
            The signed list, to be kept beside the other repository's metadata under the same name.

        Raises:
            RepositoryFault: nobody is named who may sign it, or too few of their keys are here.
        """
        delegations = _delegations(self.root)
        if delegations is None:
            raise RepositoryFault("nobody may sign programs yet: python -m central_platform rotate_key programs")
        role = (delegations.roles or {})[PROGRAMS]
        here = role_keys.keys_here(self.policy, PROGRAMS)
        signers = [here[keyid] for keyid in role.keyids if keyid in here]
        self._enough(PROGRAMS, len(signers), len(role.keyids), role.threshold)
        before = self.current(PROGRAMS)
        signed = Targets(targets=dict(programs), version=before.signed.version + 1 if before else 1)
        self._write(signed, PROGRAMS, signers, now)
        return self._last(PROGRAMS)[1]

    def _take_keys(self, root: Root, role: str, fresh: bool = False) -> list[CryptoSigner]:
        here = [] if fresh else list(role_keys.keys_here(self.policy, role).values())
        signers = here or role_keys.make_keys(self.policy, role)
        for signer in signers:
            root.add_key(signer.public_key, role)
        root.roles[role].threshold = self.policy.signers[role][0]
        return signers

    @staticmethod
    def _forget_unused(root: Root) -> None:
        used = {keyid for role in root.roles.values() for keyid in role.keyids}
        root.keys = {keyid: key for keyid, key in root.keys.items() if keyid in used}

    def renew(self, targets: Mapping[str, TargetFile], now: int, always: bool = False) -> bool:
        """Sign what is new or will soon be too old: targets, then snapshot, then timestamp.

        Args:
            targets: by name, what is to be listed.
            now: seconds since 1970.
            always: sign all three whether they are due or not.

        Returns:
            Whether anything was signed.

        Raises:
            RepositoryFault: a role's keys are not here.
        """
        root = self.root
        md = self.current(Targets.type)
        delegations = _delegations(root)
        stands = md is not None and md.signed.targets == targets and md.signed.delegations == delegations
        if always or md is None or not stands or self._is_due(root, Targets.type, md, now):
            self._sign(root, Targets(targets=dict(targets), delegations=delegations), Targets.type, md, now)
        lists = [role for role in (Targets.type, PROGRAMS) if self.versions(role)]
        meta = {f"{role}.json": MetaFile.from_data(*self._last(role), ["sha256"]) for role in lists}
        md = self.current(Snapshot.type)
        if always or md is None or md.signed.meta != meta or self._is_due(root, Snapshot.type, md, now):
            self._sign(root, Snapshot(meta=meta), Snapshot.type, md, now)
        listed = MetaFile.from_data(*self._last(Snapshot.type), ["sha256"])
        md = self.current(Timestamp.type)
        if always or md is None or md.signed.snapshot_meta != listed or self._is_due(root, Timestamp.type, md, now):
            self._sign(root, Timestamp(snapshot_meta=listed), Timestamp.type, md, now)
            self._tidy()
            return True
        return False

    def _is_due(self, root: Root, role: str, md: Metadata[Any], now: int) -> bool:
        """In the second half of its life, or signed with keys that count no more."""
        left = md.signed.expires.timestamp() - now
        return bool(left < self.policy.lifetimes[role] / 2) or not root.get_verification_result(
            role, md.signed_bytes, md.signatures
        )

    def _last(self, role: str) -> tuple[int, bytes]:
        version = self.versions(role)[-1]
        return version, (self.folder / f"{version}.{role}.json").read_bytes()

    def _sign(self, root: Root, signed: Any, role: str, before: Metadata[Any] | None, now: int) -> None:
        signed.version = before.signed.version + 1 if before else 1
        self._write(signed, role, self._signers(root, role), now)

    def _signers(self, root: Root, role: str) -> list[CryptoSigner]:
        here = role_keys.keys_here(self.policy, role)
        signers = [here[keyid] for keyid in root.roles[role].keyids if keyid in here]
        self._enough(role, len(signers), len(root.roles[role].keyids), root.roles[role].threshold)
        return signers

    def _enough(self, role: str, here: int, number: int, threshold: int) -> None:
        if here < threshold:
            raise RepositoryFault(
                f"{self.policy.name}: {here} of {number} {role} keys are here,"
                f" {threshold} must sign; bring the folders that hold them"
            )

    def _write(self, signed: Any, role: str, signers: list[CryptoSigner], now: int) -> None:
        signed.expires = datetime.fromtimestamp(now + self.policy.lifetimes[role], UTC)
        signed.unrecognized_fields[SIGNED_AT] = now
        md = Metadata(signed)
        for signer in signers:
            md.sign(signer, append=True)
        name = "timestamp.json" if role == Timestamp.type else f"{signed.version}.{role}.json"
        self.folder.mkdir(parents=True, exist_ok=True)
        write_durably(self.folder / name, md.to_bytes(_COMPACT))

    def _tidy(self) -> None:
        for role in (Targets.type, Snapshot.type, PROGRAMS):
            for version in self.versions(role)[:-_KEPT]:
                (self.folder / f"{version}.{role}.json").unlink(missing_ok=True)


def _delegations(root: Root) -> Delegations | None:
    """To whoever the root says may sign programs; None where it names nobody."""
    named = root.unrecognized_fields.get(PROGRAM_KEYS)
    if named is None:
        return None
    keys = {keyid: Key.from_dict(keyid, deepcopy(key)) for keyid, key in named["keys"].items()}
    role = DelegatedRole(PROGRAMS, sorted(keys), named["threshold"], terminating=True, paths=[PROGRAM_PATHS])
    return Delegations(keys, {PROGRAMS: role})
