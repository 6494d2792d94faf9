"""What comes from a terminal on a USB stick is taken in as if it had come over the network: the same verdicts, the same cases."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter, ValidationError

from central_platform.cases import attachments
from central_platform.core.keys import key_ring
from central_platform.core.paths import home_folder
from central_platform.intake.contract_1 import report_message, submission_message
from central_platform.intake.services import take_in
from central_platform.terminals.keys import key_standing, keys_of
from central_platform.terminals.services import Terminal
from kiosk.messages.contract_1 import Report, SealedSubmission
from kiosk.messages.key_times import Standing
from kiosk.messages.models import AttachmentPiece, Message, MessageAccepted, MessageRejected, MessageVerdict
from kiosk.messages.outbox_file import LONGEST_LINE, BadExport, Export, checked, opened
from kiosk.removable import copied, lines

LARGEST = 4 << 30  # bytes of a file
_PIECE = 1_000_000  # characters, the most of one request
_report: TypeAdapter[Any] = TypeAdapter(Report)


def take_file(path: Path, now: int) -> tuple[Export, Counter[str]]:
    """Take in what a terminal wrote onto a stick.

    What was signed with a key that was revoked, or that was not the terminal's then, is for a person to look at: applications
    are kept for them, as over the network, and nothing else is taken.

    Args:
        path: the file; it is copied before it is read, so that nobody changes it meanwhile.
        now: seconds since 1970.

    Returns:
        Who wrote it, and how many messages came to what: ACCEPTED, REJECTED <reason>, RETRY, PICTURE, REPORT, UNREADABLE,
        TO_A_PERSON.

    Raises:
        BadExport: the file as a whole is not to be believed; nothing of it was taken.
        MediumFault: it cannot be read.
    """
    with copied(path, home_folder(), LARGEST) as copy:
        export = checked(lines(copy, LONGEST_LINE), keys_of)
        terminal = Terminal.objects.get(pk=export.terminal_id)
        good = key_standing(export.terminal_id, export.key, export.exported_at) is Standing.GOOD
        told: Counter[str] = Counter()
        copy.seek(0)
        for _, line in zip(range(export.count), lines(copy, LONGEST_LINE), strict=False):
            try:
                told.update(_take(opened(line, key_ring().opening), terminal, now, good))
            except (BadExport, ValidationError, KeyError, TypeError):
                told["UNREADABLE"] += 1
    return export, told


def _take(message: Mapping[str, Any], terminal: Terminal, now: int, good: bool) -> Iterator[str]:
    """``good``: the key that signed the file."""
    match message["kind"]:
        case "message":
            (verdict,) = take_in([Message.model_validate(message["message"])], terminal, now, revoked=not good, counted=False)
            yield _told(verdict)
        case "submission":
            item = SealedSubmission(
                submission_id=message["submission_id"], sealed=message["sealed"], sealed_sha256=message["sealed_sha256"]
            )
            (verdict,) = take_in([submission_message(item)], terminal, now, revoked=not good, counted=False)
            yield _told(verdict)
        case "attachment" | "report" if not good:
            yield "TO_A_PERSON"
        case "attachment":
            _take_picture(message, terminal, now)
            yield "PICTURE"
        case "report":
            (verdict,) = take_in([report_message(_report.validate_json(message["body"]))], terminal, now, counted=False)
            yield "REPORT" if isinstance(verdict, MessageAccepted) else verdict.verdict
        case _:
            raise BadExport("a message of a kind that is not known")


def _told(verdict: MessageVerdict) -> str:
    return f"REJECTED {verdict.reason.value}" if isinstance(verdict, MessageRejected) else verdict.verdict


def _take_picture(message: Mapping[str, Any], terminal: Terminal, now: int) -> None:
    sealed = str(message["sealed"])
    at = 0
    while at < len(sealed):
        piece = AttachmentPiece(
            submission_id=message["submission_id"],
            sha256=message["sha256"],
            size=len(sealed),
            offset=at,
            piece=sealed[at : at + _PIECE],
        )
        answer = attachments.take_piece(piece, terminal, now, counted=False)
        if answer.received <= at:
            raise BadExport("a picture that no case names, or that is not what it is called by")
        at = answer.received
