"""Questions, the check page, the signature, the commit, and what becomes known of the case."""

from __future__ import annotations

import pytest

from kiosk.domain.cases import CaseState, MaterialState
from kiosk.domain.submissions import is_receipt_token
from kiosk.domain.values import replace
from kiosk.journeys.apply.draft import draft_of, keep_draft
from kiosk.journeys.apply.draft_materials import materials
from kiosk.journeys.apply.effects import Commit
from kiosk.journeys.apply.events import ChangeAnswer, Committed, NotCommitted, SetAnswer, SetSignature
from kiosk.journeys.apply.filling import AskPage, CheckPage
from kiosk.journeys.apply.places import Eligibility
from kiosk.journeys.apply.result import ResultPage
from kiosk.journeys.apply.signing import SignPage, Submitting
from kiosk.journeys.browse.events import OpenItem
from kiosk.journeys.browse.places import GuidePage, Home
from kiosk.journeys.licence_copies.places import LicencesPage
from kiosk.journeys.rating.places import Rate, RatePage, RecordRating
from kiosk.ports.device_hub import StatusChanged
from kiosk.ports.devices import Device, PrintConfirmed, PrintSent
from kiosk.ports.platform import CaseMade, LicencesKnown, PlatformReply, ProfileKnown
from kiosk.ports.storage import StorageFault
from kiosk.session import effects as do
from kiosk.session import events as ev
from kiosk.session.issued import PrintIssued
from kiosk.session.leaving import Leaving
from kiosk.session.time_limits import next_tick
from tests.kiosk.session_samples import CODE, ITEM, READY, SHORT, SIGNATURE, WALL, Session, card_of, case_of, licence_of, shown


def test_who_is_not_eligible_is_told_before_the_first_question(session: Session) -> None:
    session.to_identify()
    session.show_card("li")
    session.feed(ev.Primary())
    assert session.place == Home()


def test_a_whole_application(session: Session) -> None:
    session.to_check()
    assert session.is_at(CheckPage)
    session.feed(ev.Primary())
    assert session.place == SignPage(CODE)
    session.feed(SetSignature(SIGNATURE), ev.Primary())
    submission = session.last(Commit).submission
    assert submission.answers == {"here": "yes", "mobile": "13900000026", "delivery": "counter"}
    assert submission.situation == ""
    assert {m.key: m.state for m in submission.materials} == {"id_card": MaterialState.FROM_CARD, "hukou": MaterialState.TO_CHECK}
    assert submission.card == card_of("wang")
    assert is_receipt_token(submission.receipt_token)
    assert submission.committed_at >= submission.identified_at >= WALL
    session.feed(Committed(submission.submission_id, "T0001-261122-0001"))
    assert session.last(do.SendFirst).submission_id == submission.submission_id
    session.feed(CaseMade(submission.submission_id, case_of()))
    assert isinstance(session.place, ResultPage)
    assert session.audited("submission.told") == [{"as": "ACCEPTED"}]
    assert session.audited("submission.stored") == [], "that is written in the commit's own transaction"
    session.paper(PrintConfirmed())
    session.feed(ev.Primary())
    assert isinstance(session.place, RatePage)
    session.feed(Rate(5))
    assert session.last(RecordRating) == RecordRating(submission.submission_id, 5)
    assert isinstance(session.place, Leaving)


def test_an_answer_that_does_not_fit_stays_and_is_marked(session: Session) -> None:
    session.to_questions()
    session.answer(here="yes")
    session.feed(SetAnswer("mobile", "139"), ev.Primary())
    assert session.place == AskPage(CODE, "mobile", fault=True)
    assert draft_of(session.state, CODE).answers["mobile"] == "139"
    session.feed(SetAnswer("mobile", " 139 0000 0026 "))
    assert not session.place.fault
    session.feed(ev.Primary())
    assert draft_of(session.state, CODE).answers["mobile"] == "13900000026"


def test_an_answer_to_another_question_than_the_one_shown_is_dropped(session: Session) -> None:
    session.to_questions()
    session.feed(SetAnswer("mobile", "13900000026"))
    assert "mobile" not in draft_of(session.state, CODE).answers


