"""Journeys through the session, in a world of the test's own: no clock, no device, no disk."""

from __future__ import annotations

from typing import Any

import pytest
from world import (
    COPY_ITEM,
    ITEM,
    SETTINGS,
    SHORT,
    SIGNATURE,
    WALL,
    Session,
    card_of,
    case_of,
    file_of,
    licence_of,
    traces_of,
)

from kiosk.domain.cases import CaseState, MaterialState
from kiosk.domain.licences import CopyChecked, CopyVerdict
from kiosk.domain.submissions import StoredReceipt, StoredState, is_receipt_token
from kiosk.domain.values import replace
from kiosk.ports.desk import (
    Cancel,
    CardGone,
    DecodePhoto,
    DeviceAnswer,
    PhotoDecoded,
    ReadCard,
    ScanCode,
    StatusChanged,
    WaitForNoCard,
)
from kiosk.ports.devices import (
    CardLeft,
    CardRead,
    CardUnreadable,
    CodeScanned,
    CodeUnreadable,
    Device,
    DeviceStatus,
    PrintConfirmed,
    PrintFailed,
    PrintSent,
    PrintUncertain,
    ReaderUnavailable,
    Reason,
    ScannerUnavailable,
    StatusKind,
)
from kiosk.ports.platform import (
    AskCases,
    AskLicences,
    AskProfile,
    AskProgress,
    CasesKnown,
    CatalogueReady,
    LicencesKnown,
    Network,
    NetworkChanged,
    NoAnswer,
    PlatformReply,
    ProfileKnown,
    ProgressKnown,
)
from kiosk.ports.storage import ItemLine, SearchHit, StorageFault
from kiosk.session import applying
from kiosk.session import effects as do
from kiosk.session import events as ev
from kiosk.session.effects import ReplaceProcess
from kiosk.session.machine import next_tick, seconds_left, working
from kiosk.session.state import (
    AskPage,
    Attract,
    CheckPage,
    ComposedCopy,
    CopyCheckPage,
    CopyPage,
    CopyPreviewPage,
    CopyProblem,
    CopyPurpose,
    CopyPurposePage,
    Ease,
    Eligibility,
    GuidePage,
    Home,
    Identify,
    IdentifyProblem,
    Leaving,
    LicencesPage,
    MaterialsPage,
    Notice,
    Overlay,
    PaperState,
    ProgressPage,
    ProgressResult,
    Purpose,
    RatePage,
    ResultPage,
    ScanPage,
    ScanProblem,
    Search,
    SignPage,
    Submitting,
    ThemePage,
    Wiped,
)

CODE = ITEM.implementation_code
READY = DeviceStatus(StatusKind.READY)
TOKEN = "CQ1-" + "0123456789ABCDEFGHJKMNPQRS"
LIMIT = SETTINGS.quiet_limit + SETTINGS.warning


@pytest.fixture
def session() -> Session:
    return Session()


# --- looking around


def test_browsing_needs_nobody_and_leaves_nothing(session: Session) -> None:
    line = ItemLine(CODE, ITEM.name, "TRANSACTION", ITEM.summary, "seniors")
    session.feed(ev.Start(), ev.OpenSearch(), ev.Query("jlk"))
    assert session.last(do.FindItems).query == "jlk"
    session.feed(ev.Found("jl", ()), ev.Found("jlk", (SearchHit(line),)))
    assert session.place == Search("jlk", (SearchHit(line),))
    session.feed(ev.OpenItem(CODE))
    assert session.place == GuidePage(ITEM)
    session.feed(ev.Back())
    assert session.place == Search("jlk", (SearchHit(line),)), "what was found is still there"
    session.feed(ev.Back(), ev.OpenTheme("seniors"), ev.Listed("work", ()), ev.Listed("seniors", (line,)))
    assert session.place == ThemePage("seniors", (line,))
    session.feed(ev.Leave())
    assert session.place == Attract()
    assert not session.all(do.ReplaceProcess), "nobody was here who could leave a trace"


def test_a_query_of_spaces_searches_nothing_and_a_long_one_is_cut(session: Session) -> None:
    session.feed(ev.Start(), ev.OpenSearch(), ev.Query("  "))
    assert not session.all(do.FindItems)
    session.feed(ev.Query("敬" * 500))
    assert len(session.last(do.FindItems).query) == 40


def test_the_idle_page_says_that_a_session_was_interrupted_until_it_is_touched() -> None:
    session = Session()
    session.state = replace(session.state, place=Attract(Notice.INTERRUPTED))
    session.wait(3600)
    assert session.place == Attract(Notice.INTERRUPTED)
    session.feed(ev.Start())
    assert session.place == Home()


def test_an_item_that_is_not_in_the_catalogue_changes_nothing(session: Session) -> None:
    session.feed(ev.Start(), ev.OpenItem("none"))
    assert session.place == Home()


# --- the card


def test_the_card_identifies_and_the_platform_is_asked(session: Session) -> None:
    session.to_identify()
    assert isinstance(session.place, Identify)
    session.show_card()
    assert session.place == Eligibility(ITEM)
    assert [type(effect.question) for effect in session.all(do.AskPlatform)] == [AskProfile, AskLicences, AskCases]
    assert session.audited("session.identified") == [{"reader": "id_card_reader"}]
    session.feed(ev.Back())
    assert session.place == GuidePage(ITEM), "never back to the card"


