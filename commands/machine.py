"""``main.py machine``: screen, touch, brightness, sound, address and USB of this machine.

`apply` is for the service manager, as root.

Exit codes: 0 done; 1 not possible; 3 something in ``machine.toml`` is no good, and has its default.
"""

from __future__ import annotations

import contextlib
import json as json_text
import os
import shutil
import subprocess
from pathlib import Path
from typing import Annotated

import typer

from commands.default_home import DEFAULT_HOME, HomeOption
from commands.plain_file import read_plain
from kiosk.technician.machine_address import MachineAddress, networkd_file, resolver_file
from kiosk.technician.machine_settings import X11, MachineSettings, as_toml, environment, read_settings, udev_rules

FILE = "machine.toml"
MISTAKES = 3
_LARGEST = 64_000  # bytes
_UNIT = "community-terminal.service"

machine = typer.Typer(no_args_is_help=True, help="Screen, touch, brightness, sound, address and USB of this machine.")
RootOption = Annotated[Path, typer.Option("--root", help="Write below this folder, for trials.", hidden=True)]
JsonOption = Annotated[bool, typer.Option("--json", help="For a program to read.")]


def settings_of(home: Path) -> tuple[MachineSettings, tuple[str, ...]]:
    """What ``machine.toml`` in this folder says, and the mistakes in it; without a file all is as usual."""
    import rtoml

    try:
        return read_settings(rtoml.loads(read_plain(home / FILE, _LARGEST).decode()))
    except FileNotFoundError:
        return MachineSettings(), ()
    except (OSError, rtoml.TomlParsingError, UnicodeDecodeError) as fault:
        return MachineSettings(), (f"{home / FILE}: {fault}",)


def write_settings(home: Path, settings: MachineSettings) -> None:
    """Put them in the place of those that were; the service manager applies them at once."""
    from kiosk.durable import PRIVATE, write_durably

    write_durably(home / FILE, as_toml(settings).encode(), PRIVATE)


@machine.command()
def show(home: HomeOption = DEFAULT_HOME, json: JsonOption = False) -> None:
    """What is set, as the file that it comes from. Ends with 0; 3: something in it is no good."""
    settings, problems = settings_of(home)
    if json:
        from kiosk.domain.values import asdict

        typer.echo(json_text.dumps({"settings": asdict(settings), "problems": problems}, ensure_ascii=False))
    else:
        typer.echo(as_toml(settings), nl=False)
        for problem in problems:
            typer.echo(problem, err=True)
    raise typer.Exit(MISTAKES if problems else 0)


@machine.command("set")
def set_values(
    values: Annotated[list[str], typer.Argument(help='Such as display.rotation=90 network.address="10.0.0.9/24"')],
    home: HomeOption = DEFAULT_HOME,
) -> None:
    """Change some of it. Ends with 0: written, and applied where the machine runs the service; 1: refused, and nothing changed."""
    import rtoml

    tables = rtoml.loads(as_toml(settings_of(home)[0]))
    try:
        for value in values:
            name, _, given = value.partition("=")
            table, _, key = name.partition(".")
            tables.setdefault(table, {})[key] = rtoml.loads(f"x = {given}")["x"]
    except rtoml.TomlParsingError:
        _refuse([f"{value}: a text stands in quotation marks, a list in brackets"])
    settings, problems = read_settings(tables)
    if problems:
        _refuse(list(problems))
    try:
        write_settings(home, settings)
    except OSError as fault:
        _refuse([f"{home / FILE}: {fault.strerror}"])


def _refuse(lines: list[str]) -> None:
    typer.echo("\n".join(lines), err=True)
    raise typer.Exit(1)


@machine.command()
def apply(home: HomeOption = DEFAULT_HOME, root: RootOption = Path("/")) -> None:
    """Write what units, udev, systemd-networkd and the X server read, and set brightness and sound. As root. Ends with 0; 3: with
    defaults."""
    applied, begins_anew = None, False
    # What is written meanwhile starts nothing anew: a path unit does not look while what it starts is active (systemd.path(5)).
    while (told := settings_of(home)) != applied:
        applied = told
        begins_anew |= _apply(told[0], root)
    _, problems = told
    for problem in problems:
        typer.echo(problem, err=True)
    if begins_anew and os.environ.get("INVOCATION_ID"):
        _do("systemctl", "--no-block", "try-restart", _UNIT)
    raise typer.Exit(MISTAKES if problems else 0)


def _apply(settings: MachineSettings, root: Path) -> bool:
    """Whether the terminal must begin anew to hear of it."""
    run = root / "run/community-terminal"
    run.mkdir(parents=True, exist_ok=True)
    told = "".join(f"{name}={value}\n" for name, value in environment(settings).items())
    begins_anew = _put(run / "environment", told)
    begins_anew |= _apply_address(settings.network, root / "run/systemd/network/10-community-terminal.network", run / "resolv.conf")
    if settings.through == X11:
        (run / "x11").touch()  # the X server's unit goes by it
    else:
        (run / "x11").unlink(missing_ok=True)
    rules = root / "run/udev/rules.d/73-community-terminal.rules"
    rules.parent.mkdir(parents=True, exist_ok=True)
    if _put(rules, udev_rules(settings)):
        _do("udevadm", "control", "--reload")
        _do("udevadm", "trigger", "--action=change", "--subsystem-match=usb", "--subsystem-match=input", "--subsystem-match=tty")
    for light in (root / "sys/class/backlight").glob("*"):
        with contextlib.suppress(OSError, ValueError):
            most = int((light / "max_brightness").read_text())
            (light / "brightness").write_text(str(max(1, most * settings.brightness // 100)))
    _do("amixer", "--quiet", "sset", "Master", f"{settings.volume}%", "unmute")
    return begins_anew


def _apply_address(given: MachineAddress, interfaces: Path, resolver: Path) -> bool:
    """Whether the terminal's services have other name servers now, which they hear of when they begin.

    Whatever gives the machine its address is left alone until one is set here. Once it was, systemd-networkd keeps the interfaces
    until the machine starts anew, though the network gives the address again.
    """
    if given.address or interfaces.exists():
        interfaces.parent.mkdir(parents=True, exist_ok=True)
        if _put(interfaces, networkd_file(given)):
            _do("systemctl", "--no-block", "restart", "systemd-networkd")
    servers = resolver_file(given)
    if servers:
        return _put(resolver, servers)
    had = resolver.exists()
    resolver.unlink(missing_ok=True)
    return had


def _put(path: Path, text: str) -> bool:
    """Whether it is another now."""
    if path.exists() and path.read_text() == text:
        return False
    new = path.with_name(f".{path.name}.new")
    new.write_text(text)
    new.chmod(0o644)  # systemd-networkd and the terminal's user read some of it, whatever this process's umask is
    new.replace(path)
    return True


def _do(*command: str) -> None:
    """What is not there is not needed: a machine without sound has no mixer."""
    if shutil.which(command[0]):
        subprocess.run(command, check=False, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, timeout=20)
