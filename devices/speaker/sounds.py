"""The sound of one line: made ready while the line before it is said, begun when its turn has come, silenced at once.

Each is a process that ends with this one, and so with this session: with it the voice falls silent, too (setpriv(1)).
"""

from __future__ import annotations

import contextlib
import os
import subprocess
from collections.abc import Sequence
from typing import Protocol


class Sound(Protocol):
    def begin(self) -> None:
        """OSError where it cannot be."""
        ...

    def code(self) -> int | None:
        """The exit code of what makes the sound; None while it does."""
        ...

    def drop(self) -> None:
        """At once, begun or not."""
        ...


class SpokenSound:
    """``command``: a program that says what it reads from its input once that has ended. It is started at once, and has loaded its
    voice when the text comes. OSError where it cannot be started."""

    def __init__(self, command: Sequence[str], text: str) -> None:
        self._process = _started(command, subprocess.PIPE)
        self._text = text

    def begin(self) -> None:
        """By its input, not in its arguments, which every user of the machine can read. A pipe holds more than the longest line."""
        assert self._process.stdin is not None
        self._process.stdin.write(self._text.encode())
        self._process.stdin.close()

    def code(self) -> int | None:
        """The exit code; None while it sounds."""
        return self._process.poll()

    def drop(self) -> None:
        """Silent at once."""
        self._process.kill()
        self._process.wait()
        if self._process.stdin is not None:
            with contextlib.suppress(OSError):
                self._process.stdin.close()


class PlayedSound:
    """``command``: a program that plays, or keeps, the WAV file that is its input. The file is in memory, never on the disk."""

    def __init__(self, command: Sequence[str], wav: bytes) -> None:
        self._command = command
        self._process: subprocess.Popen[bytes] | None = None
        self._file = os.memfd_create("recording", os.MFD_CLOEXEC)
        with open(os.dup(self._file), "wb") as file:
            file.write(wav)
        os.lseek(self._file, 0, os.SEEK_SET)

    def begin(self) -> None:
        """Start the player."""
        self._process = _started(self._command, self._file)

    def code(self) -> int | None:
        """The exit code; None while it sounds."""
        assert self._process is not None
        code = self._process.poll()
        if code is not None:
            self._close()
        return code

    def drop(self) -> None:
        """Silent at once, begun or not."""
        if self._process is not None:
            self._process.kill()
            self._process.wait()
        self._close()

    def _close(self) -> None:
        if self._file >= 0:
            os.close(self._file)
            self._file = -1


def _started(command: Sequence[str], given: int) -> subprocess.Popen[bytes]:
    bound = ["setpriv", "--pdeathsig", "KILL", *command]
    # The sound library makes folders of its own in these, even in one that has just been removed with all of this process's files.
    nowhere = {**os.environ, "XDG_CONFIG_HOME": os.devnull, "TMPDIR": os.devnull}
    return subprocess.Popen(bound, stdin=given, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=nowhere)
