"""The database itself refuses to change or delete what was written down of staff, whatever program asks."""

from __future__ import annotations

from django.db.backends.base.base import BaseDatabaseWrapper

TABLES = ("staff_staffact", "staff_stafflook")
_SQLITE = "CREATE TRIGGER {table}_{act} BEFORE {act} ON {table} BEGIN SELECT RAISE(ABORT, 'written once'); END"
_FUNCTION = (
    "CREATE OR REPLACE FUNCTION staff_written_once() RETURNS trigger LANGUAGE plpgsql AS"
    " $$ BEGIN RAISE EXCEPTION 'written once' USING ERRCODE = 'integrity_constraint_violation'; END $$"
)
_POSTGRESQL = "CREATE TRIGGER {table}_{act} BEFORE {act} ON {table} FOR EACH STATEMENT EXECUTE FUNCTION staff_written_once()"
_ACTS = {"sqlite": ("UPDATE", "DELETE"), "postgresql": ("UPDATE", "DELETE", "TRUNCATE")}


def protect(database: BaseDatabaseWrapper) -> None:
    """Put the triggers on both tables. A migration that alters one of them calls this again: SQLite drops them with the old
    table."""
    with database.cursor() as cursor:
        if database.vendor == "postgresql":
            cursor.execute(_FUNCTION)
        form = _POSTGRESQL if database.vendor == "postgresql" else _SQLITE
        for table in TABLES:
            for act in _ACTS.get(database.vendor, ()):
                cursor.execute(form.format(table=table, act=act))


def lift(database: BaseDatabaseWrapper) -> None:
    """Take them away: for tests, which empty every table, and for whoever deletes what need not be kept any more."""
    on = " ON {table}" if database.vendor == "postgresql" else ""
    with database.cursor() as cursor:
        for table in TABLES:
            for act in _ACTS.get(database.vendor, ()):
                cursor.execute(f"DROP TRIGGER IF EXISTS {table}_{act}{on.format(table=table)}")
