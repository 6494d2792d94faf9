"""Who somebody is, by a code on their phone: instead of a card where that is enough, and never in place of somebody else."""

from __future__ import annotations

from typing import Any

import pytest

from kiosk.domain.cases import CaseInFull, CaseState, MaterialState
from kiosk.domain.codes import business_code_text, person_code_text, presented_code_text
from kiosk.domain.device_states import Reason, StatusKind
from kiosk.domain.identity_codes import PhoneCodeRefusal, paper_code
from kiosk.domain.parties import Citizen
from kiosk.domain.people import CardKind
from kiosk.domain.service_items import Assurance, Served
from kiosk.domain.text import LocalizedText
from kiosk.domain.values import replace
from kiosk.journeys.apply import JOURNEY as APPLY
from kiosk.journeys.apply.draft import draft_of
from kiosk.journeys.apply.draft_materials import materials
from kiosk.journeys.apply.effects import Commit, seal
from kiosk.journeys.apply.events import ApplyFor, SetAnswer, SetSignature, Whom
from kiosk.journeys.apply.filling import AskPage, CorrectionPage
from kiosk.journeys.apply.places import Eligibility
from kiosk.journeys.browse.events import ItemLoaded, OpenItem
from kiosk.journeys.browse.places import GuidePage
from kiosk.journeys.licence_copies.places import LicencesPage, may_keep
from kiosk.journeys.progress.places import ScanReceipt
from kiosk.messages.keys import TerminalKeys, Trust
from kiosk.messages.sealing import new_sealing_key, open_sealed, public_half
from kiosk.messages.signing import new_signing_key
from kiosk.ports.device_hub import Cancel, DeviceAnswer, ReadCard, ScanCode, StatusChanged
from kiosk.ports.devices import CodeScanned, Device, DeviceStatus, ReaderUnavailable, SocialCardRead
from kiosk.ports.identity_codes import AskPhoneCode, PhoneCodeDeclined, PhoneCodeGood
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
from kiosk.session.companies import CompanyPage
from kiosk.session.entry import entry_of
from kiosk.session.identify import Identify, IdentifyProblem, ShowNoCard, ShowPhoneCode
from kiosk.session.leaving import Leaving
from kiosk.session.no_card import NoCardPage
from kiosk.session.phone_code import PhoneCodePage, UseCardInstead
from kiosk.session.readers import READERS
from kiosk.session.scan import Scan, ScanProblem
from tests.kiosk.session_samples import (
    COPY_ITEM,
    READY,
    REFERENCE,
    SIGNATURE,
    TERMINAL,
    Session,
    card_of,
    case_of,
    licence_of,
    phone_code_of,
    service_item,
    shown,
    social_card_of,
    traces_of,
)

CODE = "5" * 31
ON_PHONE = person_code_text("AB12")
BY_CODE = service_item(CODE, assurance=Assurance.CODE)
WANTS_CARD = service_item("6" * 31, assurance=Assurance.CARD, card_reason=LocalizedText("要核对证件本身", "The card is checked"))
BROKEN = DeviceStatus(StatusKind.UNAVAILABLE, Reason.NOT_FOUND)


def at_identify(item: Any = BY_CODE, **options: Any) -> Session:
    session = Session(**options)
    session.feed(StatusChanged(Device.CODE_SCANNER, READY), NetworkChanged(Network.ONLINE))
    session.feed(ev.Start())
    begin(session, item)
    return session


def begin(session: Session, item: Any) -> None:
    session.feed(OpenItem(item.implementation_code), ItemLoaded(item), ev.Primary())


def scan(session: Session, text: str = ON_PHONE) -> None:
    session.feed(DeviceAnswer(session.last(ScanCode).request_id, CodeScanned(text)))


def hold_up(session: Session, text: str = ON_PHONE) -> None:
    session.feed(ShowPhoneCode())
    scan(session, text)


def told(session: Session, reply: Any) -> None:
    asked = [one for one in session.all(do.AskPlatform) if isinstance(one.look_up, AskPhoneCode)][-1]
    session.feed(PlatformReply(asked.request_id, reply))


def identify(session: Session, key: str = "wang") -> None:
    hold_up(session)
    told(session, PhoneCodeGood(phone_code_of(key)))