@pytest.mark.parametrize(
    ("outcome", "problem"),
    [
        (CardLeft(), IdentifyProblem.CARD_LEFT),
        (CardUnreadable(Reason.GARBLED), IdentifyProblem.UNREADABLE),
        (CardUnreadable(Reason.NOT_AUTHORISED), IdentifyProblem.UNREADABLE),
    ],
)
def test_a_card_that_cannot_be_used_is_asked_for_again(session: Session, outcome: Any, problem: IdentifyProblem) -> None:
    session.to_identify()
    session.feed(DeviceAnswer(session.last(ReadCard).request_id, outcome))
    assert isinstance(session.place, Identify)
    assert session.place.problem is problem
    assert session.place.requests == {Device.ID_CARD_READER: session.last(ReadCard).request_id}
    assert len(session.all(ReadCard)) == 2
    assert session.state.person is None
    assert session.audited("session.not-identified") == [{"problem": problem.value, "reader": "id_card_reader"}]
    session.show_card()
    assert session.place == Eligibility(ITEM)


def test_an_expired_card_is_read_once_and_holds_no_session_open(session: Session) -> None:
    session.to_identify()
    session.show_card("zhao")
    assert session.place.problem is IdentifyProblem.EXPIRED
    assert session.state.person is None
    assert len(session.all(ReadCard)) == 1, "it says the same as long as it lies there"
    session.take_card()
    assert session.place.problem is IdentifyProblem.EXPIRED, "the words stay until there is something else to say"
    assert session.audited("session.not-identified") == [{"problem": "expired", "reader": "id_card_reader"}]
    session.show_card()
    assert session.place == Eligibility(ITEM)


def test_who_showed_a_card_that_was_no_good_leaves_by_a_new_process_too(session: Session) -> None:
    session.to_identify()
    session.show_card("zhao")
    session.feed(ev.Leave())
    assert isinstance(session.place, Leaving)
    assert session.place.shown == {Device.ID_CARD_READER}
    session.take_card()
    session.wait(5)
    assert session.place == Wiped()


def test_a_reader_that_is_down_is_asked_again_when_it_is_back(session: Session) -> None:
    session.to_identify()
    session.feed(DeviceAnswer(session.last(ReadCard).request_id, ReaderUnavailable(Reason.NOT_FOUND)))
    assert session.place.problem is IdentifyProblem.READER
    assert len(session.all(ReadCard)) == 1, "a dead reader is not asked again and again"
    session.feed(StatusChanged(Device.ID_CARD_READER, DeviceStatus(StatusKind.UNAVAILABLE, Reason.NOT_FOUND)))
    session.feed(StatusChanged(Device.CODE_SCANNER, READY))
    assert len(session.all(ReadCard)) == 1
    session.feed(StatusChanged(Device.ID_CARD_READER, READY))
    assert len(session.all(ReadCard)) == 2
    assert session.place.problem is None
    session.show_card()
    assert session.place == Eligibility(ITEM)


def test_the_resident_may_ask_a_dead_reader_again(session: Session) -> None:
    session.to_identify()
    session.feed(ev.TryAgain())
    assert len(session.all(ReadCard)) == 1, "it is still looking"
    session.feed(DeviceAnswer(session.last(ReadCard).request_id, ReaderUnavailable(Reason.SILENT)), ev.TryAgain())
    assert len(session.all(ReadCard)) == 2


def test_an_answer_to_an_older_request_identifies_nobody(session: Session) -> None:
    session.to_identify()
    old = session.last(ReadCard).request_id
    session.feed(ev.Back())
    assert Cancel(old) in session.effects
    session.feed(ev.Primary(), DeviceAnswer(old, CardRead(card_of("li"))))
    assert isinstance(session.place, Identify)
    assert session.state.person is None


def test_who_showed_the_card_is_not_asked_again(session: Session) -> None:
    session.to_questions()
    session.feed(ev.GoHome(), ev.OpenItem(SHORT.implementation_code), ev.Primary())
    assert session.place == Eligibility(SHORT)
    assert len(session.all(ReadCard)) == 1


# --- questions


def test_who_is_not_eligible_is_told_before_the_first_question(session: Session) -> None:
    session.to_identify()
    session.show_card("li")
    session.feed(ev.Primary())
    assert session.place == Home()


def test_a_whole_application(session: Session) -> None:
    session.to_check()
    assert session.place == CheckPage(CODE)
    session.feed(ev.Primary())
    assert session.place == SignPage(CODE)
    session.feed(ev.SetSignature(SIGNATURE), ev.Primary())
    submission = session.last(do.Commit).submission
    assert submission.answers == {"here": "yes", "mobile": "13900000026", "delivery": "counter"}
    assert submission.situation == ""
    assert {m.key: m.state for m in submission.materials} == {"id_card": MaterialState.FROM_CARD, "hukou": MaterialState.TO_CHECK}
    assert submission.card == card_of("wang")
    assert is_receipt_token(submission.receipt_token)
    assert submission.committed_at >= submission.identified_at >= WALL
    session.feed(ev.Committed(submission.submission_id, "T0001-261122-0001"))
    assert session.last(do.Hurry).submission_id == submission.submission_id
    session.feed(ev.CaseMade(submission.submission_id, case_of()))
    assert session.place == ResultPage()
    assert session.audited("submission.told") == [{"as": "ACCEPTED"}]
    assert session.audited("submission.stored") == [], "that is written in the commit's own transaction"
    session.paper(PrintConfirmed())
    session.feed(ev.Primary())
    assert session.place == RatePage()
    session.feed(ev.Rate(5))
    assert session.last(do.RecordRating) == do.RecordRating(submission.submission_id, 5)
    assert isinstance(session.place, Leaving)


def test_an_answer_that_does_not_fit_stays_and_is_marked(session: Session) -> None:
    session.to_questions()
    session.answer(here="yes")
    session.feed(ev.SetAnswer("mobile", "139"), ev.Primary())
    assert session.place == AskPage(CODE, "mobile", fault=True)
    assert session.state.draft(CODE).answers["mobile"] == "139"
    session.feed(ev.SetAnswer("mobile", " 139 0000 0026 "))
    assert not session.place.fault
    session.feed(ev.Primary())
    assert session.state.draft(CODE).answers["mobile"] == "13900000026"


