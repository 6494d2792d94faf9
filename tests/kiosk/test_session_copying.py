"""Copies of licences, with the platform and from the vault."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest

from kiosk.domain.cases import MaterialState
from kiosk.domain.device_states import Reason, StatusKind
from kiosk.domain.licences import CopyPurpose
from kiosk.domain.service_items import LicenceType
from kiosk.domain.values import replace
from kiosk.journeys.apply.draft_materials import materials
from kiosk.journeys.browse.events import ItemLoaded, OpenItem
from kiosk.journeys.browse.places import GuidePage, Home
from kiosk.journeys.licence_copies.copying import CopyPage, CopyPreviewPage
from kiosk.journeys.licence_copies.effects import (
    ComposeCopy,
    ComposedCopy,
    CopyComposed,
    CopyNotComposed,
    CopyProblem,
    FindTransaction,
    OpenVault,
    PrintedCopyReport,
    TransactionFound,
    VaultOpened,
)
from kiosk.journeys.licence_copies.places import (
    MOST_TOGETHER,
    CopyPurposePage,
    LicencesPage,
    OpenLicence,
    OpenTransaction,
    PickSeveral,
    SetKeep,
    SetPurpose,
    offered,
)
from kiosk.ports.device_hub import PrintProgressed, StatusChanged, TakeBack
from kiosk.ports.devices import (
    Device,
    DeviceStatus,
    PrintBegins,
    PrintConfirmed,
    PrintFailed,
    PrintOutcome,
    PrintSent,
    PrintUncertain,
    PrintWaits,
)
from kiosk.ports.platform import AskLicenceFile, AskLicences, LicenceRefusal, LicenceRefused, LicencesKnown, NoAnswer, PlatformReply
from kiosk.session import effects as do
from kiosk.session import events as ev
from kiosk.session.leaving import Leaving, Wiped
from kiosk.session.paper import PaperState
from tests.kiosk.session_samples import (
    CODE,
    COPY_ITEM,
    ITEM,
    SETTINGS,
    SampleCatalogue,
    Session,
    card_of,
    file_of,
    licence_of,
    shown,
    words,
)


class Types(SampleCatalogue):
    licence_types: Sequence[LicenceType] = (LicenceType("hukou", words("户口簿"), "", words("公安局")),)


def to_licences(session: Session, reply: Any) -> None:
    session.feed(ev.Start(), ev.OpenJourney("licence_copies"))
    session.show_card()
    assert session.is_at(LicencesPage)
    assert session.place.request_id
    session.feed(PlatformReply(session.place.request_id, reply))


def to_preview(session: Session) -> None:
    session.feed(OpenLicence("1.2.3"), SetPurpose(CopyPurpose.SCHOOL), SetKeep(True), ev.Primary())
    assert session.is_at(CopyPreviewPage)
    fetched(session)


def fetched(session: Session, reply: Any = None) -> None:
    """The platform gives the licence's file, or says something else."""
    asked = session.last(do.AskPlatform)
    assert isinstance(asked.look_up, AskLicenceFile)
    session.feed(PlatformReply(asked.request_id, reply or file_of(licence_of())))


def composed(session: Session, serial: str = "L000001") -> None:
    session.feed(CopyComposed(session.last(ComposeCopy).request_id, ComposedCopy(serial, b"%PDF", b"PNG", "1.2.3")))