def test_a_code_identifies_and_the_platform_is_asked() -> None:
    session = at_identify()
    assert shown(session)["phoneCode"]
    read = session.last(ReadCard).request_id
    session.feed(ShowPhoneCode())
    assert session.is_at(Scan)
    assert Cancel(read) in session.effects, "the readers are asked no more"
    scan(session)
    assert session.is_at(PhoneCodePage)
    assert session.last(do.AskPlatform).look_up == AskPhoneCode(ON_PHONE)
    assert shown(session)["waiting"]
    told(session, PhoneCodeGood(phone_code_of("wang")))
    assert session.place == Eligibility(BY_CODE)
    asked = [type(effect.look_up) for effect in session.all(do.AskPlatform)]
    assert asked == [AskPhoneCode, AskProfile, AskLicences, AskCases]
    evidence = session.state.resident.evidence
    assert (evidence.shown, evidence.reader, evidence.reference) == (CardKind.PHONE_CODE, "code_scanner", REFERENCE)
    assert session.audited("session.identified") == [{"reader": "code_scanner"}]
    assert "随申码已核对好" in shown(session)["text"]
    session.feed(ev.Back())
    assert session.is_at(GuidePage), "never back to the code"


@pytest.mark.parametrize("reason", list(PhoneCodeRefusal))
def test_each_refusal_has_its_sentence_and_a_way_on(reason: PhoneCodeRefusal) -> None:
    session = at_identify()
    hold_up(session)
    told(session, PhoneCodeDeclined(reason))
    view = shown(session)
    assert view["problem"]
    assert view["card"]
    again = reason in (PhoneCodeRefusal.NOT_OURS, PhoneCodeRefusal.TOO_OLD, PhoneCodeRefusal.USED)
    assert bool(view["primary"]) is again
    assert session.state.person is None
    assert session.audited("session.code-not-taken") == [{"reason": reason.value}]
    session.feed(UseCardInstead())
    session.show_card()
    assert session.place == Eligibility(BY_CODE)


def test_a_new_code_may_follow_one_that_was_refused() -> None:
    session = at_identify()
    hold_up(session)
    told(session, PhoneCodeDeclined(PhoneCodeRefusal.TOO_OLD))
    session.feed(ev.TryAgain())
    assert session.is_at(Scan)
    scan(session)
    told(session, PhoneCodeGood(phone_code_of("wang")))
    assert session.place == Eligibility(BY_CODE)
    session.feed(ev.Back())
    assert session.is_at(GuidePage)


def test_no_answer_identifies_nobody_and_says_so() -> None:
    session = at_identify()
    hold_up(session)
    told(session, NoAnswer())
    assert "不知道这个码是谁的" in shown(session)["problem"]
    session.feed(NetworkChanged(Network.OFFLINE))
    assert "没有网络" in shown(session)["problem"]
    assert session.state.person is None


def test_an_answer_to_an_older_code_identifies_nobody() -> None:
    session = at_identify()
    hold_up(session)
    old = session.last(do.AskPlatform).request_id
    session.feed(ev.Back(), ev.Primary(), PlatformReply(old, PhoneCodeGood(phone_code_of("li"))))
    assert session.is_at(Identify)
    assert session.state.person is None


@pytest.mark.parametrize("text", [business_code_text("AB"), presented_code_text("AB"), "https://example.com"])
def test_a_code_of_another_kind_is_told_from_it(text: str) -> None:
    session = at_identify()
    hold_up(session, text)
    assert session.is_at(Scan)
    assert session.place.problem is ScanProblem.UNKNOWN_CODE
    assert "随申码" in shown(session)["problem"]
    assert session.state.person is None


def test_a_code_on_paper_is_not_enough_and_says_what_is() -> None:
    session = at_identify()
    hold_up(session, paper_code(bytes(17)))
    assert session.is_at(PhoneCodePage)
    assert "只能查办件进度" in shown(session)["problem"]
    assert session.state.person is None


@pytest.mark.parametrize("lacking", ["scanner", "network", "card"])
def test_where_no_code_will_do_none_is_offered_and_help_says_why(lacking: str) -> None:
    session = at_identify(WANTS_CARD if lacking == "card" else BY_CODE)
    if lacking == "scanner":
        session.feed(StatusChanged(Device.CODE_SCANNER, BROKEN))
    if lacking == "network":
        session.feed(NetworkChanged(Network.OFFLINE))
    assert shown(session)["phoneCode"] == ""
    session.feed(ShowPhoneCode())
    assert session.is_at(Identify)
    session.feed(ShowNoCard())
    (counter, *_, code) = shown(session)["rows"]
    word = {"scanner": "扫码器现在不能用", "network": "没有网络", "card": "要核对证件本身"}[lacking]
    assert word in code["text"]
    assert not code["good"]
    assert counter["title"] == "窗口"


