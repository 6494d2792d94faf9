"""A service item and its guide: what a resident can do here, on which conditions, with which materials, by when.

Plain values. Files are read into them by ``msgspec.convert`` and ``msgspec.json.decode``, which refuse unknown keys;
``service_item_check`` then says what no type can. Item fields follow GB/T 39046-2020; enums are our own, because gateways
number the same list differently.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum
from typing import Any

from kiosk.domain.bundles import Child, Elsewhere
from kiosk.domain.guided_choice import GuidedChoice
from kiosk.domain.queries import Query
from kiosk.domain.terms import Fee, TimeLimit
from kiosk.domain.text import LocalizedText, Published
from kiosk.domain.values import field
from kiosk.domain.without_paper import Commitment, Interest, LaterHanding


class ItemKind(Enum):
    TRANSACTION = "TRANSACTION"  # 办理
    QUERY = "QUERY"  # 查询
    LICENCE_PRINT = "LICENCE_PRINT"  # 证照查询打印
    PAPER_CODE = "PAPER_CODE"  # 随申码离线服务: a code on paper for whoever has no phone


class Served(Enum):
    PERSON = "PERSON"
    COMPANY = "COMPANY"
    INSTITUTION = "INSTITUTION"
    ASSOCIATION = "ASSOCIATION"
    AUTHORITY = "AUTHORITY"
    OTHER = "OTHER"


class Processing(Enum):
    """办件类型."""

    ON_THE_SPOT = "ON_THE_SPOT"  # 即办件
    PROMISED = "PROMISED"  # 承诺件


class Assurance(Enum):
    """What must have shown who the applicant is."""

    NONE = "NONE"
    CODE = "CODE"  # a code on a phone, which the platform signed for whoever shows it, or a card
    CARD = "CARD"  # a card read at this terminal
    COMPANY = "COMPANY"  # the card of somebody who, as the platform knows, acts for the company that is asked about


class Origin(Enum):
    """来源渠道: who gives a material."""

    APPLICANT = "APPLICANT"  # 申请人自备
    OFFICE = "OFFICE"  # 政府部门核发
    OTHER = "OTHER"  # a hospital, a school, an employer, a bank


class ResultKind(Enum):
    """结果类型."""

    LICENCE = "LICENCE"  # 证照
    DOCUMENT = "DOCUMENT"  # 批文
    OTHER = "OTHER"
    NONE = "NONE"


class Source(Published):
    """Where a fact is from: title and number of the document, and the clause where one can be named."""

    title: str
    clause: str = ""


class Fact(Published):
    """Something the guide states. ``source`` is a key of the guide's sources; without one the screens add 以窗口为准."""

    text: LocalizedText
    source: str | None = None


class LicenceRequirement(Published):
    """用证清单: a licence that makes handing in the material unnecessary (免于提交). ``must``: by a rule that the material's source
    names it is used, and no paper is taken; else who has it may hand in paper all the same."""

    licence_type: str  # key of a licence type, e.g. "id-card"
    must: bool = False


class RecordRequirement(Published):
    """比对: a department's record that makes handing in the material unnecessary. ``rule`` (CEL over ``rows``: what the data set
    has on record of the applicant, texts by key of a field) says whether it does."""

    data_set: str
    rule: str


class Material(Published):
    """``when`` (CEL over answers, person) says in which situation it is needed; always, if empty. ``picture``: pictures of it that
    are taken at the terminal do for the application. ``originals``, ``copies``: how many of each, where it is known.
    ``issuer``: who gives it, where that is not the applicant. ``later``: it may be brought later (容缺后补)."""

    key: str
    name: LocalizedText
    format: LocalizedText  # original, copy, how many
    required: bool = True
    picture: bool = False
    when: str = ""
    licences: tuple[LicenceRequirement, ...] = ()
    records: tuple[RecordRequirement, ...] = ()
    source: str | None = None
    origin: Origin | None = None
    issuer: LocalizedText | None = None
    originals: int | None = None
    copies: int | None = None
    later: LaterHanding | None = None

    @property
    def as_licence(self) -> bool:
        """It is taken as an electronic licence alone."""
        return any(need.must for need in self.licences)


class QuestionAndAnswer(Published):
    """An answer that states law names its ``source``; one about this terminal or the counter needs none."""

    question: LocalizedText
    answer: LocalizedText
    source: str | None = None


