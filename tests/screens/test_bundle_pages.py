"""The pages of a bundle keep every rule of `checker`: guide, check, result and progress, with all that may stand on them."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from central_platform.cases.texts import by_staff
from kiosk.domain.cases import Case, CaseState
from kiosk.domain.service_items import ServiceItem
from kiosk.domain.text import LocalizedText
from kiosk.domain.values import replace
from kiosk.journeys.apply.effects import Commit
from kiosk.journeys.apply.events import ApartOnly, Committed, SetAnswer, SetSignature
from kiosk.journeys.apply.filling import AskPage, CheckPage, MaterialsPage
from kiosk.journeys.browse.events import ItemLoaded
from kiosk.journeys.progress.places import UseCard
from kiosk.ports.devices import PrintConfirmed
from kiosk.ports.platform import CaseMade, CasesKnown, PlatformReply
from kiosk.session import events as ev
from kiosk.session.events import OpenJourney
from tests.kiosk.session_samples import Session
from tests.screens.platform_sample import platform_sample
from tests.screens.states import Kept
from tests.screens.test_pages import MODES, SIZES, wrong

ANSWERS: dict[str, Any] = {
    "own_bills": "yes",
    "child_number": "11010519491231002X",
    "child_name": "王小宝",
    "treated_on": "2026-11-01",
    "receipts_count": "2",
    "account_tail": "4321",
    "mobile": "13900000026",
}
CENTRE = LocalizedText("样板区梧桐街道社区事务受理服务中心", "Wutong Street Centre")
STATES = (CaseState.APPROVED, CaseState.CORRECTION, CaseState.RECEIVED)


def of_bundle(item: ServiceItem) -> tuple[Case, ...]:
    told = by_staff(CaseState.CORRECTION, None, "材料不全", None, CENTRE)
    return tuple(
        replace(
            Case(f"2611224071{17 + at:04d}", STATES[at], child.implementation_code, child.name, 1, date(2026, 12, 1), told, CENTRE),
            bundle=item.name,
            receipt_number="T-1",
        )
        for at, child in enumerate(item.children)
    )


class Pages:
    """A session that leads through a bundle, and what was shown on the way."""

    def __init__(self, name: str) -> None:
        self.item = next(item for item in platform_sample().items.values() if item.name.zh == name)
        self.session = Session()
        self.kept: list[Kept] = []

    def keep(self, name: str) -> None:
        self.kept.append(Kept(name, self.session.state, self.session.moment()))

    def to_check(self, **answers: Any) -> None:
        session = self.session
        session.feed(ev.Start(), ItemLoaded(self.item))
        self.keep("guide")
        session.feed(ev.Primary())
        session.show_card("wang")
        self.keep("eligibility")
        session.feed(ev.Primary())
        assert self.item.form
        rules = self.item.form.schema["properties"]
        while isinstance(session.place, AskPage):
            key = session.place.key
            session.feed(SetAnswer(key, answers.get(key, rules[key].get("enum", [""])[0])), ev.Primary())
            assert not getattr(session.place, "fault", False), key
        assert isinstance(session.place, MaterialsPage)
        self.keep("materials")
        session.feed(ev.Primary())
        assert isinstance(session.place, CheckPage)
        self.keep("check")

    def submit(self) -> str:
        self.session.feed(ev.Primary(), SetSignature("M0 0L10 10L500 300L900 20"), ev.Primary())
        name = self.session.last(Commit).submission.submission_id
        self.session.feed(Committed(name, "T0001-261122-0001"))
        return name


def pages() -> list[Kept]:
    newborn = Pages("新生儿出生一件事")
    newborn.to_check(**ANSWERS)
    name, cases = newborn.submit(), of_bundle(newborn.item)
    newborn.session.wait(newborn.session.state.settings.platform_deadline)
    newborn.session.paper(PrintConfirmed())
    newborn.keep("stored")
    newborn.session.feed(CaseMade(name, cases[0], cases[1:]))
    newborn.keep("result")
    disability = Pages("扶残助困一件事")
    disability.to_check(certificate="have", subsidies="no", work="no")
    apart = Pages("公民退休一件事")
    apart.session.feed(ev.Start(), ItemLoaded(apart.item), ev.Primary())
    apart.session.show_card("wang")
    apart.session.feed(ApartOnly())
    apart.keep("apart")
    return [*newborn.kept, *progress(cases), *disability.kept, *apart.kept]


def progress(cases: tuple[Case, ...]) -> list[Kept]:
    session = Session()
    session.feed(ev.Start(), OpenJourney("progress", ""), UseCard())
    session.show_card("wang")
    session.feed(PlatformReply(session.place.request_id, CasesKnown(cases)))
    return [Kept("progress", session.state, session.moment())]


@pytest.mark.parametrize("size", SIZES)
def test_pages_of_a_bundle_keep_every_rule(qt: Any, reader: None, size: str) -> None:
    kept = pages()
    tightest = [("en", "large-low-voice")] * len(kept)
    for modes in (*([MODES[(3 * at + start + len(size)) % len(MODES)] for at in range(len(kept))] for start in (0, 7)), tightest):
        told = wrong(qt, kept, size, modes)
        assert not told, "\n".join(told)
