"""The files of the package that lie outside the program, as a root folder."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

ROOT = Path(__file__).parents[2]
UNITS = Path("usr/lib/systemd/system")
# Units of Debian that ours are laid over.
DEBIANS = ("cups.service", "cups.socket", "cups.path", "pcscd.service", "pcscd.socket")


def system_files(out: Path) -> Path:
    """Made by the command that makes the package, below ``out``; with the units of Debian's that belong to them."""
    done = {**os.environ, "OUT": str(out)}
    subprocess.run([ROOT / "packaging/make_package", "system"], check=True, timeout=60, capture_output=True, env=done)
    for unit in DEBIANS:
        shutil.copy(Path("/lib/systemd/system") / unit, out / "system" / UNITS)
    return out / "system"
