"""What was taken along, on the platform: found by the card's tag, replaced, deleted, over after seven days; never opened."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import pytest

from central_platform.core.holdings import holdings
from central_platform.people.models import KeptDraft, Lookup
from central_platform.people.services import tag_of
from central_platform.serving.routes import Role, route_of
from kiosk.domain.kept_drafts import MOST
from kiosk.domain.sample_people import SamplePerson, sample_person
from kiosk.messages.kept_drafts import LARGEST, DraftContent, DraftLock
from tests.central_platform.terminal_api import NOW, StandingClock, TerminalApi, enrol, limits
from tests.kiosk.session_samples import CODE, card_of

WANG, LI = sample_person("wang"), sample_person("li")
LOCK = DraftLock(card_of("wang").block)
DAY = 86_400


def sealed(why: str = "照顾孙女", code: str = CODE, nonce: bytes = bytes(12)) -> str:
    return LOCK.seal(DraftContent(implementation_code=code, catalogue_version="1", answers={"why": why}), nonce)


def keep(api: TerminalApi, code: str = CODE, status: int = 200, **change: Any) -> Any:
    tags = {"holder": LOCK.holder, "item": LOCK.item(code), "sealed": sealed(code=code), **change}
    answer = api.call("/drafts/keep", {**api.identity(WANG), **tags}, status)
    return answer["answer"] if status == 200 else answer


def found(api: TerminalApi, person: SamplePerson = WANG, holder: str = LOCK.holder) -> list[Any]:
    drafts: list[Any] = api.call("/drafts", {**api.identity(person), "holder": holder})["drafts"]
    return drafts


def drop(api: TerminalApi, code: str = CODE) -> bool:
    tags = {"holder": LOCK.holder, "item": LOCK.item(code)}
    return bool(api.call("/drafts/drop", {**api.identity(WANG), **tags})["dropped"])


def test_any_terminal_finds_it_by_the_cards_tag(api: TerminalApi, now: StandingClock) -> None:
    assert keep(api) == {"verdict": "KEPT", "until": "2026-11-29"}
    other = enrol(api.client, now)
    other.get_token()
    (draft,) = found(other)
    assert (draft["kept_at"], draft["until"]) == (NOW, "2026-11-29")
    assert LOCK.open(draft["item"], draft["sealed"]).answers == {"why": "照顾孙女"}
    assert found(other, LI, DraftLock(card_of("li").block).holder) == []


def test_of_two_terminals_the_later_one_is_kept(api: TerminalApi, now: StandingClock) -> None:
    other = enrol(api.client, now)
    other.get_token()
    keep(api, sealed=sealed("一"))
    now.at += 60
    other.get_token()
    keep(other, sealed=sealed("二"))
    (draft,) = found(other)
    assert LOCK.open(draft["item"], draft["sealed"]).answers == {"why": "二"}
    assert draft["kept_at"] == NOW + 60


def test_it_is_told_to_the_end_of_its_last_day(api: TerminalApi, now: StandingClock) -> None:
    keep(api)
    now.at = NOW + 7 * DAY + 13 * 3600  # 29 November, 23:00
    api.get_token()
    assert len(found(api)) == 1
    now.at += 3600
    api.get_token()
    assert found(api) == []


def test_what_has_ended_is_deleted(api: TerminalApi) -> None:
    keep(api)
    (holding,) = [one for one in holdings() if one.kind == "kept-drafts"]
    assert holding.past is not None
    assert holding.past(NOW) == 0, "seven days later it is still told"
    assert holding.past(NOW + DAY) == 1
    assert not KeptDraft.objects.exists()


def test_nobody_can_be_told_which_are_theirs(api: TerminalApi) -> None:
    keep(api)
    (holding,) = [one for one in holdings() if one.kind == "kept-drafts"]
    assert list(holding.told(tag_of(WANG.number))) == []
    row = KeptDraft.objects.values().get()
    assert tag_of(WANG.number) not in map(str, row.values())


def test_one_is_deleted_by_its_holders_card(api: TerminalApi) -> None:
    keep(api)
    keep(api, code="2" * 31)
    assert drop(api)
    assert not drop(api)
    assert [draft["item"] for draft in found(api)] == [LOCK.item("2" * 31)]


def test_five_are_kept_and_no_sixth(api: TerminalApi, now: StandingClock) -> None:
    for number in range(MOST):
        assert keep(api, code=f"{number}" * 31)["verdict"] == "KEPT"
    assert keep(api, code="9" * 31) == {"verdict": "REFUSED", "reason": "FULL"}
    assert keep(api, code="0" * 31)["verdict"] == "KEPT", "one that is there is replaced"
    now.at += 8 * DAY
    api.get_token()
    assert keep(api, code="9" * 31)["verdict"] == "KEPT", "those that have ended do not count"


def test_a_terminal_keeps_so_many_a_day(api: TerminalApi) -> None:
    with limits(drafts=1):
        assert keep(api)["verdict"] == "KEPT"
        assert keep(api, code="2" * 31) == {"verdict": "REFUSED", "reason": "LIMIT"}


@pytest.mark.parametrize(
    "change",
    [
        {"sealed": "A" * (LARGEST + 1)},
        {"sealed": "照" * 60},
        {"sealed": ""},
        {"holder": "no tag"},
        {"item": "0" * 33},
        {"answers": "in the clear"},
    ],
)
def test_what_is_no_sealed_draft_is_refused(api: TerminalApi, change: dict[str, Any]) -> None:
    keep(api, status=422, **change)
    assert not KeptDraft.objects.exists()


def test_without_a_card_nothing_is_kept_or_told(api: TerminalApi) -> None:
    tags = {"holder": LOCK.holder, "item": LOCK.item(CODE), "sealed": sealed(), "identity": "a.b.c"}
    assert api.call("/drafts/keep", tags, 403)["code"] == "IDENTITY"
    assert api.call("/drafts", {"identity": "a.b.c", "holder": LOCK.holder}, 403)["code"] == "IDENTITY"
    assert not KeptDraft.objects.exists()


def test_each_question_is_written_down(api: TerminalApi) -> None:
    keep(api)
    found(api)
    drop(api)
    assert list(Lookup.objects.values_list("what", "person_tag")) == [("draft", tag_of(WANG.number))] * 3


def test_the_last_day_is_that_of_china(api: TerminalApi, now: StandingClock) -> None:
    now.at = NOW + 14 * 3600  # 23 November there, 22 November in London
    api.get_token()
    keep(api)
    assert KeptDraft.objects.get().until == date(2026, 11, 30)


def test_the_largest_that_is_kept_may_be_sent(api: TerminalApi) -> None:
    largest = {**api.identity(WANG), "holder": LOCK.holder, "item": LOCK.item(CODE), "sealed": "A" * LARGEST}
    assert len(json.dumps(largest)) < route_of(Role.API, "/api/v1/drafts/keep").most
    assert api.call("/drafts/keep", largest)["answer"]["verdict"] == "KEPT"
