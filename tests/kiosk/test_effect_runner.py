"""The machine, the runner, the clerk, the ledger and the vault together; only devices and platform are the test's."""

from __future__ import annotations

import json
import random
import re
import sqlite3
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from kiosk.domain import audit
from kiosk.domain.codes import business_code_text, presented_code_text
from kiosk.domain.device_states import Reason, StatusKind
from kiosk.domain.identity_codes import PhoneCodeRefusal
from kiosk.domain.licences import PURPOSES, CopyChecked, CopyPurpose, CopyVerdict
from kiosk.domain.mandates import BusinessCodeRefusal, Mandate
from kiosk.domain.parties import Company
from kiosk.domain.remote_orders import RemoteAction, RemoteOrder
from kiosk.domain.service_items import Places
from kiosk.domain.submissions import new_receipt_token
from kiosk.domain.times import Moment
from kiosk.journeys import JOURNEYS, audit_vocabulary
from kiosk.journeys.apply.effects import Commit
from kiosk.journeys.apply.events import (
    ApplyFor,
    Committed,
    NotCommitted,
    NotSayable,
    PresentLicence,
    SetAnswer,
    SetSignature,
    StartAnew,
    Whom,
)
from kiosk.journeys.apply.result import ResultPage
from kiosk.journeys.apply.signing import SignPage
from kiosk.journeys.attendant.places import LookedAt
from kiosk.journeys.browse.effects import DrawForm
from kiosk.journeys.browse.events import (
    EditionRead,
    Found,
    ItemLoaded,
    OpenItem,
    OpenMore,
    OpenSearch,
    PrintForm,
    PrintGuide,
    SearchFor,
)
from kiosk.journeys.browse.guide_paper import Edition
from kiosk.journeys.copy_check.places import CheckCopyCode, CopyCodeChecked
from kiosk.journeys.licence_copies.effects import ComposeCopy, ComposedCopy, CopyComposed, PrintedCopyReport
from kiosk.journeys.licence_copies.places import OpenLicence, SetPurpose
from kiosk.journeys.paper_code.places import ReportLost
from kiosk.journeys.payment.places import PaymentKnown, PrintSlip
from kiosk.journeys.progress.places import ProgressResult, ScanReceipt, UseCard
from kiosk.journeys.progress.withdrawal import StoreWithdrawal, WithdrawalStored
from kiosk.journeys.query.events import PrintResult
from kiosk.journeys.query.look_up import QueryKnown
from kiosk.journeys.rating.places import Rate
from kiosk.messages.canonical import sha256_hex
from kiosk.messages.keys import TerminalKeys, Trust
from kiosk.messages.sealing import new_sealing_key, open_sealed, public_half
from kiosk.messages.signing import new_signing_key
from kiosk.ports.companies import CompaniesKnown, CompanyDeclined, CompanyShown
from kiosk.ports.device_hub import (
    Cancel,
    CancelLeftPages,
    CutRemnant,
    DeviceAnswer,
    PrintPages,
    PrintReceipt,
    ReadCard,
    ReadSocialCard,
    ScanCode,
    StatusChanged,
)
from kiosk.ports.devices import (
    CardRead,
    CodeScanned,
    Device,
    DeviceStatus,
    PrintConfirmed,
    PrintFailed,
    PrintSent,
    PrintUncertain,
    SocialCardRead,
)
from kiosk.ports.identity_codes import PaperLost, PhoneCodeDeclined
from kiosk.ports.platform import (
    AskLicenceFile,
    CaseMade,
    CatalogueReady,
    LicenceRefusal,
    LicenceRefused,
    LicencesKnown,
    Network,
    NetworkChanged,
    NoAnswer,
    PlatformReply,
)
from kiosk.ports.storage import Near, SearchFound, StorageError, StorageFault
from kiosk.runtime.effect_runner import EffectRunner
from kiosk.session import effects as do
from kiosk.session import events as ev
from kiosk.session.companies import ShowBusinessCode
from kiosk.session.leaving import Leaving, Wiped
from kiosk.session.machine import begin
from kiosk.session.paper import PaperState
from kiosk.session.printed_forms import FormDrawn
from kiosk.session.remote_orders import FileMade
from offline_cache.ledger.ledger import SqliteLedger
from offline_cache.ledger.vault import SqliteVault
from tests.kiosk.query_session import QuerySession, result_of
from tests.kiosk.session_samples import (
    ITEM,
    SETTINGS,
    SHORT,
    SIGNATURE,
    TERMINAL,
    WALL,
    SampleCatalogue,
    Session,
    card_of,
    case_of,
    file_of,
    licence_of,
    social_card_of,
)
from tests.kiosk.technician_samples import every_word
from tests.kiosk.test_filled_form import to_paper
from tests.kiosk.test_session_cases import to_withdrawing
from tests.kiosk.test_session_paper_code import HAS, at_holder, at_paper
from tests.kiosk.test_session_paying import payment, to_payment
from tests.kiosk.test_session_phone_code import at_identify, hold_up, to_card_after_code, told
from tests.kiosk.test_session_taking_along import to_taken_along
from tests.kiosk.without_paper_samples import promise, to_materials