def test_back_and_home_never_lose_an_answer(session: Session) -> None:
    session.to_questions()
    session.answer(here="no", why="照顾孙女", mobile="13900000026")
    before = draft_of(session.state, CODE).answers
    session.feed(*[ev.Back()] * 5)
    assert session.place == GuidePage(ITEM)
    assert draft_of(session.state, CODE).answers == before
    session.feed(ev.Primary(), ev.Primary())
    assert session.place == AskPage(CODE, "here")
    session.feed(ev.GoHome(), OpenItem(CODE), ev.Primary(), ev.Primary(), *[ev.Primary()] * 3)
    assert session.place == AskPage(CODE, "delivery")
    assert draft_of(session.state, CODE).answers == before


def test_continuing_leads_to_the_question_where_the_resident_stopped(session: Session) -> None:
    session.to_questions()
    session.answer(here="no", why="照顾孙女", mobile="13900000026")
    session.feed(ev.GoHome(), ev.Resume("apply", CODE))
    assert session.place == AskPage(CODE, "delivery")
    back = []
    while session.state.trail:
        session.feed(ev.Back())
        back.append(session.place)
    first = (Eligibility(ITEM), GuidePage(ITEM), Home())
    assert back == [AskPage(CODE, "mobile"), AskPage(CODE, "why"), AskPage(CODE, "here"), *first]


def test_continuing_shows_again_what_is_wrong_and_what_was_only_filled_in(session: Session) -> None:
    session.to_questions()
    session.answer(here="no", why="照顾孙女")
    session.feed(SetAnswer("mobile", "139"), ev.GoHome(), ev.Resume("apply", CODE))
    assert session.place == AskPage(CODE, "mobile")
    session.answer(mobile="13900000026", delivery="courier")
    assert session.place == AskPage(CODE, "address")
    session.feed(ev.GoHome(), ev.Resume("apply", CODE))
    assert session.place == AskPage(CODE, "address")


def test_continuing_an_application_whose_questions_are_answered_goes_on_after_them(session: Session) -> None:
    session.to_check()
    session.feed(ev.GoHome(), ev.Resume("apply", CODE), ev.Primary())
    assert session.is_at(CheckPage)


def test_continuing_what_was_never_begun_changes_nothing(session: Session) -> None:
    session.feed(ev.Start(), ev.Resume("apply", CODE))
    assert session.place == Home()


def test_an_answer_changed_from_the_check_page_comes_back_to_it(session: Session) -> None:
    session.to_check()
    session.feed(ChangeAnswer("mobile"))
    assert session.place == AskPage(CODE, "mobile", returning=True)
    session.answer(mobile="13900000041")
    assert session.is_at(CheckPage)
    assert draft_of(session.state, CODE).answers["mobile"] == "13900000041"
    session.feed(ChangeAnswer("mobile"), ev.Back())
    assert session.is_at(CheckPage)


def test_an_answer_changed_from_the_check_page_asks_what_it_opens_and_no_more(session: Session) -> None:
    session.to_check()
    session.feed(ChangeAnswer("here"))
    session.answer(here="no")
    assert session.place == AskPage(CODE, "why", returning=True)
    session.answer(why="照顾孙女")
    assert session.is_at(CheckPage)
    session.feed(ChangeAnswer("delivery"))
    session.answer(delivery="courier")
    assert session.place == AskPage(CODE, "address", returning=True)
    assert draft_of(session.state, CODE).answers["address"] == card_of("wang").address, "filled in from the card"
    assert "address" in draft_of(session.state, CODE).filled
    session.feed(ev.Primary(), ev.Primary(), SetSignature(SIGNATURE), ev.Primary())
    submission = session.last(Commit).submission
    assert submission.answers == {
        "here": "no",
        "why": "照顾孙女",
        "mobile": "13900000026",
        "delivery": "courier",
        "address": card_of("wang").address,
    }
    assert submission.situation == "elsewhere"
    assert [m.key for m in submission.materials] == ["id_card", "hukou", "photo"]


def test_the_answers_of_a_branch_that_was_left_stay_in_the_draft_alone(session: Session) -> None:
    session.to_questions()
    session.answer(here="no", why="照顾孙女", mobile="13900000026", delivery="counter", note="")
    session.feed(ev.Primary(), ChangeAnswer("here"))
    session.answer(here="yes")
    assert session.is_at(CheckPage)
    session.feed(ev.Primary(), SetSignature(SIGNATURE), ev.Primary())
    assert "why" not in session.last(Commit).submission.answers
    session.feed(NotCommitted(session.place.submission_id, StorageFault.FULL))
    assert draft_of(session.state, CODE).answers["why"] == "照顾孙女"


