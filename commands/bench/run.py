"""The budgets, each measured beside its peer in one run: printed as a table, kept as JSON.

These machines are noisy: figures are medians of several runs taken in turn (ours, peer, ours, peer), and ratios are what counts.
"""

from __future__ import annotations

import json
import tempfile
from pathlib import Path

from commands.bench.catalogue import measure_catalogue
from commands.bench.devices import measure_card, measure_receipt
from commands.bench.everybody import measure_everybody
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


def run_bench(output: Path) -> int:
    """Measure everything that has a budget; takes minutes, on a machine that should have nothing else to do.

    Args:
        output: folder for ``bench.json``, made where there is none; the same figures are printed as a table.

    Returns:
        0, also where a budget is not met: the table says so.
    """
    figures: list[Figure] = []
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        district = ModelDistrict(folder / "district", times={"leaving": 1.0})
        district.start()
        try:
            visits = measure_visits(district)
            enlarge_catalogue(district.home.catalogue_folder, 2767)
            figures += measure_start(district, folder)
            figures += measure_replacement(district, folder)
            figures += visits
        finally:
            district.stop()
        figures += measure_upload(folder)
        figures += measure_everybody(folder)
        figures += measure_card()
        figures += measure_receipt(folder)
        figures += measure_query(folder)
        figures += inside_terminal("commands.bench.codes", folder)
        figures += inside_terminal("commands.bench.search", folder)
        figures += inside_terminal("commands.bench.finding", folder)
        figures += inside_terminal("commands.bench.commit", folder)
        figures += inside_terminal("commands.bench.growth", folder)
        figures += measure_catalogue(folder)
        figures += measure_frames(folder)
    output.mkdir(parents=True, exist_ok=True)
    (output / "bench.json").write_text(
        json.dumps([asdict(f) for f in figures], ensure_ascii=False, indent=1) + "\n", encoding="utf-8"
    )
    show(figures)
    return 0


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
