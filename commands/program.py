"""``main.py program``: which version runs, which is on trial, what came of the last one; and another one brought in or left.

Exit codes: 0 all is well; 1 nothing came, try again or see to this machine, or something is still under way; 2 something came
and was refused, or was returned from; 3 a newer version is there (`check`); 78 this terminal is not enrolled.
"""

from __future__ import annotations

import contextlib
import json as json_text
import os
import time
from pathlib import Path
from typing import Annotated, Any

import typer

from commands.default_home import DEFAULT_HOME, HomeOption

NOT_ENROLLED = 78  # sysexits.h, EX_CONFIG
NEWER = 3
_NOW = ("unreachable", "storage", "busy", "clock")  # nothing that came was at fault
_NO_ROOT = 77  # sysexits.h, EX_NOPERM
JsonOption = Annotated[bool, typer.Option("--json", help="For a program to read.")]
UrlOption = Annotated[str, typer.Option(help="A mirror of the platform's /catalogue/; the platform without it.")]

program = typer.Typer(no_args_is_help=True, help="The version of this program, and another one.")


@program.command()
def status(home: HomeOption = DEFAULT_HOME, json: JsonOption = False) -> None:
    """What runs, what is on trial, what was returned from. Ends with 0: all is well; 1: under way; 2: returned from, or refused."""
    from commands.program_line import told

    standing = told(home)
    if json:
        _print({**standing.as_json, "exit_code": standing.exit_code})
    else:
        for line in standing.lines:
            typer.echo(line)
    raise typer.Exit(standing.exit_code)


@program.command()
def check(home: HomeOption = DEFAULT_HOME, url: UrlOption = "", json: JsonOption = False) -> None:
    """Look whether there is another version, and fetch nothing. Ends with 0: none; 3: there is; 1: not now; 2: refused."""
    _look(home, _online(home, url), json, fetch=False)


@program.command()
def update(home: HomeOption = DEFAULT_HOME, url: UrlOption = "", json: JsonOption = False) -> None:
    """Fetch the newest version that is for this terminal. It is tried when nobody is served, and returned from where it is no good.
    Ends with 0: there is none, or it is handed over; 1: not now; 2: refused."""
    _look(home, _online(home, url), json, fetch=True)


@program.command("import")
def import_from(
    path: Annotated[Path, typer.Argument(help="A stick or folder that the platform's export_catalogue wrote.")],
    home: HomeOption = DEFAULT_HOME,
    json: JsonOption = False,
) -> None:
    """As update, from a stick. Ends with 0: there is none, or it is handed over; 1: not now; 2: refused."""
    from offline_cache.catalogue.sources import FolderSource

    _enrolment(home)
    _look(home, FolderSource(path.absolute()), json, fetch=True)


@program.command("return")
def return_to_before(home: HomeOption = DEFAULT_HOME, json: JsonOption = False) -> None:
    """Go back to the version before, with the next process; the one that is left is not tried again. As root. Ends with 0: done;
    1: it cannot be; 77: not root."""
    from commands.program_worker import this_machine
    from commands.program_worker import work as run
    from offline_cache.program.disk import Disk, way_back
    from offline_cache.program.places import places

    where = places(home)
    _as_root(where.programs)
    machine = this_machine(where)
    disk = Disk(where, machine)
    seen = disk.see()
    target, problem = way_back(seen)
    if target:
        disk.wish_to_leave(seen.running)
        with contextlib.suppress(_Enough):
            run(where, machine, _enough)  # where the updater watches a trial, it sees the wish itself
    if json:
        _print({"left": seen.running, "for": target, "problem": problem, "exit_code": 1 if problem else 0})
    else:
        typer.echo(f"not returned: {problem}" if problem else f"{target} runs as the next process", err=bool(problem))
    raise typer.Exit(1 if problem else 0)


class _Enough(Exception):
    """What is still to come, the service manager's own unit sees to."""


def _enough() -> None:
    raise _Enough


@program.command()
def trust(home: HomeOption = DEFAULT_HOME) -> None:
    """Take over the roots that this terminal trusts since it was enrolled anew; versions are judged by them from now on. As root.
    Ends with 0: done; 1: there are none; 77: not root."""
    from kiosk.messages.packs import root_fingerprint
    from offline_cache.catalogue.trust import REPOSITORIES, root_file
    from offline_cache.program.offer import pin
    from offline_cache.program.places import places

    where = places(home)
    _as_root(where.programs)
    try:
        pin(where)
        roots = (root_file(where.trust, repository).read_bytes() for repository in REPOSITORIES)
        typer.echo(f"fingerprint of the roots, as 'catalogue verify' tells it: {root_fingerprint(*roots)}")
    except OSError:
        typer.echo(f"there are none. Next: main.py enrol --home {home}", err=True)
        raise typer.Exit(1) from None


