"""What is seen of versions on this machine, and each of the engine's actions carried out on it."""

from __future__ import annotations

import shutil
import time
from collections.abc import Callable
from enum import Enum

from tuf.api.exceptions import DownloadError, RepositoryError

from kiosk.domain.values import Value, replace
from kiosk.durable import sync_folder, write_durably
from kiosk.messages.programs import Choice, MachineKind, Program, ProgramFault
from offline_cache.program import engine as do
from offline_cache.program.fetch import READY
from offline_cache.program.found import laid_versions, mark_of, schema_of
from offline_cache.program.health import read_health
from offline_cache.program.offer import Offered, Offers
from offline_cache.program.places import Places
from offline_cache.program.record import Fault, Preflight, Record, Returned, Trial, read_record, write_record
from offline_cache.program.units import Units, in_force
from offline_cache.program.unpack import remove, unpack

_WISH = "leave"  # file in root's folder
KEPT = "+kept"  # end of the name of what the package keeps while it is replaced (packaging/debian/preinst)


class CheckEnd(Enum):
    """How a version's own check beside the running one ended."""

    PASSED = "passed"
    FAILED = "failed"
    LATER = "later"  # the machine's fault: no room, no memory


class Checked(Value):
    """``ledger_schema``: of the ledger as it is here, 0 for none."""

    end: CheckEnd
    detail: str = ""
    ledger_schema: int = 0


class Machine:
    """What the updater asks of the machine beside its files.

    Args:
        check: has a version check itself on a copy of the ledger; of its name, gives how that ended.
        start: starts the terminal's service, where it has ended.
        reload: has the service manager read its units anew; gives whether it did.
        fails: whether it tries in vain to start the terminal.
        boot: names this start of the machine.
        uptime: seconds since then.
        wall: seconds since 1970.
        kind: what archives have to be made for.
    """

    def __init__(
        self,
        check: Callable[[str], Checked],
        start: Callable[[], None],
        reload: Callable[[], bool],
        fails: Callable[[], bool],
        boot: Callable[[], str],
        kind: MachineKind,
        uptime: Callable[[], float] = lambda: time.clock_gettime(time.CLOCK_BOOTTIME),
        wall: Callable[[], int] = lambda: int(time.time()),
    ) -> None:
        self.check, self.start, self.reload, self.fails, self.boot = check, start, reload, fails, boot
        self.kind, self.uptime, self.wall = kind, uptime, wall


