"""代办: for whom the resident acts. The resident stays who stands here; whom they act for is part of the draft.

Their card is shown to the same reader, or the code on their phone to the scanner; where neither is here, name and number are typed,
and nothing is looked up about them.
"""

from __future__ import annotations

from typing import Any, ClassVar

from kiosk.domain.agency import ALONE_FROM, Relation, relations_for
from kiosk.domain.forms import Question
from kiosk.domain.identifiers import citizen_number_fault, normalise_citizen_number
from kiosk.domain.parties import Citizen
from kiosk.domain.people import PhoneCode
from kiosk.domain.prefill import sources_of
from kiosk.domain.service_items import Assurance, Served, ServiceItem
from kiosk.domain.submissions import facts_by_number, person_facts
from kiosk.domain.text import LocalizedText
from kiosk.domain.times import Moment
from kiosk.domain.values import replace
from kiosk.journeys.apply.draft import Draft, Principal, arriving, draft_of, has_draft, keep_arriving, keep_draft
from kiosk.journeys.apply.events import SetAnswer
from kiosk.journeys.apply.relation import AskRelation
from kiosk.ports.devices import Device
from kiosk.ports.platform import AskPrefill, Network
from kiosk.session.effects import AskPlatform
from kiosk.session.events import Primary
from kiosk.session.identify import Identify, ask_card, code_will_do
from kiosk.session.navigation import push, replace_top, unchanged
from kiosk.session.phone_code import show_phone_code
from kiosk.session.state import AuditEvent, Effect, Event, Known, Next, Person, Place, State, Step

CARD, CODE, WRITTEN = "card", "code", "written"
HOW = Question(
    key="how",
    title=LocalizedText("对方的身份证带来了吗？", "Did you bring their card?"),
    hint=None,
    widget="choice",
    options=(
        (CARD, LocalizedText("带来了，在这里读", "Yes, it can be read here")),
        (CODE, LocalizedText("没带，对方的手机在，有随申码", "No, but their phone is here and shows the code")),
        (WRITTEN, LocalizedText("没带，我有委托书或监护证明", "No, but I have a power of attorney or proof of guardianship")),
    ),
    error=LocalizedText("请先选一项", "Please choose one first"),
    check=LocalizedText("对方的身份证", "Their card"),
    max_length=10,
)
NUMBER = Question(
    key="principal_number",
    title=LocalizedText("您替谁办？请填对方的身份证号码", "What is the ID number of the person you act for?"),
    hint=LocalizedText("18位，最后一位可能是X", "18 characters; the last may be an X"),
    widget="citizen-number",
    options=(),
    error=LocalizedText(
        "号码不对，或者是您自己的，请对着证件再看一遍", "It is not right, or your own. Please compare it with the document"
    ),
    check=LocalizedText("对方的身份证号码", "Their ID number"),
    max_length=18,
)
NAME = Question(
    key="principal_name",
    title=LocalizedText("对方叫什么名字？", "What is their name?"),
    hint=LocalizedText("和身份证件上的一样", "As on the identity document"),
    widget="name",
    options=(),
    error=LocalizedText("请填名字，最少2个字", "Please enter the name, at least 2 characters"),
    check=LocalizedText("对方的姓名", "Their name"),
    max_length=60,
)
_CHOICES = {
    Relation.PARENT: LocalizedText("我是对方的父亲或母亲", "I am a parent"),
    Relation.MINORS_GUARDIAN: LocalizedText("我是对方的其他监护人", "I am another guardian"),
    Relation.ADULTS_GUARDIAN: LocalizedText("对方自己办不了，我是监护人", "I am the guardian of an adult"),
    Relation.SPOUSE: LocalizedText("我是对方的丈夫或妻子", "I am the husband or wife"),
    Relation.ENTRUSTED: LocalizedText("对方托我办（子女、亲友、护工等）", "They asked me to (child, relative, friend, carer)"),
}


def may_act_for_another(state: State, item: ServiceItem, moment: Moment) -> bool:
    """Whether this is offered: the item is a person's and need not be done in person, and who stands here is of age."""
    of_age: bool = person_facts(state.resident.card, moment.wall)["age"] >= ALONE_FROM
    return Served.PERSON in item.served and item.guide.agent.allowed and of_age