SEALING = new_sealing_key("seal")
CODE = ITEM.implementation_code


class Desk:
    """Devices and platform, as far as they only keep what they were asked."""

    def __init__(self) -> None:
        self.requests: list[Any] = []
        self.questions: list[tuple[str, Any]] = []
        self.hurried: list[str] = []
        self.grew = 0
        self.looks = 0

    def start(self) -> None: ...

    def stop(self) -> None: ...

    def request(self, request: Any) -> None:
        self.requests.append(request)

    def ask(self, request_id: str, question: Any) -> None:
        self.questions.append((request_id, question))

    def hurry(self, submission_id: str) -> None:
        self.hurried.append(submission_id)

    def look_for_catalogue(self) -> None:
        self.looks += 1

    def queue_grew(self) -> None:
        self.grew += 1


class SearchedCatalogue(SampleCatalogue):
    def __init__(self) -> None:
        self.searched: list[tuple[str, Near | None]] = []

    def search(self, query: str, limit: int = 20, near: Near | None = None) -> SearchFound:
        self.searched.append((query, near))
        return SearchFound()


class Echo:
    """A meaning that is known to another thread, of every query but an empty one."""

    def __init__(self, terminal: Terminal, tell: Callable[[str, Near], None]) -> None:
        terminal.meanings.append(self)
        self._tell = tell
        self.closed = False

    def ask(self, query: str) -> None:
        threading.Thread(target=self._tell, args=(query, Near({1: 0.9}))).start()

    def close(self) -> None:
        self.closed = True


class Terminal:
    def __init__(self, path: Path, open_ledger: Callable[[], SqliteLedger] | None = None) -> None:
        self.path = path
        self.desk = Desk()
        self.clock = 1000.0
        self.chance = random.Random(5)
        self.woken = threading.Event()
        self.over = 0
        self.meanings: list[Echo] = []
        self.catalogue = SearchedCatalogue()
        self.revoked: frozenset[str] = frozenset()
        self.reads: dict[str, int] = {}  # the newest schema of each kind of message that the platform reads
        keys = TerminalKeys(
            TERMINAL,
            new_signing_key(),
            "certificate",
            lambda: Trust(public_half(SEALING), [], self.revoked, reads=self.reads),
        )
        self.runner = EffectRunner(
            begin(SETTINGS, JOURNEYS, "2026.11.22.1", self.now()),
            self.catalogue,
            open_ledger or (lambda: SqliteLedger(path, "T0001")),
            lambda: SqliteVault(path, bytes(32)),
            keys,
            self.now,
            self.woken.set,
            lambda tell: Echo(self, tell),
        )
        self.runner.on_over = self._count
        self.runner.start(self.desk, self.desk, "start")

    def _count(self) -> None:
        self.over += 1

    def now(self) -> Moment:
        return Moment(self.clock, WALL, self.chance.randbytes)

    def feed(self, *events: Any) -> None:
        for event in events:
            self.runner.handle(event)

    def until(self, holds: Callable[[], Any]) -> Any:
        for _ in range(500):
            self.runner.drain()
            if value := holds():
                return value
            self.woken.wait(0.02)
            self.woken.clear()
        raise AssertionError(f"it never came; the session stands at {self.runner.state.place}")

    @property
    def place(self) -> Any:
        return self.runner.state.place

    def last(self, kind: type) -> Any:
        return next((r for r in reversed(self.desk.requests) if isinstance(r, kind)), None)

    def to_submitted(self, request: type = ReadCard, outcome: Any = None) -> None:
        self.feed(ev.Start(), OpenItem(CODE), ev.Primary())
        self.feed(DeviceAnswer(self.last(request).request_id, outcome or CardRead(card_of("wang"))), ev.Primary())
        for key, value in (("here", "yes"), ("mobile", "13900000026"), ("delivery", "counter"), ("note", "")):
            self.feed(SetAnswer(key, value), ev.Primary())
        self.feed(ev.Primary(), ev.Primary(), SetSignature(SIGNATURE), ev.Primary())

    def rows(self, query: str) -> list[Any]:
        database = sqlite3.connect(self.path)
        try:
            return database.execute(query).fetchall()
        finally:
            database.close()


