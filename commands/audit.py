"""``main.py audit``: whether the audit log is whole, here or in a file that was taken away."""

from __future__ import annotations

import json as json_text
import time
from collections.abc import Iterable, Iterator
from pathlib import Path
from tempfile import gettempdir
from typing import TYPE_CHECKING, Annotated

import typer

from commands.default_home import DEFAULT_HOME, HomeOption
from commands.outbox import CANNOT, HereOption, JsonOption, fail, opened, write_on_medium
from kiosk.domain.values import asdict

if TYPE_CHECKING:
    from offline_cache.ledger.audit import AuditRow

audit = typer.Typer(no_args_is_help=True, help="The audit log: a chain that cannot be changed unseen.")
BROKEN = 2  # exit code
LARGEST = 1 << 30  # bytes of an exported log
LONGEST_LINE = 100_000  # bytes

HEAD = "audit-head"  # typ of the statement that ends a file: terminal, number and hash of its last row, time


@audit.command()
def verify(
    file: Annotated[Path | None, typer.Argument(help="A file made by 'audit export'; without it, this terminal's own log.")] = None,
    home: HomeOption = DEFAULT_HOME,
    key: Annotated[Path | None, typer.Option(help="The terminal's public JWK, to check who ended the file.")] = None,
    json: JsonOption = False,
) -> None:
    """Follow the chain from its first row on. Exit code 0: whole; 2: broken, with the first row that does not follow."""
    from kiosk.removable import MediumFault
    from offline_cache.ledger.audit import verify as follow

    signed = ""
    if file is None:
        with opened(home) as box:
            found = follow(box.audit_rows())
    else:
        try:
            rows, statement = _read(file)
        except MediumFault as fault:
            fail(str(fault), CANNOT)
        except (ValueError, TypeError, KeyError) as fault:
            fail(f"{file} is no audit log that was exported ({type(fault).__name__})", CANNOT)
        found = follow(rows)
        signed = _signed(statement, found.count, found.head, key)
    told = {"rows": found.count, "head": found.head, "broken_at": found.broken, "signature": signed}
    if json:
        typer.echo(json_text.dumps(told, indent=1))
    else:
        typer.echo(f"{found.count} rows follow from each other; head {found.head or '-'}")
        if found.broken:
            typer.echo(f"BROKEN at row {found.broken}: it, or one before it, was changed, put in or taken out")
        if signed:
            typer.echo(f"signature: {signed}")
        if not found.broken and file is None:
            typer.echo("Compare the head with the one that the platform shows for this terminal: it may be behind, never ahead.")
    if found.broken or signed in ("missing", "does not hold", "of another end"):
        raise typer.Exit(BROKEN)


@audit.command()
def export(
    file: Annotated[Path, typer.Argument(help="The file to write, on a USB stick.")],
    home: HomeOption = DEFAULT_HOME,
    here: HereOption = False,
) -> None:
    """Write the whole log as JSON lines, ended by this terminal's signature. It holds no personal data."""
    from commands.terminal_folder import FolderFault, TerminalFolder
    from kiosk.messages.signing import Signer

    try:
        enrolment = TerminalFolder(home).enrolment()
    except FolderFault as fault:
        fail(str(fault), CANNOT)
    at = int(time.time())

    def lines(rows: Iterable[AuditRow]) -> Iterator[bytes]:
        number, digest = 0, ""
        for row in rows:
            yield json_text.dumps(asdict(row), ensure_ascii=False).encode() + b"\n"
            number, digest = row.number, row.hash
        claims = {"terminal": enrolment.terminal.terminal_id, "number": number, "hash": digest, "at": at}
        yield json_text.dumps({"head": Signer(enrolment.signing).sign(HEAD, claims)}).encode() + b"\n"

    with opened(home) as box:
        box.note_audit_exported(at)
        count = write_on_medium(file.parent, file.name, lines(box.audit_rows()), home, here) - 1  # the last is its end
    typer.echo(f"{count} rows in {file}")


def _read(file: Path) -> tuple[list[AuditRow], str]:
    """The rows, and the statement that ends them; "" where there is none. MediumFault where it cannot be read."""
    from kiosk.removable import copied
    from kiosk.removable import lines as lines_of
    from offline_cache.ledger.audit import AuditRow

    rows: list[AuditRow] = []
    with copied(file, Path(gettempdir()), LARGEST) as copy:
        for line in lines_of(copy, LONGEST_LINE):
            values = json_text.loads(line)
            if "head" in values:
                return rows, str(values["head"])
            rows.append(AuditRow(**values))
    return rows, ""


def _signed(statement: str, count: int, head: str, key: Path | None) -> str:
    from kiosk.messages.signing import BadSignature, verified

    if not statement:
        return "missing"
    if key is None:
        return "not checked: give the terminal's public key with --key"
    try:
        claims = verified(statement, HEAD, [json_text.loads(key.read_text(encoding="utf-8"))])
    except (BadSignature, OSError, ValueError, KeyError, TypeError):
        return "does not hold"
    return "holds" if (claims.get("number"), claims.get("hash")) == (count, head) else "of another end"
