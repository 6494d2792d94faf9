"""Pictures of materials: named by a submission, sent after it in pieces, opened only when staff look at them."""

from __future__ import annotations

import hashlib

from django.db import transaction
from django.db.models import Exists, OuterRef, Q

from central_platform.cases import picture_store
from central_platform.cases.models import Attachment, AttachmentPart, CaseMessage, CaseRecord
from central_platform.core.keys import key_ring
from central_platform.core.problems import ProblemCode, Refused
from central_platform.quotas.limits import Quota
from central_platform.quotas.services import Use
from central_platform.terminals import services as terminals
from central_platform.terminals.services import Terminal
from kiosk.messages.models import AttachmentAnswer, AttachmentPiece
from kiosk.messages.sealing import CannotOpen, open_sealed


def expect(case: CaseRecord, pages: tuple[tuple[str, str], ...]) -> None:
    """Make room for what a submission names. ``pages``: (key of the material, sha256 of the sealed picture)."""
    Attachment.objects.bulk_create(
        [Attachment(case=case, material_key=key, sha256=sha256) for key, sha256 in pages],
        ignore_conflicts=True,  # a picture belongs to one case
    )


def take_piece(piece: AttachmentPiece, terminal: Terminal, now: int, counted: bool = True) -> AttachmentAnswer:
    """Keep a piece of a picture. What is not the next piece is not kept; the answer says where the next one begins. A whole that
    is not what it is called by is forgotten, and begins anew.

    Args:
        piece: what came.
        terminal: who brought it.
        now: seconds since 1970.
        counted: against the terminal's quota; not where staff bring it themselves.

    Raises:
        Refused: TOO_MANY bytes from this terminal on this day.
    """
    if counted and piece.piece and terminals.count(terminal, [Use(Quota.BYTES, terminal.pk, len(piece.piece))], now):
        raise Refused(ProblemCode.TOO_MANY, "this terminal has sent too much today; the rest waits")
    try:
        return _taken(piece, terminal, now)
    except picture_store.StoreAway:
        return AttachmentAnswer(sha256=piece.sha256, verdict="KEPT", received=piece.offset, time=now)  # it comes again later


def _taken(piece: AttachmentPiece, terminal: Terminal, now: int) -> AttachmentAnswer:
    with transaction.atomic():
        row = (
            Attachment.objects.select_for_update()
            .filter(_named_by(piece.submission_id, terminal), sha256=piece.sha256)
            .defer("sealed")
            .first()
        )
        if row is None:
            return AttachmentAnswer(sha256=piece.sha256, verdict="UNKNOWN", received=0, time=now)
        if not row.complete and piece.offset == row.received and piece.piece:
            _append(row, piece)
        return AttachmentAnswer(sha256=piece.sha256, verdict="KEPT", received=row.received, time=now)


def _named_by(message_id: str, terminal: Terminal) -> Q:
    """Pictures of the case that this message of this terminal opened, or corrected."""
    corrected = CaseMessage.objects.filter(message_id=message_id, terminal=terminal, case=OuterRef("case"))
    return Q(case__submission_id=message_id, case__terminal=terminal) | Q(Exists(corrected))


def _append(row: Attachment, piece: AttachmentPiece) -> None:
    data = piece.piece.encode("utf-8", "surrogatepass")
    row.received += len(data)
    AttachmentPart.objects.create(attachment=row, offset=piece.offset, data=data)
    if row.received >= piece.size:
        sealed = b"".join(bytes(part) for part in row.parts.order_by("offset").values_list("data", flat=True))
        row.parts.all().delete()
        if hashlib.sha256(sealed).hexdigest() == row.sha256:
            picture_store.keep(row, sealed)
            row.complete = True
        else:
            row.received = 0
    row.save()


def picture(row: Attachment) -> bytes | None:
    """The JPEG; None while it is not whole, or where it cannot be opened."""
    sealed = picture_store.sealed_of(row) if row.complete else None
    if sealed is None:
        return None
    try:
        return open_sealed(sealed.decode("ascii"), key_ring().opening)
    except (CannotOpen, UnicodeDecodeError):
        return None
