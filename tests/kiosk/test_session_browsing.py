"""Looking around, and what is there on every page."""

from __future__ import annotations

from typing import Any

import pytest

from kiosk.domain.cases import CaseState
from kiosk.domain.device_states import Reason, StatusKind
from kiosk.domain.service_items import Source
from kiosk.domain.text import LocalizedText
from kiosk.domain.values import replace
from kiosk.journeys.apply.filling import AskPage, MaterialsPage
from kiosk.journeys.apply.places import Eligibility
from kiosk.journeys.browse.effects import FindItems
from kiosk.journeys.browse.events import (
    AuthoritiesListed,
    Found,
    Listed,
    Only,
    OpenItem,
    OpenList,
    OpenSearch,
    OpenWays,
    SearchFor,
    ShowKind,
    ShowPossible,
    SubmittedHere,
)
from kiosk.journeys.browse.list_view import list_opened
from kiosk.journeys.browse.places import MOST_USED, GuidePage, Home, ItemList, Search
from kiosk.ports.device_hub import DecodePhoto, DeviceAnswer, PhotoDecoded, StatusChanged
from kiosk.ports.devices import Device, DeviceStatus
from kiosk.ports.platform import AskCases, CasesKnown, CatalogueReady, Network, NetworkChanged, PlatformReply
from kiosk.ports.storage import Among, ItemLine, MatchedBy, Near, Passage, SearchFound, SearchHit
from kiosk.session import effects as do
from kiosk.session import events as ev
from kiosk.session.effects import ReplaceProcess
from kiosk.session.idle import Idle, IdleNotice
from kiosk.session.leaving import Wiped
from kiosk.session.state import Accessibility, Overlay
from tests.kiosk.session_samples import CODE, ITEM, SETTINGS, Session, case_of, shown


def test_browsing_needs_nobody_and_leaves_nothing(session: Session) -> None:
    session.feed(ev.Start(), OpenSearch(), SearchFor(" "), ev.Back(), OpenList(Among(theme="seniors")), OpenItem(CODE), ev.Leave())
    assert session.place == Idle()
    assert not session.all(do.ReplaceProcess), "nobody was here who could leave a trace"


@pytest.mark.parametrize("how", ["leaves", "walks away"])
def test_what_was_searched_for_may_be_a_name_and_goes_with_the_process(session: Session, how: str) -> None:
    session.feed(ev.Start(), OpenSearch(), SearchFor("张德明"), SearchFor(""), ev.Back())
    session.feed(ev.Leave(), ev.Leave(sure=True)) if how == "leaves" else session.wait(200)
    assert session.place == Wiped(), "no farewell: there is nothing to take along"
    assert len(session.all(do.ReplaceProcess)) == 1
    assert "张德明" not in repr(session.state)
    assert [name for name, _ in session.audit][-1] == "session.ended"


def test_what_was_found_is_still_there_on_the_way_back(session: Session) -> None:
    line = ItemLine(CODE, ITEM.name, "TRANSACTION", ITEM.summary, "seniors", ITEM.authority)
    session.feed(ev.Start(), OpenSearch(), SearchFor("jlk"))
    assert session.last(FindItems).query == "jlk"
    session.feed(Found("jl", SearchFound()), Found("jlk", SearchFound((SearchHit(line),))))
    assert session.place == Search("jlk", SearchFound((SearchHit(line),)))
    session.feed(OpenItem(CODE))
    assert session.place == GuidePage(ITEM)
    session.feed(ev.Back())
    assert session.place == Search("jlk", SearchFound((SearchHit(line),)))
    seniors = OpenList(Among(theme="seniors"))
    session.feed(ev.Back(), seniors, Listed(Among(theme="work"), ()), Listed(seniors.among, (line,)))
    assert session.place == ItemList(seniors, (line,))


@pytest.mark.parametrize(
    ("query", "kind"),
    [("张德明", "chinese"), ("zhang deming", "latin"), ("13800000000", "digits"), ("张de明", "mixed"), ("？", "mixed")],
)
def test_what_nobody_found_is_counted_without_a_word_of_it(session: Session, query: str, kind: str) -> None:
    session.feed(ev.Start(), OpenSearch(), SearchFor(query), Found(query, SearchFound()), ev.Back())
    assert ("search.found-little", {"length": str(len(query)), "kind": kind}) in session.audit
    session.feed(OpenSearch(), SearchFor("jlk"), Found("jlk", SearchFound(little=False)), ev.Back())
    session.feed(OpenSearch(), SearchFor("jlk"), Found("jlk", SearchFound()), OpenItem(CODE))
    session.feed(ev.Back(), SearchFor(""), ev.Back())
    assert [name for name, _ in session.audit].count("search.found-little") == 1
    assert query not in str(session.audit)


