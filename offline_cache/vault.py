"""The licence vault: copies that their holders agreed to keep here, for days without network.

The key of a holder's copies is made from the whole of what their card gives (text block and photo block) and this terminal's
secret; so is the tag that finds them. Without the card the rows tell neither whose they are nor what. What remains: who has both
the terminal's secret and a copy of the card's content can open that holder's rows; the secret belongs in a TPM where there is one.
"""

from __future__ import annotations

import os
import sqlite3
import time
from pathlib import Path

import msgspec

from kiosk.domain.people import IdCard
from kiosk.ports.platform import LicenceFile
from kiosk.ports.storage import StorageError
from offline_cache.ledger import fault_of, open_ledger


class SqliteVault:
    """`kiosk.ports.storage.Vault`, in the ledger's file. ``secret``: 32 bytes that never leave this terminal."""

    def __init__(self, path: Path, secret: bytes) -> None:
        self._database = open_ledger(path)
        self._secret = secret

    def close(self) -> None:
        self._database.close()

    def _derive(self, card: IdCard, purpose: bytes, length: int) -> bytes:
        """HKDF (RFC 5869) with SHA-256; the terminal's secret is the salt."""
        from cryptography.hazmat.primitives.hashes import SHA256
        from cryptography.hazmat.primitives.kdf.hkdf import HKDF

        return HKDF(SHA256(), length, self._secret, b"licence vault 1: " + purpose).derive(card.block)

    def holder_tag(self, card: IdCard) -> bytes:
        return self._derive(card, b"holder of submissions", 16)

    def keep(self, card: IdCard, file: LicenceFile) -> None:
        from cryptography.hazmat.primitives.ciphers.aead import AESGCM

        lookup = self._derive(card, b"lookup", 16)
        licence_tag = self._derive(card, b"licence " + file.licence.identifier.encode(), 16)
        nonce = os.urandom(12)
        box = AESGCM(self._derive(card, b"key", 32)).encrypt(nonce, msgspec.json.encode(file), lookup + licence_tag)
        try:
            self._database.execute(
                "INSERT OR REPLACE INTO vault VALUES (?,?,?,?,?)", (lookup, licence_tag, nonce, box, int(time.time()))
            )
        except sqlite3.Error as fault:
            raise StorageError(fault_of(fault)) from fault

    def open(self, card: IdCard) -> tuple[LicenceFile, ...]:
        from cryptography.exceptions import InvalidTag
        from cryptography.hazmat.primitives.ciphers.aead import AESGCM

        lookup = self._derive(card, b"lookup", 16)
        try:
            rows = self._database.execute(
                "SELECT licence_tag, nonce, box FROM vault WHERE lookup_tag = ? ORDER BY kept_at", (lookup,)
            ).fetchall()
        except sqlite3.Error as fault:
            raise StorageError(fault_of(fault)) from fault
        if not rows:
            return ()
        box_of = AESGCM(self._derive(card, b"key", 32))
        files = []
        for licence_tag, nonce, box in rows:
            try:
                files.append(msgspec.json.decode(box_of.decrypt(nonce, box, lookup + licence_tag), type=LicenceFile))
            except (InvalidTag, msgspec.MsgspecError):
                continue  # a damaged row, or one of another program's form, is no copy; the others stand
        return tuple(files)
