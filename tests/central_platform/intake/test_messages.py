"""Messages: one envelope for all kinds, each answered by itself; what a newer terminal says is kept, and a person looks."""

from __future__ import annotations

import json
from typing import Any

import pytest

from central_platform.cases.events import cases_opened
from central_platform.cases.models import Attachment, CaseEvent, CaseRecord
from central_platform.core.models import Counter
from central_platform.distribution.targets import _keys
from central_platform.intake.models import KeptItem
from central_platform.licences.models import CopyRecord
from central_platform.notices.models import TextMessage
from central_platform.ratings.models import Rating
from central_platform.staff.roles import Role
from central_platform.terminals.models import Terminal
from kiosk.domain.sample_people import SamplePerson
from kiosk.messages.canonical import canonical_bytes, sha256_hex
from kiosk.messages.contents import CopyReport, RatingReport
from kiosk.messages.packs import read_keys
from tests.central_platform.staff import show, signed_in
from tests.central_platform.terminal_api import NOW, StandingClock, TerminalApi, case_number, moment


def submission(api: TerminalApi, person: SamplePerson, schema: int = 1, **changes: Any) -> dict[str, Any]:
    content = api.content(person, **changes)
    return api.message("submission", schema, content, content["submission_id"])


def rating(submission_id: str, level: int = 5, **more: Any) -> dict[str, Any]:
    report = RatingReport(report_id=moment().new_id(), submission_id=submission_id, level=level, rated_at=NOW)
    return {**report.model_dump(mode="json"), **more}


def test_messages_of_all_kinds_are_taken_in_one_batch(api: TerminalApi, wang: SamplePerson) -> None:
    lease = api.call("/copy-serials", {})
    serial = f"{lease['prefix']}{lease['first']:06d}"
    applied = submission(api, wang)
    rated = rating(applied["message_id"], 2)
    copy = CopyReport(
        report_id=moment().new_id(),
        serial=serial,
        sealed=api.sealer.seal(
            canonical_bytes({"serial": f"{lease['prefix']}000001", "licence_identifier": "1.2", "purpose": "p"})
        ),
        printed_at=NOW,
        outcome="CONFIRMED",
    ).model_dump(mode="json")
    batch = [
        applied,
        api.message("rating", 2, rated, rated["report_id"]),
        api.message("copy", 2, copy, copy["report_id"]),
        submission(api, wang),
    ]
    verdicts = api.send(*batch)
    assert [verdict["verdict"] for verdict in verdicts] == ["ACCEPTED"] * 4
    assert [len(verdict["cases"]) for verdict in verdicts] == [1, 0, 0, 1]
    assert Rating.objects.get().case == CaseRecord.objects.get(submission_id=applied["message_id"])
    assert CopyRecord.objects.get().licence_identifier == "1.2"
    assert api.send(*batch) == verdicts, "and however often they come"
    assert (CaseRecord.objects.count(), Rating.objects.count(), CopyRecord.objects.count()) == (2, 1, 1)


def test_both_contracts_tell_of_the_same_case(api: TerminalApi, wang: SamplePerson) -> None:
    applied = submission(api, wang)
    (new,) = api.send(applied)
    old = {"submission_id": applied["message_id"], "sealed": applied["sealed"], "sealed_sha256": applied["sha256"]}
    (verdict,) = api.submit(old)
    assert [verdict["case"]] == new["cases"]


def test_one_bad_message_holds_up_no_other(api: TerminalApi, wang: SamplePerson) -> None:
    good, damaged, wrong_hash = (submission(api, wang) for _ in range(3))
    damaged["sealed"] = damaged["sealed"][:-4] + "AAAA"
    damaged["sha256"] = sha256_hex(damaged["sealed"].encode())
    wrong_hash["sha256"] = "0" * 64
    unreadable = api.message("rating", 2, {"level": "six"})
    verdicts = api.send(damaged, unreadable, good, wrong_hash)
    assert [verdict.get("reason", "-") for verdict in verdicts] == ["CANNOT_OPEN", "CANNOT_OPEN", "-", "CANNOT_OPEN"]
    assert KeptItem.objects.count() == 3


def test_the_same_id_with_other_bytes_is_a_conflict(api: TerminalApi, wang: SamplePerson) -> None:
    content = api.content(wang)
    first, other = (api.message("submission", 1, content, content["submission_id"]) for _ in range(2))
    api.send(first)
    assert api.send(other)[0]["reason"] == "CONFLICT"
    assert api.send(first)[0]["verdict"] == "ACCEPTED"


def test_each_message_of_a_revoked_terminal_is_refused_and_kept(api: TerminalApi, wang: SamplePerson) -> None:
    Terminal.objects.update(revoked=True)
    rated = rating(moment().new_id())
    verdicts = api.send(submission(api, wang), api.message("rating", 2, rated, rated["report_id"]))
    assert [verdict["reason"] for verdict in verdicts] == ["REVOKED", "REVOKED"]
    assert KeptItem.objects.filter(reason="REVOKED").count() == 2
    assert not Rating.objects.exists()


def staff_page(row: CaseRecord) -> str:
    return show(signed_in(Role.CLERK), f"cases/caserecord/{row.pk}")


