"""A submission beside a bare SQLite commit of the same bytes."""

from __future__ import annotations

import sqlite3
import statistics
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from commands.bench.figure import Figure
from commands.bench.inside import settle_memory, tell
from commands.demo.visit import SENIOR_CARD

COMMITS = 400


def measure_commit(folder: Path) -> list[Figure]:
    """A submission validated, sealed and committed, in turn with a bare commit of the same bytes; synchronous=FULL, one disk."""
    commit_one, tidy, sealed = prepared_submission(folder)
    bare = sqlite3.connect(folder / "bare.db", isolation_level=None)
    bare.execute("PRAGMA journal_mode=WAL")
    bare.execute("PRAGMA synchronous=FULL")
    bare.execute("CREATE TABLE t (id INTEGER PRIMARY KEY, body TEXT)")

    def bare_one() -> None:
        bare.execute("BEGIN IMMEDIATE")
        bare.execute("INSERT INTO t (body) VALUES (?)", (sealed,))
        bare.execute("COMMIT")

    settle_memory()
    ours: list[float] = []
    peer: list[float] = []
    ours_cpu: list[float] = []
    peer_cpu: list[float] = []
    for _ in range(COMMITS):
        for work, walls, cpus in ((commit_one, ours, ours_cpu), (bare_one, peer, peer_cpu)):
            wall, cpu = timed(work)
            walls.append(wall)
            cpus.append(cpu)
        tidy()  # as the terminal does once it has told the resident
        bare.execute("PRAGMA wal_checkpoint(PASSIVE)").fetchall()
    bare.close()
    p99 = statistics.quantiles(ours, n=100)[98]
    peer_p99 = statistics.quantiles(peer, n=100)[98]
    cpu = statistics.median(ours_cpu)
    return [
        Figure(
            "a submission validated, sealed, committed: CPU, median",
            round(cpu, 3),
            "ms",
            "bare SQLite commit",
            round(statistics.median(peer_cpu), 3),
            round(cpu / statistics.median(peer_cpu), 2),
            "at most 1 ms",
            cpu <= 1.0,
        ),
        Figure(
            "the same: wall, p99",
            round(p99, 3),
            "ms",
            "bare SQLite commit",
            round(peer_p99, 3),
            round(p99 / peer_p99, 2),
            "at most 2 ms above the peer",
            p99 - peer_p99 <= 2.0,
        ),
    ]


def timed(work: Callable[[], None]) -> tuple[float, float]:
    """What one call takes: wall time and CPU time of this process, in milliseconds."""
    cpu, wall = time.process_time(), time.perf_counter()
    work()
    return (time.perf_counter() - wall) * 1000, (time.process_time() - cpu) * 1000


def prepared_submission(folder: Path, keys: Any = None) -> tuple[Callable[[], None], Callable[[], None], str]:
    """A function that does what 'submit' does for a real item, each time under a new id; what it does afterwards; and a sealed body
    of that size. ``keys``: of an enrolled terminal; without, one that nobody knows. The ledger is ``commit.db``."""
    from central_platform.catalogue.publishing import load_catalogue
    from commands.terminal import moments
    from devices.id_card_reader.sample_cards import card as card_bytes
    from devices.id_card_reader.text_block import parse_card
    from kiosk.domain import forms
    from kiosk.domain.clock import Clock
    from kiosk.domain.submissions import Submission, new_receipt_token, person_facts, settle
    from kiosk.domain.terminals import UNENROLLED
    from kiosk.journeys.apply.effects import receipt_day, seal, warm_up
    from kiosk.messages.keys import TerminalKeys, Trust
    from kiosk.messages.sealing import new_sealing_key, public_half
    from kiosk.messages.signing import new_signing_key
    from offline_cache.ledger.ledger import SqliteLedger
    from offline_cache.ledger.vault import SqliteVault

    item = next(item for item in load_catalogue().items if item.implementation_code == SENIOR_CARD)
    form = item.form
    assert form is not None
    card = parse_card(*card_bytes("wang"))
    answers = {"household_here": "yes", "mobile": "13900000026", "delivery": "collect", "photo_choice": "card"}
    sealing = public_half(new_sealing_key("s"))
    keys = keys or TerminalKeys(UNENROLLED, new_signing_key(), "", lambda: Trust(sealing, []))
    warm_up(keys)
    ledger = SqliteLedger(folder / "commit.db", keys.terminal.terminal_id)
    vault = SqliteVault(folder / "commit.db", bytes(32))
    path = "M100 100" + "L200 150" * 60

    def submit() -> None:
        moment = moments(Clock(time.time, time.monotonic))()
        assert forms.faults(form, answers, person_facts(card, moment.wall), moment.today) == ()
        submission = Submission(
            submission_id=moment.new_id(),
            implementation_code=SENIOR_CARD,
            catalogue_version="1",
            card=card,
            answers=answers,
            situation="collect",
            materials=settle(item.guide.materials, frozenset()),
            signature=path,
            receipt_token=new_receipt_token(moment),
            language="zh",
            identified_at=moment.wall,
            committed_at=moment.wall,
        )
        tag = vault.holder_tag(card)
        ledger.commit_submission(lambda number: seal(keys, submission, number, tag), receipt_day(submission))

    submit()
    return submit, ledger.tidy, ledger.waiting(1)[0].sealed


if __name__ == "__main__":
    tell(measure_commit)
