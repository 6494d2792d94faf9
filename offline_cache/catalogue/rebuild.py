"""A catalogue file that this program does not open, because an earlier one wrote it or it is spoilt, made anew of its pack."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from kiosk.messages.packs import PackFault, pack_name, text_sha256, unpack
from offline_cache.catalogue import build_process
from offline_cache.catalogue.folder import alone, kept_packs
from offline_cache.catalogue.trust import read_standing


def rebuild(folder: Path) -> Path | None:
    """Make the catalogue of the newest pack in ``folder`` that can be used, in a process of its own. Blocks: 2 s for 100 items,
    minutes for 100,000.

    Returns:
        The new file; None where no pack is of use, or an update is at work. Of the version that was installed last, only what was
        signed is taken.

    Raises:
        OSError: the disk does not take it.
    """
    with alone(folder) as lock:
        if lock is None:
            return None
        standing = read_standing(folder)
        for version in kept_packs(folder):
            pack = folder / pack_name(version)
            try:
                sha256 = standing.sha256 if standing.version == version else text_sha256(unpack(pack.read_bytes()))
            except PackFault:
                continue
            command = [sys.executable, "-m", build_process.__name__, "--folder", str(folder), "--pack", str(pack)]
            command += ["--version", version, "--sha256", sha256]
            if subprocess.run(command, stdin=subprocess.DEVNULL, env=build_process.environment(), check=False).returncode == 0:
                return folder / f"catalogue-{version}.db"
    return None
