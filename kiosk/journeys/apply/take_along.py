"""Taking along what cannot be finished now, and going on with it at another time. Only by the resident's own touch, and for
themselves alone: what was filled in for another, or for a company, rests on papers and rights that may be others by then."""

from __future__ import annotations

from datetime import date
from typing import Any, ClassVar

from kiosk.domain import forms
from kiosk.domain.service_items import Assurance, ServiceItem
from kiosk.domain.text import LocalizedText
from kiosk.domain.times import Moment
from kiosk.domain.values import replace
from kiosk.journeys.apply.draft import Draft, Drafts, draft_of, fill_ahead, form_of, has_draft, keep_draft
from kiosk.journeys.apply.events import PrintFilled
from kiosk.journeys.apply.filled_form import print_filled
from kiosk.journeys.apply.taken import (
    AskTaken,
    DropTaken,
    KeepTaken,
    NotKept,
    NotTakenAlong,
    Taken,
    TakenAlongUntil,
    locks,
)
from kiosk.ports.platform import Network, NoAnswer, PlatformReply
from kiosk.session.effects import AskPlatform
from kiosk.session.events import Primary
from kiosk.session.identify import ask_card
from kiosk.session.navigation import go_home, push, replace_top, unchanged
from kiosk.session.state import AuditEvent, Event, Known, Next, Place, State, Step

_MAY_HELP = (None, NotKept.NO_ANSWER)  # to try again


class TakeAlongPage(Place):
    """What taking it along means. ``problem``: why it was not kept; nothing was lost here."""

    stage: ClassVar[int] = 2

    code: str
    problem: NotKept | None = None

    def step(self, state: State, event: Event, moment: Moment) -> Step:
        match event:
            case PrintFilled():
                return print_filled(state, self.code, moment)
            case Primary() if self.may_be_kept(state):
                return ask_card(state, LockDraft(self.code, draft_of(state, self.code).item.name), moment)
        return unchanged(state)

    def may_be_kept(self, state: State) -> bool:
        """Whether it is of any use to try."""
        return state.network is not Network.OFFLINE and self.problem in _MAY_HELP

    def subject(self, state: State) -> LocalizedText:
        return draft_of(state, self.code).item.name


class LockDraft(Next):
    """Once the ID card is here, which locks it: at once where it was shown before."""

    asks: ClassVar[frozenset[Known]] = frozenset()
    stage: ClassVar[int] = 2
    id_card: ClassVar[bool] = True

    code: str
    name: LocalizedText

    def needs(self) -> Assurance:
        return Assurance.CARD

    def card_reason(self) -> LocalizedText | None:
        return LocalizedText("要用身份证锁住您填的内容", "The ID card locks what you filled in")

    def go(self, state: State, moment: Moment) -> Step:
        person, request_id = state.resident, moment.new_id()
        taken = _to_take(draft_of(state, self.code), state.catalogue_version)
        question = KeepTaken(person.subject, person.evidence, locks(person), moment.draw(12), taken)
        return push(state, TakingAlong(self.code, request_id), AskPlatform(request_id, question))

    def why(self, fills_address: bool, id_card_alone: bool) -> LocalizedText:
        return LocalizedText(
            "用来锁住您填的内容，以后刷同一张证打开", "It locks what you filled in; the same card opens it another time"
        )

    def subject(self, state: State) -> LocalizedText:
        return self.name


class TakingAlong(Place):
    """The platform is asked to keep it."""

    can_return: ClassVar[bool] = False
    stage: ClassVar[int] = 2

    code: str
    request_id: str

    def step(self, state: State, event: Event, moment: Moment) -> Step:
        match event:
            case PlatformReply(request_id, reply) if request_id == self.request_id:
                state = replace(state, touched_at=moment.monotonic)
                match reply:
                    case TakenAlongUntil(until):
                        item = draft_of(state, self.code).item
                        # What was filled in is not here any more: nothing leads back to it.
                        return replace_top(replace(_moved(state, self.code), trail=()), TakenAlongPage(item, until))
                    case NotTakenAlong(reason):
                        return self._not_kept(state, reason)
                    case NoAnswer():
                        return self._not_kept(state, NotKept.NO_ANSWER)
        return unchanged(state)

    def _not_kept(self, state: State, reason: NotKept) -> Step:
        """The page that led here stands last in the trail: it takes its own place again."""
        return replace_top(replace(state, trail=state.trail[:-1]), TakeAlongPage(self.code, reason))

    def busy(self) -> bool:
        return True

    def subject(self, state: State) -> LocalizedText | None:
        return draft_of(state, self.code).item.name if has_draft(state, self.code) else None

    def audit_leaving(self, before: State, after: State) -> tuple[AuditEvent, ...]:
        match after.place:
            case TakenAlongPage():
                return (("draft.taken-along", {"as": "KEPT"}),)
            case TakeAlongPage(_, NotKept() as problem):
                return (("draft.taken-along", {"as": problem.value}),)
        return ()


class TakenAlongPage(Place):
    """It is kept. ``until``: its last day."""

    may_go_back: ClassVar[bool] = False
    can_return: ClassVar[bool] = False
    stage: ClassVar[int] = 2

    item: ServiceItem
    until: date

    def step(self, state: State, event: Event, moment: Moment) -> Step:
        match event:
            case Primary():
                return go_home(state, moment)
        return unchanged(state)

    def subject(self, state: State) -> LocalizedText:
        return self.item.name


