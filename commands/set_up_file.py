"""How far the first set-up of a terminal has come, as far as no other file of its folder tells. It goes when the set-up is over."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import msgspec

from commands.terminal_folder import SET_UP_FILE
from kiosk.domain.values import Value, decoded, replace
from kiosk.durable import PRIVATE, sync_folder, write_durably

TRIES = 3  # at the confirmation code
LIVES = 3  # of the process, in which nobody said that they can read a picture that was turned


class SetUpProgress(Value):
    """``screen_before``: machine.toml as it was before the picture was turned, None where it was not; ``lives``: that began since;
    ``put_off``: devices; ``tries``: that are left at the confirmation code."""

    language: str = ""
    screen: bool = False
    screen_before: str | None = None
    lives: int = 0
    url: str = ""
    line: bool = False
    put_off: tuple[str, ...] = ()
    tries: int = TRIES


class SetUpFile:
    """Of one terminal's folder."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / SET_UP_FILE

    def exists(self) -> bool:
        """Whether a set-up was begun and is not over."""
        return self._path.exists()

    def read(self) -> SetUpProgress:
        """Nothing has been done where there is no such file, or it cannot be understood."""
        try:
            return decoded(self._path.read_bytes(), SetUpProgress)
        except (OSError, msgspec.DecodeError):
            return SetUpProgress()

    def note(self, **change: Any) -> None:
        """Write down what has changed. OSError."""
        self._path.parent.mkdir(parents=True, exist_ok=True)
        write_durably(self._path, msgspec.json.encode(replace(self.read(), **change)), PRIVATE)

    def forget(self) -> None:
        """The set-up is over. OSError."""
        self._path.unlink(missing_ok=True)
        sync_folder(self._path.parent)


def turn_back_unseen(home: str) -> None:
    """Before anything is drawn: a picture that was turned, and that in some lives nobody said they can read, is turned back.

    Where the machine cannot draw it at all its process ends at once, and this is how it comes back.

    Args:
        home: the terminal's folder.
    """
    folder = Path(home)
    file = SetUpFile(folder)
    progress = file.read()
    if progress.screen_before is None:
        return
    try:
        if progress.lives + 1 < LIVES:
            file.note(lives=progress.lives + 1)
            return
        restore_screen(folder, progress)
        file.note(screen_before=None, lives=0)
    except OSError:
        return  # a disk that cannot be written shows on the pages


def restore_screen(folder: Path, progress: SetUpProgress) -> None:
    """As the machine's file was before the picture was turned. OSError."""
    from commands.machine import FILE as MACHINE

    if progress.screen_before:
        write_durably(folder / MACHINE, progress.screen_before.encode(), PRIVATE)
    else:
        (folder / MACHINE).unlink(missing_ok=True)
