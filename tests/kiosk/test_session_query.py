"""A query, from the guide to the result: who is asked for what, what came back, and what of it stays."""

from __future__ import annotations

from typing import Any

import pytest

from kiosk.domain.device_states import StatusKind
from kiosk.domain.licences import PAPER, CopyPurpose
from kiosk.domain.mandates import Mandate
from kiosk.domain.parties import Company
from kiosk.domain.queries import Paper, PaperKind, QueryRefusal, Shape
from kiosk.domain.receipts import Row
from kiosk.domain.service_items import Assurance
from kiosk.domain.values import replace
from kiosk.journeys.browse.events import ItemLoaded, OpenItem
from kiosk.journeys.browse.places import GuidePage, Home
from kiosk.journeys.licence_copies.effects import (
    ComposeCopy,
    ComposedCopy,
    CopyComposed,
    CopyNotComposed,
    CopyProblem,
    PrintedCopyReport,
)
from kiosk.journeys.licence_copies.places import SetKeep, SetPurpose
from kiosk.journeys.query.events import PrintOfficial, PrintResult, SetAnswer, ShowAgain, TurnPage
from kiosk.journeys.query.look_up import AskPaper, QueryKnown, QueryRefused
from kiosk.journeys.query.places import QueryQuestion
from kiosk.journeys.query.result import HIDDEN_AFTER, QueryResultPage
from kiosk.ports.companies import AskCompanies, CompaniesKnown
from kiosk.ports.device_hub import StatusChanged
from kiosk.ports.devices import Device, DeviceStatus, PrintConfirmed
from kiosk.ports.platform import LicenceRefusal, LicenceRefused, Network, NetworkChanged, NoAnswer, PlatformReply
from kiosk.session import effects as do
from kiosk.session import events as ev
from kiosk.session.identify import Identify
from kiosk.views.actions import event_of
from tests.kiosk.query_session import AMOUNT, FORM, QuerySession, item_of, result_of
from tests.kiosk.session_samples import file_of, licence_of, shown, words


@pytest.fixture
def session() -> QuerySession:
    return QuerySession()


def test_public_data_ask_nobody_who_they_are(session: QuerySession) -> None:
    session.begin(item_of(Assurance.NONE))
    assert session.is_at(QueryResultPage)
    assert session.asked().shown is None
    assert not session.state.personal_data


def test_a_card_is_asked_for_and_goes_with_the_query(session: QuerySession) -> None:
    session.begin(item_of())
    assert session.is_at(Identify)
    session.show_card()
    assert session.is_at(QueryResultPage)
    told = session.asked().shown
    assert told is not None
    assert (told.holder, told.company) == (session.state.resident.subject, "")
    assert session.state.personal_data


def test_a_question_is_asked_once_and_keeps_its_answer(session: QuerySession) -> None:
    session.begin(item_of(form=FORM))
    session.show_card()
    assert session.is_at(QueryQuestion)
    session.feed(ev.Primary())
    assert shown(session)["fault"], "nothing was chosen"
    session.feed(SetAnswer("insurance", "medical"), ev.Primary())
    assert session.asked().answers == {"insurance": "medical"}
    session.feed(ev.Back())
    assert shown(session)["value"] == "medical"


def test_a_company_is_chosen_of_those_that_the_platform_tells(session: QuerySession) -> None:
    session.begin(item_of(Assurance.COMPANY))
    session.show_card()
    asked = session.last(do.AskPlatform)
    assert isinstance(asked.look_up, AskCompanies)
    mandate = Mandate(Company("样板区某某物流有限公司", "91310199000031018N"), "法定代表人")
    session.feed(PlatformReply(asked.request_id, CompaniesKnown((mandate,))))
    session.feed(ev.Primary())
    told = session.asked().shown
    assert told is not None
    assert told.company == "91310199000031018N"
    assert session.asked().answers == {}


def test_without_network_nothing_is_begun_and_the_guide_says_so(session: QuerySession) -> None:
    item = item_of()
    session.feed(NetworkChanged(Network.OFFLINE), ev.Start(), OpenItem(item.implementation_code), ItemLoaded(item))
    assert session.is_at(GuidePage)
    view = shown(session)
    assert (view["lacks"], view["primary"]) == ("现在没有网络，办不了。", "")


def test_a_result_is_shown_with_its_department_and_day(session: QuerySession) -> None:
    session.begin(item_of())
    session.show_card()
    assert shown(session)["waiting"]
    session.reply(QueryKnown(result_of()))
    view = shown(session)
    assert not view["waiting"]
    assert view["source"].startswith("样板区社保中心，截至2026年")
    assert [row["title"] for row in view["rows"]] == ["2026年1月", "2026年2月"]
    assert view["rows"][0]["cells"] == [{"label": "金额", "value": "1,234.56元"}]
    assert view["totals"] == [{"label": "金额", "value": "2,469.12元"}]


