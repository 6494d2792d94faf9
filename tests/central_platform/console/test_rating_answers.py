"""Answers to ratings keep who said what, when, and what it was before."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from django.contrib.admin.models import LogEntry
from django.test import Client

from central_platform.cases.models import CaseRecord
from central_platform.ratings.models import Rating, RatingAnswer
from central_platform.staff.models import StaffAct
from central_platform.staff.roles import Role
from central_platform.terminals.models import Terminal
from kiosk.domain.sample_people import SamplePerson
from tests.central_platform import databases
from tests.central_platform.staff import signed_in
from tests.central_platform.terminal_api import NOW, StandingClock, TerminalApi

INLINE = {f"answers-{name}": "0" for name in ("TOTAL_FORMS", "INITIAL_FORMS", "MIN_NUM_FORMS", "MAX_NUM_FORMS")}
PAGE = "/console/ratings/rating/r/change/"


@pytest.fixture
def rating(api: TerminalApi, wang: SamplePerson) -> Rating:
    api.submit(api.seal(api.content(wang)))
    case, terminal = CaseRecord.objects.get(), Terminal.objects.get()
    return Rating.objects.create(
        report_id="r", submission_id="s", case=case, terminal=terminal, level=1, rated_at=NOW, received_at=NOW
    )


def answer(client: Client, text: str, handling: str = "ORDINARY") -> Any:
    return client.post(PAGE, {"handling": handling, "answer": text, **INLINE})


def test_each_answer_is_kept_with_who_and_when(rating: Rating, now: StandingClock) -> None:
    lead, supervisor = signed_in(Role.LEAD, name="lead"), signed_in(Role.SUPERVISOR, name="supervisor")
    answer(lead, "已经电话道歉")
    now.at += 600
    answer(supervisor, "已经当面道歉，流程已改", "HARD")
    kept = list(RatingAnswer.objects.values_list("account", "at", "handling", "answer"))
    assert kept == [
        ("lead", NOW, "ORDINARY", "已经电话道歉"),
        ("supervisor", NOW + 600, "HARD", "已经当面道歉，流程已改"),
    ]
    rating.refresh_from_db()
    assert (rating.answer, rating.answered_at) == ("已经当面道歉，流程已改", NOW), "the first answer counts"
    page = lead.get(PAGE).content.decode()
    for words in ("答复经过", "已经电话道歉", "supervisor", "2026-11-22 10:10"):
        assert words in page


def test_what_changes_nothing_is_not_written_down(rating: Rating) -> None:
    lead = signed_in(Role.LEAD)
    answer(lead, "已经电话道歉")
    again = answer(lead, "已经电话道歉")
    assert "没有修改，什么都没有改变" in again.content.decode()
    assert RatingAnswer.objects.count() == LogEntry.objects.count() == StaffAct.objects.filter(kind="CHANGED").count() == 1


def test_the_history_is_read_and_not_changed(rating: Rating) -> None:
    lead = signed_in(Role.LEAD)
    answer(lead, "第一次")
    forged = {
        "answers-TOTAL_FORMS": "1",
        "answers-INITIAL_FORMS": "1",
        "answers-0-id": str(RatingAnswer.objects.get().pk),
        "answers-0-rating": "r",
        "answers-0-answer": "改写",
        "answers-0-DELETE": "on",
    }
    lead.post(PAGE, {"handling": "HARD", "answer": "第二次", **INLINE, **forged})
    assert [row.answer for row in RatingAnswer.objects.all()][:1] == ["第一次"]
    assert "改写" not in repr(list(RatingAnswer.objects.values()))


_BEFORE = """
import json, os, django
os.environ["DJANGO_SETTINGS_MODULE"] = "central_platform.settings"
django.setup()
from django.core.management import call_command
for app in (("terminals",), ("cases",), ("ratings", "0002")):
    call_command("migrate", *app, verbosity=0)
from django.db import connection
def row(table, **values):
    marks = ", ".join(["%s"] * len(values))
    with connection.cursor() as cursor:
        cursor.execute(f"INSERT INTO {table} ({', '.join(values)}) VALUES ({marks})", list(values.values()))
texts = (
    "site_zh site_en centre_zh centre_en hotline certificate exchange stopped_for reader_module"
)
numbers = "enrolled_at"
row("records_terminal", terminal_id="T1", revoked=False, public_key="{}",
    **dict.fromkeys(texts.split(), ""), **dict.fromkeys(numbers.split(), 0))
for name, answer, at in (("a", "好", 7), ("b", "", None)):
    row("records_rating", report_id=name, submission_id="", terminal_id="T1", level=1, channel="5", rated_at=1, received_at=2,
        handling="HARD", answer=answer, answered_at=at)
call_command("migrate", verbosity=0)
from central_platform.ratings.models import RatingAnswer
print(list(RatingAnswer.objects.values_list("rating_id", "account", "at", "handling", "answer")))
"""


def test_what_was_answered_before_begins_the_history(tmp_path: Path) -> None:
    environment = {**os.environ, "PLATFORM_HOME": str(tmp_path), **databases.new_database()}
    root = Path(__file__).parents[3]
    done = subprocess.run([sys.executable, "-c", _BEFORE], cwd=root, env=environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip() == "[('a', '', 7, 'HARD', '好')]"