def act_for_another(state: State, item: ServiceItem) -> Step:
    """From the page that says who applies to the first question about somebody else."""
    return push(state, HowPage(item))


class _QuestionPage(Place):
    """A question that belongs to no form; `answered` says what comes of a good answer."""

    stage: ClassVar[int] = 1
    key: ClassVar[str]

    item: ServiceItem
    value: str = ""
    fault: bool = False

    def question(self, state: State, moment: Moment) -> Question:
        """What is asked now."""
        raise NotImplementedError

    def given(self, state: State) -> str:
        """What stands in the field, or is chosen."""
        return self.value

    def step(self, state: State, event: Event, moment: Moment) -> Step:
        match event:
            case SetAnswer(key, value) if key == self.key:
                return replace_top(state, replace(self, value=str(value), fault=False))
            case Primary():
                step = self.answered(state, self.given(state), moment)
                return step or replace_top(state, replace(self, fault=True))
        return unchanged(state)

    def answered(self, state: State, value: str, moment: Moment) -> Step | None:
        """None where the answer will not do."""
        raise NotImplementedError

    def subject(self, state: State) -> LocalizedText:
        return self.item.name


class HowPage(_QuestionPage):
    """Is the card of whom they act for here?"""

    key: ClassVar[str] = HOW.key

    def question(self, state: State, moment: Moment) -> Question:
        code = code_will_do(state, ActFor(self.item)) is None
        if can_picture(state):
            return replace(HOW, options=tuple(one for one in HOW.options if one[0] != CODE or code))
        without = LocalizedText(
            "本机现在不能拍材料：对方的身份证没带来的，请到窗口办",
            "Papers cannot be photographed here now: without the card, go to the counter",
        )
        if code:
            without = LocalizedText(
                "本机现在不能拍材料：身份证没带来、手机也不在的，请到窗口办",
                "Papers cannot be photographed here now: without card or phone, go to the counter",
            )
        return replace(HOW, options=HOW.options[: 2 if code else 1], hint=without)

    def answered(self, state: State, value: str, moment: Moment) -> Step | None:
        match value:
            case "card":
                return ask_card(state, ActFor(self.item), moment)
            case "code" if code_will_do(state, ActFor(self.item)) is None:
                then = ActFor(self.item)
                return show_phone_code(push(state, Identify(then, {}))[0], then, moment)
            case "written" if can_picture(state):
                return push(state, NumberPage(self.item))
        return None


class NumberPage(_QuestionPage):
    """Whom do they act for? By number."""

    key: ClassVar[str] = NUMBER.key

    def question(self, state: State, moment: Moment) -> Question:
        return NUMBER

    def answered(self, state: State, value: str, moment: Moment) -> Step | None:
        number = normalise_citizen_number(value)
        if citizen_number_fault(number, moment.latest_day) or number == state.resident.card.number:
            return None
        return push(replace(state, place=replace(self, value=number)), NamePage(self.item, number=number))


class NamePage(_QuestionPage):
    """Their name. ``number``: as it was typed before."""

    key: ClassVar[str] = NAME.key

    number: str = ""

    def question(self, state: State, moment: Moment) -> Question:
        return NAME

    def answered(self, state: State, value: str, moment: Moment) -> Step | None:
        name = value.strip()
        if len(name) < 2:
            return None
        return _ask_relation(replace(state, place=replace(self, value=name)), self.item, Principal(name, self.number), moment)


class ActFor(Next):
    """The card of whom they act for was read, or the code on their phone."""

    asks: ClassVar[frozenset[Known]] = frozenset(Known)
    stage: ClassVar[int] = 1
    another: ClassVar[bool] = True

    item: ServiceItem

    def needs(self) -> Assurance:
        return self.item.assurance

    def shown(self, state: State, person: Person, asked: frozenset[str], moment: Moment) -> Step:
        return _ask_relation(state, self.item, Principal(person.card.name, person.card.number, person, asked), moment)

    def why(self, fills_address: bool, id_card_alone: bool) -> LocalizedText:
        return LocalizedText(
            "用来确认替谁办，并填好对方的资料；您自己的卡已经读过了",
            "To confirm whom you act for, and to fill in what is known; yours was read",
        )

    def subject(self, state: State) -> LocalizedText:
        return self.item.name


