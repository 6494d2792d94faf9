"""A submission beside a bare SQLite commit of the same bytes."""

from __future__ import annotations

import sqlite3
import statistics
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from commands.bench.figure import Figure
from commands.bench.inside import settle_memory, tell
from commands.demo.visit import SENIOR_CARD
from kiosk.domain.service_items import ServiceItem
from kiosk.domain.values import Value, converted

COMMITS = 400


def measure_commit(folder: Path) -> list[Figure]:
    """A submission validated, sealed and committed, in turn with a bare commit of the same bytes; synchronous=FULL, one disk. The
    same of a bundle of five items, in turn with five bare commits, each of the bytes of one of them."""
    commit_one, tidy, sealed = prepared_submission(folder)
    ours, peer = _in_turn(commit_one, tidy, folder, sealed)
    cpu = statistics.median(ours.cpus)
    (folder / "bundle").mkdir()
    commit_bundle, tidy_bundle, _ = prepared_submission(folder / "bundle", bundle=True)
    bundle, five = _in_turn(commit_bundle, tidy_bundle, folder / "bundle", sealed, 5)
    return [
        Figure(
            "a submission validated, sealed, committed: CPU, median",
            round(cpu, 3),
            "ms",
            "bare SQLite commit",
            round(statistics.median(peer.cpus), 3),
            round(cpu / statistics.median(peer.cpus), 2),
            "at most 1 ms",
            cpu <= 1.0,
        ),
        _above("the same: wall, p99", ours, "bare SQLite commit", peer),
        _above("a bundle of five committed: wall, p99", bundle, "five bare SQLite commits", five),
    ]


class _Times:
    """Wall and CPU times of one of two, in milliseconds."""

    def __init__(self) -> None:
        self.walls: list[float] = []
        self.cpus: list[float] = []

    @property
    def p99(self) -> float:
        return statistics.quantiles(self.walls, n=100)[98]


def _above(name: str, ours: _Times, peer_name: str, peer: _Times) -> Figure:
    ratio, met = round(ours.p99 / peer.p99, 2), ours.p99 - peer.p99 <= 2.0
    return Figure(name, round(ours.p99, 3), "ms", peer_name, round(peer.p99, 3), ratio, "at most 2 ms above the peer", met)


def _in_turn(
    commit_one: Callable[[], None], tidy: Callable[[], None], folder: Path, sealed: str, count: int = 1
) -> tuple[_Times, _Times]:
    """Ours, and ``count`` bare commits of these bytes, `COMMITS` times."""
    bare = sqlite3.connect(folder / "bare.db", isolation_level=None)
    bare.execute("PRAGMA journal_mode=WAL")
    bare.execute("PRAGMA synchronous=FULL")
    bare.execute("CREATE TABLE t (id INTEGER PRIMARY KEY, body TEXT)")

    def bare_ones() -> None:
        for _ in range(count):
            bare.execute("BEGIN IMMEDIATE")
            bare.execute("INSERT INTO t (body) VALUES (?)", (sealed,))
            bare.execute("COMMIT")

    settle_memory()
    ours, peer = _Times(), _Times()
    for _ in range(COMMITS):
        for work, times in ((commit_one, ours), (bare_ones, peer)):
            wall, cpu = timed(work)
            times.walls.append(wall)
            times.cpus.append(cpu)
        tidy()  # as the terminal does once it has told the resident
        bare.execute("PRAGMA wal_checkpoint(PASSIVE)").fetchall()
    bare.close()
    return ours, peer


def timed(work: Callable[[], None]) -> tuple[float, float]:
    """What one call takes: wall time and CPU time of this process, in milliseconds."""
    cpu, wall = time.process_time(), time.perf_counter()
    work()
    return (time.perf_counter() - wall) * 1000, (time.process_time() - cpu) * 1000


class Filled(Value):
    """A form as somebody filled it in. ``code``: of the item; ``situation``: which one the answers make; ``card``: whose, of the
    sample people."""

    code: str
    answers: Mapping[str, Any]
    situation: str
    card: str = "wang"


SENIOR = Filled(
    SENIOR_CARD, {"household_here": "yes", "mobile": "13900000026", "delivery": "collect", "photo_choice": "card"}, "collect"
)


