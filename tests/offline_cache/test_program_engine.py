"""What is done about versions, by faults of every kind in every order: there is always a version that runs, never an older one of
ours, and in the end the newest good one."""

from __future__ import annotations

import dataclasses
import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.domain.values import replace
from kiosk.messages.packs import version_order
from kiosk.messages.programs import MachineKind, Program
from offline_cache.program import engine as do
from offline_cache.program.engine import Laid, Seen, Waits, next_action
from offline_cache.program.judging import (
    CLOSED_TRIAL,
    DEVICE_GRACE,
    MOST_BOOTS,
    OPEN_TRIAL,
    SILENCE,
    START_LIMIT,
    Bad,
    Health,
    Life,
    Signs,
    Verdict,
    judge,
)
from offline_cache.program.record import Fault, Preflight, Record, Returned, Trial
from offline_cache.program.refusals import Refusal
from offline_cache.program.units import Units
from tests import campaign

READY = {"id_card_reader": "ready", "receipt_printer": "ready", "page_printer": "unavailable:not-found"}


def offered(version: str, build: str = "a", schema: int = 7) -> Program:
    return Program(version, schema, "amd64", size=1000, files=3, length=500, sha256=f"{version}-{build}")


def at(uptime: float, trial: Trial, *lives: Life, signs: Signs | None = None) -> Verdict | Bad:
    return judge(trial, Health(lives, signs), uptime)


TRIAL = Trial("0.2.0", "x", closed=False, devices=READY, boot="b", boots=1, since=100.0)


def life(began: float, started: str = "session", version: str = "0.2.0") -> Life:
    return Life(began, started, version)


def signs(ready_at: float, now: float, **fields: object) -> Signs:
    return Signs(**{"version": "0.2.0", "ready_at": ready_at, "at": now, "ledger": True, "devices": READY, **fields})  # type: ignore[arg-type]


def test_a_version_that_serves_for_long_enough_is_good() -> None:
    now = 110.0 + OPEN_TRIAL
    assert at(now - 1, TRIAL, life(110), signs=signs(112, now - 2)) is Verdict.NOT_YET
    assert at(now, TRIAL, life(110), signs=signs(112, now - 1)) is Verdict.GOOD
    later = life(now - 5)  # a session that ended: the newest life's devices are not open yet
    assert at(now, TRIAL, life(110), later, signs=signs(now - 4, now - 1)) is Verdict.NOT_YET
    closed = replace(TRIAL, closed=True)
    assert at(110 + CLOSED_TRIAL, closed, life(110), signs=signs(112, 109 + CLOSED_TRIAL, closed=True)) is Verdict.GOOD
    assert at(110 + CLOSED_TRIAL, closed, life(110), signs=signs(112, 109 + CLOSED_TRIAL)) is Verdict.NOT_YET


@pytest.mark.parametrize(
    ("now", "lives", "told", "fault"),
    [
        (111.0 + START_LIMIT, [life(110)], None, Fault.NOT_READY),
        (111.0 + START_LIMIT, [life(110)], signs(50, 111 + START_LIMIT, version="0.1.0"), Fault.NOT_READY),
        (140.0, [life(110), *(life(110 + n, "interrupted") for n in range(1, 4))], None, Fault.ENDS),
        (120 + SILENCE, [life(110)], signs(111, 115), Fault.HANGS),
        (115 + OPEN_TRIAL, [life(110)], signs(111, 114 + OPEN_TRIAL, ledger=False), Fault.LEDGER),
        (
            115 + OPEN_TRIAL + DEVICE_GRACE,
            [life(110)],
            signs(111, 114 + OPEN_TRIAL + DEVICE_GRACE, devices={**READY, "id_card_reader": "unavailable:silent"}),
            Fault.DEVICE,
        ),
        (115 + OPEN_TRIAL + DEVICE_GRACE, [life(110)], signs(111, 114 + OPEN_TRIAL + DEVICE_GRACE, devices={}), Fault.DEVICE),
    ],
)
def test_each_way_to_be_bad_is_seen(now: float, lives: list[Life], told: Signs | None, fault: Fault) -> None:
    verdict = at(now, TRIAL, *lives, signs=told)
    assert isinstance(verdict, Bad), verdict
    assert verdict.fault is fault


