"""The pages for who lacks a paper keep every rule of `checker`: the ways on, a promise, and a case that owes, or was promised."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from kiosk.domain.cases import NOTICES, OPEN, Case, CaseInFull, CaseState, CaseStep, Served, ServedBy
from kiosk.domain.text import LocalizedText
from kiosk.domain.values import replace
from kiosk.domain.without_paper import OwedMaterial, PromisedMaterial, PromiseState
from kiosk.journeys.apply.draft import draft_of, keep_draft
from kiosk.journeys.apply.events import (
    BringLater,
    Committed,
    OpenMaterials,
    SeeOtherWays,
    SeePromise,
    SetAnswer,
    SetSignature,
    WithoutPaperOffered,
)
from kiosk.journeys.apply.filling import AskPage, MaterialsPage
from kiosk.journeys.apply.without_paper import WorkingDayKnown
from kiosk.journeys.browse.events import ItemLoaded
from kiosk.journeys.progress.case import CaseItemFound, CaseKnown, OpenCase, WithdrawPromise
from kiosk.journeys.progress.places import ReceiptsFound, UseCard
from kiosk.ports.device_hub import StatusChanged
from kiosk.ports.devices import Device, PrintConfirmed
from kiosk.ports.platform import CaseMade, CasesKnown, Network, NetworkChanged, PlatformReply
from kiosk.session import events as ev
from tests.kiosk.session_samples import READY, SIGNATURE, WALL, Session
from tests.screens.platform_sample import platform_sample
from tests.screens.states import Kept
from tests.screens.test_pages import MODES, SIZES, wrong

CENTRE = LocalizedText("样板区梧桐街道社区事务受理服务中心", "Wutong Street Centre")
PERMIT, UNEMPLOYED = "居住证申领", "失业登记"
BY = date(2026, 12, 11)
ADDRESS = LocalizedText("居住地住址证明", "Proof of the address")
ENDED = LocalizedText("终止或者解除劳动关系证明", "Statement that the employment has ended")


def case_of(name: str, state: CaseState, **changes: Any) -> Case:
    item = next(item for item in platform_sample().items.values() if item.name.zh == name)
    told = LocalizedText(
        "工作人员会在11月27日前查看您的申请。请最晚在12月11日补交“居住地住址证明”。",
        'The staff will review it by 27 November 2026. Please bring by 11 December 2026: "Proof of the address".',
    )
    case = Case("26112240710017", state, item.implementation_code, item.name, WALL, date(2026, 11, 27), told, CENTRE)
    return replace(case, **changes)


class Pages:
    """Sessions that lead through what is put off, and what was shown on the way."""

    def __init__(self) -> None:
        self.kept: list[Kept] = []

    def begin(self, name: str) -> Session:
        """At the page of materials of an item."""
        item = next(item for item in platform_sample().items.values() if item.name.zh == name)
        self.session = Session()
        session = self.session
        session.feed(NetworkChanged(Network.ONLINE), StatusChanged(Device.DOCUMENT_CAMERA, READY), ev.Start(), ItemLoaded(item))
        self.keep(f"guide of {name}")
        session.feed(ev.Primary())
        session.show_card("li")
        session.feed(ev.Primary())
        assert item.form
        rules = item.form.schema["properties"]
        typed = {"mobile": "13900000026", "home_address": "样板区梧桐路1号", "left_on": "2026-10-31"}
        while isinstance(session.place, AskPage):
            key = session.place.key
            session.feed(SetAnswer(key, typed.get(key) or rules[key]["enum"][0]), ev.Primary())
        assert session.is_at(MaterialsPage)
        session.feed(WithoutPaperOffered())
        return session

    def keep(self, name: str) -> None:
        self.kept.append(Kept(name, self.session.state, self.session.moment()))

    def later(self) -> None:
        session = self.begin(PERMIT)
        self.keep("materials")
        session.feed(SeeOtherWays("home"))
        self.keep("ways, asking")
        session.feed(PlatformReply(session.place.request_id, WorkingDayKnown(BY)))
        self.keep("ways")
        session.feed(BringLater())
        self.keep("materials, later")
        session.feed(ev.Primary())
        self.keep("check")
        session.feed(ev.Primary(), SetSignature(SIGNATURE), ev.Primary())
        submission_id = session.place.submission_id
        session.feed(Committed(submission_id, "T0001-261122-0001"))
        owed = case_of(PERMIT, CaseState.RECEIVED, owed=(OwedMaterial("home", ADDRESS, BY),))
        session.feed(CaseMade(submission_id, owed))
        session.paper(PrintConfirmed())
        self.keep("result")

    def promised(self) -> None:
        session = self.begin(UNEMPLOYED)
        session.feed(SeeOtherWays("termination"))
        self.keep("ways with a promise")
        session.feed(SeePromise())
        self.keep("promise")
        session.feed(ev.Primary())
        self.keep("materials, promised")
        session.feed(ev.Primary(), ev.Primary())
        self.keep("signature")

    def cases(self, case: Case, name: str, *served: Served) -> Session:
        self.session = Session()
        session = self.session
        session.feed(StatusChanged(Device.PAGE_PRINTER, READY), StatusChanged(Device.DOCUMENT_CAMERA, READY))
        session.feed(ev.Start(), ev.OpenJourney("progress"), UseCard())
        session.show_card("li")
        session.feed(ReceiptsFound(session.place.request_id, ()), PlatformReply(session.place.request_id, CasesKnown((case,))))
        self.keep(f"list, {name}")
        session.feed(OpenCase(case.case_number))
        steps = (CaseStep(WALL, CaseState.RECEIVED), CaseStep(WALL + 60, case.state, "材料不全"))
        item = platform_sample().items[case.implementation_code]
        answers = {
            "half_year": "yes",
            "ground": "home",
            "delivery": "collect",
            "mobile": "13900000026",
            "home_address": "样板区梧桐路1号",
        }
        told = CaseInFull(case, steps, answers, {}, correctable=bool(case.owed), withdrawable=case.state in OPEN, served=served)
        session.feed(PlatformReply(session.place.request_id, CaseKnown(told)), CaseItemFound(item.implementation_code, item))
        self.keep(f"case, {name}")
        return session

    def afterwards(self) -> None:
        owing = case_of(PERMIT, CaseState.RECEIVED, owed=(OwedMaterial("home", ADDRESS, BY),))
        session = self.cases(owing, "owing")
        session.feed(ev.Primary())
        self.keep("what is owed")
        session.feed(OpenMaterials(), ev.Primary())
        self.keep("nothing handed in")
        code = owing.implementation_code
        session.state = keep_draft(session.state, replace(draft_of(session.state, code), pictures={"home": (b"jpeg",)}))
        session.feed(ev.Primary())
        self.keep("check of what is handed in")
        open_promise = PromisedMaterial("termination", ENDED, PromiseState.TO_CHECK, BY)
        session = self.cases(case_of(UNEMPLOYED, CaseState.ACCEPTED, promised=(open_promise,)), "promised")
        session.feed(WithdrawPromise())
        self.keep("why it is taken back")
        mending = PromisedMaterial("termination", ENDED, PromiseState.MENDING, BY)
        self.cases(case_of(UNEMPLOYED, CaseState.APPROVED, promised=(mending,)), "mending")
        revoked = PromisedMaterial("termination", ENDED, PromiseState.REVOKED, None)
        self.cases(case_of(UNEMPLOYED, CaseState.REFUSED, promised=(revoked,), revoked=True), "revoked")
        self.cases(case_of(UNEMPLOYED, CaseState.REFUSED, not_accepted=True, promised=(revoked,)), "not accepted")
        accepted = Served(NOTICES[CaseState.ACCEPTED], "WS310199-20261127-2651-0001", ServedBy.TERMINAL, WALL)
        result = Served(LocalizedText("居住证", "Residence permit"), "EM000000001CN", ServedBy.COURIER, WALL + 86_400)
        self.cases(case_of(PERMIT, CaseState.APPROVED), "served", accepted, result)


@pytest.mark.parametrize("size", SIZES)
def test_what_is_put_off_keeps_every_rule(qt: Any, reader: None, size: str) -> None:
    pages = Pages()
    pages.later()
    pages.promised()
    pages.afterwards()
    modes = [MODES[(3 * at + len(size)) % len(MODES)] for at in range(len(pages.kept))]
    told = wrong(qt, pages.kept, size, modes)
    assert not told, "\n".join(told)
