"""``main.py catalogue``: what is installed, how it is brought up to date from the platform, a mirror or a stick, and what is wrong
with content before it is published.

Exit codes: 0 all is well; 1 nothing came, try again or see to this machine; 2 something came and was refused, or there is no sound
catalogue; 78 this terminal is not enrolled.
"""

from __future__ import annotations

import json as json_text
import time
from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Any

import typer

from commands.default_home import DEFAULT_HOME, HomeOption

NOT_ENROLLED = 78  # sysexits.h, EX_CONFIG
OLD = 7  # days
_LATER = ("unreachable", "storage", "busy", "clock")  # nothing that came was at fault

JsonOption = Annotated[bool, typer.Option("--json", help="For a program to read.")]

# Content is written and published where the platform is; an installed terminal has no part of it.
_CHECKOUT = (Path(__file__).parents[1] / "central_platform").is_dir()
catalogue = typer.Typer(no_args_is_help=True, help="The service catalogue kept on this terminal.")


def _of_checkout(work: Callable[..., None]) -> Callable[..., None]:
    return catalogue.command()(work) if _CHECKOUT else work


@catalogue.command()
def update(
    home: HomeOption = DEFAULT_HOME,
    url: Annotated[str, typer.Option(help="A mirror of the platform's /catalogue/; the platform without it.")] = "",
    json: JsonOption = False,
) -> None:
    """Fetch what is new, build it, and put it in use for the next session. Ends with 0: up to date; 1: not now; 2: refused."""
    from offline_cache.catalogue.sources import HttpSource

    _bring(home, HttpSource(url or f"{_platform(home)}/catalogue", *_line(home)), json)


@catalogue.command("import")
def import_from(
    path: Annotated[Path, typer.Argument(help="A stick or folder that the platform's export_catalogue wrote.")],
    home: HomeOption = DEFAULT_HOME,
    json: JsonOption = False,
) -> None:
    """As update, from a stick. Ends with 0: up to date; 1: not now; 2: refused."""
    from offline_cache.catalogue.sources import FolderSource

    _platform(home)
    _bring(home, FolderSource(path.absolute()), json)


@catalogue.command()
def status(home: HomeOption = DEFAULT_HOME, json: JsonOption = False) -> None:
    """What is installed, how old it is, and how the last attempt ended. Ends with 0: current; 1: old or refused; 2: none."""
    from commands.terminal_folder import TerminalFolder
    from kiosk.domain.times import clock_text
    from kiosk.ports.catalogue_updates import ADVICE, WORDS
    from offline_cache.catalogue.folder import installed_version
    from offline_cache.catalogue.trust import catalogue_age

    folder = TerminalFolder(home).catalogue_folder
    age, now = catalogue_age(folder), int(time.time())
    version, days = installed_version(folder), age.days(now)
    code = 2 if not version else 1 if age.refusal or days > OLD else 0
    if json:
        told = {"version": version, "published_at": age.published_at, "confirmed_at": age.confirmed_at, "tried_at": age.tried_at}
        _print(told | {"days": days, "refusal": age.refusal.value if age.refusal else None, "detail": age.detail})
        raise typer.Exit(code)
    typer.echo(f"catalogue {version}" if version else f"no catalogue. Next: main.py catalogue update --home {home}")
    for name, at in (("published", age.published_at), ("last known to be the newest", age.confirmed_at), ("tried", age.tried_at)):
        if at:
            typer.echo(f"{name}: {clock_text(at)}")
    if age.refusal:
        typer.echo(f"the last attempt was refused: {WORDS[age.refusal].en} ({age.detail}). {ADVICE[age.refusal].en}.")
    raise typer.Exit(code)


@catalogue.command()
def verify(home: HomeOption = DEFAULT_HOME, json: JsonOption = False) -> None:
    """Compare what is on the disk with what was signed. Ends with 0: the same; 2: not."""
    from commands.terminal_folder import TerminalFolder
    from kiosk.messages.packs import root_fingerprint
    from offline_cache.catalogue.check import problems_of
    from offline_cache.catalogue.trust import REPOSITORIES, root_file

    _platform(home)
    folder = TerminalFolder(home).catalogue_folder
    problems = list(problems_of(folder))
    try:
        fingerprint = root_fingerprint(*(root_file(folder, repository).read_bytes() for repository in REPOSITORIES))
    except OSError:
        fingerprint = ""
    if json:
        _print({"fingerprint": fingerprint, "problems": problems})
    else:
        typer.echo(f"fingerprint of the trusted roots: {fingerprint or 'there are none'}")
        for problem in problems:
            typer.echo(problem)
        typer.echo(f"Next: main.py catalogue update --home {home}" if problems else "all is as it was signed")
    raise typer.Exit(2 if problems else 0)