def test_an_answer_to_another_question_than_the_one_shown_is_dropped(session: Session) -> None:
    session.to_questions()
    session.feed(ev.SetAnswer("mobile", "13900000026"))
    assert "mobile" not in session.state.draft(CODE).answers


def test_back_and_home_never_lose_an_answer(session: Session) -> None:
    session.to_questions()
    session.answer(here="no", why="照顾孙女", mobile="13900000026")
    before = session.state.draft(CODE).answers
    session.feed(*[ev.Back()] * 5)
    assert session.place == GuidePage(ITEM)
    assert session.state.draft(CODE).answers == before
    session.feed(ev.Primary(), ev.Primary())
    assert session.place == AskPage(CODE, "here")
    session.feed(ev.GoHome(), ev.OpenItem(CODE), ev.Primary(), ev.Primary(), *[ev.Primary()] * 3)
    assert session.place == AskPage(CODE, "delivery")
    assert session.state.draft(CODE).answers == before


def test_an_answer_changed_from_the_check_page_comes_back_to_it(session: Session) -> None:
    session.to_check()
    session.feed(ev.ChangeAnswer("mobile"))
    assert session.place == AskPage(CODE, "mobile", returning=True)
    session.answer(mobile="13900000041")
    assert session.place == CheckPage(CODE)
    assert session.state.draft(CODE).answers["mobile"] == "13900000041"
    session.feed(ev.ChangeAnswer("mobile"), ev.Back())
    assert session.place == CheckPage(CODE)


def test_an_answer_changed_from_the_check_page_asks_what_it_opens_and_no_more(session: Session) -> None:
    session.to_check()
    session.feed(ev.ChangeAnswer("here"))
    session.answer(here="no")
    assert session.place == AskPage(CODE, "why", returning=True)
    session.answer(why="照顾孙女")
    assert session.place == CheckPage(CODE)
    session.feed(ev.ChangeAnswer("delivery"))
    session.answer(delivery="courier")
    assert session.place == AskPage(CODE, "address", returning=True)
    assert session.state.draft(CODE).answers["address"] == card_of("wang").address, "filled in from the card"
    assert "address" in session.state.draft(CODE).filled
    session.feed(ev.Primary(), ev.Primary(), ev.SetSignature(SIGNATURE), ev.Primary())
    submission = session.last(do.Commit).submission
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
    session.feed(ev.Primary(), ev.ChangeAnswer("here"))
    session.answer(here="yes")
    assert session.place == CheckPage(CODE)
    session.feed(ev.Primary(), ev.SetSignature(SIGNATURE), ev.Primary())
    assert "why" not in session.last(do.Commit).submission.answers
    session.feed(ev.NotCommitted(session.place.submission_id, StorageFault.FULL))
    assert session.state.draft(CODE).answers["why"] == "照顾孙女"


def test_back_after_a_branch_was_left_shows_no_question_that_is_not_asked(session: Session) -> None:
    session.to_questions()
    session.answer(here="no", why="照顾孙女", mobile="13900000026", delivery="counter", note="")
    session.feed(ev.Primary(), ev.ChangeAnswer("here"))
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
    assert "mobile" not in session.state.draft(CODE).answers
    session.feed(PlatformReply(profile, ProfileKnown({"mobile": "13911111111"})))
    assert "mobile" not in session.state.draft(CODE).answers, "nothing changes under the finger"
    assert session.state.questions.keys() == {effect.request_id for effect in session.all(do.AskPlatform)[1:]}
    session.feed(ev.SetAnswer("mobile", "13922222222"), ev.Primary(), ev.Back())
    assert session.state.draft(CODE).answers["mobile"] == "13922222222"


def test_what_the_platform_knew_in_time_is_filled_in_and_may_be_changed(session: Session) -> None:
    session.to_identify()
    session.show_card()
    profile, licences, _ = (effect.request_id for effect in session.all(do.AskPlatform))
    session.feed(PlatformReply(profile, ProfileKnown({"mobile": "13911111111"})))
    session.feed(PlatformReply(licences, LicencesKnown((licence_of(), licence_of("4.5.6", "other", usable=False)))))
    session.feed(ev.Primary())
    session.answer(here="yes")
    assert session.state.draft(CODE).answers["mobile"] == "13911111111"
    assert session.state.draft(CODE).filled == {"mobile"}
    session.feed(ev.SetAnswer("mobile", "13922222222"))
    assert session.state.draft(CODE).filled == frozenset()
    settled = {m.key: s.state for m, s in applying.materials(session.state, CODE, session.moment())}
    assert settled["hukou"] is MaterialState.WAIVED


def test_an_item_without_a_form_goes_straight_to_the_check_page() -> None:
    session = Session()
    session.to_identify(SHORT.implementation_code)
    session.show_card("li")
    session.feed(ev.Primary(), ev.Primary())
    assert session.place == SignPage(SHORT.implementation_code)


def test_answers_are_checked_once_more_before_the_signature(session: Session) -> None:
    session.to_check()
    draft = session.state.draft(CODE)
    session.state = session.state.with_draft(replace(draft, answers={**draft.answers, "mobile": "1"}))
    session.feed(ev.Primary())
    assert session.place == AskPage(CODE, "mobile", fault=True, returning=True)
    session.answer(mobile="13900000026")
    assert session.place == CheckPage(CODE)


