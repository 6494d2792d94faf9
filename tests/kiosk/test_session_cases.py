"""A case in full: asked for by its holder, mended, and taken back."""

from __future__ import annotations

from typing import Any

import pytest

from kiosk.domain.cases import (
    NOTICES,
    Case,
    CaseInFull,
    CasePaper,
    CaseState,
    CaseStep,
    Defect,
    DefectKind,
    MaterialState,
    Served,
    ServedBy,
    WithdrawalReason,
)
from kiosk.domain.text import LocalizedText
from kiosk.domain.values import replace
from kiosk.journeys.apply.draft import draft_of
from kiosk.journeys.apply.effects import Commit
from kiosk.journeys.apply.events import ChangeAnswer, Committed, OpenMaterials, SetAnswer, SetSignature
from kiosk.journeys.apply.filling import AskPage, CheckPage, CorrectionPage, MaterialsPage
from kiosk.journeys.apply.result import ResultPage
from kiosk.journeys.progress.case import (
    AskCase,
    CaseItemFound,
    CaseKnown,
    CasePage,
    FindCaseItem,
    OpenCase,
    PrintCasePaper,
    SetReason,
    Withdraw,
    Withdrawing,
    WithdrawPage,
)
from kiosk.journeys.progress.places import ProgressResult, ReceiptsFound, ScanReceipt, UseCard
from kiosk.journeys.progress.withdrawal import StoreWithdrawal, WithdrawalStored
from kiosk.ports.device_hub import DeviceAnswer, ScanCode, StatusChanged
from kiosk.ports.devices import CodeScanned, Device, PrintConfirmed
from kiosk.ports.platform import CaseMade, CasesKnown, NoAnswer, PlatformReply, ProgressKnown
from kiosk.ports.storage import StorageFault
from kiosk.session import effects as do
from kiosk.session import events as ev
from kiosk.session.identify import Identify
from kiosk.session.leaving import Leaving
from tests.kiosk.session_samples import (
    CODE,
    ITEM,
    READY,
    SETTINGS,
    SIGNATURE,
    TOKEN,
    WALL,
    Session,
    card_of,
    case_of,
    licence_of,
    shown,
    traces_of,
)

NUMBER = "20261122000017"
MOBILE = Defect(DefectKind.ANSWER, "mobile", LocalizedText("请核对“手机号”", "Please check: mobile"))
HUKOU = Defect(DefectKind.MATERIAL, "hukou", LocalizedText("请补交“户口簿”", "Please hand in: register"))
STAFF = Defect(DefectKind.STAFF, "", LocalizedText("号码打不通", "号码打不通"))
BEFORE = {"here": "yes", "mobile": "123", "delivery": "counter", "gone": "x"}


def sent_back(*defects: Defect) -> Case:
    return replace(case_of(CaseState.CORRECTION), defects=defects or (MOBILE,))


def in_full(case: Case, **changes: Any) -> CaseInFull:
    values: dict[str, Any] = {
        "history": (CaseStep(WALL, case.state, ""),),
        "answers": BEFORE,
        "correctable": case.state is CaseState.CORRECTION,
        "withdrawable": True,
    }
    return CaseInFull(case, **{**values, **changes})


def to_list(session: Session, *cases: Case) -> None:
    session.feed(ev.Start(), ev.OpenJourney("progress"), UseCard())
    session.show_card()
    session.feed(ReceiptsFound(session.place.request_id, ()), PlatformReply(session.place.request_id, CasesKnown(cases)))


def to_case(session: Session, told: CaseInFull) -> None:
    to_list(session, told.case)
    session.feed(OpenCase(told.case.case_number))
    session.feed(PlatformReply(session.place.request_id, CaseKnown(told)))
    session.feed(CaseItemFound(session.last(FindCaseItem).code, ITEM))


def to_correction(session: Session, *defects: Defect, **changes: Any) -> None:
    to_case(session, in_full(sent_back(*defects), **changes))
    session.feed(ev.Primary())
    assert session.is_at(CorrectionPage)


def test_what_was_served_is_told_and_its_record_printed(session: Session) -> None:
    session.feed(StatusChanged(Device.PAGE_PRINTER, READY))
    notice = Served(NOTICES[CaseState.ACCEPTED], "WS310199-20261127-2651-0001", ServedBy.TERMINAL, WALL)
    to_case(session, in_full(case_of(CaseState.APPROVED), withdrawable=False, served=(notice,)))
    view = shown(session)
    assert "自助终端打印" in {row["label"]: row["value"] for row in view["facts"]}["受理通知书"]
    assert view["served"] == "打印送达回证"
    session.feed(PrintCasePaper(CasePaper.SERVED))
    assert session.place.order.look_up.paper is CasePaper.SERVED