def test_without_a_card_the_ways_are_those_that_work_here() -> None:
    session = at_identify(readers=tuple(READERS))
    session.feed(ShowNoCard())
    assert session.is_at(NoCardPage)
    assert [row["title"] for row in shown(session)["rows"]] == ["手机上的随申码", "社保卡", "窗口"]
    assert all(row["good"] for row in shown(session)["rows"])
    session.feed(StatusChanged(Device.SMART_CARD_READER, BROKEN))
    told_now = [(row["title"], row["good"]) for row in shown(session)["rows"]]
    assert told_now == [("手机上的随申码", True), ("窗口", True), ("社保卡", False)], "what works is read first"
    session.feed(ShowPhoneCode())
    scan(session)
    told(session, PhoneCodeGood(phone_code_of("wang")))
    assert session.place == Eligibility(BY_CODE)


def test_whoever_finds_their_card_goes_back_to_it() -> None:
    session = at_identify()
    session.feed(ShowNoCard(), UseCardInstead())
    assert session.is_at(Identify)
    session.show_card()
    assert session.place == Eligibility(BY_CODE)


def test_a_broken_reader_leaves_the_code() -> None:
    session = at_identify()
    session.feed(DeviceAnswer(session.last(ReadCard).request_id, ReaderUnavailable(Reason.NOT_FOUND)))
    session.feed(StatusChanged(Device.ID_CARD_READER, BROKEN))
    assert session.place.problem is IdentifyProblem.READER
    assert shown(session)["phoneCode"]
    identify(session)
    assert session.place == Eligibility(BY_CODE)


def test_one_sign_in_a_visit() -> None:
    session = at_identify()
    identify(session)
    session.feed(ev.GoHome())
    begin(session, replace(BY_CODE, implementation_code="7" * 31))
    assert session.is_at(Eligibility)
    assert len([one for one in session.all(do.AskPlatform) if isinstance(one.look_up, AskPhoneCode)]) == 1


def to_card_after_code() -> Session:
    """The code was shown, and the next item wants the card itself."""
    session = at_identify()
    identify(session)
    session.feed(PlatformReply(session.all(do.AskPlatform)[1].request_id, ProfileKnown({"mobile": "13900000026"})))
    session.feed(ev.GoHome())
    begin(session, WANTS_CARD)
    return session


def test_where_the_card_is_wanted_the_page_says_why() -> None:
    session = to_card_after_code()
    assert session.is_at(Identify)
    assert shown(session)["text"] == "办这件事还要读一次证件：要核对证件本身。"
    assert shown(session)["phoneCode"] == ""
    asked = len(session.all(do.AskPlatform))
    session.show_card("wang")
    assert session.place == Eligibility(WANTS_CARD)
    person = session.state.resident
    assert (person.card, person.reader, person.evidence.shown) == (card_of("wang"), Device.ID_CARD_READER, CardKind.RESIDENT)
    assert person.profile == {"mobile": "13900000026"}, "what is known stays known"
    assert AskProfile not in [type(one.look_up) for one in session.all(do.AskPlatform)[asked:]]
    assert session.audited("session.card-after-code") == [{"reader": "id_card_reader"}]


@pytest.mark.parametrize("key", ["li", "chen"])
def test_the_card_of_another_person_mixes_nothing(key: str) -> None:
    session = to_card_after_code()
    session.show_card(key)
    assert session.place.problem is IdentifyProblem.OTHER_PERSON
    assert "不是同一个人" in shown(session)["problem"]
    assert session.state.resident.card == phone_code_of("wang")
    assert not traces_of(card_of(key), session.state)
    session.take_card()
    assert session.place.problem is None
    session.show_card("wang")
    assert session.place == Eligibility(WANTS_CARD)