def test_paper_that_is_out_is_nobodys_fault_nor_what_was_broken_before() -> None:
    now = 120 + OPEN_TRIAL + DEVICE_GRACE
    devices = {**READY, "receipt_printer": "unavailable:paper-out", "page_printer": "unknown"}
    assert at(now, TRIAL, life(110), signs=signs(111, now, devices=devices)) is Verdict.GOOD


def test_one_that_the_service_manager_cannot_start_is_seen() -> None:
    def verdict(now: float, *lives: Life, told: Signs | None = None, fails: bool = True) -> Verdict | Bad:
        return judge(TRIAL, Health(lives, told), now, fails)

    assert verdict(100 + START_LIMIT) is Verdict.NOT_YET
    found = verdict(101 + START_LIMIT)
    assert isinstance(found, Bad)
    assert found.fault is Fault.NOT_READY
    assert verdict(101 + START_LIMIT, fails=False) is Verdict.NOT_YET, "somebody has stopped the terminal"
    served = signs(20, 150, version="0.1.0")
    assert verdict(101 + START_LIMIT, life(5, version="0.1.0"), told=served) is Verdict.NOT_YET, "the one before still ran then"
    assert isinstance(verdict(151 + START_LIMIT, life(5, version="0.1.0"), told=served), Bad)


def test_a_wrong_end_begins_the_trial_anew_and_lives_of_before_count_nothing() -> None:
    early = [life(20, "interrupted", "0.2.0"), life(30, "interrupted"), life(40, "interrupted"), life(50, "interrupted")]
    now = 110.0 + OPEN_TRIAL
    assert at(now, TRIAL, *early, life(110), signs=signs(112, now)) is Verdict.GOOD, "they were of another build"
    again = life(400, "interrupted")
    assert at(now, TRIAL, life(110), again, signs=signs(401, now)) is Verdict.NOT_YET
    assert at(400 + OPEN_TRIAL, TRIAL, life(110), again, signs=signs(401, 400 + OPEN_TRIAL)) is Verdict.GOOD


RUNS = Health((Life(5, "start", "0.1.0"),), Signs("0.1.0", 10, 49, True, READY))
BASE = Seen(
    "0.1.0", "0.1.0", "", {"0.1.0": Laid("", 7)}, Record(), free=10**10, ledger_schema=7, health=RUNS, uptime=50.0, boot="b",
    kind=MachineKind("amd64"),
)  # fmt: skip
NEW = offered("0.2.0")
OTHER = replace(offered("0.3.0"), architecture="arm64")
LAID = replace(BASE, versions={**BASE.versions, "0.2.0": Laid(NEW.sha256, 7)}, offer=NEW)
PASSED = replace(LAID, record=Record(preflight=Preflight("0.2.0", NEW.sha256, 7)))
STAFF = Health(RUNS.lives, Signs("0.1.0", 10, 49, True, READY, staff=True))