def test_what_a_query_means_joins_in_if_it_is_still_what_was_typed(session: Session) -> None:
    session.feed(ev.Start(), OpenSearch(), SearchFor("狗"), SearchFor("狗证"))
    assert [effect.query for effect in session.all(do.AskMeaning)] == ["狗", "狗证"]
    asked = len(session.all(FindItems))
    session.feed(ev.MeaningKnown("狗", Near({1: 0.9})))
    assert len(session.all(FindItems)) == asked, "it came too late"
    session.feed(ev.MeaningKnown("狗证", Near({1: 0.9})))
    assert session.last(FindItems) == FindItems("狗证", Near({1: 0.9}))
    session.feed(ev.Back(), ev.MeaningKnown("狗证", Near({1: 0.9})))
    assert len(session.all(FindItems)) == asked + 1, "nobody looks at it any more"


def test_a_query_of_spaces_searches_nothing_and_a_long_one_is_cut(session: Session) -> None:
    session.feed(ev.Start(), OpenSearch(), SearchFor("  "))
    assert not session.all(FindItems)
    session.feed(SearchFor("敬" * 500))
    assert len(session.last(FindItems).query) == 40


def test_the_idle_page_says_that_a_session_was_interrupted_until_it_is_touched() -> None:
    session = Session()
    session.state = replace(session.state, place=Idle(IdleNotice.INTERRUPTED))
    session.wait(3600)
    assert session.place == Idle(IdleNotice.INTERRUPTED)
    session.feed(ev.Start())
    assert session.place == Home()


def test_an_item_that_is_not_in_the_catalogue_changes_nothing(session: Session) -> None:
    session.feed(ev.Start(), OpenItem("none"))
    assert session.place == Home()


def test_language_help_and_ease_are_there_on_every_page(session: Session) -> None:
    session.to_check()
    session.feed(
        ev.SetLanguage("en"), ev.SetLanguage("fr"), ev.SetAccessibility(Accessibility(contrast=True)), ev.OpenOverlay(Overlay.HELP)
    )
    assert (session.state.language, session.state.accessibility.contrast, session.state.overlay) == ("en", True, Overlay.HELP)
    session.feed(ev.Back())
    assert session.state.overlay is None
    assert session.place == MaterialsPage(CODE)


def test_devices_and_network_are_known_and_written_down_once(session: Session) -> None:
    low = DeviceStatus(StatusKind.ATTENTION, Reason.PAPER_LOW, "/dev/usb/lp0")
    session.feed(StatusChanged(Device.RECEIPT_PRINTER, low), StatusChanged(Device.RECEIPT_PRINTER, low))
    session.feed(NetworkChanged(Network.OFFLINE), NetworkChanged(Network.OFFLINE))
    assert session.state.status(Device.RECEIPT_PRINTER) == low
    assert session.state.status(Device.PAGE_PRINTER).kind is StatusKind.UNKNOWN
    assert session.audited("device.changed") == [{"device": "receipt_printer", "kind": "attention", "reason": "paper-low"}]
    assert session.audited("network.changed") == [{"to": "offline"}]


def test_the_photo_on_the_card_is_shown_where_a_library_decodes_it_and_nobody_waits_for_it() -> None:
    session = Session(replace(SETTINGS, card_photo=True))
    session.to_identify()
    session.show_card("wang")
    assert isinstance(session.place, Eligibility), "at once"
    asked = session.last(DecodePhoto)
    session.feed(ev.Primary(), DeviceAnswer(asked.request_id, PhotoDecoded(b"png")))
    assert session.state.person is not None
    assert session.state.person.photo == b"png"
    plain = Session()
    plain.to_identify()
    plain.show_card("wang")
    assert plain.all(DecodePhoto) == []


