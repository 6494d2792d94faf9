"""The sync engine of a terminal, and what its heartbeat tells."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from commands.terminal_stores import ledger

if TYPE_CHECKING:
    from commands.life_signs import OwnVersion
    from commands.terminal_folder import TerminalFolder
    from kiosk.domain.clock import Clock
    from kiosk.domain.times import Moment

CLOCK_TOLERANCE = 60  # seconds


def sync_engine(
    home: TerminalFolder,
    enrolment: Any,
    catalogue_version: str,
    runner: Any,
    clock: Clock,
    now: Callable[[], Moment],
    configuration: Any,
    version: OwnVersion,
    window: Any,
) -> Any:
    """What sends, asks and fetches, not started yet.

    Args:
        home: of the terminal.
        enrolment: what the platform gave at pairing.
        catalogue_version: of the catalogue in use.
        runner: of the session; its state is told.
        clock: that learns from the platform.
        now: the session's moments, of that clock.
        configuration: of the terminal.
        version: of the program.
        window: whose frames are timed.
    """
    from commands.life_signs import statuses, told_of_program
    from commands.retention import retaining
    from kiosk.sync.driver import SyncEngine

    retain = retaining(home.ledger_file, configuration.keep, clock)
    ledgers: list[Any] = []  # the engine's, on whose thread `beat` is called

    def open_ledger() -> Any:
        ledgers.append(ledger(home, enrolment.terminal.terminal_id))
        return ledgers[0]

    def connect() -> Any:
        from kiosk.messages.signing import Signer
        from kiosk.sync.client import Account, PlatformClient

        introduce: Callable[[], object] | None = None
        if not enrolment.introduced:
            from functools import partial

            from commands import offers

            introduce = partial(offers.introduce, home)
        account = Account(
            enrolment.url,
            enrolment.terminal.terminal_id,
            enrolment.audience,
            Signer(enrolment.signing),
            enrolment.ca,
            enrolment.proxy,
            introduce,
        )
        return PlatformClient(account, clock)

    def beat(waiting: int, audit: tuple[int, str] | None) -> Any:
        from pathlib import Path

        from commands.machine_measures import machine_measures, own_measures, start_measures, write_exposition
        from kiosk import VERSION
        from kiosk.messages.models import AuditHead, HeartbeatRequest
        from kiosk.technician.supervision import exposition
        from offline_cache.ledger.recovery import damaged

        devices = statuses(runner.state)
        if audit is None:
            devices["ledger"] = "unavailable:not-to-be-opened"
        elif damaged(home.path):
            devices["ledger"] = "attention:set-aside"
        if clock.now().doubtful or abs(clock.off_by) > CLOCK_TOLERANCE:
            devices["clock"] = "attention:wrong"
        if runner.state.closed is not None:
            devices["service"] = f"unavailable:closed-{runner.state.closed.value}"
        if runner.state.technician_called:
            devices["technician"] = "attention:called"
        details = {device.value: status.detail for device, status in runner.state.statuses.items() if status.detail}
        if audit is not None and (little := ledgers[0].audit_counts("search.found-little", "kind")):
            devices["search"] = "ready"
            kinds = ", ".join(f"{kind} {count}" for kind, count in sorted(little.items()))
            details["search"] = f"found little: {sum(little.values())} ({kinds})"
        program, detail = told_of_program(home.path)
        if program:
            devices["program"], details["program"] = program, detail
        own = own_measures(ledgers[0] if audit else None, home.catalogue_folder, clock.off_by, clock.now().wall)
        measures = {**machine_measures(home.path), **own, **start_measures(window.first_frame_at)}
        if slowest := window.longest_frame_ms():
            measures["frame_ms"] = slowest
        if audit is not None:
            retain()
        if configuration.metrics:
            write_exposition(Path(configuration.metrics), exposition(measures, enrolment.terminal.terminal_id, VERSION))
        return HeartbeatRequest(
            sent_at=int(time.time()),
            version=VERSION,
            catalogue_version=catalogue_version,
            waiting=waiting,
            devices=devices,
            details=details,
            audit=AuditHead(number=audit[0], hash=audit[1]) if audit else None,
            measures=measures,
        )

    def look_for_catalogue(asked: bool) -> Any:
        from kiosk.sync.engine import CATALOGUE_LOOK
        from offline_cache.catalogue.trust import catalogue_age
        from offline_cache.catalogue.update_process import update_apart

        if version.on_trial:
            return None  # what it brought the version before might not read
        age = catalogue_age(home.catalogue_folder)
        if not asked and age.refusal is None and 0 <= clock.now().wall - age.confirmed_at < CATALOGUE_LOOK:
            return None  # by the process before this one
        return update_apart(f"{enrolment.url}/catalogue", home.catalogue_folder, enrolment.ca, proxy=enrolment.proxy)

    return SyncEngine(runner.post, open_ledger, connect, beat, now, look_for_catalogue)
