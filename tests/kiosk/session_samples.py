"""Samples for tests of the session: an item with branches, cards, cases, licences, and a session that events are fed to."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from datetime import date
from importlib import import_module
from typing import Any, TypeVar

import devices.registry  # noqa: F401 - the words of devices
from kiosk.domain.cases import Case, CaseState
from kiosk.domain.device_states import Reason, StatusKind
from kiosk.domain.guided_choice import GuidedChoice
from kiosk.domain.licences import Licence
from kiosk.domain.people import Card, CardKind, IdCard, PhoneCode, SocialSecurityCard
from kiosk.domain.sample_people import sample_person
from kiosk.domain.service_items import (
    Condition,
    Form,
    Guide,
    ItemKind,
    LicenceRequirement,
    LicenceType,
    Material,
    Places,
    Served,
    ServiceItem,
    Situation,
    Theme,
)
from kiosk.domain.terminals import Terminal
from kiosk.domain.terms import Fee
from kiosk.domain.text import LocalizedText
from kiosk.domain.times import Moment
from kiosk.domain.values import Value, asdict, replace
from kiosk.journeys import JOURNEYS, SET_UP
from kiosk.journeys.apply.effects import Commit
from kiosk.journeys.apply.events import Committed, SetAnswer, SetSignature
from kiosk.journeys.browse.effects import LoadItem
from kiosk.journeys.browse.events import ItemLoaded, OpenItem
from kiosk.messages.public_data import PublicRows
from kiosk.ports import storage
from kiosk.ports.device_hub import CardGone, DeviceAnswer, ReadCard, ReadSocialCard, WaitForNoCard
from kiosk.ports.devices import CardRead, Device, DeviceStatus, PrintOutcome, SocialCardRead
from kiosk.ports.platform import CaseMade, LicenceFile
from kiosk.ports.storage import Among, ItemLine, Near, SearchFound
from kiosk.session import effects as do
from kiosk.session import events as ev
from kiosk.session.entry import entry_of
from kiosk.session.machine import begin, step
from kiosk.session.readers import READERS
from kiosk.session.state import Place, Settings, State
from kiosk.session.time_limits import next_tick
from kiosk.views.frame import Frame, frame
from kiosk.views.pages import view_of
from kiosk.views.to_screen import to_screen

WALL = 1_795_312_800  # 2026-11-22 10:00 at the terminal
TERMINAL = Terminal("T0001", LocalizedText("梧桐街道社区事务受理服务中心", "Wutong community affairs centre"), "12345")
SETTINGS = Settings(terminal=TERMINAL)
LIMIT = SETTINGS.quiet_limit + SETTINGS.warning  # seconds until an untouched session is over
READY = DeviceStatus(StatusKind.READY)
ABSENT = DeviceStatus(StatusKind.UNAVAILABLE, Reason.NOT_CONFIGURED)
TOKEN = "CQ1-" + "0123456789ABCDEFGHJKMNPQRS"  # of a receipt
SIGNATURE = "M 100 100 L 200 200 L 300 100 L 400 200 L 500 100"
EffectT = TypeVar("EffectT")


def words(zh: str) -> LocalizedText:
    return LocalizedText(zh, f"({zh})")


def ask(title: str, widget: str, **more: Any) -> dict[str, Any]:
    return {"title": {"zh": title, "en": title}, "widget": widget, **more}


YES_NO = {"type": "string", "enum": ["yes", "no"]}
FORM = Form(
    schema={
        "properties": {
            "here": {**YES_NO, "x-ask": ask("户籍在本市吗？", "yes-no")},
            "why": {
                "type": "string",
                "minLength": 2,
                "maxLength": 30,
                "x-ask": ask("为什么在本市办？", "text", when="answers.here == 'no'"),
            },
            "mobile": {"type": "string", "format": "mobile", "x-ask": ask("手机号", "mobile", prefill="profile.mobile")},
            "delivery": {
                "type": "string",
                "enum": ["counter", "courier"],
                "x-ask": ask(
                    "怎样给您？",
                    "choice",
                    options={"counter": {"zh": "自取", "en": "Fetch"}, "courier": {"zh": "寄", "en": "Post"}},
                ),
            },
            "address": {
                "type": "string",
                "minLength": 4,
                "maxLength": 40,
                "x-ask": ask("寄到哪里？", "address", when="answers.delivery == 'courier'", prefill="card.address"),
            },
            "note": {"type": "string", "maxLength": 20, "x-ask": ask("还要说什么？", "text", optional=True)},
        }
    },
    situations=(
        Situation("elsewhere", words("外地户籍"), "answers.here == 'no'"),
        Situation("posted", words("邮寄"), "answers.delivery == 'courier'"),
    ),
)
KEYS = ("here", "why", "mobile", "delivery", "address", "note")
GOOD = {  # answers that lead through every question
    "here": "no",
    "why": "照顾孙女",
    "mobile": "13900000026",
    "delivery": "courier",
    "address": "样板区某某路一百号",
    "note": "",
}


def service_item(code: str = "1" * 31, **change: Any) -> ServiceItem:
    values: dict[str, Any] = {
        "implementation_code": code,
        "name": words("敬老卡申领"),
        "kind": ItemKind.TRANSACTION,
        "theme": "seniors",
        "authority": words("民政局"),
        "summary": words("申领敬老卡"),
        "guide": Guide(
            conditions=(),
            materials=(
                Material("id_card", words("身份证"), words("原件"), licences=(LicenceRequirement("id-card"),)),
                Material("hukou", words("户口簿"), words("原件"), picture=True, licences=(LicenceRequirement("hukou"),)),
                Material("photo", words("照片"), words("一张"), when="answers.delivery == 'courier'"),
            ),
            steps=(),
            legal_time=None,
            promised_time=None,
            fee=Fee(0),
            result=words("敬老卡"),
        ),
        "eligibility": (Condition("person.age >= 65", words("满65岁"), words("不满65岁")),),
        "form": FORM,
    }
    return ServiceItem(**{**values, **change})


ITEM = service_item()
SHORT = service_item(
    "2" * 31,
    name=words("登记"),
    form=None,
    eligibility=(),
    guide=replace(ITEM.guide, materials=()),
    served=(Served.PERSON, Served.COMPANY),
)
COPY_ITEM = service_item("3" * 31, name=words("户口簿打印"), kind=ItemKind.LICENCE_PRINT, form=None, licence_type="hukou")
CODE = ITEM.implementation_code
ITEMS = {item.implementation_code: item for item in (ITEM, SHORT, COPY_ITEM)}


def card_of(key: str) -> IdCard:
    person = sample_person(key)
    block = f"{person.name}{person.number}{person.address}".encode("utf-16-le") + bytes(1024)
    return IdCard(
        kind=CardKind.RESIDENT,
        name=person.name,
        number=person.number,
        sex=person.sex,
        birth=person.birth,
        address=person.address,
        ethnic_group=person.ethnic_group,
        authority="样板区公安局",
        valid_from=person.valid_from,
        valid_until=person.valid_until,
        block=block,
    )


def social_card_of(key: str) -> SocialSecurityCard:
    person = sample_person(key)
    return SocialSecurityCard(
        name=person.name,
        number=person.number,
        sex=person.sex,
        birth=person.birth,
        card_number=f"X{person.serial:08d}",
        region="310199",
        issued=person.valid_from,
        valid_until=person.valid_until,
    )


REFERENCE = "5d0f7f4e-6d5c-4a57-9f0a-3c1f3b1f9a10"  # of the platform's record that a code was shown


def phone_code_of(key: str) -> PhoneCode:
    person = sample_person(key)
    return PhoneCode(person.name, person.number, person.sex, person.birth, REFERENCE)


def case_of(state: CaseState = CaseState.ACCEPTED, number: str = "20261122000017") -> Case:
    return Case(
        number, state, ITEM.implementation_code, ITEM.name, WALL, date(2026, 12, 1), words("等候短信"), words("梧桐街道中心")
    )


def licence_of(identifier: str = "1.2.3", licence_type: str = "hukou", usable: bool = True) -> Licence:
    return Licence(identifier, licence_type, words("户口簿"), words("公安局"), date(2020, 1, 1), None, usable)


def file_of(licence: Licence) -> LicenceFile:
    return LicenceFile(licence, "a.b.c", b"%PDF-1.4")


def walk(value: Any) -> Any:
    """Every leaf of a tree of values, mappings and sequences; keys too."""
    if isinstance(value, Value):
        yield from walk(asdict(value))
    elif isinstance(value, dict):
        for key, inner in value.items():
            yield from walk(key)
            yield from walk(inner)
    elif isinstance(value, (list, tuple, set, frozenset)):
        for inner in value:
            yield from walk(inner)
    else:
        yield value


def traces_of(card: Card, value: Any) -> list[Any]:
    """What of this card's holder can be found in a value."""
    marks = tuple(filter(None, (card.name, card.number, card.address)))
    found = [leaf for leaf in walk(value) if isinstance(leaf, str) and any(mark in leaf for mark in marks)]
    return found + [leaf for leaf in walk(value) if isinstance(leaf, bytes) and leaf == card.marks]


