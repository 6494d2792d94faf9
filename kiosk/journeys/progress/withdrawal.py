"""What is stored of an application that is taken back (撤回), and sent."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from kiosk.domain.cases import WithdrawalReason
from kiosk.domain.values import Value
from kiosk.ports.storage import OutboxMessage, StorageError, StorageFault
from kiosk.session.effects import InStorage
from kiosk.session.sealed_messages import outbox_message
from kiosk.session.services import Services
from kiosk.session.state import Event, Person

if TYPE_CHECKING:
    from kiosk.messages.keys import TerminalKeys


class WithdrawalStored(Value):
    """Durably, before this event was made; ``fault``: nothing was stored."""

    message_id: str
    fault: StorageFault | None = None


class StoreWithdrawal(InStorage):
    """-> WithdrawalStored"""

    message_id: str
    case_number: str
    reason: WithdrawalReason
    person: Person
    promises: bool = False  # only what was promised

    def run(self, services: Services) -> tuple[Event, ...]:
        wall = services.now().wall
        about = (self.case_number, self.reason, self.person, wall)
        message = withdrawal_message(services.keys, self.message_id, *about, promises=self.promises)
        try:
            services.ledger.add_message(message, wall)
        except StorageError as error:
            return (WithdrawalStored(self.message_id, error.fault),)
        return (WithdrawalStored(self.message_id),)


def withdrawal_message(
    keys: TerminalKeys,
    message_id: str,
    case_number: str,
    reason: WithdrawalReason,
    person: Person,
    wall: int,
    promises: bool = False,
) -> OutboxMessage:
    """A withdrawal, as it is sent.

    Args:
        keys: of this terminal.
        message_id: made once.
        case_number: of the case.
        reason: as the applicant chose.
        person: the applicant, whose card was read.
        wall: seconds since 1970, when it was signed for.
        promises: only what was promised is taken back; the application goes on.
    """
    from kiosk.messages.contents import WITHDRAWAL_SCHEMA, SubjectContent, WithdrawalContent
    from kiosk.messages.party_contents import evidence_content

    content = WithdrawalContent(
        case_number=case_number,
        reason=reason.value,
        applicant=SubjectContent(kind="CITIZEN", name=person.card.name, number=person.card.number),
        evidence=[evidence_content(person.evidence)],
        withdrawn_at=wall,
        promises=promises,
    )
    # To a platform that knows neither, the keys would be strangers.
    unsaid: dict[str, Any] = {} if promises else {"promises": True}
    if not person.evidence.reference:
        unsaid["evidence"] = {"__all__": {"reference"}}
    plain = content.model_dump(mode="json", exclude=unsaid)
    return outbox_message(keys, message_id, "withdrawal", plain, sealed_since=WITHDRAWAL_SCHEMA)
