"""How many questions are answered, and who may ask for what."""

from __future__ import annotations

import threading
from typing import Any

import pytest
from django.db import connections
from django.test import override_settings

from central_platform.catalogue.data_sets import Purpose
from central_platform.samples import records as sample_records
from central_platform.shared_data import allowances, services
from central_platform.shared_data.adapters import CannotAnswer
from central_platform.shared_data.models import Allowance, DataUse
from central_platform.terminals.services import Terminal
from kiosk.domain.parties import Citizen, Company
from kiosk.domain.queries import QueryRefusal
from kiosk.domain.sample_people import sample_person
from tests.central_platform.terminal_api import NOW, TerminalApi

WANG, LI = (Citizen(sample_person(key).name, sample_person(key).number) for key in ("wang", "li"))
COMPANY = Company("", "913101990000300156")


@pytest.fixture
def terminal(api: TerminalApi) -> Any:
    sample_records.load()
    from central_platform.terminals.models import Terminal as Row

    return Row.objects.get(pk=api.terminal_id)


def ask(terminal: Terminal | None, person: Citizen, at: int = NOW, purpose: Purpose = Purpose.QUERY) -> str:
    """What became of it."""
    try:
        services.look_up(services.data_sets()["si-contributions"], person, purpose, {}, services.Asker(terminal, person, "", at))
    except CannotAnswer as fault:
        return fault.reason.value
    return "ANSWERED"


def test_a_terminal_asks_so_much_in_a_minute(terminal: Any) -> None:
    with override_settings(QUERIES_A_MINUTE=2):
        assert [ask(terminal, WANG), ask(terminal, LI), ask(terminal, WANG)] == ["ANSWERED", "ANSWERED", "TOO_MANY"]
        assert ask(terminal, WANG, NOW + 60) == "ANSWERED"


def test_a_terminal_asks_so_much_in_a_day(terminal: Any) -> None:
    with override_settings(QUERIES_A_DAY=2):
        at = [NOW, NOW + 3600, NOW + 7200, NOW + 86_400]
        assert [ask(terminal, WANG, when) for when in at] == ["ANSWERED", "ANSWERED", "TOO_MANY", "ANSWERED"]


def test_a_person_is_asked_about_so_much_in_a_day(terminal: Any) -> None:
    with override_settings(QUERIES_OF_A_PERSON_A_DAY=1):
        assert [ask(terminal, WANG), ask(terminal, WANG), ask(terminal, LI)] == ["ANSWERED", "TOO_MANY", "ANSWERED"]


def test_a_day_begins_at_midnight_in_china(terminal: Any) -> None:
    midnight = 1795363200  # 2026-11-23 00:00 in China
    with override_settings(QUERIES_OF_A_PERSON_A_DAY=1):
        assert [ask(terminal, WANG, at) for at in (midnight - 1, midnight)] == ["ANSWERED", "ANSWERED"]


def test_a_question_too_many_counts_against_nobody() -> None:
    with pytest.raises(CannotAnswer):
        allowances.take([("a", allowances.DAY, 5), ("b", allowances.DAY, 0)], NOW)
    assert not Allowance.objects.filter(used__gt=0).exists()


def test_what_is_over_is_forgotten(terminal: Any) -> None:
    ask(terminal, WANG)
    allowances.take([("b", allowances.MINUTE, 1)], NOW + 2 * 86_400)
    assert Allowance.objects.count() == 1
    assert not Allowance.objects.filter(key__contains=WANG.number).exists()


def test_a_question_too_many_is_written_down(terminal: Any) -> None:
    with override_settings(QUERIES_A_MINUTE=0):
        ask(terminal, WANG)
    assert list(DataUse.objects.values_list("outcome", flat=True)) == ["TOO_MANY"]


def test_data_are_given_for_their_purposes_alone(terminal: Any) -> None:
    assert ask(None, LI, purpose=Purpose.COMPARISON) == "ANSWERED"
    assert ask(None, LI, purpose=Purpose.PREFILL) == QueryRefusal.NOT_PERMITTED.value
    assert list(DataUse.objects.order_by("pk").values_list("purpose", "outcome")) == [
        ("comparison", "ANSWERED"),
        ("prefill", "NOT_PERMITTED"),
    ]


@pytest.mark.parametrize(("key", "subject"), [("si-contributions", None), ("company-tax", WANG), ("vacancies", WANG)])
def test_a_data_set_is_asked_about_its_own_kind_of_subject(terminal: Any, key: str, subject: Citizen | None) -> None:
    with pytest.raises(ValueError, match="is about"):
        services.look_up(services.data_sets()[key], subject, Purpose.QUERY, {}, services.Asker(terminal, WANG, "", NOW))
    assert not DataUse.objects.exists()


def test_comparisons_of_the_platform_are_not_counted(terminal: Any) -> None:
    with override_settings(QUERIES_A_MINUTE=0, QUERIES_OF_A_PERSON_A_DAY=0):
        assert ask(None, LI, purpose=Purpose.COMPARISON) == "ANSWERED"


@pytest.mark.parametrize(
    ("key", "at", "may"),
    [
        ("li", NOW, True),
        ("wang", NOW, False),
        ("zhuge", NOW, False),
        ("zhuge", NOW - 2 * 365 * 86_400, True),
        ("ouyang", NOW, False),
    ],
)
def test_who_acts_for_a_company_is_known_by_number_name_and_day(terminal: Any, key: str, at: int, may: bool) -> None:
    person = Citizen(sample_person(key).name, sample_person(key).number)
    assert services.may_act(services.Asker(terminal, person, "", at), COMPANY) is may
    other_name = Citizen("李某某", person.number)
    assert not services.may_act(services.Asker(terminal, other_name, "", at), COMPANY)


def test_companies_cannot_be_tried_out(terminal: Any) -> None:
    with override_settings(QUERIES_OF_A_PERSON_A_DAY=2):
        asker = services.Asker(terminal, WANG, "", NOW)
        assert [services.may_act(asker, COMPANY), services.may_act(asker, Company("", "91310199000031018N"))] == [False, False]
        with pytest.raises(CannotAnswer) as caught:
            services.may_act(asker, COMPANY)
        assert caught.value.reason is QueryRefusal.TOO_MANY


def test_several_workers_share_one_count() -> None:
    taken: list[bool] = []

    def worker() -> None:
        try:
            for _ in range(6):
                try:
                    allowances.take([("terminal:x", allowances.DAY, 10)], NOW)
                    taken.append(True)
                except CannotAnswer:
                    taken.append(False)
        finally:
            connections.close_all()

    workers = [threading.Thread(target=worker) for _ in range(4)]
    for one in workers:
        one.start()
    for one in workers:
        one.join()
    assert (taken.count(True), len(taken)) == (10, 24)


def test_nobody_acts_for_a_company_whose_agents_cannot_be_asked(terminal: Any) -> None:
    from central_platform.shared_data.models import Source

    Source.objects.create(key=services.AGENTS, url="http://127.0.0.1:9/")
    with pytest.raises(CannotAnswer) as caught:
        services.may_act(services.Asker(terminal, LI, "", NOW), COMPANY)
    assert caught.value.reason is QueryRefusal.NO_ANSWER
