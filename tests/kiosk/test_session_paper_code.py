"""A code on paper: is this you, one at a time, and what becomes of a paper that did not come out."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from kiosk.domain.device_states import Reason, StatusKind
from kiosk.domain.identity_codes import PaperGround, PaperRefusal, is_paper_code, paper_code
from kiosk.domain.receipts import Code, Line, Row
from kiosk.domain.service_items import Assurance, ItemKind
from kiosk.domain.text import LocalizedText
from kiosk.journeys.browse.events import ItemLoaded, OpenItem
from kiosk.journeys.browse.places import GuidePage
from kiosk.journeys.paper_code.paper import code_paper
from kiosk.journeys.paper_code.places import HolderPage, LostPage, PaperPage, ReportLost
from kiosk.journeys.progress.places import ProgressResult, ScanReceipt
from kiosk.ports.device_hub import DeviceAnswer, ReadCard, ScanCode, StatusChanged
from kiosk.ports.devices import (
    CardRead,
    CodeScanned,
    Device,
    DeviceStatus,
    PrintConfirmed,
    PrintFailed,
    PrintOutcome,
    PrintSent,
    PrintUncertain,
    SocialCardRead,
)
from kiosk.ports.identity_codes import (
    AskPaperCases,
    AskPaperStanding,
    IssuePaper,
    PaperCasesKnown,
    PaperDeclined,
    PaperGiven,
    PaperLost,
    PaperStanding,
    ReportPaperLost,
)
from kiosk.ports.platform import Network, NetworkChanged, NoAnswer, PlatformReply
from kiosk.session import effects as do
from kiosk.session import events as ev
from kiosk.session.identify import Identify
from kiosk.session.paper import PaperState
from kiosk.session.paper_codes import PaperCodeReport, report_of, serial_of
from kiosk.session.readers import READERS
from kiosk.session.scan import Scan
from tests.kiosk.session_samples import (
    READY,
    REFERENCE,
    TERMINAL,
    TOKEN,
    WALL,
    Session,
    card_of,
    case_of,
    service_item,
    shown,
    social_card_of,
    walk,
    words,
)

UNTIL = date(2027, 5, 21)
PAPER = paper_code(bytes(range(17)))
ITEM = service_item(
    "9" * 31,
    name=words("随申码离线服务"),
    kind=ItemKind.PAPER_CODE,
    form=None,
    eligibility=(),
    assurance=Assurance.CARD,
    card_reason=LocalizedText("要核对身份证", "The ID card is checked"),
)
MAY = PaperStanding(PaperGround.SENIOR)
HAS = PaperStanding(PaperGround.SENIOR, WALL, UNTIL)


def at_guide(**options: Any) -> Session:
    session = Session(**options)
    session.feed(StatusChanged(Device.RECEIPT_PRINTER, READY), StatusChanged(Device.CODE_SCANNER, READY))
    session.feed(NetworkChanged(Network.ONLINE), ev.Start(), OpenItem(ITEM.implementation_code), ItemLoaded(ITEM))
    return session


def at_holder(standing: PaperStanding = MAY) -> Session:
    session = at_guide()
    session.feed(ev.Primary())
    session.show_card()
    assert session.is_at(HolderPage)
    reply(session, standing)
    return session


def reply(session: Session, told: Any) -> None:
    session.feed(PlatformReply(session.last(do.AskPlatform).request_id, told))


def at_paper(outcome: PrintOutcome) -> Session:
    session = at_holder()
    session.feed(ev.Primary())
    reply(session, PaperGiven(PAPER, REFERENCE, UNTIL))
    session.paper(outcome)
    return session


def test_a_code_is_printed_for_whoever_is_shown_on_the_screen() -> None:
    session = at_guide()
    session.feed(ev.Primary())
    session.show_card()
    assert isinstance(session.last(do.AskPlatform).look_up, AskPaperStanding)
    assert shown(session)["waiting"]
    reply(session, MAY)
    view = shown(session)
    assert (view["title"], view["name"], view["lost"]) == ("这是您本人吗？", card_of("wang").name, "")
    session.feed(ev.Primary())
    assert isinstance(session.last(do.AskPlatform).look_up, IssuePaper)
    assert session.place.busy()
    reply(session, PaperGiven(PAPER, REFERENCE, UNTIL))
    print_ = session.last(do.PrintReceiptPaper)
    assert (print_.serial, print_.report) == (serial_of(REFERENCE), PaperCodeReport())
    assert Code(PAPER) in print_.document.blocks
    session.paper(PrintConfirmed())
    assert session.place.printed.state is PaperState.PRINTED
    assert session.audited("paper-code.asked") == [{"as": "ISSUED"}]
    assert session.audited("paper-code.paper") == [{"state": "printed", "reason": ""}]


def test_the_paper_says_what_it_is_for() -> None:
    for language in ("zh", "en"):
        paper = code_paper(PAPER, "王秀英", UNTIL, TERMINAL, WALL, False, language)
        said = [block.text for block in paper.blocks if isinstance(block, Line)]
        assert any("身份证一起出示" in text or "together with your ID card" in text for text in said)
        rows = {block.label: block.value for block in paper.blocks if isinstance(block, Row)}
        assert "王秀英" not in rows.values(), "masked"
        assert UNTIL.isoformat() in rows.values()


def test_the_id_card_alone_will_do_and_no_code() -> None:
    session = at_guide(readers=tuple(READERS))
    session.feed(ev.Primary())
    assert set(session.place.waiting) == {Device.ID_CARD_READER}
    assert shown(session)["phoneCode"] == ""
    session.feed(StatusChanged(Device.SMART_CARD_READER, READY))
    assert set(session.place.waiting) == {Device.ID_CARD_READER}


def test_whoever_showed_the_other_card_is_asked_for_the_id_card() -> None:
    session = at_guide(readers=tuple(READERS))
    session.feed(ev.GoHome(), OpenItem("2" * 31), ev.Primary())
    session.feed(DeviceAnswer(session.place.waiting[Device.SMART_CARD_READER], SocialCardRead(social_card_of("wang"))))
    session.feed(ev.GoHome(), OpenItem(ITEM.implementation_code), ItemLoaded(ITEM), ev.Primary())
    assert session.is_at(Identify)
    session.feed(DeviceAnswer(session.last(ReadCard).request_id, CardRead(card_of("wang"))))
    assert session.is_at(HolderPage)


def test_who_may_have_none_is_told_why_and_what_else() -> None:
    session = at_holder(PaperStanding())
    view = shown(session)
    assert "60岁" in view["text"]
    assert "手机上的随申码" in view["text"]
    assert view["primary"] == "回到首页"
    session.feed(ev.Primary())
    assert not [one for one in session.all(do.AskPlatform) if isinstance(one.look_up, IssuePaper)]


def test_who_has_one_is_told_that_a_new_one_ends_it() -> None:
    session = at_holder(HAS)
    assert "旧的马上不能用" in shown(session)["had"]
    assert shown(session)["lost"]


def test_a_loss_report_asks_first_and_tells_what_came_of_it() -> None:
    session = at_holder(HAS)
    session.feed(ReportLost())
    assert session.is_at(LostPage)
    asked = len(session.all(do.AskPlatform))
    session.feed(ev.Primary())
    assert isinstance(session.last(do.AskPlatform).look_up, ReportPaperLost)
    assert len(session.all(do.AskPlatform)) == asked + 1
    reply(session, PaperLost(True))
    assert shown(session)["title"] == "已经挂失"
    assert session.audited("paper-code.lost") == [{"as": "ENDED"}]
    session.feed(ev.Back())
    assert not session.is_at(HolderPage), "what it said is no longer so"


def test_a_loss_report_without_answer_is_not_called_done() -> None:
    session = at_holder(HAS)
    session.feed(ReportLost(), ev.Primary())
    reply(session, NoAnswer())
    view = shown(session)
    assert view["problem"]
    assert view["title"] == "要挂失离线码吗？"
    session.feed(ev.Primary())
    reply(session, PaperLost(False))
    assert shown(session)["title"] == "没有要挂失的离线码"


def test_without_an_answer_nothing_is_printed_and_it_may_be_tried_again() -> None:
    session = at_guide()
    session.feed(ev.Primary())
    session.show_card()
    reply(session, NoAnswer())
    session.feed(NetworkChanged(Network.OFFLINE))
    assert "没有网络" in shown(session)["problem"]
    session.feed(NetworkChanged(Network.ONLINE), ev.TryAgain())
    reply(session, MAY)
    session.feed(ev.Primary())
    reply(session, NoAnswer())
    assert "没有打印" in shown(session)["problem"]
    assert not session.all(do.PrintReceiptPaper)
    session.feed(ev.TryAgain())
    reply(session, PaperGiven(PAPER, REFERENCE, UNTIL))
    assert session.last(do.PrintReceiptPaper)


@pytest.mark.parametrize("reason", [PaperRefusal.LIMIT, PaperRefusal.NOT_ENTITLED])
def test_each_refusal_has_its_sentence(reason: PaperRefusal) -> None:
    session = at_holder()
    session.feed(ev.Primary())
    reply(session, PaperDeclined(reason))
    assert shown(session)["problem"]
    assert session.audited("paper-code.asked") == [{"as": reason.value}]


@pytest.mark.parametrize("outcome", [PrintSent(), PrintUncertain(Reason.SILENT)])
def test_an_uncertain_paper_is_put_to_the_resident(outcome: PrintOutcome) -> None:
    session = at_paper(outcome)
    assert session.place.printed.asked
    request_id = session.last(do.PrintReceiptPaper).request_id
    session.feed(ev.PaperSeen(False))
    assert session.last(do.VoidPrint) == do.VoidPrint(request_id)
    assert session.place.printed.state is PaperState.MISSING


def test_another_paper_has_another_code() -> None:
    session = at_paper(PrintUncertain(Reason.SILENT))
    first = session.last(do.PrintReceiptPaper)
    session.feed(StatusChanged(Device.RECEIPT_PRINTER, READY), ev.PrintAgain())
    assert session.last(do.VoidPrint) == do.VoidPrint(first.request_id)
    assert isinstance(session.last(do.AskPlatform).look_up, IssuePaper)
    reply(session, PaperGiven(paper_code(bytes([7] * 17)), "another", UNTIL))
    assert session.last(do.PrintReceiptPaper).serial == serial_of("another") != first.serial


def test_one_that_failed_may_be_printed_anew() -> None:
    session = at_paper(PrintFailed(Reason.PAPER_OUT))
    assert session.place.printed.may_print_again
    session.feed(StatusChanged(Device.RECEIPT_PRINTER, READY), ev.PrintAgain())
    assert not session.all(do.VoidPrint), "nothing of it is on paper"
    assert session.is_at(PaperPage)


def test_no_code_stays_in_the_session() -> None:
    session = at_paper(PrintConfirmed())
    assert PAPER not in repr(session.state)
    assert PAPER not in [leaf for leaf in walk(session.state) if isinstance(leaf, str)]


def test_what_a_print_log_knows_of_it_is_its_serial() -> None:
    assert report_of(serial_of(REFERENCE)) == PaperCodeReport()
    assert report_of("P00000001") is None
    assert report_of("T0001-1") is None


@pytest.mark.parametrize("lacking", ["network", "printer"])
def test_the_guide_says_what_it_cannot_be_done_without(lacking: str) -> None:
    session = at_guide()
    if lacking == "network":
        session.feed(NetworkChanged(Network.OFFLINE))
    else:
        session.feed(StatusChanged(Device.RECEIPT_PRINTER, DeviceStatus(StatusKind.UNAVAILABLE, Reason.PAPER_OUT)))
    assert session.is_at(GuidePage)
    assert shown(session)["lacks"]


def at_scan() -> Session:
    session = at_guide()
    session.feed(ev.GoHome(), ev.OpenJourney("progress"), ScanReceipt())
    assert session.is_at(Scan)
    session.feed(DeviceAnswer(session.last(ScanCode).request_id, CodeScanned(PAPER)))
    return session


def test_at_a_terminal_it_shows_how_cases_stand() -> None:
    session = at_scan()
    assert session.last(do.AskPlatform).look_up == AskPaperCases(PAPER)
    assert session.state.person is None
    reply(session, PaperCasesKnown((case_of(),)))
    (row,) = shown(session)["rows"]
    assert row["number"] == case_of().case_number
    assert session.audited("progress.asked") == [{"by": "paper"}]
    assert session.state.person is None, "all else asks who they are"


def test_whoever_has_no_case_is_told_so() -> None:
    session = at_scan()
    reply(session, PaperCasesKnown(()))
    assert shown(session)["problem"].startswith("没有查到办件")


@pytest.mark.parametrize("reason", [PaperRefusal.UNKNOWN, PaperRefusal.EXPIRED, PaperRefusal.ENDED, PaperRefusal.LIMIT])
def test_a_paper_that_opens_nothing_says_why(reason: PaperRefusal) -> None:
    session = at_scan()
    reply(session, PaperDeclined(reason))
    assert session.is_at(ProgressResult)
    assert shown(session)["problem"]
    assert not shown(session)["rows"]


def test_without_network_a_paper_opens_nothing_and_says_so() -> None:
    session = at_scan()
    reply(session, NoAnswer())
    assert "离线码要联网才能核对" in shown(session)["problem"]


def test_a_paper_code_is_no_receipts_code() -> None:
    assert is_paper_code(PAPER)
    assert not is_paper_code(TOKEN)
    assert not is_paper_code(PAPER[:-1])
    assert not is_paper_code(PAPER.lower())
