"""What whoever builds a catalogue file and whoever reads it must agree on."""

from __future__ import annotations

SCHEMA_VERSION = 2
PREFIXES = (1, 2, 3, 4, 5, 6, 7, 8, 10, 12)  # lengths of typed Latin text that the index answers at once


def sounds(reading: str) -> tuple[str, str]:
    """``"jing lao ka"`` -> ``("jinglaoka", "jlk")``"""
    return reading.replace(" ", ""), "".join(syllable[0] for syllable in reading.split())
