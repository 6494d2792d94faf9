"""The command line: each command with its options and its help. Every command imports its own work when it is called."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Any, NoReturn

import typer

from commands.audit import audit
from commands.catalogue import catalogue
from commands.default_home import DEFAULT_HOME, HomeOption
from commands.machine import machine
from commands.machine_clock import clock
from commands.outbox import outbox
from commands.print_queue import queue
from commands.prints import prints
from commands.program import program

application = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,  # they can show values
    help="Self-service terminal for community affairs centres.",
)

_CONFIRMATION_TRIES, _NOT_CONFIRMED = 3, 3


@application.command()
def run(
    home: HomeOption = DEFAULT_HOME,
    size: Annotated[str, typer.Option(help="Window size such as 1080x1920; the whole screen without it.")] = "",
) -> None:
    """Run the terminal, and keep it running."""
    raise AssertionError(f"main.py takes this one itself, before this library is loaded: {home} {size}")


@application.callback()
def _main() -> None:
    """Self-service terminal for community affairs centres."""


@application.command()
def enrol(
    url: Annotated[str, typer.Option(help="The platform's address, such as https://platform.example")] = "",
    home: HomeOption = DEFAULT_HOME,
    ca: Annotated[
        Path | None, typer.Option(help="Certificates (PEM) that vouch for the platform, on a government network.")
    ] = None,
    confirm: Annotated[bool, typer.Option("--confirm", help="Enter the confirmation code of an enrolment that was begun.")] = False,
) -> None:
    """Make this machine a terminal of the platform. Asks for the pairing code, or reads it from stdin; then for the confirmation
    code. Ends with 0: confirmed; 1: not enrolled; 3: not confirmed yet."""
    from commands.enrol import confirm as is_confirmed
    from commands.enrol import enrol as work
    from commands.enrol import waiting
    from commands.terminal_folder import FolderFault

    if not confirm and not url:
        _fail(ValueError("--url is needed"))
    try:
        # Not among the arguments: those are there for every program on this machine to read.
        enrolled = waiting(home) if confirm else work(home, url.rstrip("/"), _typed("Pairing code"), ca)
    except FolderFault as fault:
        _fail(fault)
    typer.echo(f"enrolled as {enrolled.terminal_id}; it serves nobody until it is confirmed")
    typer.echo(f"fingerprint: {enrolled.fingerprint}")
    typer.echo("Read both to the platform's staff, by telephone. If it is theirs, too, they tell you a confirmation code.")
    for _ in range(_CONFIRMATION_TRIES):
        if not (typed := _typed("Confirmation code")):
            break
        if is_confirmed(home, typed):
            typer.echo(f"confirmed. Next: main.py catalogue update --home {home}")
            return
        typer.echo("that is not it", err=True)
    typer.echo(
        f"not confirmed. Later: main.py enrol --confirm --home {home}. If staff see another fingerprint, somebody stands in"
        " between: use another network and a new pairing code.",
        err=True,
    )
    raise typer.Exit(_NOT_CONFIRMED)


def _typed(name: str) -> str:
    """By a person, or from stdin; "" at its end."""
    if sys.stdin.isatty():
        return str(typer.prompt(name)).strip()
    return sys.stdin.readline().strip()


application.add_typer(catalogue, name="catalogue")
application.add_typer(outbox, name="outbox")
application.add_typer(audit, name="audit")
application.add_typer(prints, name="prints")
machine.command()(clock)
machine.command()(queue)
application.add_typer(machine, name="machine")
application.add_typer(program, name="program")
# An installed terminal has neither the demo nor the bench.
_CHECKOUT = (Path(__file__).parent / "demo").is_dir()


def _of_checkout(work: Callable[..., None]) -> Callable[..., None]:
    return application.command()(work) if _CHECKOUT else work


@_of_checkout
def demo(
    output: Annotated[Path, typer.Option(help="Where pictures and the summary go when there is no display.")] = Path("demo-output"),
    home: Annotated[Path, typer.Option(help="Where the demo's platform and terminal live; made anew each time.")] = Path(
        "var/demo"
    ),
    play: Annotated[bool, typer.Option(help="Play the journeys even where there is a display.")] = False,
) -> None:
    """The main job with simulated devices and the reference platform on loopback."""
    from commands.demo.run import run_demo

    raise typer.Exit(run_demo(output, home, play))


@application.command()
def doctor(
    home: HomeOption = DEFAULT_HOME,
    json: Annotated[bool, typer.Option("--json", help="For a program to read, and in both languages.")] = False,
    chinese: Annotated[bool, typer.Option("--zh", help="The table in Chinese.")] = False,
    test_page: Annotated[str, typer.Option(help="Print one: receipt_printer or page_printer.")] = "",
    report: Annotated[bool, typer.Option(help="Print the report on the receipt printer.")] = False,
    scan: Annotated[
        bool, typer.Option("--scan", help="Show a code on this screen, and say how the code scanner is to be set.")
    ] = False,
) -> None:
    """Look over the set-up and every device. Ends with 0: ready; 1: wants to be seen to; 2: something cannot be done here."""
    from commands.doctor import as_json, examine, show
    from commands.terminal_folder import TerminalFolder

    place = TerminalFolder(home)
    if test_page:
        raise typer.Exit(_print_test_page(place, test_page))
    readiness = _scanned(place) if scan else examine(place)
    if json:
        typer.echo(as_json(readiness))
    else:
        show(readiness, chinese)
    if report:
        _print_report(place, readiness)
    raise typer.Exit(readiness.exit_code)


@application.command("support-bundle")
def make_support_bundle(
    home: HomeOption = DEFAULT_HOME,
    to: Annotated[Path | None, typer.Option(help="A file to write, or a folder; without it, this folder.")] = None,
    json: Annotated[bool, typer.Option("--json", help="For a program to read.")] = False,
) -> None:
    """Write down how this terminal is, for whoever is to help: health, versions, configuration, logs, counts. It holds nothing of
    any person, and no key. Ends with 0: written; 1: not. Devices are tried: of a terminal that runs, its own page tells better."""
    import json as json_text
    import time

    from commands.doctor import examine
    from commands.support_bundle import bundle_name, folder_of, support_bundle
    from commands.terminal_folder import FolderFault
    from kiosk.durable import PRIVATE, write_durably

    at = int(time.time())
    try:
        place = folder_of(home)
        terminal_id = str(place.enrolment_values().get("terminal_id", "")) if place.enrolment_file.exists() else ""
        made = support_bundle(place, examine(place).lines, at)
        target = to or Path()
        file = target / bundle_name(terminal_id, at) if target.is_dir() else target
        write_durably(file, made, PRIVATE)
    except FolderFault as fault:
        _fail(fault)
    except OSError as fault:
        _fail(ValueError(f"{to} cannot be written ({fault.strerror})"))
    if json:
        typer.echo(json_text.dumps({"file": str(file), "bytes": len(made)}))
    else:
        typer.echo(f"{file} ({len(made):,} bytes)")


@application.command("technician-card")
def examine_technician_card(
    home: HomeOption = DEFAULT_HOME,
    json: Annotated[bool, typer.Option("--json", help="For a program to read, and in both languages.")] = False,
    prove: Annotated[bool, typer.Option("--prove", help="Ask for the card's PIN (or read it from stdin); have it sign.")] = False,
    patience: Annotated[float, typer.Option(help="Seconds to wait for a card.")] = 30.0,
) -> None:
    """Say what the card in the reader is, and whether it would let its technician in here. Ends with 0: it would; 1: it would not;
    2: no card was put in, or the reader cannot be used. Nothing is read of a card that is no technician's."""
    from commands.technician_card import CardFault, as_json, as_text, examine_card
    from commands.terminal_folder import FolderFault, TerminalFolder

    pin = _secret("PIN of the card") if prove else ""
    if prove and not (6 <= len(pin) <= 8 and pin.isascii() and pin.isdigit()):
        _fail(ValueError("a card's PIN has 6 to 8 digits; it was not tried"))
    if not json:
        typer.echo("put the card in", err=True)
    try:
        report = examine_card(TerminalFolder(home), pin, patience)
    except (CardFault, FolderFault) as fault:
        _fail(fault)
    typer.echo(as_json(report) if json else as_text(report))
    raise typer.Exit(report.exit_code)