@pytest.mark.parametrize(
    ("seen", "action"),
    [
        (BASE, do.Rest()),
        (replace(BASE, offer=NEW), do.Unpack(NEW)),
        (replace(BASE, offer=NEW, free=10**6), do.Refuse),
        (replace(BASE, offer=offered("0.0.9")), do.Refuse("0.0.9", Refusal.OLDER, "0.0.9 after 0.1.0")),
        (replace(BASE, offer=offered("0.1.0", "b")), do.Rest()),
        (replace(BASE, offer=offered("0.2.0", schema=6)), do.Refuse),
        (
            replace(BASE, offer=replace(NEW, minimum="0.1.1")),
            do.Refuse("0.2.0", Refusal.NEEDS_PACKAGE, "0.2.0 takes the place of 0.1.1 or newer"),
        ),
        (replace(BASE, offer=replace(NEW, minimum="0.1.0")), do.Unpack(replace(NEW, minimum="0.1.0"))),
        (replace(BASE, offer=NEW, record=Record(returned=(Returned("0.2.0", NEW.sha256, Fault.ENDS, "", 1),))), do.Rest()),
        (replace(BASE, offer=NEW, record=Record(returned=(Returned("0.2.0", "else", Fault.ENDS, "", 1),))), do.Unpack(NEW)),
        (replace(BASE, unfit=OTHER), do.Refuse("0.3.0", Refusal.ARCHITECTURE, "0.3.0 is for arm64, this machine is amd64")),
        (
            replace(BASE, unfit=replace(OTHER, architecture="amd64", python="3.13")),
            do.Refuse("0.3.0", Refusal.PYTHON, "0.3.0 needs 3.13, this machine has 3.11"),
        ),
        (replace(BASE, unfit=OTHER, offer=NEW), do.Unpack(NEW)),
        (replace(BASE, unfit=OTHER, offer=offered("0.0.9")), do.Refuse),
        (replace(BASE, unfit=replace(OTHER, version="0.1.0")), do.Rest()),
        (replace(BASE, offer=NEW, leftovers=("0.2.0.partial",)), do.Remove(("0.2.0.partial",))),
        (LAID, do.Check(NEW)),
        (PASSED, do.Begin(Trial("0.2.0", NEW.sha256, False, READY, "b", 1, 50.0, "0.1.0"))),
        (replace(PASSED, health=Health()), do.Wait(Waits.TERMINAL)),
        (replace(PASSED, health=replace(RUNS, signs=Signs("0.1.0", 40, 49, True, READY))), do.Wait(Waits.TERMINAL)),
        (
            replace(PASSED, health=Health(RUNS.lives), uptime=300),
            do.Begin(Trial("0.2.0", NEW.sha256, False, {}, "b", 1, 300, "0.1.0")),
        ),
        (replace(PASSED, health=STAFF), do.Wait(Waits.STAFF)),
        (replace(PASSED, record=Record(preflight=Preflight("0.2.0", NEW.sha256, 6))), do.Begin),
        (replace(LAID, offer=None), do.Remove(("0.2.0",))),
        (replace(BASE, running="0.1.0+kept"), do.Turn("0.1.0", back=True)),
        (replace(BASE, running="0.1.0+kept", other_hand=True), do.Rest()),
        (replace(BASE, confirmed=""), do.Confirm()),
        (replace(BASE, offer=NEW, units=Units.OTHERS), do.Reload()),
        (replace(BASE, offer=NEW, units=Units.NOT_TAKEN), do.Unpack(NEW)),
        (
            replace(LAID, running="0.2.0", units=Units.NOT_TAKEN, record=Record(trial=replace(TRIAL, before="0.1.0"))),
            do.Condemn("0.2.0", "x", Fault.UNITS),
        ),
        (replace(LAID, record=Record(trial=replace(TRIAL, before="0.0.9"))), do.EndTrial()),
        (replace(LAID, record=Record(trial=replace(TRIAL, before="0.1.0"))), do.Turn("0.2.0")),
        (replace(LAID, running="0.2.0"), do.Begin(Trial("0.2.0", NEW.sha256, False, READY, "b", 1, 50.0, "0.1.0"))),
    ],
)
def test_one_thing_after_the_other(seen: Seen, action: do.Action | type[do.Action]) -> None:
    found = next_action(seen)
    if isinstance(action, type):
        assert isinstance(found, action)
    else:
        assert found == action


def test_a_newer_schema_is_tried_on_a_copy_whoever_lost_the_record() -> None:
    newer = replace(NEW, schema=8)
    laid = replace(LAID, offer=newer, versions={**LAID.versions, "0.2.0": Laid(NEW.sha256, 8)})
    for seen in (replace(laid, record=Record(preflight=Preflight("0.2.0", NEW.sha256, 7))), replace(laid, running="0.2.0")):
        begun = next_action(seen)
        assert isinstance(begun, do.Begin)
        assert begun.trial.closed


@dataclasses.dataclass
class Behaviour:
    """How a build behaves."""

    kind: str  # of KINDS


