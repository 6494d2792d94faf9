"""The one place where a session's audit events are derived: from the state before and the state after."""

from __future__ import annotations

from collections.abc import Mapping

from kiosk.ports.devices import Device
from kiosk.session.state import (
    Attendant,
    Attract,
    CopyCheckPage,
    Identify,
    IdentifyProblem,
    PaperState,
    Place,
    ProgressResult,
    SignPage,
    State,
    Submitting,
    Wiped,
)

_ON_THE_WAY = (PaperState.PRINTING, PaperState.WAITING, PaperState.STOPPING)

AuditEvent = tuple[str, Mapping[str, str]]


def audit_events(before: State, after: State, timed_out: bool = False) -> tuple[AuditEvent, ...]:
    """``timed_out``: it was the time limit that led from one to the other; the states alone cannot tell."""
    events: list[AuditEvent] = []
    here, there = before.place, after.place
    moved = type(here) is not type(there)
    idle = (Attract, Attendant)
    if isinstance(there, Attendant) and moved:
        events.append(("attendant.opened", {}))
    if isinstance(here, idle) and not isinstance(there, (*idle, Wiped)):
        events.append(("session.began", {}))
    if before.person is None and after.person is not None:
        events.append(("session.identified", {"reader": after.person.reader.value}))
    if isinstance(there, Identify) and there.problem and _problem(here) != (there.problem, there.at):
        events.append(("session.not-identified", {"problem": there.problem.value, "reader": there.at.value}))
    if isinstance(there, SignPage) and there.not_stored and isinstance(here, Submitting):
        events.append(("submission.not-stored", {"fault": there.not_stored.value}))
    if after.outcome and (before.outcome is None or before.outcome.submission_id != after.outcome.submission_id):
        told = after.outcome.case.state.value if after.outcome.case else "STORED"
        events.append(("submission.told", {"as": told}))
    events += _paper(before, after)
    if moved and isinstance(there, ProgressResult):
        events.append(("progress.asked", {"by": "card" if there.by_card else "code"}))
    if isinstance(there, CopyCheckPage) and there.checked and there is not here:
        events.append(("copy.checked", {"verdict": there.checked.verdict.value}))
    for device in sorted(before.missing - after.missing if isinstance(here, Attendant) else (), key=lambda one: one.value):
        events.append(("attendant.looked", {"device": device.value}))
    known = before.statuses
    for device, status in after.statuses.items():
        if known.get(device) != status:
            reason = status.reason.value if status.reason else ""
            events.append(("device.changed", {"device": device.value, "kind": status.kind.value, "reason": reason}))
    if before.network is not after.network:
        events.append(("network.changed", {"to": after.network.value}))
    if before.clock_doubtful != after.clock_doubtful:
        events.append(("clock.changed", {"to": "DOUBTFUL" if after.clock_doubtful else "KNOWN"}))
    if timed_out:
        events.append(("session.timed-out", {}))
    if isinstance(there, Wiped) and isinstance(here, idle):
        events.append(("catalogue.newer", {}))
    elif (moved and isinstance(there, Wiped)) or (isinstance(there, Attract) and not isinstance(here, idle)):
        events.append(("session.ended", {}))
    return tuple(events)


def _problem(place: Place) -> tuple[IdentifyProblem | None, Device] | None:
    """One card that lies there may be looked at many times: it is told once."""
    return (place.problem, place.at) if isinstance(place, Identify) else None


def _paper(before: State, after: State) -> list[AuditEvent]:
    events: list[AuditEvent] = []
    if after.outcome and after.outcome.paper != (before.outcome.paper if before.outcome else None):
        paper = after.outcome.paper
        if paper.state not in _ON_THE_WAY:
            reason = paper.reason.value if paper.reason else ""
            events.append(("receipt.paper", {"state": paper.state.value, "reason": reason}))
    if after.copy and after.copy.composed:
        serial = after.copy.composed.serial
        if before.copy is None or before.copy.composed is None:
            events.append(("copy.composed", {"serial": serial}))
        elif before.copy.paper != after.copy.paper and after.copy.paper.state not in _ON_THE_WAY:
            events.append(("copy.paper", {"serial": serial, "state": after.copy.paper.state.value}))
    return events
