"""Who lacks a paper brings it later, by a day, or promises: chosen by a touch, told before the signature, and never forced."""

from __future__ import annotations

from datetime import date

import pytest

from kiosk.domain.cases import MaterialState
from kiosk.domain.service_items import Material, ServiceItem
from kiosk.domain.values import replace
from kiosk.domain.without_paper import PromisedMaterial, PromiseState, commitment_text, told_in
from kiosk.journeys.apply.draft import ForCompany, Principal, draft_of, keep_draft
from kiosk.journeys.apply.effects import Commit
from kiosk.journeys.apply.events import (
    AtCounter,
    BringLater,
    Committed,
    NotCommitted,
    NotSayable,
    SeeOtherWays,
    SeePromise,
    SetSignature,
)
from kiosk.journeys.apply.filling import CheckPage, MaterialsPage
from kiosk.journeys.apply.signing import SignPage
from kiosk.journeys.apply.without_paper import AskWorkingDay, WithoutPaperPage, WorkingDayKnown
from kiosk.ports.device_hub import StatusChanged
from kiosk.ports.devices import Device
from kiosk.ports.platform import CaseMade, Network, NetworkChanged, NoAnswer, PlatformReply
from kiosk.session import effects as do
from kiosk.session import events as ev
from kiosk.views.pages import view_of
from kiosk.views.voice import spoken
from tests.kiosk.session_samples import (
    CODE,
    READY,
    SETTINGS,
    SIGNATURE,
    SampleCatalogue,
    Session,
    around,
    shown,
    words,
)
from tests.kiosk.test_session_companies import FIRST
from tests.kiosk.without_paper_samples import (
    BY,
    COMMITMENT,
    OWED,
    SAMPLE,
    bring_later_by,
    last_question,
    promise,
    rows,
    submitted,
    to_materials,
    to_other_ways,
)


def bring_later(session: Session, by: date = BY) -> None:
    bring_later_by(session, by)


def test_another_way_is_offered_only_where_the_platform_reads_it(session: Session) -> None:
    to_materials(session, reads=False)
    assert {row["other"] for row in shown(session)["rows"]} == {""}
    session.feed(SeeOtherWays("proof"))
    assert session.is_at(MaterialsPage)


def test_only_what_may_be_put_off_has_another_way(session: Session) -> None:
    to_materials(session)
    told = rows(shown(session))
    assert {key: row["other"] for key, row in told.items()} == {
        "id_card": "",
        "hukou": "",
        "proof": "没有这份材料？",
        "home": "没有这份材料？",
    }


def test_a_day_is_asked_for_and_written_out(session: Session) -> None:
    to_materials(session)
    to_other_ways(session, "proof")
    question = last_question(session).look_up
    assert isinstance(question, AskWorkingDay)
    assert question.days == 15
    assert shown(session)["waiting"]
    session.feed(PlatformReply(session.place.request_id, WorkingDayKnown(BY)))
    view = shown(session)
    assert [tile["act"] for tile in view["tiles"]] == ["bringLater", "atCounter"], "nothing is promised of it"
    assert view["tiles"][0]["title"] == "以后再交，最晚2026年12月11日，星期五"
    assert "以窗口为准" in view["tiles"][0]["text"], "no source says how many days"
    session.feed(BringLater())
    row = rows(shown(session))["proof"]
    assert (row["state"], row["other"]) == ("以后再交", "改一改")
    assert "2026年12月11日" in row["text"]
    assert "有 1 样要另外交到窗口" in shown(session)["text"], "the home's proof"


@pytest.mark.parametrize("offline", [True, False])
def test_without_an_answer_no_day_is_invented(session: Session, offline: bool) -> None:
    to_materials(session)
    if offline:
        session.feed(NetworkChanged(Network.OFFLINE))
    to_other_ways(session, "proof")
    if not offline:
        session.feed(PlatformReply(session.place.request_id, NoAnswer()))
    view = shown(session)
    assert not view["waiting"]
    assert view["tiles"][0]["title"] == "以后再交"
    assert "收到申请后15个工作日内" in view["tiles"][0]["text"]
    session.feed(BringLater())
    submission = submitted(session)
    (proof,) = (one for one in submission.materials if one.key == "proof")
    assert (proof.state, proof.by) == (MaterialState.LATER, None)


