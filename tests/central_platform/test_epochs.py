"""A platform whose database was put back: new numbers, cases that come again under their own, and what goes with them."""

from __future__ import annotations

from typing import Any
from unittest import mock

import pytest
from django.db import transaction
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from central_platform.cases.handler import RETURNED
from central_platform.cases.models import CaseRecord
from central_platform.core import clock, epochs
from central_platform.core.models import Counter, Epoch
from central_platform.licences.models import CopyRecord
from central_platform.notices.models import TextMessage
from kiosk.domain.sample_people import SAMPLE_PEOPLE, SamplePerson
from kiosk.messages.answers import EPOCH
from tests.campaign import examples
from tests.central_platform.terminal_api import NOW, StandingClock, TerminalApi, enrol

DAY = 86400


def put_back(api: TerminalApi, *lost: str) -> None:
    """As if the database had been put back to before these submissions came, the last that did: their cases are gone, what was
    drawn for them is not drawn, and the platform starts."""
    gone = CaseRecord.objects.filter(submission_id__in=lost)
    for number in gone.filter(returned_at=None).order_by("-case_number").values_list("case_number", flat=True):
        name = f"case 20{number[:2]}-{number[2:4]}-{number[4:6]} {number[6:10]}"
        Counter.objects.filter(name=name).update(value=int(number[10:]) - 1)
    gone.delete()
    epochs.begin(api.now())


def applied(api: TerminalApi, person: SamplePerson) -> tuple[dict[str, Any], dict[str, Any]]:
    """A message, and the case that it opened."""
    content = api.content(person)
    message = api.message("submission", 2, content, content["submission_id"])
    return message, api.send(message)[0]["cases"][0]


def again(message: dict[str, Any], case: dict[str, Any], **changes: Any) -> dict[str, Any]:
    told = {"case_number": case["case_number"], "received_at": case["received_at"], **changes}
    return {**message, "told": [told]}


def test_an_epoch_goes_back_to_the_last_beat() -> None:
    first = epochs.begin(NOW)
    assert first.back_to == NOW
    first = epochs.beat(epochs.beat(first, NOW + 30), NOW + 60)
    second = epochs.begin(NOW + 500)
    assert (second.back_to, second.code) == (NOW + 60, epochs.current(NOW).code)
    assert second.code != first.code


def test_a_beat_that_the_database_forgot_begins_an_epoch() -> None:
    first = epochs.beat(epochs.begin(NOW), NOW + 30)
    Epoch.objects.filter(pk=first.pk).update(alive_at=NOW + 10)
    second = epochs.beat(first, NOW + 60)
    assert (second.back_to, second.begun_at) == (NOW + 10, NOW + 60)
    assert epochs.beat(second, NOW + 90).code == second.code
    Epoch.objects.all().delete()
    assert epochs.beat(second, NOW + 120).code != second.code, "put back to before it began"


def test_a_time_that_a_wrong_clock_wrote_is_no_time_at_which_it_ran() -> None:
    epochs.beat(epochs.begin(NOW), NOW + 30)
    epochs.begin(NOW + DAY)  # the clock is ahead
    assert epochs.begin(NOW + 500).back_to == NOW + 30
    Epoch.objects.all().delete()
    epochs.begin(NOW + DAY)
    assert epochs.begin(NOW).back_to == NOW, "what it confirmed by that clock is later"


def test_a_clock_that_is_set_back_begins_no_epoch() -> None:
    first = epochs.beat(epochs.begin(NOW), NOW + 30)
    assert epochs.beat(first, NOW - DAY).code == first.code


def test_the_oldest_epoch_told_answers_for_those_before() -> None:
    for number in range(4 * epochs.TOLD + 20):
        epochs.begin(NOW + number * DAY)
    Epoch.objects.filter(pk=Epoch.objects.order_by("pk").values_list("pk", flat=True)[3]).update(back_to=7)
    for number in range(300, 300 + epochs.TOLD):
        epochs.begin(NOW + number * DAY)
    told = epochs.history()
    assert len(told) == epochs.TOLD
    assert told[0].back_to == 7
    assert told[-1].code == epochs.current(NOW).code
    assert Epoch.objects.count() <= 4 * epochs.TOLD + 1