@program.command(hidden=True)
def work(home: HomeOption = DEFAULT_HOME) -> None:
    """For the service manager, as root: judge, lay down, try, confirm or turn back."""
    from commands.program_worker import this_machine
    from commands.program_worker import work as run
    from offline_cache.program.places import places

    where = places(home)
    try:
        code = run(where, this_machine(where))
    except OSError as fault:
        typer.echo(f"{fault.filename or where.programs}: {fault.strerror}; it is gone on with in a while", err=True)
        raise typer.Exit(1) from None
    raise typer.Exit(code)


@program.command(hidden=True)
def preflight(home: HomeOption = DEFAULT_HOME) -> None:
    """For the service manager: this version looks whether it could serve here. Ends with 0: yes; 75: ask again later; else no."""
    from commands.program_check import check as look

    code, problem, _ = look(home)
    if problem:
        typer.echo(problem, err=True)
    raise typer.Exit(code)


def _as_root(folder: Path) -> None:
    if not os.access(folder, os.W_OK):
        typer.echo("as root, please", err=True)
        raise typer.Exit(_NO_ROOT)


def _enrolment(home: Path) -> Any:
    from commands.terminal_folder import FolderFault, TerminalFolder

    try:
        return TerminalFolder(home).enrolment()
    except FolderFault as fault:
        typer.echo(str(fault), err=True)
        raise typer.Exit(NOT_ENROLLED) from None


def _online(home: Path, url: str) -> Any:
    from offline_cache.catalogue.sources import HttpSource

    enrolment = _enrolment(home)
    return HttpSource(url or f"{enrolment.url}/catalogue", enrolment.ca, enrolment.proxy)


def _look(home: Path, source: Any, json: bool, fetch: bool) -> None:
    from commands.program_worker import machine_kind
    from offline_cache.program.fetch import Fetching, NotFetched, is_newer
    from offline_cache.program.places import places
    from offline_cache.program.record import read_record
    from offline_cache.program.refusals import ADVICE, WORDS, misfit

    where = places(home)
    running = where.version_at("current")
    record, kind = read_record(where.record_file), machine_kind()
    terminal = _enrolment(home).terminal.terminal_id
    if not json:
        typer.echo(f"looking at {getattr(source, 'url', '') or source.path} …")
    fetching = Fetching(source, home / "catalogue", where.fetched, terminal, kind, int(time.time()))

    def wanted(one: Any) -> bool:
        return is_newer(one, running) and record.has_returned(one.version, one.sha256) is None

    outcome = fetching.run(wanted if fetch else None)
    if isinstance(outcome, NotFetched):
        raise _refused(outcome, json)
    newest = outcome.program
    newer = newest is not None and is_newer(newest, running)
    returned = newest is not None and record.has_returned(newest.version, newest.sha256)
    unfit = outcome.unfit if outcome.unfit and not newer and is_newer(outcome.unfit, running) else None
    reason, detail = misfit(unfit, kind) if unfit else (None, "")
    code = 2 if unfit or (newer and returned) else NEWER if newer and not fetch else 0
    if json:
        version = newest.version if newest else ""
        about = {"running": running, "newest": version, "handed_over": outcome.handed_over, "returned": bool(returned)}
        about |= {"refusal": reason.value if reason else None, "detail": detail}
        _print({**about, "exit_code": code})
    elif not running:
        typer.echo(f"this program is no installed version; the newest is {newest.version if newest else '-'}")
    elif reason:
        typer.echo(f"{running} stays. {WORDS[reason].en} ({reason.value}: {detail}). {ADVICE[reason].en}.", err=True)
    elif newest is None or not newer:
        typer.echo(f"{running} runs; there is no newer version for this terminal")
    elif returned:
        typer.echo(f"{newest.version} was returned from, and waits for another build. Next: main.py program status", err=True)
    elif outcome.handed_over:
        typer.echo(f"{newest.version} is fetched, and is tried as soon as nobody is served. Next: main.py program status")
    else:
        typer.echo(f"{newest.version} is there. Next: main.py program update")
    raise typer.Exit(code)


def _refused(outcome: Any, json: bool) -> typer.Exit:
    from kiosk.ports.catalogue_updates import ADVICE, WORDS

    code = 1 if outcome.reason.value in _NOW else 2
    if json:
        _print({"reason": outcome.reason.value, "detail": outcome.detail, "exit_code": code})
    else:
        words = f"{WORDS[outcome.reason].en} ({outcome.reason.value}: {outcome.detail}). {ADVICE[outcome.reason].en}."
        typer.echo(f"nothing was fetched; what runs stays. {words}", err=True)
    return typer.Exit(code)


def _print(about: dict[str, Any]) -> None:
    typer.echo(json_text.dumps(about, ensure_ascii=False, indent=1))