def test_a_copy_with_the_platform(session: Session) -> None:
    to_licences(session, LicencesKnown((licence_of(), licence_of("9.9", usable=False))))
    assert session.place == LicencesPage()
    session.feed(OpenLicence("9.9"), OpenLicence("no such"))
    assert session.place == LicencesPage(), "an expired one may be seen, not copied"
    session.feed(OpenLicence("1.2.3"), ev.Primary())
    assert session.is_at(CopyPurposePage), "not without a purpose"
    session.feed(ev.Back())
    to_preview(session)
    order = session.last(ComposeCopy)
    assert (order.purpose, order.keep, order.licence) == (CopyPurpose.SCHOOL, True, licence_of())
    session.feed(ev.Primary())
    assert session.is_at(CopyPreviewPage), "nothing to print yet"
    composed(session)
    session.feed(ev.Primary())
    assert session.is_at(CopyPage)
    printed = session.last(do.PrintPagePaper)
    assert isinstance(printed.report, PrintedCopyReport)
    assert (printed.serial, printed.report.licence_identifier, printed.report.purpose) == ("L000001", "1.2.3", "school")
    session.feed(ev.Primary(), ev.Back(), ev.GoHome(), ev.Leave(sure=True))
    session.wait(300)
    assert session.is_at(CopyPage), "it is printing"
    session.feed(ev.PaperAnswered(printed.request_id, PrintConfirmed()), ev.PrintAgain())
    assert len(session.all(do.PrintPagePaper)) == 1
    assert session.audited("copy.composed") == [{"serial": "L000001"}]
    assert session.audited("copy.paper") == [{"serial": "L000001", "state": "printed"}]
    session.feed(ev.Primary())
    assert session.place == LicencesPage()
    session.feed(ev.Primary())
    assert session.place == Home()


def test_an_item_that_prints_leads_to_its_own_licence(session: Session) -> None:
    session.feed(ev.Start(), OpenItem(COPY_ITEM.implementation_code), ev.Primary())
    session.show_card()
    known = (licence_of(), licence_of("8", "other"))
    session.feed(PlatformReply(session.place.request_id, LicencesKnown(known)))
    assert session.place == LicencesPage(item=COPY_ITEM)
    assert offered(session.state.person, session.place) == (licence_of(),)
    session.feed(OpenLicence("8"))
    assert session.place == LicencesPage(item=COPY_ITEM)
    session.feed(OpenLicence("1.2.3"))
    assert session.is_at(CopyPurposePage)
    session.feed(ev.GoHome(), ev.OpenJourney("licence_copies"))
    place = session.state.place
    assert isinstance(place, LicencesPage)
    assert offered(session.state.person, place) == known, "all of them, from home"


def test_who_keeps_a_licence_is_told_where_there_is_none(session: Session) -> None:
    session.feed(ev.Start(), OpenItem(COPY_ITEM.implementation_code), ev.Primary())
    session.show_card()
    session.feed(PlatformReply(session.place.request_id, LicencesKnown((licence_of("8", "other"),))))
    view = shown(session, Types())
    assert view["rows"] == []
    assert view["problem"] == "没有找到您的户口簿。这个证由公安局发。怎么申领，请到窗口问。"
    assert not view["way"]["title"]
    session.feed(ev.Back(), ev.Primary())
    assert session.place == LicencesPage(item=COPY_ITEM)


GIVEN_ITEM = replace(COPY_ITEM, implementation_code="4" * 31, obtained_by=CODE)


def to_given(session: Session, reply: Any) -> None:
    session.feed(ev.Start(), OpenItem(GIVEN_ITEM.implementation_code), ItemLoaded(GIVEN_ITEM), ev.Primary())
    session.show_card()
    session.feed(PlatformReply(session.place.request_id, reply))


def test_whoever_has_none_is_shown_the_service_that_gives_one(session: Session) -> None:
    to_given(session, LicencesKnown((licence_of("8", "other"),)))
    assert session.last(FindTransaction).code == CODE
    session.feed(OpenTransaction())
    assert session.is_at(LicencesPage), "not before it is found"
    session.feed(TransactionFound(COPY_ITEM), TransactionFound(ITEM))
    assert session.place == LicencesPage(item=GIVEN_ITEM, transaction=ITEM)
    view = shown(session, Types())
    assert view["problem"] == "没有找到您的户口簿。这个证由公安局发。还没有的，可以在这里办。"
    assert view["way"] == {"title": f"怎么领：{ITEM.name.zh}", "text": ITEM.summary.zh}
    session.feed(OpenTransaction())
    assert session.place == GuidePage(ITEM)
    session.feed(ev.Back())
    assert session.place == LicencesPage(item=GIVEN_ITEM, transaction=ITEM)


