"""Intake: one case for each submission, whatever happens around it."""

from __future__ import annotations

import json
import os
import sqlite3
import threading
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from typing import Any

import pytest
from django.db import OperationalError, connection, connections
from django.test import Client

from central_platform.cases.models import CaseRecord
from central_platform.catalogue import published as catalogue
from central_platform.core import keys
from central_platform.intake.models import KeptItem
from central_platform.terminals.models import Terminal
from kiosk.domain.sample_people import SAMPLE_PEOPLE, SamplePerson
from kiosk.domain.submissions import new_receipt_token
from kiosk.messages.canonical import sha256_hex
from tests.central_platform.terminal_api import HOME, SENIOR_CARD, StandingClock, TerminalApi, case_number, enrol, moment


@contextmanager
def database_held(patience: float) -> Iterator[None]:
    """Somebody else writes, and does not end; here that is waited for so many seconds."""
    if connection.vendor == "postgresql":
        import psycopg

        with psycopg.connect(os.environ["PLATFORM_DATABASE"]) as other, connection.cursor() as cursor:
            cursor.execute(f"SET lock_timeout = {int(patience * 1000)}")
            other.execute("LOCK TABLE records_counter IN ACCESS EXCLUSIVE MODE")
            yield
            other.rollback()
            cursor.execute("RESET lock_timeout")
        return
    with closing(sqlite3.connect(HOME / "platform.sqlite3", isolation_level=None)) as other_file, connection.cursor() as cursor:
        (before,) = cursor.execute("PRAGMA busy_timeout").fetchone()
        cursor.execute(f"PRAGMA busy_timeout = {int(patience * 1000)}")
        other_file.execute("BEGIN IMMEDIATE")
        yield
        other_file.execute("ROLLBACK")
        cursor.execute(f"PRAGMA busy_timeout = {before}")


def test_the_same_submission_gets_the_same_case_for_ever(api: TerminalApi, now: StandingClock, wang: SamplePerson) -> None:
    item = api.seal(api.content(wang))
    (first,) = api.submit(item)
    now.at += 3
    (again,) = api.submit(item)
    assert first == again
    assert first["verdict"] == "ACCEPTED"
    assert first["case"]["case_number"] == case_number(1)
    assert CaseRecord.objects.count() == 1


def test_case_numbers_run_by_the_day(api: TerminalApi, now: StandingClock) -> None:
    numbers = [api.submit(api.seal(api.content(person)))[0]["case"]["case_number"] for person in SAMPLE_PEOPLE[:3]]
    assert numbers == [case_number(1), case_number(2), case_number(3)]
    now.at += 24 * 3600
    api.get_token()
    (verdict,) = api.submit(api.seal(api.content(SAMPLE_PEOPLE[3])))
    assert verdict["case"]["case_number"] == case_number(1, "261123")


def test_the_same_id_with_other_bytes_is_a_conflict_and_both_are_kept(api: TerminalApi, wang: SamplePerson) -> None:
    content = api.content(wang)
    (first,) = api.submit(api.seal(content))
    other = api.seal(content)
    (verdict,) = api.submit(other)
    assert verdict == {"submission_id": content["submission_id"], "verdict": "REJECTED", "reason": "CONFLICT"}
    api.submit(other)
    kept = KeptItem.objects.get()
    assert bytes(kept.sealed) == other["sealed"].encode()
    assert not kept.looked_into
    (again,) = api.submit({**api.seal(content), "submission_id": first["submission_id"]})
    assert again["reason"] == "CONFLICT"
    assert CaseRecord.objects.count() == 1


def test_one_bad_item_does_not_hold_up_its_batch(api: TerminalApi, wang: SamplePerson) -> None:
    good, damaged, wrong_hash = (api.seal(api.content(person)) for person in SAMPLE_PEOPLE[:3])
    damaged["sealed"] = damaged["sealed"][:-4] + "AAAA"
    damaged["sealed_sha256"] = sha256_hex(damaged["sealed"].encode())
    wrong_hash["sealed_sha256"] = "0" * 64
    verdicts = api.submit(damaged, good, wrong_hash)
    assert [verdict.get("reason", "-") for verdict in verdicts] == ["CANNOT_OPEN", "-", "CANNOT_OPEN"]
    assert KeptItem.objects.count() == 2


def test_what_was_sealed_to_an_old_key_is_opened(api: TerminalApi, wang: SamplePerson, monkeypatch: pytest.MonkeyPatch) -> None:
    item = api.seal(api.content(wang))
    keys.rotate(keys.keys_folder(), "seal")
    newer = keys.KeyRing(keys.keys_folder())
    assert newer.sealing_public["kid"] != api.sealer.kid
    keys.key_ring.cache_clear()
    assert api.submit(item)[0]["verdict"] == "ACCEPTED"


