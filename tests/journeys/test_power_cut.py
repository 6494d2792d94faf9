"""The power of a real terminal is cut at every moment of an application: what the screen and the paper said is true afterwards."""

from __future__ import annotations

import json
import tempfile
import time
from collections import Counter
from pathlib import Path

import pytest

from commands.demo.model_district import ModelDistrict
from commands.demo.remote_control import RemoteControl
from commands.demo.visit import Visit
from offline_cache.ledger.audit import rows, verify
from offline_cache.ledger.ledger import SqliteLedger
from tests import campaign
from tests.disk.watch import MEMORY, Watched, missing, power_cuts, write
from tests.journeys.steps import leave, submit

pytestmark = [
    pytest.mark.skipif(bool(missing()), reason=f"not installed: {missing()}"),
    pytest.mark.timeout(0 if campaign.SOAK else 180),
]
_A_RECEIPT = 200  # bytes: more than any question to the printer


def test_cut_at_every_moment_of_an_application(district: ModelDistrict, tmp_path: Path) -> None:
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    watched = Watched(district.home.path, scratch)
    player = RemoteControl(
        district.home.path, ["--size", "1080x1920"], tmp_path / "log", {**district.environment, **watched.environment}
    )
    player.start()
    stage = Visit(district, player, tmp_path / "output")
    stage.begin("test", "t")
    said: list[float] = []  # when the screen said that a submission is stored or received
    try:
        for person, mode in (("chen", "through"), ("zhuge", "hang"))[0 if campaign.SOAK else 1 :]:
            district.line.command("mode", mode=mode)
            submit(stage, person)
            said.append(player.changed_at)
            district.next_receipt()
            leave(stage)
        district.line.command("mode", mode="through")
        until = time.monotonic() + 60
        while not district.cases_of("zhuge"):
            assert time.monotonic() < until, "the stored one never became a case"
            time.sleep(0.2)
    finally:
        player.stop()
    printer = district.printer.address.rpartition(":")[2]
    bytes_out = [
        change for change in watched.changes() if change.kind == "O" and change.path == printer and change.offset > _A_RECEIPT
    ]
    # Each receipt's first bytes: between two people there are seconds.
    begun = [out for at, out in enumerate(bytes_out) if at == 0 or out.seconds - bytes_out[at - 1].seconds > 2]
    assert len(begun) == len(said)
    cuts = 0
    with tempfile.TemporaryDirectory(dir=MEMORY) as folder:
        place = Path(folder, "found")
        for change, found in power_cuts(watched, seed=1, times=5 if campaign.SOAK else 0, only="ledger.db"):
            write(found, place)
            ledger = SqliteLedger(place / "ledger.db", "T0001")
            assert ledger.whole()
            run = ledger._database.execute
            log = list(rows(run))
            assert verify(log).broken is None
            numbers = [number for (number,) in run("SELECT receipt_number FROM receipts")]
            told = Counter(json.loads(row.details)["receipt"] for row in log if row.event == "submission.stored")
            assert told == Counter(numbers)
            assert len(numbers) >= sum(moment < change.seconds for moment in said), "the screen said that it is stored"
            (prints,) = run("SELECT count(*) FROM prints").fetchone()
            assert prints >= sum(out.place <= change.place for out in begun), "bytes left for the printer, and nobody knows"
            ledger.close()
            cuts += 1
    assert cuts > 100
