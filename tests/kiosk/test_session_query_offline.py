"""Queries while the network is away: public ones answer from the rows that are here, the others say that they cannot."""

from __future__ import annotations

from typing import Any

import pytest

from kiosk.domain.queries import CellFormat, Column, Offline, PaperKind, Query, QueryRefusal, Shape
from kiosk.domain.queries import Paper as QueryPaper
from kiosk.domain.query_rows import PAGE
from kiosk.domain.service_items import Assurance, Form, ItemKind, ServiceItem
from kiosk.domain.values import replace
from kiosk.journeys.browse.events import ItemLoaded, Listed, Only, OpenItem, OpenList
from kiosk.journeys.browse.places import GuidePage, ItemList
from kiosk.journeys.query.events import PrintResult, SetAnswer, ShowWithoutNetwork, TurnPage
from kiosk.journeys.query.kept_rows import AnswerHere
from kiosk.journeys.query.look_up import QueryKnown, QueryRefused
from kiosk.journeys.query.places import QueryQuestion
from kiosk.journeys.query.result import QueryResultPage
from kiosk.messages.public_data import PublicRows
from kiosk.ports.platform import Network, NetworkChanged, NoAnswer
from kiosk.ports.storage import Among, ItemLine
from kiosk.session import effects as do
from kiosk.session import events as ev
from tests.kiosk.query_session import QuerySession, item_of, result_of
from tests.kiosk.session_samples import WALL, SampleCatalogue, service_item, shown, words

KEY = "canteens"
NAME, KIND = Column("name", words("名称")), Column("kind", words("类别"))
FORM = Form(
    schema={
        "properties": {
            "kind": {
                "enum": ["all", "meals"],
                "x-ask": {
                    "title": {"zh": "哪种？", "en": "Which?"},
                    "check": {"zh": "类别", "en": "Kind"},
                    "widget": "choice",
                    "options": {"all": {"zh": "都看看", "en": "All"}, "meals": {"zh": "食堂", "en": "Meals"}},
                },
            }
        }
    }
)
ROWS = ({"name": "一食堂", "kind": "食堂"}, {"name": "护理院", "kind": "养老院"})


class Kept(SampleCatalogue):
    """With rows of one public data set, or with none."""

    def __init__(self, rows: tuple[dict[str, str], ...] | None = ROWS) -> None:
        self.rows = rows

    def public_keys(self) -> frozenset[str]:
        return frozenset() if self.rows is None else frozenset({KEY})

    def public_rows(self, key: str) -> PublicRows | None:
        if key != KEY or self.rows is None:
            return None
        return PublicRows(KEY, words("样板区民政局"), WALL, {"name": CellFormat.TEXT, "kind": CellFormat.TEXT}, self.rows)


class OfflineSession(QuerySession):
    """A session whose catalogue has public rows; what is asked of it is answered at once."""

    def __init__(self, catalogue: SampleCatalogue) -> None:
        super().__init__()
        self.catalogue = catalogue

    def feed(self, *events: Any) -> list[Any]:
        made = []
        for event in events:
            for effect in super().feed(event):
                made.append(effect)
                if isinstance(effect, (AnswerHere, do.FindPublicData)):
                    made += self.feed(*effect.run(self))  # type: ignore[arg-type]
        return made


def public_item(form: Form | None = None, paper: PaperKind = PaperKind.RECEIPT) -> ServiceItem:
    query = Query(KEY, Shape.LIST, (NAME, KIND), QueryPaper(paper), Offline.SIGNED)
    return service_item("5" * 31, name=words("食堂查询"), kind=ItemKind.QUERY, form=form, assurance=Assurance.NONE, query=query)


@pytest.fixture
def session() -> OfflineSession:
    return OfflineSession(Kept())


def asked(session: QuerySession) -> int:
    return sum(isinstance(effect, do.AskPlatform) for effect in session.effects)


def names(session: QuerySession) -> list[str]:
    return [row["title"] for row in shown(session)["rows"]]


def test_a_public_query_answers_from_what_is_here(session: OfflineSession) -> None:
    session.feed(NetworkChanged(Network.OFFLINE))
    session.begin(public_item())
    assert session.is_at(QueryResultPage)
    assert names(session) == ["一食堂", "护理院"]
    view = shown(session)
    assert view["text"].startswith("现在没有网络。这是2026年")
    assert view["text"].endswith("的数据，联网后更新。")
    assert view["source"].startswith("样板区民政局，截至2026年")
    assert (view["retry"], view["doors"], asked(session)) == ("", [], 0)
    assert ("query.answered", {"item": "5" * 31, "as": "SHOWN", "by": "TERMINAL"}) in session.audit


def test_its_question_narrows_the_rows_that_are_here(session: OfflineSession) -> None:
    session.feed(NetworkChanged(Network.OFFLINE))
    session.begin(public_item(FORM))
    assert session.is_at(QueryQuestion)
    session.feed(SetAnswer("kind", "meals"), ev.Primary())
    assert names(session) == ["一食堂"]


