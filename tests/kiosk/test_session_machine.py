"""Anything may happen in any order: what must hold of the session all the same."""

from __future__ import annotations

from collections import Counter
from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from kiosk.domain.agency import Relation
from kiosk.domain.cases import CaseState
from kiosk.domain.codes import business_code_text, presented_code_text
from kiosk.domain.device_states import Reason, StatusKind
from kiosk.domain.licences import CopyChecked, CopyPurpose, CopyVerdict, PresentedRefusal
from kiosk.domain.mandates import BusinessCodeRefusal, Mandate, MandateRefusal
from kiosk.domain.parties import Company
from kiosk.domain.people import Card
from kiosk.journeys import audit_vocabulary
from kiosk.journeys.apply.draft import keys_asked
from kiosk.journeys.apply.effects import Commit
from kiosk.journeys.apply.events import (
    ApplyFor,
    ChangeAnswer,
    Committed,
    DropPictures,
    NotCommitted,
    OneMorePage,
    PresentLicence,
    SetAnswer,
    SetSignature,
    TakePicture,
    Whom,
)
from kiosk.journeys.apply.filling import AskPage, CheckPage, MaterialsPage
from kiosk.journeys.apply.places import Eligibility
from kiosk.journeys.apply.presenting import AskPresented, LicenceDeclined, LicencePresented
from kiosk.journeys.apply.principal import QUESTIONS
from kiosk.journeys.apply.relation import AskRelation, RelationKnown
from kiosk.journeys.apply.result import ResultPage
from kiosk.journeys.apply.signing import SignPage, Submitting
from kiosk.journeys.browse.events import OpenItem, OpenList, OpenSearch, SearchFor
from kiosk.journeys.browse.places import Home, Search
from kiosk.journeys.copy_check.places import CheckCopyCode, CopyCodeChecked
from kiosk.journeys.licence_copies.copying import CopyPage
from kiosk.journeys.licence_copies.effects import (
    ComposeCopy,
    ComposedCopy,
    CopyComposed,
    CopyNotComposed,
    CopyProblem,
    OpenVault,
    VaultOpened,
)
from kiosk.journeys.licence_copies.places import LicencesPage, OpenLicence, PickSeveral, SetKeep, SetPurpose
from kiosk.journeys.progress.places import FindReceipts, ReceiptsFound, ScanReceipt, UseCard
from kiosk.journeys.rating.places import Rate
from kiosk.ports.companies import AskBusinessCode, AskCompanies, CompaniesKnown, CompanyDeclined, CompanyShown
from kiosk.ports.device_hub import (
    Cancel,
    CardGone,
    DeviceAnswer,
    PrintProgressed,
    ReadCard,
    ReadSocialCard,
    ScanCode,
    ScanDocument,
    StatusChanged,
    TakeBack,
    WaitForNoCard,
)
from kiosk.ports.devices import (
    CameraUnavailable,
    CardLeft,
    CardNeedsPin,
    CardRead,
    CardUnreadable,
    CodeScanned,
    CodeUnreadable,
    Device,
    DeviceStatus,
    DocumentScanned,
    NoCard,
    NoPage,
    NoPageReason,
    PrintBegins,
    PrintConfirmed,
    PrintFailed,
    PrintSent,
    PrintUncertain,
    PrintWaits,
    ReaderUnavailable,
    ScannerUnavailable,
    SocialCardRead,
)
from kiosk.ports.platform import (
    AskCases,
    AskLicenceFile,
    AskLicences,
    AskProfile,
    AskProgress,
    CaseMade,
    CasesKnown,
    LicencesKnown,
    Network,
    NetworkChanged,
    NoAnswer,
    PlatformReply,
    ProfileKnown,
    ProgressKnown,
)
from kiosk.ports.storage import Among, StorageFault
from kiosk.session import effects as do
from kiosk.session import events as ev
from kiosk.session.companies import ChooseCompany, CompanyPage, ShowBusinessCode
from kiosk.session.identify import Identify, IdentifyProblem
from kiosk.session.idle import Idle
from kiosk.session.leaving import Leaving, Wiped
from kiosk.session.readers import READERS
from kiosk.session.state import Accessibility, Overlay
from kiosk.session.time_limits import next_tick
from tests.campaign import sequences
from tests.kiosk.session_samples import (
    GOOD,
    ITEM,
    ITEMS,
    KEYS,
    SIGNATURE,
    TOKEN,
    Session,
    card_of,
    case_of,
    file_of,
    licence_of,
    places,
    shown,
    social_card_of,
    traces_of,
)