def _ask_relation(state: State, item: ServiceItem, principal: Principal, moment: Moment) -> Step:
    """Who is whose child departments know: nobody waits for it."""
    agent, code, effects = state.resident, item.implementation_code, list[Effect]()
    if state.network is not Network.OFFLINE and age_of(principal, moment) < ALONE_FROM:
        request_id = moment.new_id()
        principal = replace(principal, asked=principal.asked | {request_id})
        state = state.asking(request_id, apart=True)
        effects = [AskPlatform(request_id, AskRelation(agent.subject, agent.evidence, Citizen(principal.name, principal.number)))]
    return push(keep_arriving(state, code, principal), RelationPage(item), *effects)


class RelationPage(_QuestionPage):
    """By what right do they act?"""

    key: ClassVar[str] = "relation"

    def question(self, state: State, moment: Moment) -> Question:
        principal = arriving(state, self.item.implementation_code)
        known = LocalizedText("登记的资料里，您是对方的父亲或母亲", "You are on record as a parent")
        return Question(
            key=self.key,
            title=LocalizedText(f"您是{principal.name}的什么人？", f"What are you to {principal.name}?"),
            hint=known if principal.on_record else None,
            widget="choice",
            options=tuple((one.value, _CHOICES[one]) for one in relations_for(age_of(principal, moment))),
            error=LocalizedText("请先选一项", "Please choose one first"),
            check=LocalizedText("关系", "Relation"),
            max_length=20,
        )

    def given(self, state: State) -> str:
        on_record = arriving(state, self.item.implementation_code).on_record
        return self.value or (Relation.PARENT.value if on_record else "")

    def answered(self, state: State, value: str, moment: Moment) -> Step | None:
        if value not in {choice for choice, _ in self.question(state, moment).options}:
            return None
        code = self.item.implementation_code
        principal = replace(arriving(state, code), relation=Relation(value))
        effects: tuple[Effect, ...] = ()
        if principal.person and sources_of(self.item.form):
            request_id, person = moment.new_id(), principal.person
            principal = replace(principal, asked=principal.asked | {request_id})
            state = state.asking(request_id, apart=True)
            effects = (AskPlatform(request_id, AskPrefill(person.subject, person.evidence, code)),)
        return _begin_for(state, self.item, principal, *effects)

    def audit_leaving(self, before: State, after: State) -> tuple[AuditEvent, ...]:
        code = self.item.implementation_code
        was, now = (draft_of(state, code).principal if has_draft(state, code) else None for state in (before, after))
        if now is None or now == was:
            return ()
        by_code = now.person is not None and isinstance(now.person.card, PhoneCode)
        return (("agent.began", {"by": now.relation.value, "card": "CODE" if by_code else "READ" if now.person else "WRITTEN"}),)


def _begin_for(state: State, item: ServiceItem, principal: Principal, *effects: Effect) -> Step:
    """Back to the page that says who applies, from which this began; what was answered for anybody else goes."""
    trail = state.trail
    while not isinstance(trail[-1], HowPage):
        trail = trail[:-1]
    *before, who_applies, _ = trail
    state = keep_draft(state, Draft(item, principal=principal))
    return replace_top(replace(state, trail=tuple(before)), who_applies, *effects)


QUESTIONS = (HowPage, NumberPage, NamePage, RelationPage)


def can_picture(state: State) -> bool:
    """Whether papers can be pictured here now."""
    return state.status(Device.DOCUMENT_CAMERA).usable


def age_of(principal: Principal, moment: Moment) -> int:
    """In whole years, by their card or else by their number."""
    told: dict[str, Any] = (
        person_facts(principal.person.card, moment.wall) if principal.person else facts_by_number(principal.number, moment.today)
    )
    return int(told["age"])