@pytest.fixture
def terminal(tmp_path: Path) -> Iterator[Terminal]:
    terminal = Terminal(tmp_path / "ledger.db")
    yield terminal
    terminal.runner.stop()


def test_what_a_query_means_comes_back_as_an_event(terminal: Terminal) -> None:
    terminal.feed(ev.Start(), OpenSearch())
    assert terminal.meanings == [], "nothing is started before somebody searches"
    searched = terminal.catalogue.searched
    terminal.feed(SearchFor("狗证"))
    assert searched == [("狗证", None)], "words answer at once"
    terminal.until(lambda: len(searched) == 2)
    assert searched[1] == ("狗证", Near({1: 0.9}))
    terminal.feed(SearchFor("狗"))
    terminal.until(lambda: len(searched) == 4)
    (meaning,) = terminal.meanings
    terminal.runner.stop()
    assert meaning.closed


def test_a_submission_from_the_idle_page_to_the_sealed_row(terminal: Terminal) -> None:
    terminal.to_submitted()
    submission_id = terminal.until(lambda: terminal.desk.hurried)[0]
    ((sealed, sha, state, number, token_hash),) = terminal.rows(
        "SELECT sealed, sha256, state, receipt_number, receipt_token_sha256 FROM messages JOIN receipts USING (message_id)"
    )
    assert re.fullmatch(r"T0001-261122-[0-9A-Z]{4}-0001", number)
    assert (state, sha) == ("WAITING", sha256_hex(sealed.encode()))
    content = json.loads(open_sealed(sealed, [SEALING]))
    assert content["submission_id"] == submission_id
    assert content["receipt_number"] == number
    assert content["receipt_token_sha256"] == token_hash
    assert content["applicant"]["number"] == card_of("wang").number
    assert content["answers"] == {"here": "yes", "mobile": "13900000026", "delivery": "counter"}
    terminal.feed(CaseMade(submission_id, case_of()))
    printing = terminal.until(lambda: terminal.last(PrintReceipt))
    assert terminal.rows("SELECT serial, state FROM prints") == [(printing.serial, "INTENDED")], "before the first byte"
    terminal.feed(DeviceAnswer(printing.request_id, PrintConfirmed()), ev.Primary(), Rate(5))
    terminal.until(lambda: terminal.desk.grew)
    assert [json.loads(body)["level"] for (body,) in terminal.rows("SELECT sealed FROM messages WHERE kind = 'rating'")] == [5]
    terminal.clock += 30
    terminal.feed(ev.Tick())
    assert isinstance(terminal.runner.state.place, Wiped)
    assert terminal.over == 1
    terminal.runner.stop()
    assert terminal.rows("SELECT state FROM prints") == [("CONFIRMED",)]
    words = [word for (word,) in terminal.rows("SELECT event FROM audit ORDER BY number")]
    assert words[0] == "program.started"
    assert words.count("submission.stored") == 1
    assert set(words) <= set(audit_vocabulary())


