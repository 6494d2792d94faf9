"""What is to be done next about versions: one small thing, that depends on nothing but what is seen.

`next_action` is asked again after each thing that was done, and after each start of the machine; so whatever is cut off is done
again or gone on with, and no step has to know where it was. (After the update engine of dividat/playos.)

The order of what is written is what keeps a machine startable: a version is whole before a link may lead to it; a trial is written
down before the link is turned, and that a version is bad before the link is turned back.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum

from kiosk.domain.values import Value, field
from kiosk.messages.packs import is_version, version_order
from kiosk.messages.programs import MachineKind, Program
from offline_cache.program.judging import SETTLED, SILENCE, START_LIMIT, Bad, Health, Verdict, judge
from offline_cache.program.record import Fault, Record, Trial
from offline_cache.program.refusals import Refusal, misfit
from offline_cache.program.units import Units

SPARE = 300_000_000  # bytes that stay free on the disk
_BLOCKS = 1.15  # what files take of the disk, to what is in them


class Waits(Enum):
    """What an update that stands ready waits for."""

    STAFF = "staff"  # somebody of the staff is at the terminal
    TRIAL = "trial"  # the version on trial has not served for long enough
    SESSION = "session"  # the one before still serves somebody
    TERMINAL = "terminal"  # the terminal is not running, or has only just begun


class Laid(Value):
    """A version that lies here whole. ``sha256``: of the archive that it came from, ``schema``: of the ledger, up to which it
    reads; "" and 0 for what the package brought."""

    sha256: str = ""
    schema: int = 0


class Seen(Value):
    """``running``, ``confirmed``, ``previous``: versions that the links name, "" for none. ``versions``: those that lie here whole.
    ``leftovers``: names of what was being unpacked or removed. ``other_hand``: the package is being replaced now. ``offer``:
    verified, for this terminal and machine; None: nothing is offered. ``ledger_schema``: 0 where there is no ledger yet. ``free``:
    bytes. ``uptime``, ``boot``: of the machine. ``unfit``: what is offered that is newer, for machines of another ``kind`` than
    this. ``units``: of what ``running`` names. ``fails``: the service manager tries in vain to start the terminal."""

    running: str
    confirmed: str
    previous: str
    versions: Mapping[str, Laid]
    record: Record
    leftovers: tuple[str, ...] = ()
    other_hand: bool = False
    offer: Program | None = None
    ledger_schema: int = 0
    free: int = 0
    health: Health = field(default_factory=Health)
    uptime: float = 0.0
    boot: str = ""
    unfit: Program | None = None
    kind: MachineKind = MachineKind("")
    units: Units = Units.IN_FORCE
    fails: bool = False


class Remove(Value):
    """Folders that nothing leads to."""

    names: tuple[str, ...]


class Turn(Value):
    """What the next life runs. ``back``: from a version that is bad; then the terminal's service may have to be started."""

    version: str
    back: bool = False


class Reload(Value):
    """Have the service manager read the units of what `current` leads to."""


class Unpack(Value):
    program: Program


class Check(Value):
    """Have it open a copy of the ledger, beside the one that runs."""

    program: Program


class Begin(Value):
    """Write down that a trial begins."""

    trial: Trial


class NoteBoot(Value):
    """The machine was started anew in the middle of the trial."""


class Condemn(Value):
    """Write down that it is not to be tried again. The trial stays written down until the link is turned."""

    version: str
    sha256: str
    fault: Fault
    detail: str = ""


class Confirm(Value):
    """``confirmed`` leads to what runs, and ``previous`` to where it led before."""


class EndTrial(Value):
    """Nothing is on trial any more."""


class Refuse(Value):
    version: str
    reason: Refusal
    detail: str = ""


class Wait(Value):
    """Look again in a little while."""

    what: Waits


class Rest(Value):
    """There is nothing to do until something else is offered."""


Action = Remove | Turn | Reload | Unpack | Check | Begin | NoteBoot | Condemn | Confirm | EndTrial | Refuse | Wait | Rest


def next_action(seen: Seen) -> Action:
    """The one thing that is to be done now.

    Args:
        seen: all that counts.
    """
    if seen.other_hand:
        return Rest()
    if seen.running not in seen.versions:
        back = _way_back(seen)
        return Turn(back, back=True) if back else Rest()
    if seen.units is Units.OTHERS:
        return Reload()
    if seen.confirmed not in seen.versions:
        return Confirm()  # there was no trial before there was this link
    trial = seen.record.trial
    if trial is not None:
        return _of_trial(seen, trial)
    if seen.running != seen.confirmed:  # turned by somebody, or what was written down is lost: it has to prove itself
        laid = seen.versions[seen.running]
        return Begin(_trial(seen, seen.running, laid.sha256, seen.ledger_schema < laid.schema))
    if seen.leftovers:
        return Remove(seen.leftovers)
    return _of_offer(seen)


def _way_back(seen: Seen) -> str:
    """A version to run where `current` leads to none."""
    reads = {name for name, laid in seen.versions.items() if not 0 < laid.schema < seen.ledger_schema}
    for version in (seen.confirmed, seen.previous):
        if version in reads:
            return version
    return max(filter(is_version, reads), key=version_order, default="")