def test_a_social_security_card_of_the_same_person_will_do() -> None:
    session = at_identify(readers=tuple(READERS))
    identify(session)
    session.feed(ev.GoHome())
    begin(session, WANTS_CARD)
    waiting = session.place.waiting[Device.SMART_CARD_READER]
    session.feed(DeviceAnswer(waiting, SocialCardRead(social_card_of("wang"))))
    assert session.place == Eligibility(WANTS_CARD)
    session.feed(ev.GoHome())
    begin(session, replace(WANTS_CARD, implementation_code="7" * 31))
    assert session.is_at(Eligibility), "nothing asks again"


def test_to_act_for_a_company_the_card_is_read() -> None:
    item = service_item("8" * 31, served=(Served.COMPANY,), assurance=Assurance.COMPANY, eligibility=())
    session = at_identify(item)
    assert shown(session)["phoneCode"] == ""
    session.feed(ev.Back(), ev.GoHome())
    begin(session, BY_CODE)
    identify(session)
    session.feed(ev.GoHome())
    begin(session, item)
    assert session.is_at(Identify)
    assert "替单位办事" in shown(session)["text"]
    session.show_card("wang")
    assert session.is_at(CompanyPage)


def act_for(session: Session, how: str) -> None:
    session.feed(ApplyFor(Whom.ANOTHER), SetAnswer("how", how), ev.Primary())


def offered(session: Session) -> set[str]:
    return {option["value"] for option in shown(session)["options"]}


def test_whom_somebody_acts_for_shows_a_card_or_the_code_on_their_phone() -> None:
    session = at_identify()
    identify(session)
    act_for(session, "card")
    assert session.is_at(Identify)
    assert (shown(session)["phoneCode"], shown(session)["noCard"]) == ("改用对方手机上的随申码", "")
    session.feed(ShowNoCard())
    assert session.is_at(Identify)
    hold_up(session)
    told(session, PhoneCodeGood(phone_code_of("li")))
    session.feed(SetAnswer("relation", "entrusted"), ev.Primary())
    principal = draft_of(session.state, CODE).principal
    assert principal is not None
    assert principal.person is not None
    assert principal.person.card == phone_code_of("li")
    assert session.state.resident.card == phone_code_of("wang")
    assert session.audited("agent.began") == [{"by": "entrusted", "card": "CODE"}]


def test_the_code_on_their_phone_is_asked_for_at_once() -> None:
    session = at_identify()
    session.show_card("wang")
    session.feed(ApplyFor(Whom.ANOTHER))
    assert offered(session) == {"card", "code"}, "papers cannot be pictured here"
    session.feed(SetAnswer("how", "code"), ev.Primary())
    assert session.is_at(Scan)
    assert "对方手机上的随申码" in shown(session)["title"]
    scan(session)
    told(session, PhoneCodeGood(phone_code_of("wang")))
    assert "您自己的" in shown(session)["problem"]
    assert session.audited("session.code-not-taken") == [{"reason": "OWN_CODE"}]
    session.feed(ev.TryAgain())
    scan(session)
    told(session, PhoneCodeGood(phone_code_of("li")))
    assert shown(session)["title"].startswith("您是")
    session.feed(ev.Back())
    assert "身份证带来了吗" in shown(session)["title"], "never back to the code"


def test_their_code_is_not_offered_where_it_will_not_do() -> None:
    session = at_identify()
    identify(session)
    session.feed(ApplyFor(Whom.ANOTHER))
    assert "code" in offered(session)
    session.feed(NetworkChanged(Network.OFFLINE))
    assert "code" not in offered(session)
    session.feed(NetworkChanged(Network.ONLINE), StatusChanged(Device.CODE_SCANNER, BROKEN))
    assert "code" not in offered(session)
    session = at_identify(WANTS_CARD)
    session.show_card("wang")
    session.feed(ApplyFor(Whom.ANOTHER))
    assert "code" not in offered(session), "this service wants the card"


def test_what_rests_on_their_code_names_it() -> None:
    session = at_identify()
    session.show_card("li")
    act_for(session, "code")
    scan(session)
    told(session, PhoneCodeGood(phone_code_of("wang")))
    session.feed(SetAnswer("relation", "entrusted"), ev.Primary(), ev.Primary())
    session.answer(here="yes", mobile="13900000026", delivery="counter", note="")
    session.feed(ev.Primary(), ev.Primary(), SetSignature(SIGNATURE), ev.Primary())
    private = new_sealing_key("s")
    trust = Trust(public_half(private), [], reads={"submission": 9})
    row = seal(TerminalKeys(TERMINAL, new_signing_key(), "", lambda: trust), session.last(Commit).submission, "T-1", b"")
    assert row.schema == 5
    assert REFERENCE.encode() in open_sealed(row.sealed, [private])