@pytest.mark.parametrize("path", ["", "M 1 1", "M" * (applying.LEAST_SIGNATURE - 1)])
def test_a_slip_of_the_hand_is_no_signature(session: Session, path: str) -> None:
    session.to_check()
    session.feed(ev.Primary(), ev.SetSignature(path), ev.Primary())
    assert session.place == SignPage(CODE, unsigned=True)
    assert not session.all(do.Commit)


# --- stored, asked, told


def test_a_commit_that_fails_keeps_everything_and_may_be_tried_again(session: Session) -> None:
    first = session.to_submitting()
    draft = session.state.draft(CODE)
    session.feed(ev.NotCommitted(first, StorageFault.FULL))
    assert session.place == SignPage(CODE, not_stored=StorageFault.FULL)
    assert session.state.draft(CODE) == draft
    assert session.audited("submission.not-stored") == [{"fault": "full"}]
    assert session.audited("submission.told") == []
    session.feed(ev.Primary())
    again = session.last(do.Commit).submission
    assert again.submission_id != first
    assert again.answers == session.all(do.Commit)[0].submission.answers
    session.feed(ev.Committed(first, "T0001-261122-0001"))
    assert session.place.receipt_number == "", "an answer to the commit that failed is not this one's"
    session.feed(ev.Committed(again.submission_id, "T0001-261122-0002"), ev.CaseMade(again.submission_id, case_of()))
    assert session.place == ResultPage()


def test_back_after_a_failed_commit_leads_to_the_check_page(session: Session) -> None:
    for _ in range(2):
        session.feed(
            ev.NotCommitted(session.to_submitting() if not session.all(do.Commit) else _submit(session), StorageFault.FULL)
        )
    session.feed(ev.Back())
    assert session.place == CheckPage(CODE)


def _submit(session: Session) -> str:
    session.feed(ev.Primary())
    return session.last(do.Commit).submission.submission_id


def test_nothing_leads_away_while_it_is_being_stored(session: Session) -> None:
    session.to_submitting()
    place = session.place
    session.feed(ev.Back(), ev.GoHome(), ev.Leave(), ev.Leave(sure=True), ev.Primary())
    session.wait(3600)
    assert session.place == place
    assert len(session.all(do.Commit)) == 1
    assert not session.state.warned


def test_a_silent_platform_means_stored_after_the_deadline_and_not_before(session: Session) -> None:
    submission_id = session.to_submitting()
    session.feed(ev.Committed(submission_id, "T0001-261122-0001"))
    assert next_tick(session.state) == session.monotonic + 8
    session.wait(7.9)
    assert isinstance(session.place, Submitting)
    session.wait(0.2)
    assert session.place == ResultPage()
    assert session.state.outcome is not None
    assert session.state.outcome.case is None
    assert session.audited("submission.told") == [{"as": "STORED"}]
    paper = repr([getattr(block, "text", "") for block in session.last(do.PrintReceiptPaper).document.blocks])
    assert "已暂存" in paper
    assert "已收件" not in paper
    assert "已受理" not in paper


def test_a_case_made_late_is_told_on_screen_and_the_paper_stays_true(session: Session) -> None:
    submission_id = session.to_result(None)
    session.paper(PrintSent())
    session.feed(ev.CaseMade("another", case_of()))
    assert session.state.outcome is not None
    assert session.state.outcome.case is None
    session.feed(ev.CaseMade(submission_id, case_of()))
    assert session.state.outcome.case == case_of()
    assert not session.state.outcome.printed_case
    assert len(session.all(do.PrintReceiptPaper)) == 1


def test_a_case_made_before_the_commit_is_known_shows_nothing_yet(session: Session) -> None:
    submission_id = session.to_submitting()
    session.feed(ev.CaseMade(submission_id, case_of()))
    assert isinstance(session.place, Submitting), "without its receipt number there is nothing to show"


def test_two_submissions_of_one_session_are_both_told(session: Session) -> None:
    session.to_result()
    session.paper(PrintSent())
    session.feed(ev.GoHome(), ev.OpenItem(SHORT.implementation_code), ev.Primary(), ev.Primary(), ev.Primary())
    session.feed(ev.SetSignature(SIGNATURE), ev.Primary())
    second = session.last(do.Commit).submission.submission_id
    session.feed(ev.Committed(second, "T0001-261122-0002"))
    session.wait(9)
    assert session.state.outcome is not None
    assert session.state.outcome.submission_id == second
    assert session.audited("submission.told") == [{"as": "ACCEPTED"}, {"as": "STORED"}]


# --- paper


def test_a_print_that_failed_is_printed_again_when_asked_and_once(session: Session) -> None:
    session.to_result()
    session.paper(PrintFailed(Reason.PAPER_OUT))
    assert session.state.outcome is not None
    assert session.state.outcome.paper.state is PaperState.FAILED
    session.feed(StatusChanged(Device.RECEIPT_PRINTER, READY))
    assert len(session.all(do.PrintReceiptPaper)) == 1, "paper is back, but nobody asked"
    session.feed(ev.PrintAgain(), ev.PrintAgain(), ev.PrintAgain())
    assert len(session.all(do.PrintReceiptPaper)) == 2
    first, second = session.all(do.PrintReceiptPaper)
    assert first.document == second.document
    assert first.request_id != second.request_id
    session.paper(PrintConfirmed())
    session.feed(ev.PrintAgain())
    assert len(session.all(do.PrintReceiptPaper)) == 2
    assert session.audited("receipt.paper") == [{"state": "failed", "reason": "paper-out"}, {"state": "printed", "reason": ""}]


