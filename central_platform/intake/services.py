"""Intake: one verdict for each message of a batch, whatever becomes of the others.

Most of a message's cost is the database's, so a few messages share a transaction, and what can be asked at once for all of them is.

The same id and bytes always get the cases that were made first. The tables' unique constraints decide between two posts of one
id that arrive at the same moment; whoever loses reads what the other wrote.
"""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from itertools import groupby

from django.db import OperationalError, transaction

from central_platform.core.database import may_go_alone
from central_platform.core.keys import key_ring
from central_platform.intake.kinds import Arrival, Handler, Taken, handler_of
from central_platform.intake.models import KeptItem
from central_platform.quotas.limits import Quota
from central_platform.quotas.services import Use, UsedUp
from central_platform.terminals import services as terminals
from central_platform.terminals.services import Terminal
from kiosk.domain.cases import RejectReason
from kiosk.messages.models import Message, MessageAccepted, MessageRejected, MessageRetry, MessageVerdict
from kiosk.messages.sealing import CannotOpen, open_sealed

log = logging.getLogger(__name__)
RETRY_AFTER = 5  # seconds
UNKNOWN_AFTER = 3600  # seconds: until a program that knows such a message may have been installed
UNKNOWN_KIND, NEWER_SCHEMA = "UNKNOWN_KIND", "NEWER_SCHEMA"  # reasons of kept items, beside those of `RejectReason`
LONGEST_WAIT = 3600  # seconds until what is over a quota is tried again
TOGETHER = 10  # messages of one transaction: nobody else waits for the database longer than these take


def take_in(
    messages: Iterable[Message], terminal: Terminal, now: int, revoked: bool = False, counted: bool = True
) -> list[MessageVerdict]:
    """Take messages in, each by itself.

    Args:
        messages: as they came, of any kinds.
        terminal: who brought them.
        now: seconds since 1970.
        revoked: the key that they came under is, whatever the terminal's present one is.
        counted: against the terminal's quotas; not where staff bring them themselves.

    Returns:
        A verdict for each, in the order of ``messages``.
    """
    revoked = revoked or terminal.revoked
    batch = list(messages)
    verdicts: list[MessageVerdict] = []
    try:
        for kind, run in groupby(batch, key=lambda message: message.kind):
            handler = handler_of(kind)
            group = list(run)
            if handler is None:
                verdicts += [_unknown(message, terminal, now) for message in group]
            else:
                verdicts += _Intake(handler, terminal, now, revoked, counted).take(group)
    except OperationalError:
        log.warning("a batch could not be taken in now: the database did not answer")
        # What was taken in meanwhile is answered as known when it comes again.
        return [_retry(message) for message in batch]
    return verdicts


def _retry(message: Message, after: int = RETRY_AFTER) -> MessageRetry:
    return MessageRetry(message_id=message.message_id, verdict="RETRY", after=after)


def _unknown(message: Message, terminal: Terminal, now: int) -> MessageVerdict:
    """A kind that only a newer program knows. It is kept for staff to see, and the terminal keeps it until one is here."""
    body = message.sealed.encode("utf-8", "surrogatepass")
    arrival = Arrival(message, body, hashlib.sha256(body).hexdigest())
    uses = [Use(Quota.UNOPENED, terminal.pk), Use(Quota.BYTES, terminal.pk, len(body))]
    if _is_kept(arrival) or terminals.count(terminal, uses, now) is None:
        _keep(arrival, UNKNOWN_KIND, terminal, now)
    return _retry(message, UNKNOWN_AFTER)


def _is_kept(arrival: Arrival) -> bool:
    return KeptItem.objects.filter(submission_id=arrival.message.message_id, sha256=arrival.digest).exists()


def _keep(arrival: Arrival, reason: str, terminal: Terminal, now: int) -> None:
    KeptItem.objects.get_or_create(
        submission_id=arrival.message.message_id,
        sha256=arrival.digest,
        reason=reason,
        defaults={"sealed": arrival.body, "terminal": terminal, "received_at": now},
    )


