"""A stolen terminal knows names and numbers, and is told nothing: the register says which cards there are."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.test import override_settings

from central_platform.cases.models import CaseEvent, CaseRecord
from central_platform.notices.models import TextMessage
from central_platform.people.models import Lookup, PersonCard
from central_platform.people.services import tag_of
from central_platform.quotas.limits import Quota
from central_platform.quotas.models import Alarm
from central_platform.terminals import services as terminals
from central_platform.terminals.models import Terminal
from kiosk.domain.sample_people import SAMPLE_PEOPLE, SamplePerson, sample_person
from tests.central_platform.terminal_api import MODULE, StandingClock, TerminalApi, limits

ASKING = ("/profile", "/licences", "/cases")
LI = sample_person("li")  # whose card has an end


def terminal(api: TerminalApi) -> Terminal:
    return Terminal.objects.get(pk=api.terminal_id)


def mobile_of(person: SamplePerson) -> list[str]:
    return list(row.text for row in TextMessage.objects.order_by("id") if row.to == person.mobile)


@pytest.mark.parametrize("path", ASKING)
@pytest.mark.parametrize(
    "guess",
    [
        {"issued": None, "valid_until": None},
        {"issued": LI.valid_from, "valid_until": None},
        {"issued": LI.valid_from - timedelta(1)},
        {"valid_until": date(2038, 2, 14)},
    ],
)
def test_a_name_and_a_number_tell_nothing(api: TerminalApi, path: str, guess: dict[str, Any]) -> None:
    assert api.call(path, api.identity(LI, **guess), 403)["code"] == "IDENTITY"
    assert not Lookup.objects.exists()
    assert api.call(path, api.identity(LI))


def test_a_card_of_another_kind_is_proved_by_its_own_days(api: TerminalApi) -> None:
    PersonCard.objects.filter(person=tag_of(LI.number), kind="resident").delete()
    assert api.call("/licences", api.identity(LI), 403)["code"] == "IDENTITY"


def test_of_whom_no_card_is_known_the_profile_is_not_told(api: TerminalApi) -> None:
    PersonCard.objects.filter(person=tag_of(LI.number)).delete()
    assert api.call("/profile", api.identity(LI))["profile"] == {}
    assert api.call("/licences", api.identity(LI))["licences"]


def test_the_second_card_of_the_same_days_is_another_one(api: TerminalApi) -> None:
    api.call("/profile", api.identity(LI))
    assert api.call("/profile", api.identity(LI, mark="b" * 64), 403)["code"] == "IDENTITY"
    assert api.call("/profile", api.identity(LI))["profile"]


def test_guessing_the_days_ends_and_is_told_to_staff(api: TerminalApi, now: StandingClock) -> None:
    for days in range(1, 6):
        api.call("/profile", api.identity(LI, issued=LI.valid_from - timedelta(days)), 403)
    assert api.call("/profile", api.identity(LI), 403)["code"] == "IDENTITY", "the right one is no longer believed on this day"
    assert not Alarm.objects.exists()
    api.call("/profile", api.identity(LI, issued=LI.valid_from + timedelta(1)), 403)
    assert [alarm.quota for alarm in Alarm.objects.all()] == ["other-cards"]
    now.at += 86_400
    api.get_token()
    assert api.call("/profile", api.identity(LI))["profile"]


def test_a_terminal_that_guesses_is_stopped(api: TerminalApi) -> None:
    with limits(false_cards=2):
        for person in SAMPLE_PEOPLE[:3]:
            api.call("/profile", api.identity(person, issued=date(1999, 1, 1)), 403)
    assert terminal(api).stopped_for == "false-cards"
    assert api.call("/licences", api.identity(LI), 403)["code"] == "STOPPED"
    terminals.release(terminal(api))
    assert api.call("/licences", api.identity(LI))["licences"]


def test_the_first_reader_is_the_terminals_and_another_stops_it(api: TerminalApi) -> None:
    api.call("/profile", api.identity(LI))
    assert terminal(api).reader_module == MODULE
    assert api.call("/profile", api.identity(LI, module=""), 403)["code"] == "IDENTITY"
    assert terminal(api).stopped_at is None
    assert api.call("/profile", api.identity(LI, module="another"), 403)["code"] == "IDENTITY"
    assert api.call("/profile", api.identity(LI), 403)["code"] == "STOPPED"
    assert Alarm.objects.get().quota == "other-readers"
    terminals.release(terminal(api))
    terminals.forget_module(terminal(api))
    api.call("/profile", api.identity(LI, module="another"))
    assert terminal(api).reader_module == "another"


@pytest.mark.parametrize(
    ("quota", "asked"),
    [
        ("persons", [person.key for person in SAMPLE_PEOPLE[:3]]),
        ("lookups", ["li", "li", "li"]),
    ],
)
def test_what_no_terminal_needs_in_a_day_stops_it(api: TerminalApi, now: StandingClock, quota: str, asked: list[str]) -> None:
    with limits(**{quota: 2}):
        for key in asked[:2]:
            api.call("/cases", api.identity(sample_person(key)))
        assert api.call("/cases", api.identity(sample_person(asked[2])), 403)["code"] == "STOPPED"
    (alarm,) = Alarm.objects.all()
    assert (alarm.quota, alarm.whose, alarm.seen) == (quota, api.terminal_id, False)
    now.at += 86_400
    api.get_token()
    assert api.call("/cases", api.identity(LI), 403)["code"] == "STOPPED", "until staff have looked into it"


def test_one_person_is_asked_about_so_often_by_all_terminals(api: TerminalApi, now: StandingClock) -> None:
    with limits(about_person=2):
        for _ in range(2):
            api.call("/cases", api.identity(LI))
        assert api.call("/cases", api.identity(LI), 429)["code"] == "TOO_MANY"
        assert api.call("/cases", api.identity(sample_person("wang"))) == {"cases": []}
    assert terminal(api).stopped_at is None, "nobody else pays for it"


def test_a_person_is_told_the_first_time_on_a_day(api: TerminalApi, now: StandingClock) -> None:
    for path in ASKING:
        api.call(path, api.identity(LI))
    (told,) = mobile_of(LI)
    assert "11月22日10:00" in told
    assert "不是您本人" in told
    assert LI.name not in told
    assert LI.number not in told
    now.at += 86_400
    api.get_token()
    api.call("/cases", api.identity(LI))
    assert len(mobile_of(LI)) == 2


def test_an_application_in_ones_name_is_told_to_ones_own_number(api: TerminalApi) -> None:
    content = api.content(sample_person("wang"))
    content["answers"]["mobile"] = "13900000999"
    api.submit(api.seal(content))
    (told,) = mobile_of(sample_person("wang"))
    assert "敬老卡" in told
    assert "不是您本人" in told
    assert [row.to for row in TextMessage.objects.all()].count("13900000999") == 1, "the number that was given is told of the case"
    assert CaseRecord.objects.get().case_number not in told


def test_whose_own_number_was_given_is_told_once(api: TerminalApi) -> None:
    wang = sample_person("wang")
    api.submit(api.seal(api.content(wang)))
    assert len(mobile_of(wang)) == 1


@pytest.mark.parametrize(
    ("evidence", "why"),
    [
        ({"issued": None}, "没有送来证件的起止日期"),
        ({"issued": "2001-01-01"}, "和登记的不一致"),
    ],
)
def test_no_rule_decides_where_only_the_terminal_vouches(api: TerminalApi, evidence: dict[str, Any], why: str) -> None:
    content = api.content(sample_person("wang"))
    content["evidence"][0].update(evidence)
    (verdict,) = api.submit(api.seal(content))
    assert verdict["case"]["state"] == "RECEIVED"
    assert why in CaseEvent.objects.get().note


def test_nothing_of_a_stopped_terminal_is_decided_with_no_person(api: TerminalApi, now: StandingClock) -> None:
    terminals.stop(terminal(api), Quota.PERSONS, now())
    (verdict,) = api.submit(api.seal(api.content(sample_person("wang"))))
    assert verdict["case"]["state"] == "RECEIVED"
    assert "停止自动办理" in CaseEvent.objects.get().note


def test_an_item_may_say_that_the_terminals_word_is_enough(api: TerminalApi, monkeypatch: pytest.MonkeyPatch) -> None:
    from central_platform.cases import handler
    from central_platform.catalogue.published import item_of
    from kiosk.domain.values import replace

    def lenient(code: str, version: str) -> Any:
        item = item_of(code, version)
        assert item
        assert item.decision
        return replace(item, decision=replace(item.decision, terminal_alone=True))

    monkeypatch.setattr(handler, "item_of", lenient)
    content = api.content(sample_person("wang"), evidence=[])
    (verdict,) = api.submit(api.seal(content))
    assert verdict["case"]["state"] == "ACCEPTED"


def test_terminals_of_before_are_answered_only_where_that_is_set(api: TerminalApi) -> None:
    with override_settings(UNPROVED=True):
        assert api.call("/profile", api.identity(LI, issued=None, mark="", module=""))["profile"]
    assert api.call("/profile", api.identity(LI, issued=None, mark="", module=""), 403)["code"] == "IDENTITY"


def test_cards_are_brought_in_from_the_register(api: TerminalApi, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    PersonCard.objects.all().delete()
    file = tmp_path / "cards.csv"
    until = LI.valid_until.isoformat() if LI.valid_until else ""
    lines = [
        "number,kind,issued,valid_until",
        f"{LI.number},resident,{LI.valid_from},{until}",
        f"{sample_person('wang').number},resident,2014-05-20,",
        f"{LI.number},resident,2039-01-01,2019-01-01",
        f"{LI.number},passport,2019-02-14,",
        "310199199001010000,resident,2019-02-14,",
        f"{LI.number},resident,tomorrow,",
        LI.number,
    ]
    file.write_text("\n".join(lines), encoding="utf-8")
    with pytest.raises(CommandError, match="5 lines were left out: 4, 5, 6, 7, 8"):
        call_command("import_cards", str(file))
    assert capsys.readouterr().out == "2 cards\n"
    assert api.call("/profile", api.identity(LI))["profile"]
    assert api.call("/profile", api.identity(LI, valid_until=None), 403)["code"] == "IDENTITY"
    file.write_text("\n".join([lines[0], f"{LI.number},resident,{LI.valid_from},"]), encoding="utf-8")
    call_command("import_cards", str(file))
    assert api.call("/profile", api.identity(LI, valid_until=None))["profile"]


@pytest.mark.parametrize("data", [b"", b"a,b\n", b"\xff\xfe"])
def test_a_file_that_is_none_brings_nothing_in(tmp_path: Path, data: bytes) -> None:
    (tmp_path / "cards.csv").write_bytes(data)
    with pytest.raises(CommandError):
        call_command("import_cards", str(tmp_path / "cards.csv"))
