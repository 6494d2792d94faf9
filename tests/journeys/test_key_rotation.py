"""The platform's keys are replaced while terminals work: what was sealed or signed before stays good, what comes after uses the
new ones."""

from __future__ import annotations

import base64
import json
import os
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from commands.demo.model_district import ROOT, ModelDistrict
from commands.demo.visit import Visit
from offline_cache.catalogue.trust import current_keys
from tests import campaign
from tests.journeys.started_district import at_work
from tests.journeys.steps import check_copy, leave, print_copy, submit, to_signature

pytestmark = pytest.mark.timeout(180)


@pytest.fixture(scope="module")
def district(tmp_path_factory: pytest.TempPathFactory, prepared_district: Path) -> Iterator[ModelDistrict]:
    """One of its own: its keys are replaced."""
    with at_work(tmp_path_factory.mktemp("district"), prepared_district) as district:
        yield district


def run(*command: str, **environment: str) -> str:
    environment = {**os.environ, **environment}
    done = subprocess.run(
        [sys.executable, *command], cwd=ROOT, env=environment, capture_output=True, text=True, timeout=60, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def rotate(district: ModelDistrict, use: str) -> None:
    """As the platform's staff do it, beside the running platform."""
    for command in (("rotate_key", use), ("publish_catalogue",)):
        run("-m", "central_platform", *command, PLATFORM_HOME=str(district.folder / "platform"))


def update(district: ModelDistrict) -> list[str]:
    """The terminal's update of its catalogue, as a technician would run it beside the terminal; what small files came."""
    told = json.loads(run("main.py", "catalogue", "update", "--home", str(district.home.path), "--json"))
    assert told["type"] == "up_to_date", told
    return list(told["renewed"])


def trusted(district: ModelDistrict) -> str:
    keys = current_keys(district.home.catalogue_folder)
    assert keys is not None
    return keys.seal_with


def sealed_to(district: ModelDistrict) -> list[str]:
    """Of each submission, oldest first: the name of the key that it is sealed to, as its header says (RFC 7516 4.1.6)."""
    with closing(sqlite3.connect(f"file:{district.home.ledger_file}?mode=ro", uri=True)) as ledger:
        rows = ledger.execute("SELECT sealed FROM messages WHERE kind = 'submission' ORDER BY message_id").fetchall()
    heads = [sealed.partition(".")[0] for (sealed,) in rows]
    return [json.loads(base64.urlsafe_b64decode(head + "=" * (-len(head) % 4)))["kid"] for head in heads]


def wait_for_case(district: ModelDistrict, person: str) -> None:
    until = time.monotonic() + 60
    while len(district.cases_of(person)) != 1:
        assert time.monotonic() < until, f"no case of {person}"
        time.sleep(0.1)  # the platform tells nobody when a case is made: it is asked again


def store(stage: Visit, person: str) -> None:
    """An application that the network cannot take."""
    to_signature(stage, person)
    stage.district.line.command("mode", mode="cut")
    stage.player.touch("primary")
    view = stage.player.wait("ResultPage", lambda view: view["paper"]["state"] == "printed")
    assert view["word"] == "已暂存"
    assert "已暂存" in "\n".join(stage.district.next_receipt()["text"])
    leave(stage)


def test_a_new_sealing_key(stage: Visit) -> None:
    district, player = stage.district, stage.player
    older = trusted(district)
    store(stage, "chen")
    rotate(district, "seal")

    district.line.command("mode", mode="through")
    wait_for_case(district, "chen")
    assert submit(stage, "zhuge")["word"] in ("已受理", "已收件"), "a terminal that knows nothing of the new key works on"
    district.next_receipt()
    leave(stage)
    wait_for_case(district, "zhuge")
    assert sealed_to(district) == [older, older]

    player.wait("IdlePage", lambda view: not view["cannot"])
    lives = player.lives
    assert update(district) == ["keys.json"]
    newer = trusted(district)
    assert newer != older
    assert submit(stage, "wang")["word"] in ("已受理", "已收件")
    assert player.lives == lives, "by the process that was there before the new key came"
    assert sealed_to(district) == [older, older, newer]
    wait_for_case(district, "wang")
    district.next_receipt()
    leave(stage)


@campaign.LONG_RUN
def test_a_new_key_for_licences(stage: Visit) -> None:
    """Copies of before and after are checked by a terminal without network."""
    district = stage.district
    before = print_copy(stage, "li")
    district.restart_platform()  # so that it looks at its keys when it is next asked for the catalogue
    rotate(district, "sign")
    assert update(district) == ["keys.json"], "the platform that was there before the new key does not take it back"
    district.restart_platform()
    after = print_copy(stage, "li")
    keys = [signed_with(code) for code in (before, after)]
    assert keys[0] != keys[1]
    verification = current_keys(district.home.catalogue_folder)
    assert verification is not None
    assert [jwk["kid"] for jwk in verification.verification] == keys[::-1]
    district.line.command("mode", mode="cut")
    for code in (after, before):
        assert check_copy(stage, code)["word"] == "是真的"


def signed_with(code: str) -> str:
    """The key of a copy's licence statement."""
    head = code.split("~")[1].partition(".")[0]
    return str(json.loads(base64.urlsafe_b64decode(head + "=" * (-len(head) % 4)))["kid"])