def prepared_submission(
    folder: Path, keys: Any = None, bundle: bool = False, filled: Filled = SENIOR
) -> tuple[Callable[[], None], Callable[[], None], str]:
    """A function that does what 'submit' does for a real item, each time under a new id; what it does afterwards; and a sealed body
    of that size. The ledger is ``commit.db``. ``keys``: of an enrolled terminal; without, one that nobody knows. ``bundle``: five
    items together, in place of the one that was filled in."""
    from central_platform.catalogue.publishing import load_catalogue
    from commands.terminal import moments
    from devices.id_card_reader.sample_cards import card as card_bytes
    from devices.id_card_reader.text_block import parse_card
    from kiosk.domain import forms
    from kiosk.domain.bundles import applicable
    from kiosk.domain.clock import Clock
    from kiosk.domain.submissions import Submission, new_receipt_token, person_facts, settle
    from kiosk.domain.terminals import UNENROLLED
    from kiosk.journeys.apply.effects import receipt_day, seal, warm_up
    from kiosk.messages.contents import SUBMISSION_SCHEMA
    from kiosk.messages.keys import TerminalKeys, Trust
    from kiosk.messages.sealing import new_sealing_key, public_half
    from kiosk.messages.signing import new_signing_key
    from kiosk.ports.devices import Device
    from offline_cache.ledger.ledger import SqliteLedger
    from offline_cache.ledger.vault import SqliteVault

    items = load_catalogue().items
    item = five_together(items) if bundle else next(one for one in items if one.implementation_code == filled.code)
    form = item.form
    assert form is not None
    card = parse_card(*card_bytes(filled.card))
    answers = FIVE_ANSWERS if bundle else filled.answers
    sealing = public_half(new_sealing_key("s"))
    trust = Trust(sealing, [], reads={"submission": SUBMISSION_SCHEMA})
    keys = keys or TerminalKeys(UNENROLLED, new_signing_key(), "", lambda: trust)
    warm_up(keys)
    ledger = SqliteLedger(folder / "commit.db", keys.terminal.terminal_id)
    vault = SqliteVault(folder / "commit.db", bytes(32))
    path = "M100 100" + "L200 150" * 60

    def submit() -> None:
        moment = moments(Clock(time.time, time.monotonic))()
        person = person_facts(card, moment.wall)
        assert forms.faults(form, answers, person, moment.today) == ()
        children = applicable(item.children, answers, person, form.schema["properties"])
        assert len(children) == 5 * bundle
        submission = Submission(
            submission_id=moment.new_id(),
            implementation_code=item.implementation_code,
            catalogue_version="1",
            card=card,
            answers=answers,
            situation=filled.situation,
            materials=settle(item.guide.materials, frozenset()),
            signature=path,
            receipt_token=new_receipt_token(moment),
            language="zh",
            identified_at=moment.wall,
            reader=Device.ID_CARD_READER.value,
            committed_at=moment.wall,
            children=tuple(child.implementation_code for child in children),
        )
        tag = vault.holder_tag(card)
        ledger.commit_submission(lambda number: seal(keys, submission, number, tag), receipt_day(submission))

    submit()
    return submit, ledger.tidy, ledger.waiting(1)[0].sealed


# One child of a family: what is asked once for five items.
FIVE: Mapping[str, Mapping[str, Any]] = {
    "生育登记": {"fixed": {"stage": "born"}},
    "城乡居民基本医疗保险参保登记": {"fixed": {"insured": "child"}},
    "新生儿社会保障卡申领": {},
    "医疗费零星报销": {"fixed": {"treatment": "maternity"}, "answers": {"account_tail": "bills_to"}},
    "育儿补贴申领": {"materials": {"household_register": "childs_page", "birth_certificate": "certificate_of_birth"}},
}
FIVE_ANSWERS: dict[str, Any] = {
    "born_on": "2026-03-01",
    "child_order": "first",
    "married": "yes",
    "child_name": "王小宝",
    "child_number": "11010519491231002X",
    "employees_insurance": "no",
    "household_here": "yes",
    "relation": "parent",
    "where": "city",
    "treated_on": "2026-03-01",
    "receipts_count": 2,
    "bills_to": "4321",
    "claimed_elsewhere": "no",
    "account_tail": "4321",
    "mobile": "13900000026",
}


def five_together(items: Sequence[ServiceItem]) -> ServiceItem:
    """A bundle of five items of the catalogue, as publishing makes one."""

    from central_platform.catalogue.bundles import composed

    written = {
        "implementation_code": "113101990000384553431200000EB90",
        "name": {"zh": "五件一起办", "en": "Five together"},
        "theme": "bundles",
        "authority": {"zh": "样板区政务服务办公室", "en": "Government Services Office of the Model District"},
        "summary": {"zh": "五件一起办", "en": "Five together"},
        "guide": {
            "sources": {"list": {"title": "《清单》"}},
            "conditions": [],
            "steps": [],
            "result": {"zh": "各件的结果", "en": "The result of each"},
        },
        "children": [{"item": name, "source": "list", **told} for name, told in FIVE.items()],
    }
    faults: list[str] = []
    whole = composed(written, {item.name.zh: item for item in items}, faults)
    assert not faults, faults
    return converted(whole, ServiceItem)


if __name__ == "__main__":
    tell(measure_commit)
