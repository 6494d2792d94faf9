"""The licence vault: copies that their holders agreed to keep here, for days without network.

The key of a holder's copies is made from the whole of what their card gives (text block and photo block) and this terminal's
secret; so is the tag that finds them. Without the card the rows tell neither whose they are nor what. What remains: who has both
the terminal's secret and a copy of the card's content can open that holder's rows; the secret belongs in a TPM where there is one.

A card without a block (the social security card: what it gives, many others know) opens nothing and nothing is kept under it.

The tag of a submission comes from all that the card gave, too, never from the number alone. So each card finds what was applied
for with itself: a renewed ID card, or the social security card of the same person, has another tag. That is meant. A tag that
both cards shared could only come from name and number, which whoever stole the secret could try out for a whole city.
"""

from __future__ import annotations

import os
import sqlite3
import time
from pathlib import Path

import msgspec

from kiosk.domain.people import Card
from kiosk.domain.values import decoded
from kiosk.ports.platform import LicenceFile
from kiosk.ports.storage import StorageError
from offline_cache.ledger.database import fault_of, open_ledger


class SqliteVault:
    """`kiosk.ports.storage.Vault`, in the ledger's file. ``secret``: 32 bytes that never leave this terminal."""

    def __init__(self, path: Path, secret: bytes) -> None:
        self._database = open_ledger(path)
        self._secret = secret

    def close(self) -> None:
        """No method may be called after this."""
        self._database.close()

    def _derive(self, material: bytes, purpose: bytes, length: int) -> bytes:
        """HKDF (RFC 5869) with SHA-256; the terminal's secret is the salt."""
        assert material, "a key of nothing would be the terminal's own"
        from cryptography.hazmat.primitives.hashes import SHA256
        from cryptography.hazmat.primitives.kdf.hkdf import HKDF

        return HKDF(SHA256(), length, self._secret, b"licence vault 1: " + purpose).derive(material)

    def holder_tag(self, card: Card) -> bytes:
        """16 bytes by which submissions of this card are found; another card of the same person has another tag."""
        return self._derive(card.marks, b"holder of submissions", 16)

    def keep(self, card: Card, file: LicenceFile) -> None:
        """Keep a copy under its holder's card, in place of an earlier one of the same licence.

        Args:
            card: with a block.
            file: the licence's page and the platform's statement.

        Raises:
            StorageError: it was not kept.
        """
        from cryptography.hazmat.primitives.ciphers.aead import AESGCM

        lookup = self._derive(card.block, b"lookup", 16)
        licence_tag = self._derive(card.block, b"licence " + file.licence.identifier.encode(), 16)
        nonce = os.urandom(12)
        box = AESGCM(self._derive(card.block, b"key", 32)).encrypt(nonce, msgspec.json.encode(file), lookup + licence_tag)
        try:
            self._database.execute(
                "INSERT OR REPLACE INTO vault VALUES (?,?,?,?,?)", (lookup, licence_tag, nonce, box, int(time.time()))
            )
        except sqlite3.Error as fault:
            raise StorageError(fault_of(fault)) from fault

    def open(self, card: Card) -> tuple[LicenceFile, ...]:
        """The copies that were kept under this card, oldest first; none for a card without a block. A damaged one is left out.

        Raises:
            StorageError: they cannot be read.
        """
        if not card.block:
            return ()
        from cryptography.exceptions import InvalidTag
        from cryptography.hazmat.primitives.ciphers.aead import AESGCM

        lookup = self._derive(card.block, b"lookup", 16)
        try:
            rows = self._database.execute(
                "SELECT licence_tag, nonce, box FROM vault WHERE lookup_tag = ? ORDER BY kept_at", (lookup,)
            ).fetchall()
        except sqlite3.Error as fault:
            raise StorageError(fault_of(fault)) from fault
        if not rows:
            return ()
        box_of = AESGCM(self._derive(card.block, b"key", 32))
        files = []
        for licence_tag, nonce, box in rows:
            try:
                files.append(decoded(box_of.decrypt(nonce, box, lookup + licence_tag), LicenceFile))
            except (InvalidTag, msgspec.MsgspecError):
                continue  # a damaged row, or one of another program's form, is no copy; the others stand
        return tuple(files)