@pytest.mark.parametrize("whole", [True, False])
def test_an_uncertain_print_is_put_to_the_resident(session: Session, whole: bool) -> None:
    session.to_result()
    session.feed(ev.PaperSeen(False))
    assert session.state.outcome is not None
    assert session.state.outcome.paper.state is PaperState.PRINTING, "not asked yet"
    session.paper(PrintUncertain(Reason.SILENT))
    session.feed(ev.PrintAgain())
    assert len(session.all(do.PrintReceiptPaper)) == 1, "it may be whole: only the resident can see"
    session.feed(ev.PaperSeen(whole), ev.PrintAgain())
    assert len(session.all(do.PrintReceiptPaper)) == (1 if whole else 2)


def test_nobody_goes_on_while_it_prints_and_no_time_runs(session: Session) -> None:
    session.to_result()
    session.feed(ev.Primary(), ev.GoHome(), ev.Leave(sure=True), ev.Back())
    assert session.place == ResultPage()
    assert working(session.state)
    session.wait(600)
    session.feed(ev.Tick())
    assert session.place == ResultPage()
    session.paper(PrintFailed(Reason.JAM))
    session.wait(SETTINGS.quiet_limit - 1)
    assert session.place == ResultPage(), "the resident's time begins when the paper is out"
    session.wait(LIMIT)
    assert isinstance(session.place, (Leaving, Wiped))


def test_back_does_not_undo_what_was_submitted(session: Session) -> None:
    session.to_result()
    session.paper(PrintSent())
    session.feed(ev.Back())
    assert session.place == ResultPage()
    assert CODE not in session.state.drafts
    session.feed(ev.Primary(), ev.Back())
    assert session.place == RatePage()


@pytest.mark.parametrize("level", [-1, 6, 17])
def test_a_rating_has_five_levels(session: Session, level: int) -> None:
    session.to_result()
    session.paper(PrintSent())
    session.feed(ev.Primary(), ev.Rate(level))
    assert session.place == RatePage()
    assert not session.all(do.RecordRating)


def test_who_would_rather_not_rate_just_leaves(session: Session) -> None:
    session.to_result()
    session.paper(PrintSent())
    session.feed(ev.Primary(), ev.Rate(0))
    assert isinstance(session.place, Leaving)
    assert not session.all(do.RecordRating)


# --- time


def test_a_warning_then_the_end(session: Session) -> None:
    session.to_questions()
    session.answer(here="yes")
    session.wait(59.9)
    assert not session.state.warned
    session.wait(0.1)
    assert session.state.warned
    assert seconds_left(session.state, session.monotonic) == 20
    session.feed(ev.Touch())
    assert not session.state.warned
    session.wait(60)
    assert session.state.warned
    session.wait(19.9)
    assert session.place == AskPage(CODE, "mobile")
    session.wait(0.2)
    assert isinstance(session.place, Leaving)
    assert session.audited("session.timed-out") == [{}]


def test_elder_mode_has_twice_the_time(session: Session) -> None:
    session.feed(ev.Start(), ev.SetEase(Ease(large=True)))
    session.wait(119)
    assert not session.state.warned
    session.wait(2)
    assert session.state.warned
    session.wait(38)
    assert session.place == Home()
    session.wait(2)
    assert session.place == Attract()
    assert session.state.ease == Ease(), "the next person begins with the usual"


def test_a_late_touch_does_not_bring_an_expired_session_back(session: Session) -> None:
    session.to_questions()
    session.monotonic += LIMIT
    session.feed(ev.SetAnswer("here", "yes"))
    assert isinstance(session.place, Leaving)
    assert session.state.drafts == {}
    assert session.audited("session.timed-out") == [{}], "a session that was asleep over its warning timed out all the same"


def test_what_a_device_says_at_the_very_end_of_a_session_is_not_lost(session: Session) -> None:
    session.feed(ev.Start())
    session.monotonic += LIMIT
    status = DeviceStatus(StatusKind.UNAVAILABLE, Reason.PAPER_OUT)
    session.feed(StatusChanged(Device.RECEIPT_PRINTER, status))
    assert session.place == Attract()
    assert session.state.status(Device.RECEIPT_PRINTER) == status, "it is told once: devices report changes only"
    session.feed(ev.Start())
    session.monotonic += LIMIT
    session.feed(NetworkChanged(Network.OFFLINE))
    assert session.state.network is Network.OFFLINE


def test_who_leaves_during_the_warning_did_not_time_out(session: Session) -> None:
    session.to_questions()
    session.wait(65)
    assert session.state.warned
    session.feed(ev.Leave(sure=True))
    assert isinstance(session.place, Leaving)
    assert session.audited("session.timed-out") == []


def test_the_idle_page_needs_no_clock(session: Session) -> None:
    assert next_tick(session.state) is None
    session.wait(86400)
    assert session.place == Attract()


# --- leaving


def test_leaving_asks_first_where_something_was_typed(session: Session) -> None:
    session.to_questions()
    session.answer(here="yes")
    session.feed(ev.Leave())
    assert session.state.overlay is Overlay.LEAVE
    assert session.place == AskPage(CODE, "mobile")
    session.feed(ev.CloseOverlay())
    assert session.state.overlay is None
    session.feed(ev.Leave(), ev.Leave(sure=True))
    assert isinstance(session.place, Leaving)


@pytest.mark.parametrize("where", ["questions", "check", "result", "stored"])
def test_after_leaving_the_state_holds_nothing_of_the_person(session: Session, where: str) -> None:
    match where:
        case "questions":
            session.to_questions()
            session.answer(here="no", why="王秀英照顾孙女")
            session.feed(ev.SetLanguage("en"), ev.SetEase(Ease(large=True, contrast=True)))
        case "check":
            session.to_check()
        case "result":
            session.to_result()
            session.paper(PrintSent())
        case "stored":
            session.to_result(None)
            session.paper(PrintUncertain(Reason.SILENT))
    assert traces_of(card_of("wang"), session.state), "the walk finds what is there"
    session.feed(ev.Leave(sure=True))
    assert isinstance(session.place, Leaving)
    left = session.state
    assert traces_of(card_of("wang"), left) == []
    assert (left.person, left.drafts, left.outcome, left.copy, left.trail, left.questions, left.overlay) == (
        None,
        {},
        None,
        None,
        (),
        {},
        None,
    )
    assert left.language == ("en" if where == "questions" else "zh"), "what is left behind is told in their language"
    assert left.ease == Ease()


