"""What the session is at one moment. Immutable; everything that a screen shows can be told from it.

Where the resident is, is a `Place`, and a place carries its own behaviour: the session only asks it.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum
from typing import TYPE_CHECKING, ClassVar, TypeVar

from kiosk.domain.cases import Case
from kiosk.domain.closings import Closing
from kiosk.domain.device_states import Reason, StatusKind
from kiosk.domain.licences import Licence
from kiosk.domain.mandates import Mandate
from kiosk.domain.parties import Citizen, Evidence, evidence_of, subject_of
from kiosk.domain.people import Card, PhoneCode
from kiosk.domain.service_items import Assurance, ServiceItem
from kiosk.domain.terminals import UNENROLLED, Terminal
from kiosk.domain.text import LocalizedText
from kiosk.domain.times import Moment
from kiosk.domain.values import Value, field, replace
from kiosk.ports.devices import Device, DeviceStatus
from kiosk.ports.platform import Network, Reply
from kiosk.ports.voice import Loudness, Speed
from kiosk.session.paper import Paper
from kiosk.session.registry import Journey, Journeys

if TYPE_CHECKING:
    from kiosk.domain.codes import KnownCode

# Events and effects are values of many folders: of the ports, of this one, of each journey.
Event = Value
Effect = Value
Step = tuple["State", tuple[Effect, ...]]
AuditEvent = tuple[str, Mapping[str, str]]  # by its name in a vocabulary, with its details: never personal data


class Settings(Value):
    """Times in seconds; a site sets them. With larger text the two limits are doubled."""

    quiet_limit: float = 60.0
    warning: float = 20.0
    leaving: float = 4.0  # the farewell stays at least this long
    leaving_limit: float = 20.0  # a card that is left is announced this long
    platform_deadline: float = 8.0
    card_photo: bool = False  # a vendor's library shows the photo on an ID card
    reads_text: bool = False  # what stands on a page before the document camera can be read
    language: str = "zh"
    attendant_pin: str = ""  # asked for before out of service; "": it is not
    terminal: Terminal = UNENROLLED
    on_trial: bool = False  # this version of the program is tried, and nobody is served


class Accessibility(Value):
    """What a resident may set for themselves to make it easier to use; gone when they leave."""

    large: bool = False
    contrast: bool = False
    low: bool = False  # everything that is touched within reach of somebody seated
    left: bool = False  # what is touched lies for the left hand
    voice: bool = False  # each page is read out
    speed: Speed = Speed.NORMAL  # of the voice
    loudness: Loudness = Loudness.NORMAL  # of the voice


class Overlay(Enum):
    HELP = "help"
    ACCESSIBILITY = "accessibility"
    LEAVE = "leave"  # asks before anything is thrown away


class Person(Value):
    """``card``: what showed who they are, which may be a code on a phone."""

    card: Card
    identified_at: int
    reader: Device = Device.ID_CARD_READER  # that read the card, or the code
    module: str = ""  # number of its security module
    photo: bytes = b""  # PNG, where a vendor's library shows it
    profile: Mapping[str, str] | None = None  # None: not known (yet)
    on_record: Mapping[str, str] = field(default_factory=dict)  # what licences and departments say, for forms that were begun
    proved: Mapping[tuple[str, str], bool] = field(default_factory=dict)  # (item, material): whether departments' records prove it
    licences: tuple[Licence, ...] | None = None  # None: not known (yet)
    licences_kept: bool = False  # they are from the vault: the platform could not be asked
    cases: tuple[Case, ...] = ()  # that the platform has of them, as far as it was asked

    @property
    def subject(self) -> Citizen:
        """Who they are."""
        return subject_of(self.card)

    @property
    def assurance(self) -> Assurance:
        """How sure that is: a card that has ended was never taken."""
        return Assurance.CODE if isinstance(self.card, PhoneCode) else Assurance.CARD

    @property
    def evidence(self) -> Evidence:
        """What proved it."""
        return evidence_of(self.card, self.reader.value, self.identified_at, self.module)


class Resumable(Value):
    """Something that was begun, and that the home page offers to go on with."""

    journey: str
    key: str
    item: ServiceItem


class JourneyState(Value):
    """What a journey keeps beyond its own pages, while this resident is here. Each has a default: nothing was begun."""

    @property
    def resumable(self) -> tuple[Resumable, ...]:
        """What was begun, for the home page to offer; () for nothing."""
        return ()

    @property
    def holds_input(self) -> bool:
        """Leaving takes away what the resident entered."""
        return False

    @property
    def submitted(self) -> bool:
        """Something of this resident's was submitted, and stays."""
        return False

    def learned(self, request_id: str, reply: Reply) -> JourneyState | None:
        """What is kept with what the platform says of somebody else than the resident; None where this journey did not ask."""
        return None


