"""Reports, leases, heartbeats, the published pack, decisions of staff, and the contract's file."""

from __future__ import annotations

import json
import threading
from datetime import date
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connections, transaction
from django.test import Client

from central_platform import openapi
from central_platform.cases import services as casework
from central_platform.cases.models import CaseEvent, CaseRecord
from central_platform.core import epochs
from central_platform.licences.models import CopyRecord
from central_platform.ratings.handler import keep_rating
from central_platform.ratings.models import Rating
from central_platform.staff.roles import Role
from central_platform.terminals.models import LastHeartbeat, Terminal
from kiosk.domain.cases import CaseState
from kiosk.domain.sample_people import SamplePerson
from kiosk.messages.contents import RatingContent
from tests.central_platform.platform_contract import FILE
from tests.central_platform.staff import CASE_ROWS, ask, show, signed_in
from tests.central_platform.terminal_api import NOW, StandingClock, TerminalApi, limits, moment


def _rating(submission_id: str, level: int) -> dict[str, Any]:
    return {"kind": "RATING", "report_id": moment().new_id(), "submission_id": submission_id, "level": level, "rated_at": NOW}


def _copy(api: TerminalApi, serial: str) -> dict[str, Any]:
    sealed = api.seal({"serial": serial, "licence_identifier": "1.2.156", "purpose": "办理入学"}, "x")["sealed"]
    values = {"serial": serial, "sealed": sealed, "printed_at": NOW, "outcome": "CONFIRMED"}
    return {"kind": "COPY", "report_id": moment().new_id(), **values}


def test_reports_are_kept_once(api: TerminalApi, wang: SamplePerson) -> None:
    lease = api.call("/copy-serials", {})
    item = api.seal(api.content(wang))
    api.submit(item)
    batch = {"items": [_rating(item["submission_id"], 2), _copy(api, f"{lease['prefix']}{lease['first']:06d}")]}
    ids = [report["report_id"] for report in batch["items"]]
    assert api.call("/reports", batch)["kept"] == ids
    assert api.call("/reports", batch)["kept"] == ids
    rating, copy = Rating.objects.get(), CopyRecord.objects.get()
    assert rating.case is not None
    assert rating.answer_due == date(2026, 11, 27)
    assert (copy.licence_identifier, copy.purpose, copy.leased) == ("1.2.156", "办理入学", True)


def test_a_rating_may_come_before_its_submission(api: TerminalApi, wang: SamplePerson) -> None:
    item = api.seal(api.content(wang))
    api.call("/reports", {"items": [_rating(item["submission_id"], 5)]})
    assert Rating.objects.get().case is None
    api.submit(item)
    rating = Rating.objects.get()
    assert rating.case
    assert rating.case.submission_id == item["submission_id"]
    assert rating.answer_due is None


def test_a_copy_that_cannot_be_opened_or_was_not_leased_is_kept_and_marked(api: TerminalApi) -> None:
    damaged = {**_copy(api, "YB310199001-999999"), "sealed": "a.b.c.d.e"}
    assert api.call("/reports", {"items": [damaged]})["kept"] == [damaged["report_id"]]
    row = CopyRecord.objects.get()
    assert (row.licence_identifier, row.leased) == ("", False)


def test_leases_never_overlap(api: TerminalApi) -> None:
    leases: list[Any] = []
    barrier = threading.Barrier(8)

    def lease() -> None:
        client = Client()
        barrier.wait()
        for _ in range(3):
            answer = client.post(
                "/api/v1/copy-serials", "{}", content_type="application/json", headers={"Authorization": f"Bearer {api.bearer}"}
            )
            leases.append(json.loads(answer.content))
        connections.close_all()

    threads = [threading.Thread(target=lease) for _ in range(8)]
    with limits(serials=10_000):
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    numbers = [number for lease in leases for number in range(lease["first"], lease["last"] + 1)]
    assert len(numbers) == 2400
    assert sorted(numbers) == list(range(1, 2401))
    assert {lease["prefix"] for lease in leases} == {"YB310199001-"}


def test_a_heartbeat_is_kept_and_answers_the_time(api: TerminalApi, now: StandingClock) -> None:
    beat = {
        "sent_at": NOW + 40,
        "version": "0.1.0",
        "catalogue_version": "v",
        "waiting": 3,
        "devices": {"receipt_printer": "ready"},
        "details": {"receipt_printer": "TM-T82 at 192.0.2.7"},
    }
    epoch = epochs.current(NOW)
    told = [{"code": epoch.code, "back_to": NOW}]
    assert api.call("/heartbeat", beat) == {"time": NOW, "restored": False, "epochs": told, "next_in": 30, "orders": []}
    row = LastHeartbeat.objects.get()
    assert (row.last_seen, row.waiting, row.devices, row.clock_ahead) == (NOW, 3, {"receipt_printer": "ready"}, 40)
    assert row.details == beat["details"]


