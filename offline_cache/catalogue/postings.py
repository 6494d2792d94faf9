"""Which items have a token, and the items that have the most of what was typed. Pure.

Items are numbered by use from 1 on, the most used first. The items of a rare token are kept as their numbers, those of a frequent
one as a bitmap (zlib). What each token is worth is added up for all items at once: the sums stand bit by bit in bitmaps of the
whole catalogue (bit-sliced sums; O'Neil and Quass, Improved query performance with variant indexes, SIGMOD 1997), which Python's
long integers add by machine words. So a keystroke costs nearly the same whatever is typed and however many items have it.
"""

from __future__ import annotations

import re
import zlib
from array import array
from collections import Counter
from collections.abc import Sequence

from kiosk.domain.values import Value

FEW = 64  # of so many items at the most a token counts as rare
_NUMBER = "I"
_PLAIN, _SQUEEZED = b"p", b"z"
_WORTH_IT = 5  # times smaller
_SOME_BYTE = re.compile(rb"[^\0]", re.DOTALL)


def packed(numbers: Sequence[int]) -> bytes:
    """``numbers``: of items, ascending. Four bytes each of a rare token; a frequent one's bitmap, squeezed where that is worth its
    time."""
    if len(numbers) <= FEW:
        return array(_NUMBER, numbers).tobytes()
    bits = bytearray(numbers[-1] // 8 + 1)
    for number in numbers:
        bits[number >> 3] |= 1 << (number & 7)
    squeezed = zlib.compress(bytes(bits), 9)
    return _SQUEEZED + squeezed if len(squeezed) * _WORTH_IT < len(bits) else _PLAIN + bytes(bits)


class Posting(Value):
    """``count``: how many items have it. Of a rare token ``few`` holds their numbers, of a frequent one ``bits`` a bit for each."""

    count: int
    few: frozenset[int] = frozenset()
    bits: bytes = b""

    def has(self, number: int) -> bool:
        """Whether the item of this number has the token."""
        if not self.bits:
            return number in self.few
        at = number >> 3
        return at < len(self.bits) and bool(self.bits[at] >> (number & 7) & 1)


def unpacked(count: int, data: bytes) -> Posting:
    """What `packed` made; ``count``: of the numbers that it was made of, which alone tells which form it has."""
    if count <= FEW:
        return Posting(count, frozenset(array(_NUMBER, data)))
    return Posting(count, bits=zlib.decompress(data[1:]) if data[:1] == _SQUEEZED else data[1:])


def best(weighed: Sequence[tuple[int, Posting]], most: int) -> list[int]:
    """The numbers of the ``most`` items for which the weights (whole, above 0) of what they have add up highest; of equals the more
    used ones, as far as they are not among what rare tokens have."""
    rare: Counter[int] = Counter()
    planes: list[int] = []
    for weight, posting in weighed:
        if posting.bits:
            _add(planes, weight, int.from_bytes(posting.bits, "little"))
        else:
            for number in posting.few:
                rare[number] += weight
    slices = [plane.to_bytes(plane.bit_length() // 8 + 1, "little") for plane in planes]
    frequent = _highest(planes, most)
    totals = {number: rare[number] + _sum_at(slices, number) for number in {*frequent, *rare}}
    return sorted(totals, key=lambda number: (-totals[number], number))[:most]


def _add(planes: list[int], weight: int, bits: int) -> None:
    at = 0
    while weight:
        if weight & 1:
            carry, level = bits, at
            while carry:
                while level >= len(planes):
                    planes.append(0)
                planes[level], carry = planes[level] ^ carry, planes[level] & carry
                level += 1
        weight >>= 1
        at += 1


def _sum_at(slices: Sequence[bytes], number: int) -> int:
    at, bit = number >> 3, number & 7
    return sum((one[at] >> bit & 1) << level for level, one in enumerate(slices) if at < len(one))


def _highest(planes: Sequence[int], most: int) -> list[int]:
    """The numbers with the highest sums, from the highest bit down: who has it comes before who has not."""
    chosen, undecided = 0, 0
    for plane in planes:
        undecided |= plane
    left = most
    for plane in reversed(planes):
        have = undecided & plane
        count = have.bit_count()
        if count >= left:
            undecided = have
        else:
            chosen |= have
            undecided ^= have
            left -= count
    return _numbers(chosen, most) + _numbers(undecided, left)


def _numbers(bits: int, most: int) -> list[int]:
    found: list[int] = []
    for match in _SOME_BYTE.finditer(bits.to_bytes(bits.bit_length() // 8 + 1, "little")):
        byte = match[0][0]
        found += [match.start() * 8 + bit for bit in range(8) if byte >> bit & 1]
        if len(found) >= most:
            return found[:most]
    return found
