"""What cannot be finished is taken along, by the resident's own touch, and gone on with another day."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from kiosk.domain.service_items import Form
from kiosk.domain.values import replace
from kiosk.journeys.apply.draft import Drafts, draft_of, has_draft
from kiosk.journeys.apply.effects import Commit
from kiosk.journeys.apply.events import ChangeAnswer, Committed, SeeTaken, SetSignature, StartAnew
from kiosk.journeys.apply.filling import AskPage, CheckPage, MaterialsPage
from kiosk.journeys.apply.places import Eligibility
from kiosk.journeys.apply.take_along import DropTakenPage, TakeAlongPage, TakenAlongPage, TakingAlong
from kiosk.journeys.apply.taken import (
    AskTaken,
    DropTaken,
    FindTakenItems,
    KeepTaken,
    NotKept,
    NotTakenAlong,
    Taken,
    TakenAlongUntil,
    TakenItems,
    TakenKnown,
)
from kiosk.journeys.browse.events import ItemLoaded
from kiosk.journeys.browse.places import Home
from kiosk.messages.kept_drafts import LARGEST, DraftKeepAnswer, DraftLock, DraftsAnswer
from kiosk.ports.device_hub import DeviceAnswer, ReadSocialCard
from kiosk.ports.devices import Device, SocialCardRead
from kiosk.ports.platform import AskCases, CaseMade, CasesKnown, Network, NetworkChanged, NoAnswer, PlatformReply
from kiosk.session import effects as do
from kiosk.session import events as ev
from kiosk.session.identify import Identify
from kiosk.session.leaving import Leaving, Wiped
from kiosk.session.state import Overlay
from tests.kiosk.session_samples import (
    CODE,
    FORM,
    ITEM,
    SETTINGS,
    SHORT,
    SIGNATURE,
    WALL,
    Session,
    around,
    card_of,
    case_of,
    service_item,
    shown,
    social_card_of,
    traces_of,
)
from tests.kiosk.test_session_for_another import fill, for_mother

UNTIL = date(2026, 11, 29)
ANSWERS = {"here": "no", "why": "照顾孙女", "mobile": "13900000026"}
TAKEN = Taken(CODE, "2026.11.20.1", ANSWERS, frozenset(), frozenset(), WALL - 2 * 86_400)


def asked(session: Session, kind: type[Any]) -> list[Any]:
    return [effect for effect in session.all(do.AskPlatform) if isinstance(effect.look_up, kind)]


def reply(session: Session, kind: type[Any], answer: Any) -> None:
    session.feed(PlatformReply(asked(session, kind)[-1].request_id, answer))


def to_page(session: Session) -> None:
    """Half of the questions answered."""
    session.to_questions()
    session.answer(here="no", why="照顾孙女")
    session.feed(ev.TakeAlong())
    assert session.is_at(TakeAlongPage)


def to_taken_along(session: Session) -> None:
    to_page(session)
    session.feed(ev.Primary())
    reply(session, KeepTaken, TakenAlongUntil(UNTIL))


def to_found(session: Session, taken: Taken = TAKEN, item: Any = ITEM) -> None:
    session.to_identify(item.implementation_code)
    session.show_card()
    reply(session, AskTaken, TakenKnown((taken,)))
    session.feed(TakenItems((item,)))


def test_it_is_kept_only_by_a_touch_that_agrees(session: Session) -> None:
    to_page(session)
    assert not asked(session, KeepTaken), "the page is read first"
    view = shown(session)
    said = " ".join(row["text"] for row in view["rows"])
    assert "到2026年11月29日" in said
    assert "这不是提交" in said
    assert view["primary"] == "同意，存着"
    session.feed(ev.Back())
    assert session.place == AskPage(CODE, "mobile")
    assert not asked(session, KeepTaken)


def test_answers_are_kept_and_nothing_else(session: Session) -> None:
    to_page(session)
    session.feed(ev.Primary())
    assert session.is_at(TakingAlong)
    assert session.place.busy()
    (effect,) = asked(session, KeepTaken)
    assert effect.look_up.taken.answers == {"here": "no", "why": "照顾孙女"}
    assert effect.look_up.block == card_of("wang").block
    assert not [one for one in (session.place, session.state.trail) if traces_of(card_of("wang"), one)]


def test_what_is_kept_is_not_here_any_more(session: Session) -> None:
    to_taken_along(session)
    assert session.place == TakenAlongPage(ITEM, UNTIL)
    assert not has_draft(session.state, CODE)
    assert not session.state.trail, "nothing leads back to what is gone"
    assert "最晚2026年11月29日" in shown(session)["rows"][0]["text"]
    assert session.audited("draft.taken-along") == [{"as": "KEPT"}]
    session.feed(ev.Leave())
    assert "全部清除" not in around(session).overlay.text, "nothing is lost by leaving"
    session.feed(ev.CloseOverlay(), ev.Primary())
    assert session.is_at(Home)
    assert [row["value"] for row in shown(session)["drafts"]] == [f"apply {CODE}"]


@pytest.mark.parametrize(
    ("answer", "problem"),
    [(NoAnswer(), NotKept.NO_ANSWER), *((NotTakenAlong(reason), reason) for reason in NotKept if reason is not NotKept.NO_ANSWER)],
)
def test_what_was_not_kept_is_said_and_stays_here(session: Session, answer: Any, problem: NotKept) -> None:
    to_page(session)
    session.feed(ev.Primary())
    reply(session, KeepTaken, answer)
    assert session.place == TakeAlongPage(CODE, problem)
    view = shown(session)
    assert "您填的都还在这里" in view["problem"]
    assert view["primary"] == ("再试一次" if problem is NotKept.NO_ANSWER else "")
    assert session.audited("draft.taken-along") == [{"as": problem.value}]
    session.feed(ev.Back())
    assert session.place == AskPage(CODE, "mobile")
    assert draft_of(session.state, CODE).answers["why"] == "照顾孙女"


def test_an_answer_that_comes_late_changes_nothing(session: Session) -> None:
    to_page(session)
    session.feed(ev.Primary())
    late = asked(session, KeepTaken)[-1].request_id
    session.feed(PlatformReply(late, NoAnswer()), PlatformReply(late, TakenAlongUntil(UNTIL)))
    assert session.place == TakeAlongPage(CODE, NotKept.NO_ANSWER), "they were told that it was not kept"
    assert has_draft(session.state, CODE)


def test_without_network_it_is_said_before_anything_is_asked(session: Session) -> None:
    session.feed(NetworkChanged(Network.OFFLINE))
    to_page(session)
    view = shown(session)
    assert "没有网络" in view["problem"]
    assert view["primary"] == ""
    session.feed(ev.Primary())
    assert session.is_at(TakeAlongPage)
    assert not asked(session, KeepTaken)
    session.feed(NetworkChanged(Network.ONLINE))
    assert shown(session)["problem"] == ""
    session.feed(ev.Primary())
    assert session.is_at(TakingAlong)


def test_whoever_wants_to_leave_is_offered_it(session: Session) -> None:
    session.to_questions()
    session.feed(ev.Leave())
    assert around(session).overlay.take == "", "nothing was answered"
    session.feed(ev.CloseOverlay())
    session.answer(here="yes")
    session.feed(ev.Leave())
    assert session.state.overlay is Overlay.LEAVE
    assert around(session).overlay.take == "先存着，以后接着办"
    session.feed(ev.TakeAlong())
    assert session.is_at(TakeAlongPage)
    assert session.state.overlay is None


@pytest.mark.parametrize("place", [MaterialsPage, CheckPage])
def test_materials_and_check_offer_it(session: Session, place: type[Any]) -> None:
    session.to_questions()
    session.answer(here="yes", mobile="13900000026", delivery="counter", note="")
    if place is CheckPage:
        session.feed(ev.Primary())
    assert session.is_at(place)
    assert shown(session)["later"] == "先存着，以后接着办"
    session.feed(ev.TakeAlong(), ev.Back())
    assert session.is_at(place)


def test_what_is_filled_in_for_another_is_not_taken_along(session: Session) -> None:
    session.to_identify()
    session.show_card("li")
    for_mother(session)
    fill(session)
    assert session.is_at(MaterialsPage)
    assert shown(session)["later"] == ""
    session.feed(ev.TakeAlong(), ev.Leave())
    assert session.is_at(MaterialsPage)
    assert around(session).overlay.take == ""


def test_with_a_social_card_the_id_card_is_asked_for() -> None:
    session = Session(readers=(Device.ID_CARD_READER, Device.SMART_CARD_READER))
    session.to_identify()
    session.feed(DeviceAnswer(session.last(ReadSocialCard).request_id, SocialCardRead(social_card_of("wang"))))
    assert not asked(session, AskTaken), "it opens nothing"
    session.feed(ev.Primary())
    session.answer(here="yes")
    session.feed(ev.TakeAlong())
    view = shown(session)
    assert view["primary"] == "同意，刷身份证"
    assert any("只能用身份证" in row["text"] for row in view["rows"])
    session.feed(ev.Primary())
    assert session.is_at(Identify)
    session.show_card("li")
    assert session.is_at(Identify), "nothing of two people is mixed"
    session.take_card()
    session.show_card("wang")
    assert session.is_at(TakingAlong)
    assert asked(session, KeepTaken)[-1].look_up.block == card_of("wang").block
    reply(session, KeepTaken, NoAnswer())
    assert session.place == TakeAlongPage(CODE, NotKept.NO_ANSWER)
    session.feed(ev.Back())
    assert session.place == AskPage(CODE, "mobile")


def test_the_same_card_goes_on_where_it_stopped(session: Session) -> None:
    to_found(session)
    assert session.last(FindTakenItems).codes == (CODE,)
    assert shown(session)["primary"] == "接着办（11月20日存的）"
    session.feed(ev.Primary())
    assert session.place == AskPage(CODE, "delivery")
    assert draft_of(session.state, CODE).answers == ANSWERS
    assert session.audited("draft.continued") == [{}]
    session.feed(ev.Back())
    assert session.place == AskPage(CODE, "mobile")


def test_it_is_asked_for_once_in_a_visit(session: Session) -> None:
    to_found(session)
    session.feed(ev.GoHome(), ev.Start())
    session.to_identify(SHORT.implementation_code)
    assert len(asked(session, AskTaken)) == 1


def test_without_an_answer_it_is_asked_for_another_time(session: Session) -> None:
    session.to_identify()
    session.show_card()
    reply(session, AskTaken, NoAnswer())
    assert shown(session)["primary"] == "开始填写"
    session.feed(ev.GoHome())
    session.to_identify(SHORT.implementation_code)
    assert len(asked(session, AskTaken)) == 2


def test_the_home_page_leads_to_what_was_taken_along(session: Session) -> None:
    to_found(session, item=ITEM)
    session.feed(ev.GoHome())
    assert [row["value"] for row in shown(session)["drafts"]] == [f"apply {CODE}"]
    session.feed(ev.Resume("apply", CODE))
    assert session.place == Eligibility(ITEM)
    assert shown(session)["primary"] == "接着办（11月20日存的）"


def test_of_another_service_it_stands_on_the_home_page(session: Session) -> None:
    other = replace(TAKEN, code="4" * 31)
    item = service_item("4" * 31)
    session.to_identify()
    session.show_card()
    reply(session, AskTaken, TakenKnown((other,)))
    session.feed(TakenItems((item,)))
    assert shown(session)["primary"] == "开始填写"
    session.feed(ev.GoHome(), ev.Resume("apply", "4" * 31))
    assert session.place == Eligibility(item)
    session.feed(ev.Primary())
    assert session.place == AskPage("4" * 31, "delivery")


def test_a_service_that_left_the_catalogue_is_not_offered(session: Session) -> None:
    session.to_identify()
    session.show_card()
    reply(session, AskTaken, TakenKnown((replace(TAKEN, code="5" * 31),)))
    session.feed(TakenItems(()), ev.GoHome())
    assert not shown(session)["drafts"]
    session.feed(ev.Resume("apply", "5" * 31))
    assert session.is_at(Home)


def test_what_fits_a_newer_form_no_more_is_asked_again(session: Session) -> None:
    schema = {**FORM.schema, "properties": {key: dict(rule) for key, rule in FORM.schema["properties"].items()}}
    schema["properties"]["why"]["minLength"] = 20
    del schema["properties"]["mobile"]
    item = service_item(form=Form(schema=schema, situations=FORM.situations))
    taken = replace(TAKEN, answers={**ANSWERS, "delivery": ["no", "text"], "gone": "x"})
    session.feed(ev.Start(), ItemLoaded(item), ev.Primary())
    session.show_card()
    reply(session, AskTaken, TakenKnown((taken,)))
    session.feed(ev.Primary())
    assert session.place == AskPage(CODE, "why")
    assert draft_of(session.state, CODE).answers == {"here": "no"}


def test_what_departments_know_is_asked_of_them_anew(session: Session) -> None:
    """It is not kept: a week later it may be otherwise."""
    session.to_questions()
    session.answer(here="no", why="照顾孙女")
    draft = draft_of(session.state, CODE)
    known = replace(draft, answers={**draft.answers, "note": "残疾"}, filled=frozenset({"note"}), told=frozenset({"note", "here"}))
    kept = session.state.of(Drafts)
    session.state = session.state.keeping(replace(kept, drafts={CODE: known}))
    session.feed(ev.TakeAlong(), ev.Primary())
    taken = asked(session, KeepTaken)[-1].look_up.taken
    assert "note" not in taken.answers
    assert (taken.told, taken.filled) == (frozenset({"here"}), frozenset())


def acts(session: Session) -> list[str]:
    return [row["act"] for row in shown(session)["reads"]]


def test_what_is_known_late_is_offered_at_the_question(session: Session) -> None:
    session.to_questions()
    session.answer(here="yes")
    assert acts(session) == []
    session.feed(SeeTaken())
    assert session.is_at(AskPage), "there is nothing to see"
    reply(session, AskTaken, TakenKnown((TAKEN,)))
    assert acts(session) == ["seeTaken"]
    session.feed(SeeTaken())
    assert session.place == Eligibility(ITEM)
    assert shown(session)["primary"] == "接着办（11月20日存的）"
    session.feed(ev.Primary())
    answers = draft_of(session.state, CODE).answers
    assert answers == {"here": "yes", "why": ANSWERS["why"], "mobile": ANSWERS["mobile"]}, "what was entered since stands"
    assert session.place == AskPage(CODE, "delivery")
    assert acts(session) == [], "it is gone on with already"


def test_an_answer_that_is_changed_offers_nothing_else(session: Session) -> None:
    session.to_check()
    reply(session, AskTaken, TakenKnown((TAKEN,)))
    session.feed(ChangeAnswer("mobile"))
    assert session.place == AskPage(CODE, "mobile", returning=True)
    assert acts(session) == []


def test_what_is_not_wanted_is_deleted_when_asked_twice(session: Session) -> None:
    to_found(session)
    assert shown(session)["doors"][0]["act"] == "startAnew"
    session.feed(StartAnew())
    assert session.is_at(DropTakenPage)
    session.feed(ev.Back())
    assert session.place == Eligibility(ITEM)
    assert not asked(session, DropTaken)
    session.feed(StartAnew(), ev.Primary())
    assert session.place == Eligibility(ITEM)
    assert shown(session)["primary"] == "开始填写"
    assert asked(session, DropTaken)[-1].look_up.code == CODE
    assert session.audited("draft.not-wanted") == [{}]


def test_it_is_deleted_once_it_is_submitted(session: Session) -> None:
    to_found(session, replace(TAKEN, answers={"here": "yes", "mobile": "13900000026", "delivery": "counter", "note": ""}))
    session.feed(ev.Primary(), ev.Primary())
    assert session.is_at(CheckPage)
    session.feed(ev.Primary(), SetSignature(SIGNATURE), ev.Primary())
    assert not asked(session, DropTaken), "not before it is stored"
    submission_id = session.last(Commit).submission.submission_id
    session.feed(Committed(submission_id, "T0001-261122-0001"), CaseMade(submission_id, case_of()))
    assert asked(session, DropTaken)[-1].look_up.code == CODE
    assert CODE not in session.state.of(Drafts).taken


@pytest.mark.parametrize(("received_at", "offered"), [(WALL - 3 * 86_400, True), (WALL - 86_400, False)])
def test_what_was_applied_for_since_is_not_offered(session: Session, received_at: int, offered: bool) -> None:
    """The platform could not be told to delete it: nobody applies twice by it."""
    to_found(session)
    case = replace(case_of(), received_at=received_at)
    session.feed(PlatformReply(asked(session, AskCases)[-1].request_id, CasesKnown((case,))))
    assert shown(session)["primary"] == ("接着办（11月20日存的）" if offered else "另外再申请一份")


def test_whoever_may_not_apply_now_is_not_offered_it(session: Session) -> None:
    session.to_identify()
    session.show_card("li")  # too young
    reply(session, AskTaken, TakenKnown((TAKEN,)))
    view = shown(session)
    assert view["primary"] == "回到首页"
    session.feed(ev.Primary())
    assert session.is_at(Home)


def test_nothing_of_it_outlives_the_session(session: Session) -> None:
    to_found(session)
    session.feed(ev.Leave(sure=True))
    assert session.is_at(Leaving)
    assert not session.state.own
    session.wait(SETTINGS.leaving_limit)
    assert session.is_at(Wiped)
    assert session.audited("draft.not-wanted") == []


class Line:
    """The platform's side of a look-up, without a platform."""

    def __init__(self, answer: Any) -> None:
        self.answer = answer
        self.sent: list[tuple[str, Any]] = []

    def identity(self, subject: Any, evidence: Any) -> str:
        return "a.b.c"

    def call(self, path: str, request: Any, answer: Any) -> Any:
        self.sent.append((path, request))
        return self.answer


