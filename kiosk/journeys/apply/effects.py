"""What is done in storage for an application: sealing it, and the one transaction that stores it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, ClassVar

from kiosk.domain.bundles import BUNDLE_SCHEMA
from kiosk.domain.cases import MaterialState
from kiosk.domain.people import CardKind, PhoneCode
from kiosk.domain.submissions import SettledMaterial, Submission, token_hash
from kiosk.domain.times import day_of
from kiosk.domain.without_paper import WITHOUT_PAPER_SCHEMA
from kiosk.journeys.apply.events import ApartOnly, Committed, NotCommitted, NotSayable
from kiosk.ports.storage import SealedAttachment, SealedRow, StorageError
from kiosk.session.effects import AtOnce, InStorage
from kiosk.session.services import Services
from kiosk.session.state import Event

if TYPE_CHECKING:
    from kiosk.messages.contents import CommitmentContent
    from kiosk.messages.keys import TerminalKeys


PARTIES_SINCE = 2  # the schema of a submission that says who applies and who acts for them
CODE_SINCE = 5  # the one that says which code on a phone was shown


class AskWhetherOneWillDo(AtOnce):
    """Whether the platform reads bundles -> ApartOnly where it does not."""

    def run(self, services: Services) -> tuple[Event, ...]:
        return () if services.keys.trust().reads.get("submission", 1) >= BUNDLE_SCHEMA else (ApartOnly(),)


class Commit(InStorage):
    """-> Committed or NotCommitted"""

    grows: ClassVar[bool] = True

    submission: Submission

    def run(self, services: Services) -> tuple[Event, ...]:
        submission, keys = self.submission, services.keys
        if submission.parties and submission.parties.agent and _schema(keys, submission) < PARTIES_SINCE:
            # Without its parties it would be an application of whoever stands here.
            return (NotCommitted(submission.submission_id, NotSayable.PARTIES),)
        if _without_paper(submission) and _schema(keys, submission) < WITHOUT_PAPER_SCHEMA:
            # The platform read it when this was offered, and does not now: it would take what was promised for nothing at all.
            return (NotCommitted(submission.submission_id, NotSayable.WITHOUT_PAPER),)
        try:
            tag = services.vault.holder_tag(submission.card)
            attachments = seal_pictures(keys, submission)
            number, row = services.ledger.commit_submission(
                lambda receipt_number: seal(keys, submission, receipt_number, tag, attachments), receipt_day(submission)
            )
        except StorageError as error:
            return (NotCommitted(submission.submission_id, error.fault),)
        return (Committed(submission.submission_id, number, stored_proof(keys, row, number, submission.doubtful)),)


def warm_up(keys: TerminalKeys) -> None:
    """Load what a commit needs, while nobody waits for it."""
    from kiosk.domain.rules import holds
    from kiosk.messages import canonical, contents, stored

    _ = (contents.SubmissionContent, canonical.canonical_bytes, stored.stored_proof)
    keys.warm_up()
    holds("person.age >= 0", {"person": {"age": 0}})


def receipt_day(submission: Submission) -> str:
    """YYMMDD, as in receipt numbers."""
    return day_of(submission.committed_at).isoformat().replace("-", "")[2:]


def seal_pictures(keys: TerminalKeys, submission: Submission) -> tuple[SealedAttachment, ...]:
    """In the order of ``submission.pictures``."""
    from kiosk.messages.canonical import sha256_hex

    sealer = keys.sealer
    sealed = [sealer.seal(picture.jpeg) for picture in submission.pictures]
    return tuple(SealedAttachment(sha256_hex(one.encode()), one) for one in sealed)


def seal(
    keys: TerminalKeys,
    submission: Submission,
    receipt_number: str,
    holder_tag: bytes,
    attachments: tuple[SealedAttachment, ...] = (),
) -> SealedRow:
    """What is committed.

    Args:
        keys: of this terminal.
        submission: what is sealed.
        receipt_number: under which it is stored.
        holder_tag: by which the applicant's card finds it again.
        attachments: what `seal_pictures` made of the same submission.
    """
    from kiosk.messages.canonical import canonical_bytes, sha256_hex
    from kiosk.messages.contents import CORRECTION_SCHEMA, ApplicantContent, MaterialContent, SubmissionContent

    card = submission.card
    pages: dict[str, list[str]] = {key: list(hashes) for key, hashes in submission.standing_pages.items()}
    for picture, attachment in zip(submission.pictures, attachments, strict=True):
        pages.setdefault(picture.material_key, []).append(attachment.sha256)
    content = SubmissionContent(
        submission_id=submission.submission_id,
        terminal_id=keys.terminal.terminal_id,
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
            MaterialContent(
                key=m.key, state=m.state, licence_type=m.licence_type, presented=m.presented, pages=pages.get(m.key, []), by=m.by
            )
            for m in submission.materials
        ],
        signature=submission.signature,
        receipt_number=receipt_number,
        receipt_token_sha256=token_hash(submission.receipt_token),
        language="en" if submission.language == "en" else "zh",
        identified_at=submission.identified_at,
        committed_at=submission.committed_at,
    )
    schema = _schema(keys, submission)
    if schema >= PARTIES_SINCE:
        content = content.model_copy(update={"schema_number": schema, **_who(submission)})
    if schema >= BUNDLE_SCHEMA:
        content = content.model_copy(update={"children": list(submission.children)})
    if schema >= WITHOUT_PAPER_SCHEMA:
        content = content.model_copy(update={"commitments": _commitments(submission)})
    unsaid: dict[str, Any] = dict(_UNSAID.get(schema, {}))
    # To a platform that does not know the key it would be something for a person to look at. One that gave a reference knows it.
    unsaid["materials"] = {at: _empty(material) for at, material in enumerate(submission.materials)}
    plain = content.model_dump(mode="json", by_alias=True, exclude=unsaid)
    kind = "submission"
    if submission.corrects:
        kind, schema, plain = "correction", CORRECTION_SCHEMA, {"case_number": submission.corrects, "application": plain}
    sealed = keys.sealer.seal(canonical_bytes(plain))
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
        kind=kind,
    )


def _schema(keys: TerminalKeys, submission: Submission) -> int:
    """The oldest that says it all, of those that the platform reads. A bundle that it cannot read as one reaches it as an item that
    a person looks at."""
    oldest = BUNDLE_SCHEMA if submission.children else BUNDLE_SCHEMA - 1
    if isinstance(submission.card, PhoneCode) or any(one.shown is CardKind.PHONE_CODE for one in submission.also_shown):
        oldest = CODE_SINCE
    if _without_paper(submission):
        oldest = max(oldest, WITHOUT_PAPER_SCHEMA)
    return min(keys.trust().reads.get("submission", 1), oldest)


def _without_paper(submission: Submission) -> bool:
    """Something is brought later, or promised."""
    return any(one.state in (MaterialState.LATER, MaterialState.PROMISED) for one in submission.materials)


def _empty(material: SettledMaterial) -> set[str]:
    """Keys that have nothing to say of it, and that an older platform does not know."""
    return {key for key, value in (("presented", material.presented), ("by", material.by)) if not value}


def _commitments(submission: Submission) -> list[CommitmentContent]:
    from kiosk.messages.contents import CommitmentContent

    return [
        CommitmentContent(
            item=one.commitment.item or submission.implementation_code,
            version=one.commitment.version,
            materials=list(one.commitment.materials),
            text=list(one.text),
            agreed_at=one.at,
        )
        for one in submission.agreed
    ]


# What a platform that reads this schema, and none that is newer, does not know.
_UNSAID: Mapping[int, Mapping[str, Any]] = {
    1: dict.fromkeys(("schema_number", "parties", "evidence", "children", "commitments"), True),
    2: {"evidence": {"__all__": {"issued", "mark", "module", "reference"}}, "children": True, "commitments": True},
    3: {"evidence": {"__all__": {"reference"}}, "children": True, "commitments": True},
    4: {"evidence": {"__all__": {"reference"}}, "commitments": True},
}


def _who(submission: Submission) -> dict[str, Any]:
    """Whom it is about, and what proved that, as schema 2 of a submission says it."""
    from kiosk.domain.parties import Parties, evidence_of, subject_of
    from kiosk.messages.party_contents import evidence_content, parties_content

    parties = submission.parties or Parties(subject_of(submission.card))
    card = evidence_of(submission.card, submission.reader, submission.identified_at, submission.module)
    return {
        "parties": parties_content(parties),
        "evidence": [evidence_content(shown) for shown in (card, *submission.also_shown)],
    }


def stored_proof(keys: TerminalKeys, row: SealedRow, receipt_number: str, doubtful: bool) -> str:
    """That this was stored, for the receipt: made after the commit, which does not wait for it. Without a time where the clock
    could not be right."""
    from kiosk.messages.stored import Stored
    from kiosk.messages.stored import stored_proof as proof

    return proof(keys.signer, Stored(receipt_number, 0 if doubtful else row.committed_at, row.sealed_sha256))