def test_the_contracts_file_is_what_the_api_says() -> None:
    assert FILE.read_text(encoding="utf-8") == openapi.document(), "run: python -m central_platform.openapi"


def test_no_migration_is_missing() -> None:
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)


def test_staff_decide_with_reasons_and_history(api: TerminalApi, wang: SamplePerson) -> None:
    number = api.submit(api.seal(api.content(wang)))[0]["case"]["case_number"]
    with pytest.raises(casework.CannotDecide):
        casework.decide(number, CaseState.REFUSED, " ", "staff", NOW)
    row = casework.decide(number, CaseState.CORRECTION, "请补一张照片。", "staff", NOW)
    assert "请补一张照片" in row.next.zh
    casework.decide(number, CaseState.ACCEPTED, "", "staff", NOW)
    for to in (CaseState.APPROVED, CaseState.REFUSED):
        with pytest.raises(casework.CannotDecide, match="受审分离"):
            casework.decide(number, to, "理由", "staff", NOW)
    casework.decide(number, CaseState.APPROVED, "", "another", NOW)
    with pytest.raises(casework.CannotDecide):
        casework.decide(number, CaseState.REFUSED, "晚了", "staff", NOW)
    assert [event.state for event in CaseEvent.objects.all()] == ["ACCEPTED", "CORRECTION", "ACCEPTED", "APPROVED"]


def test_the_console_shows_and_decides(api: TerminalApi, wang: SamplePerson) -> None:
    supervisor, clerk, editor = (signed_in(role, name=role.name) for role in (Role.SUPERVISOR, Role.CLERK, Role.EDITOR))
    technician, auditor = signed_in(Role.TECHNICIAN, name="technician"), signed_in(Role.AUDITOR, name="auditor")
    api.submit(api.seal(api.content(wang)))
    api.call("/reports", {"items": [_rating(moment().new_id(), 1), _copy(api, "YB310199001-000001")]})
    api.call("/profile", api.identity(wang))
    row = CaseRecord.objects.get()
    for client, models in (
        (supervisor, ("cases/caserecord", "ratings/rating", "licences/licencerecord", "people/person", "notices/textmessage")),
        (clerk, ("cases/caserecord", "intake/keptitem")),
        (technician, ("terminals/terminal",)),
        (auditor, ("licences/copyrecord", "people/lookup")),
        (editor, ("centres/acceptancecentre",)),
    ):
        for model in models:
            listed = client.get(f"/console/{model}/")
            assert listed.status_code == 200, model
            assert wang.number not in listed.content.decode()
    rating, person = f"ratings/rating/{Rating.objects.get().pk}", f"people/person/{row.applicant_tag}"
    for client, page in (
        (technician, f"terminals/terminal/{api.terminal_id}"),
        (supervisor, rating),
        (supervisor, person),
        (editor, "centres/acceptancecentre/district"),
    ):
        assert client.get(f"/console/{page}/change/").status_code == 200
    page = show(clerk, f"cases/caserecord/{row.pk}")
    assert wang.name in page
    assert "到受理中心领取" in page
    assert "制卡完成后短信通知您" in page
    clerk.post(f"/console/cases/caserecord/{row.pk}/change/", {"to": "CORRECTION", "reason": "照片不清楚", **CASE_ROWS})
    row.refresh_from_db()
    assert row.state == "CORRECTION"
    assert CaseEvent.objects.last().actor == "CLERK"  # type: ignore[union-attr]
    ask(technician, "terminals/terminal", "revoke", "吊销", api.terminal_id)
    assert Terminal.objects.get().revoked
    assert api.call("/copy-serials", {}, 401)["code"] == "TOKEN"


def test_a_rating_that_comes_while_its_case_is_opened_is_tied(api: TerminalApi, wang: SamplePerson) -> None:
    content = api.content(wang)
    written, may_end = threading.Event(), threading.Event()
    report = RatingContent(kind="RATING", report_id=moment().new_id(), submission_id=content["submission_id"], level=5, rated_at=1)

    def rate() -> None:
        with transaction.atomic():
            keep_rating(report, Terminal.objects.get(), NOW)
            written.set()
            may_end.wait(10)
        connections.close_all()

    rating = threading.Thread(target=rate)
    rating.start()
    assert written.wait(10)
    threading.Timer(0.3, may_end.set).start()
    api.submit(api.seal(content))
    rating.join()
    assert Rating.objects.get().case is not None