class Visits(Published):
    """到办事现场次数: how often somebody must come to a counter after applying here, and why, where that is not 0."""

    count: int
    reason: LocalizedText | None = None


class Agency(Published):
    """代办: whether somebody else may apply in the applicant's place. The law allows it but for what must be done in person (民法典
    第一百六十一条). ``reason``: why in person, or who else alone may, in plain words without a full stop; ``source``: a key of the
    guide's sources."""

    allowed: bool = True
    reason: LocalizedText | None = None
    source: str | None = None


class Guide(Published):
    """``result_kind``, ``visits``: None where no source says it."""

    conditions: tuple[Fact, ...]
    materials: tuple[Material, ...]
    steps: tuple[LocalizedText, ...]
    legal_time: TimeLimit | None
    promised_time: TimeLimit | None
    fee: Fee
    result: LocalizedText
    sources: Mapping[str, Source] = field(default_factory=dict)
    questions: tuple[QuestionAndAnswer, ...] = ()
    result_kind: ResultKind | None = None
    visits: Visits | None = None
    agent: Agency = Agency()


class Condition(Published):
    """Eligibility that a rule can tell: CEL over ``person`` (age, sex, number_area) and ``answers``.

    ``met`` and ``unmet`` are the sentences shown; a condition that is not met ends the application there, with a way on.
    """

    rule: str
    met: LocalizedText
    unmet: LocalizedText


class Situation(Published):
    """情形: a branch of the item, chosen by answers."""

    key: str
    name: LocalizedText
    when: str


class Form(Published):
    """``schema`` is JSON Schema 2020-12 with the ``x-ask`` vocabulary of `kiosk.domain.forms`."""

    schema: Mapping[str, Any]
    situations: tuple[Situation, ...] = ()


class FactSource(Published):
    """What rules are told by the platform's own records, never by the applicant: their licence of a kind (``licence``), what a
    department has on record of them (``data_set``), or their earlier cases of an item (``cases``, its implementation code); one of
    the three. In rules a licence is ``{held, several, expired, number, from, until, days_left, rows}`` (``expired``: none counts,
    but one has ended; dates as ISO texts, ``until`` "" and ``days_left`` 99999 where it has no end, ``rows`` by the label on its
    page), a data set the list of its rows, earlier cases a list of ``{state, days}`` (days since they were received)."""

    licence: str = ""
    data_set: str = ""
    cases: str = ""


class Refusal(Published):
    """A published ground on which the rules refuse. ``when``: CEL; ``reason``, ``remedy``: what is wrong and what helps, in plain
    words without a full stop; ``source``: a key of the guide's sources."""

    when: str
    reason: LocalizedText
    remedy: LocalizedText
    source: str


class GivenRow(Published):
    """A row of a licence's page: its label in Chinese, and the key of the answer that it says."""

    label: str
    answer: str


class GivenLicence(Published):
    """What an approval makes of a licence. ``when`` (CEL): the first that holds is done.

    ``renews``: name of the fact whose licence a new one takes the place of: number, end and rows stand as they were, but for
    ``rows``, and that one counts no more; ``years``: by which it ends later. ``ends``: nothing takes its place (注销). Without
    ``renews`` it is the first one, of the type ``kind``, good for ``years`` (0: without an end).
    """

    renews: str = ""
    rows: tuple[GivenRow, ...] = ()
    when: str = ""
    kind: str = ""
    years: int = 0
    ends: bool = False


class DecisionRule(Published):
    """无人干预: the platform decides with no person. Where a fact is missing, or a rule does not fit what is known, a person does.

    ``refuse_when``: the first that holds refuses; ``accept_when``: where all hold (CEL over person, answers, materials that are
    required, and ``facts`` by name) the case is accepted; or done at once, with ``gives`` and a licence issued, or with ``done``
    (what is applied for is a registration). ``told``: the rules in plain words. ``terminal_alone``: also where the register does
    not know the card, so that only the terminal vouches for who applies. ``version``: of the rules; with each decision it is kept
    what they were.
    """

    accept_when: tuple[str, ...]
    terminal_alone: bool = False
    version: str = "1"
    facts: Mapping[str, FactSource] = field(default_factory=dict)
    refuse_when: tuple[Refusal, ...] = ()
    gives: tuple[GivenLicence, ...] = ()
    told: tuple[LocalizedText, ...] = ()
    done: bool = False