def test_terminals_are_told_the_epoch_in_each_answer(api: TerminalApi, now: StandingClock) -> None:
    code = epochs.current(NOW).code
    beat = {"sent_at": NOW, "version": "1", "catalogue_version": "1", "waiting": 0, "devices": {}}
    assert api.call("/heartbeat", beat)["epochs"] == [{"code": code, "back_to": NOW}]
    for body, status in (("{}", 422), ("nothing", 422)):
        answer = Client().post("/api/v1/token", body, content_type="application/json")
        assert (answer.status_code, answer.headers[EPOCH]) == (status, code)


def test_a_lost_case_comes_back_under_its_own_number(api: TerminalApi, now: StandingClock, wang: SamplePerson) -> None:
    message, case = applied(api, wang)
    before = CaseRecord.objects.get().due
    now.at += 3 * DAY
    put_back(api, message["message_id"])
    api.get_token()
    others = [applied(api, person)[1]["case_number"] for person in SAMPLE_PEOPLE[1:4]]
    assert case["case_number"] not in others
    ((back,),) = (verdict["cases"] for verdict in api.send(again(message, case)))
    assert back == case, "number, time of receipt, and the promised day"
    row = CaseRecord.objects.get(case_number=case["case_number"])
    assert (row.received_at, row.due, row.returned_at) == (NOW, before, now.at)
    assert row.events.get().note.startswith(RETURNED)
    assert api.send(again(message, case))[0]["cases"] == [case], "and stays so"
    assert CaseRecord.objects.filter(returned_at=None).count() == 3


def test_a_case_that_was_not_lost_is_answered_as_it_stands(api: TerminalApi, wang: SamplePerson) -> None:
    message, case = applied(api, wang)
    epochs.begin(NOW)
    assert api.send(again(message, case, case_number="261122999999999"))[0]["cases"] == [case]
    assert CaseRecord.objects.get().returned_at is None


def test_a_number_that_another_case_has_is_not_given_again(api: TerminalApi, now: StandingClock, wang: SamplePerson) -> None:
    message, case = applied(api, wang)
    _, others = applied(api, SAMPLE_PEOPLE[2])
    put_back(api, message["message_id"])
    (back,) = api.send(again(message, others))[0]["cases"]
    assert back["case_number"] not in (case["case_number"], others["case_number"])
    row = CaseRecord.objects.get(case_number=back["case_number"])
    assert others["case_number"] in row.events.get().note
    assert row.returned_at == NOW


@pytest.mark.parametrize(
    "changes",
    [
        {"case_number": "x"},
        {"case_number": "26112200000"},
        {"case_number": "２６１１２２12340001"},
        {"received_at": NOW + DAY},
        {"received_at": NOW - DAY},
    ],
)
def test_what_was_never_told_is_no_number(api: TerminalApi, wang: SamplePerson, changes: dict[str, Any]) -> None:
    message, case = applied(api, wang)
    put_back(api, message["message_id"])
    (back,) = api.send(again(message, case, **changes))[0]["cases"]
    assert back["case_number"].startswith(f"261122{epochs.current(NOW).code}")


def test_a_number_that_may_yet_be_drawn_is_not_taken(api: TerminalApi, wang: SamplePerson) -> None:
    message, case = applied(api, wang)
    put_back(api, message["message_id"])
    ahead = f"261122{epochs.current(NOW).code}0005"
    (back,) = api.send(again(message, case, case_number=ahead))[0]["cases"]
    assert back["case_number"] != ahead
    numbers = {applied(api, person)[1]["case_number"] for person in SAMPLE_PEOPLE[1:7]}
    assert len({back["case_number"], *numbers}) == 7


