"""Whatever happens to what is owed and promised, in any order: a day that passes ends a case once, and never one that has ended."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from central_platform.cases import checks, handing_in, services
from central_platform.cases.models import BadRecord, CaseRecord, PromiseStates, Verification
from kiosk.domain.cases import OPEN, CaseState
from kiosk.domain.sample_people import SamplePerson, sample_person
from kiosk.domain.times import day_of
from tests.campaign import examples
from tests.central_platform.cases.without_paper import DAY, handed_in, owing, promising, row_of, sent
from tests.central_platform.terminal_api import NOW, StandingClock, TerminalApi

_DECISIONS = {
    "accept": CaseState.ACCEPTED,
    "approve": CaseState.APPROVED,
    "refuse": CaseState.REFUSED,
    "send back": CaseState.CORRECTION,
}
_OWED = st.sampled_from(["picture", "picture again", "counter", "a day", "three weeks", "timer", *_DECISIONS])
_PROMISED = st.sampled_from(["met", "not met", "revoke", "a day", "three weeks", *_DECISIONS])


@pytest.fixture
def li() -> SamplePerson:
    """Who has none of the licences that would settle it."""
    return sample_person("li")


def pass_time(api: TerminalApi, now: StandingClock, days: int) -> None:
    now.at += days * DAY
    api.get_token()


def decide(row: CaseRecord, act: str, at: int, count: int) -> None:
    """Where staff may."""
    to = _DECISIONS[act]
    if not services.objection(row, to, "理由", f"staff {count}"):
        services.decide(row.case_number, to, "理由", f"staff {count}", at)


@settings(examples(25), suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(acts=st.lists(_OWED, max_size=9))
def test_what_is_owed_ends_a_case_only_by_its_day(api: TerminalApi, now: StandingClock, li: SamplePerson, acts: list[str]) -> None:
    now.at = NOW
    api.get_token()
    content = owing(api, li)
    case = sent(api, content)
    by = row_of(case).owed_by
    messages: list[dict[str, Any]] = []
    for count, act in enumerate(acts):
        row = row_of(case)
        before, owed = CaseState(row.state), bool(row.owed)
        match act:
            case "picture":
                messages.append(handed_in(api, case, content, "home", mark="abcdef"[count % 6]))
                api.send(messages[-1])
            case "picture again" if messages:
                api.send(messages[0])
            case "counter":
                handing_in.take_at_counter(row.case_number, ["home"], "clerk", now.at)
            case "a day" | "three weeks":
                pass_time(api, now, 1 if act == "a day" else 21)
            case "timer":
                handing_in.remind_due(now.at)
                handing_in.end_missed(now.at)
            case _ if act in _DECISIONS:
                decide(row, act, now.at, count)
        row = row_of(case)
        state = CaseState(row.state)
        assert before in OPEN or state is before, "what has ended stays so"
        assert owed or not row.owed, "nothing is owed anew"
        assert not (state is CaseState.APPROVED and row.owed)
        assert row.owed_by in (None, by), "its day stays"
        assert (row.owed_by is None) == (not row.owed)
        if act == "timer" and before in OPEN and owed:
            assert by is not None
            assert (state is CaseState.WITHDRAWN) == (by < day_of(now.at))
    api.call("/cases", api.identity(li))


@settings(examples(25), suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(acts=st.lists(_PROMISED, max_size=9))
def test_a_promise_is_revoked_only_when_its_time_is_over(
    api: TerminalApi, now: StandingClock, li: SamplePerson, acts: list[str]
) -> None:
    now.at = NOW
    api.get_token()
    BadRecord.objects.all().delete()
    CaseRecord.objects.all().delete()
    case = sent(api, promising(api, li))
    for count, act in enumerate(acts):
        row, check = row_of(case), Verification.objects.get()
        before, state = CaseState(row.state), check.state
        match act:
            case "met":
                done = checks.met(check, now.at, "查过了", "reviewer")
                assert done == (state in checks.LIVE and (before in OPEN or before is CaseState.APPROVED))
            case "not met":
                checks.not_met(check, now.at, "不是这样", "reviewer")
            case "revoke":
                late = state == PromiseStates.MENDING and check.due is not None and check.due < day_of(now.at)
                done = checks.revoke_for(check, now.at, "没有改正", "reviewer")
                assert not done or late, "never before its time is over"
            case "a day" | "three weeks":
                pass_time(api, now, 1 if act == "a day" else 21)
            case _:
                decide(row, act, now.at, count)
        row, check = row_of(case), Verification.objects.get()
        assert state in checks.LIVE or check.state == state, "what was found stays"
        assert before is not CaseState.REFUSED or CaseState(row.state) is CaseState.REFUSED
        assert BadRecord.objects.count() == (check.state == PromiseStates.REVOKED)
        assert not row.revoked or check.state == PromiseStates.REVOKED
        assert (check.due is not None) == (check.state in checks.LIVE)
    api.call("/cases", api.identity(li))