def test_nothing_of_a_person_is_on_the_disk_after_a_session(terminal: Terminal) -> None:
    terminal.to_submitted()
    terminal.until(lambda: terminal.desk.hurried)
    terminal.clock += 9
    terminal.feed(ev.Tick())
    printing = terminal.until(lambda: terminal.last(PrintReceipt))
    terminal.feed(DeviceAnswer(printing.request_id, PrintUncertain(Reason.SILENT)), ev.Leave(sure=True))
    terminal.clock += 30
    terminal.feed(ev.Tick())
    terminal.runner.stop()
    following = Terminal(terminal.path)
    following.runner.stop()
    assert terminal.rows("SELECT state FROM prints") == [("VOIDED",)], "its resident is gone"
    assert following.last(CutRemnant), "a part of it may hang from the printer"
    card = card_of("wang")
    data = b"".join(entry.read_bytes() for entry in terminal.path.parent.iterdir())
    for text in (card.name, card.number, card.address, "13900000026", SIGNATURE, "CQ1-"):
        for encoding in ("utf-8", "utf-16-le", "gb18030"):
            assert text.encode(encoding) not in data, text


def test_a_full_disk_stores_nothing_and_the_resident_may_try_again(terminal: Terminal, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(SqliteLedger, "commit_submission", _full)
        terminal.to_submitted()
        terminal.until(lambda: isinstance(terminal.runner.state.place, SignPage))
    place = terminal.runner.state.place
    assert isinstance(place, SignPage)
    assert place.not_stored is StorageFault.FULL
    assert terminal.rows("SELECT count(*) FROM receipts") == [(0,)]
    terminal.feed(ev.Primary())
    assert terminal.until(lambda: terminal.desk.hurried)


def _full(*_: Any) -> Any:
    raise StorageError(StorageFault.FULL)


def test_a_print_that_could_not_be_written_down_is_not_begun(terminal: Terminal, monkeypatch: pytest.MonkeyPatch) -> None:
    terminal.to_submitted()
    submission_id = terminal.until(lambda: terminal.desk.hurried)[0]
    monkeypatch.setattr(SqliteLedger, "print_intended", _full)
    terminal.feed(CaseMade(submission_id, case_of()))
    paper = terminal.until(lambda: (p := terminal.place) and isinstance(p, ResultPage) and p.busy() is False and p.outcome.paper)
    assert (paper.state, paper.reason) == (PaperState.FAILED, Reason.NOT_RECORDED)
    assert terminal.last(PrintReceipt) is None
    assert isinstance(terminal.runner.state.place, ResultPage)


def test_a_page_left_by_a_process_that_is_gone_is_cancelled(terminal: Terminal) -> None:
    terminal.runner._perform(do.PrintPagePaper("r1", "L000001", b"%PDF", PrintedCopyReport("1.2.3", "school")))
    terminal.until(lambda: terminal.last(PrintPages))
    terminal.runner.stop()
    following = Terminal(terminal.path)
    following.runner.stop()
    assert following.last(CancelLeftPages).serials == ("L000001",)
    assert following.last(CutRemnant) is None
    assert terminal.rows("SELECT serial, state FROM prints") == [("L000001", "VOIDED")]


def test_printing_again_voids_the_serial_of_the_first(terminal: Terminal) -> None:
    terminal.to_submitted()
    submission_id = terminal.until(lambda: terminal.desk.hurried)[0]
    terminal.feed(CaseMade(submission_id, case_of()))
    first = terminal.until(lambda: terminal.last(PrintReceipt))
    terminal.feed(DeviceAnswer(first.request_id, PrintSent()), ev.PrintAgain())
    second = terminal.until(lambda: (last := terminal.last(PrintReceipt)) is not first and last)
    terminal.feed(DeviceAnswer(second.request_id, PrintConfirmed()))
    terminal.runner.finish()
    assert terminal.rows("SELECT serial, state, reason FROM prints ORDER BY serial") == [
        (first.serial, "VOIDED", "missing"),
        (second.serial, "CONFIRMED", ""),
    ]


def test_a_copy_said_to_be_missing_is_reported_void(terminal: Terminal) -> None:
    runner = terminal.runner
    runner._perform(do.PrintPagePaper("r1", "L000001", b"%PDF", PrintedCopyReport("1.2.3", "school")))
    terminal.until(lambda: terminal.last(PrintPages))
    terminal.feed(DeviceAnswer("r1", PrintSent()))
    runner._perform(do.VoidPrint("r1"))
    runner.finish()
    assert terminal.rows("SELECT serial, state FROM prints") == [("L000001", "VOIDED")]
    told = [json.loads(body) for (body,) in terminal.rows("SELECT sealed FROM messages WHERE kind = 'copy' ORDER BY message_id")]
    assert sorted((report["serial"], report["outcome"]) for report in told) == [("L000001", "SENT"), ("L000001", "VOIDED")]
    assert terminal.desk.grew >= 2


def test_a_guide_and_its_form_are_printed_and_nobody_is_told(terminal: Terminal) -> None:
    terminal.feed(ev.Start(), ItemLoaded(ITEM), PrintGuide())
    slip = terminal.until(lambda: terminal.last(PrintReceipt))
    terminal.feed(DeviceAnswer(slip.request_id, PrintConfirmed()), ev.Back(), OpenMore(), PrintForm())
    pages = terminal.until(lambda: terminal.last(PrintPages))
    assert pages.pdf.startswith(b"%PDF")
    terminal.feed(DeviceAnswer(pages.request_id, PrintSent()), ev.PaperSeen(False))
    terminal.runner.finish()
    assert terminal.rows("SELECT serial, kind, state FROM prints ORDER BY serial") == [
        (slip.serial, "RECEIPT", "CONFIRMED"),
        (pages.serial, "COPY", "VOIDED"),
    ]
    assert terminal.rows("SELECT kind FROM messages") == []


def test_a_ledger_that_cannot_be_read_is_not_an_empty_one(terminal: Terminal, monkeypatch: pytest.MonkeyPatch) -> None:
    def damaged(*_: Any) -> Any:
        raise StorageError(StorageFault.DAMAGED)

    monkeypatch.setattr(SqliteLedger, "by_token", damaged)
    terminal.feed(ev.Start(), ev.OpenJourney("progress"), ScanReceipt())
    terminal.feed(DeviceAnswer(terminal.last(ScanCode).request_id, CodeScanned(new_receipt_token(terminal.now()))))
    place = terminal.until(lambda: (p := terminal.runner.state.place) and isinstance(p, ProgressResult) and not p.looking and p)
    assert place.here is None


def test_a_second_person_at_the_same_terminal_finds_only_their_own(terminal: Terminal) -> None:
    terminal.to_submitted()
    terminal.until(lambda: terminal.desk.hurried)
    vault = SqliteVault(terminal.path, bytes(32))
    ledger = SqliteLedger(terminal.path, "T0001")
    assert len(ledger.by_holder(vault.holder_tag(card_of("wang")))) == 1
    assert ledger.by_holder(vault.holder_tag(card_of("li"))) == ()
    assert ledger.by_holder(vault.holder_tag(social_card_of("wang"))) == (), "another card of the same person is another card"


def test_the_social_card_seals_what_it_gave_and_finds_it_again(terminal: Terminal) -> None:
    card = social_card_of("wang")
    terminal.to_submitted(ReadSocialCard, SocialCardRead(card))
    terminal.until(lambda: terminal.desk.hurried)
    ((sealed,),) = terminal.rows("SELECT sealed FROM messages")
    applicant = json.loads(open_sealed(sealed, [SEALING]))["applicant"]
    assert (applicant["card_kind"], applicant["number"], applicant["address"]) == ("social-security", card.number, "")
    terminal.feed(ev.Leave(sure=True))
    again = Terminal(terminal.path)
    again.feed(ev.Start(), ev.OpenJourney("progress"), UseCard())
    again.feed(DeviceAnswer(again.last(ReadSocialCard).request_id, SocialCardRead(card)))
    place = again.until(lambda: (p := again.runner.state.place) and isinstance(p, ProgressResult) and not p.looking and p)
    assert len(place.here or ()) == 1
    again.runner.stop()


@pytest.mark.parametrize("refusal", list(LicenceRefusal))
def test_a_licence_refused_by_the_platform_takes_no_serial(terminal: Terminal, refusal: LicenceRefusal) -> None:
    terminal.feed(ev.Start(), ev.OpenJourney("licence_copies"))
    terminal.feed(DeviceAnswer(terminal.last(ReadCard).request_id, CardRead(card_of("wang"))))
    terminal.feed(PlatformReply(terminal.desk.questions[-1][0], LicencesKnown((licence_of(),))))
    terminal.feed(OpenLicence("1.2.3"), SetPurpose(CopyPurpose.SCHOOL), ev.Primary())
    request_id, question = terminal.desk.questions[-1]
    assert isinstance(question, AskLicenceFile)
    terminal.feed(PlatformReply(request_id, LicenceRefused(refusal)))
    assert terminal.place.problem.name == refusal.name
    terminal.runner.stop()
    assert terminal.rows("SELECT COUNT(*) FROM prints") == [(0,)]


def to_signed_for_another(terminal: Terminal) -> None:
    terminal.feed(ev.Start(), OpenItem(CODE), ev.Primary())
    terminal.feed(DeviceAnswer(terminal.last(ReadCard).request_id, CardRead(card_of("li"))))
    terminal.feed(ApplyFor(Whom.ANOTHER), SetAnswer("how", "card"), ev.Primary())
    terminal.feed(DeviceAnswer(terminal.last(ReadCard).request_id, CardRead(card_of("wang"))))
    terminal.feed(SetAnswer("relation", "entrusted"), ev.Primary(), ev.Primary())
    for key, value in (("here", "yes"), ("mobile", "13900000026"), ("delivery", "counter"), ("note", "")):
        terminal.feed(SetAnswer(key, value), ev.Primary())
    terminal.feed(ev.Primary(), ev.Primary(), SetSignature(SIGNATURE), ev.Primary())


def test_what_is_for_another_is_never_sealed_as_ones_own(terminal: Terminal) -> None:
    to_signed_for_another(terminal)
    terminal.until(lambda: isinstance(terminal.place, SignPage))
    assert terminal.place.not_stored is NotSayable.PARTIES
    assert terminal.rows("SELECT COUNT(*) FROM messages") == [(0,)]


@pytest.mark.parametrize("schema", [2, 3, 9])
def test_what_is_for_another_names_both_with_what_they_showed(terminal: Terminal, schema: int) -> None:
    terminal.reads = {"submission": schema}
    to_signed_for_another(terminal)
    terminal.until(lambda: terminal.desk.hurried)
    terminal.runner.stop()
    ((sealed, written),) = terminal.rows("SELECT sealed, schema FROM messages")
    content = json.loads(open_sealed(sealed, [SEALING]))
    assert (content["schema"], written) == (min(schema, 3), min(schema, 3))
    mother, daughter = card_of("wang"), card_of("li")
    assert content["parties"]["applicant"] == {"kind": "CITIZEN", "name": mother.name, "number": mother.number}
    assert content["parties"]["agent"]["number"] == daughter.number
    assert content["applicant"]["number"] == daughter.number, "the card of whoever stood there"
    ends = [card.valid_until.isoformat() if card.valid_until else None for card in (daughter, mother)]
    assert [one["valid_until"] for one in content["evidence"]] == ends


def test_every_word_of_the_audit_log_is_documented_and_used(terminal: Terminal) -> None:
    """Each is written by the machine in some scenario, or by runner and ledger."""
    assert all(len(meaning) > 20 and meaning.endswith(".") for meaning in audit_vocabulary().values())
    terminal.to_submitted()
    terminal.until(lambda: terminal.desk.hurried)
    terminal.feed(FileMade(RemoteOrder("01890000-0000-7000-8000-000000000001", RemoteAction.PICTURE), b"PNG"))
    terminal.runner.stop()
    used = {word for (word,) in terminal.rows("SELECT event FROM audit")}
    assert {"program.started", "submission.stored"} <= used

    paper = Session()
    first = paper.to_submitting()
    paper.feed(NotCommitted(first, StorageFault.FULL), ev.Primary())
    second = paper.last(Commit).submission.submission_id
    paper.feed(Committed(second, "T-1"), CaseMade(second, case_of()))
    paper.paper(PrintFailed(Reason.JAM))
    paper.wait(200)

    copy = Session()
    copy.feed(StatusChanged(Device.PAGE_PRINTER, DeviceStatus(StatusKind.READY)), NetworkChanged(Network.ONLINE))
    copy.feed(ev.Start(), ev.OpenJourney("licence_copies"))
    copy.feed(DeviceAnswer(copy.last(ReadCard).request_id, CardRead(card_of("zhao"))))
    copy.take_card()
    copy.show_card()
    copy.feed(PlatformReply(copy.place.request_id, LicencesKnown((licence_of(),))))
    copy.feed(OpenLicence("1.2.3"), SetPurpose(CopyPurpose.SCHOOL), ev.Primary())
    asked = copy.last(do.AskPlatform).request_id
    copy.feed(PlatformReply(asked, file_of(licence_of())))
    copy.feed(CopyComposed(copy.last(ComposeCopy).request_id, ComposedCopy("L1", b"", b"")), ev.Primary())
    copy.feed(ev.PaperAnswered(copy.last(do.PrintPagePaper).request_id, PrintConfirmed()))
    copy.feed(ev.GoHome(), ev.OpenJourney("copy_check"))
    copy.feed(DeviceAnswer(copy.last(ScanCode).request_id, CodeScanned("LC1~x~y~z")))
    copy.feed(CopyCodeChecked(copy.last(CheckCopyCode).request_id, CopyChecked(CopyVerdict.ALTERED)))
    copy.feed(ev.GoHome(), ev.OpenJourney("progress"), UseCard())
    shown = Session()
    shown.feed(StatusChanged(Device.CODE_SCANNER, DeviceStatus(StatusKind.READY)), NetworkChanged(Network.ONLINE))
    shown.to_questions()
    shown.answer(here="yes", mobile="13900000026", delivery="counter", note="")
    shown.feed(PresentLicence("hukou"))
    shown.feed(DeviceAnswer(shown.last(ScanCode).request_id, CodeScanned(presented_code_text("A"))))
    shown.feed(PlatformReply(shown.place.request_id, NoAnswer()))
    attendant = Session()
    attendant.doubtful = True
    attendant.feed(ev.OpenJourney("attendant"), ev.Primary(), CatalogueReady("2027.1"))
    looked = Session()
    looked.feed(ev.PaperMissing(frozenset({Device.PAGE_PRINTER})), ev.OpenJourney("attendant"), LookedAt(Device.PAGE_PRINTER))
    searched = Session()
    searched.feed(ev.Start(), OpenSearch(), SearchFor("?!"), Found("?!"), ev.Back())
    queried = QuerySession()
    queried.come_to(QueryKnown(result_of()))
    queried.feed(PrintResult())
    queried.feed(ev.PaperAnswered(queried.last(do.PrintReceiptPaper).request_id, PrintConfirmed()))
    read = Session()
    read.feed(ev.Start(), ItemLoaded(ITEM), PrintGuide(), EditionRead(Edition(Places(), "1", 0)))
    read.feed(ev.PaperAnswered(read.last(do.PrintReceiptPaper).request_id, PrintConfirmed()), ev.Back(), OpenMore(), PrintForm())
    read.feed(FormDrawn(read.last(DrawForm).request_id, b"%PDF"))
    read.feed(ev.PaperAnswered(read.last(do.PrintPagePaper).request_id, PrintConfirmed()))
    taken_back, paid = Session(), Session()
    message_id = to_withdrawing(taken_back)
    taken_back.feed(WithdrawalStored(message_id, StorageFault.FULL), ev.Primary())
    again = taken_back.last(StoreWithdrawal).message_id
    taken_back.feed(WithdrawalStored(again), CaseMade(again, case_of()))
    to_payment(paid)
    paid.feed(PlatformReply(paid.place.request_id, PaymentKnown(payment())), PrintSlip())
    paid.feed(ev.PaperAnswered(paid.last(do.PrintReceiptPaper).request_id, PrintConfirmed()))
    agent = Session()
    agent.feed(StatusChanged(Device.CODE_SCANNER, DeviceStatus(StatusKind.READY)))
    agent.feed(ev.Start(), OpenItem(SHORT.implementation_code), ev.Primary())
    agent.show_card("li")
    agent.feed(ApplyFor(Whom.ANOTHER), SetAnswer("how", "card"), ev.Primary())
    agent.show_card("wang")
    agent.feed(SetAnswer("relation", "entrusted"), ev.Primary(), ApplyFor(Whom.COMPANY))
    mandate = Mandate(Company("样板区某某物流有限公司", "91310199000031018N"), "法定代表人")
    for reply in (CompanyDeclined(BusinessCodeRefusal.USED), CompanyShown(mandate, "reference")):
        agent.feed(PlatformReply(agent.place.request_id, CompaniesKnown(())), ShowBusinessCode())
        agent.feed(DeviceAnswer(agent.last(ScanCode).request_id, CodeScanned(business_code_text("A"))))
        agent.feed(PlatformReply(agent.place.request_id, reply))
    promising = Session()
    to_materials(promising)
    promise(promising)
    by_code = to_card_after_code()
    by_code.show_card("wang")
    by_code.feed(ev.Leave(sure=True))
    refused = at_identify()
    hold_up(refused)
    told(refused, PhoneCodeDeclined(PhoneCodeRefusal.USED))
    on_paper, lost = at_paper(PrintConfirmed()), at_holder(HAS)
    lost.feed(ReportLost(), ev.Primary())
    lost.feed(PlatformReply(lost.last(do.AskPlatform).request_id, PaperLost(True)))
    taken = Session()
    to_taken_along(taken)
    taken.feed(ev.Primary(), ev.Resume("apply", CODE), StartAnew(), ev.Primary())
    gone_on_with = Session()
    to_taken_along(gone_on_with)
    gone_on_with.feed(ev.Primary(), ev.Resume("apply", CODE), ev.Primary())
    printed = Session()
    form = to_paper(printed)
    printed.feed(FormDrawn(form.request_id, b"%PDF"))
    printed.feed(ev.PaperAnswered(printed.last(do.PrintPagePaper).request_id, PrintConfirmed()))
    other = Session()
    other.feed(ev.OtherProgram())
    coded = (by_code, refused, on_paper, lost, taken, gone_on_with, printed)
    sessions = (
        *coded,
        other,
        paper,
        copy,
        shown,
        attendant,
        looked,
        searched,
        queried,
        read,
        taken_back,
        paid,
        agent,
        promising,
        *every_word(),
    )
    used |= {word for session in sessions for word, _ in session.audit}
    # The others are written where they happen; the ledger takes no word that is not in the vocabulary.
    root = Path(audit.__file__).parents[2]
    paths = [path for folder in ("offline_cache", "commands", "kiosk/runtime") for path in (root / folder).rglob("*.py")]
    sources = "".join(path.read_text(encoding="utf-8") for path in paths)
    used |= {word for word in audit_vocabulary() if f'"{word}"' in sources}
    assert used == set(audit_vocabulary())
    assert isinstance(paper.place, (Leaving, Wiped))
    assert not any(isinstance(effect, Cancel) and not effect.request_id for effect in copy.effects)


def test_every_purpose_of_a_copy_has_its_words_on_paper() -> None:
    assert set(PURPOSES) == set(CopyPurpose)
