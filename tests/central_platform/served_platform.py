"""A platform in processes of its own."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from tests.central_platform import databases

ROOT = Path(__file__).parents[2]
NONE: Mapping[str, str] = {}
NO_CONSOLE = ("--console-processes", "0")


@contextmanager
def platform_served(
    home: Path, like: Path | None, *options: str, settings: Mapping[str, str] = NONE, ends: int = 0
) -> Iterator[dict[str, Any]]:
    """On loopback: what it says when it is ready, and ``staff``, who do what they are asked to. ``like``: a district's folder, with
    a copy of whose platform it begins, None to go on with what is there; ``settings``: as its environment has them; ``ends``: the
    code that it ends with."""
    if like is not None:
        shutil.copytree(like / "platform", home, dirs_exist_ok=True)
    ours = {key: value for key, value in os.environ.items() if key != "PLATFORM_HOME"}
    where = ["--home", str(home), "--port", "0"]
    process = subprocess.Popen(
        [sys.executable, "-m", "central_platform.serve", *where, "--sample-data", "--attended", *options],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        cwd=ROOT,
        env={**ours, **databases.new_database(), **settings},
    )
    source, sink = process.stdout, process.stdin
    assert source
    assert sink

    def staff(**asked: str) -> dict[str, Any]:
        sink.write(json.dumps(asked).encode() + b"\n")
        sink.flush()
        return dict(json.loads(source.readline()))

    try:
        yield {**json.loads(source.readline()), "staff": staff, "home": home}
    finally:
        process.send_signal(signal.SIGTERM)
        code = process.wait(20)
        source.close()
        sink.close()
    assert code == ends