def test_a_record_stands_field_below_field(session: QuerySession) -> None:
    session.come_to(QueryKnown(result_of(1)), item_of(shape=Shape.RECORD))
    (row,) = shown(session)["rows"]
    assert (row["title"], [cell["label"] for cell in row["cells"]]) == ("", ["年月", "金额"])


def test_a_value_stands_alone(session: QuerySession) -> None:
    result = replace(result_of(1), columns=(AMOUNT,), rows=(("123456",),), totals=("",))
    session.come_to(QueryKnown(result), item_of(shape=Shape.VALUE))
    view = shown(session)
    assert (view["figure"], view["rows"]) == ("1,234.56元", [])


def test_nothing_on_record_is_an_answer(session: QuerySession) -> None:
    session.come_to(QueryKnown(result_of(0)))
    view = shown(session)
    assert "没有记录" in view["text"]
    assert (view["rows"], view["totals"], view["print"], view["retry"]) == ([], [], "", "")


@pytest.mark.parametrize("reason", list(QueryRefusal))
def test_each_refusal_has_a_sentence_and_a_way_on(session: QuerySession, reason: QueryRefusal) -> None:
    session.come_to(QueryRefused(reason))
    view = shown(session)
    assert len(view["text"]) > 10
    assert reason.value not in view["text"]
    assert view["doors"]
    assert view["primary"]
    assert bool(view["retry"]) is (reason in (QueryRefusal.NO_ANSWER, QueryRefusal.LATE))


def test_all_refusals_read_differently(session: QuerySession) -> None:
    texts = set()
    for reason in QueryRefusal:
        one = QuerySession()
        one.come_to(QueryRefused(reason))
        texts.add(shown(one)["text"])
    assert len(texts) == len(QueryRefusal)


def test_what_was_not_answered_is_asked_again(session: QuerySession) -> None:
    session.come_to(NoAnswer())
    first = session.last(do.AskPlatform).request_id
    session.feed(ev.TryAgain())
    assert session.last(do.AskPlatform).request_id != first
    session.reply(QueryKnown(result_of()))
    assert shown(session)["rows"]


def test_an_answer_to_an_earlier_question_changes_nothing(session: QuerySession) -> None:
    session.come_to(NoAnswer())
    first = session.last(do.AskPlatform).request_id
    session.feed(ev.TryAgain(), PlatformReply(first, QueryKnown(result_of())))
    assert shown(session)["waiting"]


def test_pages_are_turned_as_far_as_there_are_any(session: QuerySession) -> None:
    session.come_to(QueryKnown(result_of(pages=2)))
    view = shown(session)
    assert (view["pages"], view["previous"]) == ("第 1 页，共 2 页", "")
    session.feed(event_of(session.state, "turnPage", "next"))
    assert session.asked().page == 2
    session.reply(QueryKnown(result_of(page=2, pages=2)))
    view = shown(session)
    assert (view["previous"], view["next"]) == ("上一页", "")
    asked = len(session.all(do.AskPlatform))
    session.feed(TurnPage(1))
    assert len(session.all(do.AskPlatform)) == asked


def test_a_result_hides_and_is_shown_again(session: QuerySession) -> None:
    session.come_to(QueryKnown(result_of()))
    session.wait(HIDDEN_AFTER - 1)
    assert shown(session)["rows"]
    session.feed(ev.Touch())
    session.wait(HIDDEN_AFTER - 1)
    assert shown(session)["rows"], "a touch is a sign of life"
    session.wait(2)
    view = shown(session)
    assert (view["rows"], view["totals"], view["print"]) == ([], [], "")
    session.feed(ShowAgain())
    assert shown(session)["rows"]


def test_public_data_hide_from_nobody(session: QuerySession) -> None:
    session.begin(item_of(Assurance.NONE))
    session.reply(QueryKnown(result_of(about="")))
    session.wait(HIDDEN_AFTER + 5)
    assert shown(session)["rows"]


def test_the_limit_of_a_session_runs_on(session: QuerySession) -> None:
    session.come_to(QueryKnown(result_of()))
    session.wait(600)
    assert not session.is_at(QueryResultPage)


def test_the_log_names_the_item_and_nothing_of_the_result(session: QuerySession) -> None:
    session.come_to(QueryKnown(result_of()))
    assert session.audited("query.answered") == [{"item": "4" * 31, "as": "SHOWN", "by": "PLATFORM"}]
    session.come_to(QueryRefused(QueryRefusal.TWO_PERSONS))
    other = QuerySession()
    other.come_to(QueryRefused(QueryRefusal.TWO_PERSONS))
    assert other.audited("query.answered") == [{"item": "4" * 31, "as": "TWO_PERSONS", "by": "PLATFORM"}]


