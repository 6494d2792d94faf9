"""What a technician may change on the screen: few settings, each with the values that are offered and what they do. Pure."""

from __future__ import annotations

from kiosk.domain.text import LocalizedText
from kiosk.domain.values import Value


class Offer(Value):
    """``value``: as it stands in ``terminal.toml``, without quotes."""

    value: str
    name: LocalizedText


class OfferedSetting(Value):
    """``table``, ``key``: in ``terminal.toml``. ``text``: values are texts there, and numbers otherwise. ``device``: its table is a
    device's, and the setting is offered where there is one."""

    table: str
    key: str
    name: LocalizedText
    does: LocalizedText
    offers: tuple[Offer, ...]
    text: bool = False
    device: bool = False

    @property
    def name_in_file(self) -> str:
        """``table.key``"""
        return f"{self.table}.{self.key}"

    def written(self, value: str) -> str:
        """As TOML has it.

        Raises:
            ValueError: the value is not offered.
        """
        if value not in {offer.value for offer in self.offers}:
            raise ValueError("not offered")
        return f'"{value}"' if self.text else value


def _seconds(*values: int) -> tuple[Offer, ...]:
    return tuple(Offer(str(value), LocalizedText(f"{value}秒", f"{value} s")) for value in values)


OFFERED: tuple[OfferedSetting, ...] = (
    OfferedSetting(
        "screen",
        "language",
        LocalizedText("待机页的语言", "Language of the idle page"),
        LocalizedText("下一个人先看到哪种语言，随时可以换", "What the next person sees first; it can be changed at any time"),
        (Offer("zh", LocalizedText("中文", "Chinese")), Offer("en", LocalizedText("英文", "English"))),
        text=True,
    ),
    OfferedSetting(
        "times",
        "quiet_limit",
        LocalizedText("没人操作，多久后询问", "Idle time before it asks"),
        LocalizedText("到时间问“您还在吗”；大字时加倍", 'Then it asks "Are you still there?"; twice that with larger text'),
        _seconds(30, 60, 90, 120),
    ),
    OfferedSetting(
        "times",
        "warning",
        LocalizedText("询问后，多久结束", "Time from the question to the end"),
        LocalizedText("没有人回答就清除内容，回到待机页", "If nobody answers, everything is erased and the idle page returns"),
        _seconds(10, 20, 30, 60),
    ),
    OfferedSetting(
        "speaker",
        "volume",
        LocalizedText("语音音量", "Volume of the voice"),
        LocalizedText("居民能调到的最大声", "The loudest that residents can choose"),
        tuple(Offer(str(value), LocalizedText(f"{value}%", f"{value} %")) for value in (40, 60, 80, 100)),
        device=True,
    ),
)
