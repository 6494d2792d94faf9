"""Papers that a case still owes and promises that stand in it: handed in, kept to their day, printed, taken back."""

from __future__ import annotations

from datetime import date

from kiosk.domain.cases import Case, CasePaper, CaseState, MaterialState
from kiosk.domain.values import replace
from kiosk.domain.without_paper import OwedMaterial, PromisedMaterial, PromiseState
from kiosk.journeys.apply.draft import draft_of, keep_draft
from kiosk.journeys.apply.effects import Commit
from kiosk.journeys.apply.events import ChangeAnswer, OpenMaterials, SetSignature, WithoutPaperOffered
from kiosk.journeys.apply.filling import CheckPage, CorrectionPage, MaterialsPage
from kiosk.journeys.progress.case import (
    CaseItemFound,
    CaseKnown,
    CasePage,
    FindCaseItem,
    OpenCase,
    PrintCasePaper,
    SetReason,
    WithdrawPromise,
)
from kiosk.journeys.progress.withdrawal import StoreWithdrawal
from kiosk.ports.device_hub import StatusChanged
from kiosk.ports.devices import Device
from kiosk.ports.platform import PlatformReply
from kiosk.session import events as ev
from tests.kiosk.session_samples import CODE, READY, SIGNATURE, Session, case_of, shown, words
from tests.kiosk.test_session_cases import in_full, to_list
from tests.kiosk.without_paper_samples import BY, OWED, SAMPLE, rows


def to_owed(session: Session, case: Case = OWED) -> None:
    """The page of a case that owes a paper, and on to what is to be handed in."""
    to_list(session, case)
    session.feed(OpenCase(case.case_number))
    told = in_full(case, answers={"here": "yes", "mobile": "13900000026", "delivery": "counter"}, correctable=True)
    session.feed(PlatformReply(session.place.request_id, CaseKnown(told)))
    session.feed(CaseItemFound(session.last(FindCaseItem).code, SAMPLE))


def test_what_is_owed_is_handed_in_and_nothing_else_is_asked(session: Session) -> None:
    to_owed(session)
    assert session.is_at(CasePage)
    view = shown(session)
    assert view["primary"] == "现在补交材料"
    assert {row["label"]: row["value"] for row in view["facts"]}["还要交"] == "病历，最晚2026年12月11日"
    session.feed(ev.Primary())
    assert session.is_at(CorrectionPage)
    view = shown(session)
    assert (view["title"], [row["key"] for row in view["rows"]]) == ("补交材料", ["proof"])
    assert view["text"] == "别的内容不变。拍好了，点“去核对”。", "there is one only"
    session.feed(OpenMaterials(), StatusChanged(Device.DOCUMENT_CAMERA, READY))
    assert session.is_at(MaterialsPage)
    assert rows(shown(session))["proof"]["take"] == "拍照交"
    session.feed(ev.Primary())
    assert session.is_at(MaterialsPage)
    assert "还没有补交什么" in shown(session)["fault"]
    draft = draft_of(session.state, CODE)
    session.state = keep_draft(session.state, replace(draft, pictures={"proof": (b"jpeg",)}))
    session.feed(ev.Primary())
    assert session.is_at(CheckPage)
    assert shown(session)["change"] == "", "answers stand"
    session.feed(ChangeAnswer("mobile"))
    assert session.is_at(CheckPage)
    session.feed(ev.Primary(), SetSignature(SIGNATURE), ev.Primary())
    submission = session.last(Commit).submission
    assert submission.corrects == OWED.case_number
    assert {one.key: one.state for one in submission.materials}["proof"] is MaterialState.ATTACHED


def test_whoever_owes_two_papers_may_bring_them_one_by_one(session: Session) -> None:
    to_owed(session, replace(OWED, owed=(*OWED.owed, OwedMaterial("home", words("住房证明"), BY))))
    session.feed(ev.Primary())
    view = shown(session)
    assert [row["key"] for row in view["rows"]] == ["proof", "home"]
    assert view["text"] == "有几样交几样，分几次交都可以。别的内容不变。拍好了，点“去核对”。"


def test_what_is_owed_keeps_its_day_and_is_not_put_off_again(session: Session) -> None:
    to_owed(session)
    session.feed(ev.Primary(), OpenMaterials())
    session.feed(WithoutPaperOffered())
    row = rows(shown(session))["proof"]
    assert row["other"] == ""
    assert "2026年12月11日" in row["text"]


def test_a_promise_is_printed_from_its_case(session: Session) -> None:
    promised = PromisedMaterial("home", words("住房证明"), PromiseState.MENDING, date(2026, 12, 18))
    case = replace(case_of(CaseState.APPROVED), promised=(promised,))
    session.feed(StatusChanged(Device.PAGE_PRINTER, READY))
    to_list(session, case)
    session.feed(OpenCase(case.case_number))
    session.feed(PlatformReply(session.place.request_id, CaseKnown(in_full(case))))
    view = shown(session)
    assert view["commitment"] == "打印告知承诺书"
    assert {row["label"]: row["value"] for row in view["facts"]}["承诺"] == "住房证明：不属实，要改正，最晚2026年12月18日"
    session.feed(PrintCasePaper(CasePaper.COMMITMENT))
    assert session.place.order.look_up.paper is CasePaper.COMMITMENT, "its own paper, not the notice"


def test_a_promise_alone_is_taken_back_from_its_case(session: Session) -> None:
    promised = PromisedMaterial("home", words("住房证明"), PromiseState.TO_CHECK, date(2026, 12, 18))
    case = replace(case_of(CaseState.RECEIVED), promised=(promised,))
    to_list(session, case)
    session.feed(OpenCase(case.case_number))
    session.feed(PlatformReply(session.place.request_id, CaseKnown(in_full(case))))
    assert shown(session)["withdrawPromise"] == "撤回承诺"
    session.feed(WithdrawPromise())
    view = shown(session)
    assert view["title"] == "为什么要撤回承诺？"
    session.feed(SetReason("MISTAKEN"), ev.Primary())
    assert shown(session)["fault"], "that is a reason for the whole application"
    session.feed(SetReason("PAPER"), ev.Primary())
    stored = session.last(StoreWithdrawal)
    assert (stored.case_number, stored.reason.value, stored.promises) == (case.case_number, "PAPER", True)


def test_what_was_revoked_is_called_so(session: Session) -> None:
    case = replace(case_of(CaseState.REFUSED), revoked=True)
    to_list(session, case)
    assert shown(session)["rows"][0]["word"] == "已撤销"
