"""What has to be known of a receipt printer before the first byte is sent."""

from __future__ import annotations

from enum import Enum

from kiosk.domain.values import Value


class Confirmation(Enum):
    """The strongest word that the printer has for a finished job."""

    AUTO = "auto"  # found out: it is asked for each of the others while it is idle
    PROCESS_ID = "process_id"  # GS ( H: the printer echoes our mark when it has executed everything before it
    TRANSMIT_STATUS = "transmit_status"  # GS r 1: answered in turn, after what was sent before; many count buffered as done
    NONE = "none"  # what it was sent may be on paper or not: whoever waits for it is asked


class PrinterProfile(Value):
    """``columns`` of 12 dots in font A (a Chinese character takes two); ``dots`` across, at 203 dpi.

    ``extra_characters``: what this printer's font has beyond ASCII and GB2312.
    """

    columns: int
    dots: int
    confirmation: Confirmation = Confirmation.AUTO
    extra_characters: frozenset[str] = frozenset()

    def has(self, character: str) -> bool:
        """Whether the printer's own font shows this character, so that its code may be sent."""
        if " " <= character <= "~" or character in self.extra_characters:
            return True
        # Asked in GB18030, for that is what is sent: Python's own gb2312 takes · and — for other characters.
        code = character.encode("gb18030", "replace")
        if len(code) != 2 or not (0xA1 <= code[0] <= 0xF7 and 0xA1 <= code[1] <= 0xFE):
            return False
        try:
            code.decode("gb2312")
        except UnicodeDecodeError:
            return False
        return True


def profile_for_width(width_mm: int, confirmation: Confirmation = Confirmation.AUTO, extra_characters: str = "") -> PrinterProfile:
    """58 mm: 32 columns, 384 dots. 80 mm: 48 columns, 576 dots."""
    columns = {58: 32, 80: 48}[width_mm]
    return PrinterProfile(columns, columns * 12, confirmation, frozenset(extra_characters))
