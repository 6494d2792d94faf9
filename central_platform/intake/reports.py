"""Messages that name themselves and are kept once: the same again changes nothing, so nothing is looked up before."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Generic, Protocol, Self, TypeVar

from pydantic import ValidationError

from central_platform.intake.kinds import Arrival, Taken
from central_platform.quotas.services import Use
from central_platform.terminals.services import Terminal
from kiosk.messages.models import Message

LATEST = 10**12  # seconds since 1970: what is later is no time


class Report(Protocol):
    """What a report says."""

    @property
    def report_id(self) -> str:
        """The id that the report has for ever; that of the message that it came in."""
        ...

    @classmethod
    def model_validate_json(cls, json_data: bytes, /) -> Self:
        """The report of its JSON text. ValidationError, or another ValueError, where it is none."""
        ...


_ReportT = TypeVar("_ReportT", bound=Report)


class ReportHandler(Generic[_ReportT]):
    """`central_platform.intake.kinds.Handler` of one kind of report, sealed from schema 2 on."""

    schema = 2
    sealed_since = 2

    def __init__(
        self,
        kind: str,
        content: type[_ReportT],
        keep: Callable[[_ReportT, Terminal, int], None],
        uses: Callable[[_ReportT, Terminal], Sequence[Use]] = lambda report, terminal: (),
    ) -> None:
        """
        Args:
            kind: as the envelope names it.
            content: what a report says, with its ``report_id``.
            keep: writes one down that came from a terminal at a time (seconds since 1970), once by its id.
            uses: what keeping it counts against, beside what every message does.
        """
        self.kind = kind
        self._content = content
        self._keep = keep
        self._uses = uses

    def read(self, message: Message, plain: bytes, terminal: Terminal, now: int) -> _ReportT | None:
        """The report; None where it is none, or names another message."""
        try:
            report = self._content.model_validate_json(plain)
        except (ValidationError, ValueError):
            return None
        return report if report.report_id == message.message_id else None

    def uses(self, content: _ReportT, terminal: Terminal) -> Sequence[Use]:
        """`Handler`."""
        return self._uses(content, terminal)

    def known(self, ids: Collection[str]) -> Mapping[str, Taken]:
        """None: to take a report twice changes nothing."""
        return {}

    def take(self, arrivals: Sequence[Arrival], terminal: Terminal, now: int) -> Sequence[Taken]:
        """Keep each report once."""
        for arrival in arrivals:
            self._keep(arrival.content, terminal, now)
        return [Taken(arrival.digest) for arrival in arrivals]
