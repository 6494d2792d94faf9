"""随申码 on a phone: good once, for a minute; and what it proves afterwards, which no terminal can make by itself."""

from __future__ import annotations

import io
import uuid
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from central_platform.cases.models import CaseRecord
from central_platform.core import sealed
from central_platform.core.keys import key_ring
from central_platform.notices.models import TextMessage
from central_platform.people import phone_codes
from central_platform.people.models import Lookup, Person, ShownCode
from central_platform.people.services import tag_of
from central_platform.quotas.models import Alarm
from central_platform.samples import records as sample_records
from central_platform.terminals.models import Terminal
from kiosk.domain.codes import PersonCode, known_code, person_code_text
from kiosk.domain.parties import Citizen, Evidence
from kiosk.domain.people import CardKind
from kiosk.domain.sample_people import SamplePerson, sample_person
from kiosk.messages.identity_codes import LIFETIME, person_code, read_person_code
from kiosk.messages.signing import Signer, identity_claim, new_signing_key
from tests.central_platform.terminal_api import NOW, StandingClock, TerminalApi, enrol, limits

WANG, LI = sample_person("wang"), sample_person("li")
ASKING = ("/profile", "/licences", "/cases")
NURSE = "11310199000000430G431010000E906"
SENIOR_CARD = "113101990000001072431050000E004"


def phone(person: SamplePerson = LI, at: int = NOW) -> str:
    return phone_codes.present(person.number, at)


def show(api: TerminalApi, code: str) -> Any:
    return api.call("/person-code", {"code": code})["answer"]


def reason(api: TerminalApi, code: str) -> str:
    answer = show(api, code)
    assert answer["verdict"] == "REFUSED"
    return str(answer["reason"])


def shown(api: TerminalApi, person: SamplePerson = LI) -> str:
    """A reference that the platform gave."""
    answer = show(api, phone(person, api.now()))
    assert answer["verdict"] == "ACCEPTED"
    return str(answer["reference"])


def identity(api: TerminalApi, reference: str, person: Any = LI) -> dict[str, str]:
    evidence = Evidence(CardKind.PHONE_CODE, "code_scanner", api.now(), reference=reference)
    return {"identity": identity_claim(api.signer, api.terminal_id, Citizen(person.name, person.number), evidence, api.now())}


def other_terminal(api: TerminalApi, now: StandingClock) -> TerminalApi:
    other = enrol(api.client, now)
    other.get_token()
    return other


def test_a_code_tells_whose_it_is_and_is_written_down(api: TerminalApi) -> None:
    answer = show(api, phone(at=NOW - LIFETIME))
    assert (answer["verdict"], answer["name"], answer["number"]) == ("ACCEPTED", LI.name, LI.number)
    assert (answer["sex"], answer["birth"]) == (LI.sex.value, LI.birth.isoformat())
    row = ShownCode.objects.get(reference=answer["reference"])
    assert (row.outcome, row.person_tag, row.terminal_id) == ("ACCEPTED", tag_of(LI.number), api.terminal_id)
    assert [one.what for one in Lookup.objects.all()] == ["person-code"]
    assert [one.to for one in TextMessage.objects.all()] == [LI.mobile], "they are told, as of a card"


def test_a_code_is_good_for_a_minute(api: TerminalApi) -> None:
    assert LIFETIME == 60
    assert reason(api, phone(at=NOW - LIFETIME - 1)) == "TOO_OLD"
    assert reason(api, phone(at=NOW + 1)) == "TOO_OLD"


def test_a_code_is_good_once_at_any_terminal(api: TerminalApi, now: StandingClock) -> None:
    code = phone()
    assert show(api, code)["verdict"] == "ACCEPTED"
    assert reason(api, code) == "USED"
    assert reason(other_terminal(api, now), code) == "USED"
    assert ShownCode.objects.filter(outcome="ACCEPTED").count() == 1