def test_whoever_has_one_is_shown_no_other_way(session: Session) -> None:
    to_given(session, LicencesKnown((licence_of(),)))
    assert not session.all(FindTransaction)
    assert not shown(session, Types())["way"]["title"]


def test_nobody_is_sent_to_apply_because_the_network_is_down(session: Session) -> None:
    to_given(session, NoAnswer())
    session.feed(VaultOpened(session.last(OpenVault).request_id, ()))
    assert session.place == LicencesPage(kept=True, item=GIVEN_ITEM)
    assert not session.all(FindTransaction)
    session.feed(ev.TryAgain())
    session.feed(PlatformReply(session.place.request_id, LicencesKnown(())))
    assert session.last(FindTransaction).code == CODE


def test_a_licence_that_is_not_kept_here_is_named_while_there_is_no_network(session: Session) -> None:
    session.feed(ev.Start(), OpenItem(COPY_ITEM.implementation_code), ev.Primary())
    session.show_card()
    session.feed(PlatformReply(session.place.request_id, NoAnswer()))
    session.feed(VaultOpened(session.last(OpenVault).request_id, (file_of(licence_of("8", "other")),)))
    assert session.place == LicencesPage(kept=True, item=COPY_ITEM)
    assert "没有存过您的户口簿" in shown(session, Types())["problem"]
    session.feed(ev.TryAgain(), PlatformReply(session.place.request_id, LicencesKnown(())))
    assert session.place.item == COPY_ITEM


def test_a_companys_licence_says_whose_it_is_and_settles_nothing(session: Session) -> None:
    of_company = replace(licence_of(), company="样板区某某公司")
    to_licences(session, LicencesKnown((of_company, licence_of("2", "other"))))
    assert [row["text"] for row in shown(session)["rows"]] == ["样板区某某公司 · 公安局 · 长期有效", "公安局 · 长期有效"]
    session.feed(ev.GoHome(), OpenItem(CODE), ev.Primary(), ev.Primary())
    settled = {m.key: s.state for m, s in materials(session.state, CODE, session.moment())}
    assert settled["hukou"] is MaterialState.TO_COUNTER


def test_the_platform_is_asked_for_the_licences_once(session: Session) -> None:
    to_licences(session, LicencesKnown((licence_of(),)))
    asked = [effect for effect in session.all(do.AskPlatform) if isinstance(effect.look_up, AskLicences)]
    assert len(asked) == 1, "look-ups by number are counted and audited"


def test_a_copy_without_the_platform_comes_from_the_vault(session: Session) -> None:
    to_licences(session, NoAnswer())
    vault = session.last(OpenVault)
    assert vault.card == card_of("wang")
    session.feed(VaultOpened(vault.request_id, (file_of(licence_of()),)))
    assert session.place == LicencesPage(kept=True)
    to_preview(session)
    composed(session)
    session.feed(ev.Primary())
    session.feed(ev.PaperAnswered(session.last(do.PrintPagePaper).request_id, PrintSent()), ev.Primary())
    assert session.place == LicencesPage(kept=True), "still those that are kept here"
    session.feed(ev.TryAgain())
    assert session.place.request_id
    session.feed(PlatformReply(session.place.request_id, LicencesKnown(())))
    assert session.place == LicencesPage()


def test_what_the_vault_holds_is_not_all_that_a_person_has(session: Session) -> None:
    to_licences(session, NoAnswer())
    session.feed(VaultOpened(session.last(OpenVault).request_id, (file_of(licence_of("7", "other")),)))
    session.feed(ev.GoHome(), OpenItem(CODE), ev.Primary(), ev.Primary())
    settled = {m.key: s.state for m, s in materials(session.state, CODE, session.moment())}
    assert settled["hukou"] is MaterialState.TO_CHECK, "the platform could not be asked"