def keep_effect(session: Session) -> KeepTaken:
    to_page(session)
    session.feed(ev.Primary())
    question: KeepTaken = asked(session, KeepTaken)[-1].look_up
    return question


def test_what_is_sent_opens_with_the_card_alone(session: Session) -> None:
    line = Line(DraftKeepAnswer.model_validate({"answer": {"verdict": "KEPT", "until": "2026-11-29"}}))
    assert keep_effect(session).ask(line) == TakenAlongUntil(UNTIL)
    ((path, request),) = line.sent
    assert path == "/v1/drafts/keep"
    assert "照顾孙女" not in request.model_dump_json()
    drafts = [{"item": request.item, "sealed": request.sealed, "kept_at": 1_795_312_800, "until": "2026-11-29"}]
    told = DraftsAnswer.model_validate({"drafts": drafts})
    person = session.state.resident
    (taken,) = AskTaken(person.subject, person.evidence, card_of("wang").block).ask(Line(told)).taken
    assert (taken.code, taken.answers, taken.kept_at) == (CODE, {"here": "no", "why": "照顾孙女"}, WALL)
    assert AskTaken(person.subject, person.evidence, card_of("li").block).ask(Line(told)).taken == ()


def test_too_much_is_never_sent(session: Session) -> None:
    question = keep_effect(session)
    line = Line(None)
    large = replace(question, taken=replace(question.taken, answers={"why": "长" * LARGEST}))
    assert large.ask(line) == NotTakenAlong(NotKept.TOO_LARGE)
    assert line.sent == []