def test_of_two_terminals_at_once_exactly_one_accepts(api: TerminalApi, now: StandingClock) -> None:
    code, terminals = phone(), list(Terminal.objects.filter(pk__in=(api.terminal_id, other_terminal(api, now).terminal_id)))

    def judge(terminal: Terminal) -> str:
        try:
            return phone_codes.accept(code, terminal, NOW).answer.verdict
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(judge, terminals)) == ["ACCEPTED", "REFUSED"]


def test_codes_that_were_stopped_show_nothing(api: TerminalApi) -> None:
    code = phone()
    Person.objects.filter(tag=tag_of(LI.number)).update(codes_stopped=True)
    assert reason(api, code) == "REVOKED"
    with pytest.raises(phone_codes.NobodyKnown):
        phone()


def test_of_nobody_that_is_known_there_is_none(api: TerminalApi) -> None:
    stranger = person_code(key_ring().signer, sealed.seal(bytes(32)), "y" * 24, NOW)
    assert reason(api, stranger) == "NOT_OURS"
    with pytest.raises(phone_codes.NobodyKnown):
        phone_codes.present("110101199003070011", NOW)


@pytest.mark.parametrize("made", ["", "SF1:0004ABCD", "LZ1:0004ABCD", "SF1:" + "9" * 1196, "SF1:0003:::", "CQ1-" + "0" * 26])
def test_what_is_no_such_code_is_refused(api: TerminalApi, made: str) -> None:
    assert reason(api, made) == "NOT_OURS"


def test_a_code_that_somebody_else_signed_is_refused(api: TerminalApi) -> None:
    who = read_person_code(phone(), key_ring().verification).who
    for signer in (Signer(new_signing_key()), api.signer):
        assert reason(api, person_code(signer, who, "y" * 24, NOW)) == "NOT_OURS"


def test_two_codes_of_one_person_have_nothing_in_common() -> None:
    one, other = (read_person_code(phone(), key_ring().verification) for _ in range(2))
    assert one.who[9:] != other.who[9:]
    code = phone()
    assert known_code(code) == PersonCode(code) == known_code(code.swapcase())
    for word in (LI.name, LI.number, tag_of(LI.number)[:16]):
        assert word not in code
        assert word.upper() not in code
    assert person_code_text(code[8:]) == code


def test_too_many_codes_of_a_person_are_refused(api: TerminalApi, now: StandingClock) -> None:
    with limits(codes_of_person=1):
        shown(api)
        assert reason(api, phone(at=NOW)) == "LIMIT"
        assert show(api, phone(WANG))["verdict"] == "ACCEPTED"
    assert [alarm.quota for alarm in Alarm.objects.all()] == ["codes-of-person"]


def test_trying_codes_that_are_none_ends(api: TerminalApi) -> None:
    with limits(false_codes=2):
        assert [reason(api, "SF1:0000") for _ in range(3)] == ["NOT_OURS", "NOT_OURS", "LIMIT"]


@pytest.mark.parametrize("path", ASKING)
def test_what_was_shown_answers_for_the_visit(api: TerminalApi, now: StandingClock, path: str) -> None:
    reference = shown(api)
    assert api.call(path, identity(api, reference))
    now.at += phone_codes.VISIT
    api.get_token()
    assert api.call(path, identity(api, reference))
    now.at += 1
    assert api.call(path, identity(api, reference), 403)["code"] == "IDENTITY"


@pytest.mark.parametrize("path", ASKING)
def test_a_terminal_makes_no_such_evidence(api: TerminalApi, now: StandingClock, path: str) -> None:
    """With its key, and all names and numbers: a reference that nobody gave, another's, another terminal's, a refused code's."""
    elsewhere = shown(other_terminal(api, now))
    refused = show(api, phone(at=NOW - 999))
    assert refused["verdict"] == "REFUSED"
    of_refused = str(ShownCode.objects.get(outcome="TOO_OLD").reference)
    for reference in ("", "x", str(uuid.uuid4()), elsewhere, of_refused, shown(api, WANG)):
        assert api.call(path, identity(api, reference), 403)["code"] == "IDENTITY"
    namesake = Citizen("李四", LI.number)
    assert api.call(path, identity(api, shown(api), namesake), 403)["code"] == "IDENTITY"


