"""What one terminal may send, have kept and have published in a day: what is over it waits, and staff are told."""

from __future__ import annotations

import threading
from typing import Any

import pytest
from django.db import connections
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from central_platform.cases.models import AttachmentPart, CaseRecord
from central_platform.intake.models import KeptItem
from central_platform.licences.models import CopyRecord
from central_platform.licences.services import void_copies, void_ranges
from central_platform.notices.models import TextMessage
from central_platform.quotas import services as quotas
from central_platform.quotas.limits import DAY, LIMITS, Quota, with_settings
from central_platform.quotas.models import Alarm, Counted
from central_platform.quotas.services import Use
from central_platform.ratings.models import Rating
from kiosk.domain.sample_people import SamplePerson, sample_person
from kiosk.domain.submissions import new_receipt_token
from kiosk.messages.packs import RevokedMarks
from tests.central_platform.terminal_api import NOW, StandingClock, TerminalApi, enrol, limits, moment


def alarms() -> list[str]:
    return [alarm.quota for alarm in Alarm.objects.order_by("id")]


def garbage(api: TerminalApi, text: str = "no seal") -> dict[str, Any]:
    return {**api.message("submission", 2, {}), **sealed_as(text)}


def sealed_as(text: str) -> dict[str, Any]:
    from kiosk.messages.canonical import sha256_hex

    return {"sealed": text, "sha256": sha256_hex(text.encode())}


def test_garbage_over_the_quota_is_not_kept_and_not_lost(api: TerminalApi, now: StandingClock) -> None:
    items = [garbage(api, f"no seal {n}") for n in range(4)]
    with limits(unopened=2):
        verdicts = api.send(*items)
        assert [verdict["verdict"] for verdict in verdicts] == ["REJECTED", "REJECTED", "RETRY", "RETRY"]
        assert KeptItem.objects.count() == 2
        assert api.send(items[0])[0]["verdict"] == "REJECTED", "what is kept already counts once"
        assert alarms() == ["unopened"]
        now.at += DAY
        api.get_token()
        assert [verdict["verdict"] for verdict in api.send(*items[2:])] == ["REJECTED", "REJECTED"]


def test_what_only_a_newer_program_knows_is_kept_so_often(api: TerminalApi) -> None:
    with limits(unopened=1):
        for _ in range(3):
            assert api.send(api.message("wonder", 1, {}))[0]["verdict"] == "RETRY"
    assert KeptItem.objects.count() == 1


@pytest.mark.parametrize("quota", ["messages", "bytes"])
def test_submissions_over_the_quota_wait(api: TerminalApi, now: StandingClock, wang: SamplePerson, quota: str) -> None:
    items = [api.seal(api.content(wang)) for _ in range(3)]
    with limits(**{quota: {"messages": 1, "bytes": len(items[0]["sealed"]) + 100}[quota]}):
        verdicts = api.submit(*items)
        assert verdicts[0]["verdict"] == "ACCEPTED"
        assert verdicts[-1]["verdict"] == "RETRY"
        assert 0 < verdicts[-1]["after"] <= 3600
        assert api.submit(items[0])[0]["verdict"] == "ACCEPTED", "what was taken is told, whatever the quota"
    now.at += DAY
    api.get_token()
    assert {verdict["verdict"] for verdict in api.submit(*items)} == {"ACCEPTED"}
    assert CaseRecord.objects.count() == 3


def test_pictures_over_the_quota_wait(api: TerminalApi, wang: SamplePerson) -> None:
    sha256 = "a" * 64
    content = api.content(wang, materials=[{"key": "id_card", "state": "ATTACHED", "pages": [sha256]}])
    item = api.seal(content)
    api.submit(item)
    piece = {"submission_id": item["submission_id"], "sha256": sha256, "size": 3000, "offset": 0, "piece": "x" * 1000}
    with limits(bytes=quotas.used(Quota.BYTES, api.terminal_id, NOW) + 1500):
        assert api.call("/attachments", piece)["received"] == 1000
        assert api.call("/attachments", {**piece, "offset": 1000}, 429)["code"] == "TOO_MANY"
        assert api.call("/attachments", {**piece, "piece": ""})["received"] == 1000
    assert AttachmentPart.objects.count() == 1


def copy_report(api: TerminalApi, serial: str, outcome: str = "VOIDED") -> dict[str, Any]:
    sealed = api.sealer.seal(b"{}")
    return {
        "kind": "COPY",
        "report_id": moment().new_id(),
        "serial": serial,
        "outcome": outcome,
        "printed_at": NOW,
        "sealed": sealed,
    }


def test_voids_over_the_quota_are_not_published(api: TerminalApi) -> None:
    lease = api.call("/copy-serials", {})
    with limits(voids=2):
        for number in range(4):
            content = copy_report(api, f"{lease['prefix']}{lease['first'] + number:06d}")
            api.send(api.message("copy", 2, content, content["report_id"]))
    assert len(void_copies()) == 2
    assert alarms() == ["voids"]


def test_voids_are_published_as_ranges(api: TerminalApi) -> None:
    terminal = CopyRecord(terminal_id=api.terminal_id).terminal
    numbers = [1, 2, 3, 7, 9, 10]
    CopyRecord.objects.bulk_create(
        CopyRecord(
            report_id=f"r{number}",
            terminal=terminal,
            serial=f"YB310199001-{number:06d}",
            leased=True,
            outcome="VOIDED",
            printed_at=NOW,
            sealed=b"",
        )
        for number in numbers
    )
    prefix = "YB310199001-"
    assert void_ranges() == [(prefix, 1, 3), (prefix, 7, 7), (prefix, 9, 10)]
    revoked = RevokedMarks(frozenset({"licence"}), void_ranges())
    assert [number for number in range(1, 12) if f"{prefix}{number:06d}" in revoked] == numbers
    for mark in ("licence", "other", "", "YB310199002-000001", f"{prefix}00000x", 7):
        assert (mark in revoked) is (mark == "licence")