def test_posts_of_one_id_at_the_same_moment_make_one_case(api: TerminalApi, wang: SamplePerson) -> None:
    item = api.seal(api.content(wang))
    barrier = threading.Barrier(6)
    results: list[Any] = []

    def post() -> None:
        client = Client()
        barrier.wait()
        answer = client.post(
            "/api/v1/submissions",
            json.dumps({"items": [item]}),
            content_type="application/json",
            headers={"Authorization": f"Bearer {api.bearer}"},
        )
        results.append((answer.status_code, json.loads(answer.content)))
        connections.close_all()

    threads = [threading.Thread(target=post) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert {status for status, _ in results} == {200}
    assert len({json.dumps(answer) for _, answer in results}) == 1
    assert CaseRecord.objects.count() == 1


def test_whoever_loses_the_race_reads_the_winners_case(
    api: TerminalApi, wang: SamplePerson, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The unique constraint itself: the other post's case appears after this one looked for it."""
    from central_platform.cases.handler import _Opening

    item = api.seal(api.content(wang))
    real = _Opening.open
    others: list[Any] = []

    def late(*args: Any) -> Any:
        if not others:
            others.append("on its way")
            others[0] = api.submit(item)[0]
        return real(*args)

    monkeypatch.setattr(_Opening, "open", late)
    assert api.submit(item) == others
    (row,) = CaseRecord.objects.all()
    assert row.events.count() == 1


def test_two_of_one_person_in_one_batch_are_not_both_decided_by_rule(api: TerminalApi, wang: SamplePerson) -> None:
    first, second = api.submit(*(api.seal(api.content(wang)) for _ in range(2)))
    assert (first["case"]["state"], second["case"]["state"]) == ("ACCEPTED", "RECEIVED")
    assert first["case"]["case_number"] in second["case"]["next_step"]["zh"]


def test_what_fails_together_is_tried_one_by_one_and_what_fails_alone_may_come_again(
    api: TerminalApi, monkeypatch: pytest.MonkeyPatch
) -> None:
    from central_platform.cases.handler import _Opening

    items = [api.seal(api.content(person)) for person in SAMPLE_PEOPLE[:3]]
    real = _Opening.open

    def not_the_second(opening: Any, arrival: Any) -> Any:
        if arrival.message.message_id == items[1]["submission_id"]:
            raise OperationalError("disk I/O error")
        return real(opening, arrival)

    monkeypatch.setattr(_Opening, "open", not_the_second)
    assert [verdict["verdict"] for verdict in api.submit(*items)] == ["ACCEPTED", "RETRY", "ACCEPTED"]
    assert sorted(CaseRecord.objects.values_list("submission_id", flat=True)) == sorted(
        item["submission_id"] for item in (items[0], items[2])
    )
    monkeypatch.setattr(_Opening, "open", real)
    verdicts = api.submit(*items)
    assert {verdict["verdict"] for verdict in verdicts} == {"ACCEPTED"}
    numbers = [verdict["case"]["case_number"] for verdict in verdicts]
    assert len(set(numbers)) == 3
    assert [row.events.count() for row in CaseRecord.objects.all()] == [1, 1, 1]


def test_a_database_that_is_held_is_waited_for_once_and_not_once_an_item(api: TerminalApi) -> None:
    items = [api.seal(api.content(person)) for person in SAMPLE_PEOPLE] * 3
    api.submit(items[0])  # the token is known, and this thread's connection made
    with database_held(0.2):
        began = time.monotonic()
        verdicts = api.submit(*items)
        waited = time.monotonic() - began
    assert {verdict["verdict"] for verdict in verdicts} == {"RETRY"}
    assert waited < len(items) * 0.2 / 2
    assert {verdict["verdict"] for verdict in api.submit(*items)} == {"ACCEPTED"}
    assert CaseRecord.objects.count() == len(SAMPLE_PEOPLE)


def test_progress_by_the_receipts_code(api: TerminalApi, wang: SamplePerson) -> None:
    token = new_receipt_token(moment())
    assert api.call("/progress", {"receipt_token": token}) == {"case": None, "others": []}
    (verdict,) = api.submit(api.seal(api.content(wang, token)))
    assert api.call("/progress", {"receipt_token": token}) == {"case": verdict["case"], "others": []}
    assert wang.name not in json.dumps(verdict, ensure_ascii=False)
    for other in ("", "CQ1-", "查" * 20, token[:-1] + ("A" if token[-1] != "A" else "B")):
        assert api.call("/progress", {"receipt_token": other}) == {"case": None, "others": []}


def test_a_revoked_terminal_gets_no_token_and_no_new_cases(api: TerminalApi, wang: SamplePerson) -> None:
    before = api.seal(api.content(wang))
    (kept,) = api.submit(before)
    Terminal.objects.update(revoked=True)
    known, new = api.submit(before, api.seal(api.content(wang)))
    assert known == kept
    assert new["reason"] == "REVOKED"
    assert api.call("/token", {"client_assertion": api.assertion()}, 403, bearer="")["code"] == "REVOKED"
    assert api.call("/profile", api.identity(wang), 403)["code"] == "REVOKED"


def test_a_terminal_that_enrolled_again_sends_what_it_sealed_before(
    api: TerminalApi, now: StandingClock, wang: SamplePerson
) -> None:
    item = api.seal(api.content(wang))
    (first,) = api.submit(item)
    renewed = enrol(api.client, now, renew=api.terminal_id)
    assert renewed.terminal_id == api.terminal_id
    assert api.call("/submissions", {"items": [item]}, 401)["code"] == "TOKEN"
    renewed.get_token()
    assert renewed.submit(item) == [first]


def test_the_code_of_the_senior_card_is_in_the_catalogue() -> None:
    assert SENIOR_CARD in catalogue.current().items
