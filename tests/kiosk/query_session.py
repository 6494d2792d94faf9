"""An item of kind QUERY, a result, and a session that is led to it."""

from __future__ import annotations

from typing import Any

from kiosk.domain.queries import CellFormat, Column, Paper, PaperKind, Query, QueryResult, Shape
from kiosk.domain.service_items import Assurance, Form, ItemKind, ServiceItem
from kiosk.domain.text import LocalizedText
from kiosk.journeys.browse.events import ItemLoaded, OpenItem
from kiosk.journeys.query.look_up import AskQuery
from kiosk.ports.platform import PlatformReply
from kiosk.session import effects as do
from kiosk.session import events as ev
from tests.kiosk.session_samples import WALL, Session, service_item, words

MONTH = Column("month", words("年月"), CellFormat.MONTH)
AMOUNT = Column("amount", words("金额"), CellFormat.MONEY, total=True)
NOTE = Column("note", words("备注"), optional=True)
FORM = Form(
    schema={
        "properties": {
            "insurance": {
                "enum": ["pension", "medical"],
                "x-ask": {
                    "title": {"zh": "哪种保险？", "en": "Which?"},
                    "check": {"zh": "保险", "en": "Insurance"},
                    "widget": "choice",
                    "options": {"pension": {"zh": "养老", "en": "Pension"}, "medical": {"zh": "医疗", "en": "Medical"}},
                },
            }
        }
    }
)


def item_of(
    assurance: Assurance = Assurance.CARD, shape: Shape = Shape.TABLE, form: Form | None = None, paper: Paper | None = None
) -> ServiceItem:
    query = Query("pensions", shape, (MONTH, AMOUNT, NOTE), paper or Paper(PaperKind.RECEIPT))
    return service_item("4" * 31, name=words("养老金查询"), kind=ItemKind.QUERY, form=form, assurance=assurance, query=query)


def result_of(count: int = 2, page: int = 1, pages: int = 1, about: str = "王*英") -> QueryResult:
    rows = tuple((f"2026-{n + 1:02}", "123456", "") for n in range(count))
    department = LocalizedText("样板区社保中心", "Social insurance office")
    return QueryResult((MONTH, AMOUNT, NOTE), rows, count, page, pages, ("", "246912", ""), department, WALL, about)


class QuerySession(Session):
    """A session that was led to the guide of a query."""

    def begin(self, item: ServiceItem) -> None:
        self.feed(ev.Start(), OpenItem(item.implementation_code), ItemLoaded(item), ev.Primary())

    def asked(self) -> AskQuery:
        """What the platform was asked last."""
        look_up = self.last(do.AskPlatform).look_up
        assert isinstance(look_up, AskQuery)
        return look_up

    def reply(self, reply: Any) -> None:
        self.feed(PlatformReply(self.last(do.AskPlatform).request_id, reply))

    def come_to(self, reply: Any, item: ServiceItem | None = None) -> None:
        self.begin(item or item_of())
        self.show_card()
        self.reply(reply)