JourneyStateT = TypeVar("JourneyStateT", bound=JourneyState)


class Place(Value):
    """Where the resident is, and how the session behaves there.

    ``can_return``: Back leads here again from what follows; False where what it waited for has happened, or cannot be done twice.
    ``may_go_back``: there is a way back from here. ``stage``: which stage of its journey this is, -1 for none.
    """

    can_return: ClassVar[bool] = True
    may_go_back: ClassVar[bool] = True
    is_idle: ClassVar[bool] = False  # nobody is here: no session has begun
    is_over: ClassVar[bool] = False  # this process is being replaced
    patience: ClassVar[int] = 1  # how many times the quiet limit is waited for a touch
    stage: ClassVar[int] = -1

    def step(self, state: State, event: Event, moment: Moment) -> Step:
        """One event while the resident is here. An event that is not expected changes nothing."""
        return state, ()

    def busy(self) -> bool:
        """The terminal itself is at work for this resident: no time limit runs, and no button leads away."""
        return False

    def limited(self, state: State) -> bool:
        """Whether the time limit of a session runs here, as long as the terminal is not at work."""
        return True

    def next_tick(self, state: State) -> float | None:
        """When, in monotonic seconds, this place needs a Tick by itself."""
        return None

    def requests(self) -> frozenset[str]:
        """The ids of device requests that are of no use once this place is left."""
        return frozenset()

    def still_applies(self, state: State, moment: Moment) -> bool:
        """Asked before Back leads here: what was entered since may have closed it."""
        return True

    @property
    def paper(self) -> Paper | None:
        """A page that comes out, or is waited for, here."""
        return None

    def takes_along(self, state: State) -> bool:
        """Whether what was entered here can be kept for another day: it is offered to whoever is about to leave."""
        return False

    def subject(self, state: State) -> LocalizedText | None:
        """The service, or the licence, that this is about."""
        return None

    def scanned(self, state: State, code: KnownCode, moment: Moment) -> Step | None:
        """A code was held up that this place asked for; None where it is another than it knows."""
        return None

    def stage_of(self, state: State) -> tuple[Journey | None, int]:
        """Whose row of stages is shown, and which of them this is; -1: none of them yet."""
        return (state.journeys.of(self), self.stage) if self.stage >= 0 else (None, -1)

    def audit(self, before: State, after: State) -> tuple[AuditEvent, ...]:
        """What a step that led from ``before`` to ``after``, which is here, is to be written down as."""
        return ()

    def audit_leaving(self, before: State, after: State) -> tuple[AuditEvent, ...]:
        """As `audit`, of a step that began here."""
        return ()


class Known(Enum):
    """What the platform is asked of somebody as soon as they are identified."""

    PROFILE = "profile"
    LICENCES = "licences"
    CASES = "cases"


class Next(Value):
    """What comes once somebody is identified: each journey that asks who it is has its own.

    ``asks``: what the platform is asked of them; ``stage``: of the journey's row, while the card is waited for; ``another``: the
    card is not the resident's, who showed theirs before, but that of somebody for whom they act; ``id_card``: the ID card alone
    will do, for its photo.
    """

    asks: ClassVar[frozenset[Known]] = frozenset({Known.PROFILE, Known.LICENCES})
    stage: ClassVar[int] = -1
    receipt_helps: ClassVar[bool] = False  # who cannot show a card can go back and scan a receipt
    another: ClassVar[bool] = False
    id_card: ClassVar[bool] = False

    def go(self, state: State, moment: Moment) -> Step:
        """On from the page that asked for the card. ``state`` has the person, and in ``lookups`` what is asked of them."""
        raise NotImplementedError

    def needs(self) -> Assurance:
        """What must have shown who somebody is, at the least."""
        return Assurance.CODE

    def card_reason(self) -> LocalizedText | None:
        """Why the card itself is needed, where a code on a phone does not do; a sentence without its full stop."""
        return None

    def asked_of(self) -> frozenset[Known]:
        """What the platform is asked of whoever is identified."""
        return self.asks

    def stage_of(self, state: State) -> tuple[Journey | None, int]:
        """As `Place.stage_of`, for the pages before it."""
        return (state.journeys.of(self), self.stage) if self.stage >= 0 else (None, -1)

    def shown(self, state: State, person: Person, asked: frozenset[str], moment: Moment) -> Step:
        """On with whose card was read. ``asked``: the ids, of those in ``state.lookups``, of what the platform is asked of them.
        The resident is whoever showed the first card; with ``another`` the journey keeps the person by itself."""
        return self.go(replace(state, person=person), moment)

    def why(self, fills_address: bool, id_card_alone: bool) -> LocalizedText:
        """What the card is asked for. ``fills_address``: an ID card may be shown, and its address is filled in."""
        raise NotImplementedError

    def subject(self, state: State) -> LocalizedText | None:
        """As `Place.subject`, for the page that asks for the card."""
        return None


