"""The clerk's work around a session: sealing a submission, writing a report, making up a copy, checking one.

Imports what it needs when it needs it: nothing here may cost the first frame. Used on the storage thread.
"""

from __future__ import annotations

import base64
from collections.abc import Callable, Mapping, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Any, Literal

from kiosk.domain.clock import TimeKnown
from kiosk.domain.licences import CopyChecked
from kiosk.domain.submissions import Submission, token_hash
from kiosk.domain.terminals import Terminal
from kiosk.domain.times import Moment, day_of
from kiosk.domain.values import Value, field
from kiosk.ports.platform import LicenceFile
from kiosk.ports.storage import OutboxMessage, SealedAttachment, SealedRow
from kiosk.session.state import ComposedCopy, CopyProblem

if TYPE_CHECKING:
    from kiosk.messages.sealing import Sealer
    from kiosk.messages.signing import Signer

# Printed on the copy in Chinese: it is for the offices that ask for it.
PURPOSES: Mapping[str, str] = {
    "self-service": "自助办事",
    "school": "入学入园",
    "employment": "就业入职",
    "housing": "购房租房",
    "medical": "就医报销",
    "other": "其他用途",
}


class Trust(Value):
    """The platform's public JWKs: the one to seal to, those to verify with. ``revoked``: licence identifiers, copy serials and
    thumbprints of terminals' keys that no longer count; ``ended``: until when replaced ones were good."""

    sealing: Mapping[str, Any]
    verification: Sequence[Mapping[str, Any]]
    revoked: frozenset[str] = frozenset()
    ended: Mapping[str, int] = field(default_factory=dict)
    reads: Mapping[str, int] = field(default_factory=dict)  # as `kiosk.messages.packs.PlatformKeys`


