"""代办: whose card is asked for, by what right somebody acts, what is looked up of whom, and what of it stays."""

from __future__ import annotations

from typing import Any

import pytest

from kiosk.domain.agency import AUTHORITY, GUARDIANSHIP, PRINCIPALS_CARD, RELATIONS, Relation
from kiosk.domain.cases import MaterialState
from kiosk.domain.device_states import Reason, StatusKind
from kiosk.domain.parties import Citizen, Parties
from kiosk.domain.receipts import Row
from kiosk.domain.sample_people import sample_person
from kiosk.domain.service_items import Agency, ServiceItem
from kiosk.domain.text import whole
from kiosk.domain.values import replace
from kiosk.journeys.apply.draft import draft_of, facts
from kiosk.journeys.apply.draft_materials import materials
from kiosk.journeys.apply.effects import Commit
from kiosk.journeys.apply.events import (
    ApplyFor,
    Committed,
    NotCommitted,
    NotSayable,
    SetAnswer,
    SetSignature,
    TakePicture,
    Whom,
)
from kiosk.journeys.apply.filling import CheckPage, MaterialsPage
from kiosk.journeys.apply.places import Eligibility
from kiosk.journeys.apply.principal import HowPage, NamePage, NumberPage, RelationPage
from kiosk.journeys.apply.relation import AskRelation, RelationKnown
from kiosk.journeys.apply.result import ResultPage
from kiosk.journeys.apply.signing import SignPage
from kiosk.journeys.browse.events import ItemLoaded, OpenItem
from kiosk.journeys.browse.places import GuidePage
from kiosk.ports.device_hub import DeviceAnswer, ReadCard, ScanDocument, StatusChanged, WaitForNoCard
from kiosk.ports.devices import CardUnreadable, Device, DeviceStatus, DocumentScanned
from kiosk.ports.platform import (
    AskCases,
    AskLicences,
    AskProfile,
    LicencesKnown,
    Network,
    NetworkChanged,
    NoAnswer,
    PlatformReply,
    ProfileKnown,
)
from kiosk.session import effects as do
from kiosk.session import events as ev
from kiosk.session.identify import Identify, IdentifyProblem
from kiosk.session.leaving import Leaving
from tests.kiosk.session_samples import (
    CODE,
    ITEM,
    READY,
    SIGNATURE,
    Session,
    card_of,
    licence_of,
    service_item,
    shown,
    social_card_of,
    traces_of,
)

MOTHER, DAUGHTER, CHILD = sample_person("wang"), sample_person("li"), sample_person("sun")
OTHER = "5" * 31
CAMERA_OUT = DeviceStatus(StatusKind.UNAVAILABLE, Reason.NOT_FOUND)


@pytest.fixture
def session() -> Session:
    """A daughter stands here, who is too young for the item herself, and the camera is well."""
    session = Session()
    session.feed(StatusChanged(Device.DOCUMENT_CAMERA, READY))
    session.to_identify()
    session.show_card("li")
    return session


def begun(item: ServiceItem, key: str) -> Session:
    """Another item, up to the page that says who applies."""
    session = Session()
    session.feed(ev.Start(), OpenItem(item.implementation_code), ItemLoaded(item), ev.Primary())
    session.show_card(key)
    return session


def choose(session: Session, *values: str) -> None:
    for value in values:
        session.feed(SetAnswer(session.place.key, value), ev.Primary())


def for_mother(session: Session) -> None:
    """Up to the page that says that she acts for her mother, whose card was read."""
    session.feed(ApplyFor(Whom.ANOTHER))
    choose(session, "card")
    session.show_card("wang")
    choose(session, Relation.ENTRUSTED.value)


def written(session: Session, number: str = MOTHER.number, name: str = MOTHER.name) -> None:
    session.feed(ApplyFor(Whom.ANOTHER))
    choose(session, "written", number, name, Relation.ENTRUSTED.value)


def fill(session: Session) -> None:
    session.feed(ev.Primary())
    session.answer(here="yes", mobile="13900000026", delivery="counter", note="")


def picture(session: Session, key: str) -> None:
    session.feed(TakePicture(key))
    assert shown(session)["title"]
    session.feed(DeviceAnswer(session.last(ScanDocument).request_id, DocumentScanned(b"jpeg", b"pdf")), ev.Primary())


def sign(session: Session) -> Any:
    session.feed(ev.Primary(), SetSignature(SIGNATURE), ev.Primary())
    return session.last(Commit).submission


def states(session: Session, code: str = CODE) -> dict[str, MaterialState]:
    return {material.key: settled.state for material, settled in materials(session.state, code, session.moment())}


def asked_of(session: Session, kind: type) -> list[Any]:
    return [one for one in session.all(do.AskPlatform) if isinstance(one.look_up, kind)]