def test_what_only_a_card_tells_is_asked_and_never_made_up() -> None:
    session = at_identify()
    identify(session)
    session.feed(ev.Primary())
    session.answer(here="yes", mobile="13900000026", delivery="courier")
    assert session.is_at(AskPage)
    assert session.place.key == "address"
    assert "address" not in draft_of(session.state, CODE).answers
    settled = {one.key: one.state for _, one in materials(session.state, CODE, session.moment())}
    assert settled["id_card"] is MaterialState.FROM_CODE


def test_the_application_names_the_code_that_proved_it() -> None:
    session = at_identify()
    identify(session)
    session.feed(ev.Primary())
    session.answer(here="yes", mobile="13900000026", delivery="counter", note="")
    session.feed(ev.Primary(), ev.Primary(), SetSignature(SIGNATURE), ev.Primary())
    submission = session.last(Commit).submission
    assert submission.card == phone_code_of("wang")
    assert (submission.reader, submission.identified_at) == ("code_scanner", session.state.resident.identified_at)
    wang = card_of("wang")
    assert submission.parties is not None
    assert submission.parties.applicant == Citizen(wang.name, wang.number)


def test_licences_are_shown_and_none_is_kept_here() -> None:
    session = Session()
    session.feed(StatusChanged(Device.CODE_SCANNER, READY), NetworkChanged(Network.ONLINE), ev.Start())
    begin(session, replace(COPY_ITEM, implementation_code="9" * 31, assurance=Assurance.CODE))
    identify(session)
    assert session.is_at(LicencesPage)
    asked = [one for one in session.all(do.AskPlatform) if isinstance(one.look_up, AskLicences)][-1]
    session.feed(PlatformReply(asked.request_id, LicencesKnown((licence_of(),))))
    assert not may_keep(session.state), "a code locks nothing"


def test_nothing_of_whoever_showed_a_code_stays() -> None:
    session = at_identify()
    identify(session)
    session.feed(ev.Leave(sure=True))
    assert session.is_at(Leaving)
    assert not traces_of(phone_code_of("wang"), session.state)


def test_a_stranger_that_holds_up_a_code_later_changes_nobody() -> None:
    session = at_identify()
    identify(session)
    session.feed(ev.GoHome(), ev.OpenJourney("progress"))
    session.feed(ScanReceipt())
    scan(session)
    assert session.is_at(Scan)
    assert session.place.problem is ScanProblem.UNKNOWN_CODE
    assert session.state.resident.card == phone_code_of("wang")


def test_who_mends_a_case_shows_what_its_item_wants() -> None:
    session = at_identify()
    identify(session)
    told_case = CaseInFull(replace(case_of(CaseState.CORRECTION), implementation_code=WANTS_CARD.implementation_code))
    correct = entry_of(APPLY).correct
    assert correct is not None
    asking, _ = correct(session.state, BY_CODE, told_case, session.moment())
    assert isinstance(asking.place, CorrectionPage)
    asking, _ = correct(session.state, WANTS_CARD, told_case, session.moment())
    assert isinstance(asking.place, Identify)
    session.state = asking
    assert "要核对证件本身" in shown(session)["text"]


@pytest.mark.parametrize(("reads", "written"), [(1, 1), (3, 3), (4, 4), (5, 5), (9, 5)])
def test_a_platform_of_before_is_told_no_reference(reads: int, written: int) -> None:
    session = at_identify()
    identify(session)
    session.feed(ev.Primary())
    session.answer(here="yes", mobile="13900000026", delivery="counter", note="")
    session.feed(ev.Primary(), ev.Primary(), SetSignature(SIGNATURE), ev.Primary())
    private = new_sealing_key("s")
    trust = Trust(public_half(private), [], reads={"submission": reads})
    row = seal(TerminalKeys(TERMINAL, new_signing_key(), "", lambda: trust), session.last(Commit).submission, "T-1", b"")
    plain = open_sealed(row.sealed, [private])
    assert row.schema == written
    assert (REFERENCE.encode() in plain) is (b'"reference"' in plain) is (written == 5)
