"""The ledger's schema, as numbered steps. A step that was published never changes; the next one is added below it."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator

from kiosk.messages.canonical import sha256_hex

MIGRATIONS: tuple[str, ...] = (
    # 1
    """
    CREATE TABLE submissions (
        submission_id TEXT PRIMARY KEY,
        receipt_number TEXT NOT NULL UNIQUE,
        implementation_code TEXT NOT NULL,
        committed_at INTEGER NOT NULL,
        sealed TEXT NOT NULL,
        sealed_sha256 TEXT NOT NULL,
        receipt_token_sha256 TEXT NOT NULL UNIQUE,
        holder_tag BLOB NOT NULL,
        state TEXT NOT NULL CHECK (state IN ('STORED', 'CASE', 'REJECTED')),
        reason TEXT NOT NULL DEFAULT '',
        case_json TEXT NOT NULL DEFAULT '',
        attempts INTEGER NOT NULL DEFAULT 0
    ) WITHOUT ROWID;
    CREATE INDEX submissions_waiting ON submissions (attempts, committed_at, submission_id) WHERE state = 'STORED';
    CREATE INDEX submissions_holder ON submissions (holder_tag, committed_at);
    CREATE TABLE reports (
        report_id TEXT PRIMARY KEY,
        body TEXT NOT NULL,
        at INTEGER NOT NULL,
        attempts INTEGER NOT NULL DEFAULT 0,
        settled INTEGER NOT NULL DEFAULT 0
    ) WITHOUT ROWID;
    CREATE INDEX reports_waiting ON reports (attempts, at, report_id) WHERE settled = 0;
    CREATE TABLE prints (
        serial TEXT PRIMARY KEY,
        kind TEXT NOT NULL CHECK (kind IN ('RECEIPT', 'COPY')),
        state TEXT NOT NULL CHECK (state IN ('INTENDED', 'SENT', 'CONFIRMED', 'FAILED', 'UNCERTAIN', 'VOIDED')),
        reason TEXT NOT NULL DEFAULT '',
        at INTEGER NOT NULL
    ) WITHOUT ROWID;
    CREATE INDEX prints_open ON prints (state) WHERE state IN ('INTENDED', 'UNCERTAIN');
    CREATE TABLE copy_serials (
        prefix TEXT NOT NULL, first INTEGER NOT NULL, last INTEGER NOT NULL, next INTEGER NOT NULL,
        PRIMARY KEY (prefix, first)
    ) WITHOUT ROWID;
    CREATE TABLE counters (name TEXT PRIMARY KEY, value INTEGER NOT NULL) WITHOUT ROWID;
    CREATE TABLE audit (
        number INTEGER PRIMARY KEY,
        at INTEGER NOT NULL,
        event TEXT NOT NULL,
        details TEXT NOT NULL,
        hash TEXT NOT NULL
    );
    CREATE TABLE vault (
        lookup_tag BLOB NOT NULL,
        licence_tag BLOB NOT NULL,
        nonce BLOB NOT NULL,
        box BLOB NOT NULL,
        kept_at INTEGER NOT NULL,
        PRIMARY KEY (lookup_tag, licence_tag)
    ) WITHOUT ROWID;
    """,
    # 2
    """
    CREATE TABLE attachments (
        number INTEGER PRIMARY KEY,
        sha256 TEXT NOT NULL UNIQUE,
        submission_id TEXT NOT NULL REFERENCES submissions,
        sealed BLOB NOT NULL,
        received INTEGER NOT NULL DEFAULT 0,
        attempts INTEGER NOT NULL DEFAULT 0
    );
    CREATE TABLE epochs (key TEXT PRIMARY KEY, epoch TEXT NOT NULL) WITHOUT ROWID;
    CREATE INDEX attachments_waiting ON attachments (attempts, number) WHERE received < length(sealed);
    """,
    # 3: with the state in it, those that wait are counted without looking at each row, sealed bytes and all
    """
    DROP INDEX submissions_waiting;
    CREATE INDEX submissions_waiting ON submissions (attempts, committed_at, submission_id, state) WHERE state = 'STORED';
    """,
    # 4: why one alone does not get through although others do
    """
    CREATE TABLE held (
        kind TEXT NOT NULL CHECK (kind IN ('submissions', 'reports', 'attachments')),
        entry_id TEXT NOT NULL,
        reason TEXT NOT NULL,
        PRIMARY KEY (kind, entry_id)
    ) WITHOUT ROWID;
    """,
    # 5: submissions and reports are messages of some kind, in one table; what a receipt tells of a submission stands apart
    """
    CREATE TABLE messages (
        message_id TEXT PRIMARY KEY,
        kind TEXT NOT NULL,
        schema INTEGER NOT NULL,
        sealed TEXT NOT NULL,
        sha256 TEXT NOT NULL,
        at INTEGER NOT NULL,
        state TEXT NOT NULL CHECK (state IN ('WAITING', 'SETTLED', 'REJECTED')),
        reason TEXT NOT NULL DEFAULT '',
        attempts INTEGER NOT NULL DEFAULT 0
    ) WITHOUT ROWID;
    INSERT INTO messages SELECT submission_id, 'submission', 1, sealed, sealed_sha256, committed_at,
        CASE state WHEN 'STORED' THEN 'WAITING' WHEN 'CASE' THEN 'SETTLED' ELSE state END, reason, attempts FROM submissions;
    INSERT INTO messages SELECT report_id, CASE WHEN json_valid(body) THEN
        lower(coalesce(json_extract(body, '$.kind'), 'rating')) ELSE 'rating' END, 1, body, sha256_hex(body), at,
        CASE settled WHEN 1 THEN 'SETTLED' ELSE 'WAITING' END, '', attempts FROM reports;
    CREATE INDEX messages_waiting ON messages (attempts, at, message_id, kind, state) WHERE state = 'WAITING';
    CREATE TABLE receipts (
        message_id TEXT PRIMARY KEY REFERENCES messages,
        receipt_number TEXT NOT NULL UNIQUE,
        implementation_code TEXT NOT NULL,
        committed_at INTEGER NOT NULL,
        receipt_token_sha256 TEXT NOT NULL UNIQUE,
        holder_tag BLOB NOT NULL,
        cases TEXT NOT NULL DEFAULT '[]'
    ) WITHOUT ROWID;
    INSERT INTO receipts SELECT submission_id, receipt_number, implementation_code, committed_at, receipt_token_sha256, holder_tag,
        CASE case_json WHEN '' THEN '[]' ELSE '[' || case_json || ']' END FROM submissions;
    CREATE INDEX receipts_holder ON receipts (holder_tag, committed_at);
    CREATE TABLE attachments_5 (
        number INTEGER PRIMARY KEY,
        sha256 TEXT NOT NULL UNIQUE,
        message_id TEXT NOT NULL REFERENCES messages,
        sealed BLOB NOT NULL,
        received INTEGER NOT NULL DEFAULT 0,
        attempts INTEGER NOT NULL DEFAULT 0
    );
    INSERT INTO attachments_5 SELECT number, sha256, submission_id, sealed, received, attempts FROM attachments;
    DROP TABLE attachments;
    ALTER TABLE attachments_5 RENAME TO attachments;
    CREATE INDEX attachments_waiting ON attachments (attempts, number) WHERE received < length(sealed);
    CREATE INDEX attachments_of ON attachments (message_id, number);
    CREATE TABLE held_5 (
        kind TEXT NOT NULL CHECK (kind IN ('messages', 'attachments')),
        entry_id TEXT NOT NULL,
        reason TEXT NOT NULL,
        PRIMARY KEY (kind, entry_id)
    ) WITHOUT ROWID;
    INSERT INTO held_5 SELECT CASE kind WHEN 'attachments' THEN kind ELSE 'messages' END, entry_id, reason FROM held;
    DROP TABLE held;
    ALTER TABLE held_5 RENAME TO held;
    DROP TABLE submissions;
    DROP TABLE reports;
    """,
    # 6: when the platform confirmed what, and which of its epochs were seen: what it may have lost is offered again
    """
    ALTER TABLE messages ADD COLUMN settled_at INTEGER NOT NULL DEFAULT 0;
    UPDATE messages SET settled_at = max(at, CAST(strftime('%s', 'now') AS INTEGER)) WHERE state = 'SETTLED';
    ALTER TABLE attachments ADD COLUMN received_at INTEGER NOT NULL DEFAULT 0;
    UPDATE attachments SET received_at = CAST(strftime('%s', 'now') AS INTEGER) WHERE received > 0;
    CREATE TABLE platform_epochs (code TEXT PRIMARY KEY, known_at INTEGER NOT NULL) WITHOUT ROWID;
    """,
    # 7: which technicians' codes were used, who typed wrong PINs, and what staff have said of the terminal
    """
    CREATE TABLE used_codes (nonce TEXT PRIMARY KEY, technician TEXT NOT NULL, at INTEGER NOT NULL) WITHOUT ROWID;
    CREATE TABLE wrong_pins (technician TEXT PRIMARY KEY, wrong INTEGER NOT NULL, at INTEGER NOT NULL) WITHOUT ROWID;
    CREATE TABLE notes_of_staff (name TEXT PRIMARY KEY, value TEXT NOT NULL, at INTEGER NOT NULL) WITHOUT ROWID;
    """,
)


class NewerLedger(Exception):
    """The file was written by a newer program: it is refused, never altered."""


def refuse_newer(database: sqlite3.Connection) -> int:
    """The version of the schema. To be called before anything else: even to set the journal's mode would alter the file."""
    (version,) = database.execute("PRAGMA user_version").fetchone()
    if version > len(MIGRATIONS):
        raise NewerLedger(f"the ledger has schema {version}, this program knows up to {len(MIGRATIONS)}")
    return int(version)


def migrate(database: sqlite3.Connection) -> None:
    """Bring an open ledger to this program's schema, each step in a transaction of its own."""
    database.create_function("sha256_hex", 1, lambda text: sha256_hex(text.encode()), deterministic=True)
    for number in range(refuse_newer(database), len(MIGRATIONS)):
        database.execute("BEGIN IMMEDIATE")
        try:
            # Another thread or process may have come first.
            if refuse_newer(database) == number:
                for statement in _statements(MIGRATIONS[number]):
                    database.execute(statement)
                database.execute(f"PRAGMA user_version={number + 1}")
            database.execute("COMMIT")
        except BaseException:
            database.rollback()
            raise


def _statements(script: str) -> Iterator[str]:
    """One by one: sqlite3's executescript commits an open transaction first."""
    statement = ""
    for piece in script.split(";"):
        statement += piece + ";"
        if sqlite3.complete_statement(statement) and statement.strip(" \n;"):
            yield statement
            statement = ""
