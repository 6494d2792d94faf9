"""A platform of its own, a terminal's ledger and engine, and a database that is put back as docs/operation.md says."""

from __future__ import annotations

import os
import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from typer.testing import CliRunner

from commands.command_line import application
from kiosk.domain.clock import Clock
from kiosk.domain.sample_people import SAMPLE_PEOPLE, SamplePerson
from kiosk.domain.submissions import new_receipt_token, token_hash
from kiosk.domain.times import Moment
from kiosk.messages.canonical import canonical_bytes, sha256_hex
from kiosk.messages.contents import SUBMISSION_SCHEMA
from kiosk.messages.models import AuditHead, HeartbeatRequest
from kiosk.messages.sealing import Sealer
from kiosk.messages.signing import Signer
from kiosk.ports.storage import OutboxMessage, SealedAttachment, SealedRow
from kiosk.sync.client import Account, PlatformClient
from kiosk.sync.driver import SyncEngine
from offline_cache.ledger.ledger import SqliteLedger
from tests.central_platform.served_platform import NO_CONSOLE, platform_served
from tests.central_platform.terminal_api import TerminalApi, enrolled_at, moment

pytestmark = pytest.mark.skipif(connection.vendor != "sqlite", reason="copies the database's file")
_RETURNED = "SELECT submission_id FROM records_caserecord WHERE returned_at IS NOT NULL"
SEEN = 30.0  # seconds at most until what is waited for is there


class Terminal:
    """A ledger in a terminal's folder, and an engine."""

    def __init__(self, api: TerminalApi, served: dict[str, Any], home: Path) -> None:
        self._api, self.home = api, home
        self._private, self._answer = enrolled_at(served)
        api.sealer = Sealer(self._answer["sealing_key"])
        self.terminal_id = str(self._answer["terminal_id"])
        home.mkdir()
        self.ledger = SqliteLedger(home / "ledger.db", self.terminal_id)
        self.engine: SyncEngine | None = None

    def run(self, url: str) -> None:
        """Start the engine anew, as if the terminal's address of the platform were this."""
        self.stop()
        account = Account(url, self.terminal_id, self._answer["audience"], Signer(self._private))
        self.client = PlatformClient(account, Clock(time.time, time.monotonic))
        self.engine = SyncEngine(
            lambda event: None,
            lambda: SqliteLedger(self.home / "ledger.db", self.terminal_id),
            lambda: self.client,
            self._beat,
            lambda: Moment(time.monotonic(), int(time.time()), os.urandom),
            lambda asked: None,
        )
        self.engine.start()

    def stop(self) -> None:
        if self.engine is not None:
            self.engine.stop()
            self.engine = None

    def _beat(self, waiting: int, audit: tuple[int, str] | None) -> HeartbeatRequest:
        head = AuditHead(number=audit[0], hash=audit[1]) if audit else None
        return HeartbeatRequest(
            sent_at=int(time.time()), version="1", catalogue_version="1", waiting=waiting, devices={}, audit=head
        )

    def apply(self, person: SamplePerson, *pictures: str) -> str:
        """Commit an application; its id."""
        token, name = new_receipt_token(moment()), moment().new_id()
        sealed_pictures = [self._api.sealer.seal(picture.encode() * 400_000) for picture in pictures]
        hashes = [sha256_hex(sealed.encode()) for sealed in sealed_pictures]
        materials = [{"key": "photo", "state": "ATTACHED", "pages": hashes}] if hashes else []
        content = self._api.content(
            person, token, terminal_id=self.terminal_id, submission_id=name, committed_at=int(time.time()), materials=materials
        )
        sealed = self._api.sealer.seal(canonical_bytes(content))
        attachments = tuple(map(SealedAttachment, hashes, sealed_pictures))
        digest, code = sha256_hex(sealed.encode()), content["implementation_code"]
        row = SealedRow(
            name, code, sealed, digest, token_hash(token), b"tag", int(time.time()), attachments, schema=SUBMISSION_SCHEMA
        )
        self.ledger.commit_submission(lambda receipt: row, "261127")
        return name

    def rate(self, submission_id: str) -> None:
        report_id = moment().new_id()
        body = canonical_bytes(
            {"kind": "RATING", "report_id": report_id, "submission_id": submission_id, "level": 5, "rated_at": int(time.time())}
        ).decode()
        self.ledger.add_message(OutboxMessage(report_id, "rating", 1, body, sha256_hex(body.encode())), int(time.time()))

    def sent(self) -> bool:
        """Everything that is here, pictures too."""
        with closing(sqlite3.connect(self.home / "ledger.db")) as ledger:
            waits = "SELECT count(*) FROM messages WHERE state = 'WAITING'"
            lacks = "SELECT count(*) FROM attachments WHERE received < length(sealed)"
            return all(ledger.execute(query).fetchone() == (0,) for query in (waits, lacks))

    def numbers(self) -> dict[str, str]:
        """What was told, by submission id."""
        with closing(sqlite3.connect(self.home / "ledger.db")) as ledger:
            return dict(ledger.execute("SELECT message_id, json_extract(cases, '$[0].case_number') FROM receipts"))


def until(there: Callable[[], bool], what: str) -> None:
    end = time.monotonic() + SEEN
    while not there():
        assert time.monotonic() < end, what
        time.sleep(0.05)


def told_by(home: Path) -> dict[str, Any]:
    """What lies in the platform's database: cases by submission id, names of text messages, pictures, ratings, what came back."""
    with closing(sqlite3.connect(home / "platform.sqlite3")) as database:
        return {
            "cases": dict(database.execute("SELECT submission_id, case_number FROM records_caserecord")),
            "messages": sorted(name for (name,) in database.execute("SELECT name FROM records_textmessage")),
            "pictures": database.execute("SELECT count(*) FROM records_attachment WHERE complete").fetchone()[0],
            "ratings": database.execute("SELECT count(*) FROM records_rating WHERE case_id IS NOT NULL").fetchone()[0],
            "returned": {name for (name,) in database.execute(_RETURNED)},
        }


