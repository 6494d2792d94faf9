"""What the terminal keeps: the catalogue, which can be fetched again, and the ledger and the vault, which may lose nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from enum import Enum
from typing import TYPE_CHECKING, Protocol

from kiosk.domain.cases import Case, RejectReason
from kiosk.domain.guided_choice import GuidedChoice
from kiosk.domain.service_items import LicenceType, Places, Served, ServiceItem, Source, Theme
from kiosk.domain.submissions import StoredReceipt
from kiosk.domain.text import LocalizedText
from kiosk.domain.values import Value
from kiosk.ports.admissions import Admissions
from kiosk.ports.devices import PrintState as PrintState  # one vocabulary: what a printer says is what is written down
from kiosk.ports.ledger_values import LeasedTo as LeasedTo
from kiosk.ports.ledger_values import OfferedAgain as OfferedAgain
from kiosk.ports.ledger_values import OutboxMessage as OutboxMessage
from kiosk.ports.ledger_values import Piece as Piece
from kiosk.ports.ledger_values import PlatformEpoch as PlatformEpoch
from kiosk.ports.ledger_values import SealedAttachment as SealedAttachment
from kiosk.ports.ledger_values import SealedRow as SealedRow
from kiosk.ports.ledger_values import Upload as Upload

if TYPE_CHECKING:
    from kiosk.messages.public_data import PublicRows


class StorageFault(Enum):
    FULL = "full"
    DAMAGED = "damaged"
    UNAVAILABLE = "unavailable"  # locked, gone, not to be written
    NEWER = "newer"  # a newer program wrote it


class StorageError(Exception):
    """Nothing of the transaction was kept."""

    def __init__(self, fault: StorageFault) -> None:
        super().__init__(fault.value)
        self.fault = fault


class ItemLine(Value):
    """One row of a list of items. ``served``: whom it is for, values of `Served`; ``card``: it asks for one; ``public``: the data
    set whose rows may travel with the catalogue, so that it can be asked without network, "" where there is none."""

    implementation_code: str
    name: LocalizedText
    kind: str
    summary: LocalizedText
    theme: str
    authority: LocalizedText
    served: tuple[str, ...] = (Served.PERSON.value,)
    card: bool = True
    public: str = ""


class Among(Value):
    """Which items: all, or those of a theme (its key), of an authority (its Chinese name), for whom (a value of `Served`)."""

    theme: str = ""
    authority: str = ""
    served: str = ""


class MatchedBy(Enum):
    """What a search hit matched by."""

    NAME = "name"  # characters or words of the name
    EVERYDAY = "everyday"  # an everyday word for it
    PINYIN = "pinyin"  # pinyin or initials, as typed
    SLIP = "slip"  # not what was typed, but what sounds like it or is a letter from it
    MEANING = "meaning"  # nothing that was typed stands there: it means something like it


class SearchHit(Value):
    """An item that was found.

    ``reason``: what it matched by. ``why``: the everyday word that matched, its own or what was typed of a general one, where it
    was not the name. ``marks``, ``marks_en``: [start, end) in the Chinese and in the English name. ``slip``: it is not what was
    typed, but sounds like it or is one letter from it. ``score``: to compare the hits of one search by.
    """

    line: ItemLine
    why: str = ""
    marks: tuple[tuple[int, int], ...] = ()
    marks_en: tuple[tuple[int, int], ...] = ()
    slip: bool = False
    reason: MatchedBy = MatchedBy.NAME
    score: float = 0.0


class Passage(Value):
    """A passage of an item's guide that answers what was asked, word for word as it stands there.

    ``question``: None where the guide states the ``answer`` by itself. ``source``: what it is from; None where it is about this
    terminal or the counter. ``reason``: NAME where words that were typed stand in it, else MEANING.
    """

    line: ItemLine
    answer: LocalizedText
    question: LocalizedText | None = None
    source: Source | None = None
    reason: MatchedBy = MatchedBy.NAME
    score: float = 0.0


class SearchFound(Value):
    """``hits``, ``passages``: the best first. ``little``: hardly anything of what was typed stands in the best hit, so that it may
    be something else that is wanted; also where there is none."""

    hits: tuple[SearchHit, ...] = ()
    passages: tuple[Passage, ...] = ()
    little: bool = True


class Near(Value):
    """What means something like a query: how similar (cosine), by the numbers that items and passages have in one catalogue
    file."""

    items: Mapping[int, float] = {}
    passages: Mapping[int, float] = {}


class Catalogue(Protocol):
    """One version, opened read-only; a session keeps the version it began with."""

    version: str
    confirmed_at: int  # seconds since 1970: when it was last known to be the newest; 0: never
    area: LocalizedText
    notice: LocalizedText
    themes: Sequence[Theme]
    licence_types: Sequence[LicenceType]

    def search(self, query: str, limit: int = 20, near: Near | None = None) -> SearchFound:
        """By words at once; with ``near``, by meaning too (`kiosk.ports.meaning`). No text makes it raise."""
        ...

    def lines(self, among: Among) -> tuple[ItemLine, ...]:
        """The items among these, the most used first."""
        ...

    def authorities(self) -> tuple[LocalizedText, ...]:
        """Who answers for any item, each once."""
        ...

    def item(self, implementation_code: str) -> ServiceItem | None:
        """The whole item; None where this version has none of this code."""
        ...

    def guided(self) -> tuple[GuidedChoice, ...]:
        """The guided choices, in the order in which they are offered."""
        ...

    def places(self) -> Places:
        """Where a resident goes."""
        ...

    def public_keys(self) -> frozenset[str]:
        """Of the public data sets whose rows are here; reads a file, so it is asked when the network is away."""
        ...

    def public_rows(self, key: str) -> PublicRows | None:
        """All rows of a public data set, as they came with the catalogue; None where they are not here."""
        ...


class PrintKind(Enum):
    RECEIPT = "RECEIPT"
    COPY = "COPY"  # a page: of a licence, or a blank form


MISSING = "missing"  # reasons of a print's state: the resident says that it did not come out
TAKEN = "taken"  # the resident has it


class Ledger(Admissions, Protocol):
    """Every method is one transaction, durable when it returns (synchronous=FULL). StorageError where it could not be."""

    def commit_submission(self, seal: Callable[[str], SealedRow], day: str) -> tuple[str, SealedRow]:
        """Take the next receipt number of ``day`` (YYMMDD), let ``seal`` make the row with it, and keep row, number and audit
        record together. Returns the receipt number and the row."""
        ...

    def check_writable(self) -> None:
        """StorageError where an application could not be kept now; FULL: there is no room for one with its pictures."""
        ...

    def tidy(self) -> None:
        """What grows with each transaction is brought back, while nobody waits: a commit never has to."""
        ...

    def add_message(self, message: OutboxMessage, at: int) -> None:
        """One that is no submission, made ``at``. The same id again changes nothing."""
        ...

    def add_report(self, message: OutboxMessage, events: Sequence[tuple[str, Mapping[str, str]]], at: int) -> bool:
        """As `add_message`, with these in the audit log; whether it was new: nothing is written down twice."""
        ...

    def waiting(self, limit: int, without: Iterable[str] = ()) -> tuple[OutboxMessage, ...]:
        """The least often tried first, then the oldest: one that the platform never answers stops no other. What was rejected is
        not among them, nor those with an id in ``without``."""
        ...

    def waiting_count(self) -> int:
        """How many submissions wait."""
        ...

    def message(self, message_id: str) -> OutboxMessage | None:
        """None where it no longer waits."""
        ...

    def settle(self, message_id: str, cases: Sequence[Case], at: int) -> None:
        """The platform has it, as it said ``at`` (seconds since 1970); ``cases``: what it opened."""
        ...

    def settle_rejected(self, message_id: str, reason: RejectReason) -> None:
        """The platform cannot take it; it stays, with the reason, and can be exported."""
        ...

    def note_attempt(self, message_ids: Sequence[str]) -> None:
        """Before sending, so that a crash in the middle is known afterwards."""
        ...

    def next_piece(self, most: int, without: Iterable[str] = (), only: str = "") -> Piece | None:
        """At most ``most`` characters of an attachment whose submission has its case: of the one that was least often tried since
        it last moved, then the oldest. Counted as tried. ``without``: hashes of others than these; ``only``: of this one."""
        ...

    def note_received(self, sha256: str, received: int, at: int) -> None:
        """The platform has so many of its characters, as it said ``at``."""
        ...

    def note_held(self, kind: Upload, entry_id: str, reason: str) -> None:
        """This one alone does not get through, for this ``reason``; "": it does again."""
        ...

    def held(self) -> Mapping[Upload, Sequence[str]]:
        """The ids of those that do not get through."""
        ...

    def by_token(self, receipt_token_sha256: str) -> StoredReceipt | None:
        """What was committed here under the receipt with this token; None where nothing was."""
        ...

    def by_holder(self, holder_tag: bytes) -> tuple[StoredReceipt, ...]:
        """What was committed here with the card that gives this tag (`Vault.holder_tag`), the newest first."""
        ...

    def submitted(self) -> Mapping[str, int]:
        """How many submissions were taken here of each item, by its code."""
        ...

    def print_intended(self, kind: PrintKind, at: int, serial: str = "") -> str:
        """Written down before the first byte leaves. Without ``serial`` the next number of this terminal's prints is taken; with
        the serial of a page of which nothing came out, that page is tried again. Returns the serial."""
        ...

    def print_outcome(self, serial: str, state: PrintState, reason: str = "") -> None:
        """VOIDED for `MISSING`: nothing came out, as the resident says, and somebody has to look at that printer. Whatever is
        CONFIRMED, or for `TAKEN`, came out of it."""
        ...

    def missing_papers(self) -> frozenset[PrintKind]:
        """Kinds of prints whose printer somebody has to look at."""
        ...

    def papers_seen_to(self, kind: PrintKind) -> None:
        """Somebody has looked at the printer of these."""
        ...

    def refilled(self, kind: PrintKind) -> None:
        """Paper for it was put in: how many came out since then is counted anew."""
        ...

    def unsettled_prints(self) -> tuple[str, ...]:
        """Serials of what is INTENDED or UNCERTAIN."""
        ...

    def void_unsettled_prints(self) -> tuple[tuple[str, PrintKind], ...]:
        """At start: INTENDED and UNCERTAIN prints, whose resident is gone. Returns their serials and kinds."""
        ...

    def take_copy_serial(self) -> str | None:
        """The next of the leased serial numbers; None when none is left."""
        ...

    def copy_serials_left(self) -> int:
        """How many of the leased serial numbers are unused."""
        ...

    def add_copy_serials(self, prefix: str, first: int, last: int) -> None:
        """Leased by the platform: ``prefix`` and six digits, ``first`` to ``last``. The same range again changes nothing."""
        ...

    def leased_to(self) -> LeasedTo | None:
        """The highest number that was leased; None where none was."""
        ...

    def note_epochs(self, told: Sequence[PlatformEpoch], at: int) -> OfferedAgain | None:
        """Remember the platform's epochs, and let wait again what it may have lost with those that are new. None where none is."""
        ...

    def changed(self) -> bool:
        """Whether somebody else wrote to it since this was last asked."""
        ...

    def audit_head(self) -> tuple[int, str]:
        """Number and hash (hex) of the newest row of the audit log; (0, "") where there is none."""
        ...

    def note_restored(self, at: int) -> None:
        """The platform knew a later state: an older disk was put back. Serial numbers that were leased may have been used since,
        and are given up."""
        ...

    def audit(self, events: Sequence[tuple[str, Mapping[str, str]]], at: int) -> None:
        """Append (event, values) to the audit log."""
        ...

    def close(self) -> None:
        """Let go of the file."""
        ...