def test_a_card_left_on_the_reader_is_waited_for(session: Session) -> None:
    session.to_questions()
    session.feed(ev.Leave(sure=True))
    waiting = session.last(WaitForNoCard)
    session.wait(15)
    assert isinstance(session.place, Leaving)
    session.feed(DeviceAnswer(waiting.request_id, CardGone()))
    assert session.place == Wiped()
    assert len(session.all(do.ReplaceProcess)) == 1


def test_the_farewell_stays_a_moment_even_when_the_card_is_gone(session: Session) -> None:
    session.to_questions()
    session.feed(ev.Leave(sure=True))
    session.feed(DeviceAnswer(session.last(WaitForNoCard).request_id, CardGone()))
    assert isinstance(session.place, Leaving)
    session.wait(3.9)
    assert isinstance(session.place, Leaving)
    session.wait(0.2)
    assert session.place == Wiped()


def test_a_card_that_nobody_fetches_does_not_hold_the_terminal_up_for_ever(session: Session) -> None:
    session.to_questions()
    session.feed(ev.Leave(sure=True))
    session.wait(19)
    assert isinstance(session.place, Leaving)
    session.wait(2)
    assert session.place == Wiped()
    assert Cancel(session.last(WaitForNoCard).request_id) in session.effects
    assert session.audited("session.ended") == [{}]


def test_after_the_end_nothing_happens(session: Session) -> None:
    session.to_questions()
    session.feed(ev.Leave(sure=True))
    session.wait(30)
    end = session.state
    made = session.feed(ev.Start(), ev.Touch(), ev.Tick(), StatusChanged(Device.CODE_SCANNER, READY), ev.OpenItem(CODE))
    assert made == []
    assert session.state == end


# --- licence copies


def to_licences(session: Session, reply: Any) -> None:
    session.feed(ev.Start(), ev.OpenItem(COPY_ITEM.implementation_code), ev.Primary())
    session.show_card()
    assert isinstance(session.place, LicencesPage)
    assert session.place.request_id
    session.feed(PlatformReply(session.place.request_id, reply))


def to_preview(session: Session) -> None:
    session.feed(ev.OpenLicence("1.2.3"), ev.SetPurpose(CopyPurpose.SCHOOL), ev.SetKeep(True), ev.Primary())
    assert session.place == CopyPreviewPage()


def composed(session: Session, serial: str = "L000001") -> None:
    session.feed(ev.CopyComposed(session.last(do.ComposeCopy).request_id, ComposedCopy(serial, b"%PDF", b"PNG")))


def test_a_copy_with_the_platform(session: Session) -> None:
    to_licences(session, LicencesKnown((licence_of(), licence_of("9.9", usable=False))))
    assert session.place == LicencesPage()
    session.feed(ev.OpenLicence("9.9"), ev.OpenLicence("no such"))
    assert session.place == LicencesPage(), "an expired one may be seen, not copied"
    session.feed(ev.OpenLicence("1.2.3"), ev.Primary())
    assert session.place == CopyPurposePage(), "not without a purpose"
    session.feed(ev.Back())
    to_preview(session)
    order = session.last(do.ComposeCopy)
    assert (order.purpose, order.keep, order.licence) == ("school", True, licence_of())
    session.feed(ev.Primary())
    assert session.place == CopyPreviewPage(), "nothing to print yet"
    composed(session)
    session.feed(ev.Primary())
    assert session.place == CopyPage()
    printed = session.last(do.PrintCopyPaper)
    assert (printed.serial, printed.licence_identifier, printed.purpose) == ("L000001", "1.2.3", "school")
    session.feed(ev.Primary(), ev.Back(), ev.GoHome(), ev.Leave(sure=True))
    session.wait(300)
    assert session.place == CopyPage(), "it is printing"
    session.feed(ev.PaperAnswered(printed.request_id, PrintConfirmed()), ev.PrintAgain())
    assert len(session.all(do.PrintCopyPaper)) == 1
    assert session.audited("copy.composed") == [{"serial": "L000001"}]
    assert session.audited("copy.paper") == [{"serial": "L000001", "state": "printed"}]
    session.feed(ev.Primary())
    assert session.place == LicencesPage()
    assert session.state.copy is None
    session.feed(ev.Primary())
    assert session.place == Home()


def test_the_platform_is_asked_for_the_licences_once(session: Session) -> None:
    to_licences(session, LicencesKnown((licence_of(),)))
    asked = [effect for effect in session.all(do.AskPlatform) if isinstance(effect.question, AskLicences)]
    assert len(asked) == 1, "look-ups by number are counted and audited"


def test_a_copy_without_the_platform_comes_from_the_vault(session: Session) -> None:
    to_licences(session, NoAnswer())
    vault = session.last(do.OpenVault)
    assert vault.card == card_of("wang")
    session.feed(ev.VaultOpened(vault.request_id, (file_of(licence_of()),)))
    assert session.place == LicencesPage(kept=True)
    to_preview(session)
    composed(session)
    session.feed(ev.Primary())
    session.feed(ev.PaperAnswered(session.last(do.PrintCopyPaper).request_id, PrintSent()), ev.Primary())
    assert session.place == LicencesPage(kept=True), "still those that are kept here"
    session.feed(ev.TryAgain())
    assert session.place.request_id
    session.feed(PlatformReply(session.place.request_id, LicencesKnown(())))
    assert session.place == LicencesPage()


