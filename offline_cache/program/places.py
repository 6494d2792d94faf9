"""Where versions of the program lie, and what is written down of them::

/opt/community-terminal/versions/<version>/   whole versions; <version>.partial is being unpacked
/opt/community-terminal/current               a link: what the next life of the terminal runs
/opt/community-terminal/confirmed             a link: what passed its trial last; where another one runs, that is on trial
/opt/community-terminal/previous              a link: what was confirmed before that; for `program return`
/var/lib/community-terminal/                  root's: record.json, trust/ (roots and verified metadata)
/var/lib/terminal/program/                    the terminal's user's: what was fetched, and how looking for it ended
/run/terminal/                                lives and signs of life of the terminal, in memory
"""

from __future__ import annotations

import os
from pathlib import Path

from kiosk.domain.values import Value

ROOT = "TERMINAL_ROOT"  # environment variable: another root folder, in trials


class Places(Value):
    """``root``: of the file system. ``home``: the terminal's folder."""

    root: Path
    home: Path

    @property
    def programs(self) -> Path:
        """The folder of links and versions."""
        return self.root / "opt/community-terminal"

    @property
    def versions(self) -> Path:
        """The folder of all versions."""
        return self.programs / "versions"

    @property
    def state(self) -> Path:
        """What root writes down."""
        return self.root / "var/lib/community-terminal"

    @property
    def record_file(self) -> Path:
        """What is written down of versions (`record`)."""
        return self.state / "record.json"

    @property
    def trust(self) -> Path:
        """What root trusts: laid out as a catalogue's folder is."""
        return self.state / "trust"

    @property
    def fetched(self) -> Path:
        """What the terminal's user has fetched."""
        return self.home / "program"

    @property
    def wanted(self) -> Path:
        """Written where somebody wants the newest version to be looked for now (community-terminal-fetch.path)."""
        return self.fetched / "wanted"

    @property
    def runtime(self) -> Path:
        """Where keeper and terminal write down how they are."""
        return self.root / "run/terminal"

    def version_at(self, link: str) -> str:
        """Name of the folder in `versions` that a link (current, confirmed, previous) names, whether it is there or not; ""
        where the link is missing or leads elsewhere."""
        try:
            target = os.readlink(self.programs / link)
        except OSError:
            return ""
        folder, _, name = target.rpartition("/")
        return name if folder in ("versions", str(self.versions)) else ""


def places(home: Path) -> Places:
    """Of this machine; below `ROOT` where that is set."""
    return Places(Path(os.environ.get(ROOT) or "/"), home)


def own_version() -> str:
    """Name of the folder that this program runs from, if it is one of installed versions; else ""."""
    folder = Path(__file__).resolve().parents[2]
    return folder.name if folder.parent.name == "versions" else ""