class World:
    """A machine in memory: links, folders, record, a terminal that behaves as its version does; power cuts between two writes."""

    def __init__(self, dice: random.Random) -> None:
        self.dice = dice
        self.versions: dict[str, Laid] = {"0.1.0": Laid("", 7)}
        self.links = {"current": "0.1.0", "confirmed": "0.1.0", "previous": ""}
        self.record = Record()
        self.behaviour = {("0.1.0", ""): "good"}
        self.ledger_schema = 7
        self.uptime, self.boot = 0.0, 0
        self.lives: list[Life] = []
        self.signs: Signs | None = None
        self.leftovers: set[str] = set()
        self.offer: Program | None = None
        self.newest = 1
        self.generated, self.reloaded = "0.1.0", ""  # whose units are in force, and were read last
        self.live("start")

    def see(self) -> Seen:
        return Seen(
            self.links["current"], self.links["confirmed"], self.links["previous"], dict(self.versions), self.record,
            tuple(sorted(self.leftovers)), False, self.offer, self.ledger_schema, 10**10,
            Health(tuple(self.lives), self.signs), self.uptime, str(self.boot), units=self.units(), fails=self.fails,
        )  # fmt: skip

    def units(self) -> Units:
        current = self.links["current"]
        if self.generated == current:
            return Units.IN_FORCE
        return Units.NOT_TAKEN if self.reloaded == current else Units.OTHERS

    def reload(self) -> None:
        """The service manager's generator goes by the link."""
        self.reloaded = self.links["current"]
        if self.how(self.reloaded) != "units-not-taken":
            self.generated = self.reloaded

    def how(self, version: str) -> str:
        return self.behaviour[(version, self.versions[version].sha256)]

    def live(self, started: str) -> None:
        """The keeper begins a life with what `current` leads to."""
        version = self.links["current"]
        assert version in self.versions, "what starts must be whole"
        self.fails = self.how(version) == "cannot-start"
        if self.fails:
            return
        closed = self.is_closed(version)
        laid = self.versions[version]
        if not closed:
            assert self.ledger_schema <= laid.schema, "it could not read the ledger: nobody would be served any more"
            if self.how(version) != "never-ready":
                self.ledger_schema = laid.schema
        self.lives.append(Life(self.uptime, started, version))
        self.lives = self.lives[-60:]
        self.ready_at, self.closed = self.uptime + 1, closed
        self.sign()

    def is_closed(self, version: str) -> bool:
        """As `offline_cache.program.standing` has it."""
        trial = self.record.trial
        return version != self.links["confirmed"] and (trial is None or trial.version != version or trial.closed)

    def is_to_be_replaced(self, version: str) -> bool:
        if version != self.links["current"]:
            return self.generated == self.links["current"]
        return self.closed != self.is_closed(version)

    def sign(self) -> None:
        version = self.lives[-1].version
        how = self.how(version)
        if how == "never-ready" or (how == "hangs" and self.uptime > self.ready_at + 20):
            return
        devices = {**READY, "id_card_reader": "unavailable:silent"} if how == "loses-a-device" else READY
        self.signs = Signs(version, self.ready_at, self.uptime, True, devices, staff=False, closed=self.closed)

    def passes(self, seconds: float) -> None:
        """Time, and what becomes of the terminal in it; at most one life."""
        self.uptime += seconds
        if self.fails:  # the service manager tries again and again
            self.live("interrupted")
            return
        version = self.lives[-1].version
        how = self.how(version)
        if how == "dies" or (how in ("hangs", "never-ready") and self.uptime > self.lives[-1].began + 90):
            self.live("interrupted")  # by itself, or by the service manager's watchdog
        elif self.is_to_be_replaced(version) and self.dice.random() < 0.7:
            self.live("session")  # or else somebody is served
        self.sign()

    def power_cut(self) -> None:
        self.boot += 1
        self.uptime = 0.0
        self.lives, self.signs = [], None
        self.reload()
        self.reloaded = ""
        self.live("start")

    def publish(self, kind: str) -> None:
        if self.dice.random() < 0.7 or self.offer is None:
            self.newest += 1
        schema = self.offer.schema if self.offer else 7
        self.offer = offered(f"0.{self.newest}.0", f"{self.dice.random()}", schema + (self.dice.random() < 0.3))
        self.behaviour[(self.offer.version, self.offer.sha256)] = kind

    def carry_out(self, action: do.Action, cut: bool) -> None:
        """In the order of `offline_cache.program.disk`; ``cut``: only the first of two writes."""
        record = self.record
        match action:
            case do.Remove(names):
                for name in names:
                    assert name not in self.links.values(), "what a link leads to is never removed"
                    assert not self.lives or name != self.lives[-1].version, "nor what a process runs from"
                    self.versions.pop(name, None)
                    self.leftovers.discard(name)
                    if cut:
                        self.leftovers.add(f"{name.removesuffix('.gone').removesuffix('.partial')}.gone")
                        return
            case do.Turn(version, back):
                assert back or version_order(version) >= version_order(self.links["current"]), "never back but from a bad one"
                self.links["current"] = version
                if not cut:
                    self.reload()
            case do.Reload():
                if not cut:
                    self.reload()
            case do.Unpack(program):
                if cut:
                    self.leftovers.add(f"{program.version}.partial")
                elif self.behaviour[(program.version, program.sha256)] == "unpacks-not":
                    self.carry_out(do.Condemn(program.version, program.sha256, Fault.DAMAGED), False)
                else:
                    self.versions[program.version] = Laid(program.sha256, program.schema)
            case do.Check(program):
                if self.behaviour[(program.version, program.sha256)] == "fails-check":
                    self.carry_out(do.Condemn(program.version, program.sha256, Fault.PREFLIGHT), False)
                else:
                    self.record = replace(record, preflight=Preflight(program.version, program.sha256, self.ledger_schema))
            case do.Begin(trial):
                self.record = replace(record, trial=trial)
            case do.NoteBoot():
                assert record.trial is not None
                self.record = replace(
                    record, trial=replace(record.trial, boot=str(self.boot), boots=record.trial.boots + 1, since=0.0)
                )
            case do.Condemn(version, sha256, fault, detail):
                self.record = record.with_returned(Returned(version, sha256, fault, detail, 1))
            case do.Confirm():
                if self.links["confirmed"] != self.links["current"]:
                    self.links["previous"] = self.links["confirmed"]
                if not cut:
                    self.links["confirmed"] = self.links["current"]
            case do.EndTrial():
                self.record = replace(record, trial=None)

    def works(self, chance_of_a_cut: float) -> None:
        """The updater until it has nothing to do, or the power is cut."""
        self.reloaded = ""
        if self.dice.random() < 0.1:
            self.generated = "the package's"  # somebody had the service manager read them, when another version ran
        for _ in range(400):
            action = next_action(self.see())
            cut = self.dice.random() < chance_of_a_cut
            self.carry_out(action, cut)
            if cut:
                self.power_cut()
                return
            if isinstance(action, do.Rest | do.Refuse):
                return
            if isinstance(action, do.Wait):
                self.passes(10)
        raise AssertionError("it comes to no end")

    def good(self) -> str:
        """The newest good version that was ever confirmed, or the first."""
        return max((version for (version, _), kind in self.behaviour.items() if kind == "good"), key=version_order)