def test_where_nothing_was_served_no_record_is_printed(session: Session) -> None:
    session.feed(StatusChanged(Device.PAGE_PRINTER, READY))
    to_case(session, in_full(case_of(CaseState.ACCEPTED)))
    assert shown(session)["served"] == ""
    session.feed(PrintCasePaper(CasePaper.SERVED))
    assert session.is_at(CasePage)


def test_what_was_not_accepted_is_called_so_everywhere(session: Session) -> None:
    session.feed(StatusChanged(Device.PAGE_PRINTER, READY))
    case = replace(case_of(CaseState.REFUSED), not_accepted=True)
    steps = (CaseStep(WALL, CaseState.RECEIVED), CaseStep(WALL + 60, CaseState.REFUSED, "请到区房屋管理局"))
    to_case(session, in_full(case, history=steps, withdrawable=False))
    view = shown(session)
    assert (view["word"], view["tone"]) == ("不予受理", "bad")
    assert [row["title"] for row in view["history"]] == ["已收件", "不予受理"]
    assert view["notice"] == "打印不予受理决定书"


def test_a_case_of_the_list_is_asked_for_in_full(session: Session) -> None:
    to_list(session, case_of())
    assert shown(session)["rows"][0]["open"] == "看办理经过"
    session.feed(OpenCase(NUMBER))
    assert session.is_at(CasePage)
    question = session.last(do.AskPlatform).look_up
    assert isinstance(question, AskCase)
    assert question.case_number == NUMBER
    assert shown(session)["waiting"]
    told = in_full(case_of(), history=(CaseStep(WALL, CaseState.RECEIVED), CaseStep(WALL + 60, CaseState.REFUSED, "不在本区")))
    session.feed(PlatformReply(session.place.request_id, CaseKnown(told)))
    view = shown(session)
    assert [(row["title"], row["text"]) for row in view["history"]] == [("已收件", ""), ("不予办理", "不在本区")]
    assert session.audited("case.opened") == [{"state": "ACCEPTED"}]
    session.feed(ev.Back())
    assert session.is_at(ProgressResult)
    assert session.audited("progress.asked") == [{"by": "card"}], "coming back is no question"


def test_a_case_found_by_code_asks_for_the_card_first(session: Session) -> None:
    session.feed(ev.Start(), ev.OpenJourney("progress"), ScanReceipt())
    session.feed(DeviceAnswer(session.last(ScanCode).request_id, CodeScanned(TOKEN)))
    session.feed(ReceiptsFound(session.place.request_id, ()), PlatformReply(session.place.request_id, ProgressKnown(case_of())))
    session.feed(OpenCase(NUMBER))
    assert session.is_at(Identify)
    session.show_card()
    assert session.is_at(CasePage)


def test_a_case_that_is_not_in_the_list_opens_nothing(session: Session) -> None:
    to_list(session, case_of())
    session.feed(OpenCase("1"))
    assert session.is_at(ProgressResult)


@pytest.mark.parametrize("reply", [NoAnswer(), CaseKnown(None)])
def test_nothing_more_is_offered_where_nothing_is_known(session: Session, reply: Any) -> None:
    to_list(session, sent_back())
    session.feed(OpenCase(NUMBER))
    session.feed(PlatformReply(session.place.request_id, reply))
    view = shown(session)
    assert (view["withdraw"], view["primary"], view["again"]) == ("", "回到首页", "再试一次")
    assert "查不到" in view["problem"]
    session.feed(Withdraw())
    assert session.is_at(CasePage)
    session.feed(ev.TryAgain())
    assert shown(session)["waiting"]


def test_a_correction_keeps_what_stands_and_leads_to_the_rest(session: Session) -> None:
    to_correction(session, STAFF, MOBILE, HUKOU)
    view = shown(session)
    assert [(row["text"], row["act"]) for row in view["rows"]] == [
        ("号码打不通", "touch"),
        ("请核对“手机号”", "change"),
        ("请补交“户口簿”", "openMaterials"),
    ]
    assert dict(draft_of(session.state, CODE).answers) == {"here": "yes", "mobile": "123", "delivery": "counter", "note": ""}
    session.feed(ChangeAnswer("mobile"))
    assert session.is_at(AskPage)
    session.feed(SetAnswer("mobile", "13900000026"), ev.Primary())
    assert session.is_at(CorrectionPage), "back to what is to be mended"
    assert [row["mended"] for row in shown(session)["rows"]] == [False, True, False]
    session.feed(OpenMaterials())
    assert session.is_at(MaterialsPage)
    session.feed(ev.Back(), ev.Primary(), ev.Primary())
    assert session.is_at(CheckPage)


def test_what_is_not_mended_is_asked_before_it_is_signed(session: Session) -> None:
    to_correction(session)
    session.feed(ev.Primary(), ev.Primary(), ev.Primary())
    assert session.is_at(AskPage)
    assert session.place.fault


