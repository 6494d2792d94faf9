"""Pictures of materials come in pieces, in any order, more than once, broken off: and are whole, once, or not there."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from central_platform.cases.models import Attachment, AttachmentPart, CaseRecord
from central_platform.centres.services import centre_named
from central_platform.staff.roles import Role
from kiosk.domain.sample_people import SamplePerson
from kiosk.domain.text import LocalizedText
from kiosk.messages.canonical import sha256_hex
from tests.campaign import examples
from tests.central_platform.staff import show, signed_in
from tests.central_platform.terminal_api import NOW, StandingClock, TerminalApi, enrol

JPEG = b"\xff\xd8 a picture of a page " + bytes(range(256)) * 4


def sealed_case(api: TerminalApi, person: SamplePerson, jpeg: bytes = JPEG) -> tuple[str, str]:
    """(submission, sealed picture) after its submission was taken in."""
    sealed = api.sealer.seal(jpeg)
    materials = [{"key": "household_register", "state": "ATTACHED", "licence_type": "", "pages": [sha256_hex(sealed.encode())]}]
    content = api.content(person, materials=materials)
    (verdict,) = api.submit(api.seal(content))
    assert verdict["verdict"] == "ACCEPTED"
    return content["submission_id"], sealed


def send(api: TerminalApi, submission_id: str, sealed: str, offset: int, end: int, **changes: Any) -> dict[str, Any]:
    piece = {
        "submission_id": submission_id,
        "sha256": sha256_hex(sealed.encode()),
        "size": len(sealed),
        "offset": offset,
        "piece": sealed[offset:end],
        **changes,
    }
    answer: dict[str, Any] = api.call("/attachments", piece)
    return answer


def test_piece_by_piece(api: TerminalApi, wang: SamplePerson) -> None:
    submission_id, sealed = sealed_case(api, wang)
    half = len(sealed) // 2
    assert send(api, submission_id, sealed, 0, half)["received"] == half
    assert not Attachment.objects.get().complete
    assert send(api, submission_id, sealed, half, len(sealed))["received"] == len(sealed)
    row = Attachment.objects.get()
    assert row.complete
    assert bytes(row.sealed) == sealed.encode()
    assert not AttachmentPart.objects.exists()
    assert send(api, submission_id, sealed, 0, half)["received"] == len(sealed), "sent again, it is known"


@settings(examples(40), suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(pieces=st.lists(st.tuples(st.integers(0, 2600), st.integers(0, 900)), max_size=12))
def test_whatever_comes_is_never_more_than_true(api: TerminalApi, wang: SamplePerson, pieces: list[tuple[int, int]]) -> None:
    submission_id, sealed = sealed_case(api, wang)
    received = 0
    for offset, length in pieces:
        offset = min(offset, len(sealed) - 1)
        answer = send(api, submission_id, sealed, offset, offset + length)
        if offset == received and received < len(sealed):
            received = min(offset + length, len(sealed))
        assert answer == {"sha256": sha256_hex(sealed.encode()), "verdict": "KEPT", "received": received, "time": NOW}
    while received < len(sealed):
        received = send(api, submission_id, sealed, received, received + 700)["received"]
    row = Attachment.objects.get(sha256=sha256_hex(sealed.encode()))
    assert row.complete
    assert bytes(row.sealed) == sealed.encode()


def test_what_is_not_what_it_is_called_by_begins_anew(api: TerminalApi, wang: SamplePerson) -> None:
    submission_id, sealed = sealed_case(api, wang)
    assert send(api, submission_id, sealed, 0, 100, piece="x" * 100)["received"] == 100
    assert send(api, submission_id, sealed, 100, len(sealed))["received"] == 0
    assert send(api, submission_id, sealed, 0, len(sealed))["received"] == len(sealed)
    assert Attachment.objects.get().complete


def test_more_than_there_is_begins_anew(api: TerminalApi, wang: SamplePerson) -> None:
    submission_id, sealed = sealed_case(api, wang)
    assert send(api, submission_id, sealed, 0, 0, piece=sealed + "x")["received"] == 0
    assert not Attachment.objects.get().complete


def test_nobody_sends_what_no_case_of_theirs_names(api: TerminalApi, now: StandingClock, wang: SamplePerson) -> None:
    submission_id, sealed = sealed_case(api, wang)
    other = enrol(Client(), now)
    other.get_token()
    assert send(other, submission_id, sealed, 0, 100) == {
        "sha256": sha256_hex(sealed.encode()),
        "verdict": "UNKNOWN",
        "received": 0,
        "time": NOW,
    }
    assert send(api, submission_id, api.sealer.seal(b"another"), 0, 100)["verdict"] == "UNKNOWN"
    assert send(api, api.content(wang)["submission_id"], sealed, 0, 100)["verdict"] == "UNKNOWN"
    assert not AttachmentPart.objects.exists()


def test_a_picture_is_asked_for_instead_of_the_paper_and_a_person_looks_at_it(api: TerminalApi, wang: SamplePerson) -> None:
    """Without the licence: the register is not to be brought, and no rule accepts what nobody saw."""
    stranger = api.content(wang)
    stranger["applicant"]["name"] = "王某某"  # has no licences here
    stranger["materials"] = [{"key": "household_register", "state": "ATTACHED", "licence_type": "", "pages": ["ab" * 32]}]
    (verdict,) = api.submit(api.seal(stranger))
    assert verdict["case"]["state"] == "RECEIVED"
    assert "户口簿" not in verdict["case"]["next_step"]["zh"]
    without = api.content(wang)
    without["applicant"]["name"] = "王某某"
    (verdict,) = api.submit(api.seal(without))
    assert "户口簿" in verdict["case"]["next_step"]["zh"]


@pytest.mark.parametrize("pages", [["x"], "ab", [["ab" * 32]], [7], ["AB" * 32], {"a": 1}])
def test_pages_that_are_none_stop_nothing(api: TerminalApi, wang: SamplePerson, pages: Any) -> None:
    content = api.content(wang, materials=[{"key": "k", "state": "ATTACHED", "licence_type": "", "pages": pages}])
    (verdict,) = api.submit(api.seal(content))
    assert verdict["verdict"] == "ACCEPTED"
    assert not Attachment.objects.exists()


def test_staff_see_it_and_nobody_else(api: TerminalApi, wang: SamplePerson) -> None:
    submission_id, sealed = sealed_case(api, wang)
    case = CaseRecord.objects.get(submission_id=submission_id)
    address = f"/console/cases/caserecord/picture/{Attachment.objects.get().pk}/"
    staff, guest = signed_in(Role.CLERK), signed_in(Role.AUDITOR, name="guest")
    page = f"cases/caserecord/{case.pk}"
    assert "还在传送" in staff.get(f"/console/{page}/change/").content.decode()
    assert staff.get(address).status_code == 403, "the case was not shown to them"
    assert "还在传送" in show(staff, page)
    assert staff.get(address).status_code == 404
    send(api, submission_id, sealed, 0, len(sealed))
    assert address not in staff.get(f"/console/{page}/change/").content.decode()
    assert address in show(staff, page)
    shown = staff.get(address)
    assert shown.content == JPEG
    assert shown["Content-Type"] == "image/jpeg"
    assert "no-store" in shown["Cache-Control"]
    assert guest.get(address).status_code == 403
    assert Client().get(address).status_code == 302
    other = centre_named("other", LocalizedText("别的中心", "Another"))
    assert signed_in(Role.CLERK, name="elsewhere", centres=[other]).get(address).status_code == 403
