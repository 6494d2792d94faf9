"""A parent has copies of the licences of their children under fourteen; nobody else has, and no longer."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from central_platform.core import clock
from central_platform.licences import children
from central_platform.licences.models import LicenceRecord
from central_platform.people.services import tag_of
from central_platform.samples import licences as sample_licences
from central_platform.samples import records as sample_records
from central_platform.shared_data.models import DataUse, Record, Source
from central_platform.shared_data.services import CHILDREN
from central_platform.terminals.models import Terminal
from kiosk.domain.parties import Citizen
from kiosk.domain.sample_people import SamplePerson, sample_person
from tests.central_platform.terminal_api import NOW, StandingClock, TerminalApi

QIAN, SUN, LI = sample_person("qian"), sample_person("sun"), sample_person("li")


@pytest.fixture(autouse=True)
def _loaded(now: StandingClock) -> None:
    sample_licences.load()
    sample_records.load((CHILDREN,))


def held(api: TerminalApi, person: SamplePerson) -> list[dict[str, Any]]:
    return list(api.call("/licences", api.identity(person))["licences"])


def birth_certificate() -> LicenceRecord:
    return LicenceRecord.objects.get(holder__tag=tag_of(SUN.number), licence_type="birth-certificate")


def file_asked(api: TerminalApi, person: SamplePerson, status: int) -> dict[str, Any]:
    body = {**api.identity(person), "identifier": birth_certificate().identifier}
    return dict(api.call("/licences/file", body, status))


def test_a_parent_sees_the_childs_after_their_own(api: TerminalApi) -> None:
    told = held(api, QIAN)
    names = [licence["child"] for licence in told]
    assert names == sorted(names)
    assert {licence["licence_type"] for licence in told if licence["child"] == SUN.name} >= {"birth-certificate"}
    assert not any(licence["company"] for licence in told if licence["child"])
    assert DataUse.objects.get().purpose == "comparison"


def test_a_parent_is_given_the_childs_page_under_the_childs_name(api: TerminalApi) -> None:
    told = file_asked(api, QIAN, 200)
    assert told["licence"]["child"] == SUN.name


def test_nobody_else_learns_that_there_is_such_a_licence(api: TerminalApi) -> None:
    assert not any(licence["child"] for licence in held(api, LI))
    assert file_asked(api, LI, 404)["code"] == "NOT_FOUND"
    Record.objects.filter(data_set=CHILDREN).update(name=LI.name)  # of another person under her number
    assert file_asked(api, QIAN, 404)["code"] == "NOT_FOUND"


@pytest.mark.parametrize(("day", "shown"), [(date(2028, 5, 31), True), (date(2028, 6, 1), False)])
def test_from_the_fourteenth_birthday_on_it_is_the_childs_own(api: TerminalApi, day: date, shown: bool) -> None:
    parent = Citizen(QIAN.name, QIAN.number)
    found = children.of(parent, api_terminal(api), clock.now(), day)
    assert [child.number for child in found] == ([SUN.number] if shown else [])


def test_a_child_sees_their_own_and_not_the_parents(api: TerminalApi) -> None:
    told = held(api, SUN)
    assert told
    assert not any(licence["child"] for licence in told)


def test_a_department_that_is_away_costs_the_parent_nothing(api: TerminalApi) -> None:
    Source.objects.create(key=CHILDREN, url="http://127.0.0.1:9/")
    told = held(api, QIAN)
    assert told
    assert not any(licence["child"] for licence in told)


def api_terminal(api: TerminalApi) -> Terminal:
    assert clock.now() == NOW
    return Terminal.objects.get(pk=api.terminal_id)
