"""The print queue of an A4 printer on the network, and the printer's address as a technician types it. Pure."""

from __future__ import annotations

import re
from typing import Any

from kiosk.configuration import Key

QUEUE = "community-terminal-a4"  # made for that address by `commands.print_queue`, and by nobody else
MODEL, IS_RAW = "printer-make-and-model", "Local Raw Printer"  # CUPS' word for a queue until it has heard from the printer
_ADDRESS = re.compile(
    r"(?:(ipps?)://)?([A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?|\[[0-9A-Fa-f:.]+\])(?::([0-9]{1,5}))?(/[A-Za-z0-9._~/-]*)?"
)
_PATH = "/ipp/print"  # of every printer that goes by IPP Everywhere (PWG 5100.14)
_LONGEST = 200  # characters


def printer_uri(address: object) -> str | None:
    """Where the printer is asked and printed to.

    Args:
        address: a host, with a port and a path where they are not the usual ones, as ``192.0.2.60`` or ``ipps://a4.example/ipp``.

    Returns:
        An ``ipp`` or ``ipps`` URI without user, query or fragment (RFC 3510, RFC 7472); None where it is no such address.
    """
    match = _ADDRESS.fullmatch(address) if isinstance(address, str) and len(address) <= _LONGEST else None
    if match is None or not 0 < int(match[3] or 1) < 65536:
        return None
    port = f":{match[3]}" if match[3] else ""
    return f"{match[1] or 'ipp'}://{match[2]}{port}{match[4] or _PATH}"


def printer_address() -> Key:
    """``address`` of a printer on the network that goes by IPP."""

    def good(value: Any) -> bool:
        return printer_uri(value) is not None

    return Key("address", 'a host or an IPP address, as "192.0.2.60" or "ipps://192.0.2.60/ipp/print"', good)
