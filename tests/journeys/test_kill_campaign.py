"""Applications at the real program, while its process, its keeper and the platform are killed and the line is at fault: whatever
screens and receipts said is what the platform has in the end, each once.

One of each in everyday runs; with SOAK=1 some hundreds, from a seed that is printed.
"""

from __future__ import annotations

import os
import random
import re
import signal
import sqlite3
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from enum import Enum
from pathlib import Path
from typing import Any

import pytest

from commands.bench.processes import children, is_running
from commands.demo.model_district import ModelDistrict
from commands.demo.remote_control import RemoteControl
from commands.demo.visit import Visit
from kiosk.process import TRACEABLE
from tests import campaign
from tests.journeys.started_district import at_work
from tests.journeys.steps import ANYBODY, leave, leave_unsent, to_signature
from tests.journeys.traces import check_audit

APPLICATIONS = 300
LONGEST = 6.0  # seconds from the touch that submits to the kill: it stores, sends, tells and prints in that time
LINE = ("through", "through", "through", "hang", "cut", "error", "truncate", "delay")
# A case's number, grouped or not; and what stands for it until there is one.
_CASE = re.compile(r"(?<![0-9])(2[0-9]{5}) ?([0-9]{4}) ?([0-9]{4})(?![0-9])")
_RECEIPT = re.compile(r"T[0-9]{9}-[0-9]{6}-[0-9]{4}")


class When(Enum):
    """Of a kill, where it is not so many seconds after the touch that submits."""

    SIGNED = "signed, and never submitted"
    TOLD = "the result stands"


class Victim(Enum):
    TERMINAL = "terminal"
    KEEPER = "keeper"
    PLATFORM = "platform"


EVERY_DAY: list[tuple[str, str, Victim, When | float]] = [
    ("wang", "through", Victim.TERMINAL, When.TOLD),
    ("zhuge", "hang", Victim.KEEPER, 0.5),
    ("chen", "through", Victim.PLATFORM, 0.3),
]


def numbers_in(text: str) -> set[str]:
    """Those that tell somebody that an application is kept."""
    return {*_RECEIPT.findall(text), *("".join(found) for found in _CASE.findall(text))}


class Heard(RemoteControl):
    """Keeps what result pages told."""

    told: set[str]

    def _heard(self, message: dict[str, Any]) -> None:
        if message.get("page") == "ResultPage":
            self.told |= numbers_in(message["view"]["number"])
        super()._heard(message)


class Rig:
    """A district whose parts are killed and brought back."""

    def __init__(self, district: ModelDistrict, folder: Path) -> None:
        self.district, self._folder = district, folder
        self.told: set[str] = set()
        self.runtime = folder / "runtime"
        self.runtime.mkdir()
        self.begin()

    def begin(self) -> None:
        """As a service manager does: a keeper, and with it a terminal."""
        environment = {**self.district.environment, TRACEABLE: "1", "RUNTIME_DIRECTORY": str(self.runtime)}
        self.player = Heard(self.district.home.path, ["--size", "1080x1920"], self._folder / "terminal.log", environment)
        self.player.told = self.told
        self.player.start()
        self.stage = Visit(self.district, self.player, self._folder / "output")
        self.stage.begin("kill", "k")

    def apply(self, person: str, mode: str, victim: Victim, when: When | float) -> None:
        """An application that is cut short, with the line at fault from its signature on."""
        player, line = self.player, self.district.line
        to_signature(self.stage, person)
        line.command("mode", mode=mode)
        if when is not When.SIGNED:
            player.touch("primary")
        if when is When.TOLD:
            player.wait("ResultPage")
        elif isinstance(when, float):
            time.sleep(when)  # no condition: it is to fall anywhere
        match victim:
            case Victim.TERMINAL:
                player.kill_terminal()
            case Victim.KEEPER:
                self._kill_keeper()
            case Victim.PLATFORM:
                self._kill_platform()
        if victim is Victim.PLATFORM:
            self._go_away(submitted=when is not When.SIGNED)
        else:
            self.player.wait("IdlePage", lambda view: bool(view["notice"]))
        line.command("mode", mode="through")
        self.district.printer.command("new_paper")

    def _kill_keeper(self) -> None:
        player = self.player
        terminal = player.process_id
        os.kill(player.keeper_id, signal.SIGKILL)
        player.stop()
        player.wait_for(lambda player: not is_running(terminal))
        self.begin()

    def _kill_platform(self) -> None:
        below = children(self.district.platform_id)
        self.district.restart_platform(signal.SIGKILL)
        self.player.wait_for(lambda player: not any(map(is_running, below)))

    def _go_away(self, submitted: bool) -> None:
        if submitted:
            self.player.wait("ResultPage", lambda view: view["paper"]["state"] != "printing")
            leave(self.stage)
        else:
            leave_unsent(self.stage)

    def rest(self) -> None:
        """Until nothing waits at the terminal any more."""
        self.player.wait_for(lambda player: self._waiting() == 0, 300.0)

    def _waiting(self) -> int:
        with closing(sqlite3.connect(f"file:{self.district.home.ledger_file}?mode=ro", uri=True)) as ledger:
            return int(ledger.execute("SELECT count(*) FROM messages WHERE state = 'WAITING'").fetchone()[0])

    def kept(self) -> list[str]:
        """Receipt numbers that the ledger has."""
        with closing(sqlite3.connect(f"file:{self.district.home.ledger_file}?mode=ro", uri=True)) as ledger:
            return [number for (number,) in ledger.execute("SELECT receipt_number FROM receipts")]

    def cases(self) -> list[tuple[str, str]]:
        """Receipt and case number of each case that the platform has."""
        with closing(sqlite3.connect(f"file:{self.district.folder / 'platform' / 'platform.sqlite3'}?mode=ro", uri=True)) as tables:
            return list(tables.execute("SELECT receipt_number, case_number FROM records_caserecord"))


def drawn() -> list[tuple[str, str, Victim, When | float]]:
    """For the campaign, from a seed that is printed."""
    seed = random.SystemRandom().randrange(10**6)
    print(f"seed {seed}")
    chance = random.Random(seed)
    whens = (lambda: When.SIGNED, lambda: When.TOLD, lambda: chance.uniform(0.0, 1.0), lambda: chance.uniform(0.0, LONGEST))
    return [
        (chance.choice(sorted(ANYBODY)), chance.choice(LINE), chance.choice(list(Victim)), chance.choice(whens)())
        for _ in range(APPLICATIONS)
    ]


@pytest.fixture
def rig(tmp_path: Path, prepared_district: Path) -> Iterator[Rig]:
    folder = tmp_path / "district"
    folder.mkdir()
    with at_work(folder, prepared_district) as district:
        rig = Rig(district, tmp_path)
        yield rig
        rig.player.stop()


@pytest.mark.timeout(0 if campaign.SOAK else 300)
def test_what_was_told_is_what_the_platform_has(rig: Rig) -> None:
    plan = drawn() if campaign.SOAK else EVERY_DAY
    for one in plan:
        rig.apply(*one)
    rig.rest()
    paper = {number for event in rig.district.came_out for number in numbers_in("\n".join(event["text"]))}
    told, kept, cases = rig.told | paper, rig.kept(), rig.cases()
    print(f"{len(plan)} begun, {len(kept)} kept, {len(told)} numbers told, {len(cases)} cases")
    assert told
    assert told - {number for case in cases for number in case} == set(), "told, and not there"
    assert Counter(receipt for receipt, _ in cases) == Counter(kept), "each that is kept has become one case"
    check_audit(rig.district.home.ledger_file)