def test_serial_numbers_over_the_quota_are_not_leased(api: TerminalApi) -> None:
    with limits(serials=200):
        for _ in range(2):
            api.call("/copy-serials", {})
        assert api.call("/copy-serials", {}, 429)["code"] == "TOO_MANY"


def test_receipt_codes_cannot_be_guessed_through(api: TerminalApi, wang: SamplePerson) -> None:
    token = new_receipt_token(moment())
    api.submit(api.seal(api.content(wang, token)))
    with limits(receipts=2):
        for guess in (new_receipt_token(moment()), "no code"):
            assert api.call("/progress", {"receipt_token": guess}) == {"case": None, "others": []}
        assert api.call("/progress", {"receipt_token": new_receipt_token(moment())}, 429)["code"] == "TOO_MANY"
        assert api.call("/progress", {"receipt_token": token})["case"], "whoever has a receipt is told"
    assert alarms() == ["receipts"]


def test_messages_to_strangers_wait_and_ones_own_do_not(api: TerminalApi) -> None:
    wang, li = sample_person("wang"), sample_person("li")
    with limits(strangers=1):
        for person, mobile in ((wang, "13900000901"), (wang, "13900000902"), (li, li.mobile)):
            content = api.content(person)
            content["answers"]["mobile"] = mobile
            api.submit(api.seal(content))
    due = {message.to: message.due_at - NOW for message in TextMessage.objects.all()}
    assert due["13900000901"] == due[li.mobile] == due[wang.mobile] == 0
    assert 0 < due["13900000902"] <= DAY
    assert alarms() == ["strangers"]


def rating(submission_id: str, level: int = 1) -> dict[str, Any]:
    return {"report_id": moment().new_id(), "submission_id": submission_id, "level": level, "rated_at": NOW}


def rate(api: TerminalApi, submission_id: str) -> str:
    content = rating(submission_id)
    assert api.send(api.message("rating", 2, content, content["report_id"]))[0]["verdict"] == "ACCEPTED"
    return str(content["report_id"])


def test_a_case_is_rated_once_and_from_its_own_terminal(api: TerminalApi, now: StandingClock, wang: SamplePerson) -> None:
    item = api.seal(api.content(wang))
    other = enrol(Client(), now)
    other.get_token()
    rate(other, item["submission_id"])
    early = rate(api, item["submission_id"])
    api.submit(item)
    rate(other, item["submission_id"])
    rate(api, item["submission_id"])
    tied = Rating.objects.exclude(case=None)
    assert [row.report_id for row in tied] == [early]
    assert Rating.objects.count() == 4


def test_a_question_too_many_counts_against_nobody() -> None:
    with limits(queries=5, queries_of_person=0):
        spent = quotas.take([Use(Quota.QUERIES, "a"), Use(Quota.QUERIES_OF_PERSON, "b")], NOW)
    assert spent
    assert (spent.use.quota, spent.again) == (Quota.QUERIES_OF_PERSON, DAY - (NOW + 8 * 3600) % DAY)
    assert quotas.used(Quota.QUERIES, "a", NOW) == 0


def test_what_is_over_is_forgotten() -> None:
    quotas.take([Use(Quota.QUERIES, "a")], NOW)
    quotas.forget_past(NOW + 2 * DAY)
    assert not Counted.objects.exists()


def test_an_alarm_is_raised_once_a_day() -> None:
    with limits(receipts=0):
        for at in (NOW, NOW + 1, NOW + DAY, NOW + DAY + 1):
            assert quotas.take([Use(Quota.RECEIPTS, "T1")], at)
    assert [(alarm.whose, alarm.at) for alarm in Alarm.objects.order_by("id")] == [("T1", NOW), ("T1", NOW + DAY)]


@given(uses=st.lists(st.tuples(st.integers(1, 5), st.integers(0, 3)), max_size=12), most=st.integers(0, 12))
def test_no_more_is_ever_counted_than_there_may_be(uses: list[tuple[int, int]], most: int) -> None:
    Counted.objects.all().delete()
    given_out = dict.fromkeys(range(4), 0)
    with limits(bytes=most):
        for amount, day in uses:
            if quotas.take([Use(Quota.BYTES, "T1", amount)], NOW + day * DAY) is None:
                given_out[day] += amount
            assert given_out[day] <= most
            assert quotas.used(Quota.BYTES, "T1", NOW + day * DAY) == given_out[day]


def test_several_workers_share_one_count() -> None:
    taken: list[bool] = []

    def worker() -> None:
        try:
            taken.extend(quotas.take([Use(Quota.SERIALS, "T1", 200)], NOW) is None for _ in range(6))
        finally:
            connections.close_all()

    workers = [threading.Thread(target=worker) for _ in range(4)]
    for one in workers:
        one.start()
    for one in workers:
        one.join()
    assert (taken.count(True), len(taken)) == (LIMITS[Quota.SERIALS].most // 200, 24)


def test_settings_name_quotas_and_numbers() -> None:
    assert with_settings("persons=7")[Quota.PERSONS] == 7
    assert with_settings("")[Quota.PERSONS] == LIMITS[Quota.PERSONS].most
    for wrong in ("nothing=7", "persons=many", "persons"):
        with pytest.raises(ValueError, match=r"Quota|invalid literal"):
            with_settings(wrong)