def test_who_is_too_young_herself_may_act_for_her_mother(session: Session) -> None:
    assert not shown(session)["allowed"]
    assert [door["value"] for door in shown(session)["doors"]] == ["another"]
    for_mother(session)
    assert session.place == Eligibility(ITEM)
    assert shown(session)["allowed"]
    assert f"替{whole('王*')}办理" in shown(session)["title"]
    assert session.state.resident.card == card_of("li"), "she stays who stands here"
    assert facts(session.state, CODE, session.moment())["age"] == 78


def test_what_is_looked_up_is_the_mothers_and_kept_apart(session: Session) -> None:
    for_mother(session)
    for kind in (AskProfile, AskLicences, AskCases):
        assert [one.look_up.subject.number for one in asked_of(session, kind)] == [DAUGHTER.number, MOTHER.number]
        assert asked_of(session, kind)[-1].look_up.evidence.mark != asked_of(session, kind)[0].look_up.evidence.mark
    own, hers = asked_of(session, AskProfile)
    session.feed(PlatformReply(hers.request_id, ProfileKnown({"mobile": "13900000026"})))
    session.feed(PlatformReply(own.request_id, ProfileKnown({"mobile": "13900000108"})))
    assert session.state.resident.profile == {"mobile": "13900000108"}
    _, licences = asked_of(session, AskLicences)
    session.feed(PlatformReply(licences.request_id, LicencesKnown((licence_of(),))))
    assert session.state.resident.licences is None
    session.feed(ev.Primary())
    session.answer(here="yes")
    assert shown(session)["value"] == "13900000026"
    session.answer(mobile="13900000026", delivery="counter", note="")
    assert states(session) == {"id_card": MaterialState.FROM_CARD, "hukou": MaterialState.WAIVED}


def test_what_comes_too_late_of_one_is_learned_as_nobody_elses(session: Session) -> None:
    session.feed(ApplyFor(Whom.ANOTHER))
    choose(session, "card")
    session.show_card("wang")
    _, hers = asked_of(session, AskProfile)
    session.feed(ev.Back())
    choose(session, "card")
    session.show_card("chen")
    session.feed(PlatformReply(hers.request_id, ProfileKnown({"mobile": "13900000026"})))
    assert session.state.resident.profile is None
    choose(session, Relation.ENTRUSTED.value)
    principal = draft_of(session.state, CODE).principal
    assert principal
    assert principal.person
    assert principal.person.profile is None


def test_the_submission_names_both_and_what_each_showed(session: Session) -> None:
    for_mother(session)
    fill(session)
    session.feed(ev.Primary())
    assert session.is_at(CheckPage)
    rows = {row["label"]: row["value"] for row in shown(session)["fixed"]}
    assert (rows["申请人"], rows["代办人"], rows["关系"]) == (MOTHER.name, DAUGHTER.name, "受委托的人")
    session.feed(ev.Primary())
    assert session.place == SignPage(CODE)
    assert whole(MOTHER.name) in shown(session)["text"]
    assert whole(DAUGHTER.name) in shown(session)["text"]
    session.feed(SetSignature(SIGNATURE), ev.Primary())
    submission = session.last(Commit).submission
    mother, daughter = Citizen(MOTHER.name, MOTHER.number), Citizen(DAUGHTER.name, DAUGHTER.number)
    assert submission.parties == Parties(mother, daughter, RELATIONS[Relation.ENTRUSTED].zh)
    assert submission.card == card_of("li")
    (evidence,) = submission.also_shown
    assert evidence.valid_until == card_of("wang").valid_until
    session.feed(Committed(submission.submission_id, "T0001-261122-0001"))
    session.wait(8.0)
    assert session.is_at(ResultPage)
    receipt = session.last(do.PrintReceiptPaper).document
    printed = [(row.label, row.value) for row in receipt.blocks if isinstance(row, Row)]
    assert ("申请人", "王*") in printed
    assert ("代办人", "李*") in printed
    assert ("申请人", f"{whole('王*')}，由{whole('李*')}代办") in [(row["label"], row["value"]) for row in shown(session)["rows"]]


def test_her_own_card_in_place_of_the_mothers_is_told(session: Session) -> None:
    session.feed(ApplyFor(Whom.ANOTHER))
    choose(session, "card")
    session.show_card("li")
    assert session.place.problem is IdentifyProblem.OWN_CARD
    assert "您自己的卡" in shown(session)["problem"]
    assert session.audited("session.not-identified")[-1]["problem"] == "own-card"
    session.take_card()
    assert session.place.problem is None
    session.show_card("wang")
    assert session.is_at(RelationPage)


def test_the_same_person_by_another_card_is_no_other_person() -> None:
    session = Session(readers=(Device.ID_CARD_READER, Device.SMART_CARD_READER))
    session.to_identify()
    session.show_card("li")
    session.feed(ApplyFor(Whom.ANOTHER))
    choose(session, "card")
    session.show_social_card("li")
    assert session.place.problem is IdentifyProblem.OWN_CARD
    session.show_card("wang")
    assert session.is_at(RelationPage)