def test_what_was_chosen_is_told_before_the_signature_and_sealed(session: Session) -> None:
    to_materials(session)
    bring_later(session)
    promise(session)
    session.feed(ev.Primary())
    assert session.is_at(CheckPage)
    facts = {row["label"]: row["value"] for row in shown(session)["fixed"]}
    assert (facts["以后再交"], facts["写了承诺"]) == ("病历，最晚2026年12月11日", "住房证明")
    session.feed(ev.Primary())
    assert "告知承诺书" in shown(session)["text"], "one signature covers it"
    session.feed(SetSignature(SIGNATURE), ev.Primary())
    submission = session.last(Commit).submission
    states = {one.key: one.state for one in submission.materials}
    assert (states["proof"], states["home"]) == (MaterialState.LATER, MaterialState.PROMISED)
    (agreed,) = submission.agreed
    names = {one.key: one.name for one in SAMPLE.guide.materials}
    assert agreed.text == told_in(commitment_text(COMMITMENT, SAMPLE.name, names, SAMPLE.guide.sources["law"]), "zh")
    assert session.audited("commitment.agreed") == [{}]


def test_a_promise_says_all_of_it_and_is_not_forced(session: Session) -> None:
    to_materials(session)
    to_other_ways(session, "home")
    assert [tile["act"] for tile in shown(session)["tiles"]] == ["seePromise", "atCounter"]
    session.feed(BringLater())
    assert session.is_at(WithoutPaperPage), "it may not be brought later"
    session.feed(SeePromise())
    said = "".join(row["text"] for row in shown(session)["rows"])
    for told in (
        "我住在这里",
        "居委会上门看一看",
        "20个工作日",
        "10个工作日内改正",
        "撤销",
        "信用记录",
        "《某条例》第一条",
        "第3版",
    ):
        assert told in said
    session.feed(ev.Back(), ev.Back())
    assert session.is_at(MaterialsPage)
    assert not draft_of(session.state, CODE).agreed
    assert session.audited("commitment.agreed") == []


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_voice_reads_all_of_a_promise(session: Session, language: str) -> None:
    to_materials(session)
    to_other_ways(session, "home")
    session.feed(SeePromise())
    session.state = replace(session.state, language=language)
    view = shown(session)
    page = view_of(session.state, SampleCatalogue(), session.moment())
    said = "".join(line.said for line in spoken(page, around(session)))
    for row in view["rows"]:
        assert row["text"].rstrip("。.")[-8:] in said
    assert view["text"][:6] in said


def test_a_choice_can_be_taken_back(session: Session) -> None:
    to_materials(session)
    bring_later(session)
    promise(session)
    for key in ("proof", "home"):
        to_other_ways(session, key)
        session.feed(AtCounter())
    told = rows(shown(session))
    assert (told["proof"]["state"], told["home"]["state"]) == ("到窗口交", "到窗口交")
    submission = submitted(session)
    assert submission.agreed == ()


PHOTO = Material("photo", words("照片"), words("一张"))  # nothing but paper will do
WITH_PHOTO = replace(SAMPLE, guide=replace(SAMPLE.guide, materials=(*SAMPLE.guide.materials, PHOTO)))


@pytest.mark.parametrize(
    ("item", "camera", "told", "marks"),
    [
        (SAMPLE, False, "有 2 样要另外交到窗口，现在可以先提交申请。", {"proof": "到窗口交", "home": "到窗口交"}),
        (SAMPLE, True, "有 2 样还没交：可以现在交，也可以提交后带到窗口。", {"proof": "还没交", "home": "还没交"}),
        (WITH_PHOTO, True, "有 3 样还没交：2 样可以现在交，其余的提交后带到窗口。", {"home": "还没交", "photo": "到窗口交"}),
    ],
)
def test_what_can_be_handed_in_here_is_not_sent_to_the_counter(
    session: Session, item: ServiceItem, camera: bool, told: str, marks: dict[str, str]
) -> None:
    if camera:
        session.feed(StatusChanged(Device.DOCUMENT_CAMERA, READY))
    to_materials(session, item)
    view = shown(session)
    assert view["text"] == f"{told}另有 1 样以后自动核对。", "the household register is looked up once it is sent"
    assert {key: rows(view)[key]["state"] for key in marks} == marks
    assert rows(view)["hukou"]["state"] == "稍后核对"