class Booking(Published):
    """预约: what is accepted keeps a time for the applicant. ``day``, ``time``: the questions that ask for them; ``place``: that
    which asks where, or ``where``: the only place; ``quota``: how many come at one time to one place."""

    day: str
    time: str
    quota: int
    place: str = ""
    where: LocalizedText | None = None


class ServiceItem(Published):
    implementation_code: str
    name: LocalizedText
    kind: ItemKind
    theme: str
    authority: LocalizedText
    summary: LocalizedText
    guide: Guide
    served: tuple[Served, ...] = (Served.PERSON,)
    processing: Processing = Processing.PROMISED
    assurance: Assurance = Assurance.CARD
    card_reason: LocalizedText | None = None  # why the card itself is needed, where a code on a phone does not do
    everyday_words: tuple[str, ...] = ()
    eligibility: tuple[Condition, ...] = ()
    form: Form | None = None
    decision: DecisionRule | None = None
    booking: Booking | None = None  # of an appointment
    licence_type: str = ""  # for LICENCE_PRINT: which licence it prints
    obtained_by: str = ""  # for LICENCE_PRINT: the code of the transaction that gives such a licence, where there is one
    query: Query | None = None  # for QUERY: what is asked of which data set
    anywhere: bool = True  # 全市通办: any acceptance centre takes it
    courier: bool = False  # the result comes by courier, if the applicant wishes
    uses: int = 0  # how often it was asked for in a year; orders equal search hits
    former_codes: tuple[str, ...] = ()  # that it had: what was submitted under them is still of this item
    children: tuple[Child, ...] = ()  # of a bundle (一件事): the items that one application of it applies for
    elsewhere: tuple[Elsewhere, ...] = ()  # what belongs to a bundle and is done at another place, in person
    commitments: tuple[Commitment, ...] = ()  # what may be promised in place of materials (告知承诺); of a bundle its items' own
    interests: tuple[Interest, ...] = ()  # what it touches, so that nothing may be promised

    @property
    def of_person(self) -> Assurance:
        """What must have shown who somebody is who does this, at the least: where anybody may, a code on a phone is enough to keep
        it for them, and for a company it is the card of whoever acts."""
        return Assurance.CODE if self.assurance in (Assurance.NONE, Assurance.CODE) else Assurance.CARD


class Theme(Published):
    key: str
    name: LocalizedText
    icon: str  # name of an icon of the screens


class LicenceType(Published):
    key: str
    name: LocalizedText
    code: str  # 21 characters of the licence identifier
    authority: LocalizedText


class Centre(Published):
    """社区事务受理服务中心. ``address`` to the door, ``hours`` as on the door. ``district``: the district's own, which takes what
    is not handled in every centre."""

    key: str
    name: LocalizedText
    address: LocalizedText
    hours: LocalizedText
    phone: str
    district: bool = False


class Remedy(Published):
    """What somebody may do who is not content. ``decision``: against a decision alone."""

    key: str
    name: LocalizedText
    text: LocalizedText
    decision: bool = True
    source: Source | None = None


class Places(Published):
    """Where a resident goes; one place holds it for all items, in the order in which they are shown."""

    centres: tuple[Centre, ...] = ()
    remedies: tuple[Remedy, ...] = ()

    def taking(self, item: ServiceItem, site: str) -> tuple[Centre, ...]:
        """The centres that take an item's cases, the one where the resident stands first.

        Args:
            item: which every centre takes, or the district's own alone.
            site: Chinese name of the place where the terminal stands.
        """
        some = [centre for centre in self.centres if centre.district != item.anywhere]
        return tuple(sorted(some, key=lambda centre: centre.name.zh not in site))


class Catalogue(Published):
    """One published version. ``version`` orders publications: ``2026.11.22.1``."""

    version: str
    area: LocalizedText
    notice: LocalizedText
    themes: tuple[Theme, ...]
    licence_types: tuple[LicenceType, ...]
    items: tuple[ServiceItem, ...]
    guided: tuple[GuidedChoice, ...] = ()
    places: Places = Places()
