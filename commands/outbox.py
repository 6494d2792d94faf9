"""``main.py outbox``: everything that waits here, in words; sent again; taken away on a stick."""

from __future__ import annotations

import json as json_text
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NoReturn

import typer

from commands.default_home import DEFAULT_HOME, HomeOption
from commands.outbox_words import called, explained
from kiosk.domain.values import asdict
from kiosk.ports.storage import StorageError

if TYPE_CHECKING:
    from offline_cache.ledger.outbox import Outbox

outbox = typer.Typer(no_args_is_help=True, help="Applications and reports that the platform has not confirmed.")
HereOption = Annotated[bool, typer.Option("--here", help="Also where no medium is mounted: on this machine's own disk.")]
JsonOption = Annotated[bool, typer.Option("--json", help="For a program to read.")]
_SOON = "within a minute where the terminal runs and the network is there"

WAITING, REJECTED, NOT_FOUND, CANNOT = 1, 2, 3, 4  # exit codes; 0: nothing waits


@outbox.command("list")
def list_outbox(
    home: HomeOption = DEFAULT_HOME,
    everything: Annotated[bool, typer.Option("--all", help="With what the platform has confirmed.")] = False,
    json: JsonOption = False,
) -> None:
    """What waits, oldest first. Exit code 0: nothing; 1: something waits; 2: something was rejected."""
    from kiosk.domain.times import clock_text

    with opened(home) as box:
        rows, reports = box.waiting(everything), box.reports_waiting()
    if json:
        told = [{**asdict(row), "explained": explained(row).en} for row in rows]
        typer.echo(json_text.dumps({"submissions": told, "reports": reports}, ensure_ascii=False, indent=1))
    else:
        for row in rows:
            typer.echo(f"{called(row)}  {clock_text(row.committed_at)}  {row.implementation_code}\n    {explained(row).en}")
        typer.echo(f"{len(rows)} applications, {reports} reports waiting" if rows or reports else "nothing waits")
    if any(row.state == "REJECTED" for row in rows):
        raise typer.Exit(REJECTED)
    if reports or any(row.state == "STORED" or row.pictures or row.reason for row in rows):
        raise typer.Exit(WAITING)


@outbox.command()
def retry(
    name: Annotated[str, typer.Argument(help="Receipt number or submission id; 'rejected' for all that were rejected.")],
    home: HomeOption = DEFAULT_HOME,
) -> None:
    """Have it sent again, even if it was rejected, or confirmed by a platform that has forgotten it. Exit code 4: its content is no
    longer here."""
    with opened(home) as box:
        rows = [row for row in box.waiting() if row.state == "REJECTED"] if name == "rejected" else [box.one(name)]
        found, kept = [row for row in rows if row is not None], True
        if not found:
            fail(f"nothing of that name: {name}", NOT_FOUND)
        for row in found:
            if not box.retry(row.submission_id, int(time.time())):
                typer.echo(f"{called(row)}: nothing is sent; its content is no longer kept here", err=True)
                kept = False
            elif row.case_number:
                typer.echo(
                    f"{called(row)}: the platform has confirmed it as case {row.case_number}; it is offered again as such, {_SOON}"
                )
            else:
                typer.echo(f"{called(row)}: is sent again, {_SOON}")
    if not kept:
        raise typer.Exit(CANNOT)


@outbox.command()
def export(
    folder: Annotated[Path, typer.Argument(help="Where to: the folder of a USB stick.")],
    home: HomeOption = DEFAULT_HOME,
    here: HereOption = False,
    ledger: Annotated[Path | None, typer.Option(help="Another one, as ledger-damaged-....db: what can be read of it.")] = None,
    since: Annotated[
        datetime | None,
        typer.Option(formats=["%Y-%m-%d"], help="Also what the platform confirmed from this day on, as far as it is kept."),
    ] = None,
) -> None:
    """Write everything that waits into a file that only the platform can open. It stays here, too: the platform makes one case of
    it however often it comes."""
    from commands.terminal_folder import FolderFault, TerminalFolder
    from kiosk.domain.times import CHINA
    from kiosk.messages import outbox_file
    from kiosk.messages.sealing import Sealer
    from kiosk.messages.signing import Signer
    from offline_cache.catalogue.trust import current_keys

    at = int(time.time())
    with opened(home, ledger) as box:
        try:
            enrolment = TerminalFolder(home).enrolment()
        except FolderFault as fault:
            fail(str(fault), CANNOT)
        name = f"outbox-{enrolment.terminal.terminal_id}-{time.strftime('%Y%m%dT%H%M%SZ', time.gmtime(at))}.export"
        confirmed = int(since.replace(tzinfo=CHINA).timestamp()) if since else None
        messages = box.salvaged() if ledger else box.messages(confirmed)
        keys = current_keys(TerminalFolder(home).catalogue_folder)
        sealer, signer = Sealer(keys.sealing_key if keys else enrolment.sealing), Signer(enrolment.signing)
        lines = outbox_file.written(messages, sealer, signer, enrolment.terminal.terminal_id, at)
        count = write_on_medium(folder, name, lines, home, here) - 1  # the last says who wrote it
        if ledger is None:
            box.note_exported(count, at)
    typer.echo(f"{count} messages in {folder / name}")
    if count == 0:
        typer.echo("Nothing waits. What the platform has confirmed is written with --since DAY, for one that has lost it.")
        return
    typer.echo("Next, at the platform: python -m central_platform import_outbox FILE")


def write_on_medium(folder: Path, name: str, lines: Iterable[bytes], home: Path, here: bool) -> int:
    """How many lines; what goes wrong ends the command with a sentence."""
    from kiosk.removable import Folder, MediumFault

    count = 0

    def counted() -> Iterator[bytes]:
        nonlocal count
        for line in lines:
            count += 1
            yield line

    try:
        with Folder(folder, () if here else (home, Path("/"))) as medium:
            medium.write(name, counted())
    except MediumFault as fault:
        fail(f"{fault}. (--here writes to this machine's own disk all the same.)" if not here else str(fault), CANNOT)
    return count


@contextmanager
def opened(home: Path, ledger: Path | None = None) -> Iterator[Outbox]:
    """The ledger's file, or another; what goes wrong with it ends the command with a sentence."""
    from commands.terminal_folder import TerminalFolder
    from offline_cache.ledger.migrations import NewerLedger
    from offline_cache.ledger.outbox import Outbox

    file = ledger or TerminalFolder(home).ledger_file
    if not file.exists():
        fail(f"no ledger at {file}: this terminal has not run yet", CANNOT)
    try:
        box = Outbox(file, only_reading=ledger is not None)
    except (StorageError, NewerLedger) as fault:
        fail(f"{file} cannot be opened: {fault}", CANNOT)
    try:
        yield box
    except StorageError as fault:
        fail(f"{file} cannot be read: {fault}", CANNOT)
    finally:
        box.close()


def fail(message: str, code: int) -> NoReturn:
    """End the command with a message on stderr.

    Raises:
        typer.Exit: always, with ``code``.
    """
    typer.echo(message, err=True)
    raise typer.Exit(code)
