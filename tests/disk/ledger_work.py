"""A ledger at work, as the terminal uses it: run below a watch. What it promised it says on stdout, with the time.

``python -m tests.disk.ledger_work work LEDGER ROUNDS``, or ``killed FOLDER SCRATCH FLAG KILLS``: see `killed_before_each`.
"""

from __future__ import annotations

import ctypes
import json
import os
import shutil
import signal
import sys
import time
from collections import Counter
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

from kiosk.domain.cases import Case, CaseState
from kiosk.domain.text import LocalizedText
from kiosk.domain.values import replace
from kiosk.ports.storage import OutboxMessage, PrintKind, PrintState, SealedAttachment, SealedRow
from offline_cache.ledger.audit import rows, verify
from offline_cache.ledger.ledger import SqliteLedger

WORDS = LocalizedText("一", "one")
CASE = Case("20261122000017", CaseState.ACCEPTED, "1" * 31, WORDS, 1_795_312_800, date(2026, 12, 1), WORDS, WORDS)
CASES = tuple(replace(CASE, case_number=f"2026112200001{n}", bundle=WORDS, receipt_number="T0001") for n in range(3))  # of a bundle
DAY = "261122"
SEALED = "x" * 6000
PICTURE = "y" * 30_000


def say(promise: str, *what: object) -> None:
    os.write(1, json.dumps([time.monotonic(), promise, *what]).encode() + b"\n")


def a_round(path: Path, number: int) -> None:
    ledger = SqliteLedger(path, "T0001")
    name = f"submission {number:04d}"
    pictures = (SealedAttachment(f"{number:064d}", PICTURE),) if number % 3 == 0 else ()
    receipt, _ = ledger.commit_submission(
        lambda _: SealedRow(name, "1" * 31, SEALED, "ab" * 32, f"token {number}", b"holder", 1000, pictures), DAY
    )
    say("stored", name, receipt)
    serial = ledger.print_intended(PrintKind.RECEIPT, 1000)
    say("intended", serial)
    ledger.print_outcome(serial, PrintState.CONFIRMED)
    say("printed", serial)
    ledger.audit([("receipt.paper", {"state": "printed"})], 1000)
    if number % 2:
        ledger.tidy()
    ledger.note_attempt([name])
    if number % 4 == 0:
        ledger.settle(name, CASES, 1000)
        say("case", name)
        for received in (20_000, 30_000) if pictures else ():
            piece = ledger.next_piece(20_000)
            assert piece is not None
            ledger.note_received(piece.sha256, received, 1000)
    ledger.add_message(OutboxMessage(f"report {number}", "rating", 1, "{}", "ab" * 32), 1000)
    say("report", f"report {number}")
    ledger.close()


def look(path: Path, promised: Sequence[Sequence[Any]]) -> None:
    """A terminal starts on that file: everything that was promised is there, and all there is is whole."""
    ledger = SqliteLedger(path, "T0001")
    assert ledger.whole()
    run = ledger._database.execute
    log = list(rows(run))
    assert verify(log).broken is None
    submissions = dict(run("SELECT message_id, receipt_number FROM receipts").fetchall())
    assert len(set(submissions.values())) == len(submissions)
    # A submission, its receipt number and its record in the log, or nothing of the three; its pictures, all or none.
    told = Counter(json.loads(row.details)["receipt"] for row in log if row.event == "submission.stored")
    assert told == Counter(submissions.values())
    pictures = dict(run("SELECT message_id, length(sealed) FROM attachments").fetchall())
    assert pictures == {name: len(PICTURE) for name in submissions if int(name.split()[1]) % 3 == 0}
    (count,) = run("SELECT coalesce(sum(value), 0) FROM counters WHERE name LIKE 'receipt%'").fetchone()
    assert count == len(submissions)
    states = dict(run("SELECT serial, state FROM prints").fetchall())
    cases = dict(run("SELECT message_id, json_array_length(cases) FROM receipts WHERE cases <> '[]'").fetchall())
    assert set(cases.values()) <= {len(CASES)}, "all that a submission opened, or none"
    reports = {name for (name,) in run("SELECT message_id FROM messages WHERE kind = 'rating'")}
    for _, promise, *what in promised:
        match promise:
            case "stored":
                assert submissions.get(what[0]) == what[1]
            case "intended":
                assert what[0] in states
            case "printed":
                assert states.get(what[0]) == "CONFIRMED"
            case "case":
                assert what[0] in cases
            case "report":
                assert what[0] in reports
            case _:
                raise AssertionError(promise)
    # It goes on: no number twice, and the log continues.
    again, _ = ledger.commit_submission(lambda _: SealedRow("next", "1" * 31, "x", "ab" * 32, "token next", b"", 2000), DAY)
    assert again not in submissions.values()
    assert ledger.print_intended(PrintKind.RECEIPT, 2000) not in states
    ledger.void_unsettled_prints()
    assert verify(rows(run)).broken is None
    ledger.close()


def killed_before_each(folder: Path, scratch: Path, flag: Path, kills: int) -> None:
    """Until ``kills`` were: rounds on one ledger, each killed one change later than the one before; when a round gets through, on
    a new ledger. After each the file is looked at, a copy of it."""
    arm = ctypes.CDLL(None).disk_watch_kill_at
    done = ledgers = 0
    while done < kills:
        path, promised, at, survived = folder / f"ledger-{ledgers}.db", [], 0, False
        ledgers += 1
        while not survived and done < kills:
            at += 1
            out, into = os.pipe()
            child = os.fork()
            if child == 0:
                os.dup2(into, 1)
                arm(ctypes.c_long(at))
                a_round(path, at + ledgers)
                os._exit(0)
            os.close(into)
            with os.fdopen(out) as told:
                promised += [json.loads(line) for line in told]
            _, status = os.waitpid(child, 0)
            survived = status == 0
            assert survived or os.WTERMSIG(status) == signal.SIGKILL, "it failed by itself"
            flag.unlink(missing_ok=True)
            done += not survived
            for old in scratch.glob("copy.db*"):
                old.unlink()
            for file in folder.glob(f"{path.name}*"):
                shutil.copy(file, scratch / file.name.replace(path.name, "copy.db"))
            look(scratch / "copy.db", promised)
        for file in folder.glob(f"{path.name}*"):
            file.unlink()
    say("killed", done, ledgers)


def main() -> None:
    match sys.argv[1:]:
        case ["work", ledger, rounds]:
            for number in range(int(rounds)):
                a_round(Path(ledger), number)
        case ["killed", folder, scratch, flag, kills]:
            killed_before_each(Path(folder), Path(scratch), Path(flag), int(kills))


if __name__ == "__main__":
    main()