class Clerk:
    """``signing``: the terminal's private JWK; ``certificate``: the platform's word for this terminal. ``trust`` tells what is
    trusted now; it is asked for each submission and each copy: a new key may come while nobody is here."""

    def __init__(self, terminal: Terminal, signing: Mapping[str, Any], certificate: str, trust: Callable[[], Trust]) -> None:
        self.terminal = terminal
        self.signing = signing
        self.certificate = certificate
        self.trust = trust
        self._parsed: tuple[Mapping[str, Any], Sealer] | None = None

    @property
    def _sealer(self) -> Sealer:
        """To the key that is trusted now; parsed once."""
        from kiosk.messages.sealing import Sealer

        key = self.trust().sealing
        if self._parsed is None or self._parsed[0] != key:
            self._parsed = key, Sealer(key)
        return self._parsed[1]

    @cached_property
    def signer(self) -> Signer:
        from kiosk.messages.signing import Signer

        return Signer(self.signing)

    def warm_up(self) -> None:
        """Load what a commit needs, while nobody waits for it."""
        from kiosk.domain.rules import holds
        from kiosk.messages import canonical, contents, stored

        _ = (contents.SubmissionContent, canonical.canonical_bytes, stored.stored_proof, self.signer)
        self._sealer.seal(b"")
        holds("person.age >= 0", {"person": {"age": 0}})

    def day(self, wall: int) -> str:
        """YYMMDD, as in receipt numbers."""
        return day_of(wall).isoformat().replace("-", "")[2:]

    def seal_pictures(self, submission: Submission) -> tuple[SealedAttachment, ...]:
        """In the order of ``submission.pictures``."""
        from kiosk.messages.canonical import sha256_hex

        sealer = self._sealer
        sealed = [sealer.seal(picture.jpeg) for picture in submission.pictures]
        return tuple(SealedAttachment(sha256_hex(one.encode()), one) for one in sealed)

    def seal(
        self, submission: Submission, receipt_number: str, holder_tag: bytes, attachments: tuple[SealedAttachment, ...] = ()
    ) -> SealedRow:
        """``attachments``: what `seal_pictures` made of the same submission."""
        from kiosk.messages.canonical import canonical_bytes, sha256_hex
        from kiosk.messages.contents import ApplicantContent, MaterialContent, SubmissionContent

        card = submission.card
        pages: dict[str, list[str]] = {}
        for picture, attachment in zip(submission.pictures, attachments, strict=True):
            pages.setdefault(picture.material_key, []).append(attachment.sha256)
        content = SubmissionContent(
            submission_id=submission.submission_id,
            terminal_id=self.terminal.terminal_id,
            catalogue_version=submission.catalogue_version,
            implementation_code=submission.implementation_code,
            applicant=ApplicantContent(
                name=card.name,
                number=card.number,
                card_kind=card.kind.value,
                sex=card.sex.value,
                birth=card.birth,
                address=card.address,
                card_valid_until=card.valid_until,
            ),
            answers=dict(submission.answers),
            situation=submission.situation,
            materials=[
                MaterialContent(key=m.key, state=m.state, licence_type=m.licence_type, pages=pages.get(m.key, []))
                for m in submission.materials
            ],
            signature=submission.signature,
            receipt_number=receipt_number,
            receipt_token_sha256=token_hash(submission.receipt_token),
            language="en" if submission.language == "en" else "zh",
            identified_at=submission.identified_at,
            committed_at=submission.committed_at,
        )
        schema = 2 if self.trust().reads.get("submission", 1) >= 2 else 1
        if schema == 2:
            content = content.model_copy(update={"schema_number": 2, **_who(submission)})
        unsaid = set() if schema == 2 else {"schema_number", "parties", "evidence"}
        sealed = self._sealer.seal(canonical_bytes(content.model_dump(mode="json", by_alias=True, exclude=unsaid)))
        return SealedRow(
            submission_id=submission.submission_id,
            implementation_code=submission.implementation_code,
            sealed=sealed,
            sealed_sha256=sha256_hex(sealed.encode()),
            receipt_token_sha256=content.receipt_token_sha256,
            holder_tag=holder_tag,
            committed_at=submission.committed_at,
            attachments=attachments,
            schema=schema,
        )

    def proof(self, row: SealedRow, receipt_number: str, doubtful: bool) -> str:
        """That this was stored, for the receipt: made after the commit, which does not wait for it. Without a time where the
        clock could not be right."""
        from kiosk.messages.stored import Stored, stored_proof

        at = 0 if doubtful else row.committed_at
        return stored_proof(self.signer, Stored(receipt_number, at, row.sealed_sha256))

    def rating(self, report_id: str, submission_id: str, level: int, wall: int) -> OutboxMessage:
        from kiosk.messages.contents import RatingReport

        report = RatingReport(report_id=report_id, submission_id=submission_id, level=level, rated_at=wall)
        return self._message(report_id, "rating", report.model_dump(mode="json"))

    def copy_report(self, report_id: str, serial: str, identifier: str, purpose: str, wall: int, state: str) -> OutboxMessage:
        from kiosk.messages.canonical import canonical_bytes
        from kiosk.messages.contents import CopyContent, CopyReport

        content = CopyContent(serial=serial, licence_identifier=identifier, purpose=purpose)
        sealed = self._sealer.seal(canonical_bytes(content.model_dump(mode="json")))
        values = {"report_id": report_id, "serial": serial, "sealed": sealed, "printed_at": wall, "outcome": state}
        return self._message(report_id, "copy", CopyReport.model_validate(values).model_dump(mode="json"))

    def _message(self, message_id: str, kind: str, content: Mapping[str, Any]) -> OutboxMessage:
        """Sealed as a whole from schema 2 on; in the first, for platforms that read no other, as it is."""
        from kiosk.messages.canonical import canonical_bytes, sha256_hex

        body, schema = canonical_bytes(dict(content)).decode(), 1
        if self.trust().reads.get(kind, 1) >= 2:
            body, schema = self._sealer.seal(body.encode()), 2
        return OutboxMessage(message_id, kind, schema, body, sha256_hex(body.encode()))

    def compose(self, file: LicenceFile, serial: str, purpose: str, holder: str, moment: Moment) -> ComposedCopy | CopyProblem:
        """``holder``: the name on the card. NO_ANSWER where the licence's file is no page that can be printed, NOT_DRAWABLE where
        it does not show the whole name."""
        from kiosk.copies.code import copy_code
        from kiosk.copies.page import CannotCompose, HolderLost, PageOrder, compose

        day = day_of(moment.wall).isoformat()
        purpose_zh = PURPOSES[purpose]
        order = PageOrder(
            licence_pdf=base64.b64encode(file.pdf).decode(),
            code=copy_code(file.statement, self.certificate, self.signer, serial, purpose_zh, moment.wall),
            watermark=f"仅供{purpose_zh}使用 {day}",
            foot=(
                ("打印编号", serial),
                ("打印用途", purpose_zh),
                ("打印日期", day),
                ("打印地点", self.terminal.site.zh),
                ("终端编号", self.terminal.terminal_id),
            ),
            holder=holder,
            note="本页是电子证照的打印件，不是原件。在任何一台自助终端扫右侧的码，不联网也能核验真伪。",
        )
        try:
            pdf, preview = compose(order)
        except CannotCompose:
            return CopyProblem.NO_ANSWER
        except HolderLost:
            return CopyProblem.NOT_DRAWABLE
        return ComposedCopy(serial, pdf, preview)

    def check_copy(self, text: str, moment: Moment) -> CopyChecked:
        from kiosk.copies.code import check_copy

        trust = self.trust()
        return check_copy(text, trust.verification, trust.revoked, TimeKnown(moment.wall, moment.doubtful), trust.ended)


def _who(submission: Submission) -> dict[str, Any]:
    """Whom it is about, and what proved that, as schema 2 of a submission says it."""
    from kiosk.domain.parties import Company, Parties, Subject, evidence_of, subject_of
    from kiosk.messages.contents import EvidenceContent, PartiesContent, SubjectContent

    def told(subject: Subject) -> SubjectContent:
        kind: Literal["CITIZEN", "COMPANY"] = "COMPANY" if isinstance(subject, Company) else "CITIZEN"
        return SubjectContent(kind=kind, name=subject.name, number=subject.number)

    parties = submission.parties or Parties(subject_of(submission.card))
    shown = evidence_of(submission.card, submission.reader, submission.identified_at)
    return {
        "parties": PartiesContent(
            applicant=told(parties.applicant),
            agent=told(parties.agent) if parties.agent else None,
            relation=parties.relation,
        ),
        "evidence": [
            EvidenceContent(shown=shown.shown.value, reader=shown.reader, read_at=shown.read_at, valid_until=shown.valid_until)
        ],
    }
