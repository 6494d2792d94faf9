"""The catalogue in the first set-up: which there is, how it is fetched, and how much of it is here."""

from __future__ import annotations

import contextlib
import json
import time
from pathlib import Path

from commands.terminal_folder import FolderFault, TerminalFolder
from kiosk.domain.text import LocalizedText
from kiosk.ports.catalogue_updates import Refused, UpdateOutcome
from kiosk.ports.set_up import Progress
from kiosk.ports.storage import StorageError
from offline_cache.catalogue.folder import BEGUN
from offline_cache.catalogue.read import SqliteCatalogue, newest
from offline_cache.catalogue.sources import FolderSource
from offline_cache.catalogue.update import update
from offline_cache.catalogue.update_process import update_apart


class SetUpCatalogue:
    """Of one terminal."""

    def __init__(self, home: TerminalFolder) -> None:
        self._home = home

    def version(self) -> str:
        """Of the one that can be opened; "" for none."""
        file = newest(self._home.catalogue_folder)
        if file is None:
            return ""
        try:
            catalogue = SqliteCatalogue(file)
        except StorageError:
            return ""
        version = catalogue.version
        catalogue.close()
        return version

    def fetch(self, medium: str) -> LocalizedText | None:
        """From the platform, in a process of its own; or from the stick that is mounted there.

        Returns:
            Why it did not come, and what to do; None where it is here.
        """
        home = self._home
        try:
            enrolment = home.enrolment()
        except FolderFault as wrong:
            return LocalizedText("还没有登记。", str(wrong))
        outcome: UpdateOutcome
        if medium:
            root = Path(medium)
            source = FolderSource(root / "catalogue" if (root / "catalogue").is_dir() else root)
            outcome = update(source, home.catalogue_folder, lambda: int(time.time()))
        else:
            outcome = update_apart(f"{enrolment.url}/catalogue", home.catalogue_folder, enrolment.ca, proxy=enrolment.proxy)
        if not isinstance(outcome, Refused):
            return None
        words, todo = outcome.words, outcome.todo
        return LocalizedText(f"没有取到：{words.zh}。{todo.zh}。", f"Not fetched: {words.en}. {todo.en}.")

    def progress(self) -> Progress:
        """By the file that is on its way, and by what the list says of the pack's size."""
        folder = self._home.catalogue_folder
        here = 0
        with contextlib.suppress(OSError):
            here = sum(path.stat().st_size for path in folder.glob(f"*{BEGUN}"))
        return Progress(here, _pack_size(folder / "online"))


def _pack_size(folder: Path) -> int:
    """Bytes of the pack in the newest list that was verified; 0 while there is none."""
    try:
        listed = max(folder.glob("*targets.json"), key=lambda path: path.stat().st_mtime)
        targets = json.loads(listed.read_bytes())["signed"]["targets"]
        return max((int(one["length"]) for name, one in targets.items() if name.endswith(".pack.gz")), default=0)
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return 0
