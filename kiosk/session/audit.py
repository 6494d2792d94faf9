"""The audit log's events of the session itself: what each means, and how they are derived from the state before and after a step.

Each journey has its own beside these (its module ``audit``). No event holds personal data: an item's code, a device, a reason, a
serial number are the most that one says.
"""

from __future__ import annotations

from collections.abc import Mapping

from kiosk.session.leaving import Leaving
from kiosk.session.state import AuditEvent, State

VOCABULARY: Mapping[str, str] = {
    "session.began": "Somebody touched the idle page.",
    "session.identified": "A card was read, or a code on a phone, and accepted as identity; 'reader' says at which reader.",
    "session.card-after-code": "Whoever had shown a code on their phone showed their card, too; 'reader' says at which reader.",
    "session.code-not-taken": "A code on a phone was not accepted as identity; 'reason' says why.",
    "session.not-identified": "A card could not be used as identity; 'problem' says why, 'reader' where.",
    "company.chosen": "Somebody acts for a company for this 'item'; 'by' LIST (the platform told it) or CODE (on a phone).",
    "company.declined": "The electronic business licence on a phone led nowhere; 'reason' says why.",
    "session.ended": "The session ended and its process is about to be replaced.",
    "session.timed-out": "Nobody touched the terminal for the whole time limit; the session was ended.",
    "device.changed": "A device's status changed; 'device', 'kind' and 'reason'.",
    "network.changed": "The platform became reachable or unreachable.",
    "clock.changed": "This machine's clock cannot be right ('to' DOUBTFUL), or the time is known again ('to' KNOWN).",
    "settings.renewed": "Settings changed, the platform wanted it, or nothing of a person is left: the idle process was replaced.",
    "service.closed": "Staff put the terminal out of service; 'why' is what residents read.",
    "service.opened": "Staff put the terminal back into service.",
    "technician.called": "The site's staff want a technician.",
    "technician.call-ended": "Nobody waits for a technician any more.",
    "remote.obeyed": "The platform's staff had an 'action' done here from afar; 'result' is what they were told.",
    "program.other": "Another version of the program was to run while nobody was here; the idle process was replaced.",
    "catalogue.newer": "A newer catalogue stood ready while nobody was here; the idle process was replaced to use it.",
}


def audit_events(before: State, after: State, timed_out: bool = False) -> tuple[AuditEvent, ...]:
    """What a step is written down as.

    Args:
        before: the state that the step began with.
        after: the state that it led to.
        timed_out: it was the time limit that led from one to the other; the states alone cannot tell.
    """
    events: list[AuditEvent] = []
    here, there = before.place, after.place
    if here.is_idle and not there.is_idle and not there.is_over and not isinstance(there, Leaving):
        events.append(("session.began", {}))
    if before.person is None and after.person is not None:
        events.append(("session.identified", {"reader": after.person.reader.value}))
    if before.person and after.person and before.person.reader is not after.person.reader:
        events.append(("session.card-after-code", {"reader": after.person.reader.value}))
    events += there.audit(before, after)
    events += here.audit_leaving(before, after)
    known = before.statuses
    for device, status in after.statuses.items():
        if known.get(device) != status:
            reason = status.reason.value if status.reason else ""
            events.append(("device.changed", {"device": device.value, "kind": status.kind.value, "reason": reason}))
    if before.network is not after.network:
        events.append(("network.changed", {"to": after.network.value}))
    if before.clock_doubtful != after.clock_doubtful:
        events.append(("clock.changed", {"to": "DOUBTFUL" if after.clock_doubtful else "KNOWN"}))
    if before.closed is not after.closed:
        events.append(("service.closed", {"why": after.closed.value}) if after.closed else ("service.opened", {}))
    if before.technician_called != after.technician_called:
        events.append(("technician.called" if after.technician_called else "technician.call-ended", {}))
    if timed_out:
        events.append(("session.timed-out", {}))
    if there.is_over and here.is_idle and after.other_program:
        events.append(("program.other", {}))
    elif there.is_over and here.is_idle and after.newer_catalogue:
        events.append(("catalogue.newer", {}))
    elif there.is_over and here.is_idle:
        events.append(("settings.renewed", {}))
    elif not here.is_idle and ((there.is_over and not here.is_over) or there.is_idle):
        events.append(("session.ended", {}))
    return tuple(events)
