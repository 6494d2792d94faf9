"""What the demo's simulator panel offers for each simulated thing, as values. Each declares its own part; the panel shows them all.

The panel knows one state, and each part its share of it by the part's key. What a touch does is done on the panel's worker: it
waits for the simulator, and gives how the state then changes.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from kiosk.domain.text import LocalizedText
from kiosk.domain.values import Value, field, replace


class Simulator(Protocol):
    def command(self, name: str, **arguments: Any) -> Mapping[str, Any]:
        """Tell the simulator to do something; what it answers. Raises one of `Simulators.errors` where it does not obey."""
        ...


class PanelState(Value):
    """Everything the panel shows. ``chosen``: by part, the key of the choice that holds now; ``told``: by part, a word for what its
    simulator told last; ``counts``: by part, what it had counted when it was last looked at."""

    running: bool = False  # the simulators can be acted upon
    there: frozenset[str] = frozenset()  # parts whose simulator runs
    faults: frozenset[str] = frozenset()  # keys of those that are set
    chosen: Mapping[str, str] = field(default_factory=dict)
    told: Mapping[str, str] = field(default_factory=dict)
    counts: Mapping[str, int] = field(default_factory=dict)
    pending: frozenset[str] = frozenset()  # keys touched, and not answered yet
    failures: frozenset[tuple[str, str]] = frozenset()  # part, and why its simulator did not obey
    receipts: tuple[str, ...] = ()  # pictures, newest first
    copy: str = ""
    selected: str = ""  # the picture that is shown large

    def choose(self, part: str, key: str) -> PanelState:
        """``key`` "": nothing."""
        return replace(self, chosen={**self.chosen, part: key})

    def tell(self, part: str, word: str) -> PanelState:
        """With what a part's simulator told last."""
        return replace(self, told={**self.told, part: word})

    def fault(self, key: str, on: bool) -> PanelState:
        """With a fault set, or taken back."""
        return replace(self, faults=self.faults | {key} if on else self.faults - {key})


Change = Callable[[PanelState], PanelState]


@dataclass(frozen=True)
class Simulators:
    """``of``: by the key of its part. ``errors``: what a simulator raises that does not obey. ``read_code`` raises LookupError: no
    code on the picture."""

    of: Mapping[str, Simulator]
    pages: Path | None  # where the page printer keeps its PDF files; None: a real queue prints
    pictures: Path  # where the panel keeps the pictures of them
    read_code: Callable[[Path], str]
    draw_page: Callable[[Path, Path], None]  # PDF, PNG
    errors: tuple[type[Exception], ...]


class Choice(Value):
    """Something that can be touched."""

    key: str
    words: LocalizedText


class PanelLine(Value):
    """A sentence for what the part does now. ``tone``: quiet, info, good, stored or bad."""

    tone: str
    words: LocalizedText


def choice(key: str, zh: str, en: str) -> Choice:
    """A choice by its words in both languages."""
    return Choice(key, LocalizedText(zh, en))


def line(tone: str, zh: str, en: str) -> PanelLine:
    """A line by its words in both languages."""
    return PanelLine(tone, LocalizedText(zh, en))


def _nothing(state: PanelState) -> frozenset[str]:
    return frozenset()


def _same(state: PanelState, told: object) -> PanelState:
    return state


class PanelPart(Value):
    """A box on the panel.

    ``act``: what a touch on a key does, given the state when it was touched. ``line``: the sentence. ``touched``: how the state
    changes before the simulator is asked, for what it tells may come before its answer. ``hear``: what the simulator tells.
    ``locked``: keys that cannot be touched now. ``awaits`` and ``look``: the simulator does not tell of something, it must be asked
    while the first says so; ``look_at_pages``: it is asked when a page came out.

    ``order``: where it stands. ``share``: of the width; boxes of less than 1 stand side by side. ``title``: the width of its name.
    ``people``: the sample people's cards are laid on it, and taken. ``switches``: each touch sets a choice or takes it back, and a
    choice that is set is a fault, but for ``well``. ``optional``: shown only where its simulator runs.
    """

    key: str
    icon: str
    name: LocalizedText
    choices: tuple[Choice, ...]
    act: Callable[[Simulators, str, PanelState], Change]
    line: Callable[[PanelState], PanelLine]
    touched: Callable[[PanelState, str], PanelState] = _same
    hear: Callable[[PanelState, Mapping[str, Any]], PanelState] = _same
    locked: Callable[[PanelState], frozenset[str]] = _nothing
    awaits: Callable[[PanelState], bool] | None = None
    look: Callable[[Simulators, PanelState], Change] | None = None
    look_at_pages: bool = False
    order: int = 55
    share: float = 1.0
    title: int = 360
    people: bool = False
    switches: bool = True
    keeps_choice: bool = True
    well: str = ""
    optional: bool = False

    def has(self, key: str) -> bool:
        """Whether a touch on this key is the part's."""
        return any(one.key == key for one in self.choices) or (self.people and (key == TAKE or key.startswith(LAY)))

    def words(self, key: str) -> LocalizedText:
        """Of the choice with this key. StopIteration: it has none."""
        return next(one.words for one in self.choices if one.key == key)


LAY, TAKE = "lay-", "take"


def faults_line(state: PanelState, part: tuple[Choice, ...]) -> PanelLine | None:
    """The choices that are set as faults, in one sentence; None where none is."""
    found = [one.words for one in part if one.key in state.faults]
    return line("stored", "、".join(words.zh for words in found), ", ".join(words.en for words in found)) if found else None