@pytest.mark.parametrize("problem", list(CopyProblem))
def test_a_copy_that_cannot_be_made_may_be_tried_again(session: Session, problem: CopyProblem) -> None:
    to_licences(session, LicencesKnown((licence_of(),)))
    to_preview(session)
    session.feed(ev.TryAgain())
    assert len(session.all(ComposeCopy)) == 1, "it is being made"
    old = session.last(ComposeCopy).request_id
    session.feed(CopyNotComposed(old, problem), ev.Primary())
    assert session.place.problem is problem
    assert not session.all(do.PrintPagePaper)
    session.feed(ev.TryAgain(), CopyComposed(old, ComposedCopy("L0", b"", b"")))
    assert session.place.composed is None, "an answer to the older order"
    fetched(session)
    composed(session)
    session.feed(ev.Primary())
    assert session.is_at(CopyPage)


def printing(session: Session) -> do.PrintPagePaper:
    to_licences(session, LicencesKnown((licence_of(),)))
    to_preview(session)
    composed(session)
    session.feed(ev.Primary())
    return session.last(do.PrintPagePaper)


def answer(session: Session, outcome: PrintOutcome) -> None:
    session.feed(ev.PaperAnswered(session.last(do.PrintPagePaper).request_id, outcome))


def waits(session: Session, reason: Reason = Reason.IN_USE) -> None:
    session.feed(PrintProgressed(session.last(do.PrintPagePaper).request_id, PrintWaits(reason)))


def test_a_copy_that_never_began_is_printed_under_its_serial(session: Session) -> None:
    first = printing(session)
    answer(session, PrintFailed(Reason.IN_USE))
    session.feed(ev.PrintAgain())
    second = session.last(do.PrintPagePaper)
    assert first.serial == second.serial
    assert first.request_id != second.request_id
    assert not session.all(do.VoidPrint)


@pytest.mark.parametrize("said", [(), (ev.PaperSeen(False),)])
@pytest.mark.parametrize("outcome", [PrintUncertain(Reason.JAM), PrintSent()])
def test_a_copy_that_may_be_on_paper_is_void_and_made_anew(session: Session, outcome: PrintOutcome, said: tuple[Any, ...]) -> None:
    first = printing(session)
    answer(session, outcome)
    session.feed(*said, ev.PrintAgain(), ev.PrintAgain())
    assert session.all(do.VoidPrint) == [do.VoidPrint(first.request_id)]
    assert len(session.all(do.PrintPagePaper)) == 1, "it is being made"
    assert session.place.at_once
    fetched(session)
    composed(session, "L000002")
    assert session.is_at(CopyPage)
    assert session.last(do.PrintPagePaper).serial == "L000002"
    assert len(session.all(ComposeCopy)) == 2


def test_a_copy_that_cannot_be_made_anew_is_told_on_its_preview(session: Session) -> None:
    printing(session)
    answer(session, PrintSent())
    session.feed(ev.PrintAgain())
    fetched(session)
    session.feed(CopyNotComposed(session.last(ComposeCopy).request_id, CopyProblem.NO_ANSWER))
    assert session.is_at(CopyPreviewPage)
    session.feed(ev.TryAgain())
    fetched(session, NoAnswer())
    composed(session, "L000002")
    assert session.last(do.PrintPagePaper).serial == "L000002"


def test_a_copy_that_waits_may_be_stopped(session: Session) -> None:
    page = printing(session)
    session.feed(ev.StopPrint())
    assert not session.all(TakeBack), "it is being printed"
    waits(session)
    assert session.place.paper.state == PaperState.WAITING
    session.feed(ev.Primary())
    assert session.is_at(CopyPage), "it is not done"
    session.feed(ev.StopPrint(), ev.StopPrint(), ev.GoHome(), ev.Leave(sure=True))
    assert session.all(TakeBack) == [TakeBack(page.request_id)]
    assert session.is_at(CopyPage), "in a moment it is known whether it had begun"
    answer(session, PrintFailed(Reason.CANCELLED))
    assert session.place.paper.state == PaperState.FAILED
    session.feed(ev.PrintAgain())
    assert session.last(do.PrintPagePaper).serial == page.serial
    assert session.audited("copy.paper") == [{"serial": page.serial, "state": "failed"}]