PLACES = places()
VOCABULARY = audit_vocabulary()
HOLDERS = ("wang", "li", "zhao")
CARDS = [card_of(key) for key in HOLDERS]
SOCIAL_CARDS = [social_card_of(key) for key in HOLDERS]
ALL_CARDS: tuple[Card, ...] = (*CARDS, *SOCIAL_CARDS)
VALUES = st.sampled_from(
    ["", "yes", "no", "courier", "counter", "13900000026", "139", "样板区某某路一百号", " ", 7, None, CARDS[0].name]
)
MANDATES = (
    Mandate(Company("样板区某某餐饮管理有限公司", "913101990000300156"), "法定代表人"),
    Mandate(Company("样板区某某运输有限公司", "91310199000060038Q"), "办事人", None, MandateRefusal.OUT_OF_SCOPE),
)
LICENCES = (licence_of(), licence_of("9", "other", usable=False))
DEPTHS = st.sampled_from([0, 1, 2, 3, 4, 4, 4, 5, 6, 7, 7, 8])
OUTCOMES = st.sampled_from(
    [PrintConfirmed(), PrintSent(), PrintFailed(Reason.PAPER_OUT), PrintUncertain(Reason.SILENT), PrintFailed(Reason.NOT_RECORDED)]
)

ACTS = st.one_of(
    st.sampled_from(
        [
            ev.Touch(),
            ev.Start(),
            ev.Back(),
            ev.GoHome(),
            ev.Leave(),
            ev.CloseOverlay(),
            OpenSearch(),
            OpenList(Among(theme="seniors")),
            ev.OpenJourney("licence_copies"),
            ev.OpenJourney("progress"),
            ScanReceipt(),
            ev.OpenJourney("copy_check"),
            UseCard(),
            ev.TryAgain(),
            ev.PaperSeen(True),
            ev.PaperSeen(False),
            ev.PrintAgain(),
            ev.StopPrint(),
            OpenLicence("1.2.3"),
            OpenLicence("9"),
            PickSeveral(),
            TakePicture("hukou"),
            PresentLicence("hukou"),
            TakePicture("none"),
            DropPictures("hukou"),
            OneMorePage(),
            SetSignature(""),
            SetSignature(SIGNATURE),
            *map(ApplyFor, Whom),
            *map(ApplyFor, Whom),
            ShowBusinessCode(),
            ChooseCompany(MANDATES[0].company.number),
            ChooseCompany("none"),
        ]
    ),
    st.builds(SetAnswer, st.sampled_from(["how"]), st.sampled_from(["card", "card", "written", ""])),
    st.builds(SetAnswer, st.sampled_from(["relation"]), st.sampled_from([*(one.value for one in Relation), ""])),
    st.builds(SetAnswer, st.sampled_from(["principal_number"]), st.sampled_from([card.number for card in CARDS])),
    st.builds(SetAnswer, st.sampled_from(["principal_name"]), st.sampled_from([card.name for card in CARDS])),
    st.builds(ev.SetLanguage, st.sampled_from(["zh", "en", "xx"])),
    st.builds(ev.SetAccessibility, st.builds(Accessibility, st.booleans(), st.booleans(), st.booleans())),
    st.builds(ev.OpenOverlay, st.sampled_from(Overlay)),
    st.builds(SearchFor, st.sampled_from(["", "jlk", CARDS[0].name])),
    st.builds(OpenItem, st.sampled_from([*ITEMS, "none"])),
    st.builds(ev.Resume, st.just("apply"), st.sampled_from([*ITEMS, "none"])),
    st.builds(SetAnswer, st.sampled_from(KEYS), VALUES),
    st.builds(ChangeAnswer, st.sampled_from([*KEYS, "none"])),
    st.builds(Rate, st.integers(-1, 6)),
    st.builds(SetPurpose, st.sampled_from(CopyPurpose)),
    st.builds(SetKeep, st.booleans()),
)


