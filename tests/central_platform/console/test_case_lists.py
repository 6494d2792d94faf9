"""Lists of cases and terminals: found, narrowed and sorted by what staff know of them, and by what an index holds."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from central_platform.cases.models import CaseRecord
from central_platform.catalogue.published import current
from central_platform.centres.services import centre_named
from central_platform.core.keys import person_tag
from central_platform.staff import lists
from central_platform.staff.models import StaffLook
from central_platform.staff.roles import Role
from central_platform.terminals.models import LastHeartbeat, Terminal
from kiosk.domain.sample_people import SamplePerson
from kiosk.domain.service_items import ItemKind
from kiosk.domain.text import LocalizedText
from tests.central_platform.staff import enter, listed, member, signed_in
from tests.central_platform.terminal_api import NOW, SENIOR_CARD, SITE, TerminalApi

CASES, TERMINALS = "cases/caserecord", "terminals/terminal"
OTHER = LocalizedText("另一个街道的受理中心", "Another Centre")


def made(number: int, **changes: Any) -> CaseRecord:
    given = {
        "case_number": f"261122{number:08d}",
        "submission_id": f"submission-{number}",
        "sealed": b"",
        "terminal": Terminal.objects.get(),
        "state": "RECEIVED",
        "implementation_code": SENIOR_CARD,
        "item_zh": "敬老卡",
        "received_at": NOW + number,
        "committed_at": NOW,
        "due": "2026-11-30",
        "centre_zh": SITE.zh,
        "receipt_number": f"R{number}",
        "record": "{}",
        **changes,
    }
    return CaseRecord.objects.create(**given)


def numbers(client: Any, **asked: str) -> list[int]:
    return [int(row.case_number[6:]) for row in listed(client, CASES, **asked)]


def list_of(client: Any) -> Any:
    return client.get(f"/console/{CASES}/").context_data["cl"]


def column(client: Any, name: str) -> int:
    return int(list_of(client).list_display.index(name))


def test_cases_are_narrowed_by_what_is_due(api: TerminalApi) -> None:
    for number, due in enumerate(("2026-11-21", "2026-11-22", "2026-11-25", "2026-11-26", None), start=1):
        made(number, due=due)
    clerk = signed_in(Role.CLERK)
    assert numbers(clerk) == [5, 4, 3, 2, 1]
    assert numbers(clerk, overdue="past") == [1]
    assert numbers(clerk, overdue="today") == [2]
    assert numbers(clerk, overdue="soon") == [3, 2]
    assert numbers(clerk, overdue="nonsense") == [5, 4, 3, 2, 1]


def test_cases_are_sorted_by_due_state_and_centre(api: TerminalApi) -> None:
    made(1, due="2026-12-02", state="RECEIVED", centre_zh="乙")
    made(2, due="2026-12-01", state="ACCEPTED", centre_zh="乙")
    made(3, due="2026-12-03", state="RECEIVED", centre_zh="甲")
    made(4, due="2026-12-03", state="ACCEPTED", centre_zh="甲")
    supervisor = signed_in(Role.SUPERVISOR)
    orders = {name: column(supervisor, name) for name in ("due_told", "word_told", "centre_zh", "received")}
    assert numbers(supervisor, o=str(orders["due_told"])) == [2, 1, 3, 4]
    assert numbers(supervisor, o=f"-{orders['due_told']}") == [4, 3, 1, 2]
    assert numbers(supervisor, o=str(orders["word_told"])) == [2, 4, 1, 3]
    assert numbers(supervisor, o=f"-{orders['word_told']}") == [3, 1, 4, 2]
    assert numbers(supervisor, o=str(orders["received"])) == [1, 2, 3, 4]
    by_centre = numbers(supervisor, o=str(orders["centre_zh"]))
    assert by_centre in ([1, 2, 3, 4], [3, 4, 1, 2]), "as the database sorts Chinese"


def test_cases_are_narrowed_by_what_their_state_is_called(api: TerminalApi) -> None:
    made(1, state="REFUSED")
    made(2, state="REFUSED", not_accepted=True)
    made(3, state="REFUSED", revoked=True)
    made(4, state="APPROVED")
    clerk = signed_in(Role.CLERK)
    for number, word in enumerate(("不予办理", "不予受理", "已撤销", "已办结"), start=1):
        assert numbers(clerk, word=word) == [number]
        page = clerk.get("/console/cases/caserecord/", {"word": word}).content.decode()
        assert f'<td class="field-word_told">{word}</td>' in page
    assert numbers(clerk, word="nonsense") == [4, 3, 2, 1]


def test_cases_are_found_by_number_receipt_and_item(api: TerminalApi) -> None:
    applied_for = [code for code, item in current().items.items() if item.form and item.kind is ItemKind.TRANSACTION]
    other = next(code for code in applied_for if code != SENIOR_CARD)
    made(1)
    made(2, implementation_code=other)
    clerk = signed_in(Role.CLERK)
    assert numbers(clerk, q="26112200000001") == [1]
    assert numbers(clerk, q="R2") == [2]
    assert numbers(clerk, q="R") == []
    name = current().items[SENIOR_CARD].name.zh
    assert numbers(clerk, q=name) == [1]
    assert 1 in numbers(clerk, q=name[1:])
    assert numbers(clerk, item=other) == [2]
    page = clerk.get(f"/console/{CASES}/").content.decode()
    assert current().items[other].name.zh in page


def test_a_person_is_searched_for_with_a_reason(api: TerminalApi, wang: SamplePerson) -> None:
    made(1, applicant_tag=person_tag(wang.number))
    made(2)
    clerk = signed_in(Role.CLERK)
    for why in ({}, {"reason": "OTHER"}, {"reason": "ASKED", "explained": "嗯"}):
        refused = clerk.post(f"/console/{CASES}/find/", {"q": wang.number, **why}, follow=True)
        assert refused.redirect_chain == [(f"/console/{CASES}/", 302)]
        assert 'class="error"' in refused.content.decode()
        assert wang.number not in refused.content.decode()
    assert not StaffLook.objects.filter(kind="SEARCHED").exists()
    asked = {"q": wang.number, "reason": "ASKED", "explained": "本人来窗口查询"}
    led: Any = clerk.post(f"/console/{CASES}/find/", asked, follow=True)
    assert [row.pk for row in led.context_data["cl"].result_list] == [CaseRecord.objects.get(receipt_number="R1").pk]
    look = StaffLook.objects.get(kind="SEARCHED")
    assert (look.reason, look.explained, look.person_tag) == ("ASKED", "本人来窗口查询", person_tag(wang.number))


def test_centres_are_offered_to_whoever_has_several(api: TerminalApi) -> None:
    here, there = centre_named("site", SITE), centre_named("other", OTHER)
    made(1)
    made(2, centre_zh=OTHER.zh)
    one, both = signed_in(Role.CLERK), enter(member(Role.CLERK, name="both", centres=[here, there]))
    assert OTHER.zh not in one.get(f"/console/{CASES}/").content.decode()
    assert numbers(one, centre=OTHER.zh) == [1], "nobody reaches another centre by its name"
    assert numbers(both, centre=OTHER.zh) == [2]
    assert numbers(signed_in(Role.SUPERVISOR, name="boss"), centre=SITE.zh) == [1]


def test_a_list_counts_and_pages_to_a_bound(api: TerminalApi, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lists, "MOST_COUNTED", 30)
    for number in range(1, 31):
        made(number)
    clerk = signed_in(Role.CLERK)
    assert list_of(clerk).result_count == 30
    assert "还有更多" not in clerk.get(f"/console/{CASES}/").content.decode()
    made(31)
    assert list_of(clerk).result_count == 30
    assert "只列出前 30 条，还有更多" in clerk.get(f"/console/{CASES}/").content.decode()
    assert len(listed(clerk, CASES, p="2")) == 5


def test_a_list_opens_nothing_that_it_does_not_show(api: TerminalApi) -> None:
    made(1)
    clerk = signed_in(Role.CLERK)
    with CaptureQueriesContext(
        connection,
    ) as asked:
        listed(clerk, CASES)
    read = [query["sql"] for query in asked if "records_caserecord" in query["sql"]]
    assert read
    assert not any('"record"' in sql or '"sealed"' in sql for sql in read)
    assert not any("count(*)" in sql.lower() and "limit" not in sql.lower() for sql in read)


@pytest.mark.skipif(connection.vendor != "sqlite", reason="asks SQLite for its plan")
@pytest.mark.parametrize("role", [Role.CLERK, Role.SUPERVISOR])
@pytest.mark.parametrize(
    "asked",
    [
        {},
        {"word": "已收件"},
        {"overdue": "past"},
        {"q": "26112200000001"},
        {"q": "R1"},
        {"item": SENIOR_CARD},
        {"o": "due_told"},
    ],
)
def test_no_list_reads_the_whole_table(api: TerminalApi, role: Role, asked: dict[str, str]) -> None:
    made(1)
    client = signed_in(role)
    if "o" in asked:
        asked = {"o": str(column(client, asked["o"]))}
    with CaptureQueriesContext(connection) as queries:
        listed(client, CASES, **asked)
    for query in queries:
        if "records_caserecord" in query["sql"]:
            with connection.cursor() as cursor:
                cursor.execute(f"EXPLAIN QUERY PLAN {query['sql']}")
                plan = [row[3] for row in cursor.fetchall()]
            assert not [step for step in plan if step.startswith("SCAN records_caserecord") and "INDEX" not in step], plan


def test_terminals_are_narrowed_by_what_is_wrong(api: TerminalApi, wang: SamplePerson) -> None:
    well = {"confirmed_at": 1, "last_seen": NOW, "devices": {"printer": "ready"}, "public_key": {}, "enrolled_at": 1}
    wrongs: dict[str, dict[str, Any]] = {
        "well": {},
        "away": {"last_seen": NOW - 121},
        "waiting": {"waiting": 3},
        "devices": {"devices": {"printer": "out of paper"}},
        "stopped": {"stopped_at": NOW},
        "audit": {"audit_broken_at": NOW},
        "unconfirmed": {"confirmed_at": None},
        "revoked": {"revoked": True, "last_seen": None, "waiting": 9},
    }
    told = ("last_seen", "devices", "waiting")
    Terminal.objects.update(confirmed_at=1)
    LastHeartbeat.objects.update(**{key: value for key, value in well.items() if key in told})
    for name, wrong in wrongs.items():
        row = {**well, **wrong}
        terminal = Terminal.objects.create(terminal_id=name, **{key: value for key, value in row.items() if key not in told})
        LastHeartbeat.objects.create(terminal=terminal, **{key: value for key, value in row.items() if key in told})
    technician = signed_in(Role.TECHNICIAN)
    for name in wrongs:
        found = [row.pk for row in listed(technician, TERMINALS, health=name)]
        assert found == [name] or name == "well", name
    assert len(listed(technician, TERMINALS)) == len(wrongs) + 1