def test_a_newer_catalogue_is_used_once_nobody_is_here() -> None:
    idle = Session()
    made = idle.feed(CatalogueReady("2027.1"))
    assert isinstance(idle.place, Wiped)
    assert ReplaceProcess() in made
    assert [name for name, _ in idle.audit] == ["catalogue.newer"]

    busy = Session()
    busy.feed(ev.Start(), CatalogueReady("2027.1"), OpenItem(CODE))
    assert isinstance(busy.place, GuidePage), "a session keeps the version it began with"
    assert busy.state.catalogue_version == "2026.11.22.1"
    busy.wait(200)
    assert isinstance(busy.place, Wiped)
    assert len(busy.all(ReplaceProcess)) == 1

    same = Session()
    same.feed(CatalogueReady(same.state.catalogue_version))
    assert isinstance(same.place, Idle)


def test_who_applied_already_is_told_before_they_type(session: Session) -> None:
    session.to_identify()
    session.show_card("wang")
    question = next(asked.request_id for asked in session.all(do.AskPlatform) if isinstance(asked.look_up, AskCases))
    session.feed(PlatformReply(question, CasesKnown((case_of(CaseState.RECEIVED),))))
    assert isinstance(session.place, Eligibility)
    assert session.state.person is not None
    assert [case.state for case in session.state.person.cases] == [CaseState.RECEIVED]
    session.feed(ev.Primary())
    assert isinstance(session.place, AskPage), "it is a word, no bar: the platform decides"


def line_of(code: str, kind: str = "TRANSACTION", **changes: Any) -> ItemLine:
    return replace(ItemLine(code, ITEM.name, kind, ITEM.summary, "seniors", ITEM.authority), **changes)


def listed(session: Session, *lines: ItemLine, asked: OpenList | None = None) -> list[str]:
    """A list is opened, and these are among it; the codes that it shows."""
    asked = asked or OpenList(Among(theme="seniors"))
    session.feed(ev.Start(), asked, Listed(asked.among, lines))
    return codes(session)


def codes(session: Session) -> list[str]:
    return [row["code"] for group in shown(session)["groups"] for row in group["rows"]]


def test_a_list_shows_one_kind_alone(session: Session) -> None:
    assert listed(session, line_of("a"), line_of("b", "QUERY")) == ["a", "b"]
    chosen = {row["value"]: row["chosen"] for row in shown(session)["kinds"]}
    assert chosen == {"": True, "TRANSACTION": False, "QUERY": False}
    session.feed(ShowKind("QUERY"))
    assert codes(session) == ["b"]
    session.feed(ShowKind(""))
    assert codes(session) == ["a", "b"]


def test_a_list_of_one_kind_offers_no_choice_of_it(session: Session) -> None:
    listed(session, line_of("a"))
    assert shown(session)["kinds"] == []


def test_a_list_says_and_leaves_out_what_cannot_be_done_now(session: Session) -> None:
    listed(session, line_of("a"), line_of("b", "LICENCE_PRINT"))
    assert shown(session)["possible"] == []
    session.feed(NetworkChanged(Network.OFFLINE))
    (group,) = shown(session)["groups"]
    assert [row["text"].startswith("现在没有网络，办不了 · ") for row in group["rows"]] == [False, True]
    session.feed(ShowPossible())
    assert codes(session) == ["a"]
    session.feed(NetworkChanged(Network.ONLINE))
    assert codes(session) == ["a", "b"]
    session.feed(ShowPossible())
    assert shown(session)["possible"] == []


def test_what_needs_a_card_cannot_be_done_without_a_reader(session: Session) -> None:
    session.feed(StatusChanged(Device.ID_CARD_READER, DeviceStatus(StatusKind.UNAVAILABLE, Reason.NOT_FOUND)))
    listed(session, line_of("a"), line_of("b", card=False))
    session.feed(ShowPossible())
    assert codes(session) == ["b"]


def test_the_most_used_are_those_that_were_submitted_here(session: Session) -> None:
    lines = [line_of(f"{number:02}") for number in range(30)]
    listed(session, *lines, asked=OpenList(Among(), Only.MOST_USED))
    session.feed(SubmittedHere({"29": 3, "07": 5}))
    assert codes(session)[:3] == ["07", "29", "00"]
    assert len(codes(session)) == MOST_USED


def test_what_goes_without_network_is_a_list(session: Session) -> None:
    asked = OpenList(Among(), Only.OFFLINE)
    assert listed(session, line_of("a"), line_of("b", "LICENCE_PRINT"), asked=asked) == ["a"]


