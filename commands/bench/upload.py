"""A queue of submissions uploaded by the sync engine, beside a bare requests.Session: one post at a time, to the same platform."""

from __future__ import annotations

import os
import queue
import statistics
import time
from pathlib import Path
from typing import Any

from commands.bench.commit import prepared_submission
from commands.bench.figure import Figure
from commands.demo.model_district import ModelDistrict

QUEUE = 1000
TURNS = 3
LEAST = 4.0  # times the peer


def measure_upload(folder: Path) -> list[Figure]:
    """Both send what a terminal sealed and committed; the engine also writes down each case before it asks on."""
    # More than one terminal brings in a day.
    district = ModelDistrict(folder / "upload", settings={"PLATFORM_QUOTAS": f"messages={2 * TURNS * QUEUE}"})
    district.start()
    try:
        ours, peer = [], []
        for turn in range(TURNS):
            ours.append(_by_engine(district, folder / f"engine-{turn}"))
            peer.append(_one_by_one(district, folder / f"single-{turn}"))
    finally:
        district.stop()
    rate, bare = QUEUE / statistics.median(ours), QUEUE / statistics.median(peer)
    ratio = rate / bare
    return [
        Figure(
            f"queue of {QUEUE:,} submissions uploaded",
            round(rate, 1),
            "/s",
            "requests.Session, one at a time",
            round(bare, 1),
            round(ratio, 2),
            f"at least {LEAST:g} times the peer",
            ratio >= LEAST,
        )
    ]


def _queue(district: ModelDistrict, folder: Path) -> Path:
    """A ledger in which so many wait."""
    from kiosk.messages.keys import TerminalKeys, Trust

    folder.mkdir()
    enrolment = district.home.enrolment()
    keys = TerminalKeys(
        enrolment.terminal, enrolment.signing, enrolment.certificate, lambda: Trust(enrolment.sealing, enrolment.verification)
    )
    submit, _, _ = prepared_submission(folder, keys)
    for _ in range(QUEUE - 1):
        submit()
    return folder / "commit.db"


def _client(district: ModelDistrict) -> Any:
    from kiosk.domain.clock import Clock
    from kiosk.messages.signing import Signer
    from kiosk.sync.client import Account, PlatformClient

    enrolment = district.home.enrolment()
    url = f"http://127.0.0.1:{district.platform_port}"
    account = Account(url, enrolment.terminal.terminal_id, enrolment.audience, Signer(enrolment.signing), enrolment.ca)
    return PlatformClient(account, Clock(time.time, time.monotonic))


def _by_engine(district: ModelDistrict, folder: Path) -> float:
    from kiosk.domain.times import Moment
    from kiosk.messages.models import HeartbeatRequest
    from kiosk.ports.platform import CaseMade
    from kiosk.sync.calls import SignedIn
    from kiosk.sync.driver import SyncEngine
    from offline_cache.ledger.ledger import SqliteLedger

    path = _queue(district, folder)
    client = _client(district)
    assert client.sign_in() == SignedIn()
    told: queue.SimpleQueue[Any] = queue.SimpleQueue()
    engine = SyncEngine(
        told.put,
        lambda: SqliteLedger(path, "T0"),
        lambda: client,
        lambda waiting, audit: HeartbeatRequest(
            sent_at=int(time.time()), version="", catalogue_version="", waiting=waiting, devices={}
        ),
        lambda: Moment(time.monotonic(), int(time.time()), os.urandom),
        lambda asked: None,
    )
    began = time.monotonic()
    engine.start()
    cases = 0
    while cases < QUEUE:
        cases += isinstance(told.get(timeout=60), CaseMade)
    took = time.monotonic() - began
    engine.stop()
    return took


def _one_by_one(district: ModelDistrict, folder: Path) -> float:
    import requests

    from offline_cache.ledger.ledger import SqliteLedger

    entries = SqliteLedger(_queue(district, folder), "T0").waiting(QUEUE)
    assert len(entries) == QUEUE
    headers = {"Authorization": f"Bearer {_client(district)._bearer()}"}
    address = f"http://127.0.0.1:{district.platform_port}/api/v1/submissions"
    with requests.Session() as session:
        session.trust_env = False
        began = time.monotonic()
        for entry in entries:
            item = {"submission_id": entry.message_id, "sealed": entry.sealed, "sealed_sha256": entry.sha256}
            answer = session.post(address, json={"items": [item]}, headers=headers, timeout=30)
            assert answer.json()["verdicts"][0]["verdict"] == "ACCEPTED"
        return time.monotonic() - began
