"""Progress, and whether a copy is one of ours."""

from __future__ import annotations

from typing import Any

import pytest

from kiosk.domain.cases import CaseState
from kiosk.domain.device_states import Reason
from kiosk.domain.licences import CopyChecked, CopyVerdict
from kiosk.domain.submissions import StoredReceipt, StoredState
from kiosk.journeys.browse.places import Home
from kiosk.journeys.copy_check.places import COPY, CheckCopyCode, CopyCheckPage, CopyCodeChecked
from kiosk.journeys.progress.places import FindReceipts, ProgressPage, ProgressResult, ReceiptsFound, ScanReceipt, UseCard
from kiosk.ports.device_hub import TIME_TO_MOVE, Cancel, DeviceAnswer, ScanCode, StatusChanged
from kiosk.ports.devices import CodeNotText, CodeScanned, CodeUnreadable, Device, ScannerUnavailable
from kiosk.ports.platform import AskCases, AskProgress, CasesKnown, NoAnswer, PlatformReply, ProgressKnown
from kiosk.session import effects as do
from kiosk.session import events as ev
from kiosk.session.leaving import Leaving
from kiosk.session.scan import Scan, ScanProblem
from tests.kiosk.session_samples import CODE, READY, TOKEN, WALL, Session, card_of, case_of, shown


def test_progress_with_the_receipts_code(session: Session) -> None:
    session.feed(ev.Start(), ev.OpenJourney("progress"))
    assert session.place == ProgressPage()
    session.feed(ScanReceipt())
    assert session.is_at(Scan)
    session.feed(DeviceAnswer(session.last(ScanCode).request_id, CodeScanned(f" {TOKEN}\r")))
    assert session.last(FindReceipts).receipt_token == TOKEN
    assert session.last(do.AskPlatform).look_up == AskProgress(TOKEN)
    request_id = session.last(FindReceipts).request_id
    here = StoredReceipt("T0001-261122-0001", CODE, WALL, StoredState.STORED, None)
    session.feed(ReceiptsFound(request_id, (here,)), PlatformReply(request_id, NoAnswer()))
    assert session.place == ProgressResult(request_id, AskProgress(TOKEN), looking=False, asking=False, here=(here,), cases=None)
    assert session.audited("progress.asked") == [{"by": "code"}]
    assert session.state.personal_data
    session.feed(ev.Back())
    assert session.place == ProgressPage()


def test_the_ledgers_answer_counts_after_the_platforms_too(session: Session) -> None:
    session.feed(ev.Start(), ev.OpenJourney("progress"), ScanReceipt())
    session.feed(DeviceAnswer(session.last(ScanCode).request_id, CodeScanned(TOKEN)))
    request_id = session.last(FindReceipts).request_id
    here = StoredReceipt("T0001-261122-0001", CODE, WALL, StoredState.STORED, None)
    session.feed(PlatformReply(request_id, NoAnswer()))
    assert session.place.looking, "whether it was stored here is not known yet"
    session.feed(ReceiptsFound(request_id, (here,)))
    assert (session.place.looking, session.place.here) == (False, (here,))


@pytest.mark.parametrize(("reply", "cases"), [(ProgressKnown(None), ()), (ProgressKnown(case_of()), (case_of(),))])
def test_what_the_platform_says_of_progress(session: Session, reply: Any, cases: tuple[Any, ...]) -> None:
    session.feed(ev.Start(), ev.OpenJourney("progress"), ScanReceipt())
    session.feed(DeviceAnswer(session.last(ScanCode).request_id, CodeScanned(TOKEN)))
    session.feed(PlatformReply(session.place.request_id, reply))
    assert session.place.cases == cases
    session.feed(ev.Primary(), ev.Leave())
    assert session.is_at(Leaving), "somebody's case was on this screen"
    session.wait(25)
    assert len(session.all(do.ReplaceProcess)) == 1


def test_progress_with_the_card(session: Session) -> None:
    session.feed(ev.Start(), ev.OpenJourney("progress"), UseCard())
    session.show_card()
    assert session.last(FindReceipts).card == card_of("wang")
    assert any(isinstance(effect.look_up, AskCases) for effect in session.all(do.AskPlatform))
    session.feed(PlatformReply(session.place.request_id, CasesKnown((case_of(),))))
    assert session.place.cases == (case_of(),)
    assert session.audited("progress.asked") == [{"by": "card"}]


def test_a_code_of_another_kind_is_told_as_such(session: Session) -> None:
    session.feed(ev.Start(), ev.OpenJourney("progress"), ScanReceipt())
    others = [CodeScanned(text) for text in ("6901234567892", "https://example.com", "一行\n又一行", "", "CHECK1-AZ", "~")]
    outcomes: list[CodeScanned | CodeNotText] = [*others, CodeNotText()]
    for outcome in outcomes:
        before = len(session.all(ScanCode))
        session.feed(DeviceAnswer(session.last(ScanCode).request_id, outcome))
        assert session.place.problem == ScanProblem.UNKNOWN_CODE, outcome
        assert len(session.all(ScanCode)) == before + 1
    told = str(shown(session)["problem"])
    assert "扫到了" in told
    assert "回执" in told, "what would be one"
    assert "身份证" in told, "what else works"
    session.feed(DeviceAnswer(session.last(ScanCode).request_id, CodeUnreadable(Reason.GARBLED)))
    assert session.place.problem == ScanProblem.UNREADABLE
    assert not session.state.personal_data
    session.feed(ev.GoHome())
    assert session.effects.count(Cancel(session.last(ScanCode).request_id)) == 1


