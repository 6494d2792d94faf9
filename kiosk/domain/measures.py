"""What a terminal measures of itself, and from where on somebody should look: one table for terminal and platform. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from enum import Enum

from kiosk.domain.text import LocalizedText
from kiosk.domain.values import Value


class Level(Enum):
    GOOD = "good"
    NOTICE = "notice"  # it hurts nobody yet
    BAD = "bad"


class Measure(Value):
    """``notice``, ``bad``: from these values on; None where there is no such bound. ``falls``: a smaller value is worse. ``unit``:
    "" for a number of things."""

    key: str
    name: LocalizedText
    unit: str
    todo: LocalizedText
    notice: int | None = None
    bad: int | None = None
    falls: bool = False

    def level(self, value: int) -> Level:
        """How bad this value is."""
        for bound, level in ((self.bad, Level.BAD), (self.notice, Level.NOTICE)):
            if bound is not None and (value <= bound if self.falls else value >= bound):
                return level
        return Level.GOOD


# No source says when a head, a cutter or a reader is worn: the count is told, and who knows the model judges it.
_COUNTED = LocalizedText("按机型的寿命安排更换", "Replace it by the life that its maker states")

MEASURES: tuple[Measure, ...] = (
    Measure(
        "disk_free_mb",
        LocalizedText("磁盘剩余", "Disk, free"),
        "MB",
        LocalizedText("清理磁盘，或换大一点的", "Make room on the disk, or put in a larger one"),
        notice=2000,
        bad=500,
        falls=True,
    ),
    Measure(
        "memory_available_mb",
        LocalizedText("可用内存", "Memory, available"),
        "MB",
        LocalizedText("重启终端；总是不够就加内存", "Restart the terminal; if it stays so, more memory is needed"),
        notice=300,
        bad=100,
        falls=True,
    ),
    Measure(
        "temperature_c",
        LocalizedText("温度", "Temperature"),
        "°C",
        LocalizedText("清理风扇和通风口", "Clean fans and vents"),
        notice=80,
        bad=95,
    ),
    Measure(
        "clock_off_s",
        LocalizedText("时钟误差", "Clock, off by"),
        "s",
        LocalizedText("校准时间，检查主板电池", "Set the clock; look at its battery"),
        notice=60,
        bad=86_400,
    ),
    Measure(
        "catalogue_age_d",
        LocalizedText("目录多久没确认", "Catalogue, not confirmed for"),
        "d",
        LocalizedText("检查网络，或用优盘更新目录", "Look at the network, or bring the catalogue on a USB stick"),
        notice=7,
        bad=30,
    ),
    Measure(
        "start_ms",
        LocalizedText("启动到首页画面", "Start to the first frame"),
        "ms",
        LocalizedText("看磁盘和处理器是不是忙，重启机器", "See what keeps disk and processor busy; restart the machine"),
        notice=3_000,
    ),
    Measure(
        "frame_ms",
        LocalizedText("最慢的一帧", "Slowest frame"),
        "ms",
        LocalizedText("看处理器是不是忙、过热，重启终端", "See whether the processor is busy or hot; restart the terminal"),
        notice=500,
    ),
    Measure("receipts_since_roll", LocalizedText("换纸卷后的小票", "Receipts since the roll was changed"), "", _COUNTED),
    Measure("pages_since_tray", LocalizedText("加纸后的A4页", "A4 pages since paper was put in"), "", _COUNTED),
    Measure("receipts_total", LocalizedText("小票总数", "Receipts in all"), "", _COUNTED),
    Measure("pages_total", LocalizedText("A4打印总数", "A4 prints in all"), "", _COUNTED),
    Measure("cards_total", LocalizedText("读过的证件总数", "Cards read in all"), "", _COUNTED),
    Measure(
        "oldest_waiting_h",
        LocalizedText("最早的待传件等了", "Oldest application waiting for"),
        "h",
        LocalizedText("检查网络；不通就用优盘导出", "Look at the network; without one, export to a USB stick"),
        notice=24,
        bad=120,
    ),
)
_BY_KEY: Mapping[str, Measure] = {measure.key: measure for measure in MEASURES}


def judged(values: Mapping[str, int]) -> Iterable[tuple[Measure, int, Level]]:
    """Each measure that is known here, in the order of `MEASURES`; a newer program's others are left out."""
    return ((measure, values[measure.key], measure.level(values[measure.key])) for measure in MEASURES if measure.key in values)


def worst(values: Mapping[str, int]) -> Level:
    """Of all of them."""
    levels = [level for _, _, level in judged(values)]
    return next((level for level in (Level.BAD, Level.NOTICE) if level in levels), Level.GOOD)