KINDS = (
    "good",
    "good",
    "dies",
    "hangs",
    "never-ready",
    "loses-a-device",
    "unpacks-not",
    "fails-check",
    "units-not-taken",
    "cannot-start",
)


@campaign.examples(200)
@given(st.integers(0, 2**32))
def test_whatever_happens_a_version_runs_and_in_the_end_the_newest_good_one(seed: int) -> None:
    dice = random.Random(seed)
    world, lost = World(dice), False
    for _ in range(dice.randint(1, 12)):
        if dice.random() < 0.6:
            world.publish(dice.choice(KINDS))
        elif dice.random() < 0.2:
            world.record, lost = Record(), True  # the file is damaged
        world.works(chance_of_a_cut=dice.choice((0.0, 0.05, 0.4)))
        if dice.random() < 0.3:
            world.power_cut()
    for _ in range(MOST_BOOTS * 2):
        world.works(0.0)
    before = world.links["confirmed"]
    assert world.links["current"] == before, "nothing is left on trial"
    assert world.record.trial is None
    # How devices were before is in the record.
    assert world.how(before) in (("good", "loses-a-device") if lost else ("good",))
    world.publish("good")
    world.works(0.0)
    assert world.links["current"] == world.links["confirmed"] == f"0.{world.newest}.0", next_action(world.see())
    linked = set(world.links.values()) - {""}
    assert {name for name, laid in world.versions.items() if laid.sha256} <= linked, "nothing is left lying about"
    assert world.ledger_schema <= world.versions[world.links["current"]].schema