class SampleCatalogue:
    """`kiosk.ports.storage.Catalogue` with nothing in it: what pages show of it are its names."""

    version = "2026.11.22.1"
    confirmed_at = 0
    area, notice = words("样板区"), words("样例")
    themes: Sequence[Theme] = ()
    licence_types: Sequence[LicenceType] = ()

    def search(self, query: str, limit: int = 20, near: Near | None = None) -> SearchFound:
        return SearchFound()

    def lines(self, among: Among) -> tuple[ItemLine, ...]:
        return ()

    def authorities(self) -> tuple[LocalizedText, ...]:
        return ()

    def item(self, implementation_code: str) -> ServiceItem | None:
        return ITEMS.get(implementation_code)

    def guided(self) -> tuple[GuidedChoice, ...]:
        return ()

    def places(self) -> Places:
        return Places()

    def public_keys(self) -> frozenset[str]:
        return frozenset()

    def public_rows(self, key: str) -> PublicRows | None:
        return None


def places() -> tuple[type[Place], ...]:
    """Every kind of place that there is."""
    for journey in (*JOURNEYS.all, *SET_UP.all):
        assert entry_of(journey)
    for page in ("phone_code", "no_card"):  # imported when somebody comes to them
        import_module(f"kiosk.session.{page}")

    def below(kind: type[Place]) -> Iterator[type[Place]]:
        for one in kind.__subclasses__():
            if one.__module__.startswith("kiosk.") and not one.__name__.startswith("_"):
                yield one
            yield from below(one)

    return tuple(below(Place))