def test_rows_that_are_here_have_pages_and_a_slip() -> None:
    session = OfflineSession(Kept(tuple({"name": str(n), "kind": "食堂"} for n in range(PAGE + 1))))
    session.feed(NetworkChanged(Network.OFFLINE))
    session.begin(public_item())
    assert len(names(session)) == PAGE
    session.feed(TurnPage(1))
    assert (names(session), asked(session)) == ([str(PAGE)], 0)
    session.feed(PrintResult())
    assert session.last(do.PrintReceiptPaper)


def test_nothing_among_the_rows_here_is_said_with_their_day() -> None:
    session = OfflineSession(Kept(()))
    session.feed(NetworkChanged(Network.OFFLINE))
    session.begin(public_item())
    assert "没有记录" in shown(session)["text"]
    assert "的数据，联网后更新" in shown(session)["text"]


@pytest.mark.parametrize("reply", [NoAnswer(), QueryRefused(QueryRefusal.NO_ANSWER), QueryRefused(QueryRefusal.LATE)])
def test_a_platform_that_does_not_answer_is_stood_in_for(session: OfflineSession, reply: Any) -> None:
    session.begin(public_item())
    session.reply(reply)
    assert names(session) == ["一食堂", "护理院"]
    assert shown(session)["text"].startswith("现在问不到部门。这是2026年")
    session.feed(ev.TryAgain())
    assert shown(session)["waiting"]
    session.reply(QueryKnown(result_of(1, about="")))
    assert (shown(session)["text"], shown(session)["retry"]) == ("", ""), "the newest, and nothing to say of it"


def test_back_on_the_network_the_newest_can_be_looked_up(session: OfflineSession) -> None:
    session.feed(NetworkChanged(Network.OFFLINE))
    session.begin(public_item())
    session.feed(NetworkChanged(Network.ONLINE))
    assert shown(session)["retry"] == "查最新的"
    session.feed(ev.TryAgain())
    assert asked(session) == 1


@pytest.mark.parametrize("reason", sorted(set(QueryRefusal) - {QueryRefusal.NO_ANSWER, QueryRefusal.LATE}))
def test_any_other_refusal_stands(session: OfflineSession, reason: QueryRefusal) -> None:
    session.begin(public_item())
    session.reply(QueryRefused(reason))
    assert session.place.refusal is reason
    assert not [effect for effect in session.effects if isinstance(effect, AnswerHere)]


def test_without_rows_the_guide_says_that_it_cannot_be_done() -> None:
    session = OfflineSession(Kept(None))
    item = public_item()
    session.feed(NetworkChanged(Network.OFFLINE), ev.Start(), OpenItem(item.implementation_code), ItemLoaded(item))
    assert session.is_at(GuidePage)
    assert (shown(session)["lacks"], shown(session)["primary"]) == ("现在没有网络，办不了。", "")
    assert shown(session)["possible"] == "没有网络也能办的"
    session.feed(OpenList(Among(), Only.OFFLINE))
    assert session.is_at(ItemList)


def test_with_rows_the_guide_lets_it_be_begun(session: OfflineSession) -> None:
    item = public_item()
    session.feed(NetworkChanged(Network.OFFLINE), ev.Start(), OpenItem(item.implementation_code), ItemLoaded(item))
    assert (shown(session)["lacks"], shown(session)["possible"]) == ("", "")
    assert shown(session)["primary"]


def test_rows_that_are_gone_leave_an_honest_sentence_and_a_door(session: OfflineSession) -> None:
    session.feed(NetworkChanged(Network.OFFLINE))
    session.catalogue = Kept(None)
    session.begin(public_item())
    view = shown(session)
    assert view["text"].startswith("现在没有网络，这一项查不了")
    assert [door["act"] for door in view["doors"]] == ["showWithoutNetwork", "openHelp"]
    session.feed(ShowWithoutNetwork())
    assert session.is_at(ItemList)
    assert session.place.asked == OpenList(Among(), Only.OFFLINE)
    session.feed(ev.Back())
    assert session.is_at(QueryResultPage)


def test_what_is_somebodys_never_answers_from_here(session: OfflineSession) -> None:
    session.begin(item_of())
    session.show_card()
    session.feed(NetworkChanged(Network.OFFLINE))
    session.reply(NoAnswer())
    assert session.place.result is None
    assert [door["act"] for door in shown(session)["doors"]] == ["showWithoutNetwork", "openHelp"]


def test_lists_know_which_queries_go_without_network(session: OfflineSession) -> None:
    line = ItemLine("a", words("甲"), "QUERY", words("乙"), "seniors", words("丙"), card=False, public=KEY)
    lines = (line, replace(line, implementation_code="b", public=""), replace(line, implementation_code="c", public="others"))
    session.feed(NetworkChanged(Network.OFFLINE), ev.Start(), OpenList(Among()), Listed(Among(), lines))
    texts = [row["text"] for group in shown(session)["groups"] for row in group["rows"]]
    assert texts == ["乙", "现在没有网络，办不了 · 乙", "现在没有网络，办不了 · 乙"]
    session.feed(ev.Back(), OpenList(Among(), Only.OFFLINE), Listed(Among(), lines))
    assert [row["code"] for group in shown(session)["groups"] for row in group["rows"]] == ["a"]


def test_what_is_here_is_known_to_the_next_person_too(session: OfflineSession) -> None:
    session.feed(NetworkChanged(Network.OFFLINE), ev.Start(), ev.Leave(sure=True))
    assert session.state.public_data == {KEY}
