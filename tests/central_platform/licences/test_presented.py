"""A licence that its holder shows on a phone: good once, within a minute, for what the item asks; else refused, and why."""

from __future__ import annotations

import io
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from central_platform.core.keys import key_ring
from central_platform.licences import presenting
from central_platform.licences.models import LicenceRecord, Presentation
from central_platform.people.models import Lookup
from central_platform.people.services import tag_of
from kiosk.domain.codes import PresentedCode, known_code, presented_code_text
from kiosk.domain.sample_people import SamplePerson, sample_person
from kiosk.messages.packed_statements import packed
from kiosk.messages.presented_licence import LIFETIME, presented_code, read_presented
from kiosk.messages.signing import Signer, new_signing_key
from tests.central_platform.terminal_api import NOW, SENIOR_CARD, StandingClock, TerminalApi, enrol

HOUSEHOLD = "household-register"


def phone(person: SamplePerson, at: int = NOW, licence_type: str = HOUSEHOLD) -> str:
    return presenting.present(person.number, licence_type, at)


def show(api: TerminalApi, person: SamplePerson, code: str, item: str = SENIOR_CARD) -> Any:
    body = {**api.identity(person), "code": code, "implementation_code": item}
    return api.call("/licences/presented", body)["answer"]


def reason(api: TerminalApi, person: SamplePerson, code: str) -> str:
    answer = show(api, person, code)
    assert answer["verdict"] == "REFUSED"
    return str(answer["reason"])


def test_a_code_within_its_minute_settles_what_the_item_asks(api: TerminalApi, wang: SamplePerson) -> None:
    answer = show(api, wang, phone(wang, NOW - LIFETIME))
    assert answer["verdict"] == "ACCEPTED"
    assert answer["licence_type"] == HOUSEHOLD
    row = Presentation.objects.get(reference=answer["reference"])
    assert (row.outcome, row.at, row.item) == ("ACCEPTED", NOW, SENIOR_CARD)
    assert row.terminal.terminal_id == api.terminal_id
    assert row.holder_tag == tag_of(wang.number)
    assert row.licence_identifier == LicenceRecord.objects.get(holder=tag_of(wang.number), licence_type=HOUSEHOLD).identifier
    assert Lookup.objects.filter(what="presented", person_tag=tag_of(wang.number)).count() == 1


def test_a_code_older_than_a_minute_is_refused(api: TerminalApi, wang: SamplePerson) -> None:
    assert reason(api, wang, phone(wang, NOW - LIFETIME - 1)) == "TOO_OLD"
    assert reason(api, wang, phone(wang, NOW + 1)) == "TOO_OLD", "made by a clock that is not the platform's"


def test_a_code_that_says_it_is_good_for_longer_is_not(api: TerminalApi, wang: SamplePerson) -> None:
    shown = read_presented(phone(wang), key_ring().verification)
    claims = {"iat": NOW - 61, "exp": NOW + 1000, "jti": "x" * 24, "h": shown.holder, "l": shown.licence}
    assert reason(api, wang, presented_code_text(packed((key_ring().signer.sign("presented-licence", claims),)))) == "TOO_OLD"


def test_a_code_shown_twice_is_refused_at_any_terminal(api: TerminalApi, wang: SamplePerson, now: StandingClock) -> None:
    code = phone(wang)
    assert show(api, wang, code)["verdict"] == "ACCEPTED"
    assert reason(api, wang, code) == "USED"
    other = enrol(api.client, now)
    other.get_token()
    assert reason(other, wang, code) == "USED"
    assert list(Presentation.objects.order_by("outcome").values_list("outcome", flat=True)) == ["ACCEPTED", "USED", "USED"]


def test_another_persons_code_is_refused_and_used_up(api: TerminalApi, wang: SamplePerson) -> None:
    code = phone(wang)
    li = sample_person("li")
    assert reason(api, li, code) == "OTHER_HOLDER"
    assert Presentation.objects.get().licence_identifier == "", "what others hold is not written down beside a stranger"
    assert reason(api, wang, code) == "USED"