def test_what_the_vault_holds_is_not_all_that_a_person_has(session: Session) -> None:
    to_licences(session, NoAnswer())
    session.feed(ev.VaultOpened(session.last(do.OpenVault).request_id, (file_of(licence_of("7", "other")),)))
    session.feed(ev.GoHome(), ev.OpenItem(CODE), ev.Primary(), ev.Primary())
    settled = {m.key: s.state for m, s in applying.materials(session.state, CODE, session.moment())}
    assert settled["hukou"] is MaterialState.TO_CHECK, "the platform could not be asked"


@pytest.mark.parametrize("problem", list(CopyProblem))
def test_a_copy_that_cannot_be_made_may_be_tried_again(session: Session, problem: CopyProblem) -> None:
    to_licences(session, LicencesKnown((licence_of(),)))
    to_preview(session)
    session.feed(ev.TryAgain())
    assert len(session.all(do.ComposeCopy)) == 1, "it is being made"
    old = session.last(do.ComposeCopy).request_id
    session.feed(ev.CopyNotComposed(old, problem), ev.Primary())
    assert session.state.copy is not None
    assert session.state.copy.problem is problem
    assert not session.all(do.PrintCopyPaper)
    session.feed(ev.TryAgain(), ev.CopyComposed(old, ComposedCopy("L0", b"", b"")))
    assert session.state.copy.composed is None, "an answer to the older order"
    composed(session)
    session.feed(ev.Primary())
    assert session.place == CopyPage()


def test_a_copy_of_which_no_whole_page_came_out_keeps_its_serial(session: Session) -> None:
    to_licences(session, LicencesKnown((licence_of(),)))
    to_preview(session)
    composed(session)
    session.feed(ev.Primary())
    session.feed(ev.PaperAnswered(session.last(do.PrintCopyPaper).request_id, PrintUncertain(Reason.JAM)), ev.PrintAgain())
    assert len(session.all(do.PrintCopyPaper)) == 1
    session.feed(ev.PaperSeen(False), ev.PrintAgain())
    first, second = session.all(do.PrintCopyPaper)
    assert first.serial == second.serial
    assert first.request_id != second.request_id


# --- asking


def test_progress_with_the_receipts_code(session: Session) -> None:
    session.feed(ev.Start(), ev.OpenProgress())
    assert session.place == ProgressPage()
    session.feed(ev.OpenScan())
    assert isinstance(session.place, ScanPage)
    session.feed(DeviceAnswer(session.last(ScanCode).request_id, CodeScanned(f" {TOKEN}\r")))
    assert session.last(do.FindOwn).receipt_token == TOKEN
    assert session.last(do.AskPlatform).question == AskProgress(TOKEN)
    request_id = session.last(do.FindOwn).request_id
    here = StoredReceipt("T0001-261122-0001", CODE, WALL, StoredState.STORED, None)
    session.feed(ev.OwnFound(request_id, (here,)), PlatformReply(request_id, NoAnswer()))
    assert session.place == ProgressResult(request_id, looking=False, asking=False, here=(here,), cases=None)
    assert session.audited("progress.asked") == [{"by": "code"}]
    assert session.state.traces
    session.feed(ev.Back())
    assert session.place == ProgressPage()


def test_the_ledgers_answer_counts_after_the_platforms_too(session: Session) -> None:
    session.feed(ev.Start(), ev.OpenProgress(), ev.OpenScan())
    session.feed(DeviceAnswer(session.last(ScanCode).request_id, CodeScanned(TOKEN)))
    request_id = session.last(do.FindOwn).request_id
    here = StoredReceipt("T0001-261122-0001", CODE, WALL, StoredState.STORED, None)
    session.feed(PlatformReply(request_id, NoAnswer()))
    assert session.place.looking, "whether it was stored here is not known yet"
    session.feed(ev.OwnFound(request_id, (here,)))
    assert (session.place.looking, session.place.here) == (False, (here,))


@pytest.mark.parametrize(("reply", "cases"), [(ProgressKnown(None), ()), (ProgressKnown(case_of()), (case_of(),))])
def test_what_the_platform_says_of_progress(session: Session, reply: Any, cases: tuple[Any, ...]) -> None:
    session.feed(ev.Start(), ev.OpenProgress(), ev.OpenScan())
    session.feed(DeviceAnswer(session.last(ScanCode).request_id, CodeScanned(TOKEN)))
    session.feed(PlatformReply(session.place.request_id, reply))
    assert session.place.cases == cases
    session.feed(ev.Primary(), ev.Leave())
    assert isinstance(session.place, Leaving), "somebody's case was on this screen"
    session.wait(25)
    assert len(session.all(do.ReplaceProcess)) == 1


def test_progress_with_the_card(session: Session) -> None:
    session.feed(ev.Start(), ev.OpenProgress(), ev.UseCard())
    session.show_card()
    assert session.last(do.FindOwn).card == card_of("wang")
    assert any(isinstance(effect.question, AskCases) for effect in session.all(do.AskPlatform))
    session.feed(PlatformReply(session.place.request_id, CasesKnown((case_of(),))))
    assert session.place.cases == (case_of(),)
    assert session.audited("progress.asked") == [{"by": "card"}]


