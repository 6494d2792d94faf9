"""A material that the resident does not have: it is brought later, by a day, or a promise stands in for it.

The choice lives in the draft, and changes nothing else; what was pictured goes before it.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import ClassVar

from kiosk.domain.cases import MaterialState
from kiosk.domain.receipts import Owing
from kiosk.domain.service_items import Material, ServiceItem
from kiosk.domain.submissions import UNSHOWN_MATERIALS, Agreed, SettledMaterial
from kiosk.domain.text import LocalizedText
from kiosk.domain.times import Moment
from kiosk.domain.values import replace
from kiosk.domain.without_paper import WITHOUT_PAPER_SCHEMA, Commitment, commitment_text, covering, may_be_promised, told_in
from kiosk.journeys.apply.draft import children_asked, draft_of, keep_draft
from kiosk.journeys.apply.draft_materials import material_of, materials, wanting
from kiosk.journeys.apply.events import AtCounter, BringLater, SeePromise, WithoutPaperOffered
from kiosk.ports.platform import LookUp, Network, NoAnswer, PlatformLine, PlatformReply, Reply
from kiosk.session.effects import AskPlatform, AtOnce
from kiosk.session.events import Primary
from kiosk.session.navigation import push, replace_top, unchanged
from kiosk.session.services import Services
from kiosk.session.state import AuditEvent, Event, Place, State, Step


class WorkingDayKnown(Reply):
    by: date


class AskWorkingDay(LookUp):
    """Which day it is so many working days after the platform's today."""

    days: int

    def ask(self, line: PlatformLine) -> WorkingDayKnown:
        """By the platform's calendar; see `LookUp.ask`."""
        from kiosk.messages.working_days import WorkingDaysAnswer, WorkingDaysRequest

        return WorkingDayKnown(line.call("/v1/working-day", WorkingDaysRequest(days=self.days), WorkingDaysAnswer).by)


class AskWhetherOffered(AtOnce):
    """Whether the platform reads what is owed and promised -> WithoutPaperOffered where it does."""

    def run(self, services: Services) -> tuple[Event, ...]:
        reads = services.keys.trust().reads.get("submission", 1)
        return (WithoutPaperOffered(),) if reads >= WITHOUT_PAPER_SCHEMA else ()


def offers(item: ServiceItem) -> bool:
    """Whether anything of an item may be brought later, or promised."""
    return bool(item.commitments) or any(material.later for material in item.guide.materials)


def may_bring_later(state: State, code: str, material: Material, settled: SettledMaterial) -> bool:
    """Whether this material may be brought by a day. Nobody finds a company's case with their card, to bring it. Of a case that is
    mended what is owed stands, and its day; where only that is asked for nothing new is put off."""
    draft = draft_of(state, code)
    if not draft.without_paper or draft.company or material.later is None or settled.state not in UNSHOWN_MATERIALS:
        return False
    return draft.correcting is None or (not draft.correcting.hands_in and material.key not in draft.correcting.owed)


def may_promise(state: State, code: str, material: Material, settled: SettledMaterial, moment: Moment) -> bool:
    """Whether a promise does for this material: by whoever it is about, or a company's agent, never by somebody else's word."""
    draft = draft_of(state, code)
    if not draft.without_paper or draft.principal or settled.state not in UNSHOWN_MATERIALS:
        return False
    if draft.correcting and (draft.correcting.hands_in or material.key in draft.correcting.promised):
        return False
    wanted = wanting(state, code, material.key, moment)
    return may_be_promised(draft.item.commitments, material.key, wanted)


def has_other_way(state: State, code: str, key: str, moment: Moment) -> bool:
    """Whether the resident who lacks this material has another way on than to bring it."""
    for material, settled in materials(state, code, moment):
        if material.key == key:
            return may_bring_later(state, code, material, settled) or may_promise(state, code, material, settled, moment)
    return False


def expired(state: State, code: str, moment: Moment) -> tuple[Material, ...]:
    """What was to be brought by a day that has passed since it was chosen."""
    return tuple(
        material
        for material, settled in materials(state, code, moment)
        if settled.state is MaterialState.LATER and settled.by is not None and settled.by < moment.today
    )


def drop_choice(state: State, code: str, key: str) -> State:
    """Without what was chosen for this material: it is brought to the counter."""
    draft = draft_of(state, code)
    later = {other: by for other, by in draft.later.items() if other != key}
    agreed = tuple(one for one in draft.agreed if key not in one.commitment.materials)
    return keep_draft(state, replace(draft, later=later, agreed=agreed))


def agreed_now(state: State, code: str, moment: Moment) -> tuple[Agreed, ...]:
    """The promises that stand in for something: those of what was pictured meanwhile are not made."""
    keys = {one.key for _, one in materials(state, code, moment) if one.state is MaterialState.PROMISED}
    return tuple(one for one in draft_of(state, code).agreed if keys & set(one.commitment.materials))


