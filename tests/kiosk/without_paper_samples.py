"""An item of which one material may be brought later, and another promised; and a session on the way through it."""

from __future__ import annotations

from datetime import date
from typing import Any

from kiosk.domain.cases import CaseState
from kiosk.domain.service_items import Material, ServiceItem, Source
from kiosk.domain.values import replace
from kiosk.domain.without_paper import Commitment, LaterHanding, OwedMaterial
from kiosk.journeys.apply.effects import Commit
from kiosk.journeys.apply.events import BringLater, SeeOtherWays, SeePromise, SetSignature, WithoutPaperOffered
from kiosk.journeys.apply.filling import MaterialsPage
from kiosk.journeys.apply.without_paper import PromisePage, WithoutPaperPage, WorkingDayKnown
from kiosk.ports.platform import Network, NetworkChanged, PlatformReply
from kiosk.session import effects as do
from kiosk.session import events as ev
from tests.kiosk.session_samples import CODE, ITEM, ITEMS, SIGNATURE, Session, case_of, words

BY = date(2026, 12, 11)
COMMITMENT = Commitment(
    materials=("home",),
    version="3",
    promise=(words("我住在这里"),),
    checked=words("居委会上门看一看"),
    check_days=20,
    mend_days=10,
    source="law",
)
PROOF = Material("proof", words("病历"), words("原件"), picture=True, later=LaterHanding(15))
HOME = Material("home", words("住房证明"), words("原件"), picture=True)
SAMPLE: ServiceItem = replace(
    ITEM,
    guide=replace(ITEM.guide, materials=(*ITEM.guide.materials, PROOF, HOME), sources={"law": Source("《某条例》", "第一条")}),
    commitments=(COMMITMENT,),
)
OWED = replace(case_of(CaseState.RECEIVED), owed=(OwedMaterial("proof", words("病历"), BY),))


def to_materials(session: Session, item: ServiceItem = SAMPLE, reads: bool = True) -> None:
    """``reads``: the platform takes what is owed and promised."""
    before = ITEMS[CODE]
    ITEMS[CODE] = item
    try:
        session.feed(NetworkChanged(Network.ONLINE))
        session.to_questions()
        session.answer(here="yes", mobile="13900000026", delivery="counter", note="")
    finally:
        ITEMS[CODE] = before
    assert session.is_at(MaterialsPage)
    if reads:
        session.feed(WithoutPaperOffered())


def to_other_ways(session: Session, key: str) -> None:
    session.feed(SeeOtherWays(key))
    assert session.is_at(WithoutPaperPage)


def bring_later_by(session: Session, by: date) -> None:
    """The proof, by a day that the platform names."""
    to_other_ways(session, "proof")
    session.feed(PlatformReply(session.place.request_id, WorkingDayKnown(by)), BringLater())
    assert session.is_at(MaterialsPage)


def promise(session: Session) -> None:
    """The home's, read and agreed to."""
    to_other_ways(session, "home")
    session.feed(SeePromise())
    assert session.is_at(PromisePage)
    session.feed(ev.Primary())
    assert session.is_at(MaterialsPage)


def submitted(session: Session) -> Any:
    """What is committed, from the materials on."""
    session.feed(ev.Primary(), ev.Primary(), SetSignature(SIGNATURE), ev.Primary())
    return session.last(Commit).submission


def rows(view: dict[str, Any]) -> dict[str, dict[str, Any]]:
    return {row["key"]: row for row in view["rows"]}


def last_question(session: Session) -> Any:
    return session.last(do.AskPlatform)
