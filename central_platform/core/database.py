"""What the databases tell in ways of their own."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable

from django.db import OperationalError, connection

# Of PostgreSQL (its manual, appendix A): a lock that was not given in time, somebody who ended this (a server that goes down,
# too), a connection that broke, no room for one more. What ends one statement so would end the next one, too.
_HELD = ("55P03", "57", "08", "53")


def hold(names: Iterable[str]) -> None:
    """Wait until nobody else holds one of these names, and hold them until the transaction ends: for what is looked for before it
    is there, so that no row can be locked. On SQLite every transaction that writes is alone anyway."""
    if connection.vendor != "postgresql":
        return
    keys = sorted(int.from_bytes(hashlib.sha256(name.encode()).digest()[:8], "big", signed=True) for name in names)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(key) FROM unnest(%s::bigint[]) AS key", [keys])


def may_go_alone(fault: OperationalError) -> bool:
    """Whether what failed in a transaction with others may be tried by itself; not where the database is held by somebody else, or
    away. On SQLite that shows before a transaction has begun: it takes its lock with BEGIN."""
    if connection.vendor != "postgresql":
        return True
    ours = connection.connection
    return ours is not None and not ours.closed and not (getattr(fault.__cause__, "sqlstate", None) or "").startswith(_HELD)