class State(Value):
    """``own``: what the journeys keep (`JourneyState`), each by its kind."""

    place: Place
    settings: Settings = Settings()
    journeys: Journeys = Journeys()
    trail: tuple[Place, ...] = ()  # where Back leads
    overlay: Overlay | None = None
    language: str = "zh"
    accessibility: Accessibility = Accessibility()
    touched_at: float = 0.0  # the latest sign of life; while the voice reads, when it will have ended at the latest
    speaking: bool = False  # the voice reads something out
    warned: bool = False
    network: Network = Network.UNKNOWN
    public_data: frozenset[str] = frozenset()  # data sets whose rows are here; looked for when the network goes away
    clock_doubtful: bool = False  # this machine's clock cannot be right, and nobody has told the time yet
    devices: Mapping[Device, DeviceStatus] = field(default_factory=dict)
    paper_missing: frozenset[Device] = frozenset()  # printers of which a resident said that nothing came out; nobody looked since
    catalogue_version: str = ""
    newer_catalogue: bool = False  # one stands ready for the next process
    renewal_wanted: bool = False  # of the process: settings were changed, or the platform asked for it
    other_program: bool = False  # another version of it runs as the next process
    ledger_usable: bool | None = None  # what must not be lost can be written; None: nobody has tried yet
    closed: Closing | None = None  # out of service, until staff say otherwise
    technician_called: bool = False
    person: Person | None = None
    company: Mandate | None = None  # for which the resident acts, once they chose one in this visit
    sessions: int = 0  # of people of whom no personal data was left, in this process
    personal_data: bool = False  # something of a person was shown or read: the process must be replaced
    text_typed: bool = False  # words to search for, which may be somebody's name: the process is replaced, without a farewell
    readers_used: frozenset[Device] = frozenset()  # that a card was shown to, whatever came of it
    cards_of_two: bool = False  # that of somebody else was read beside the resident's
    readers_unchecked: frozenset[Device] = frozenset()  # that were not seen empty since the last person went
    own: Mapping[type[JourneyState], JourneyState] = field(default_factory=dict)
    lookups: frozenset[str] = frozenset()  # ids of what is still being asked about the person
    lookups_apart: frozenset[str] = frozenset()  # those of them that are about somebody else, for whom the person acts

    def status(self, device: Device) -> DeviceStatus:
        """As it says itself; a printer that calls itself well wants somebody as long as paper of it is missing."""
        status = self.devices.get(device, DeviceStatus(StatusKind.UNKNOWN))
        if device in self.paper_missing and status.kind in (StatusKind.READY, StatusKind.ATTENTION):
            return DeviceStatus(StatusKind.ATTENTION, Reason.PAPER_MISSING, status.detail)
        return status

    @property
    def statuses(self) -> Mapping[Device, DeviceStatus]:
        """Of every device that was heard of."""
        return {device: self.status(device) for device in self.devices}

    @property
    def resident(self) -> Person:
        """Whoever was identified; a page that needs somebody is never reached before."""
        assert self.person is not None
        return self.person

    def asking(self, *request_ids: str, apart: bool = False) -> State:
        """With these asked of the platform, about the resident, or ``apart``: about somebody else, and never to be learned as
        theirs."""
        ids = frozenset(request_ids)
        others = self.lookups_apart | ids if apart else self.lookups_apart
        return replace(self, lookups=self.lookups | ids, lookups_apart=others)

    def of(self, kind: type[JourneyStateT]) -> JourneyStateT:
        """What a journey keeps, or its default."""
        found = self.own.get(kind)
        return found if isinstance(found, kind) else kind()

    def keeping(self, one: JourneyState) -> State:
        """With this in place of what the journey kept before."""
        return replace(self, own={**self.own, type(one): one})