def test_an_expired_card_and_an_unreadable_one_identify_nobody(session: Session) -> None:
    session.feed(ApplyFor(Whom.ANOTHER))
    choose(session, "card")
    session.show_card("zhao")
    assert session.place.problem == IdentifyProblem.EXPIRED
    session.take_card()
    session.feed(DeviceAnswer(session.last(ReadCard).request_id, CardUnreadable(Reason.GARBLED)))
    assert session.place.problem == IdentifyProblem.UNREADABLE
    assert draft_of(session.state, CODE).principal is None


def test_without_the_card_papers_are_wanted_and_none_looked_up(session: Session) -> None:
    before = len(session.all(do.AskPlatform))
    written(session)
    assert session.place == Eligibility(ITEM)
    assert len(session.all(do.AskPlatform)) == before
    assert shown(session)["allowed"], "her age stands in the number"
    fill(session)
    assert session.place == MaterialsPage(CODE)
    keys = [AUTHORITY.key, PRINCIPALS_CARD.key, "hukou"]
    assert list(states(session)) == keys
    session.feed(ev.Primary())
    assert session.place.fault
    assert AUTHORITY.name.zh in shown(session)["fault"]
    picture(session, AUTHORITY.key)
    session.feed(ev.Primary())
    assert PRINCIPALS_CARD.name.zh in shown(session)["fault"]
    picture(session, PRINCIPALS_CARD.key)
    assert shown(session)["fault"] == ""
    session.feed(ev.Primary())
    assert session.is_at(CheckPage)
    submission = sign(session)
    assert submission.also_shown == ()
    assert {one.material_key for one in submission.pictures} == {AUTHORITY.key, PRINCIPALS_CARD.key}


def test_without_card_and_camera_the_way_is_the_counter(session: Session) -> None:
    session.feed(StatusChanged(Device.DOCUMENT_CAMERA, CAMERA_OUT), ApplyFor(Whom.ANOTHER))
    assert [option["value"] for option in shown(session)["options"]] == ["card"]
    assert "窗口" in shown(session)["hint"]
    choose(session, "written")
    assert session.place.fault


def test_a_camera_that_fails_meanwhile_is_told(session: Session) -> None:
    written(session)
    fill(session)
    session.feed(StatusChanged(Device.DOCUMENT_CAMERA, CAMERA_OUT), ev.Primary())
    assert session.is_at(MaterialsPage)
    assert "不能拍照" in shown(session)["fault"]


@pytest.mark.parametrize("number", ["", "31019919480312026", "310199194803120266", DAUGHTER.number])
def test_a_number_that_will_not_do_is_marked(session: Session, number: str) -> None:
    session.feed(ApplyFor(Whom.ANOTHER))
    choose(session, "written")
    assert session.is_at(NumberPage)
    choose(session, number)
    assert session.is_at(NumberPage)
    assert shown(session)["fault"]
    choose(session, MOTHER.number.lower())
    assert session.is_at(NamePage)
    choose(session, " ")
    assert shown(session)["fault"]


def test_a_parent_on_record_is_offered_as_one() -> None:
    session = begun(service_item(OTHER, eligibility=()), "qian")
    session.feed(ApplyFor(Whom.ANOTHER))
    choose(session, "card")
    session.show_card("sun")
    (question,) = asked_of(session, AskRelation)
    assert (question.look_up.agent.number, question.look_up.principal.number) == (sample_person("qian").number, CHILD.number)
    assert [option["value"] for option in shown(session)["options"]] == ["parent", "minors-guardian"]
    assert shown(session)["value"] == ""
    session.feed(PlatformReply(question.request_id, RelationKnown(True)))
    assert shown(session)["value"] == "parent"
    assert shown(session)["hint"]
    session.feed(ev.Primary())
    assert session.is_at(Eligibility)
    fill(session)
    assert states(session, OTHER)[GUARDIANSHIP.key] is MaterialState.FROM_RECORDS
    session.feed(ev.Primary())
    rows = {row["label"]: row["value"] for row in shown(session)["fixed"]}
    assert "同意" in rows["本人意见"], "twelve years old"
    assert session.audited("agent.began") == [{"by": "parent", "card": "READ"}]


@pytest.mark.parametrize("answer", [RelationKnown(False), NoAnswer(), None])
def test_a_relation_that_is_not_known_is_shown_by_papers(answer: Any) -> None:
    session = begun(service_item(OTHER, eligibility=()), "li")
    session.feed(ApplyFor(Whom.ANOTHER))
    choose(session, "card")
    session.show_card("sun")
    if answer is not None:
        session.feed(PlatformReply(asked_of(session, AskRelation)[0].request_id, answer))
    session.feed(ev.Primary())
    assert session.place.fault, "nothing was chosen"
    choose(session, "parent")
    fill(session)
    assert states(session, OTHER)[GUARDIANSHIP.key] is MaterialState.TO_COUNTER


