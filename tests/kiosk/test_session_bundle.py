"""A bundle at the terminal: what is shown of its items, what is signed, and how its cases are told of."""

from __future__ import annotations

from typing import Any

import pytest

from kiosk.domain.bundles import BUNDLE_SCHEMA, Child, Elsewhere
from kiosk.domain.cases import Case, CaseState
from kiosk.domain.receipts import Line, ReceiptFacts, submission_receipt
from kiosk.domain.service_items import Places, ServiceItem
from kiosk.domain.submissions import StoredReceipt, StoredState
from kiosk.domain.terms import Fee, TimeLimit
from kiosk.domain.values import replace
from kiosk.journeys.apply.effects import AskWhetherOneWillDo, Commit, seal
from kiosk.journeys.apply.events import ApartOnly, ChangeAnswer, Committed, SetAnswer, SetSignature
from kiosk.journeys.apply.filling import CheckPage
from kiosk.journeys.apply.places import Eligibility
from kiosk.journeys.apply.result import ResultPage
from kiosk.journeys.apply.signing import SignPage
from kiosk.journeys.browse.events import OpenItem
from kiosk.journeys.browse.guide_paper import Edition, guide_paper
from kiosk.journeys.browse.places import GuidePage, Home
from kiosk.journeys.progress.places import FindReceipts, ReceiptsFound, UseCard
from kiosk.messages.keys import TerminalKeys, Trust
from kiosk.messages.sealing import new_sealing_key, open_sealed, public_half
from kiosk.messages.signing import new_signing_key
from kiosk.ports.platform import CaseMade, CasesKnown, NoAnswer, PlatformReply, ProgressKnown
from kiosk.session import effects as do
from kiosk.session import events as ev
from kiosk.session.events import OpenJourney
from tests.kiosk import session_samples
from tests.kiosk.session_samples import ITEM, SIGNATURE, TERMINAL, WALL, Session, case_of, shown, walk, words


def child(code: str, name: str, when: str, *keys: str) -> Child:
    answers = {key: key for key in keys}
    return Child(code * 31, words(name), words("结果"), TimeLimit(5), Fee(0), "list", when=when, answers=answers)


CARD = child("4", "申领卡", "answers.here == 'yes'", "mobile", "note")
POST = child("5", "寄送登记", "answers.delivery == 'courier'", "mobile", "address")
POLICE = Elsewhere(words("户口登记"), words("户口簿"), words("派出所"), "list")
BUNDLE: ServiceItem = replace(ITEM, implementation_code="9" * 31, name=words("一件事"), children=(CARD, POST), elsewhere=(POLICE,))
CODE = BUNDLE.implementation_code
ANSWERS = {"here": "yes", "why": None, "mobile": "13900000026", "delivery": "courier", "address": "样板区某某路一百号", "note": ""}


