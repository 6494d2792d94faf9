"""What is held of people goes when it was kept long enough or when they wish it, and is told to them; what a law keeps stays."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

import pytest
import yaml
from django.apps import apps
from django.core.management import call_command
from django.core.management.base import CommandError
from django.test import override_settings

from central_platform.cases.models import Attachment, CaseRecord
from central_platform.cases.services import decide
from central_platform.core.holdings import holdings
from central_platform.intake.models import KeptItem
from central_platform.licences.models import LicenceRecord
from central_platform.notices.models import TextMessage, TextMessageStates
from central_platform.people.models import Lookup, Person
from central_platform.people.services import tag_of
from central_platform.privacy.models import PrivacyAct
from central_platform.privacy.policy import PolicyFault, read_policy
from central_platform.privacy.services import policy
from central_platform.ratings.models import Rating
from kiosk.domain.cases import CaseState
from kiosk.domain.sample_people import SamplePerson, sample_person
from tests.central_platform.terminal_api import NOW, StandingClock, TerminalApi, moment

DAY = 86_400
LI = sample_person("li")


def run(command: str, monkeypatch: pytest.MonkeyPatch, number: str = "") -> str:
    monkeypatch.setattr("sys.stdin", io.StringIO(number + "\n"))
    out = io.StringIO()
    call_command(command, stdout=out)
    return out.getvalue()


def visit(api: TerminalApi, person: SamplePerson) -> CaseRecord:
    """A card shown, an application with a picture, and a rating."""
    for path in ("/profile", "/licences"):
        api.call(path, api.identity(person))
    pages = [{"key": "household_register", "state": "ATTACHED", "pages": [moment().new_id().replace("-", "") * 2]}]
    content = api.content(person, materials=pages)
    api.submit(api.seal(content))
    rated = {"report_id": moment().new_id(), "submission_id": content["submission_id"], "level": 1, "rated_at": NOW}
    api.send(api.message("rating", 2, rated, rated["report_id"]))
    return CaseRecord.objects.get(submission_id=content["submission_id"])


def test_every_table_with_somebody_in_it_has_a_rule() -> None:
    """By the columns that tables find people with, or seal."""
    personal = {"applicant_tag", "person_tag", "subject_tag", "holder_tag", "to_tag"}
    tables = {
        model.__name__
        for model in apps.get_models()
        if model.__module__.startswith("central_platform.")
        for field in model._meta.get_fields()
        if field.name in personal or type(field).__name__.startswith("Sealed")
    }
    held = {
        "CaseRecord",
        "CaseMessage",
        "Verification",
        "BadRecord",
        "Person",
        "Lookup",
        "LicenceRecord",
        "Presentation",
        "ShownCode",
        "PaperCodeRecord",
        "DataUse",
        "ProvedMaterial",
        "TextMessage",
        "DeliveryRecord",
        "ServedDocument",
    } | {"StaffLook"}
    # Rows of departments are theirs: an import replaces them. A paper's row says no more than that it was made out. The secret of a
    # second factor is its account's.
    assert tables - held == {"Record", "IssuedPaper", "PrivacyAct", "CodeDevice"}
    assert len(policy()) == len(holdings()) == 18


def test_a_person_is_told_all_that_is_held(api: TerminalApi, monkeypatch: pytest.MonkeyPatch) -> None:
    case = visit(api, LI)
    visit(api, sample_person("wang"))
    told = json.loads(run("disclose", monkeypatch, LI.number))
    assert set(told) == {holding.kind for holding in holdings()}
    assert told["profiles"]["rows"][0]["number"] == LI.number
    assert told["cases"]["rows"][0]["case_number"] == case.case_number
    assert told["cases"]["rows"][0]["said"]["answers"]["mobile"] == LI.mobile
    assert {row["what"] for row in told["lookups"]["rows"]} == {"profile", "licences"}
    assert told["licences"]["rows"]
    assert told["ratings"]["rows"][0]["level"] == "非常不满意"
    assert all(kind["why"] for kind in told.values())
    assert sample_person("wang").number not in json.dumps(told, ensure_ascii=False)
    acts = PrivacyAct.objects.filter(act="DISCLOSE", person_tag=tag_of(LI.number))
    assert acts.count() == len(told)
    assert acts.get(kind="cases").rows == 1


def test_nothing_is_held_of_whom_nobody_knows(api: TerminalApi, monkeypatch: pytest.MonkeyPatch) -> None:
    told = json.loads(run("disclose", monkeypatch, "310199199001010000"))
    assert not any(kind["rows"] for kind in told.values())


def test_what_a_law_keeps_stays_and_the_rest_is_erased(api: TerminalApi, monkeypatch: pytest.MonkeyPatch) -> None:
    visit(api, LI)
    TextMessage.objects.update(state=TextMessageStates.TAKEN)
    said = run("erase", monkeypatch, LI.number)
    assert "profiles: 1 deleted" in said
    assert "cases: 1 kept (《机关文件材料归档范围" in said
    assert Person.objects.get(tag=tag_of(LI.number)).profile == {}
    assert not TextMessage.objects.exists()
    assert Rating.objects.get().case is None
    assert CaseRecord.objects.count() == 1
    assert PrivacyAct.objects.get(act="ERASE", kind="text-messages").rows >= 1
    again = run("erase", monkeypatch, LI.number)
    assert "profiles: 0 deleted" in again


def test_a_message_is_sent_before_it_goes(api: TerminalApi, monkeypatch: pytest.MonkeyPatch) -> None:
    visit(api, LI)
    waiting = TextMessage.objects.count()
    run("erase", monkeypatch, LI.number)
    assert TextMessage.objects.count() == waiting > 0


@pytest.mark.parametrize("command", ["disclose", "erase"])
def test_without_a_number_nothing_is_done(command: str, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(CommandError, match="stdin"):
        run(command, monkeypatch)
    assert not PrivacyAct.objects.exists()


def test_what_was_kept_long_enough_goes(api: TerminalApi, now: StandingClock, monkeypatch: pytest.MonkeyPatch) -> None:
    case, still_open = visit(api, LI), visit(api, sample_person("wang"))
    decide(case.case_number, CaseState.REFUSED, "不符合条件", "staff", NOW)
    TextMessage.objects.update(state=TextMessageStates.TAKEN)
    KeptItem.objects.create(
        submission_id="x", sha256="0", sealed=b"", reason="CONFLICT", terminal=case.terminal, received_at=NOW, looked_into=True
    )
    assert run("retain", monkeypatch).count(": 0") == sum(holding.past is not None for holding in holdings())
    seen: list[tuple[str, int]] = []
    for days in (181, 1097, 3654):
        now.at = NOW + days * DAY
        run("retain", monkeypatch)
        seen = [*seen, ("messages", TextMessage.objects.count()), ("lookups", Lookup.objects.count())]
        seen = [*seen, ("cases", CaseRecord.objects.count()), ("kept", KeptItem.objects.count())]
        expired = LicenceRecord.objects.filter(valid_until__lt="2026-11-22")
        assert expired.exists() is (days < 3654), "for ten years after its end"
    assert seen[:4] == [("messages", 0), ("lookups", 4), ("cases", 2), ("kept", 0)]
    assert seen[4:8] == [("messages", 0), ("lookups", 0), ("cases", 2), ("kept", 0)]
    assert seen[8:] == [("messages", 0), ("lookups", 0), ("cases", 1), ("kept", 0)]
    assert CaseRecord.objects.get() == still_open, "however old, it is not decided"
    assert Attachment.objects.count() == 1
    assert set(PrivacyAct.objects.filter(act="RETAIN").values_list("kind", flat=True)) >= {"cases", "lookups", "text-messages"}


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"cases": None}, "no rule for \\['cases'\\]"),
        ({"letters": {"days": 1, "why": "x", "erasable": True}}, "nothing is held of \\['letters'\\]"),
        ({"cases": {"days": None, "why": "x", "erasable": False}}, "cases: a number of days"),
        ({"profiles": {"days": 9, "why": "x", "erasable": True}}, "profiles: a number of days"),
        ({"cases": {"days": 0, "why": "x", "erasable": False}}, "cases: a number of days"),
        ({"cases": {"days": 9, "why": "", "erasable": False}}, "cases: a number of days"),
        ({"staff-acts": {"days": 183, "why": "x", "erasable": False}}, "staff-acts: .*not fewer than a law says"),
        ({"staff-looks": {"days": None, "why": "x", "erasable": False}}, "staff-looks: a number of days"),
        ({"cases": {"days": "long"}}, "KeyError|ValueError"),
    ],
)
def test_a_policy_that_lacks_something_deletes_nothing(
    tmp_path: Path, change: dict[str, Any], told: str, monkeypatch: pytest.MonkeyPatch, api: TerminalApi, now: StandingClock
) -> None:
    from django.conf import settings

    whole = {**yaml.safe_load(settings.RETENTION.read_text(encoding="utf-8")), **change}
    file = tmp_path / "retention.yaml"
    file.write_text(yaml.safe_dump({kind: rule for kind, rule in whole.items() if rule}), encoding="utf-8")
    with pytest.raises(PolicyFault, match=told):
        read_policy(file, holdings())
    visit(api, LI)
    now.at += 10_000 * DAY
    with override_settings(RETENTION=file), pytest.raises(CommandError):
        run("retain", monkeypatch)
    assert Lookup.objects.exists()


@pytest.mark.parametrize("data", ["", "- a", "\t", "a: b"])
def test_what_is_no_policy_is_told(tmp_path: Path, data: str) -> None:
    (tmp_path / "policy.yaml").write_text(data)
    with pytest.raises(PolicyFault):
        read_policy(tmp_path / "policy.yaml", holdings())
    with pytest.raises(PolicyFault):
        read_policy(tmp_path / "no.yaml", holdings())