def test_a_licence_that_the_item_does_not_ask_for_is_refused(api: TerminalApi, wang: SamplePerson) -> None:
    held = LicenceRecord.objects.filter(holder=tag_of(wang.number)).exclude(licence_type__in=["id-card", HOUSEHOLD]).first()
    assert held
    assert reason(api, wang, phone(wang, NOW, held.licence_type)) == "NOT_ASKED"


def test_a_licence_revoked_meanwhile_is_refused(api: TerminalApi, wang: SamplePerson) -> None:
    code = phone(wang)
    LicenceRecord.objects.filter(holder=tag_of(wang.number), licence_type=HOUSEHOLD).update(revoked=True)
    assert reason(api, wang, code) == "NOT_USABLE"


@pytest.mark.parametrize("made", ["", "LZ1:0004ABCD", "LC2:0004ABCD", "LZ1:" + "9" * 1196, "LZ1:0003:::"])
def test_what_is_no_code_of_ours_is_refused(api: TerminalApi, wang: SamplePerson, made: str) -> None:
    assert reason(api, wang, made) == "NOT_OURS"


def test_a_code_that_others_signed_is_refused(api: TerminalApi, wang: SamplePerson) -> None:
    shown = read_presented(phone(wang), key_ring().verification)
    forged = presented_code(Signer(new_signing_key()), shown.holder, shown.licence, "y" * 24, NOW)
    assert reason(api, wang, forged) == "NOT_OURS"
    by_terminal = presented_code(api.signer, shown.holder, shown.licence, "y" * 24, NOW)
    assert reason(api, wang, by_terminal) == "NOT_OURS"


def test_a_changed_character_is_never_accepted(api: TerminalApi, wang: SamplePerson) -> None:
    code = phone(wang)
    for at in range(8, len(code), 37):
        other = code[:at] + ("A" if code[at] != "A" else "B") + code[at + 1 :]
        assert reason(api, wang, other) == "NOT_OURS"
    assert show(api, wang, code)["verdict"] == "ACCEPTED", "nothing of that used it up"


def test_an_item_that_is_not_published_is_not_found(api: TerminalApi, wang: SamplePerson) -> None:
    body = {**api.identity(wang), "code": phone(wang), "implementation_code": "9" * 31}
    assert api.call("/licences/presented", body, 404)["code"] == "NOT_FOUND"


def test_the_code_says_nothing_of_holder_or_licence(wang: SamplePerson) -> None:
    code = phone(wang)
    assert known_code(code.lower()) == PresentedCode(code)
    shown = read_presented(code, key_ring().verification)
    row = LicenceRecord.objects.get(holder=tag_of(wang.number), licence_type=HOUSEHOLD)
    told = shown.model_dump_json()
    for secret in (wang.number, wang.name, row.identifier, row.number, HOUSEHOLD, tag_of(wang.number)[:16]):
        assert secret not in told
    again = read_presented(phone(wang), key_ring().verification)
    assert shown.jti != again.jti
    assert len(code) <= 520, "or the squares on a phone become too fine"


def test_nobody_presents_what_they_do_not_hold(wang: SamplePerson) -> None:
    for number, kind in ((wang.number, "business-licence"), ("310199190001010000", HOUSEHOLD)):
        with pytest.raises(presenting.NothingToPresent):
            presenting.present(number, kind, NOW)
    with pytest.raises(CommandError):
        call_command("present_licence", wang.number, "business-licence")


def test_the_command_prints_the_code(api: TerminalApi, wang: SamplePerson) -> None:
    printed = io.StringIO()
    call_command("present_licence", wang.number, HOUSEHOLD, stdout=printed)
    assert show(api, wang, printed.getvalue().strip())["verdict"] == "ACCEPTED"
