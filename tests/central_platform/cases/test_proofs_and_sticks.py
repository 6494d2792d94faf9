"""What a resident's receipt proves, what comes on a stick, and what the platform knows of a terminal's audit log."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from central_platform.cases.models import Attachment, CaseRecord
from central_platform.cases.outbox_import import take_file
from central_platform.cases.proofs import prove
from central_platform.intake.models import KeptItem
from central_platform.ratings.models import Rating
from central_platform.terminals.keys import revoke_keys
from central_platform.terminals.models import Terminal, TerminalKey
from kiosk.domain.sample_people import SamplePerson
from kiosk.messages import outbox_file
from kiosk.messages.canonical import canonical_bytes, sha256_hex
from kiosk.messages.key_times import Standing
from kiosk.messages.outbox_file import BadExport
from kiosk.messages.signing import BadSignature
from kiosk.messages.stored import Stored, stored_proof
from tests.central_platform.terminal_api import NOW, StandingClock, TerminalApi, enrol, moment

DAY = 86400


def stored(api: TerminalApi, sealed_sha256: str) -> str:
    return stored_proof(api.signer, Stored(f"{api.terminal_id}-261122-7K3M-0001", NOW, sealed_sha256))


def told(*arguments: str) -> str:
    out = io.StringIO()
    call_command(*arguments, stdout=out)
    return out.getvalue()


def test_a_receipt_proves_the_day_before_and_after_it_is_a_case(api: TerminalApi, wang: SamplePerson) -> None:
    item = api.seal(api.content(wang))
    code = stored(api, item["sealed_sha256"])
    assert prove(code).case is None
    assert "has not come yet" in told("prove_receipt", code)
    api.submit(item)
    case = CaseRecord.objects.get()
    assert prove(code).case == case
    answer = json.loads(told("prove_receipt", code, "--json"))
    assert (answer["terminal"], answer["case_number"]) == (api.terminal_id, case.case_number)
    assert answer["stored_at"].startswith("2026-11-22 10:00")


def test_it_holds_when_the_terminal_has_another_key_since(api: TerminalApi, now: StandingClock, wang: SamplePerson) -> None:
    code = stored(api, "ab" * 32)
    renewed = enrol(api.client, now, renew=api.terminal_id)
    assert prove(code).stored.sealed_sha256 == "ab" * 32
    assert prove(stored(renewed, "cd" * 32)).stored.sealed_sha256 == "cd" * 32


def test_what_another_signed_proves_nothing(api: TerminalApi, now: StandingClock) -> None:
    other = enrol(Client(), now)
    forged = stored_proof(other.signer, Stored(f"{api.terminal_id}-261122-7K3M-0001", NOW, "ab" * 32))
    with pytest.raises(BadSignature):
        prove(forged)
    with pytest.raises(CommandError, match="proves nothing"):
        told("prove_receipt", forged)
    with pytest.raises(BadSignature):
        prove(forged.replace(api.terminal_id, "T999999999"))


def test_a_key_of_a_thief_proves_nothing_at_any_date(api: TerminalApi, now: StandingClock, wang: SamplePerson) -> None:
    before = stored(api, "ab" * 32)
    enrol(api.client, now, renew=api.terminal_id)
    revoke_keys(TerminalKey.objects.filter(until__isnull=False), now())
    assert prove(before).standing is Standing.REVOKED
    with pytest.raises(CommandError, match="a person must look"):
        told("prove_receipt", before)


def test_a_key_proves_nothing_of_a_time_when_it_was_another(api: TerminalApi, now: StandingClock) -> None:
    for at in (NOW - 30 * DAY, NOW + 30 * DAY):
        now.at = NOW + 10 * DAY
        if at > NOW:
            enrol(api.client, now, renew=api.terminal_id)
        written = stored_proof(api.signer, Stored(f"{api.terminal_id}-261122-7K3M-0001", at, "ab" * 32))
        assert prove(written).standing is Standing.NOT_THEN
    assert prove(stored(api, "ab" * 32)).standing is Standing.GOOD


def write(api: TerminalApi, path: Path, messages: list[dict[str, Any]]) -> Path:
    path.write_bytes(b"".join(outbox_file.written(messages, api.sealer, api.signer, api.terminal_id, NOW)))
    return path


def test_a_stick_makes_the_same_cases_as_the_network(api: TerminalApi, wang: SamplePerson, tmp_path: Path) -> None:
    picture = api.sealer.seal(b"\xff\xd8 picture" * 100)
    digest = sha256_hex(picture.encode())
    materials = [{"key": "household_register", "state": "ATTACHED", "licence_type": "", "pages": [digest]}]
    content = api.content(wang, materials=materials)
    item = api.seal(content)
    rating = {
        "kind": "RATING",
        "report_id": moment().new_id(),
        "submission_id": content["submission_id"],
        "level": 5,
        "rated_at": NOW,
    }
    file = write(
        api,
        tmp_path / "outbox.export",
        [
            outbox_file.submission(item["submission_id"], item["sealed"], item["sealed_sha256"]),
            outbox_file.attachment(item["submission_id"], digest, picture),
            outbox_file.report(canonical_bytes(rating).decode()),
        ],
    )
    export, outcomes = take_file(file, NOW)
    assert export.terminal_id == api.terminal_id
    assert outcomes == {"ACCEPTED": 1, "PICTURE": 1, "REPORT": 1}
    (verdict,) = api.submit(item)
    assert verdict["case"]["case_number"] == CaseRecord.objects.get().case_number, "over the network it is the same case"
    assert Attachment.objects.get().complete
    assert Rating.objects.get().case == CaseRecord.objects.get()
    assert take_file(file, NOW)[1] == {"ACCEPTED": 1, "PICTURE": 1, "REPORT": 1}, "again is no harm"
    assert CaseRecord.objects.count() == 1
    assert "1 ACCEPTED" in told("import_outbox", str(file))


def test_messages_of_contract_2_come_on_a_stick_too(api: TerminalApi, wang: SamplePerson, tmp_path: Path) -> None:
    content = api.content(wang)
    rating = {
        "kind": "RATING",
        "report_id": moment().new_id(),
        "submission_id": content["submission_id"],
        "level": 5,
        "rated_at": NOW,
    }
    sent = [
        api.message("submission", 2, content, content["submission_id"]),
        api.message("rating", 2, rating, rating["report_id"]),
        api.message("complaint", 1, {"text": "?"}),
    ]
    lines = [outbox_file.message(*(one[name] for name in ("message_id", "kind", "schema", "sealed", "sha256"))) for one in sent]
    assert [line["kind"] for line in lines] == ["message"] * 3
    _, outcomes = take_file(write(api, tmp_path / "outbox.export", lines), NOW)
    assert outcomes == {"ACCEPTED": 2, "RETRY": 1}
    assert Rating.objects.get().case == CaseRecord.objects.get()


def test_what_cannot_be_opened_holds_up_nothing(api: TerminalApi, wang: SamplePerson, tmp_path: Path) -> None:
    good = api.seal(api.content(wang))
    file = write(
        api,
        tmp_path / "outbox.export",
        [
            {"kind": "unheard"},
            outbox_file.submission("no id", "x", "y"),
            outbox_file.submission(moment().new_id(), "not sealed", sha256_hex(b"not sealed")),
            outbox_file.attachment(good["submission_id"], "ab" * 32, "of no case"),
            outbox_file.report("{}"),
            outbox_file.submission(good["submission_id"], good["sealed"], good["sealed_sha256"]),
        ],
    )
    assert take_file(file, NOW)[1] == {"UNREADABLE": 4, "REJECTED CANNOT_OPEN": 1, "ACCEPTED": 1}
    with pytest.raises(CommandError, match="not all of it"):
        told("import_outbox", str(file))


def test_of_a_file_that_was_changed_nothing_is_taken(api: TerminalApi, wang: SamplePerson, tmp_path: Path) -> None:
    item = api.seal(api.content(wang))
    message = outbox_file.submission(item["submission_id"], item["sealed"], item["sealed_sha256"])
    file = write(api, tmp_path / "outbox.export", [message, message])
    file.write_bytes(b"".join(file.read_bytes().splitlines(keepends=True)[1:]))
    with pytest.raises(BadExport):
        take_file(file, NOW)
    assert not CaseRecord.objects.exists()


def beat(api: TerminalApi, number: int, digest: str) -> bool:
    body = {
        "sent_at": NOW,
        "version": "1",
        "catalogue_version": "1",
        "waiting": 0,
        "devices": {},
        "audit": {"number": number, "hash": digest},
    }
    return bool(api.call("/heartbeat", body)["restored"])


def test_a_log_that_was_put_back_or_rewritten_is_seen(api: TerminalApi) -> None:
    assert not beat(api, 5, "a" * 64)
    assert not beat(api, 5, "a" * 64)
    assert not beat(api, 9, "b" * 64)
    assert Terminal.objects.get().audit_broken_at is None
    assert beat(api, 7, "c" * 64), "an older disk"
    assert Terminal.objects.get().audit_broken_at == NOW
    assert not beat(api, 8, "d" * 64), "from there it goes on"
    assert beat(api, 8, "e" * 64), "rewritten"


def test_a_terminal_that_tells_no_head_is_served(api: TerminalApi) -> None:
    body = {"sent_at": NOW, "version": "1", "catalogue_version": "1", "waiting": 0, "devices": {}}
    assert api.call("/heartbeat", body)["restored"] is False


def test_a_stick_from_before_another_enrolment_is_taken(
    api: TerminalApi, now: StandingClock, wang: SamplePerson, tmp_path: Path
) -> None:
    item = api.seal(api.content(wang))
    message = outbox_file.submission(item["submission_id"], item["sealed"], item["sealed_sha256"])
    file = write(api, tmp_path / "outbox.export", [message])
    now.at = NOW + 10 * DAY
    enrol(api.client, now, renew=api.terminal_id)
    assert take_file(file, now())[1] == {"ACCEPTED": 1}


def test_what_comes_under_a_revoked_key_goes_to_a_person(
    api: TerminalApi, now: StandingClock, wang: SamplePerson, tmp_path: Path
) -> None:
    item = api.seal(api.content(wang))
    messages = [
        outbox_file.submission(item["submission_id"], item["sealed"], item["sealed_sha256"]),
        outbox_file.report("{}"),
    ]
    file = write(api, tmp_path / "outbox.export", messages)
    out = io.StringIO()
    call_command("pair_terminal", "--site", "站点", "--terminal", api.terminal_id, "--stolen", stdout=out, stderr=out)
    enrol(api.client, now, renew=api.terminal_id)
    assert take_file(file, now())[1] == {"REJECTED REVOKED": 1, "TO_A_PERSON": 1}
    assert KeptItem.objects.get().submission_id == item["submission_id"]
    assert not CaseRecord.objects.exists()
    with pytest.raises(CommandError, match="a person to look into"):
        told("import_outbox", str(file))