def test_back_after_a_branch_was_left_shows_no_question_that_is_not_asked(session: Session) -> None:
    session.to_questions()
    session.answer(here="no", why="照顾孙女", mobile="13900000026", delivery="counter", note="")
    session.feed(ev.Primary(), ChangeAnswer("here"))
    session.answer(here="yes")
    shown = []
    while not isinstance(session.place, Eligibility):
        session.feed(ev.Back())
        shown.append(getattr(session.place, "key", ""))
    assert "why" not in shown
    assert shown == ["", "note", "delivery", "mobile", "here", ""]


def test_what_is_filled_in_changes_no_more_when_the_platform_answers_later(session: Session) -> None:
    session.to_questions()
    profile = session.all(do.AskPlatform)[0].request_id
    session.answer(here="yes")
    assert "mobile" not in draft_of(session.state, CODE).answers
    session.feed(PlatformReply(profile, ProfileKnown({"mobile": "13911111111"})))
    assert "mobile" not in draft_of(session.state, CODE).answers, "nothing changes under the finger"
    assert session.state.lookups == {effect.request_id for effect in session.all(do.AskPlatform)[1:]}
    session.feed(SetAnswer("mobile", "13922222222"), ev.Primary(), ev.Back())
    assert draft_of(session.state, CODE).answers["mobile"] == "13922222222"


def test_what_the_platform_knew_in_time_is_filled_in_and_may_be_changed(session: Session) -> None:
    session.to_identify()
    session.show_card()
    profile, licences, *_ = (effect.request_id for effect in session.all(do.AskPlatform))
    session.feed(PlatformReply(profile, ProfileKnown({"mobile": "13911111111"})))
    session.feed(PlatformReply(licences, LicencesKnown((licence_of(), licence_of("4.5.6", "other", usable=False)))))
    session.feed(ev.Primary())
    session.answer(here="yes")
    assert draft_of(session.state, CODE).answers["mobile"] == "13911111111"
    assert draft_of(session.state, CODE).filled == {"mobile"}
    session.feed(SetAnswer("mobile", "13922222222"))
    assert draft_of(session.state, CODE).filled == frozenset()
    settled = {m.key: s.state for m, s in materials(session.state, CODE, session.moment())}
    assert settled["hukou"] is MaterialState.WAIVED


def test_an_item_without_a_form_goes_straight_to_the_check_page() -> None:
    session = Session()
    session.to_identify(SHORT.implementation_code)
    session.show_card("li")
    session.feed(ev.Primary(), ev.Primary())
    assert session.place == SignPage(SHORT.implementation_code)


def test_answers_are_checked_once_more_before_the_signature(session: Session) -> None:
    session.to_check()
    draft = draft_of(session.state, CODE)
    session.state = keep_draft(session.state, replace(draft, answers={**draft.answers, "mobile": "1"}))
    session.feed(ev.Primary())
    assert session.place == AskPage(CODE, "mobile", fault=True, returning=True)
    session.answer(mobile="13900000026")
    assert session.is_at(CheckPage)


@pytest.mark.parametrize("path", ["", "M 1 1", "M 500 200" + "L 501 201L 500 200" * 30])
def test_a_slip_of_the_hand_is_no_signature(session: Session, path: str) -> None:
    session.to_check()
    session.feed(ev.Primary(), SetSignature(path), ev.Primary())
    assert session.place == SignPage(CODE, unsigned=True)
    assert not session.all(Commit)


def test_a_commit_that_fails_keeps_everything_and_may_be_tried_again(session: Session) -> None:
    first = session.to_submitting()
    draft = draft_of(session.state, CODE)
    session.feed(NotCommitted(first, StorageFault.FULL))
    assert session.place == SignPage(CODE, not_stored=StorageFault.FULL)
    assert draft_of(session.state, CODE) == draft
    assert session.audited("submission.not-stored") == [{"fault": "full"}]
    assert session.audited("submission.told") == []
    session.feed(ev.Primary())
    again = session.last(Commit).submission
    assert again.submission_id != first
    assert again.answers == session.all(Commit)[0].submission.answers
    session.feed(Committed(first, "T0001-261122-0001"))
    assert session.place.receipt_number == "", "an answer to the commit that failed is not this one's"
    session.feed(Committed(again.submission_id, "T0001-261122-0002"), CaseMade(again.submission_id, case_of()))
    assert isinstance(session.place, ResultPage)


def test_back_after_a_failed_commit_leads_to_the_check_page(session: Session) -> None:
    session.feed(NotCommitted(session.to_submitting(), StorageFault.FULL), ev.Primary())
    session.feed(NotCommitted(session.last(Commit).submission.submission_id, StorageFault.FULL), ev.Back())
    assert session.is_at(CheckPage)


