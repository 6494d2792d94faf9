"""A department's own service, on real HTTP: what it answers well, and each way in which it fails."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db import connections
from django.test import override_settings

from central_platform.catalogue.data_sets import Purpose
from central_platform.core.paths import home_folder
from central_platform.samples.department import Department, Mood
from central_platform.shared_data import breaker, services
from central_platform.shared_data.adapters import CannotAnswer, Found
from central_platform.shared_data.models import DataUse, Source
from kiosk.domain.parties import Citizen
from kiosk.domain.queries import QueryRefusal
from kiosk.domain.sample_people import SamplePerson, sample_person
from tests.central_platform.terminal_api import NOW

KEY = "pension-payments"


@pytest.fixture(autouse=True)
def _in_a_hurry(now: Any) -> Iterator[None]:
    with override_settings(DEPARTMENT_TIMEOUT=(0.5, 0.3, 0.4)):
        yield


def look_up(person: SamplePerson, at: int = NOW) -> Found:
    who = Citizen(person.name, person.number)
    return services.look_up(services.data_sets()[KEY], who, Purpose.QUERY, {}, services.Asker(None, who, "", at))


def refusal(person: SamplePerson, at: int = NOW) -> QueryRefusal:
    with pytest.raises(CannotAnswer) as caught:
        look_up(person, at)
    assert str(caught.value) == caught.value.reason.value
    return caught.value.reason


def test_rows_come_with_their_state(department: Department, wang: SamplePerson) -> None:
    found = look_up(wang)
    assert [row["amount"] for row in found.rows] == ["438650"] * 3
    assert found.as_of == NOW
    asked = department.asked[0]
    assert asked["subject"] == {"kind": "CITIZEN", "name": wang.name, "number": wang.number}
    assert (asked["contract"], asked["data_set"], asked["purpose"], asked["parameters"]) == (1, KEY, "query", {})


def test_no_rows_are_an_answer(department: Department) -> None:
    assert look_up(sample_person("li")).rows == []
    department.moods = [Mood.EMPTY]
    assert look_up(sample_person("wang")).rows == []


@pytest.mark.parametrize(
    ("mood", "reason"),
    [
        (Mood.NOBODY, QueryRefusal.NO_SUCH_PERSON),
        (Mood.TWO, QueryRefusal.TWO_PERSONS),
        (Mood.NOT_PERMITTED, QueryRefusal.NOT_PERMITTED),
        (Mood.SOMEBODY_ELSE, QueryRefusal.SOMEBODY_ELSE),
        (Mood.ANOTHER_QUESTION, QueryRefusal.SOMEBODY_ELSE),
        (Mood.LATE, QueryRefusal.LATE),
        (Mood.DRIP, QueryRefusal.LATE),
        (Mood.NONSENSE, QueryRefusal.NONSENSE),
        (Mood.PORTAL, QueryRefusal.NONSENSE),
        (Mood.STRANGE_ROW, QueryRefusal.NONSENSE),
        (Mood.ENDLESS, QueryRefusal.NONSENSE),
        (Mood.BROKEN, QueryRefusal.NO_ANSWER),
        (Mood.MOVED, QueryRefusal.NO_ANSWER),
        (Mood.HANGS_UP, QueryRefusal.NO_ANSWER),
    ],
)
def test_each_failure_has_its_own_word(department: Department, wang: SamplePerson, mood: Mood, reason: QueryRefusal) -> None:
    department.moods = [mood]
    assert refusal(wang) is reason
    assert list(DataUse.objects.values_list("outcome", flat=True)) == [reason.value]


@pytest.mark.parametrize("mood", [mood for mood in Mood if mood not in (Mood.LATE, Mood.DRIP, Mood.ENDLESS)])
def test_no_failure_tells_anything_of_a_person(
    department: Department, wang: SamplePerson, mood: Mood, caplog: pytest.LogCaptureFixture
) -> None:
    department.moods = [mood]
    with suppress(CannotAnswer):
        look_up(wang)
    assert wang.number not in caplog.text
    assert wang.name not in caplog.text


@pytest.mark.parametrize(
    "wrong",
    [
        {"as_of": NOW + 3600},
        {"as_of": 0},
        {"as_of": "1795312800"},
        {"contract": 2},
        {"outcome": "MAYBE"},
        {"rows": [{"month": "2026-13", "item": "a", "amount": "1", "state": "a", "bank": "a"}]},
        {"rows": [{"month": "2026-12", "item": "a", "amount": 1, "state": "a", "bank": "a"}]},
        {"rows": [{"month": "2026-12", "item": "a", "amount": "1.5", "state": "a", "bank": "a"}]},
        {"rows": [{"month": "2026-12"}]},
        {"rows": "none"},
        {"more": 1},
        {"subject": {"kind": "CITIZEN", "name": "王秀英"}},
    ],
)
def test_what_does_not_keep_the_contract_is_nonsense(
    department: Department, wang: SamplePerson, wrong: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    well = department._answer
    monkeypatch.setattr(department, "_answer", lambda mood, body: {**well(mood, body), **wrong})
    assert refusal(wang) is QueryRefusal.NONSENSE


@pytest.mark.parametrize(
    ("name", "number", "kind"),
    [
        ("王秀兰", "310199194803120267", "CITIZEN"),
        ("王秀英", "310199199307051082", "CITIZEN"),
        ("王秀英", "310199194803120267", "COMPANY"),
    ],
)
def test_an_answer_about_somebody_else_is_thrown_away(
    department: Department, wang: SamplePerson, name: str, number: str, kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    well = department._answer
    subject = {"kind": kind, "name": name, "number": number}
    monkeypatch.setattr(department, "_answer", lambda mood, body: {**well(mood, body), "subject": subject})
    assert refusal(wang) is QueryRefusal.SOMEBODY_ELSE


def test_an_answer_about_nobody_is_not_taken_for_theirs(
    department: Department, wang: SamplePerson, monkeypatch: pytest.MonkeyPatch
) -> None:
    well = department._answer
    monkeypatch.setattr(department, "_answer", lambda mood, body: {**well(mood, body), "subject": None})
    assert refusal(wang) is QueryRefusal.SOMEBODY_ELSE


def test_a_department_that_fails_is_left_alone_for_a_while(department: Department, wang: SamplePerson) -> None:
    department.mood = Mood.BROKEN
    for _ in range(settings.DEPARTMENT_FAULTS):
        assert refusal(wang) is QueryRefusal.NO_ANSWER
    asked = len(department.asked)
    department.mood = Mood.FULL
    assert refusal(wang) is QueryRefusal.NO_ANSWER, "well again, but nobody has asked"
    assert len(department.asked) == asked
    assert breaker.state_of(Source.objects.get(pk=KEY), NOW) == "暂停调用"
    later = NOW + settings.DEPARTMENT_PAUSE
    assert breaker.state_of(Source.objects.get(pk=KEY), later) == "待试探"
    assert look_up(wang, later).rows
    assert breaker.state_of(Source.objects.get(pk=KEY), later) == "正常"


def test_of_many_one_alone_tries_a_tired_department(department: Department, wang: SamplePerson) -> None:
    Source.objects.update(faults=settings.DEPARTMENT_FAULTS, open_until=NOW)
    assert breaker.admits(KEY, NOW)
    assert not breaker.admits(KEY, NOW)
    assert not breaker.admits(KEY, NOW + settings.DEPARTMENT_PAUSE - 1)
    department.mood = Mood.BROKEN
    assert refusal(wang, NOW + settings.DEPARTMENT_PAUSE) is QueryRefusal.NO_ANSWER
    assert len(department.asked) == 1
    assert refusal(wang, NOW + settings.DEPARTMENT_PAUSE) is QueryRefusal.NO_ANSWER
    assert len(department.asked) == 1, "its pause has begun again"


def test_a_slow_department_holds_few_threads(department: Department, wang: SamplePerson) -> None:
    department.mood = Mood.LATE
    told: list[QueryRefusal] = []

    def asks() -> None:
        try:
            told.append(refusal(wang))
        finally:
            connections.close_all()

    threads = [threading.Thread(target=asks) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(department.asked) < settings.DEPARTMENT_FAULTS + settings.DEPARTMENT_CALLS, "left alone after so many"
    assert set(told) == {QueryRefusal.LATE, QueryRefusal.NO_ANSWER}
    assert len(told) == 8
    department.mood = Mood.FULL
    assert look_up(wang, NOW + settings.DEPARTMENT_PAUSE).rows, "none is held for ever"


def test_that_somebody_is_unknown_is_no_failure(department: Department, wang: SamplePerson) -> None:
    department.mood = Mood.NOBODY
    for _ in range(settings.DEPARTMENT_FAULTS + 2):
        assert refusal(wang) is QueryRefusal.NO_SUCH_PERSON
    assert len(department.asked) == settings.DEPARTMENT_FAULTS + 2


def test_its_token_goes_with_the_question(department: Department, wang: SamplePerson) -> None:
    file: Path = home_folder() / "departments" / f"{KEY}.token"
    file.parent.mkdir(exist_ok=True)
    file.write_text("a-token\n", encoding="utf-8")
    try:
        look_up(wang)
    finally:
        file.unlink()
    look_up(wang)
    assert department.bearers == ["Bearer a-token", ""]


def test_no_proxy_of_the_environment_hears_of_it(
    department: Department, wang: SamplePerson, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:9")
    monkeypatch.setenv("no_proxy", "")
    assert look_up(wang).rows