class _Intake:
    """Messages of one kind, from one terminal."""

    def __init__(self, handler: Handler, terminal: Terminal, now: int, revoked: bool, counted: bool) -> None:
        self._handler = handler
        self._terminal = terminal
        self._now = now
        self._revoked = revoked
        self._counts = counted

    def take(self, group: Sequence[Message]) -> list[MessageVerdict]:
        known = dict(self._handler.known([message.message_id for message in group]))
        verdicts: list[MessageVerdict] = []
        for at in range(0, len(group), TOGETHER):
            arrivals = [self._arrival(message, known) for message in group[at : at + TOGETHER]]
            verdicts += self._together(arrivals, known)
        return verdicts

    def _over(self, arrivals: Iterable[Arrival], known: Mapping[str, Taken]) -> UsedUp | None:
        """Count these messages, but for those that were taken before; None where there may be so many more."""
        uses: dict[Quota, int] = {}
        for arrival in arrivals if self._counts else ():
            if arrival.message.message_id in known:
                continue
            own = [Use(Quota.MESSAGES, ""), Use(Quota.BYTES, "", len(arrival.body))]
            if arrival.content is not None:
                own += self._handler.uses(arrival.content, self._terminal)
            elif not _is_kept(arrival):
                own.append(Use(Quota.UNOPENED, ""))
            for use in own:
                uses[use.quota] = uses.get(use.quota, 0) + use.amount
        whose = self._terminal.pk
        return terminals.count(self._terminal, [Use(quota, whose, amount) for quota, amount in uses.items()], self._now)

    def _arrival(self, message: Message, known: Mapping[str, Taken]) -> Arrival:
        body = message.sealed.encode("utf-8", "surrogatepass")
        arrival = Arrival(message, body, hashlib.sha256(body).hexdigest())
        if arrival.digest != message.sha256 or message.message_id in known or self._revoked:
            return arrival
        plain = body
        if message.schema_number >= self._handler.sealed_since:
            try:
                plain = open_sealed(message.sealed, key_ring().opening)
            except (CannotOpen, RecursionError):
                return arrival
        return replace(arrival, content=self._handler.read(message, plain, self._terminal, self._now))

    def _together(self, arrivals: list[Arrival], known: dict[str, Taken]) -> list[MessageVerdict]:
        """In one transaction; where the database does not take them so, or there may not be so many, each in one of its own.
        What is over a quota waits at its terminal. ``known`` grows by what was taken.

        OperationalError: the database is locked or away, and would be for the next message, too.
        """
        made, begun = dict(known), False
        try:
            with transaction.atomic():
                begun = True
                spent = self._over(arrivals, known)
                verdicts = [] if spent else self._verdicts(arrivals, made)
        except OperationalError as fault:
            if not begun or not may_go_alone(fault):
                raise
            if len(arrivals) > 1:
                return [verdict for arrival in arrivals for verdict in self._together([arrival], known)]
            log.warning("a message could not be taken in now: the database did not take it")
            return [_retry(arrivals[0].message)]  # nothing was written, and the terminal keeps it
        if spent and len(arrivals) > 1:
            return [verdict for arrival in arrivals for verdict in self._together([arrival], known)]
        if spent:
            return [_retry(arrivals[0].message, min(spent.again, LONGEST_WAIT))]
        known.update(made)
        return verdicts

    def _verdicts(self, arrivals: list[Arrival], known: dict[str, Taken]) -> list[MessageVerdict]:
        new: dict[str, Arrival] = {}
        for arrival in arrivals:
            if arrival.content is not None and arrival.message.message_id not in known:
                new.setdefault(arrival.message.message_id, arrival)
        known.update(zip(new, self._handler.take(list(new.values()), self._terminal, self._now), strict=True))
        for name, arrival in new.items():
            # A case keeps all that came, and is looked at; of what opens none the bytes are kept for whoever looks.
            if arrival.message.schema_number > self._handler.schema and not known[name].cases:
                _keep(arrival, NEWER_SCHEMA, self._terminal, self._now)
        return [self._verdict(arrival, known) for arrival in arrivals]

    def _verdict(self, arrival: Arrival, known: Mapping[str, Taken]) -> MessageVerdict:
        message = arrival.message
        if arrival.digest != message.sha256:
            return self._rejected(arrival, RejectReason.CANNOT_OPEN)
        taken = known.get(message.message_id)
        if taken is None:
            return self._rejected(arrival, RejectReason.REVOKED if self._revoked else RejectReason.CANNOT_OPEN)
        if taken.later:
            return _retry(message, taken.later)
        if taken.sha256 != arrival.digest:
            return self._rejected(arrival, RejectReason.CONFLICT)
        return MessageAccepted(message_id=message.message_id, verdict="ACCEPTED", cases=list(taken.cases))

    def _rejected(self, arrival: Arrival, reason: RejectReason) -> MessageRejected:
        _keep(arrival, reason.value, self._terminal, self._now)
        return MessageRejected(message_id=arrival.message.message_id, verdict="REJECTED", reason=reason)