def test_nothing_leads_away_while_it_is_being_stored(session: Session) -> None:
    session.to_submitting()
    place = session.place
    session.feed(ev.Back(), ev.GoHome(), ev.Leave(), ev.Leave(sure=True), ev.Primary())
    session.wait(3600)
    assert session.place == place
    assert len(session.all(Commit)) == 1
    assert not session.state.warned


def test_a_silent_platform_means_stored_after_the_deadline_and_not_before(session: Session) -> None:
    submission_id = session.to_submitting()
    session.feed(Committed(submission_id, "T0001-261122-0001"))
    assert next_tick(session.state) == session.monotonic + 8
    session.wait(7.9)
    assert isinstance(session.place, Submitting)
    session.wait(0.2)
    assert isinstance(session.place, ResultPage)
    assert session.place.outcome.case is None
    assert session.audited("submission.told") == [{"as": "STORED"}]
    paper = repr([getattr(block, "text", "") for block in session.last(do.PrintReceiptPaper).document.blocks])
    assert "已暂存" in paper
    assert "已收件" not in paper
    assert "已受理" not in paper


def test_a_case_made_late_is_told_on_screen_and_the_paper_stays_true(session: Session) -> None:
    submission_id = session.to_result(None)
    session.paper(PrintSent())
    session.feed(CaseMade("another", case_of()))
    assert session.place.outcome.case is None
    session.feed(CaseMade(submission_id, case_of()))
    assert session.place.outcome.case == case_of()
    assert not session.place.outcome.printed_case
    assert len(session.all(do.PrintReceiptPaper)) == 1


def test_a_case_made_before_the_commit_is_known_shows_nothing_yet(session: Session) -> None:
    submission_id = session.to_submitting()
    session.feed(CaseMade(submission_id, case_of()))
    assert isinstance(session.place, Submitting), "without its receipt number there is nothing to show"


def test_two_submissions_of_one_session_are_both_told(session: Session) -> None:
    session.to_result()
    session.paper(PrintSent())
    session.feed(ev.GoHome(), OpenItem(SHORT.implementation_code), ev.Primary(), ev.Primary(), ev.Primary())
    session.feed(SetSignature(SIGNATURE), ev.Primary())
    second = session.last(Commit).submission.submission_id
    session.feed(Committed(second, "T0001-261122-0002"))
    session.wait(9)
    assert session.place.outcome.submission_id == second
    assert session.audited("submission.told") == [{"as": "ACCEPTED"}, {"as": "STORED"}]


def test_a_licence_that_was_issued_is_printed_from_the_result(session: Session) -> None:
    submission_id = session.to_submitting()
    approved = replace(case_of(CaseState.APPROVED), due=None, licence="1.2.156")
    session.feed(StatusChanged(Device.PAGE_PRINTER, READY))
    session.feed(Committed(submission_id, "T0001-261122-0001"), CaseMade(submission_id, approved))
    assert shown(session)["issued"] == "", "while the receipt is being printed"
    session.feed(PrintIssued())
    assert isinstance(session.place, ResultPage)
    session.paper(PrintConfirmed())
    assert shown(session)["word"] == "已办结"
    assert shown(session)["issued"] == "打印证照"
    session.state = replace(session.state, person=replace(session.state.resident, licences=(licence_of("of before"),)))
    session.feed(PrintIssued())
    assert isinstance(session.place, LicencesPage)
    assert session.place.request_id, "asked for anew: what was known before is not what there is now"
    session.feed(PlatformReply(session.place.request_id, LicencesKnown((licence_of("another"), licence_of("1.2.156")))))
    assert [one.identifier for one in session.state.resident.licences or ()] == ["another", "1.2.156"]
    assert [row["identifier"] for row in shown(session)["rows"]] == ["1.2.156"], "that one alone"


@pytest.mark.parametrize("state", [CaseState.ACCEPTED, CaseState.REFUSED])
def test_without_a_licence_there_is_none_to_print(session: Session, state: CaseState) -> None:
    submission_id = session.to_submitting()
    session.feed(Committed(submission_id, "T0001-261122-0001"), CaseMade(submission_id, case_of(state)))
    session.paper(PrintConfirmed())
    session.feed(PrintIssued())
    assert isinstance(session.place, ResultPage)
    assert shown(session)["issued"] == ""