def test_made_up_references_stop_a_terminal(api: TerminalApi) -> None:
    with limits(false_cards=2):
        for _ in range(3):
            api.call("/profile", identity(api, str(uuid.uuid4())), 403)
    assert Terminal.objects.get(pk=api.terminal_id).stopped_at


def test_a_stopped_terminal_is_told_of_nobody(api: TerminalApi) -> None:
    Terminal.objects.filter(pk=api.terminal_id).update(stopped_at=NOW)
    assert api.call("/person-code", {"code": phone()}, 403)["code"] == "STOPPED"


def test_other_cards_that_were_tried_keep_no_code_from_counting(api: TerminalApi) -> None:
    with limits(other_cards=0):
        assert api.call("/profile", api.identity(LI), 403)["code"] == "IDENTITY"
        assert api.call("/profile", identity(api, shown(api)))["profile"]


def test_a_company_is_acted_for_with_a_card_alone(api: TerminalApi) -> None:
    body = {**identity(api, shown(api)), "implementation_code": "1" * 31}
    assert api.call("/companies", body, 403)["code"] == "IDENTITY"


def apply(api: TerminalApi, reference: str, code: str = NURSE, person: SamplePerson = LI, **changes: Any) -> CaseRecord:
    sample_records.load(("nurse-appointments",))
    evidence = {"shown": "phone-code", "reader": "code_scanner", "read_at": NOW, "reference": reference}
    answers = {"mobile": person.mobile, "new_hospital": "样板区梧桐医院", "from_where": "city"}
    citizen = {"kind": "CITIZEN", "name": person.name, "number": person.number}
    content = api.content(
        person,
        implementation_code=code,
        evidence=[evidence],
        parties={"applicant": citizen},
        **{"schema": 5, "materials": [], "situation": "", "answers": answers, **changes},
    )
    content["applicant"] = {**content["applicant"], "card_kind": "phone-code", "card_valid_until": None, "address": ""}
    (verdict,) = api.send(api.message("submission", 5, content, content["submission_id"]))
    assert verdict["verdict"] == "ACCEPTED"
    return CaseRecord.objects.get(submission_id=content["submission_id"])


def test_a_code_is_proof_for_rules_that_decide_alone(api: TerminalApi) -> None:
    row = apply(api, shown(api))
    assert (row.state, row.automatic) == ("APPROVED", True)


def test_what_comes_a_day_later_a_person_decides(api: TerminalApi, now: StandingClock) -> None:
    reference = shown(api)
    now.at += phone_codes.DAY + 1
    api.get_token()
    row = apply(api, reference)
    assert (row.state, row.automatic) == ("RECEIVED", False)
    assert "出示随申码已经过了一天" in row.events.get().note


@pytest.mark.parametrize("whose", ["nobody", "another", "elsewhere"])
def test_a_code_that_is_not_on_record_proves_nothing(api: TerminalApi, now: StandingClock, whose: str) -> None:
    reference = {
        "nobody": lambda: str(uuid.uuid4()),
        "another": lambda: shown(api, WANG),
        "elsewhere": lambda: shown(other_terminal(api, now)),
    }[whose]()
    row = apply(api, reference)
    assert (row.state, row.automatic) == ("RECEIVED", False)
    assert "平台没有这次出示的记录" in row.events.get().note


def test_where_the_card_itself_is_needed_no_rule_decides(api: TerminalApi) -> None:
    answers = {"household_here": "yes", "mobile": WANG.mobile, "delivery": "collect", "photo_choice": "card"}
    row = apply(api, shown(api, WANG), SENIOR_CARD, WANG, answers=answers, situation="collect")
    assert (row.state, row.automatic) == ("RECEIVED", False)
    assert "出示的证件达不到这个事项的要求" in row.events.get().note


def test_the_command_prints_a_code_for_trials(api: TerminalApi) -> None:
    out = io.StringIO()
    call_command("present_person_code", LI.number, stdout=out)
    assert show(api, out.getvalue().strip())["number"] == LI.number
    with pytest.raises(CommandError):
        call_command("present_person_code", "110101199003070011")
