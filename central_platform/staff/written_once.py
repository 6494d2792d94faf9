"""The database itself refuses to change what was written down of staff, and to delete it before its time, whatever program asks.

A row may go when it is older than a bound that stands in ``staff_forgetting``. A bound is `NEVER_WITHIN` days back at the least, by
the database's own clock, and its row is never changed and never goes: whoever deletes leaves a line that says until when.
"""

from __future__ import annotations

from collections.abc import Iterator

from django.db.backends.base.base import BaseDatabaseWrapper

TABLES = ("staff_staffact", "staff_stafflook")
BOUNDS = "staff_forgetting"
NEVER_WITHIN = 183  # days; the policy's least is one more, so that two clocks may differ
_SECONDS = NEVER_WITHIN * 86_400
_SQLITE_BOUND = f"COALESCE((SELECT MAX(before) FROM {BOUNDS} WHERE name = '{{table}}'), 0)"  # noqa: S608 - names of ours
_POSTGRESQL = (
    "CREATE OR REPLACE FUNCTION staff_written_once() RETURNS trigger LANGUAGE plpgsql AS"
    " $$ BEGIN RAISE EXCEPTION 'written once' USING ERRCODE = 'integrity_constraint_violation'; END $$",
    "CREATE OR REPLACE FUNCTION staff_kept_long_enough() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"  # noqa: S608 - ours
    f" IF OLD.at < (SELECT MAX(before) FROM {BOUNDS} WHERE name = TG_TABLE_NAME) THEN RETURN OLD; END IF;"
    " RAISE EXCEPTION 'written once' USING ERRCODE = 'integrity_constraint_violation'; END $$",
    "CREATE OR REPLACE FUNCTION staff_long_ago() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
    f" IF NEW.before <= extract(epoch FROM clock_timestamp()) - {_SECONDS} THEN RETURN NEW; END IF;"
    " RAISE EXCEPTION 'too soon' USING ERRCODE = 'integrity_constraint_violation'; END $$",
)


def _triggers(vendor: str) -> Iterator[tuple[str, str, str]]:
    """Table, name and statement of each."""
    for table in (*TABLES, BOUNDS):
        changes = {"UPDATE": "", "TRUNCATE": ""} if vendor == "postgresql" else {"UPDATE": "", "INSERT": "_twice"}
        if table == BOUNDS:
            changes["DELETE"] = ""
        for act, suffix in changes.items():
            yield table, f"{table}_{act}{suffix}", _never(vendor, table, act, f"{table}_{act}{suffix}")
    for table in TABLES:
        yield table, f"{table}_DELETE", _delete(vendor, table)
    yield BOUNDS, f"{BOUNDS}_INSERT", _insert(vendor)


def _never(vendor: str, table: str, act: str, name: str) -> str:
    if vendor == "postgresql":
        return f"CREATE TRIGGER {name} BEFORE {act} ON {table} FOR EACH STATEMENT EXECUTE FUNCTION staff_written_once()"
    # REPLACE deletes without a trigger for it.
    when = f"WHEN EXISTS (SELECT 1 FROM {table} WHERE id = NEW.id)" if act == "INSERT" else ""  # noqa: S608 - names of ours
    return f"CREATE TRIGGER {name} BEFORE {act} ON {table} {when} BEGIN SELECT RAISE(ABORT, 'written once'); END"


def _delete(vendor: str, table: str) -> str:
    name = f"{table}_DELETE"
    if vendor == "postgresql":
        return f"CREATE TRIGGER {name} BEFORE DELETE ON {table} FOR EACH ROW EXECUTE FUNCTION staff_kept_long_enough()"
    when = f"WHEN OLD.at >= {_SQLITE_BOUND.format(table=table)}"
    return f"CREATE TRIGGER {name} BEFORE DELETE ON {table} {when} BEGIN SELECT RAISE(ABORT, 'written once'); END"


def _insert(vendor: str) -> str:
    name = f"{BOUNDS}_INSERT"
    if vendor == "postgresql":
        return f"CREATE TRIGGER {name} BEFORE INSERT ON {BOUNDS} FOR EACH ROW EXECUTE FUNCTION staff_long_ago()"
    when = f"WHEN NEW.before > CAST(strftime('%s', 'now') AS INTEGER) - {_SECONDS}"
    return f"CREATE TRIGGER {name} BEFORE INSERT ON {BOUNDS} {when} BEGIN SELECT RAISE(ABORT, 'too soon'); END"


def names() -> set[str]:
    """Of all triggers that there are on SQLite."""
    return {name for _, name, _ in _triggers("sqlite")}


def protect(database: BaseDatabaseWrapper) -> None:
    """Put the triggers on the tables. A migration that alters one of them calls this again: SQLite drops them with the old
    table."""
    with database.cursor() as cursor:
        for function in _POSTGRESQL if database.vendor == "postgresql" else ():
            cursor.execute(function)
        for _, _, statement in _triggers(database.vendor):
            cursor.execute(statement)


def lift(database: BaseDatabaseWrapper) -> None:
    """Take them away: for tests, which empty every table."""
    with database.cursor() as cursor:
        for table, name, _ in _triggers(database.vendor):
            cursor.execute(f"DROP TRIGGER IF EXISTS {name}{f' ON {table}' if database.vendor == 'postgresql' else ''}")