def test_a_copy_that_begins_after_all_is_waited_for(session: Session) -> None:
    page = printing(session)
    waits(session)
    session.feed(PrintProgressed(page.request_id, PrintBegins()))
    assert session.state.place.busy()
    session.wait(300)
    assert session.is_at(CopyPage)
    answer(session, PrintConfirmed())
    assert not session.all(TakeBack)


def test_who_goes_home_from_a_copy_that_waits_has_it_taken_back(session: Session) -> None:
    page = printing(session)
    waits(session, Reason.SILENT)
    session.feed(ev.GoHome())
    assert session.place == Home()
    assert session.all(TakeBack) == [TakeBack(page.request_id)]


def test_who_walks_away_from_a_copy_that_waits_has_it_taken_back(session: Session) -> None:
    page = printing(session)
    session.wait(30)
    waits(session)
    session.wait(SETTINGS.quiet_limit)
    assert session.state.warned
    session.wait(SETTINGS.warning)
    assert session.is_at(Leaving)
    assert session.all(TakeBack) == [TakeBack(page.request_id)]
    session.take_card()
    session.wait(SETTINGS.leaving + 1)
    assert session.is_at(Leaving), "the queue may still hold it"
    session.feed(ev.PaperAnswered(page.request_id, PrintFailed(Reason.CANCELLED)))
    assert session.is_at(Wiped)


LICENCES = (licence_of("1"), licence_of("2", "other"), licence_of("3"), licence_of("4", usable=False))


def to_several(session: Session, *picked: str) -> None:
    to_licences(session, LicencesKnown(LICENCES))
    session.feed(PickSeveral(), *map(OpenLicence, picked), ev.Primary(), SetPurpose(CopyPurpose.SCHOOL), ev.Primary())
    assert session.is_at(CopyPreviewPage)
    made(session, picked[0])


def made(session: Session, number: str) -> None:
    """The next of several comes from the platform and is composed."""
    fetched(session, file_of(next(licence for licence in LICENCES if licence.identifier == number)))
    assert session.last(ComposeCopy).licence.identifier == number
    composed(session, f"L00000{number}")


def queue(session: Session) -> list[str]:
    return [row["state"] for row in shown(session)["queue"]]


def test_several_are_picked_and_left_out_again(session: Session) -> None:
    to_licences(session, LicencesKnown(LICENCES))
    session.feed(PickSeveral(), ev.Primary())
    assert session.is_at(LicencesPage), "none is picked"
    assert shown(session)["primary"] == ""
    session.feed(OpenLicence("3"), OpenLicence("1"), OpenLicence("4"), OpenLicence("2"), OpenLicence("2"))
    assert [row["picked"] for row in shown(session)["rows"]] == [True, False, True, False]
    assert shown(session)["primary"] == "打印这 2 份"
    session.feed(ev.Primary())
    assert session.is_at(CopyPurposePage)
    assert [licence.identifier for licence in session.place.order.licences] == ["1", "3"], "in the order of the list"
    session.feed(ev.Back(), PickSeveral(), OpenLicence("2"))
    assert [licence.identifier for licence in session.place.order.licences] == ["2"], "one alone, as ever"


def test_one_licence_alone_offers_no_picking(session: Session) -> None:
    to_licences(session, LicencesKnown(LICENCES[2:]))
    assert shown(session)["several"] == ""
    session.feed(PickSeveral())
    assert session.place.picked is None


def test_no_more_are_picked_than_may_be_printed_together(session: Session) -> None:
    many = tuple(licence_of(str(number)) for number in range(MOST_TOGETHER + 2))
    to_licences(session, LicencesKnown(many))
    session.feed(PickSeveral(), *(OpenLicence(licence.identifier) for licence in many))
    assert len(session.place.picked) == MOST_TOGETHER


