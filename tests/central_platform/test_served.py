"""The whole platform in a process of its own, with the terminal's own client."""

from __future__ import annotations

import json
import time
from functools import partial
from pathlib import Path
from typing import Any

from kiosk.domain.cases import CaseState
from kiosk.domain.clock import Clock
from kiosk.domain.sample_people import SamplePerson
from kiosk.domain.submissions import new_receipt_token
from kiosk.domain.values import replace
from kiosk.messages.canonical import sha256_hex
from kiosk.messages.models import HeartbeatRequest
from kiosk.messages.sealing import Sealer
from kiosk.messages.signing import Signer
from kiosk.ports.catalogue_updates import Updated, UpToDate
from kiosk.ports.platform import (
    AskCases,
    AskLicenceFile,
    AskLicences,
    AskProfile,
    AskProgress,
    CasesKnown,
    LicenceFile,
    LicencesKnown,
    ProfileKnown,
    ProgressKnown,
)
from kiosk.ports.storage import OutboxMessage
from kiosk.sync.calls import Alive, Answered, Leased, Settled
from kiosk.sync.client import Account, PlatformClient
from offline_cache.catalogue.sources import HttpSource
from offline_cache.catalogue.trust import current_keys, pin_roots
from offline_cache.catalogue.update import update
from tests.central_platform.terminal_api import TerminalApi, enrolled_at, moment, shown


def _ahead(seconds: float) -> float:
    return time.time() + seconds


def _answer(client: PlatformClient, question: Any) -> Any:
    answer = client.ask(question)
    assert isinstance(answer, Answered), answer
    return answer.reply


def test_a_terminal_lives_with_the_platform(served: dict[str, Any], api: TerminalApi, wang: SamplePerson, tmp_path: Path) -> None:
    assert served["ready"]
    private, enrolment = enrolled_at(served)
    folder = tmp_path / "catalogue"
    pin_roots(folder, enrolment["catalogue_root"], enrolment["catalogue_offline_root"])
    fetched = update(HttpSource(f"{served['url']}/catalogue"), folder, lambda: int(time.time()))
    assert isinstance(fetched, Updated)
    assert fetched.renewed == ("keys.json", "revocations.json", "technician-cards.json", "public-data.json")
    known = current_keys(folder)
    assert known is not None
    assert known.sealing_key == enrolment["sealing_key"]
    assert isinstance(update(HttpSource(f"{served['url']}/catalogue/"), folder, lambda: int(time.time())), UpToDate)
    account = Account(served["url"], enrolment["terminal_id"], enrolment["audience"], Signer(private))
    for ahead in (3600, -86400 * 400):
        wrong = PlatformClient(account, Clock(partial(_ahead, ahead), time.monotonic))
        assert isinstance(_answer(wrong, AskProfile(*shown(wang))), ProfileKnown), "a clock that is wrong is seen through"
    jumps = [0]
    jumpy = PlatformClient(account, Clock(lambda: time.time() + jumps[0], time.monotonic))
    assert isinstance(_answer(jumpy, AskProfile(*shown(wang))), ProfileKnown)
    jumps[0] = 5000
    assert isinstance(_answer(jumpy, AskLicences(*shown(wang))), LicencesKnown), "and one that is set meanwhile"
    client = PlatformClient(account, Clock(time.time, time.monotonic))

    api.sealer = Sealer(enrolment["sealing_key"])

    token = new_receipt_token(moment())
    item = api.seal(api.content(wang, token, terminal_id=enrolment["terminal_id"]))
    entry = OutboxMessage(item["submission_id"], "submission", 1, item["sealed"], item["sealed_sha256"])
    settled = client.send_messages([entry])
    assert isinstance(settled, Settled)
    ((submission_id, (case,)),) = settled.accepted
    assert submission_id == item["submission_id"]
    assert case.state is CaseState.ACCEPTED
    assert client.send_messages([entry]) == settled

    assert _answer(client, AskProgress(token)) == ProgressKnown(case)
    assert _answer(client, AskCases(*shown(wang))) == CasesKnown((case,))
    profile = _answer(client, AskProfile(*shown(wang)))
    assert isinstance(profile, ProfileKnown)
    assert profile.profile["mobile"] == wang.mobile
    held = _answer(client, AskLicences(*shown(wang)))
    assert isinstance(held, LicencesKnown)
    file = _answer(client, AskLicenceFile(*shown(wang), held.licences[0].identifier))
    assert isinstance(file, LicenceFile)
    assert file.pdf.startswith(b"%PDF")
    assert client.lease_serials() == Leased(f"YB{enrolment['terminal_id'][1:]}-", 1, 100)
    beat = HeartbeatRequest(sent_at=0, version="0.1.0", catalogue_version="v", waiting=0, devices={})
    alive = client.heartbeat(beat, 100)
    assert isinstance(alive, Alive)
    assert replace(alive, epochs=()) == Alive(100, next_in=30)
    assert alive.epochs[-1].code == client.epoch, "each answer names it"
    report_id = item["submission_id"][:-1] + "f"
    rating = {"kind": "RATING", "report_id": report_id, "submission_id": submission_id, "level": 5, "rated_at": 1}
    body = json.dumps(rating)
    rated = OutboxMessage(report_id, "rating", 1, body, sha256_hex(body.encode()))
    assert client.send_messages([rated]) == Settled(1, ((report_id, ()),))
