"""The budgets, each measured beside its peer in one run: printed as a table, kept as JSON.

These machines are noisy: figures are medians of several runs taken in turn (ours, peer, ours, peer), and ratios are what counts.
"""

from __future__ import annotations

import json
import sys
import tempfile
import traceback
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from commands.bench.catalogue import measure_catalogue
from commands.bench.decision import measure_decision
from commands.bench.devices import measure_card, measure_receipt
from commands.bench.everybody import measure_everybody, measure_peace
from commands.bench.figure import Figure
from commands.bench.frames import measure_frames
from commands.bench.inside import inside_terminal
from commands.bench.query import measure_query
from commands.bench.search import enlarge_catalogue
from commands.bench.start import measure_replacement, measure_start
from commands.bench.upload import measure_upload
from commands.bench.visits import measure_visits
from commands.demo.model_district import ModelDistrict
from kiosk.domain.values import asdict


def run_bench(output: Path, names: Sequence[str] = ()) -> int:
    """Measure everything that has a budget; takes minutes, on a machine that should have nothing else to do.

    Args:
        output: folder for ``bench.json``, made where there is none; the same figures are printed as a table.
        names: of what is measured; all where none is named.

    Returns:
        0, also where a budget is not met: the table says so. 1 where something could not be measured; the others are told.
    """
    if unknown := set(names) - _MEASURES.keys():
        print(f"no such measurement: {', '.join(unknown)}; there are {', '.join(_MEASURES)}", file=sys.stderr)
        return 2
    figures: list[Figure] = []
    failed = []
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        for name, measure in _MEASURES.items():
            if names and name not in names:
                continue
            try:
                figures += measure(folder)
            except Exception:  # noqa: BLE001 - told at the end; the other figures stand
                failed.append(name)
                traceback.print_exc()
    output.mkdir(parents=True, exist_ok=True)
    (output / "bench.json").write_text(
        json.dumps([asdict(f) for f in figures], ensure_ascii=False, indent=1) + "\n", encoding="utf-8"
    )
    show(figures)
    if failed:
        print(f"not measured: {', '.join(failed)}", file=sys.stderr)
    return 1 if failed else 0


def _terminal(folder: Path) -> list[Figure]:
    """A terminal in its district: visits, then its start with a large catalogue."""
    district = ModelDistrict(folder / "district", times={"leaving": 1.0})
    district.start()
    try:
        visits = measure_visits(district)
        enlarge_catalogue(district.home.catalogue_folder, 2767)
        return [*measure_start(district, folder), *measure_replacement(district, folder), *visits]
    finally:
        district.stop()


def _inside(name: str) -> Callable[[Path], list[Figure]]:
    return lambda folder: inside_terminal(f"commands.bench.{name}", folder)


_MEASURES: Mapping[str, Callable[[Path], list[Figure]]] = {
    "terminal": _terminal,
    "upload": measure_upload,
    "everybody": measure_everybody,
    "peace": measure_peace,
    "card": lambda folder: measure_card(),
    "receipt": measure_receipt,
    "query": measure_query,
    "decision": measure_decision,
    "codes": _inside("codes"),
    "search": _inside("search"),
    "finding": _inside("finding"),
    "commit": _inside("commit"),
    "growth": _inside("growth"),
    "catalogue": measure_catalogue,
    "frames": measure_frames,
}


def show(figures: list[Figure]) -> None:
    """Print the figures as a table; what misses its budget says NO."""
    from rich.console import Console
    from rich.table import Table

    table = Table(title="Budgets")
    for column in ("what", "value", "peer", "ratio", "budget", "met"):
        table.add_column(column, overflow="fold")
    for f in figures:
        peer = f"{f.peer_value:g} {f.unit} {f.peer}" if f.peer_value is not None else f.peer
        met = "" if f.met is None else "yes" if f.met else "NO"
        table.add_row(f.name, f"{f.value:g} {f.unit}", peer, "" if f.ratio is None else f"{f.ratio:.2f}", f.budget, met)
    Console(width=150).print(table)
