"""Departments' records prove materials: asked for what is needed, awaited by nobody, told as they answer."""

from __future__ import annotations

from typing import Any

import pytest

from kiosk.domain.cases import MaterialState
from kiosk.domain.service_items import RecordRequirement
from kiosk.domain.values import replace
from kiosk.journeys.apply.effects import Commit
from kiosk.journeys.apply.events import SetSignature
from kiosk.journeys.apply.filling import CheckPage, MaterialsPage
from kiosk.journeys.browse.events import ItemLoaded
from kiosk.ports.device_hub import DeviceAnswer, ReadCard
from kiosk.ports.devices import CardRead
from kiosk.ports.platform import (
    AskLicences,
    CompareRecords,
    LicencesKnown,
    Network,
    NetworkChanged,
    NoAnswer,
    PlatformReply,
    RecordsCompared,
)
from kiosk.session import effects as do
from kiosk.session import events as ev
from tests.kiosk.session_samples import ITEM, SIGNATURE, Session, card_of, licence_of, shown

CODE = ITEM.implementation_code
COMPARED = replace(
    ITEM,
    guide=replace(
        ITEM.guide,
        materials=tuple(
            replace(one, records=(RecordRequirement("households", "size(rows) > 0"),)) if one.key == "hukou" else one
            for one in ITEM.guide.materials
        ),
    ),
)


def at_materials(network: Network = Network.ONLINE, held: tuple[str, ...] = ()) -> Session:
    session = Session()
    session.feed(NetworkChanged(network), ev.Start(), ItemLoaded(COMPARED), ev.Primary())
    session.feed(DeviceAnswer(session.last(ReadCard).request_id, CardRead(card_of("wang"))))
    asked = next((one for one in session.all(do.AskPlatform) if isinstance(one.look_up, AskLicences)), None)
    if asked:
        session.feed(PlatformReply(asked.request_id, LicencesKnown(tuple(licence_of(licence_type=kind) for kind in held))))
    session.feed(ev.Primary())
    session.answer(here="yes", mobile="13900000026", delivery="counter", note="")
    assert session.place == MaterialsPage(CODE)
    return session


def questions(session: Session) -> list[do.AskPlatform]:
    return [one for one in session.all(do.AskPlatform) if isinstance(one.look_up, CompareRecords)]


def row(session: Session) -> Any:
    return next(row for row in shown(session)["rows"] if row["key"] == "hukou")


def submitted(session: Session) -> dict[str, MaterialState]:
    while not session.all(Commit):
        session.feed(SetSignature(SIGNATURE), ev.Primary())
    return {one.key: one.state for one in session.last(Commit).submission.materials}


def test_what_a_record_proves_is_not_handed_in() -> None:
    session = at_materials()
    (asked,) = questions(session)
    assert isinstance(asked.look_up, CompareRecords)
    assert (asked.look_up.materials, asked.look_up.implementation_code) == (("hukou",), CODE)
    assert row(session)["state"] == "正在查"
    assert "正在查部门的记录" in shown(session)["text"]
    session.feed(PlatformReply(asked.request_id, RecordsCompared(CODE, {"hukou": True})))
    assert (row(session)["state"], row(session)["tone"]) == ("不用交", "good")
    assert shown(session)["text"] == "都齐了，不用再交什么。"
    assert submitted(session)["hukou"] is MaterialState.FROM_RECORDS


@pytest.mark.parametrize("answered", [False, True])
def test_what_no_record_proves_is_handed_in(answered: bool) -> None:
    session = at_materials()
    reply = RecordsCompared(CODE, {"hukou": False} if answered else {})
    session.feed(PlatformReply(questions(session)[0].request_id, reply))
    assert row(session)["state"] == ("到窗口交" if answered else "稍后核对")
    assert submitted(session)["hukou"] is (MaterialState.TO_COUNTER if answered else MaterialState.TO_CHECK)


def test_nobody_waits_for_the_answer() -> None:
    session = at_materials()
    session.feed(ev.Primary())
    assert session.is_at(CheckPage)
    session.feed(PlatformReply(questions(session)[0].request_id, RecordsCompared(CODE, {"hukou": True})))
    assert session.is_at(CheckPage)
    assert submitted(session)["hukou"] is MaterialState.FROM_RECORDS


def test_without_an_answer_it_is_looked_up_later_and_asked_again() -> None:
    session = at_materials()
    session.feed(PlatformReply(questions(session)[0].request_id, NoAnswer()))
    assert row(session)["state"] == "稍后核对"
    assert "送到后" in row(session)["text"]
    session.feed(ev.Back(), ev.Primary())
    assert session.place == MaterialsPage(CODE)
    assert len(questions(session)) == 2


def test_a_question_that_was_answered_is_not_asked_again() -> None:
    session = at_materials()
    session.feed(PlatformReply(questions(session)[0].request_id, RecordsCompared(CODE, {"hukou": False})))
    session.feed(ev.Back(), ev.Primary())
    assert session.place == MaterialsPage(CODE)
    assert len(questions(session)) == 1


def test_without_network_nothing_is_asked() -> None:
    session = at_materials(Network.OFFLINE)
    assert not questions(session)
    assert row(session)["state"] == "稍后核对"


def test_what_a_licence_settles_is_not_compared() -> None:
    session = at_materials(held=("hukou",))
    assert not questions(session)
    assert row(session)["state"] == "不用交"