def owing_of(needed: Iterable[tuple[Material, SettledMaterial]]) -> tuple[Owing, ...]:
    """What is to be said of it on a receipt while the platform has not answered."""
    told = []
    for material, settled in needed:
        if settled.state is MaterialState.LATER:
            told.append(Owing(material.name, days=material.later.days if material.later else 0))
        elif settled.state is MaterialState.PROMISED:
            told.append(Owing(material.name, promised=True))
    return tuple(told)


class WithoutPaperPage(Place):
    """The ways on for one material. ``by``: the last day, if it is brought later, by the platform's calendar; ``asking`` for it."""

    stage: ClassVar[int] = 2

    code: str
    key: str
    request_id: str = ""
    asking: bool = False
    by: date | None = None

    def step(self, state: State, event: Event, moment: Moment) -> Step:
        material = material_of(state, self.code, self.key, moment)
        settled = next(one for _, one in materials(state, self.code, moment) if one.key == self.key)
        match event:
            case PlatformReply(request_id, WorkingDayKnown(by)) if request_id == self.request_id:
                return replace_top(state, replace(self, by=by, asking=False))
            case PlatformReply(request_id, NoAnswer()) if request_id == self.request_id:
                return replace_top(state, replace(self, asking=False))
            case BringLater() if may_bring_later(state, self.code, material, settled):
                state = drop_choice(state, self.code, self.key)
                draft = draft_of(state, self.code)
                return _back(keep_draft(state, replace(draft, later={**draft.later, self.key: self.by})))
            case SeePromise() if may_promise(state, self.code, material, settled, moment):
                return push(state, PromisePage(self.code, self.key))
            case AtCounter():
                return _back(drop_choice(state, self.code, self.key))
        return unchanged(state)

    def still_applies(self, state: State, moment: Moment) -> bool:
        return has_other_way(state, self.code, self.key, moment)

    def subject(self, state: State) -> LocalizedText:
        return draft_of(state, self.code).item.name


class PromisePage(Place):
    """What is promised, and what follows, word for word; the one button agrees."""

    stage: ClassVar[int] = 2

    code: str
    key: str

    def step(self, state: State, event: Event, moment: Moment) -> Step:
        match event:
            case Primary():
                return self._agreed(state, moment)
        return unchanged(state)

    def still_applies(self, state: State, moment: Moment) -> bool:
        return has_other_way(state, self.code, self.key, moment)

    def subject(self, state: State) -> LocalizedText:
        return draft_of(state, self.code).item.name

    def audit_leaving(self, before: State, after: State) -> tuple[AuditEvent, ...]:
        agreed = self.code in _codes(after) and len(draft_of(after, self.code).agreed) > len(draft_of(before, self.code).agreed)
        return (("commitment.agreed", {}),) if agreed else ()

    def _agreed(self, state: State, moment: Moment) -> Step:
        texts = promises(state, self.code, self.key, moment)
        state = drop_choice(state, self.code, self.key)
        draft = draft_of(state, self.code)
        new = tuple(Agreed(one, told_in(text, state.language), moment.wall) for one, text in texts)
        state = keep_draft(state, replace(draft, agreed=(*draft.agreed, *new)))
        # Back to the materials, past the page that led here.
        *trail, _ = state.trail
        return _back(replace(state, trail=tuple(trail)))


def _codes(state: State) -> frozenset[str]:
    from kiosk.journeys.apply.draft import Drafts

    return frozenset(state.of(Drafts).drafts)


def promises(state: State, code: str, key: str, moment: Moment) -> tuple[tuple[Commitment, tuple[LocalizedText, ...]], ...]:
    """What is promised for a material, with the text of each; of a bundle one for each item that wants it."""
    item = draft_of(state, code).item
    names = {material.key: material.name for material in item.guide.materials}
    children = {child.implementation_code: child.name for child in children_asked(state, code, moment)}
    return tuple(
        (one, commitment_text(one, children.get(one.item, item.name), names, item.guide.sources[one.source]))
        for one in covering(item.commitments, key)
        if one.item in wanting(state, code, key, moment)
    )


def _back(state: State) -> Step:
    *trail, before = state.trail
    return replace_top(replace(state, trail=tuple(trail)), before)


def other_way(state: State, code: str, key: str, moment: Moment) -> Step:
    """From the materials to the ways on for one of them; the platform is asked until which day it may be brought."""
    material = material_of(state, code, key, moment)
    settled = next(one for _, one in materials(state, code, moment) if one.key == key)
    if not may_bring_later(state, code, material, settled) or state.network is Network.OFFLINE:
        return push(state, WithoutPaperPage(code, key))
    assert material.later is not None
    request_id = moment.new_id()
    question = AskPlatform(request_id, AskWorkingDay(material.later.days))
    return push(state, WithoutPaperPage(code, key, request_id, asking=True), question)