def test_a_slip_says_what_the_screen_says_and_that_it_proves_nothing(session: QuerySession) -> None:
    session.come_to(QueryKnown(result_of()))
    session.feed(PrintResult())
    printing = session.last(do.PrintReceiptPaper)
    texts = [getattr(block, "text", "") for block in printing.document.blocks]
    rows = {block.label: block.value for block in printing.document.blocks if isinstance(block, Row)}
    assert rows["金额"] == "2,469.12元", "the total comes last"
    assert rows["查询对象"] == "王*英"
    assert any("不作证明" in text for text in texts)
    session.feed(ev.PaperAnswered(printing.request_id, PrintConfirmed()))
    assert shown(session)["paper"]["state"] == "printed"
    assert session.audited("query.paper") == [{"state": "printed", "reason": ""}]
    session.feed(ev.Primary())
    assert session.place == Home()


def test_what_is_hidden_is_not_printed(session: QuerySession) -> None:
    session.come_to(QueryKnown(result_of()))
    session.wait(HIDDEN_AFTER + 1)
    session.feed(PrintResult())
    assert session.all(do.PrintReceiptPaper) == []


def test_a_query_without_paper_offers_none(session: QuerySession) -> None:
    session.come_to(QueryKnown(result_of()), item_of(paper=Paper()))
    assert shown(session)["print"] == ""


OFFICIAL = Paper(PaperKind.OFFICIAL, words("参保证明"))


def to_official(session: QuerySession, **more: Any) -> None:
    session.feed(StatusChanged(Device.PAGE_PRINTER, DeviceStatus(StatusKind.READY)))
    session.come_to(QueryKnown(result_of(**more)), item_of(paper=OFFICIAL))


def test_an_official_paper_is_printed_as_a_licence_is(session: QuerySession) -> None:
    to_official(session)
    asked = session.asked()
    assert shown(session)["official"] == "打印《参保证明》"
    session.feed(PrintOfficial(), SetPurpose(CopyPurpose.HOUSING), ev.Primary())
    question = session.last(do.AskPlatform)
    assert question.look_up == AskPaper(asked)
    paper = file_of(replace(licence_of("ZM310199-20261122-00001"), licence_type=PAPER))
    session.feed(PlatformReply(question.request_id, paper))
    order = session.last(ComposeCopy)
    assert (order.file, order.purpose, order.keep) == (paper, CopyPurpose.HOUSING, False)
    session.feed(CopyComposed(order.request_id, ComposedCopy("L000001", b"%PDF", b"PNG", paper.licence.identifier)), ev.Primary())
    printed = session.last(do.PrintPagePaper)
    assert printed.report == PrintedCopyReport("ZM310199-20261122-00001", "housing")
    session.feed(ev.PaperAnswered(printed.request_id, PrintConfirmed()), ev.Primary())
    assert session.is_at(QueryResultPage), "back to what is on record"


def test_an_official_paper_is_offered_where_it_can_be_printed(session: QuerySession) -> None:
    session.come_to(QueryKnown(result_of()), item_of(paper=OFFICIAL))
    assert shown(session)["official"] == ""
    assert shown(session)["text"] == "现在打印不了《参保证明》，要的话请到窗口。"
    session.feed(PrintOfficial())
    assert session.is_at(QueryResultPage)
    session.feed(StatusChanged(Device.PAGE_PRINTER, DeviceStatus(StatusKind.READY)))
    assert shown(session)["official"]
    session.feed(NetworkChanged(Network.OFFLINE))
    assert shown(session)["official"] == "", "the platform draws it"


@pytest.mark.parametrize("reply", [NoAnswer(), LicenceRefused(LicenceRefusal.NOT_DRAWABLE)])
def test_an_official_paper_that_is_not_given_leads_back(session: QuerySession, reply: Any) -> None:
    to_official(session)
    session.feed(PrintOfficial(), SetPurpose(CopyPurpose.OTHER), SetKeep(True), ev.Primary())
    session.feed(PlatformReply(session.last(do.AskPlatform).request_id, reply))
    if isinstance(reply, NoAnswer):
        session.feed(CopyNotComposed(session.last(ComposeCopy).request_id, CopyProblem.NO_ANSWER))
        assert not session.last(ComposeCopy).keep, "what is on record changes: no paper of it is kept"
    assert shown(session)["problem"]
    session.feed(ev.Back(), ev.Back())
    assert session.is_at(QueryResultPage)


def test_of_nothing_on_record_there_is_no_paper(session: QuerySession) -> None:
    to_official(session, count=0)
    assert shown(session)["official"] == ""


def test_no_word_of_the_paper_while_the_slip_is_printed(session: QuerySession) -> None:
    to_official(session)
    session.feed(PrintResult())
    assert session.place.printed.busy
    assert shown(session)["official"] == ""
    assert "打印不了" not in shown(session)["text"]
