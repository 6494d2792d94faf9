"""离线码 on paper: for whom, one at a time, and how little it opens."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection

from central_platform.licences.models import LicenceRecord
from central_platform.people import paper_codes
from central_platform.people.models import Lookup, PaperCodeRecord, Person
from central_platform.people.services import identified, tag_of
from central_platform.quotas.models import Alarm
from central_platform.terminals.models import Terminal
from kiosk.domain.identity_codes import is_paper_code
from kiosk.domain.parties import Citizen, Evidence
from kiosk.domain.people import CardKind
from kiosk.domain.sample_people import SamplePerson, sample_person
from kiosk.messages.signing import identity_claim
from tests.central_platform.terminal_api import NOW, StandingClock, TerminalApi, enrol, limits, moment

WANG, LI, CHEN = (sample_person(key) for key in ("wang", "li", "chen"))
TODAY = date(2026, 11, 22)


def standing(api: TerminalApi, person: SamplePerson = WANG) -> Any:
    return api.call("/paper-code", api.identity(person))


def issue(api: TerminalApi, person: SamplePerson = WANG) -> Any:
    return api.call("/paper-code/issue", api.identity(person))["answer"]


def progress(api: TerminalApi, code: str) -> Any:
    return api.call("/cases/paper-code", {"code": code})["answer"]


def report(api: TerminalApi, reference: str, outcome: str = "VOIDED") -> None:
    name = moment().new_id()
    content = {"kind": "PAPER_CODE", "report_id": name, "reference": reference, "outcome": outcome, "at": NOW}
    (verdict,) = api.send(api.message("paper-code", 2, content, name))
    assert verdict["verdict"] == "ACCEPTED"


def test_whoever_is_sixty_or_older_may_have_one(api: TerminalApi) -> None:
    assert standing(api) == {"ground": "SENIOR", "issued_at": None, "until": None}
    given = issue(api)
    assert given["verdict"] == "ISSUED"
    assert is_paper_code(given["code"])
    assert given["until"] == (TODAY + timedelta(180)).isoformat()
    assert standing(api) == {"ground": "SENIOR", "issued_at": NOW, "until": given["until"]}


@pytest.mark.parametrize(
    ("birth", "ground"),
    [
        (date(1966, 11, 22), "SENIOR"),
        (date(1966, 11, 23), None),
        (date(2008, 11, 23), "MINOR"),
        (date(2008, 11, 22), None),
    ],
)
def test_the_age_decides_to_the_day(api: TerminalApi, birth: date, ground: str | None) -> None:
    Person.objects.filter(tag=tag_of(LI.number)).update(birth=birth)
    assert standing(api, LI)["ground"] == ground
    assert issue(api, LI)["verdict"] == ("ISSUED" if ground else "REFUSED")


def test_a_disability_certificate_does_while_it_counts(api: TerminalApi) -> None:
    certificates = LicenceRecord.objects.filter(licence_type="disability-certificate", holder=tag_of(CHEN.number))
    assert certificates.exists()
    Person.objects.filter(tag=tag_of(CHEN.number)).update(birth=date(1990, 1, 1))
    assert standing(api, CHEN)["ground"] == "DISABLED"
    certificates.update(revoked=True)
    assert standing(api, CHEN)["ground"] is None
    assert issue(api, CHEN) == {"verdict": "REFUSED", "reason": "NOT_ENTITLED"}


def test_a_new_one_ends_the_old_one_at_once(api: TerminalApi) -> None:
    first, second = issue(api), issue(api)
    assert progress(api, first["code"]) == {"verdict": "REFUSED", "reason": "ENDED"}
    assert progress(api, second["code"])["verdict"] == "ACCEPTED"
    assert PaperCodeRecord.objects.get(reference=first["reference"]).ended_why == "REPLACED"


def test_of_two_terminals_at_once_one_paper_counts(api: TerminalApi, now: StandingClock) -> None:
    other = enrol(api.client, now)
    other.get_token()
    terminals = [Terminal.objects.get(pk=one.terminal_id) for one in (api, other)]
    who = identified(terminals[0], api.identity(WANG)["identity"], "paper-code", NOW)

    def ask(terminal: Terminal) -> str:
        try:
            return paper_codes.issue(who, terminal, NOW).answer.verdict
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        assert list(pool.map(ask, terminals)) == ["ISSUED", "ISSUED"]
    assert PaperCodeRecord.objects.filter(ended_at=None).count() == 1


def test_a_loss_report_ends_it_and_a_second_finds_none(api: TerminalApi) -> None:
    given = issue(api)
    assert api.call("/paper-code/lost", api.identity(WANG)) == {"ended": True}
    assert api.call("/paper-code/lost", api.identity(WANG)) == {"ended": False}
    assert progress(api, given["code"])["reason"] == "ENDED"
    assert standing(api)["until"] is None


def test_a_paper_that_did_not_come_out_counts_no_more(api: TerminalApi, now: StandingClock) -> None:
    given = issue(api)
    for outcome in ("CONFIRMED", "SENT", "UNCERTAIN"):
        report(api, given["reference"], outcome)
    assert progress(api, given["code"])["verdict"] == "ACCEPTED"
    other = enrol(api.client, now)
    other.get_token()
    report(other, given["reference"])
    assert progress(api, given["code"])["verdict"] == "ACCEPTED", "what another terminal says of it is nothing"
    report(api, given["reference"])
    assert progress(api, given["code"])["reason"] == "ENDED"
    assert PaperCodeRecord.objects.get().ended_why == "NOT_PRINTED"
    report(api, "no such reference")


def test_it_shows_how_cases_stand_and_nothing_else(api: TerminalApi) -> None:
    content = api.content(WANG)
    api.submit(api.seal(content))
    told = progress(api, issue(api)["code"])
    (case,) = told["cases"]
    assert case["state"]
    assert WANG.name not in str(told)
    assert WANG.number not in str(told)
    assert [one.what for one in Lookup.objects.order_by("id")][-1] == "paper-progress"


def test_it_counts_on_its_last_day_and_not_after(api: TerminalApi, now: StandingClock) -> None:
    code = issue(api)["code"]
    now.at += 180 * 86_400
    api.get_token()
    assert progress(api, code)["verdict"] == "ACCEPTED"
    now.at += 86_400
    api.get_token()
    assert progress(api, code)["reason"] == "EXPIRED"


@pytest.mark.parametrize("made", ["", "LX1-", "LX1-" + "0" * 26, "CQ1-" + "0" * 26, "LX1-" + "O" * 26])
def test_what_is_no_code_opens_nothing(api: TerminalApi, made: str) -> None:
    assert progress(api, made) == {"verdict": "REFUSED", "reason": "UNKNOWN"}


def test_trying_codes_ends(api: TerminalApi) -> None:
    with limits(false_codes=2):
        assert [progress(api, "LX1-" + "0" * 26)["reason"] for _ in range(3)] == ["UNKNOWN", "UNKNOWN", "LIMIT"]


def test_papers_of_a_person_and_a_terminal_are_limited(api: TerminalApi) -> None:
    with limits(papers_of_person=1):
        issue(api)
        assert issue(api) == {"verdict": "REFUSED", "reason": "LIMIT"}
        assert PaperCodeRecord.objects.filter(ended_at=None).count() == 1, "the one that there is counts on"
    with limits(papers=1):
        assert issue(api, CHEN)["reason"] == "LIMIT"
    assert [alarm.quota for alarm in Alarm.objects.all()] == ["papers"]


def test_only_the_id_card_asks_for_one(api: TerminalApi) -> None:
    person = Person.objects.get(tag=tag_of(WANG.number))
    social = person.cards.get(kind="social-security")
    evidence = Evidence(CardKind.SOCIAL_SECURITY, "smart_card_reader", NOW, social.valid_until, social.issued, "b" * 64)
    claim = {"identity": identity_claim(api.signer, api.terminal_id, Citizen(WANG.name, WANG.number), evidence, NOW)}
    assert api.call("/paper-code/issue", claim)["answer"]["reason"] == "NOT_ENTITLED"


def test_of_whom_no_card_is_known_none_is_printed(api: TerminalApi) -> None:
    Person.objects.get(tag=tag_of(WANG.number)).cards.all().delete()
    assert issue(api)["reason"] == "NOT_ENTITLED", "the terminal's word alone proves nothing"


def test_only_its_hash_is_kept(api: TerminalApi) -> None:
    code = issue(api)["code"]
    row = PaperCodeRecord.objects.get()
    assert code not in str(row.__dict__)
    assert row.terminal == Terminal.objects.get(pk=api.terminal_id)


def test_staff_end_one_once(api: TerminalApi) -> None:
    code, row = issue(api)["code"], PaperCodeRecord.objects.get()
    assert paper_codes.revoke(row, NOW)
    assert not paper_codes.revoke(row, NOW)
    assert progress(api, code)["reason"] == "ENDED"
