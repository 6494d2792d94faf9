"""Whether a version on trial is as good as the one before: by its lives and by its signs of life. Pure; seconds since the machine's
start (/proc/uptime), which no clock that is set can move.

Its lives the keeper tells (`commands/keeper`), its signs of life the terminal itself (`commands/life_signs.py`): after a frame
that was asked for has been drawn and the storage thread has answered.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum
from itertools import pairwise

from kiosk.domain.values import Value, field, replace
from offline_cache.program.record import Fault, Trial

OPEN_TRIAL = 600.0  # seconds
CLOSED_TRIAL = 180.0  # seconds; nobody is served meanwhile
START_LIMIT = 120.0  # seconds from the beginning of a life to its first frame; the service manager waits as long
SILENCE = 60.0  # seconds without a sign of life; the service manager's watchdog has its half
MOST_ENDS = 2  # lives that may end otherwise than they should
MOST_BOOTS = 4  # starts of the machine in one trial
SETTLED = 30.0  # seconds of a life, until its devices have been opened
DEVICE_GRACE = 120.0  # seconds more for a device that does not work at the end
_WORKS = ("ready", "busy", "attention")
# What a device tells itself, so that its driver speaks with it: paper and the like are nobody's fault.
_ITS_OWN = ("paper-out", "paper-low", "cover-open", "jam", "output-tray", "supply-out", "supply-low", "paper-missing", "cutter")


class Life(Value):
    """``began``: at which uptime. ``started``: why, as `commands/keeper` says. ``version``: name of the version's folder."""

    began: float
    started: str
    version: str


class Signs(Value):
    """What the terminal tells of its newest life. ``ready_at``, ``at``: uptime of its first frame and of the newest sign of life.
    ``devices``: by name, ``kind`` or ``kind:reason``. ``staff``: one of the staff's pages stands. ``closed``: on a copy of the
    ledger, and nobody is served."""

    version: str
    ready_at: float
    at: float
    ledger: bool
    devices: Mapping[str, str] = field(default_factory=dict)
    staff: bool = False
    closed: bool = False


class Health(Value):
    """Of the terminal in this start of the machine; ``lives`` oldest first, ``signs`` None where it never told any."""

    lives: tuple[Life, ...] = ()
    signs: Signs | None = None

    def fresh(self, uptime: float) -> Signs | None:
        """The signs of life, if they are no older than they may be."""
        return self.signs if self.signs and uptime - self.signs.at <= SILENCE else None


class Verdict(Enum):
    GOOD = "good"
    NOT_YET = "not-yet"


class Bad(Value):
    fault: Fault
    detail: str = ""


def judge(trial: Trial, health: Health, uptime: float, fails: bool = False) -> Verdict | Bad:
    """How the version on trial does.

    Args:
        trial: which, and what was before it.
        health: of the terminal now.
        uptime: now.
        fails: the service manager tries in vain to start it.

    Returns:
        GOOD once it has served well for long enough; `Bad` as soon as it cannot come to that; else NOT_YET.
    """
    if trial.boots > MOST_BOOTS:
        return Bad(Fault.REBOOTS, str(trial.boots))
    health = replace(health, lives=tuple(life for life in health.lives if life.began >= trial.since))
    lives = [life for life in health.lives if life.version == trial.version]
    if not lives:
        # The one before still serves somebody, or somebody has stopped the terminal; or it is its unit, or its keeper.
        heard = max(trial.since, *(life.began for life in health.lives), health.signs.at if health.signs else 0.0)
        if fails and uptime - heard > START_LIMIT:
            return Bad(Fault.NOT_READY, f"nothing ran for {uptime - heard:.0f} s")
        return Verdict.NOT_YET
    ends = _wrong_ends(trial.version, health.lives)
    if ends > MOST_ENDS:
        return Bad(Fault.ENDS, str(ends))
    newest = lives[-1]
    signs = health.signs
    if signs is None or signs.version != trial.version or signs.ready_at < newest.began:
        return Bad(Fault.NOT_READY, f"{uptime - newest.began:.0f} s") if uptime - newest.began > START_LIMIT else Verdict.NOT_YET
    if signs.closed != trial.closed:
        return Verdict.NOT_YET  # a life from before this was known; the next one is another
    if uptime - signs.at > SILENCE:
        return Bad(Fault.HANGS, f"{uptime - signs.at:.0f} s")
    return _long_enough(trial, health, signs, uptime)


def _long_enough(trial: Trial, health: Health, signs: Signs, uptime: float) -> Verdict | Bad:
    """Of one that draws and answers now: time counts from its last wrong end."""
    began = _good_since(trial.version, health.lives)
    wanted = CLOSED_TRIAL if trial.closed else OPEN_TRIAL
    if uptime - began < wanted or signs.at - signs.ready_at < SETTLED:
        return Verdict.NOT_YET
    if not signs.ledger:
        return Bad(Fault.LEDGER)
    worse = [name for name, before in trial.devices.items() if works(before) and not works(signs.devices.get(name, "unknown"))]
    if not worse:
        return Verdict.GOOD
    told = ", ".join(f"{name} {signs.devices.get(name, 'unknown')}" for name in sorted(worse))
    return Bad(Fault.DEVICE, told) if uptime - began >= wanted + DEVICE_GRACE else Verdict.NOT_YET


def works(status: str) -> bool:
    """Whether a status means that the driver speaks with the device."""
    kind, _, reason = status.partition(":")
    return kind in _WORKS or reason in _ITS_OWN


def _wrong_ends(version: str, lives: tuple[Life, ...]) -> int:
    """Lives of this version after which the keeper had to say that somebody was interrupted."""
    return sum(before.version == version and after.started == "interrupted" for before, after in pairwise(lives))


def _good_since(version: str, lives: tuple[Life, ...]) -> float:
    """When its first life began after its last wrong end."""
    began = 0.0
    for place, life in enumerate(lives):
        if life.version != version:
            continue
        before = lives[place - 1] if place else None
        if before is None or before.version != version or life.started == "interrupted":
            began = life.began
    return began