class DropTakenPage(Place):
    """Are you sure that what was taken along is not wanted any more?"""

    stage: ClassVar[int] = 1
    can_return: ClassVar[bool] = False

    item: ServiceItem

    def step(self, state: State, event: Event, moment: Moment) -> Step:
        match event:
            case Primary():
                state, effects = drop_taken(state, self.item.implementation_code, moment)
                return replace_top(replace(state, trail=state.trail[:-1]), state.trail[-1], *effects)
        return unchanged(state)

    def subject(self, state: State) -> LocalizedText:
        return self.item.name

    def audit_leaving(self, before: State, after: State) -> tuple[AuditEvent, ...]:
        code = self.item.implementation_code
        gone = code in before.of(Drafts).taken and code not in after.of(Drafts).taken and not after.place.is_over
        return (("draft.not-wanted", {}),) if gone and after.person else ()


def may_take_along(state: State, code: str) -> bool:
    """Whether there is something to take along, and it is the resident's own."""
    draft = draft_of(state, code) if has_draft(state, code) else None
    return draft is not None and bool(draft.answers) and is_own(draft)


def is_own(draft: Draft) -> bool:
    """A new application of the resident's own: not somebody else's, not a company's, and no case that is mended."""
    return draft.principal is None and draft.company is None and draft.correcting is None


def take_along(state: State, code: str) -> Step:
    """To the page that says what it means."""
    return push(replace(state, overlay=None), TakeAlongPage(code))


def ask_taken(state: State, moment: Moment) -> Step:
    """What was taken along with the card that the resident showed: once in a visit, and nobody waits for the answer."""
    kept, person = state.of(Drafts), state.person
    block = locks(person)
    if kept.asked_taken or not block or person is None or state.network is Network.OFFLINE:
        return unchanged(state)
    request_id = moment.new_id()
    state = state.keeping(replace(kept, asked_taken=request_id)).asking(request_id)
    return unchanged(state, AskPlatform(request_id, AskTaken(person.subject, person.evidence, block)))


def know_items(state: State, items: tuple[ServiceItem, ...]) -> State:
    """With the services of what was taken along; what the catalogue has no more is offered nowhere."""
    kept = state.of(Drafts)
    found = {item.implementation_code: item for item in items}
    taken = {code: replace(one, item=found.get(code, one.item)) for code, one in kept.taken.items()}
    return state.keeping(replace(kept, taken=taken))


def to_go_on_with(state: State, code: str) -> Taken | None:
    """What was taken along of this service, until it is gone on with. Not what was applied for since: it was to be deleted then,
    and the platform could not be told."""
    draft, taken = draft_of(state, code), state.of(Drafts).taken.get(code)
    if taken is None or not is_own(draft) or draft.continued:
        return None
    cases = state.person.cases if state.person else ()
    applied = any(one.implementation_code == code and taken.kept_at and one.received_at > taken.kept_at for one in cases)
    return None if applied else taken


def see_taken(state: State) -> Step:
    """From a question back to the page where the application began, which offers what was taken along."""
    trail = state.trail
    while trail[-1].stage > DropTakenPage.stage:  # as that page's
        trail = trail[:-1]
    return replace_top(replace(state, trail=trail[:-1]), trail[-1])


def continued(state: State, item: ServiceItem, taken: Taken, moment: Moment) -> State:
    """With the draft as it was taken along. What was entered since, while it was not known of yet, stands; what does not fit the
    form as it is now is asked again; what licences and departments know is filled in as they know it today."""
    code, form = item.implementation_code, form_of(item)
    draft = draft_of(state, code)
    entered = {key: value for key, value in draft.answers.items() if key not in draft.filled}
    keys = {question.key for question in forms.questions_of(form)} & set(taken.answers) - set(entered)
    answers = {key: taken.answers[key] for key in keys if _fits(item, key, taken.answers[key], moment)}
    fitting = frozenset(answers)
    told = taken.told & fitting | draft.told & set(entered)
    draft = replace(draft, answers={**answers, **entered}, filled=taken.filled & fitting, told=told, continued=True)
    return fill_ahead(keep_draft(state, draft), code, moment)


def _fits(item: ServiceItem, key: str, value: Any, moment: Moment) -> bool:
    return isinstance(value, (str, int)) and not forms.fault_of(form_of(item), key, value, moment.latest_day)


def drop_taken(state: State, code: str, moment: Moment) -> Step:
    """Without what was taken along of this service; where the platform cannot be told it ends by itself."""
    kept, person = state.of(Drafts), state.person
    block = locks(person)
    if code not in kept.taken or not block or person is None:
        return unchanged(state)
    state = state.keeping(replace(kept, taken={other: one for other, one in kept.taken.items() if other != code}))
    return unchanged(state, AskPlatform(moment.new_id(), DropTaken(person.subject, person.evidence, block, code)))


def _to_take(draft: Draft, catalogue_version: str) -> Taken:
    """Answers alone: pictures are taken again, and what was signed, promised or put off is asked anew."""
    known = draft.filled & draft.told  # as licences and departments know it: they are asked again
    return Taken(
        draft.item.implementation_code,
        catalogue_version,
        {key: value for key, value in draft.answers.items() if key not in known},
        draft.told - known,
        draft.filled - known,
        item=draft.item,
    )


def _moved(state: State, code: str) -> State:
    """The draft is with the platform now, and not here."""
    kept = state.of(Drafts)
    taken = _to_take(kept.drafts[code], state.catalogue_version)
    drafts = {other: draft for other, draft in kept.drafts.items() if other != code}
    return state.keeping(replace(kept, drafts=drafts, taken={**kept.taken, code: taken}))