def test_a_refusal_is_told_as_it_is(session: Session) -> None:
    answer = DraftKeepAnswer.model_validate({"answer": {"verdict": "REFUSED", "reason": "FULL"}})
    assert keep_effect(session).ask(Line(answer)) == NotTakenAlong(NotKept.FULL)


def test_what_is_deleted_is_named_by_its_tags(session: Session) -> None:
    to_found(session)
    session.feed(StartAnew(), ev.Primary())
    line = Line(None)
    asked(session, DropTaken)[-1].look_up.ask(line)
    ((path, request),) = line.sent
    lock = DraftLock(card_of("wang").block)
    assert (path, request.holder, request.item) == ("/v1/drafts/drop", lock.holder, lock.item(CODE))


def test_what_was_applied_for_since_leads_to_its_page(session: Session) -> None:
    to_found(session)
    case = replace(case_of(), received_at=WALL - 86_400)
    session.feed(PlatformReply(asked(session, AskCases)[-1].request_id, CasesKnown((case,))))
    kept = session.state.of(Drafts)
    session.state = session.state.keeping(replace(kept, drafts={}))
    session.feed(ev.GoHome(), ev.Resume("apply", CODE))
    assert session.place == Eligibility(ITEM)
    assert "已经申请过" in shown(session)["already"]