@_of_checkout
def lint(
    folder: Annotated[Path | None, typer.Argument(help="Content as its authors write it; that of this program without it.")] = None,
    json: JsonOption = False,
) -> None:
    """Say what is wrong with content, and what to do. Ends with 0: nothing; 1: something; 2: there is no content in that folder."""
    import msgspec

    from central_platform.catalogue.lint import lint as findings_of
    from central_platform.catalogue.publishing import CONTENT

    folder = folder or CONTENT
    if not (folder / "catalogue.yaml").is_file():
        typer.echo(f"there is no catalogue.yaml in {folder}. Next: name the folder that holds it", err=True)
        raise typer.Exit(2)
    findings = findings_of(folder)
    if json:
        _print({"findings": msgspec.to_builtins(findings)})
    else:
        for one in findings:
            typer.echo(f"{one.file or folder}: {one.name}: {one.rule}: {one.what}\n    {one.to_do}")
        typer.echo(f"{len(findings)} findings" if findings else "nothing is wrong")
    raise typer.Exit(1 if findings else 0)


@_of_checkout
def waived(
    folder: Annotated[Path | None, typer.Argument(help="Content as its authors write it; that of this program without it.")] = None,
    json: JsonOption = False,
) -> None:
    """Count 免交率: of the materials that offices gave, how many need not be handed in, and which must. Ends with 2: no content."""
    from central_platform.catalogue.publishing import CONTENT, ContentFault, load_catalogue
    from central_platform.catalogue.waived_share import waived_share

    try:
        share = waived_share(load_catalogue(folder or CONTENT).items)
    except (ContentFault, FileNotFoundError) as fault:
        typer.echo(f"{fault}. Next: main.py catalogue lint", err=True)
        raise typer.Exit(2) from None
    if json:
        counts = {"given_by_offices": share.given_by_offices, "by_card": share.by_card, "by_licence": share.by_licence}
        _print({**counts, "percent": share.percent, "handed_in": [list(pair) for pair in share.handed_in], "unsaid": share.unsaid})
        return
    typer.echo(share.in_chinese())
    for item, material in share.handed_in:
        typer.echo(f"  {item}：{material}")


def _line(home: Path) -> tuple[str, str]:
    """The certificates and the proxy by which the platform is reached."""
    from commands.terminal_folder import TerminalFolder

    folder = TerminalFolder(home)
    return str(folder.certificates_file) if folder.certificates_file.exists() else "", folder.proxy


def _platform(home: Path) -> str:
    """The platform's address; ends the program where this terminal was never paired with one."""
    from commands.terminal_folder import FolderFault, TerminalFolder

    try:
        return TerminalFolder(home).enrolment().url
    except FolderFault as fault:
        typer.echo(str(fault), err=True)
        raise typer.Exit(NOT_ENROLLED) from None


def _bring(home: Path, source: Any, json: bool) -> None:
    from commands.terminal_folder import TerminalFolder
    from kiosk.ports.catalogue_updates import Refused, Updated
    from offline_cache.catalogue.update import update as work

    if not json:
        typer.echo(f"looking at {getattr(source, 'url', '') or source.path} …")
    outcome = work(source, TerminalFolder(home).catalogue_folder, lambda: int(time.time()))
    code = 0
    if isinstance(outcome, Refused):
        code = 1 if outcome.reason.value in _LATER else 2
    if json:
        import msgspec

        _print({**msgspec.to_builtins(outcome), "exit_code": code})
    elif isinstance(outcome, Refused):
        words = f"{outcome.words.en} ({outcome.reason.value}: {outcome.detail}). {outcome.todo.en}."
        typer.echo(f"not updated; the last good catalogue stays. {words}", err=True)
    elif isinstance(outcome, Updated):
        cost = f"{outcome.way.value}, {outcome.fetched:,} bytes"
        typer.echo(f"catalogue {outcome.version} is in use from the next session on ({cost})")
    else:
        typer.echo(f"catalogue {outcome.version} is the newest ({outcome.fetched:,} bytes)")
    raise typer.Exit(code)


def _print(told: dict[str, Any]) -> None:
    typer.echo(json_text.dumps(told, ensure_ascii=False, indent=1))