class AnySession(RuleBasedStateMachine):
    def __init__(self) -> None:
        super().__init__()
        self.fresh()

    def fresh(self) -> None:
        self.session = Session(readers=tuple(READERS))
        self.session.feed(StatusChanged(Device.DOCUMENT_CAMERA, DeviceStatus(StatusKind.READY)))
        self.outstanding: dict[str, Any] = {}  # device requests that were not answered or cancelled
        self.questions: dict[str, Any] = {}
        self.receipts: dict[str, str] = {}  # request_id of a receipt that is being printed -> submission
        self.copies: list[str] = []
        self.taken_back: list[str] = []
        self.voided: list[str] = []
        self.compositions: list[str] = []
        self.own: list[str] = []
        self.codes: list[str] = []
        self.vault: list[str] = []
        self.committing: list[str] = []
        self.hurried: list[str] = []
        self.commits: Counter[str] = Counter()
        self.may_print: Counter[str] = Counter()  # receipts that were asked for and not begun
        self.ended = False

    def feed(self, event: Any) -> None:
        session = self.session
        before = session.state
        if isinstance(event, ev.PrintAgain) and isinstance(before.place, ResultPage) and before.place.outcome.paper.may_print_again:
            self.may_print[before.place.outcome.submission_id] = 1
        made = session.feed(event)
        if self.ended:
            assert made == []
            assert session.state == before
        for effect in made:
            self._note(effect)
        if isinstance(event, (ev.Back, ev.GoHome)):
            moved = type(session.place) is not type(before.place)
            assert not (moved and isinstance(session.place, (Identify, Submitting)))

    def _note(self, effect: Any) -> None:
        match effect:
            case (
                ReadCard(request_id)
                | ReadSocialCard(request_id)
                | ScanCode(request_id)
                | ScanDocument(request_id)
                | WaitForNoCard(request_id)
            ):
                self.outstanding[request_id] = effect
            case Cancel(request_id):
                self.outstanding.pop(request_id, None)
            case do.AskPlatform(request_id, question):
                self.questions[request_id] = question
            case Commit(submission):
                self.commits[submission.submission_id] += 1
                assert self.commits[submission.submission_id] == 1
                self.committing.append(submission.submission_id)
                self.may_print[submission.submission_id] = 1
            case do.SendFirst(submission_id):
                self.hurried.append(submission_id)
            case do.PrintReceiptPaper(request_id):
                submission_id = self.session.place.outcome.submission_id
                assert self.may_print[submission_id] == 1, "a second print that nobody asked for"
                self.may_print[submission_id] = 0
                assert not self.receipts, "two receipts at once"
                self.receipts[request_id] = submission_id
            case do.PrintPagePaper(request_id):
                self.copies.append(request_id)
            case TakeBack(request_id):
                assert request_id in self.copies, "it was answered long ago"
                assert request_id not in self.taken_back
                self.taken_back.append(request_id)
            case do.VoidPrint(request_id):
                assert request_id not in (*self.voided, *self.copies, *self.receipts)
                self.voided.append(request_id)
            case ComposeCopy(request_id):
                self.compositions.append(request_id)
            case FindReceipts(request_id):
                self.own.append(request_id)
            case CheckCopyCode(request_id):
                self.codes.append(request_id)
            case OpenVault(request_id):
                self.vault.append(request_id)
            case do.ReplaceProcess():
                assert not self.ended
                self.ended = True
            case do.Audit(told):
                for name, details in told:
                    assert name in VOCABULARY
                    assert not traces_of_text(repr(details))

    @initialize(
        depth=DEPTHS,
        key=st.sampled_from(["wang", "wang", "wang", "li"]),
        code=st.sampled_from([ITEM.implementation_code, *ITEMS]),
        social=st.booleans(),
    )
    def begin(self, depth: int, key: str, code: str, social: bool) -> None:
        self.go_deep(depth, key, code, social)

    @precondition(lambda self: isinstance(self.session.place, (Idle, Home, Leaving, Wiped)))
    @rule(
        depth=DEPTHS,
        key=st.sampled_from(["wang", "wang", "wang", "li"]),
        code=st.sampled_from([ITEM.implementation_code, *ITEMS]),
        social=st.booleans(),
    )
    def go_deep(self, depth: int, key: str, code: str, social: bool) -> None:
        """A new process, and from the idle page to where things happen: chance alone seldom comes that far."""
        self.fresh()
        if depth == 0:
            return
        self.feed(ev.Start())
        self.feed(OpenItem(code))
        self.feed(ev.Primary())
        if depth == 1:
            return
        card = SocialCardRead(social_card_of(key)) if social else CardRead(card_of(key))
        self.answer_device(DeviceAnswer("", card))
        for _ in range(10 if depth > 3 else depth - 2):
            if isinstance(self.session.place, (SignPage, LicencesPage, Home)) or (
                depth == 4 and isinstance(self.session.place, CheckPage)
            ):
                break
            self.feed(SetAnswer(getattr(self.session.place, "key", ""), GOOD.get(getattr(self.session.place, "key", ""))))
            self.feed(ev.Primary())
        if depth > 4 and isinstance(self.session.place, LicencesPage):
            self.platform_answers(depth % 2 == 0, False)
            self.kept_here(True, True)
            self.feed(OpenLicence("1.2.3"))
            self.feed(SetPurpose(CopyPurpose.SCHOOL))
            self.feed(ev.Primary())
            if depth > 6:
                self.composed(True, CopyProblem.STORAGE)
                self.feed(ev.Primary())
        elif depth > 4 and isinstance(self.session.place, SignPage):
            self.sign()
            if depth > 5:
                self.storage_answers(depth > 6, StorageFault.FULL)
                self.a_case(CaseState.RECEIVED, False)

    @rule(act=ACTS)
    def act(self, act: Any) -> None:
        self.feed(act)

    @rule()
    def primary(self) -> None:
        self.feed(ev.Primary())

    @rule(dice=st.integers(0, 9))
    def leave(self, dice: int) -> None:
        self.feed(ev.Leave(sure=dice == 9))

    @rule()
    def answer_what_is_asked(self) -> None:
        key = getattr(self.session.place, "key", None)
        if key in GOOD:
            self.feed(SetAnswer(key, GOOD[key]))
            self.feed(ev.Primary())

    @precondition(lambda self: isinstance(self.session.place, (AskPage, MaterialsPage, CheckPage, SignPage)))
    @rule(
        change=st.sampled_from([("here", "yes"), ("here", "no"), ("delivery", "counter"), ("mobile", "139")]),
        back=st.integers(0, 8),
    )
    def change_an_answer(self, change: tuple[str, str], back: int) -> None:
        if isinstance(self.session.place, SignPage):
            self.feed(ev.Back())
        for _ in range(8):
            if isinstance(self.session.place, AskPage):
                self.feed(SetAnswer(self.session.place.key, GOOD[self.session.place.key]))
            if not isinstance(self.session.place, CheckPage):
                self.feed(ev.Primary())
        self.feed(ChangeAnswer(change[0]))
        self.feed(SetAnswer(*change))
        self.feed(ev.Primary())
        for _ in range(back):
            self.feed(ev.Back())
            self.what_is_shown_is_asked()
        self.feed(ev.Primary())

    @rule(steps=st.integers(2, 6))
    def back_and_on(self, steps: int) -> None:
        for _ in range(steps):
            self.feed(ev.Back())
        for _ in range(steps):
            self.feed(ev.Primary())

    @precondition(lambda self: isinstance(self.session.place, (ResultPage, CopyPage)))
    @rule(
        outcome=OUTCOMES,
        acts=st.lists(st.sampled_from([ev.PrintAgain(), ev.PaperSeen(True), ev.PaperSeen(False), ev.StopPrint()]), max_size=3),
    )
    def paper(self, outcome: Any, acts: list[Any]) -> None:
        self.receipt_printer(outcome)
        self.page_printer(outcome)
        for act in acts:
            self.feed(act)

    @rule()
    def sign(self) -> None:
        self.feed(SetSignature(SIGNATURE))
        self.feed(ev.Primary())

    def answer_device(self, answer: DeviceAnswer, latest: bool = False) -> None:
        either = (ReadCard, ReadSocialCard)
        kinds: dict[type, type | tuple[type, ...]] = {
            CardRead: ReadCard,
            SocialCardRead: ReadSocialCard,
            CardNeedsPin: ReadSocialCard,
            CardLeft: either,
            CardUnreadable: either,
            ReaderUnavailable: (*either, WaitForNoCard),
            NoCard: either,
            CardGone: WaitForNoCard,
            DocumentScanned: ScanDocument,
            NoPage: ScanDocument,
            CameraUnavailable: ScanDocument,
        }
        wanted = kinds.get(type(answer.outcome), ScanCode)
        waiting = list(self.outstanding.items())
        for request_id, request in reversed(waiting) if latest else waiting:
            if isinstance(request, wanted):
                del self.outstanding[request_id]
                self.feed(DeviceAnswer(request_id, answer.outcome))
                return

    @rule(
        outcome=st.sampled_from(
            [
                *[CardRead(card) for card in CARDS],
                *[SocialCardRead(card) for card in SOCIAL_CARDS],
                CardNeedsPin(),
                DocumentScanned(b"jpeg", b"pdf"),
                NoPage(NoPageReason.DARK),
                CameraUnavailable(Reason.NOT_FOUND),
                CardLeft(),
                CardUnreadable(Reason.GARBLED),
                CardUnreadable(Reason.NOT_FOUND),
                CardUnreadable(Reason.NOT_AUTHORISED),
                ReaderUnavailable(Reason.SILENT),
                ReaderUnavailable(Reason.NOT_CONFIGURED),
                NoCard(),
                CardGone(),
                CodeScanned(TOKEN),
                CodeScanned("LC1~a~b~c"),
                CodeScanned(presented_code_text("A")),
                CodeScanned(business_code_text("A")),
                CodeScanned("???"),
                CodeUnreadable(Reason.GARBLED),
                ScannerUnavailable(Reason.NOT_FOUND),
            ]
        ),
        latest=st.booleans(),
    )
    def device_answers(self, outcome: Any, latest: bool) -> None:
        self.answer_device(DeviceAnswer("", outcome), latest)

    @rule(request_id=st.sampled_from(["", "none"]), holder=st.sampled_from(HOLDERS))
    def a_stray_answer(self, request_id: str, holder: str) -> None:
        person = self.session.state.person
        self.feed(DeviceAnswer(request_id, CardRead(card_of(holder))))
        self.feed(DeviceAnswer(request_id, SocialCardRead(social_card_of(holder))))
        self.feed(ev.PaperAnswered("none", PrintConfirmed()))
        self.feed(Committed("none", "T-1"))
        assert self.session.state.person in (person, None)

    @rule(device=st.sampled_from(Device), kind=st.sampled_from(StatusKind), given_none=st.booleans())
    def status(self, device: Device, kind: StatusKind, given_none: bool) -> None:
        unfit = kind is StatusKind.UNAVAILABLE and given_none
        self.feed(StatusChanged(device, DeviceStatus(kind, Reason.NOT_CONFIGURED if unfit else None)))
        if not self.ended:
            assert self.session.state.devices[device].kind is kind, "as it says; what residents say of its paper comes on top"

    @rule(network=st.sampled_from(Network))
    def network(self, network: Network) -> None:
        self.feed(NetworkChanged(network))

    @rule(answers=st.booleans(), oldest=st.booleans())
    def platform_answers(self, answers: bool, oldest: bool) -> None:
        if not self.questions:
            return
        request_id = list(self.questions)[0 if oldest else -1]
        reply: Any = NoAnswer()
        question = self.questions.pop(request_id)
        if answers:
            match question:
                case AskProfile():
                    reply = ProfileKnown({"mobile": "13911111111"})
                case AskLicences():
                    reply = LicencesKnown(LICENCES)
                case AskProgress():
                    reply = ProgressKnown(case_of())
                case AskCases():
                    reply = CasesKnown((case_of(),))
                case AskLicenceFile():
                    reply = file_of(licence_of())
                case AskPresented():
                    reply = LicenceDeclined(PresentedRefusal.USED) if oldest else LicencePresented("hukou", "reference")
                case AskCompanies():
                    reply = CompaniesKnown(MANDATES if oldest else MANDATES[:1])
                case AskBusinessCode():
                    reply = CompanyDeclined(BusinessCodeRefusal.USED) if oldest else CompanyShown(MANDATES[0], "reference")
                case AskRelation():
                    reply = RelationKnown(oldest)
        self.feed(PlatformReply(request_id, reply))

    @rule(stored=st.booleans(), fault=st.sampled_from(StorageFault))
    def storage_answers(self, stored: bool, fault: StorageFault) -> None:
        if self.committing:
            submission_id = self.committing.pop(0)
            self.feed(Committed(submission_id, "T0001-261122-0001") if stored else NotCommitted(submission_id, fault))

    @rule(state=st.sampled_from(CaseState), oldest=st.booleans())
    def a_case(self, state: CaseState, oldest: bool) -> None:
        if self.hurried:
            self.feed(CaseMade(self.hurried[0 if oldest else -1], case_of(state)))

    @rule(outcome=OUTCOMES)
    def receipt_printer(self, outcome: Any) -> None:
        if self.receipts:
            request_id, _ = self.receipts.popitem()
            self.feed(ev.PaperAnswered(request_id, outcome))

    @rule(progress=st.sampled_from([PrintWaits(Reason.IN_USE), PrintWaits(Reason.SILENT), PrintBegins()]))
    def page_waits(self, progress: Any) -> None:
        for request_id in self.copies:
            self.feed(PrintProgressed(request_id, progress))

    @rule(outcome=OUTCOMES)
    def page_printer(self, outcome: Any) -> None:
        if self.copies:
            self.feed(ev.PaperAnswered(self.copies.pop(0), outcome))

    @rule(made=st.booleans(), problem=st.sampled_from(CopyProblem))
    def composed(self, made: bool, problem: CopyProblem) -> None:
        if self.compositions:
            request_id = self.compositions.pop(0)
            copy = ComposedCopy(f"L{len(self.copies):06d}", b"%PDF", b"PNG")
            self.feed(CopyComposed(request_id, copy) if made else CopyNotComposed(request_id, problem))

    @rule(found=st.booleans(), readable=st.booleans())
    def kept_here(self, found: bool, readable: bool) -> None:
        if self.own:
            self.feed(ReceiptsFound(self.own.pop(0), () if readable else None))
        if self.vault:
            self.feed(VaultOpened(self.vault.pop(0), (file_of(LICENCES[0]),) if found else ()))

    @rule(verdict=st.sampled_from(CopyVerdict))
    def checked(self, verdict: CopyVerdict) -> None:
        if self.codes:
            self.feed(CopyCodeChecked(self.codes.pop(0), CopyChecked(verdict, holder=CARDS[0].name)))

    @rule(seconds=st.sampled_from([0.0, 0.5, 3.0, 4.5, 9.0, 9.0, 30.0, 61.0]))
    def time_passes(self, seconds: float) -> None:
        until = self.session.monotonic + seconds
        for _ in range(10):
            tick = next_tick(self.session.state)
            if tick is None or tick > until:
                break
            self.session.monotonic = max(self.session.monotonic, tick)
            self.feed(ev.Tick())
        else:
            raise AssertionError("ticks that lead nowhere")
        self.session.monotonic = until

    @rule(dice=st.integers(0, 9))
    def a_late_tick(self, dice: int) -> None:
        self.session.monotonic += 500 if dice == 9 else 1
        self.feed(ev.Tick())

    @invariant()
    def the_place_is_known(self) -> None:
        assert type(self.session.place) in PLACES

    @invariant()
    def what_is_shown_is_asked(self) -> None:
        place = self.session.place
        if isinstance(place, AskPage):
            assert place.key in keys_asked(self.session.state, place.code, self.session.moment())

    @invariant()
    def at_most_one_request_of_a_kind_is_open(self) -> None:
        kinds = Counter((type(request), getattr(request, "reader", None)) for request in self.outstanding.values())
        assert max(kinds.values(), default=0) <= 1, kinds

    @invariant()
    def no_request_is_open_that_no_page_waits_for(self) -> None:
        place = self.session.place
        assert set(self.outstanding) <= {getattr(place, "request_id", ""), *getattr(place, "waiting", {}).values()}

    @invariant()
    def whoever_is_to_show_a_card_is_waited_for_or_told(self) -> None:
        place = self.session.place
        if isinstance(place, Identify):
            assert place.waiting or place.problem is IdentifyProblem.READER
            assert set(place.waiting.values()) <= set(self.outstanding)

    @invariant()
    def every_page_can_be_shown(self) -> None:
        """Whatever a reader answered, there are words for it."""
        place = self.session.place
        if isinstance(place, (Identify, Leaving, ResultPage, CopyPage, CompanyPage, Eligibility, *QUESTIONS)):
            shown(self.session)

    @invariant()
    def nothing_stays_after_leaving(self) -> None:
        if isinstance(self.session.place, (Leaving, Wiped)):
            assert not any(traces_of(card, self.session.state) for card in ALL_CARDS)
            left = self.session.state
            assert (left.person, left.company, left.own, left.trail) == (None, None, {}, ())
            assert (left.lookups, left.lookups_apart) == (frozenset(), frozenset())

    @invariant()
    def what_only_an_id_card_locks_is_offered_to_nobody_else(self) -> None:
        state = self.session.state
        if state.person is not None and not state.person.card.block:
            assert not self.vault
            order = getattr(state.place, "order", None)
            assert not (order and order.keep)

    @invariant()
    def what_was_typed_goes_with_the_process(self) -> None:
        state = self.session.state
        if isinstance(state.place, Search) and state.place.query.strip():
            assert state.text_typed
        if isinstance(state.place, Idle):
            assert not state.text_typed
            assert not state.personal_data

    @invariant()
    def who_was_identified_or_shown_leaves_by_a_new_process(self) -> None:
        state = self.session.state
        if state.person is not None or isinstance(state.place, ResultPage) or state.readers_used:
            assert state.personal_data


def traces_of_text(text: str) -> bool:
    return "CQ1-" in text or any(
        mark in text for card in CARDS for mark in (card.name, card.number, card.address, card.number[6:14])
    )


TestAnySession = AnySession.TestCase
TestAnySession.settings = sequences(100, 60)