def test_a_code_of_another_kind_is_refused_and_the_scanner_waits_on(session: Session) -> None:
    session.feed(ev.Start(), ev.OpenProgress(), ev.OpenScan())
    for text in ("6901234567892", "https://example.com", TOKEN[:-1], TOKEN + "0", TOKEN.lower(), ""):
        before = len(session.all(ScanCode))
        session.feed(DeviceAnswer(session.last(ScanCode).request_id, CodeScanned(text)))
        assert session.place.problem is ScanProblem.UNKNOWN_CODE, text
        assert len(session.all(ScanCode)) == before + 1
    session.feed(DeviceAnswer(session.last(ScanCode).request_id, CodeUnreadable(Reason.GARBLED)))
    assert session.place.problem is ScanProblem.UNREADABLE
    assert not session.state.traces
    session.feed(ev.GoHome())
    assert session.effects.count(Cancel(session.last(ScanCode).request_id)) == 1


def test_a_scanner_that_is_down_is_asked_again_when_it_is_back(session: Session) -> None:
    session.feed(ev.Start(), ev.OpenScan(check_copy=True))
    session.feed(DeviceAnswer(session.last(ScanCode).request_id, ScannerUnavailable(Reason.NOT_FOUND)))
    assert session.place.problem is ScanProblem.SCANNER
    assert len(session.all(ScanCode)) == 1
    session.feed(StatusChanged(Device.CODE_SCANNER, READY))
    assert len(session.all(ScanCode)) == 2
    assert session.place.purpose is Purpose.CHECK_COPY


def test_a_copy_is_checked_and_either_code_is_understood_on_either_page(session: Session) -> None:
    session.feed(ev.Start(), ev.OpenProgress(), ev.OpenScan())
    session.feed(DeviceAnswer(session.last(ScanCode).request_id, CodeScanned("LC1~a~b~c")))
    assert session.last(do.CheckCopyCode).text == "LC1~a~b~c"
    request_id = session.last(do.CheckCopyCode).request_id
    assert session.place == CopyCheckPage(request_id)
    session.feed(ev.CopyCodeChecked("of another code", CopyChecked(CopyVerdict.GENUINE)))
    assert session.place == CopyCheckPage(request_id)
    session.feed(ev.CopyCodeChecked(request_id, CopyChecked(CopyVerdict.ALTERED)))
    assert session.place == CopyCheckPage(request_id, CopyChecked(CopyVerdict.ALTERED))
    assert session.audited("copy.checked") == [{"verdict": "altered"}]
    session.feed(ev.Primary())
    assert session.place == Home()


# --- everywhere


def test_language_help_and_ease_are_there_on_every_page(session: Session) -> None:
    session.to_check()
    session.feed(ev.SetLanguage("en"), ev.SetLanguage("fr"), ev.SetEase(Ease(contrast=True)), ev.Open(Overlay.HELP))
    assert (session.state.language, session.state.ease.contrast, session.state.overlay) == ("en", True, Overlay.HELP)
    session.feed(ev.Back())
    assert session.state.overlay is None
    assert session.place == MaterialsPage(CODE)


def test_devices_and_network_are_known_and_written_down_once(session: Session) -> None:
    low = DeviceStatus(StatusKind.ATTENTION, Reason.PAPER_LOW, "/dev/usb/lp0")
    session.feed(StatusChanged(Device.RECEIPT_PRINTER, low), StatusChanged(Device.RECEIPT_PRINTER, low))
    session.feed(NetworkChanged(Network.OFFLINE), NetworkChanged(Network.OFFLINE))
    assert session.state.status(Device.RECEIPT_PRINTER) == low
    assert session.state.status(Device.PAGE_PRINTER).kind is StatusKind.UNKNOWN
    assert session.audited("device.changed") == [{"device": "receipt_printer", "kind": "attention", "reason": "paper-low"}]
    assert session.audited("network.changed") == [{"to": "offline"}]


def test_the_photo_on_the_card_is_shown_where_a_library_decodes_it_and_nobody_waits_for_it() -> None:
    session = Session(replace(SETTINGS, card_photo=True))
    session.to_identify()
    session.show_card("wang")
    assert isinstance(session.place, Eligibility), "at once"
    asked = session.last(DecodePhoto)
    session.feed(ev.Primary(), DeviceAnswer(asked.request_id, PhotoDecoded(b"png")))
    assert session.state.person is not None
    assert session.state.person.photo == b"png"
    plain = Session()
    plain.to_identify()
    plain.show_card("wang")
    assert plain.all(DecodePhoto) == []


def test_a_newer_catalogue_is_used_once_nobody_is_here() -> None:
    idle = Session()
    made = idle.feed(CatalogueReady("2027.1"))
    assert isinstance(idle.place, Wiped)
    assert ReplaceProcess() in made
    assert [name for name, _ in idle.audit] == ["catalogue.newer"]

    busy = Session()
    busy.feed(ev.Start(), CatalogueReady("2027.1"), ev.OpenItem(CODE))
    assert isinstance(busy.place, GuidePage), "a session keeps the version it began with"
    assert busy.state.catalogue_version == "2026.11.22.1"
    busy.wait(200)
    assert isinstance(busy.place, Wiped)
    assert len(busy.all(ReplaceProcess)) == 1

    same = Session()
    same.feed(CatalogueReady(same.state.catalogue_version))
    assert isinstance(same.place, Attract)


def test_who_applied_already_is_told_before_they_type(session: Session) -> None:
    session.to_identify()
    session.show_card("wang")
    question = next(key for key, what in session.state.questions.items() if what == "cases")
    session.feed(PlatformReply(question, CasesKnown((case_of(CaseState.RECEIVED),))))
    assert isinstance(session.place, Eligibility)
    assert session.state.person is not None
    assert [case.state for case in session.state.person.cases] == [CaseState.RECEIVED]
    session.feed(ev.Primary())
    assert isinstance(session.place, AskPage), "it is a word, no bar: the platform decides"
