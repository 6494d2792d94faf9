"""The demo: a model district, and the terminal in it: played where there is no display, to be touched where there is one."""

from __future__ import annotations

import os
import shutil
import time
from pathlib import Path

from commands.demo.journeys import play_all, write_summary
from commands.demo.model_district import ModelDistrict
from commands.demo.remote_control import RemoteControl
from commands.demo.visit import Visit


def run_demo(output: Path, home: Path, play: bool) -> int:
    """Exit code 0 only when every journey came to what is expected of it."""
    if (os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")) and not play:
        from commands.demo.window import show_demo

        return show_demo(home)
    return play_demo(output, home)


def play_demo(output: Path, home: Path) -> int:
    """Play every journey in a new model district.

    Args:
        output: folder of pictures, receipts, log and ``summary.json``; what was in it is thrown away.
        home: folder of the district.

    Returns:
        Exit code: 0 where every journey came to what is expected of it, else 1.
    """
    began = time.monotonic()
    output = output.resolve()
    shutil.rmtree(output, ignore_errors=True)
    output.mkdir(parents=True)
    district = ModelDistrict(home, times={"leaving": 1.0})
    player = RemoteControl(district.home.path, ["--size", "1080x1920"], output / "terminal.log")
    try:
        district.start()
        player.start()
        print(f"platform and devices are ready after {time.monotonic() - began:.1f} s; pictures go to {output}")
        reports = play_all(Visit(district, player, output))
    finally:
        player.stop()
        district.stop()
    write_summary(reports, output / "summary.json")
    failed = [report for report in reports if report.outcome.startswith("UNEXPECTED")]
    seconds = time.monotonic() - began
    print(f"{len(reports) - len(failed)} of {len(reports)} journeys came to what is expected of them, {seconds:.0f} s in all")
    return 1 if failed else 0