class Disk:
    """Root's alone; one process at a time (`commands/program_worker.py`)."""

    def __init__(self, places: Places, machine: Machine) -> None:
        self._places, self._machine = places, machine
        self._offers: Offers | None = None
        self._choice = Choice(None)
        self._reloaded = ""  # the version whose units the service manager was told to read
        places.state.mkdir(parents=True, exist_ok=True)

    def look_at_offer(self) -> None:
        """Judge what was fetched. OSError."""
        record = self.record()
        self._offers = Offers(self._places, self._machine.kind, self._machine.wall(), record.floor)
        offered = self._offers.look()
        now, ready = self._machine.wall(), mark_of(self._places.fetched / READY)
        if isinstance(offered, Offered):
            self._choice = offered.choice
            version = offered.choice.newest.version if offered.choice.newest else ""
            self._write(replace(record, floor=offered.floor, refusal="", detail="", offered=version, looked_at=now, ready=ready))
        else:
            self._choice = Choice(None)
            if ready != record.ready:  # else it was good when it came, and has grown old
                self._write(replace(record, refusal=offered.reason.value, detail=offered.detail))

    def record(self) -> Record:
        """What is written down."""
        return read_record(self._places.record_file)

    def see(self) -> do.Seen:
        """All that counts for what is to be done next. OSError."""
        places = self._places
        names, record = {link: places.version_at(link) for link in ("current", "confirmed", "previous")}, self.record()
        versions, leftovers = laid_versions(places.versions)
        return do.Seen(
            running=names["current"],
            confirmed=names["confirmed"],
            previous=names["previous"],
            versions=versions,
            record=record,
            leftovers=leftovers,
            other_hand=names["current"].endswith(KEPT),
            offer=self._choice.newest,
            unfit=self._choice.unfit,
            kind=self._machine.kind,
            units=self._units(names["current"]),
            fails=self._machine.fails() if record.trial else False,
            ledger_schema=schema_of(places.home / "ledger.db"),
            free=shutil.disk_usage(places.versions).free,
            health=read_health(places.runtime),
            uptime=self._machine.uptime(),
            boot=self._machine.boot(),
        )

    def do(self, action: do.Action) -> bool:
        """Carry it out, durably.

        Args:
            action: the engine's.

        Returns:
            Whether there may be more to do at once.

        Raises:
            OSError: the disk is full, or worse.
        """
        record = self.record()
        match action:
            case do.Remove(names):
                for name in names:
                    remove(self._places.versions, name)
            case do.Turn(version, back):
                self._link("current", version)
                if not in_force(self._places):
                    self._reload()
                if back:
                    self._machine.start()
            case do.Reload():
                return self._reload()
            case do.Unpack(program):
                return self._unpack(program)
            case do.Check(program):
                return self._check(program)
            case do.Begin(trial):
                self._write(replace(record, trial=trial, waits=""))
            case do.NoteBoot():
                assert record.trial is not None
                boots = record.trial.boots + 1
                self._write(replace(record, trial=replace(record.trial, boot=self._machine.boot(), boots=boots, since=0.0)))
            case do.Condemn(version, sha256, fault, detail):
                self._write(record.with_returned(Returned(version, sha256, fault, detail, self._machine.wall())))
            case do.Confirm():
                self._confirm()
            case do.EndTrial():
                self._write(replace(record, trial=None, waits=""))
            case do.Refuse(version, reason, detail):
                self._write(replace(record, offered=version, refusal=reason.value, detail=detail))
                return False
            case do.Wait(what):
                if record.waits != what.value:
                    self._write(replace(record, waits=what.value))
                return False
            case do.Rest():
                if record.waits:
                    self._write(replace(record, waits=""))
                return False
        return True

    def _units(self, running: str) -> Units:
        if in_force(self._places):
            return Units.IN_FORCE
        return Units.NOT_TAKEN if self._reloaded == running else Units.OTHERS

    def _reload(self) -> bool:
        """A service manager that does not answer is asked again another time."""
        if done := self._machine.reload():
            self._reloaded = self._places.version_at("current")
        return done

    def wish_to_leave(self, version: str) -> None:
        """Write down that somebody wants to return from a version. OSError."""
        write_durably(self._places.state / _WISH, version.encode())

    def leave_as_wished(self) -> bool:
        """Return by hand where somebody wants that, from that very version: cut off in the middle, it is done once all the same.

        Returns:
            Whether there was such a wish.

        Raises:
            OSError: the disk is full, or worse.
        """
        wish = self._places.state / _WISH
        if not wish.exists():
            return False
        seen = self.see()
        target, _ = way_back(seen)
        if target and wish.read_text(encoding="utf-8", errors="replace") == seen.running:
            trial = seen.record.trial or Trial(seen.running, seen.versions.get(seen.running, do.Laid()).sha256, closed=False)
            trial = replace(trial, version=seen.running, before=target)
            returned = Returned(trial.version, trial.sha256, Fault.BY_HAND, "", self._machine.wall())
            self._link("confirmed", target)
            # From here on it is as after any trial that went wrong.
            self._write(replace(seen.record.with_returned(returned), trial=trial))
        wish.unlink()
        return True

    def _write(self, record: Record) -> None:
        write_record(self._places.record_file, record)

    def _link(self, name: str, version: str) -> None:
        """In one step: there is no moment without it."""
        new = self._places.programs / f"{name}.new"
        new.unlink(missing_ok=True)
        new.symlink_to(f"versions/{version}")
        new.replace(self._places.programs / name)
        sync_folder(self._places.programs)

    def _confirm(self) -> None:
        running, before = self._places.version_at("current"), self._places.version_at("confirmed")
        if before and before != running:
            self._link("previous", before)
        self._link("confirmed", running)

    def _unpack(self, program: Program) -> bool:
        assert self._offers is not None, "nothing was offered"
        try:
            with self._offers.archive(program) as file:
                unpack(file, program, self._places.versions)
        except ProgramFault as fault:
            self.do(do.Condemn(program.version, program.sha256, Fault.DAMAGED, str(fault)))
        except (DownloadError, RepositoryError) as fault:
            self._write(replace(self.record(), refusal="mixed", detail=f"{program.name}: {type(fault).__name__}"))
            return False
        return True

    def _check(self, program: Program) -> bool:
        checked = self._machine.check(program.version)
        match checked.end:
            case CheckEnd.PASSED:
                passed = Preflight(program.version, program.sha256, checked.ledger_schema)
                self._write(replace(self.record(), preflight=passed))
            case CheckEnd.FAILED:
                self.do(do.Condemn(program.version, program.sha256, Fault.PREFLIGHT, checked.detail))
            case CheckEnd.LATER:
                self._write(replace(self.record(), refusal="storage", detail=checked.detail))
                return False
        return True


def way_back(seen: do.Seen) -> tuple[str, str]:
    """Where somebody who returns by hand comes to: from a version on trial to the confirmed one, else to the one before.

    Args:
        seen: all that counts.

    Returns:
        The version, "" where there is no way back; and why there is none.
    """
    target = seen.confirmed if seen.running != seen.confirmed else seen.previous
    if target not in seen.versions or target == seen.running:
        return "", "there is no other version here to return to"
    # What is confirmed brings the ledger to its schema, if it has not done so yet.
    schema = max(seen.ledger_schema, seen.versions.get(seen.confirmed, do.Laid()).schema if seen.running == seen.confirmed else 0)
    if seen.versions[target].schema < schema:
        reads = seen.versions[target].schema or "an unknown one"
        return "", f"{target} reads ledgers up to schema {reads}, and this one has {schema}"
    return target, ""