def test_several_are_printed_one_after_the_other(session: Session) -> None:
    session.feed(StatusChanged(Device.PAGE_PRINTER, DeviceStatus(StatusKind.READY)))
    to_several(session, "1", "2", "3")
    assert shown(session)["primary"] == "打印这 3 份"
    session.feed(ev.Primary())
    assert queue(session) == ["正在打印", "排队等着", "排队等着"]
    answer(session, PrintConfirmed())
    assert session.is_at(CopyPreviewPage)
    assert queue(session) == ["已打印", "正在准备", "排队等着"]
    made(session, "2")
    assert session.is_at(CopyPage)
    answer(session, PrintSent())
    assert session.is_at(CopyPage), "only they can see whether it came out"
    session.feed(ev.PaperSeen(True))
    made(session, "3")
    answer(session, PrintConfirmed())
    assert queue(session) == ["已打印"] * 3
    printed = session.all(do.PrintPagePaper)
    assert [one.serial for one in printed] == ["L000001", "L000002", "L000003"]
    assert [order.batch.at for order in session.all(ComposeCopy)] == [1, 2, 3]
    assert [order.batch.first_serial for order in session.all(ComposeCopy)] == ["", "L000001", "L000001"]
    assert [event["serial"] for event in session.audited("copy.composed")] == ["L000001", "L000002", "L000003"]
    states = [(event["serial"], event["state"]) for event in session.audited("copy.paper")]
    assert states == [("L000001", "printed"), ("L000002", "sent"), ("L000002", "printed"), ("L000003", "printed")]
    session.feed(ev.Primary())
    assert session.place == LicencesPage()


@pytest.mark.parametrize("last", [False, True])
def test_one_that_fails_is_printed_again_or_left_out(session: Session, last: bool) -> None:
    to_several(session, "1", "2")
    session.feed(ev.Primary())
    if last:
        answer(session, PrintConfirmed())
        made(session, "2")
    answer(session, PrintFailed(Reason.JAM))
    session.feed(ev.PrintAgain())
    answer(session, PrintFailed(Reason.JAM))
    session.feed(ev.Primary())
    if last:
        assert session.place == LicencesPage()
        return
    assert queue(session) == ["没有打印", "正在准备"]
    made(session, "2")
    answer(session, PrintConfirmed())
    states = [(event["serial"], event["state"]) for event in session.audited("copy.paper")]
    assert states == [("L000001", "failed"), ("L000001", "failed"), ("L000002", "printed")]


def test_one_that_cannot_be_made_is_left_out(session: Session) -> None:
    to_several(session, "1", "2", "3")
    session.feed(ev.Primary())
    answer(session, PrintConfirmed())
    fetched(session, LicenceRefused(LicenceRefusal.NOT_USABLE))
    assert shown(session)["primary"] == "跳过这份"
    session.feed(ev.Primary())
    made(session, "3")
    answer(session, PrintConfirmed())
    assert queue(session) == ["已打印", "没有打印", "已打印"]


def test_one_of_several_that_is_printed_anew_keeps_its_place(session: Session) -> None:
    to_several(session, "1", "2")
    session.feed(ev.Primary())
    answer(session, PrintUncertain(Reason.JAM))
    session.feed(ev.PrintAgain())
    fetched(session, file_of(LICENCES[0]))
    composed(session, "L000009")
    answer(session, PrintConfirmed())
    made(session, "2")
    assert session.place.order.first_serial == "L000001"
    assert session.place.order.at == 1


def test_a_childs_licence_says_whose_it_is_and_settles_nothing(session: Session) -> None:
    of_child = replace(licence_of(), child="孙小雨")
    to_licences(session, LicencesKnown((of_child, licence_of("2", "other"))))
    assert "孩子 孙小雨 的" in shown(session)["rows"][0]["text"]
    session.feed(ev.GoHome(), OpenItem(CODE), ev.Primary(), ev.Primary())
    settled = {m.key: s.state for m, s in materials(session.state, CODE, session.moment())}
    assert settled["hukou"] is MaterialState.TO_COUNTER
