"""How many questions are answered, and who may ask for what."""

from __future__ import annotations

from typing import Any

import pytest

from central_platform.catalogue.data_sets import Purpose
from central_platform.samples import records as sample_records
from central_platform.shared_data import services
from central_platform.shared_data.adapters import CannotAnswer
from central_platform.shared_data.mandates import mandate_of
from central_platform.shared_data.models import DataUse
from central_platform.terminals.services import Terminal
from kiosk.domain.parties import Citizen, Company
from kiosk.domain.queries import QueryRefusal
from kiosk.domain.sample_people import sample_person
from tests.central_platform.terminal_api import NOW, TerminalApi, limits

WANG, LI = (Citizen(sample_person(key).name, sample_person(key).number) for key in ("wang", "li"))
COMPANY = Company("", "913101990000300156")


def may_act(asker: services.Asker, company: Company) -> bool:
    mandate = mandate_of(asker, company)
    return mandate is not None and mandate.refusal is None


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
    with limits(queries_a_minute=2):
        assert [ask(terminal, WANG), ask(terminal, LI), ask(terminal, WANG)] == ["ANSWERED", "ANSWERED", "TOO_MANY"]
        assert ask(terminal, WANG, NOW + 60) == "ANSWERED"


def test_a_terminal_asks_so_much_in_a_day(terminal: Any) -> None:
    with limits(queries=2):
        at = [NOW, NOW + 3600, NOW + 7200, NOW + 86_400]
        assert [ask(terminal, WANG, when) for when in at] == ["ANSWERED", "ANSWERED", "TOO_MANY", "ANSWERED"]


def test_a_person_is_asked_about_so_much_in_a_day(terminal: Any) -> None:
    with limits(queries_of_person=1):
        assert [ask(terminal, WANG), ask(terminal, WANG), ask(terminal, LI)] == ["ANSWERED", "TOO_MANY", "ANSWERED"]


def test_a_day_begins_at_midnight_in_china(terminal: Any) -> None:
    midnight = 1795363200  # 2026-11-23 00:00 in China
    with limits(queries_of_person=1):
        assert [ask(terminal, WANG, at) for at in (midnight - 1, midnight)] == ["ANSWERED", "ANSWERED"]


def test_a_question_too_many_is_written_down(terminal: Any) -> None:
    with limits(queries_a_minute=0):
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
    with limits(queries_a_minute=0, queries_of_person=0):
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
    assert may_act(services.Asker(terminal, person, "", at), COMPANY) is may
    other_name = Citizen("李某某", person.number)
    assert not may_act(services.Asker(terminal, other_name, "", at), COMPANY)


def test_companies_cannot_be_tried_out(terminal: Any) -> None:
    with limits(queries_of_person=2):
        asker = services.Asker(terminal, WANG, "", NOW)
        assert [may_act(asker, COMPANY), may_act(asker, Company("", "91310199000031018N"))] == [False, False]
        with pytest.raises(CannotAnswer) as caught:
            may_act(asker, COMPANY)
        assert caught.value.reason is QueryRefusal.TOO_MANY


def test_nobody_acts_for_a_company_whose_agents_cannot_be_asked(terminal: Any) -> None:
    from central_platform.shared_data.models import Source

    Source.objects.create(key=services.AGENTS, url="http://127.0.0.1:9/")
    with pytest.raises(CannotAnswer) as caught:
        may_act(services.Asker(terminal, LI, "", NOW), COMPANY)
    assert caught.value.reason is QueryRefusal.NO_ANSWER