def test_nobody_promises_for_another(session: Session) -> None:
    to_materials(session)
    principal = Principal("张某", "310199194803120026")
    session.state = keep_draft(session.state, replace(draft_of(session.state, CODE), principal=principal))
    told = rows(shown(session))
    assert (told["home"]["other"], told["proof"]["other"]) == ("", "没有这份材料？")
    session.feed(SeeOtherWays("home"))
    assert session.is_at(MaterialsPage)
    session.feed(SeeOtherWays("proof"))
    assert "要刷申请人的证件" in shown(session)["tiles"][0]["text"]


def test_a_companys_paper_is_not_put_off(session: Session) -> None:
    to_materials(session)
    company = ForCompany(FIRST)
    session.state = keep_draft(session.state, replace(draft_of(session.state, CODE), company=company))
    told = rows(shown(session))
    assert (told["home"]["other"], told["proof"]["other"]) == ("没有这份材料？", ""), "nobody finds its case with a card"


def test_a_day_that_has_passed_is_chosen_anew_before_it_is_sent(session: Session) -> None:
    to_materials(session)
    bring_later(session, date(2026, 11, 21))
    session.feed(ev.Primary(), ev.Primary(), SetSignature(SIGNATURE), ev.Primary())
    assert session.is_at(SignPage)
    assert not session.all(Commit)
    assert "“病历”原来说的日子已经过了" in shown(session)["problem"]
    session.feed(ev.Primary())
    (proof,) = (one for one in session.last(Commit).submission.materials if one.key == "proof")
    assert proof.state is MaterialState.TO_COUNTER, "as the sentence said"


def test_a_platform_that_takes_it_no_more_is_told(session: Session) -> None:
    to_materials(session)
    promise(session)
    submission = submitted(session)
    session.feed(NotCommitted(submission.submission_id, NotSayable.WITHOUT_PAPER))
    assert "改成带到窗口交" in shown(session)["problem"]
    assert draft_of(session.state, CODE).agreed, "nothing is lost"


def test_a_result_tells_until_when(session: Session) -> None:
    to_materials(session)
    bring_later(session)
    promise(session)
    submission = submitted(session)
    session.feed(Committed(submission.submission_id, "T0001-261122-0001"))
    promised = PromisedMaterial("home", words("住房证明"), PromiseState.TO_CHECK, date(2026, 12, 18))
    session.feed(CaseMade(submission.submission_id, replace(OWED, promised=(promised,))))
    facts = {row["label"]: row["value"] for row in shown(session)["rows"]}
    assert facts["还要交"] == "病历，最晚2026年12月11日"
    assert facts["承诺"] == "住房证明：还没核查，2026年12月18日前查完"
    paper = str([getattr(block, "value", "") for block in session.last(do.PrintReceiptPaper).document.blocks])
    assert "病历，最晚2026-12-11" in paper
    assert "住房证明" in paper


def test_a_stored_result_names_no_day(session: Session) -> None:
    to_materials(session)
    bring_later(session)
    promise(session)
    submission = submitted(session)
    session.feed(Committed(submission.submission_id, "T0001-261122-0001"))
    session.wait(SETTINGS.platform_deadline)
    facts = {row["label"]: row["value"] for row in shown(session)["rows"]}
    assert (facts["还要交"], facts["写了承诺"]) == ("病历，送到后15个工作日内", "住房证明")
    paper = str([getattr(block, "value", "") for block in session.last(do.PrintReceiptPaper).document.blocks])
    assert "送到后15个工作日内" in paper
    assert "2026-12-11" not in paper, "the day begins with the platform's receipt"