def test_what_must_be_done_in_person_says_so_first() -> None:
    item = service_item(OTHER, guide=replace(ITEM.guide, agent=Agency(False, ITEM.name)))
    session = begun(item, "wang")
    assert "要本人来办" in shown(session)["inPerson"]
    assert shown(session)["doors"] == []
    session.feed(ApplyFor(Whom.ANOTHER))
    assert session.place == Eligibility(item)


def test_a_minor_acts_for_nobody() -> None:
    session = Session()
    session.to_identify()
    session.show_card("sun")
    assert shown(session)["doors"] == []


def test_what_was_answered_for_oneself_does_not_pass_on() -> None:
    session = Session()
    session.to_questions()
    session.answer(here="no", why="照顾孙女")
    session.feed(*[ev.Back()] * 3)
    assert session.place == Eligibility(ITEM)
    assert all(door["text"] for door in shown(session)["doors"])
    session.feed(ApplyFor(Whom.ANOTHER))
    choose(session, "card")
    session.show_card("chen")
    choose(session, Relation.SPOUSE.value)
    assert draft_of(session.state, CODE).answers == {}
    session.feed(ApplyFor(Whom.SELF))
    assert session.place == Eligibility(ITEM)
    assert draft_of(session.state, CODE).principal is None
    assert draft_of(session.state, CODE).answers == {}


def test_back_leads_out_the_way_it_came(session: Session) -> None:
    session.feed(ApplyFor(Whom.ANOTHER))
    choose(session, "written", MOTHER.number, MOTHER.name)
    assert session.is_at(RelationPage)
    for kind in (NamePage, NumberPage, HowPage, Eligibility, GuidePage):
        session.feed(ev.Back())
        assert session.is_at(kind)
    assert draft_of(session.state, CODE).principal is None


@pytest.mark.parametrize("before", ["card", "relation", "materials"])
def test_without_network_it_goes_on_and_is_kept_here(session: Session, before: str) -> None:
    session.feed(ApplyFor(Whom.ANOTHER))
    if before == "card":
        session.feed(NetworkChanged(Network.OFFLINE))
    choose(session, "card")
    session.show_card("wang")
    if before == "relation":
        session.feed(NetworkChanged(Network.OFFLINE))
    choose(session, Relation.ENTRUSTED.value)
    fill(session)
    session.feed(NetworkChanged(Network.OFFLINE))
    assert states(session)["hukou"] is MaterialState.TO_CHECK
    session.feed(ev.Primary())
    submission = sign(session)
    session.feed(Committed(submission.submission_id, "T0001-261122-0001"))
    session.wait(8.0)
    assert shown(session)["word"] == "已暂存"


def test_a_platform_that_reads_no_parties_is_sent_nothing(session: Session) -> None:
    for_mother(session)
    fill(session)
    session.feed(ev.Primary())
    submission = sign(session)
    session.feed(NotCommitted(submission.submission_id, NotSayable.PARTIES))
    assert session.is_at(SignPage)
    assert "窗口" in shown(session)["problem"]


def test_leaving_takes_both_and_asks_for_both_cards(session: Session) -> None:
    for_mother(session)
    fill(session)
    assert traces_of(card_of("wang"), session.state)
    session.feed(ev.Leave(sure=True))
    assert session.is_at(Leaving)
    assert not traces_of(card_of("wang"), session.state)
    assert not traces_of(card_of("li"), session.state)
    assert "两张" in "".join(row["note"] for row in shown(session)["rows"])
    assert session.last(WaitForNoCard).reader is Device.ID_CARD_READER


def test_the_mothers_card_is_asked_for_after_the_daughters(session: Session) -> None:
    session.feed(ApplyFor(Whom.ANOTHER))
    choose(session, "card")
    assert session.is_at(Identify)
    assert "换上对方的身份证" in shown(session)["title"]
    assert session.state.resident.card == card_of("li")


def test_a_social_security_card_names_whom_they_act_for() -> None:
    session = Session(readers=(Device.ID_CARD_READER, Device.SMART_CARD_READER))
    session.to_identify()
    session.show_card("li")
    session.feed(ApplyFor(Whom.ANOTHER))
    choose(session, "card")
    session.show_social_card("wang")
    choose(session, Relation.ENTRUSTED.value)
    principal = draft_of(session.state, CODE).principal
    assert principal
    assert principal.person
    assert principal.person.card == social_card_of("wang")
    fill(session)
    session.feed(ev.Primary(), ev.Primary())
    assert session.is_at(SignPage)