def _secret(name: str) -> str:
    """As `_typed`, and not shown."""
    if sys.stdin.isatty():
        return str(typer.prompt(name, hide_input=True)).strip()
    return sys.stdin.readline().strip()


def _scanned(home: Any) -> Any:
    from commands.scan_check import ScanFault, check_scanner

    try:
        return check_scanner(home)
    except ScanFault as fault:
        _fail(fault)


def _print_test_page(home: Any, printer: str) -> int:
    from commands.print_checks import TRIALS, print_on
    from kiosk.ports.devices import Device

    if printer not in TRIALS:
        _fail(ValueError(f"no printer {printer}; there are {' and '.join(TRIALS)}"))
    said, good = print_on(home, Device(printer), TRIALS[printer])
    typer.echo(said, err=not good)
    return 0 if good else 2


def _print_report(home: Any, readiness: Any) -> None:
    import time

    from commands.print_checks import print_on, readiness_receipt
    from commands.terminal_folder import FolderFault
    from kiosk.ports.device_hub import PrintReceipt
    from kiosk.ports.devices import Device

    try:
        terminal_id = home.enrolment().terminal.terminal_id
    except FolderFault:
        terminal_id = "-"
    document = readiness_receipt(readiness, terminal_id, int(time.time()))
    said, good = print_on(home, Device.RECEIPT_PRINTER, lambda serial: PrintReceipt(serial, document, serial))
    typer.echo(f"report: {said}", err=not good)


@_of_checkout
def bench(
    names: Annotated[list[str] | None, typer.Argument(help="What is measured; all, where nothing is named.")] = None,
    output: Annotated[Path, typer.Option(help="Where bench.json goes.")] = Path("bench-output"),
) -> None:
    """Measure the budgets side by side with their peers."""
    from commands.bench.run import run_bench

    raise typer.Exit(run_bench(output, names or []))


@application.command(context_settings={"allow_extra_args": True, "ignore_unknown_options": True, "help_option_names": []})
def simulate(context: typer.Context, device: str) -> None:
    """Run one simulated device, such as id_card_reader; a name that is none is answered with those that are. Commands as JSON lines
    on stdin."""
    import runpy
    import sys

    from devices.simulation.process import simulators

    if device not in simulators():
        _fail(ValueError(f"no simulator {device}; there are {', '.join(simulators())}"))
    sys.argv = [device, *context.args]
    runpy.run_module(f"devices.{device}.simulator", run_name="__main__")


def _fail(fault: Exception) -> NoReturn:
    typer.echo(str(fault), err=True)
    raise typer.Exit(1)