def test_a_number_of_the_version_before_is_kept(api: TerminalApi, wang: SamplePerson) -> None:
    message, case = applied(api, wang)
    put_back(api, message["message_id"])
    (back,) = api.send(again(message, case, case_number="20261122000017"))[0]["cases"]
    assert back["case_number"] == "20261122000017"


@examples(10)
@given(data=st.data())
def test_no_number_is_given_to_two_cases(data: st.DataObject) -> None:
    """Whatever is lost and comes again, and in which order, with others in between."""
    with mock.patch.object(clock, "now", return_value=NOW), transaction.atomic():
        save = transaction.savepoint()
        try:
            api = enrol(Client(), lambda: NOW)
            api.get_token()
            told: dict[str, tuple[dict[str, Any], dict[str, Any]]] = {}
            for _ in range(data.draw(st.integers(2, 5))):
                for person in data.draw(st.lists(st.sampled_from(SAMPLE_PEOPLE), max_size=3)):
                    message, case = applied(api, person)
                    told[message["message_id"]] = (message, case)
                came = list(CaseRecord.objects.order_by("pk").values_list("submission_id", flat=True))
                lost = came[len(came) - data.draw(st.integers(0, len(came))) :]
                put_back(api, *lost)
                for name in data.draw(st.permutations(lost)):
                    if data.draw(st.booleans()):
                        assert api.send(again(*told[name]))[0]["cases"][0]["case_number"] == told[name][1]["case_number"]
            for message, case in told.values():
                assert api.send(again(message, case))[0]["cases"][0]["case_number"] == case["case_number"]
            assert CaseRecord.objects.count() == len(told)
        finally:
            transaction.savepoint_rollback(save)


def test_nobody_is_sent_the_same_message_twice(api: TerminalApi, now: StandingClock, wang: SamplePerson) -> None:
    """A gateway drops what it had under the same id."""
    message, case = applied(api, wang)
    names = set(TextMessage.objects.values_list("name", flat=True))
    assert names
    now.at += 600
    put_back(api, message["message_id"])
    assert not TextMessage.objects.exists()
    api.send(again(message, case))
    assert set(TextMessage.objects.values_list("name", flat=True)) == names
    _, another = applied(api, wang)
    assert TextMessage.objects.filter(case__case_number=another["case_number"]).exclude(name__in=names).exists()


def test_serials_leased_before_are_not_leased_again(api: TerminalApi, now: StandingClock) -> None:
    prefix = f"YB{api.terminal_id[1:]}-"
    copies = [f"{prefix}000150", f"{prefix}000900"]
    for number, serial in enumerate(copies):
        report = {
            "kind": "COPY",
            "report_id": f"01a200fb-5100-7635-8412-c3376742{number:04d}",
            "serial": serial,
            "outcome": "CONFIRMED",
            "printed_at": NOW,
            "sealed": api.sealer.seal(b"{}"),
        }
        api.call("/reports", {"items": [report]})
    assert not CopyRecord.objects.filter(leased=True).exists()
    beat = {"sent_at": NOW, "version": "1", "catalogue_version": "1", "waiting": 0, "devices": {}}
    api.call("/heartbeat", {**beat, "serials": {"prefix": prefix, "last": 200}})
    api.call("/heartbeat", {**beat, "serials": {"prefix": prefix, "last": 100}})
    api.call("/heartbeat", {**beat, "serials": {"prefix": "YBother-", "last": 900}})
    assert list(CopyRecord.objects.filter(leased=True).values_list("serial", flat=True)) == copies[:1]
    assert api.call("/copy-serials", {})["first"] == 201


def test_terminals_enrolled_after_the_backup_keep_their_ids(now: StandingClock) -> None:
    before = enrol(Client(), now).terminal_id
    now.at += 3600
    epochs.begin(now.at)
    first, second = (enrol(Client(), now).terminal_id for _ in range(2))
    number = int(before[7:])
    assert [int(name[7:]) - number for name in (first, second)] == [101, 102]
    epochs.begin(now.at + 5)
    assert int(enrol(Client(), now).terminal_id[7:]) - number == 103, "after an ordinary start none is left out"