@pytest.mark.parametrize("where", ["top", "applicant", "materials"])
def test_an_unknown_key_opens_a_case_that_a_person_looks_at(api: TerminalApi, wang: SamplePerson, where: str) -> None:
    """Without it the case would be accepted by rule: what the key says may forbid that."""
    content = api.content(wang)
    {"top": content, "applicant": content["applicant"], "materials": content["materials"][0]}[where]["guardian"] = "李某某"
    (verdict,) = api.submit(api.seal(content))
    assert verdict["case"]["state"] == "RECEIVED"
    assert "查看您的申请" in verdict["case"]["next_step"]["zh"]
    assert "不用再交材料" not in verdict["case"]["next_step"]["zh"], "nobody knows that yet"
    row = CaseRecord.objects.get()
    assert json.loads(row.record) == content, "everything is kept"
    assert not row.automatic
    assert "guardian" in CaseEvent.objects.get().note
    assert TextMessage.objects.get().to == wang.mobile
    if where == "top":
        assert "李某某" in staff_page(row)


@pytest.mark.parametrize("named_in", ["the envelope", "the content"])
def test_a_newer_schema_opens_a_case_that_a_person_looks_at(api: TerminalApi, wang: SamplePerson, named_in: str) -> None:
    """Of another shape altogether: what can be read of it is, the rest is kept, and its pictures have room."""
    picture = api.sealer.seal(b"\xff\xd8")
    content = api.content(wang)
    content["party"] = {"subject": content.pop("applicant")}
    content["answers"] = [content["answers"]]
    if named_in == "the content":
        content["schema"] = 9
    sent = api.message("submission", 9, content, content["submission_id"], [sha256_hex(picture.encode())])
    (verdict,) = api.send(sent)
    (case,) = verdict["cases"]
    assert (case["state"], case["item_name"]["zh"]) == ("RECEIVED", "敬老卡申领")
    row = CaseRecord.objects.get()
    assert json.loads(row.record) == content
    assert row.receipt_number == content["receipt_number"]
    assert "schema 9" in CaseEvent.objects.get().note
    piece = {"submission_id": sent["message_id"], "sha256": sha256_hex(picture.encode()), "size": len(picture), "offset": 0}
    assert api.call("/attachments", {**piece, "piece": picture})["received"] == len(picture)
    assert Attachment.objects.get().complete
    assert "party" in staff_page(row)


def test_a_newer_rating_counts_and_is_kept_whole(api: TerminalApi) -> None:
    rated = rating(moment().new_id(), 4, tags=["快"])
    sent = api.message("rating", 9, rated, rated["report_id"])
    assert api.send(sent)[0]["verdict"] == "ACCEPTED"
    assert Rating.objects.get().level == 4
    kept = KeptItem.objects.get()
    assert (kept.reason, bytes(kept.sealed)) == ("NEWER_SCHEMA", sent["sealed"].encode())
    api.send(sent)
    assert KeptItem.objects.count() == 1


def test_an_unknown_kind_stays_with_the_terminal_and_staff_see_it(api: TerminalApi) -> None:
    sent = api.message("complaint", 1, {"text": "?"})
    (verdict,) = api.send(sent)
    assert (verdict["verdict"], verdict["after"]) == ("RETRY", 3600)
    assert KeptItem.objects.get().reason == "UNKNOWN_KIND"


def test_keys_of_the_envelope_that_are_not_known_stop_nothing(api: TerminalApi, wang: SamplePerson) -> None:
    assert api.send({**submission(api, wang), "priority": 1})[0]["verdict"] == "ACCEPTED"


def test_terminals_are_told_which_schemas_are_read() -> None:
    keys = read_keys(canonical_bytes(_keys(NOW)))
    assert keys.reads == {
        "copy": 2,
        "correction": 1,
        "order-report": 1,
        "paper-code": 2,
        "rating": 2,
        "submission": 5,
        "withdrawal": 1,
    }


def test_what_a_case_lacks_can_be_begun_from(api: TerminalApi, wang: SamplePerson) -> None:
    content = api.content(wang)
    content["answers"] |= {"mobile": "1", "delivery": "pigeon"}
    (verdict,) = api.send(api.message("submission", 1, content, content["submission_id"]))
    (case,) = verdict["cases"]
    assert case["state"] == "CORRECTION"
    assert {(defect["kind"], defect["key"]) for defect in case["defects"]} == {("ANSWER", "mobile"), ("ANSWER", "delivery")}
    assert all(defect["text"]["zh"] in case["next_step"]["zh"] for defect in case["defects"])


def test_one_message_may_have_several_cases(api: TerminalApi, wang: SamplePerson) -> None:
    applied = submission(api, wang)
    api.send(applied)
    row = CaseRecord.objects.get()
    row.pk, row.part, row.case_number = None, 1, "261122999999"
    row.save(force_insert=True)
    (verdict,) = api.send(applied)
    assert [case["case_number"] for case in verdict["cases"]] == [case_number(1), "261122999999"]


def test_a_hearer_that_fails_takes_the_case_with_it(api: TerminalApi, now: StandingClock, wang: SamplePerson) -> None:
    """What follows from a case is written with it, or neither is."""
    applied = submission(api, wang)
    heard: list[Any] = []

    def fail(sender: object, **told: Any) -> None:
        heard.extend(told["changes"])
        raise RuntimeError

    cases_opened.connect(fail)
    try:
        api.call("/v2/messages", {"items": [applied]}, status=500)
    except KeyError:  # the contract has no such answer
        pass
    finally:
        cases_opened.disconnect(fail)
    assert len(heard) == 1
    assert not CaseRecord.objects.exists()
    assert not TextMessage.objects.exists()
    assert not Counter.objects.filter(name__startswith="case").exists()
    assert api.send(applied)[0]["cases"][0]["case_number"] == case_number(1)