def shown(session: Session, catalogue: storage.Catalogue | None = None) -> dict[str, Any]:
    """What the page shows, as QML gets it."""
    return to_screen(view_of(session.state, catalogue or SampleCatalogue(), session.moment()))


def around(session: Session) -> Frame:
    """What stands around the page."""
    view = view_of(session.state, SampleCatalogue(), session.moment())
    return frame(session.state, view, session.moment())


class Session:
    """Feeds events to the machine, keeps what it asks for, and moves a clock that is not the world's."""

    def __init__(self, settings: Settings = SETTINGS, seed: int = 1, readers: Sequence[Device] = (Device.ID_CARD_READER,)) -> None:
        """``readers``: those for cards that this terminal was given; they are well."""
        self._chance = random.Random(seed)
        self.monotonic = 1000.0
        self.doubtful = False  # its clock cannot be right
        known = {device: READY if device in readers else ABSENT for device in READERS}
        self.state: State = replace(begin(settings, JOURNEYS, "2026.11.22.1", self.moment()), devices=known)
        self.effects: list[Any] = []
        self.audit: list[tuple[str, dict[str, str]]] = []

    def moment(self) -> Moment:
        return Moment(self.monotonic, WALL + int(self.monotonic - 1000), self._chance.randbytes, self.doubtful)

    @property
    def place(self) -> Any:
        return self.state.place

    def is_at(self, kind: type[Place]) -> bool:
        """Unlike after an ``isinstance``, a type checker does not take it for granted that the session stays there."""
        return isinstance(self.place, kind)

    def feed(self, *events: Any) -> list[Any]:
        """Each event in turn; what the catalogue knows is answered at once, as the runner does."""
        made: list[Any] = []
        for event in events:
            self.state, effects = step(self.state, event, self.moment())
            made += effects
            self.effects += effects
            for effect in effects:
                match effect:
                    case do.Audit(told):
                        self.audit += [(name, dict(details)) for name, details in told]
                    case LoadItem(code) if code in ITEMS:
                        made += self.feed(ItemLoaded(ITEMS[code]))
        return made

    def wait(self, seconds: float) -> list[Any]:
        """Let time pass, with a Tick whenever the session asks for one."""
        made: list[Any] = []
        until = self.monotonic + seconds
        while (tick := next_tick(self.state)) is not None and tick <= until:
            self.monotonic = max(self.monotonic, tick)
            made += self.feed(ev.Tick())
            following = next_tick(self.state)
            assert following is None or following > self.monotonic - 1e-9, "a tick that leads nowhere"
        self.monotonic = max(self.monotonic, until)
        return made

    def last(self, kind: type[EffectT]) -> EffectT:
        return next(effect for effect in reversed(self.effects) if isinstance(effect, kind))

    def all(self, kind: type[EffectT]) -> list[EffectT]:
        return [effect for effect in self.effects if isinstance(effect, kind)]

    def audited(self, name: str) -> list[dict[str, str]]:
        return [details for event, details in self.audit if event == name]

    def show_card(self, key: str = "wang") -> list[Any]:
        return self.feed(DeviceAnswer(self.last(ReadCard).request_id, CardRead(card_of(key))))

    def show_social_card(self, key: str = "wang") -> list[Any]:
        return self.feed(DeviceAnswer(self.last(ReadSocialCard).request_id, SocialCardRead(social_card_of(key))))

    def take_card(self, reader: Device = Device.ID_CARD_READER) -> list[Any]:
        """The card is taken away that the session waits for to be gone."""
        waiting = [wait for wait in self.all(WaitForNoCard) if wait.reader is reader][-1]
        return self.feed(DeviceAnswer(waiting.request_id, CardGone()))

    def to_identify(self, code: str = CODE) -> None:
        self.feed(ev.Start(), OpenItem(code), ev.Primary())

    def to_questions(self, key: str = "wang") -> None:
        self.to_identify()
        self.show_card(key)
        self.feed(ev.Primary())

    def answer(self, **answers: Any) -> None:
        for key, value in answers.items():
            assert getattr(self.place, "key", None) == key, f"{self.place} does not ask {key}"
            self.feed(SetAnswer(key, value), ev.Primary())

    def to_check(self) -> None:
        self.to_questions()
        self.answer(here="yes", mobile="13900000026", delivery="counter", note="")
        self.feed(ev.Primary())

    def to_submitting(self) -> str:
        self.to_check()
        self.feed(ev.Primary(), SetSignature(SIGNATURE), ev.Primary())
        return self.last(Commit).submission.submission_id

    def to_result(self, state: CaseState | None = CaseState.ACCEPTED) -> str:
        submission_id = self.to_submitting()
        self.feed(Committed(submission_id, "T0001-261122-0001"))
        if state is None:
            self.wait(SETTINGS.platform_deadline)
        else:
            self.feed(CaseMade(submission_id, case_of(state)))
        return submission_id

    def paper(self, outcome: PrintOutcome) -> list[Any]:
        return self.feed(ev.PaperAnswered(self.last(do.PrintReceiptPaper).request_id, outcome))
