"""What the platform confirmed and may have lost: with each epoch it says to which time its database may have been put back."""

from __future__ import annotations

from collections.abc import Sequence

from kiosk.ports.storage import LeasedTo, OfferedAgain, PlatformEpoch
from offline_cache.ledger import audit as audit_log
from offline_cache.ledger.database import Transactions

MARGIN = 600  # seconds by which this clock and the platform's may differ, or the platform's have been set
FORGOTTEN = "FORGOTTEN"  # reason of a message that cannot be offered: its content is no longer here
_KEPT = 500  # codes of epochs


class PlatformEpochs(Transactions):
    """The part of `kiosk.ports.storage.Ledger` that knows which epochs of the platform were seen."""

    def note_epochs(self, told: Sequence[PlatformEpoch], at: int) -> OfferedAgain | None:
        """Remember the platform's epochs. For each that is new here, what was confirmed since its ``back_to`` waits again, as it
        was, with the cases that it opened, and so do its pictures. The first time there is nothing to compare, so what was
        confirmed before waits again, too: the platform knows it, or had lost it before this terminal heard of any epoch.

        Args:
            told: as the platform told them.
            at: now, in seconds since 1970.

        Returns:
            How much waits again, and of how much nothing is left to be sent; None where no epoch is new.
        """
        with self._reading() as run:
            known = {code for (code,) in run("SELECT code FROM platform_epochs")}
        new = [epoch for epoch in told if epoch.code not in known]
        if not new:
            return None
        since = min(epoch.back_to for epoch in new) - MARGIN
        with self._transaction() as run:
            for epoch in new:
                run("INSERT OR IGNORE INTO platform_epochs VALUES (?,?)", (epoch.code, at))
            run(
                "DELETE FROM platform_epochs WHERE code NOT IN"
                " (SELECT code FROM platform_epochs ORDER BY known_at DESC, code LIMIT ?)",
                (_KEPT,),
            )
            lost = "state = 'SETTLED' AND settled_at >= ?"
            gone = 0
            if known:  # the ledger of an earlier version has old rows without content, which nobody lost
                gone = run(f"UPDATE messages SET reason = ? WHERE {lost} AND sealed = ''", (FORGOTTEN, since)).rowcount  # noqa: S608
            run(
                "UPDATE attachments SET received = 0, attempts = 0 WHERE received > 0 AND (received_at >= ?1 OR message_id IN"
                " (SELECT message_id FROM messages WHERE state = 'SETTLED' AND settled_at >= ?1))",
                (since,),
            )
            again = run(f"UPDATE messages SET state = 'WAITING', attempts = 0 WHERE {lost} AND sealed <> ''", (since,)).rowcount  # noqa: S608
            if again or gone:
                audit_log.append(run, [("outbox.offered-again", {"messages": str(again), "forgotten": str(gone)})], at)
        return OfferedAgain(again, gone)

    def leased_to(self) -> LeasedTo | None:
        """The highest serial number for copies that was leased here; None where none was since the ledger began or was put back."""
        with self._reading() as run:
            row = run("SELECT prefix, max(last) FROM copy_serials GROUP BY prefix ORDER BY 2 DESC LIMIT 1").fetchone()
            return LeasedTo(*row) if row else None