def _trial(seen: Seen, version: str, sha256: str, newer_schema: bool) -> Trial:
    """``newer_schema``: than the ledger's, which it would bring to it."""
    signs = seen.health.fresh(seen.uptime)
    return Trial(version, sha256, newer_schema, dict(signs.devices) if signs else {}, seen.boot, 1, seen.uptime, seen.confirmed)


def _of_trial(seen: Seen, trial: Trial) -> Action:
    if seen.running not in (seen.confirmed, trial.version) or seen.confirmed not in (trial.before, trial.version):
        return EndTrial()  # somebody has put another one in its place
    if seen.record.has_returned(trial.version, trial.sha256) or trial.version not in seen.versions:
        return EndTrial() if seen.running == seen.confirmed else Turn(seen.confirmed, back=True)
    if seen.running == seen.confirmed:
        return EndTrial() if seen.confirmed == trial.version else Turn(trial.version)
    if trial.boot != seen.boot:
        return NoteBoot()
    if seen.units is Units.NOT_TAKEN:
        return Condemn(trial.version, trial.sha256, Fault.UNITS)
    verdict = judge(trial, seen.health, seen.uptime, seen.fails)
    if isinstance(verdict, Bad):
        return Condemn(trial.version, trial.sha256, verdict.fault, verdict.detail)
    if verdict is Verdict.GOOD:
        return Confirm()
    begun = any(life.version == trial.version and life.began >= trial.since for life in seen.health.lives)
    return Wait(Waits.TRIAL if begun else Waits.SESSION)


def _of_offer(seen: Seen) -> Action:
    offer = seen.offer
    linked = {seen.running, seen.confirmed, seen.previous}
    laid = seen.versions.get(offer.version) if offer and version_order(offer.version) > version_order(seen.running) else None
    wanted = {offer.version} if offer and laid and laid.sha256 == offer.sha256 else set()
    returned = offer is not None and seen.record.has_returned(offer.version, offer.sha256) is not None
    if returned:
        wanted = set()
    # What a process runs from stays as long as it does. What the package brought is the package's.
    linked |= {life.version for life in seen.health.lives[-1:]}
    if unwanted := tuple(sorted(name for name, one in seen.versions.items() if one.sha256 and name not in linked | wanted)):
        return Remove(unwanted)
    if returned:
        return Rest()
    if offer is None or version_order(offer.version) <= version_order(seen.running):
        return _of_nothing_newer(seen)
    if version_order(seen.running) < version_order(offer.minimum):
        return Refuse(offer.version, Refusal.NEEDS_PACKAGE, f"{offer.version} takes the place of {offer.minimum} or newer")
    if offer.schema < seen.ledger_schema:
        detail = f"{offer.version} reads up to {offer.schema}, the ledger has {seen.ledger_schema}"
        return Refuse(offer.version, Refusal.OLDER_SCHEMA, detail)
    if not wanted:
        return _room_for(seen, offer)
    passed = seen.record.preflight
    if passed is None or (passed.version, passed.sha256) != (offer.version, offer.sha256):
        return Check(offer)
    if (waits := _before_trial(seen)) is not None:
        return Wait(waits)
    return Begin(_trial(seen, offer.version, offer.sha256, passed.ledger_schema < offer.schema))


def _of_nothing_newer(seen: Seen) -> Action:
    """That this machine could run."""
    offer, unfit = seen.offer, seen.unfit
    if unfit is not None and version_order(unfit.version) > version_order(seen.running):
        return Refuse(unfit.version, *misfit(unfit, seen.kind))
    if offer is not None and offer.version != seen.running:
        return Refuse(offer.version, Refusal.OLDER, f"{offer.version} after {seen.running}")
    return Rest()


def _before_trial(seen: Seen) -> Waits | None:
    """A trial begins when it is known how the devices are, so that a version that loses one is found out. One that itself serves
    nobody holds up none that may mend it."""
    signs = seen.health.fresh(seen.uptime)
    if signs is not None and signs.version == seen.running and signs.at - signs.ready_at >= SETTLED:
        return Waits.STAFF if signs.staff else None
    tried_since = seen.uptime
    for life in reversed(seen.health.lives):
        if life.version != seen.running:
            break
        tried_since = life.began
    serves_nobody = signs is None and seen.uptime - tried_since > START_LIMIT + SILENCE
    return None if serves_nobody else Waits.TERMINAL


def _room_for(seen: Seen, offer: Program) -> Action:
    if (laid := seen.versions.get(offer.version)) is not None:
        # Another build of it: from which the terminal still runs, or which is the package's.
        return Wait(Waits.SESSION) if laid.sha256 else Rest()
    needed = int(offer.size * _BLOCKS) + 2 * offer.length + SPARE
    if seen.free < needed:
        return Refuse(offer.version, Refusal.NO_ROOM, f"{needed // 1_000_000} MB are needed, {seen.free // 1_000_000} are free")
    return Unpack(offer)
