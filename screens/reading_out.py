"""Which lines of what is shown are said: all of them once, then what is new, then what was still to be said. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from kiosk.views.voice import SpokenLine

    Lines = tuple[SpokenLine, ...]


class ReadingOut:
    """``scope``: what is read out as a whole, a page or what lies over one. Within it, what changed is said, not the page again."""

    def __init__(self) -> None:
        self._scope: object = None
        self._lines: Lines = ()  # all that can be said of what is shown
        self._saying: Lines = ()
        self._at = 0  # of them, the one that is being said; behind the last: all was said

    @property
    def line(self) -> SpokenLine | None:
        """That is being said."""
        return self._saying[self._at] if self._at < len(self._saying) else None

    def show(self, scope: object, lines: Lines) -> Lines | None:
        """What to say now in place of what is being said; (): nothing, be silent; None: nothing changes."""
        before, self._lines = self._lines, lines
        if scope != self._scope:
            self._scope = scope
            return self._begin(tuple(line for line in lines if not (line.once and line in before)))
        new = tuple(line for line in lines if line not in before and not line.quiet)
        if not new:
            return None
        left = tuple(line for line in self._saying[self._at :] if line in lines and line not in new)
        return self._begin(new + left)

    def again(self) -> Lines:
        """All of it, from its beginning."""
        return self._begin(self._lines)

    def anew(self, text: str) -> Lines:
        """The line alone that says this text of the screen."""
        return self._begin(tuple(line for line in self._lines if text in line.shown))

    def stop(self) -> Lines:
        """The rest is not wanted."""
        return self._begin(())

    def came_to(self, line: int | None) -> None:
        """The voice has begun with this line of what was last given out to be said; None: it has ended."""
        self._at = len(self._saying) if line is None else line

    def _begin(self, lines: Lines) -> Lines:
        self._saying, self._at = lines, 0
        return lines
