"""``main.py machine queue``: the print queue of an A4 printer whose address stands in ``terminal.toml``. For the service manager;
as root, for CUPS lets nobody else make one.

CUPS itself asks the printer what it takes (IPP Everywhere, PWG 5100.14): this process reads no network. A printer that is off, or
not there yet, is asked again until it answers, or until another address is wanted, or none.

Exit codes: 0 the queue is there, or none is wanted; 77 not allowed.
"""

from __future__ import annotations

import time
from pathlib import Path
from typing import Annotated, Any

import typer

from commands.default_home import DEFAULT_HOME, HomeOption
from commands.plain_file import read_plain
from devices.page_printer.network_queue import IS_RAW, MODEL, QUEUE, printer_uri

FILE = "terminal.toml"
_LARGEST = 64_000  # bytes
_PACE, _SLOW_PACE = 0.5, 5.0  # seconds between two looks, at first and later
_AGAIN = 10.0  # seconds until a printer that did not answer is asked again
_REFUSED = 77  # EX_NOPERM, sysexits.h: 1 is what a bug ends with, and the unit begins anew then


class NotAllowed(Exception):
    """CUPS makes no queue for this user; the message is its word."""


def wanted_uri(home: Path) -> str | None:
    """Of the printer for which a queue is wanted; None where none is, or where the file cannot be understood.

    Args:
        home: the terminal's folder; whatever its user has put there.
    """
    import rtoml

    from devices.configured import read_devices
    from devices.page_printer.device import IppSettings
    from kiosk.ports.devices import Device

    name = Device.PAGE_PRINTER.value
    try:
        tables = rtoml.loads(read_plain(home / FILE, _LARGEST).decode())
    except (OSError, rtoml.TomlParsingError, UnicodeDecodeError):
        return None
    settings = read_devices({name: tables.get(name, {})}).of(Device.PAGE_PRINTER).settings
    return printer_uri(settings.address) if isinstance(settings, IppSettings) else None


def queue(
    home: HomeOption = DEFAULT_HOME,
    server: Annotated[str, typer.Option("--server", hidden=True, help="CUPS' socket, for trials.")] = "",
) -> None:
    """Have CUPS make the queue of the A4 printer whose address is set, once it answers. As root. Ends with 0: it is there, or
    none is wanted; 77: not allowed."""
    try:
        make_queue(home, server)
    except NotAllowed as fault:
        typer.echo(f"the print queue: {fault}", err=True)
        raise typer.Exit(_REFUSED) from None


def make_queue(home: Path, server: str = "", patience: float = _AGAIN) -> None:
    """Return once the queue leads to the printer that is wanted, or none is wanted any more.

    Args:
        home: the terminal's folder.
        server: CUPS' socket; "" for this machine's.
        patience: seconds until a printer that did not answer is asked again.

    Raises:
        NotAllowed: CUPS makes no queue for this user.
    """
    import cups

    if server:
        cups.setServer(server)
    cups.setPasswordCB(lambda prompt: "")  # there is nobody to type one
    asked, again, pace, told = "", 0.0, _PACE, ""
    while wanted := wanted_uri(home):
        try:
            connection = cups.Connection()
            if _is_there(connection, wanted):
                # What is written meanwhile starts nothing anew: a path unit does not look while what it starts is active
                # (systemd.path(5)).
                if wanted_uri(home) == wanted:
                    return
            elif wanted != asked or time.monotonic() >= again:
                connection.addPrinter(QUEUE, device=wanted, ppdname="everywhere")
                pace = _PACE if wanted != asked else _SLOW_PACE
                asked, again = wanted, time.monotonic() + patience
        except cups.IPPError as fault:
            if fault.args[0] in (cups.IPP_FORBIDDEN, cups.IPP_NOT_AUTHENTICATED, cups.IPP_NOT_AUTHORIZED):
                raise NotAllowed(fault.args[1]) from None
            told = _told(str(fault.args[1]), told)
        except RuntimeError as fault:  # pycups' word for a CUPS that it cannot reach
            told = _told(str(fault), told)
        time.sleep(min(pace, patience))


def _is_there(connection: Any, uri: str) -> bool:
    """It leads there, and CUPS has heard from the printer: until then the queue takes nothing."""
    import cups

    try:
        found = connection.getPrinterAttributes(QUEUE, requested_attributes=["device-uri", MODEL])
    except cups.IPPError as fault:
        if fault.args[0] == cups.IPP_NOT_FOUND:
            return False
        raise
    return bool(found["device-uri"] == uri and found[MODEL] != IS_RAW)


def _told(fault: str, before: str) -> str:
    """Each once: it is tried again and again."""
    if fault != before:
        typer.echo(f"the print queue: {fault}", err=True)
    return fault