@pytest.mark.parametrize("text", [TOKEN[:-1], TOKEN + "0", "CQ1-", "LC1~a~b", "lc1~" + "e" * 60 + "~b~c"])
def test_a_code_of_ours_that_is_not_whole_is_unreadable(session: Session, text: str) -> None:
    session.feed(ev.Start(), ev.OpenJourney("progress"), ScanReceipt())
    session.feed(DeviceAnswer(session.last(ScanCode).request_id, CodeScanned(text)))
    assert session.place.problem == ScanProblem.UNREADABLE


@pytest.mark.parametrize("text", [TOKEN.lower(), f"{TOKEN}~T1-1~2~x".swapcase(), f"https://example.com\n{TOKEN}\nmore"])
def test_caps_lock_and_a_second_code_hide_no_receipt(session: Session, text: str) -> None:
    session.feed(ev.Start(), ev.OpenJourney("progress"), ScanReceipt())
    session.feed(DeviceAnswer(session.last(ScanCode).request_id, CodeScanned(text)))
    assert session.last(FindReceipts).receipt_token == TOKEN


def test_caps_lock_hides_no_licence_copy(session: Session) -> None:
    session.feed(ev.Start(), ev.OpenJourney("progress"), ScanReceipt())
    session.feed(DeviceAnswer(session.last(ScanCode).request_id, CodeScanned("LC1~aB~cD~eF".swapcase())))
    assert session.last(CheckCopyCode).text == "LC1~aB~cD~eF"


def test_a_scanner_that_is_down_is_asked_again_when_it_is_back(session: Session) -> None:
    session.feed(ev.Start(), ev.OpenJourney("copy_check"))
    session.feed(DeviceAnswer(session.last(ScanCode).request_id, ScannerUnavailable(Reason.NOT_FOUND)))
    assert session.place.problem == ScanProblem.SCANNER
    assert len(session.all(ScanCode)) == 1
    session.feed(StatusChanged(Device.CODE_SCANNER, READY))
    assert len(session.all(ScanCode)) == 2
    assert session.place.words is COPY


def test_a_copy_is_checked_and_either_code_is_understood_on_either_page(session: Session) -> None:
    session.feed(ev.Start(), ev.OpenJourney("progress"), ScanReceipt())
    session.feed(DeviceAnswer(session.last(ScanCode).request_id, CodeScanned("LC1~a~b~c")))
    assert session.last(CheckCopyCode).text == "LC1~a~b~c"
    request_id = session.last(CheckCopyCode).request_id
    assert session.place == CopyCheckPage(request_id)
    session.feed(CopyCodeChecked("of another code", CopyChecked(CopyVerdict.GENUINE)))
    assert session.place == CopyCheckPage(request_id)
    session.feed(CopyCodeChecked(request_id, CopyChecked(CopyVerdict.ALTERED)))
    assert session.place == CopyCheckPage(request_id, CopyChecked(CopyVerdict.ALTERED))
    assert session.audited("copy.checked") == [{"verdict": "altered"}]
    session.feed(ev.Primary())
    assert session.place == Home()


def test_a_code_not_read_for_a_while_is_sent_to_the_counter(session: Session) -> None:
    session.feed(ev.Start(), ev.OpenJourney("progress"), ScanReceipt())

    def not_read() -> str:
        session.feed(DeviceAnswer(session.last(ScanCode).request_id, CodeUnreadable(Reason.GARBLED)))
        return str(shown(session)["problem"])

    first = not_read()
    assert "摊平" in first
    assert not_read() == first, "a camera says so many times in a second"
    session.wait(TIME_TO_MOVE)
    assert session.place.problem == ScanProblem.UNREADABLE
    second = not_read()
    assert session.place.problem == ScanProblem.STILL_UNREADABLE
    assert "窗口" in second
    assert "身份证" in second, "what else works"
    session.feed(DeviceAnswer(session.last(ScanCode).request_id, CodeScanned(TOKEN)))
    assert session.is_at(ProgressResult)


@pytest.mark.parametrize(
    ("state", "reply", "word", "number"),
    [
        (StoredState.CASE, NoAnswer(), "已受理", "261127 4071 0012"),
        (StoredState.CASE, ProgressKnown(None), "没有查到", "261127 4071 0012"),
        (StoredState.STORED, ProgressKnown(None), "已暂存", "261127 4071 0012"),
    ],
)
def test_what_the_platform_forgot_is_not_shown_as_received(
    session: Session, state: StoredState, reply: Any, word: str, number: str
) -> None:
    session.feed(ev.Start(), ev.OpenJourney("progress"), ScanReceipt())
    session.feed(DeviceAnswer(session.last(ScanCode).request_id, CodeScanned(TOKEN)))
    here = StoredReceipt("T0001-261127-SZG7-0001", CODE, WALL, state, case_of(CaseState.ACCEPTED, "26112740710012"))
    session.feed(ReceiptsFound(session.place.request_id, (here,)), PlatformReply(session.place.request_id, reply))
    (row,) = shown(session)["rows"]
    assert row["word"] == word
    assert number in [fact["value"] for fact in row["rows"]]


def test_progress_that_the_platform_did_not_tell_is_asked_again(session: Session) -> None:
    session.feed(ev.Start(), ev.OpenJourney("progress"), ScanReceipt())
    session.feed(DeviceAnswer(session.last(ScanCode).request_id, CodeScanned(TOKEN)))
    before = session.place.request_id
    session.feed(ReceiptsFound(before, ()), PlatformReply(before, NoAnswer()))
    assert shown(session)["retry"]
    session.feed(ev.TryAgain())
    assert session.last(do.AskPlatform).look_up == AskProgress(TOKEN)
    again = session.place.request_id
    assert (again != before, session.place.asking, shown(session)["retry"]) == (True, True, "")
    session.feed(PlatformReply(again, ProgressKnown(None)))
    assert (session.place.cases, shown(session)["retry"]) == ((), "")
