"""Root folders in which a package is installed: a bare Debian 12, and a copy of this machine that is thrown away."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Sequence
from pathlib import Path

ROOT = Path(__file__).parents[2]
CLEAN = {"PATH": "/usr/sbin:/usr/bin:/sbin:/bin", "HOME": "/root", "LANG": "C.UTF-8", "DEBIAN_FRONTEND": "noninteractive"}


def make_package(out: Path, *words: str, **environment: str) -> None:
    """``packaging/make_package`` into the folder ``out``."""
    command = [str(ROOT / "packaging/make_package"), *words]
    done = subprocess.run(command, capture_output=True, text=True, check=False, env={**os.environ, "OUT": str(out), **environment})
    assert done.returncode == 0, done.stderr[-2000:]


class Machine:
    """A root folder, in which commands run without network and with a ``/run`` of their own.

    Args:
        root: of a Debian; with ``upper`` it is left as it is, and what is changed lies there.
        upper: a folder on a file system in memory.
    """

    def __init__(self, root: Path, upper: Path | None = None) -> None:
        self.root = root
        self._upper = upper

    def run(self, *command: str, shown: Sequence[Path] = (), network: bool = False) -> subprocess.CompletedProcess[str]:
        """Run it to its end, as root.

        Args:
            command: inside.
            shown: folders of this machine that are at the same place inside.
            network: this machine's; without it there is none at all.
        """
        return subprocess.run(
            self.command(*command, shown=shown, network=network),
            capture_output=True, text=True, check=False, timeout=900, env=CLEAN,
        )  # fmt: skip

    def command(self, *command: str, shown: Sequence[Path] = (), network: bool = False) -> list[str]:
        """What runs ``command`` inside."""
        lines = ["set -e"]
        inside = str(self.root)
        if self._upper:
            inside = str(self._upper / "merged")
            changed, work = self._upper / "changed", self._upper / "work"
            lines.append(f"mkdir -p {changed} {work} {inside}")
            lines.append(f"mount -t overlay overlay -o lowerdir={self.root},upperdir={changed},workdir={work} {inside}")
        lines += [f"mount -t proc proc {inside}/proc", f"mount -t tmpfs tmpfs {inside}/run", f"mount --rbind /dev {inside}/dev"]
        lines += [f"mkdir -p {inside}{folder} && mount --bind {folder} {inside}{folder}" for folder in shown]
        lines.append(f'exec chroot {inside} "$@"')
        # With this machine's network it becomes the command itself, and hears its signals.
        apart = ["unshare", "--mount", *([] if network else ["--net", "--pid", "--fork", "--kill-child"])]
        return [*apart, "sh", "-c", "\n".join(lines), "inside", *command]

    def path(self, inside: str) -> Path:
        """A path inside, as it is from outside; only what was changed where there is an ``upper``."""
        return (self._upper / "changed" if self._upper else self.root) / inside.lstrip("/")


def bare_debian(folder: Path) -> Machine:
    """A Debian 12 with what starts it, a kernel, and nothing else; from where this machine's own packages come."""
    asked = ["apt-get", "indextargets", "--format", "$(REPO_URI)", "Codename: bookworm"]
    told = subprocess.run(asked, capture_output=True, text=True, check=True)
    source = told.stdout.split()[0]
    packages = "systemd-sysv,udev,dbus,linux-image-amd64"
    command = ["debootstrap", "--variant=minbase", f"--include={packages}", "bookworm", str(folder), source]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=1800)
    assert done.returncode == 0, done.stdout[-2000:]
    return Machine(folder)
