"""How this machine stands with versions of its program, in words: for `program status` and for the doctor."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from kiosk import VERSION
from kiosk.domain.text import LocalizedText
from kiosk.domain.times import clock_text
from kiosk.domain.values import Value
from kiosk.technician.readiness import Line, Verdict
from offline_cache.program.engine import Waits
from offline_cache.program.fetch import Look, read_look
from offline_cache.program.places import places
from offline_cache.program.record import FAULTS, Record, Returned, read_record
from offline_cache.program.refusals import Refusal, explained

WAITS = {
    Waits.STAFF: LocalizedText("有工作人员在操作", "Staff are at the terminal"),
    Waits.TRIAL: LocalizedText("试用中", "On trial"),
    Waits.SESSION: LocalizedText("等现在的人办完", "Until nobody is served"),
    Waits.TERMINAL: LocalizedText("等终端运行起来", "Until the terminal runs"),
}


class Standing(Value):
    """``running``: name of the installed version, "" for a program that is none. ``returned``: from what is offered now; None:
    all is well with it."""

    running: str
    confirmed: str
    previous: str
    record: Record
    look: Look
    returned: Returned | None

    @property
    def refusal(self) -> tuple[LocalizedText, str, LocalizedText] | None:
        """What was wrong with what came last, its detail, and what to do; what could not be fetched at all comes first."""
        for reason, detail in ((self.look.refusal, self.look.detail), (self.record.refusal, self.record.detail)):
            if reason:
                words, advice = explained(reason)
                return words, detail, advice
        return None

    @property
    def exit_code(self) -> int:
        """0: all is well; 1: something is under way, or could not be had now; 2: returned from, or refused."""
        if self.returned is not None or self.record.refusal not in ("", Refusal.OLDER.value):
            return 2
        return 1 if self.record.trial or self.record.waits or self.look.refusal else 0

    @property
    def as_json(self) -> dict[str, Any]:
        """For a program to read."""
        trial, returned = self.record.trial, self.returned
        return {
            "running": self.running,
            "program": VERSION,
            "confirmed": self.confirmed,
            "previous": self.previous,
            "trial": {"version": trial.version, "closed": trial.closed, "boots": trial.boots} if trial else None,
            "waits": self.record.waits or None,
            "offered": self.record.offered,
            "returned": {"version": returned.version, "why": returned.fault.value, "detail": returned.detail} if returned else None,
            "refusal": self.look.refusal or self.record.refusal or None,
            "detail": self.look.detail or self.record.detail,
            "tried_at": self.look.tried_at,
            "looked_at": self.look.looked_at,
            "newest": self.look.newest,
        }

    @property
    def lines(self) -> list[str]:
        """For whoever reads."""
        lines = [f"version {self.running or VERSION}" + ("" if self.running else " (no installed version)")]
        if trial := self.record.trial:
            lines.append(f"on trial: {trial.version}" + (", on a copy of the ledger, with nobody served" if trial.closed else ""))
        if self.record.waits:
            lines.append(f"waits: {WAITS[Waits(self.record.waits)].en}")
        if self.previous:
            lines.append(f"before it: {self.previous}. Back to it: main.py program return, as root")
        if self.look.looked_at:
            lines.append(f"looked for another: {clock_text(self.look.looked_at)}; the newest is {self.look.newest or 'none'}")
        if self.returned is not None:
            one = self.returned
            told = f"{FAULTS[one.fault].en} {one.detail}".strip()
            lines.append(f"returned from {one.version}: {told}. It waits for another build; tell whoever publishes it")
        if refusal := self.refusal:
            lines.append(f"refused: {refusal[0].en} ({refusal[1]}). {refusal[2].en}")
        return lines


def told(home: Path) -> Standing:
    """What is known of it, by any user of this machine."""
    where = places(home)
    record = read_record(where.record_file)
    last = record.returned[-1] if record.returned else None
    returned = last if last and last.version == record.offered else None
    running, confirmed, previous = (where.version_at(link) for link in ("current", "confirmed", "previous"))
    return Standing(running, confirmed, previous, record, read_look(where.fetched), returned)


def program_line(home: Path) -> Line:
    """For the doctor: version, when another one was looked for, and what was returned from."""
    name, standing = LocalizedText("程序", "Program"), told(home)
    version = standing.running or VERSION
    looked = f"; looked for another {clock_text(standing.look.looked_at)}" if standing.look.looked_at else ""
    todo = LocalizedText("看 main.py program status，告诉发布的人", "main.py program status; tell whoever publishes it")
    if (one := standing.returned) is not None:
        why = FAULTS[one.fault]
        state = LocalizedText(f"{one.version} 已退回：{why.zh}", f"Returned from {one.version}: {why.en}")
        return Line("program", name, Verdict.NOTICE, state, f"{version}; {one.detail}", todo)
    if standing.exit_code == 2 and (refusal := standing.refusal):
        return Line("program", name, Verdict.NOTICE, refusal[0], f"{version}; {refusal[1]}", refusal[2])
    if trial := standing.record.trial:
        state = LocalizedText(f"{trial.version} 试用中", f"{trial.version} is on trial")
        return Line("program", name, Verdict.GOOD, state, version)
    return Line("program", name, Verdict.GOOD, LocalizedText("在用", "In use"), f"{version}{looked}")
