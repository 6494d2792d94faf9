"""Kinds of messages, and who understands them: each app registers a handler for its own when it is ready."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from central_platform.quotas.services import Use
from central_platform.terminals.services import Terminal
from kiosk.domain.cases import Case
from kiosk.messages.models import Message


@dataclass(frozen=True)
class Arrival:
    """A message, and what is known of it without the database.

    Attributes:
        message: the envelope as it came.
        body: its bytes.
        digest: SHA-256 of them, in hex.
        content: what the handler's ``read`` made of it; None where it was not to be opened, or cannot be.
    """

    message: Message
    body: bytes = field(repr=False)
    digest: str
    content: Any = field(default=None, repr=False)


@dataclass(frozen=True)
class Taken:
    """What stands of a message.

    Attributes:
        sha256: hash of what was taken under its id.
        cases: that it opened, or is about, as they are now.
        later: nothing was taken: it is about something that is not here yet. Seconds after which it is to come again.
    """

    sha256: str
    cases: tuple[Case, ...] = ()
    later: int = 0


class Handler(Protocol):
    """What an app makes of one kind of message.

    Attributes:
        kind: as the envelope names it.
        schema: the newest that is read here. What is newer is read as far as it goes, and a person looks at it.
        sealed_since: the first schema whose content is sealed; of earlier ones the body is the content itself.
    """

    kind: str
    schema: int
    sealed_since: int

    def read(self, message: Message, plain: bytes, terminal: Terminal, now: int) -> Any:
        """What is said, parsed before any transaction begins. None where it is nothing of this kind; it is then kept for a person.
        Never raises, whatever the bytes are."""
        ...

    def uses(self, content: Any, terminal: Terminal) -> Sequence[Use]:
        """What taking it counts against, beside what every message does (`central_platform.quotas`)."""
        ...

    def known(self, ids: Collection[str]) -> Mapping[str, Taken]:
        """Those of these messages that were taken before, by id."""
        ...

    def take(self, arrivals: Sequence[Arrival], terminal: Terminal, now: int) -> Sequence[Taken]:
        """Write down what these say, in their order, within the caller's transaction. A message that another process took meanwhile
        is told as that one stands."""
        ...


_handlers: dict[str, Handler] = {}


def register(handler: Handler) -> None:
    """To be called in an app's ``ready``."""
    _handlers[handler.kind] = handler


def handler_of(kind: str) -> Handler | None:
    """Who understands messages of this kind; None where a newer program would."""
    return _handlers.get(kind)


def newest_schemas() -> dict[str, int]:
    """Of each kind, the newest that is read here: terminals are told with the platform's keys."""
    return {kind: handler.schema for kind, handler in sorted(_handlers.items())}