def test_a_correction_is_committed_for_its_case(session: Session) -> None:
    to_correction(session, MOBILE, pages={"hukou": ("ab" * 32,)})
    session.feed(ChangeAnswer("mobile"), SetAnswer("mobile", "13900000026"), ev.Primary())
    session.feed(ev.Primary(), ev.Primary(), ev.Primary(), SetSignature(SIGNATURE), ev.Primary())
    submission = session.last(Commit).submission
    assert submission.corrects == NUMBER
    assert submission.answers["mobile"] == "13900000026"
    states = {one.key: one.state for one in submission.materials}
    assert states["hukou"] is MaterialState.ATTACHED
    assert (submission.pictures, dict(submission.standing_pages)) == ((), {"hukou": ("ab" * 32,)})
    session.feed(Committed(submission.submission_id, "T0001-261122-0001"), CaseMade(submission.submission_id, case_of()))
    assert session.is_at(ResultPage)
    document = session.last(do.PrintReceiptPaper).document
    assert "补正回执" in [getattr(block, "text", "") for block in document.blocks]
    session.paper(PrintConfirmed())
    session.feed(ev.Primary())
    assert session.is_at(Leaving), "a case is rated once"


def test_going_home_keeps_a_correction(session: Session) -> None:
    to_correction(session)
    session.feed(ev.GoHome())
    (resumable,) = [one for kept in session.state.own.values() for one in kept.resumable]
    session.feed(ev.Resume(resumable.journey, resumable.key))
    assert session.is_at(CorrectionPage)


def test_without_the_item_it_is_mended_at_the_counter(session: Session) -> None:
    to_list(session, sent_back())
    session.feed(OpenCase(NUMBER))
    session.feed(PlatformReply(session.place.request_id, CaseKnown(in_full(sent_back()))))
    session.feed(CaseItemFound(CODE, None))
    assert shown(session)["primary"] == "回到首页"
    assert "窗口" in shown(session)["problem"]


def test_nothing_is_taken_back_without_a_reason(session: Session) -> None:
    to_case(session, in_full(case_of()))
    session.feed(Withdraw(), ev.Primary())
    assert session.is_at(WithdrawPage)
    assert shown(session)["fault"]
    session.feed(SetReason("nonsense"), ev.Primary())
    assert not session.all(StoreWithdrawal)


def to_withdrawing(session: Session) -> str:
    to_case(session, in_full(case_of()))
    session.feed(Withdraw(), SetReason("MISTAKEN"), ev.Primary())
    stored = session.last(StoreWithdrawal)
    assert (stored.case_number, stored.reason) == (NUMBER, WithdrawalReason.MISTAKEN)
    return stored.message_id


@pytest.mark.parametrize("first", ["stored", "answered"])
def test_a_case_that_is_taken_back_says_so(session: Session, first: str) -> None:
    message_id = to_withdrawing(session)
    stored, made = WithdrawalStored(message_id), CaseMade(message_id, case_of(CaseState.WITHDRAWN))
    session.feed(*((stored, made) if first == "stored" else (made, stored)))
    assert session.is_at(CasePage)
    assert shown(session)["word"] == "已撤回"
    assert session.audited("withdrawal.told") == [{"as": "WITHDRAWN"}]
    assert session.state.trail == ()


def test_a_withdrawal_that_nobody_answers_promises_nothing(session: Session) -> None:
    message_id = to_withdrawing(session)
    session.feed(WithdrawalStored(message_id))
    assert session.last(do.SendFirst).submission_id == message_id
    session.wait(SETTINGS.platform_deadline)
    view = shown(session)
    assert view["word"] == "已受理"
    assert "安全存在本机" in view["problem"]
    assert view["withdraw"] == ""
    assert session.audited("withdrawal.told") == [{"as": "STORED"}]


@pytest.mark.parametrize("fault", list(StorageFault))
def test_a_withdrawal_that_is_not_stored_is_said(session: Session, fault: StorageFault) -> None:
    message_id = to_withdrawing(session)
    assert session.is_at(Withdrawing)
    session.feed(WithdrawalStored(message_id, fault))
    assert "没有撤回" in shown(session)["fault"]
    assert session.audited("withdrawal.not-stored") == [{"fault": fault.value}]
    session.feed(ev.Primary())
    assert len(session.all(StoreWithdrawal)) == 2


def test_nothing_of_the_holder_is_left(session: Session) -> None:
    to_correction(session)
    session.feed(ev.Leave(sure=True))
    session.wait(60)
    assert not traces_of(card_of("wang"), session.state)


def test_a_licence_that_was_issued_is_printed_from_the_case(session: Session) -> None:
    case = replace(case_of(CaseState.APPROVED), licence=licence_of().identifier)
    to_case(session, in_full(case, withdrawable=False))
    assert shown(session)["issued"] == "", "no printer for it is known here"