@pytest.fixture(autouse=True)
def known(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(session_samples.ITEMS, CODE, BUNDLE)


def to_eligibility(session: Session) -> None:
    session.to_identify(CODE)
    session.show_card("wang")


def to_check(session: Session, **changes: Any) -> None:
    to_eligibility(session)
    session.feed(ev.Primary())
    answers = {key: value for key, value in {**ANSWERS, **changes}.items() if value is not None}
    session.answer(**answers)
    session.feed(ev.Primary())


def to_submitting(session: Session) -> str:
    to_check(session)
    session.feed(ev.Primary(), SetSignature(SIGNATURE), ev.Primary())
    return session.last(Commit).submission.submission_id


def of_bundle(child: Child, number: str, state: CaseState = CaseState.RECEIVED) -> Case:
    case = case_of(state, number)
    code = child.implementation_code
    return replace(case, implementation_code=code, item_name=child.name, bundle=BUNDLE.name, receipt_number="T-1")


CASES = (of_bundle(CARD, "26112740710001"), of_bundle(POST, "26112740710002"))


def test_a_guide_tells_what_a_bundle_covers(session: Session) -> None:
    session.feed(ev.Start(), OpenItem(CODE))
    assert session.is_at(GuidePage)
    together, elsewhere, *_ = shown(session)["sections"]
    assert [row["text"] for row in together["rows"]] == ["申领卡（视情况）", "寄送登记（视情况）"]
    assert together["rows"][0]["note"] == "结果；5个工作日；不收费"
    assert (elsewhere["rows"][0]["note"], elsewhere["rows"][0]["hours"]) == ("带：户口簿", "到：派出所")


def test_a_slip_of_the_guide_lists_them_too(session: Session) -> None:
    paper = guide_paper(BUNDLE, Edition(Places(), "1", 0), TERMINAL, WALL, False, "zh")
    told = [leaf for leaf in walk(paper) if isinstance(leaf, str)]
    assert {"1. 申领卡（视情况）", "2. 寄送登记（视情况）", "要本人到别处办", "户口登记", "派出所"} <= set(told)


def test_an_item_that_is_no_bundle_has_no_such_sections(session: Session) -> None:
    session.feed(ev.Start(), OpenItem(ITEM.implementation_code))
    assert "一次办这几件事" not in [section["title"] for section in shown(session)["sections"]]


def test_the_check_groups_answers_by_item(session: Session) -> None:
    to_check(session)
    view = shown(session)
    assert [(row["heading"], row["key"]) for row in view["rows"]] == [
        ("共用信息", "here"),
        ("", "mobile"),
        ("", "delivery"),
        ("申领卡", "note"),
        ("寄送登记", "address"),
    ]
    assert [(row["label"], row["value"]) for row in view["fixed"][-2:]] == [("第 1 件", "申领卡"), ("第 2 件", "寄送登记")]


def test_what_does_not_apply_is_named_and_not_signed(session: Session) -> None:
    to_check(session, delivery="counter", address=None)
    assert shown(session)["fixed"][-1] == {"label": "这次不办", "value": "寄送登记"}
    session.feed(ev.Primary(), SetSignature(SIGNATURE), ev.Primary())
    assert session.last(Commit).submission.children == (CARD.implementation_code,)


def test_where_nothing_applies_nothing_is_signed(session: Session) -> None:
    to_check(session, here="no", why="探亲", delivery="counter", address=None)
    view = shown(session)
    assert view["title"] == "没有要办的"
    session.feed(ChangeAnswer("here"), SetAnswer("here", "yes"), ev.Primary())
    assert session.is_at(CheckPage)
    assert shown(session)["primary"] == "没有错，去签名"
    session.feed(ChangeAnswer("here"), SetAnswer("here", "no"), ev.Primary(), ev.Primary())
    assert session.place == Home()
    assert not session.all(Commit)


def test_one_signature_names_all_items(session: Session) -> None:
    to_check(session)
    session.feed(ev.Primary())
    assert session.place == SignPage(CODE)
    session.feed(SetSignature(SIGNATURE), ev.Primary())
    assert session.last(Commit).submission.children == (CARD.implementation_code, POST.implementation_code)


def test_the_result_tells_each_case_with_its_own_number(session: Session) -> None:
    name = to_submitting(session)
    session.feed(Committed(name, "T-1"), CaseMade(name, CASES[0], CASES[1:]))
    assert session.is_at(ResultPage)
    view = shown(session)
    assert (view["word"], view["number"]) == ("2 件都已收件", "")
    assert [(one["title"], one["word"]) for one in view["cases"]] == [("申领卡", "已收件"), ("寄送登记", "已收件")]
    assert [one["rows"][0]["value"].replace("\u00a0", " ") for one in view["cases"]] == ["261127 4071 0001", "261127 4071 0002"]
    assert session.audited("submission.told") == [{"as": "RECEIVED"}, {"as": "RECEIVED"}]
    paper = [leaf for leaf in walk(session.last(do.PrintReceiptPaper)) if isinstance(leaf, str)]
    assert {"1. 申领卡", "2. 寄送登记", "261127 4071 0001", "261127 4071 0002"} <= {text.replace("\u00a0", " ") for text in paper}


def test_cases_that_are_known_before_the_commit_are_all_told(session: Session) -> None:
    name = to_submitting(session)
    session.feed(CaseMade(name, CASES[0], CASES[1:]), Committed(name, "T-1"))
    assert session.place.outcome.cases == CASES


def test_a_bundle_that_is_stored_is_told_with_its_items(session: Session) -> None:
    name = to_submitting(session)
    session.feed(Committed(name, "T-1"))
    session.wait(session.state.settings.platform_deadline)
    view = shown(session)
    assert (view["word"], view["cases"]) == ("已暂存", [])
    assert [row["value"] for row in view["rows"][-2:]] == ["申领卡", "寄送登记"]
    assert {"申领卡", "寄送登记"} <= {leaf for leaf in walk(session.last(do.PrintReceiptPaper)) if isinstance(leaf, str)}
    session.feed(CaseMade(name, CASES[0], CASES[1:]))
    assert len(shown(session)["cases"]) == 2, "the answer came late"


def test_who_has_one_of_them_open_is_told_before_the_first_question(session: Session) -> None:
    to_eligibility(session)
    session.feed(PlatformReply(session.all(do.AskPlatform)[-1].request_id, NoAnswer()))
    session.state = replace(session.state, person=replace(session.state.resident, cases=(CASES[1],)))
    assert "寄送登记" in shown(session)["already"]


def test_a_platform_that_reads_no_bundles_is_told_of_first(session: Session) -> None:
    to_eligibility(session)
    assert session.all(AskWhetherOneWillDo)
    session.feed(ApartOnly())
    assert isinstance(session.place, Eligibility)
    view = shown(session)
    assert not view["allowed"]
    assert "申领卡、寄送登记" in view["verdict"]
    session.feed(ev.Primary())
    assert session.is_at(Home)


@pytest.mark.parametrize(("reads", "written"), [(1, 1), (3, 3), (4, 4), (9, 4)])
def test_an_older_platform_is_sent_no_list_of_items(session: Session, reads: int, written: int) -> None:
    to_submitting(session)
    private = new_sealing_key("s")
    trust = Trust(public_half(private), [], reads={"submission": reads})
    keys = TerminalKeys(TERMINAL, new_signing_key(), "", lambda: trust)
    row = seal(keys, session.last(Commit).submission, "T-1", b"")
    plain = open_sealed(row.sealed, [private])
    assert row.schema == written
    assert (b'"children"' in plain) == (written >= BUNDLE_SCHEMA)
    single = seal(keys, replace(session.last(Commit).submission, children=()), "T-1", b"")
    assert single.schema == min(reads, 3)
    assert b'"children"' not in open_sealed(single.sealed, [private])


def test_progress_tells_each_and_the_whole(session: Session) -> None:
    session.feed(ev.Start(), OpenJourney("progress", ""), UseCard())
    session.show_card("wang")
    done = replace(CASES[0], state=CaseState.APPROVED)
    another = case_of(CaseState.ACCEPTED, "26112740710009")
    session.feed(PlatformReply(session.place.request_id, CasesKnown((CASES[1], another, done))))
    rows = shown(session)["rows"]
    assert [row["title"] for row in rows] == ["一件事", "申领卡", "寄送登记", ITEM.name.zh]
    assert rows[0]["word"] == "2 件中 1 件办好"
    assert [(row["label"], row["value"]) for row in rows[0]["rows"]] == [("已办结", "申领卡"), ("已收件", "寄送登记")]


def test_progress_without_the_platform_tells_what_is_known_here(session: Session) -> None:
    session.feed(ev.Start(), OpenJourney("progress", ""), UseCard())
    session.show_card("wang")
    here = StoredReceipt("T-1", CODE, WALL, StoredState.CASE, CASES[0], CASES[1:])
    session.feed(ReceiptsFound(session.last(FindReceipts).request_id, (here,)))
    session.feed(PlatformReply(session.last(FindReceipts).request_id, NoAnswer()))
    assert [row["title"] for row in shown(session)["rows"]] == ["一件事", "申领卡", "寄送登记"]


def test_a_code_brings_all_cases_of_its_receipt(session: Session) -> None:
    reply = ProgressKnown(CASES[0], CASES[1:])
    session.feed(ev.Start(), OpenJourney("progress", ""), UseCard())
    session.show_card("wang")
    session.feed(PlatformReply(session.place.request_id, reply))
    assert session.place.cases == CASES


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize(
    ("states", "zh", "en"),
    [
        ((CaseState.RECEIVED, CaseState.ACCEPTED), "2 件都已收件", "All 2 received"),
        ((CaseState.APPROVED, CaseState.CORRECTION), "2 件中 1 件办好", "1 of 2 done"),
        ((CaseState.REFUSED, CaseState.WITHDRAWN), "2 件中 0 件办好", "0 of 2 done"),
        ((CaseState.APPROVED, CaseState.APPROVED), "2 件都办好了", "All 2 done"),
    ],
)
def test_a_receipt_of_several_says_how_many_are_done(states: tuple[CaseState, ...], zh: str, en: str, language: str) -> None:
    cases = [replace(case, state=state) for case, state in zip(CASES, states, strict=True)]
    facts = ReceiptFacts(TERMINAL, BUNDLE.name, cases[0], "T-1", "CODE", WALL, "王秀英", "310199194803120267", others=(cases[1],))
    blocks = submission_receipt(facts, language).blocks
    assert {block.text for block in blocks if isinstance(block, Line)} >= {zh if language == "zh" else en}
