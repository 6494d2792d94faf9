"""Which items and passages of a catalogue are nearest to a query in meaning. For the model's process alone: it takes numpy.

Of each vector the signs of its numbers are kept, a bit each, with the mean of all taken off first; by these the likeliest are found
in a millisecond (Charikar, Similarity estimation techniques from rounding algorithms, STOC 2002), and only their whole vectors are
read. So 100,000 items take 5 MB, and not 150.
"""

from __future__ import annotations

import sqlite3
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from kiosk.ports.storage import Near
from offline_cache.catalogue.schema import DIMENSIONS

MOST = 30  # items, and as many passages, are told
CANDIDATES = 256  # of each are looked at whole
_AT_ONCE = 4096  # vectors read together


class Vectors:
    """``file``: a catalogue. Reads all of its vectors once."""

    def __init__(self, file: Path) -> None:
        self._database = sqlite3.connect(f"{file.absolute().as_uri()}?mode=ro&immutable=1", uri=True)
        self._mean = np.zeros(DIMENSIONS, np.float32)
        self._items = self._read("SELECT id, vector FROM vectors WHERE id > 0 ORDER BY id")
        self._passages = self._read("SELECT id, vector FROM vectors WHERE id < 0 ORDER BY id")

    def __len__(self) -> int:
        return len(self._items[0]) + len(self._passages[0])

    def nearest(self, query: NDArray[np.float32]) -> Near:
        """``query``: of length 1, with `DIMENSIONS` numbers."""
        passages = self._nearest(query, *self._passages)
        return Near(self._nearest(query, *self._items), {-number: alike for number, alike in passages.items()})

    def of(self, number: int) -> NDArray[np.float32]:
        """The vector, of length 1, of an item, or of a passage by its number below 0."""
        rows = self._database.execute("SELECT vector FROM vectors WHERE id = ?", (number,))
        return _vectors([vector for (vector,) in rows]).reshape(DIMENSIONS)

    def _read(self, asked: str) -> tuple[NDArray[np.int32], NDArray[np.uint64]]:
        """Numbers, and signs of 384 bits as six words each: a row for each of the six, a column for each number."""
        numbers: list[int] = []
        signs = []
        rows = self._database.execute(asked)
        while read := rows.fetchmany(_AT_ONCE):
            numbers += (number for number, _ in read)
            vectors = _vectors([vector for _, vector in read])
            if not self._mean.any():
                self._mean = vectors.mean(0)
            signs.append(_signs(vectors - self._mean))
        return np.array(numbers, np.int32), np.hstack(signs) if signs else np.empty((DIMENSIONS // 64, 0), np.uint64)

    def _nearest(self, query: NDArray[np.float32], numbers: NDArray[np.int32], signs: NDArray[np.uint64]) -> dict[int, float]:
        if not len(numbers):
            return {}
        likely = numbers
        if len(numbers) > CANDIDATES:
            apart = np.zeros(len(numbers), np.uint16)
            for row, word in zip(signs, _signs((query - self._mean)[None]), strict=True):
                apart += np.bitwise_count(row ^ word)
            likely = numbers[np.argpartition(apart, CANDIDATES)[:CANDIDATES]]
        wanted = ",".join(map(str, likely.tolist()))
        rows = self._database.execute(f"SELECT id, vector FROM vectors WHERE id IN ({wanted})").fetchall()  # noqa: S608
        alike = _vectors([vector for _, vector in rows]) @ query
        best = np.argsort(-alike, kind="stable")[:MOST]
        return {rows[at][0]: round(float(alike[at]), 4) for at in best}


def _vectors(packed: list[bytes]) -> NDArray[np.float32]:
    """Each of length 1."""
    vectors = np.frombuffer(b"".join(packed), np.int8).reshape(-1, DIMENSIONS).astype(np.float32)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    return vectors


def _signs(vectors: NDArray[np.float32]) -> NDArray[np.uint64]:
    return np.ascontiguousarray(np.packbits(vectors > 0, axis=1).view(np.uint64).T)