@pytest.fixture
def terminal_of(api: TerminalApi, tmp_path: Path) -> Iterator[Callable[[dict[str, Any]], Terminal]]:
    made: list[Terminal] = []

    def make(served: dict[str, Any]) -> Terminal:
        made.append(Terminal(api, served, tmp_path / "terminal"))
        return made[0]

    yield make
    for terminal in made:
        terminal.stop()
        terminal.ledger.close()


def test_a_terminal_brings_back_what_a_restore_lost(
    terminal_of: Callable[[dict[str, Any]], Terminal], tmp_path: Path, prepared_platform: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from offline_cache.ledger import epochs as ledger_epochs

    monkeypatch.setattr(ledger_epochs, "MARGIN", 0)  # so that what was confirmed before the backup is not offered, too
    home, backup = tmp_path / "platform", tmp_path / "backup.sqlite3"
    with platform_served(home, prepared_platform, *NO_CONSOLE) as served:
        terminal = terminal_of(served)
        terminal.run(served["url"])
        early = [terminal.apply(person) for person in SAMPLE_PEOPLE[:3]]
        assert terminal.engine
        terminal.engine.queue_grew()
        until(terminal.sent, "the first three")
    with platform_served(home, None, *NO_CONSOLE) as served:  # an epoch later, so that the backup knows that it ran since
        terminal.run(served["url"])
        with closing(sqlite3.connect(home / "platform.sqlite3")) as database, closing(sqlite3.connect(backup)) as other:
            database.backup(other)
        late = [terminal.apply(SAMPLE_PEOPLE[3], "a", "b"), *(terminal.apply(person) for person in SAMPLE_PEOPLE[4:7])]
        terminal.engine.queue_grew()
        until(terminal.sent, "four more")
        terminal.rate(late[1])
        terminal.engine.queue_grew()
        until(terminal.sent, "a rating")
    before, numbers = told_by(home), terminal.numbers()
    assert (before["pictures"], before["ratings"]) == (2, 1)
    for part in ("-wal", "-shm"):
        (home / f"platform.sqlite3{part}").unlink(missing_ok=True)
    backup.replace(home / "platform.sqlite3")
    assert told_by(home)["cases"].keys() == set(early)

    with platform_served(home, None, *NO_CONSOLE) as served:
        newer = Terminal(terminal._api, served, tmp_path / "another")
        try:
            newer.run(served["url"])
            other_case = newer.apply(SAMPLE_PEOPLE[8])
            assert newer.engine
            newer.engine.queue_grew()
            until(newer.sent, "another terminal's, in between")
        finally:
            newer.stop()
            newer.ledger.close()
        terminal.run(served["url"])
        until(lambda: told_by(home)["cases"].keys() >= {*early, *late}, "the cases are there again")
        until(terminal.sent, "and all that belongs to them")
        after = told_by(home)
    assert {name: after["cases"][name] for name in (*early, *late)} == numbers == terminal.numbers()
    assert after["cases"][other_case] not in numbers.values()
    assert after["returned"] == set(late), "staff see what came back"
    assert (after["pictures"], after["ratings"]) == (2, 1)
    assert set(before["messages"]) <= set(after["messages"]), "under the names that the gateway knows"
    assert len(after["messages"]) - len(before["messages"]) == after_of(home, other_case)


def after_of(home: Path, submission_id: str) -> int:
    """How many text messages a case has."""
    with closing(sqlite3.connect(home / "platform.sqlite3")) as database:
        query = "SELECT count(*) FROM records_textmessage JOIN records_caserecord c ON c.id = case_id WHERE submission_id = ?"
        return int(database.execute(query, (submission_id,)).fetchone()[0])


def test_a_technician_has_a_confirmed_one_sent_again(
    terminal_of: Callable[[dict[str, Any]], Terminal], tmp_path: Path, prepared_platform: Path
) -> None:
    home = tmp_path / "platform"
    with platform_served(home, prepared_platform, *NO_CONSOLE) as served:
        terminal = terminal_of(served)
        terminal.run(served["url"])
        name = terminal.apply(SAMPLE_PEOPLE[0])
        assert terminal.engine
        terminal.engine.queue_grew()
        until(terminal.sent, "sent")
        number = terminal.numbers()[name]
        with closing(sqlite3.connect(home / "platform.sqlite3")) as database:
            database.execute("PRAGMA foreign_keys=OFF")
            database.execute("DELETE FROM records_caserecord")
            database.execute("DELETE FROM records_textmessage")
            database.execute("DELETE FROM records_caseevent")
            database.execute("DELETE FROM records_counter WHERE name LIKE 'case %'")
            database.execute(
                "UPDATE core_epoch SET code = 'lost' WHERE id = (SELECT max(id) FROM core_epoch)"
            )  # as one that this platform no longer knows
            database.commit()
        told = CliRunner().invoke(application, ["outbox", "retry", name, "--home", str(terminal.home)])
        assert f"confirmed it as case {number}; it is offered again" in told.output
        terminal.engine.queue_grew()
        until(lambda: told_by(home)["cases"].get(name) == number, "the case is there again")
    terminal.stop()
    with sqlite3.connect(terminal.home / "ledger.db") as ledger:
        ledger.execute("UPDATE messages SET sealed = '', state = 'SETTLED'")
    told = CliRunner().invoke(application, ["outbox", "retry", name, "--home", str(terminal.home)])
    assert told.exit_code == 4
    assert "nothing is sent" in told.output