def test_what_asks_for_no_card_is_a_list(session: Session) -> None:
    asked = OpenList(Among(), Only.CARDLESS)
    assert listed(session, line_of("a"), line_of("b", "QUERY", card=False), asked=asked) == ["b"]


def test_many_of_several_kinds_stand_in_groups(session: Session) -> None:
    listed(session, *(line_of(f"a{n}") for n in range(5)), *(line_of(f"b{n}", "QUERY") for n in range(5)))
    assert [(group["title"], len(group["rows"])) for group in shown(session)["groups"]] == [("办理", 5), ("查询", 5)]


def test_many_of_one_kind_stand_by_department(session: Session) -> None:
    other = LocalizedText("另一个局", "Another bureau")
    lines = [line_of(f"{n:02}", authority=other if n % 2 else ITEM.authority) for n in range(20)]
    listed(session, *lines)
    assert {group["title"]: len(group["rows"]) for group in shown(session)["groups"]} == {other.zh: 10, ITEM.authority.zh: 10}


def test_the_other_ways_lead_to_lists(session: Session) -> None:
    session.feed(ev.Start(), OpenWays(), AuthoritiesListed((ITEM.authority,)))
    values = [row["value"] for row in [*shown(session)["ways"], *shown(session)["authorities"]]]
    assert values == ["most:", "cardless:", "served:PERSON", "served:COMPANY", f"authority:{ITEM.authority.zh}"]
    session.feed(NetworkChanged(Network.OFFLINE))
    assert "offline:" in [row["value"] for row in shown(session)["ways"]]
    for value in values:
        session.feed(list_opened(value))
        assert session.is_at(ItemList)
        session.feed(ev.Back())


def passage_of(question: str = "问什么", matched: MatchedBy = MatchedBy.NAME) -> Passage:
    return Passage(line_of("p"), LocalizedText("这样答", "So"), LocalizedText(question, "?"), Source("《某法》", "第一条"), matched)


def searched(session: Session, found: SearchFound) -> dict[str, Any]:
    session.feed(ev.Start(), OpenSearch(), SearchFor("什么"), Found("什么", found))
    return shown(session)


def test_a_passage_is_shown_with_its_guide_and_what_it_rests_on(session: Session) -> None:
    view = searched(session, SearchFound((), (passage_of(),)))
    (row,) = view["passages"]
    assert (row["title"], row["text"]) == ("问什么", "这样答")
    assert (row["source"], row["rests"]) == (f"《{ITEM.name.zh}》办事指南", "《某法》第一条")
    session.feed(OpenItem(CODE))
    assert session.is_at(GuidePage)


def test_what_is_found_by_meaning_says_so(session: Session) -> None:
    hit = SearchHit(line_of("a"), reason=MatchedBy.MEANING)
    view = searched(session, SearchFound((hit,), (passage_of(matched=MatchedBy.MEANING),)))
    assert view["more"][0]["text"].startswith("意思相近 · ")
    assert view["passages"][0]["source"].startswith("意思相近 · ")


def test_a_guide_that_answers_comes_before_what_fits_little(session: Session) -> None:
    hits = tuple(SearchHit(line_of(str(n))) for n in range(5))
    view = searched(session, SearchFound(hits, (passage_of(),), little=True))
    assert (len(view["hits"]), len(view["more"]), len(view["doors"])) == (0, 5, 3)
    assert view["status"] == "没有很合适的，最接近的是："
    view = searched(session, SearchFound(hits, (passage_of(),), little=False))
    assert (len(view["hits"]), len(view["more"]), len(view["doors"])) == (3, 2, 0)


def test_many_hits_can_be_shown_by_kind(session: Session) -> None:
    hits = tuple(SearchHit(line_of(str(n), "QUERY" if n % 3 else "TRANSACTION")) for n in range(12))
    assert [row["value"] for row in searched(session, SearchFound(hits, little=False))["kinds"]] == ["", "TRANSACTION", "QUERY"]
    session.feed(ShowKind("TRANSACTION"))
    assert [row["code"] for row in shown(session)["hits"]] == ["0", "3", "6", "9"]
    session.feed(Found("什么", SearchFound((hits[1],), little=False)))
    assert [row["code"] for row in shown(session)["hits"]] == ["1"], "no hit of that kind any more: all"
