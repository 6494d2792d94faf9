"""The private keys of the repositories' roles: Ed25519, one PEM file each, readable by the owner alone.

``<name>-<round>-<number>.pem``: a rotation makes a new round. The keys of the root, and of whoever signs programs, lie in folders
of their own, dealt out in turn, so that they can be taken away; all others in PLATFORM_HOME/keys/catalogue.
"""

from __future__ import annotations

import re
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, load_pem_private_key
from securesystemslib.signer import CryptoSigner

from central_platform.core.paths import kept_secret
from central_platform.distribution.policy import Policy, RepositoryFault
from kiosk.messages.programs import PROGRAMS

_FILE = re.compile(r"(?P<name>[a-z-]+)-(?P<round>[0-9]{4})-[0-9]{2}\.pem")


def make_keys(policy: Policy, role: str) -> list[CryptoSigner]:
    """A new round of keys for this role, beside the earlier ones."""
    name, folders = policy.key_names[role], _folders(policy, role)
    for folder in folders:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    made = []
    next_round = max((found[0] for found in _files(policy, role)), default=0) + 1
    for place in range(policy.signers[role][1]):
        path = folders[place % len(folders)] / f"{name}-{next_round:04d}-{place + 1:02d}.pem"
        made.append(_read(kept_secret(path, _new_key)))
    return made


def keys_here(policy: Policy, role: str) -> dict[str, CryptoSigner]:
    """By key id: all of this role that can be read now, of every round."""
    signers = (_read(path.read_bytes()) for _, path in _files(policy, role))
    return {signer.public_key.keyid: signer for signer in signers}


def forget_keys(policy: Policy, role: str, kept: set[str]) -> None:
    """Remove the private keys of this role that are not in ``kept`` (key ids); those that can be taken away are left to whoever
    holds them."""
    for _, path in _files(policy, role):
        if role not in ("root", PROGRAMS) and _read(path.read_bytes()).public_key.keyid not in kept:
            path.unlink()


def _folders(policy: Policy, role: str) -> tuple[Path, ...]:
    return {"root": policy.root_keys, PROGRAMS: policy.program_keys}.get(role, (policy.keys,))


def _files(policy: Policy, role: str) -> list[tuple[int, Path]]:
    """(round, path) in order; a folder that was taken away holds none."""
    found = []
    for folder in _folders(policy, role):
        for path in folder.glob("*.pem"):
            match = _FILE.fullmatch(path.name)
            if match and match["name"] == policy.key_names[role]:
                found.append((int(match["round"]), path))
    return sorted(found)


def _new_key() -> bytes:
    return Ed25519PrivateKey.generate().private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())


def _read(pem: bytes) -> CryptoSigner:
    try:
        return CryptoSigner(load_pem_private_key(pem, None))
    except (ValueError, TypeError):
        raise RepositoryFault("a key file of the catalogue's roles is damaged or encrypted") from None
