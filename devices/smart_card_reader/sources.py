"""Whether anybody on the network can lay a card on this terminal: what pcscd's files say of readers that are none on USB."""

from __future__ import annotations

from pathlib import Path

from devices.smart_card_reader.choosing import STATIC_READERS, base_name, static_readers
from devices.smart_card_reader.words import REMOVE_VPCD
from kiosk.domain.text import LocalizedText
from kiosk.technician.readiness import Line, Verdict

_READER_DRIVERS = Path("/usr/lib/pcsc/drivers")


def sources_line(named: str = "", configured: Path = STATIC_READERS, drivers: Path = _READER_DRIVERS) -> Line:
    """Where readers come from beside USB.

    Args:
        named: the reader in the configuration, "" where none is.
        configured: the folder of readers that pcscd is told of by files.
        drivers: the folder of pcscd's drivers.
    """
    static = static_readers(configured)
    name = LocalizedText("社保卡读卡器的来源", "Where card readers come from")
    virtual = [f'"{reader.name}" in {reader.file}' for reader in static if reader.virtual]
    virtual += sorted(map(str, drivers.rglob("*vpcd*"))) if drivers.is_dir() else []
    if virtual:
        state = LocalizedText("装有虚拟读卡器：网络上的人可以放卡", "A virtual reader: whoever is on the network can lay a card")
        return Line("card_reader_sources", name, Verdict.BAD, state, "\n".join(virtual), REMOVE_VPCD)
    unnamed = [reader for reader in static if base_name(named) != reader.name]
    if unnamed:
        files = "\n".join(f'"{reader.name}" in {reader.file}' for reader in unnamed)
        state = LocalizedText("有配置进来、却没有用到的读卡器", "Readers that were configured, and are not used")
        todo = LocalizedText("删掉这些文件，重启 pcscd", "Delete these files and restart pcscd")
        return Line("card_reader_sources", name, Verdict.NOTICE, state, files, todo)
    return Line("card_reader_sources", name, Verdict.GOOD, LocalizedText("没有虚拟读卡器", "No virtual reader"))
