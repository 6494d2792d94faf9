"""One slip in what was typed: a letter wrong, too many or too few, or two swapped. Pure.

A name that was meant is found by what the slip left whole, and then looked at letter by letter. Of people who type with a finger or
write by sound, far the most errors are of one such slip (Damerau, CACM 7(3), 1964); two are not looked for.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

SHORTEST_HAN, SHORTEST_LATIN = 3, 5  # of fewer letters, what is left whole says nothing
_SYLLABLE = 3  # letters until the next one begins; six at the most, three on the average
LATER_HALF = "0"  # stands before the later half of an English word in the index


def later_half(word: str) -> str:
    """How the index knows a word by its end: for a slip in its beginning."""
    return LATER_HALF + word[len(word) // 2 :]


def expressions(runs: Sequence[str], terms: Sequence[str], prefixes: Sequence[int]) -> Iterator[str]:
    """FTS5 expressions for what may be meant, the most telling first: one run with a slip, and the others as they are.

    ``terms``: the expression of each run as typed; ``prefixes``: lengths that the index answers at once.
    """
    for at, run in enumerate(runs):
        others = [*terms[:at], *terms[at + 1 :]]
        for whole in _left_whole(run, prefixes):
            yield " AND ".join(f"({part})" for part in (whole, *others))


def _left_whole(run: str, prefixes: Sequence[int]) -> Iterator[str]:
    length = len(run)
    if run[0].isascii():
        if length < SHORTEST_LATIN:
            return
        sizes = sorted({length - 1, length * 3 // 4, (length - 1) // 2}, reverse=True)
        for size in sizes:
            yield _begins(run[:size], prefixes)
        for at in range(1, min((length + 2) // 2 + _SYLLABLE, length - 2)):  # a syllable begins there, perhaps
            yield _begins(run[at:], prefixes)
        ends = {later_half(" " * (length + more))[1:] for more in (-1, 0, 1)}
        yield " OR ".join(sorted(f'"{LATER_HALF}{run[-len(end) :]}"' for end in ends))
        return
    if length < SHORTEST_HAN:
        return
    if length == SHORTEST_HAN:
        yield f'"{run[:2]}" OR "{run[1:]}" OR ("{run[0]}" AND "{run[2]}")'
        return
    yield " AND ".join(f'"{character}"' for character in dict.fromkeys(run))  # two of them swapped
    for size in sorted({length - 1, length * 3 // 4, length // 2}, reverse=True):
        yield _pairs(run[:size])
        yield _pairs(run[-size:])


def _begins(piece: str, prefixes: Sequence[int]) -> str:
    return f'"{piece[: max(length for length in prefixes if length <= len(piece))]}"*'


def _pairs(piece: str) -> str:
    return " AND ".join(f'"{piece[i : i + 2]}"' for i in range(len(piece) - 1))


def meant(run: str, text: str) -> str:
    """The piece of ``text`` from which ``run`` differs by one slip; "" where there is none."""
    half = len(run) // 2
    if piece := _forwards(run, text, half):
        return piece
    return _forwards(run[::-1], text[::-1], len(run) - half - 1)[::-1]


def _forwards(run: str, text: str, whole: int) -> str:
    """The slip comes after the first ``whole`` letters, of which there is one at the least."""
    lead = run[: max(whole, 1)]
    at = text.find(lead)
    while at >= 0:
        if piece := _after(run, text[at : at + len(run) + 1], len(lead)):
            return piece
        at = text.find(lead, at + 1)
    return ""


def _after(run: str, text: str, same: int) -> str:
    while same < len(run) and same < len(text) and run[same] == text[same]:
        same += 1
    left, there = run[same:], text[same:]
    if there[1 : len(left)] == left[1:] and len(there) >= len(left):  # wrong
        return text[: len(run)]
    if there[1 : len(left) + 1] == left:  # too few
        return text[: len(run) + 1]
    if there[: len(left) - 1] == left[1:]:  # too many
        return text[: len(run) - 1]
    if there[: len(left)] == left[1::-1] + left[2:]:  # swapped
        return text[: len(run)]
    return ""
