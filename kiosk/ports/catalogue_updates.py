"""What became of an update of the catalogue, and how old it is: for the sync engine, the screens and the technician."""

from __future__ import annotations

from enum import Enum

from kiosk.domain.text import LocalizedText
from kiosk.domain.values import Value


class Refusal(Enum):
    """Why there is no newer catalogue. Whichever it is, the last good one stays in use."""

    UNREACHABLE = "unreachable"  # no answer, or not the platform's: a captive portal, a stick without a catalogue
    EXPIRED = "expired"  # signed too long ago
    ROLLED_BACK = "rolled_back"  # older than what this terminal has or has seen
    WRONG_SIGNATURE = "wrong_signature"  # not signed by enough of the right keys
    MIXED = "mixed"  # files that do not belong together, or were changed
    TRUNCATED = "truncated"  # cut, or a file is missing
    TOO_LARGE = "too_large"
    CLOCK = "clock"  # this machine's clock is so wrong that nothing can be judged by it
    DAMAGED = "damaged"  # rightly signed, but no catalogue can be built of it
    NEWER_FORMAT = "newer_format"  # for a newer program than this
    STORAGE = "storage"  # this machine's disk, or it was never paired
    BUSY = "busy"  # another update is running


WORDS = {
    Refusal.UNREACHABLE: LocalizedText("连不上，或者对方不是中心平台", "Out of reach, or not the platform"),
    Refusal.EXPIRED: LocalizedText("签名已过期", "Its signature has expired"),
    Refusal.ROLLED_BACK: LocalizedText("比本机已有的旧", "Older than what this terminal has"),
    Refusal.WRONG_SIGNATURE: LocalizedText("签名不对", "Not signed with the right keys"),
    Refusal.MIXED: LocalizedText("文件互相不符，或者被改动过", "Its files do not fit together, or were changed"),
    Refusal.TRUNCATED: LocalizedText("文件不完整", "It is not complete"),
    Refusal.TOO_LARGE: LocalizedText("文件过大", "It is too large"),
    Refusal.CLOCK: LocalizedText("本机时间不对", "This machine's clock is wrong"),
    Refusal.DAMAGED: LocalizedText("签名正确，但内容用不了", "Rightly signed, but its content cannot be used"),
    Refusal.NEWER_FORMAT: LocalizedText("格式比本机程序新", "Its format is newer than this program"),
    Refusal.STORAGE: LocalizedText("本机存不下或读不出", "This machine could not store or read it"),
    Refusal.BUSY: LocalizedText("另一次更新正在进行", "Another update is running"),
}

ADVICE = {
    Refusal.UNREACHABLE: LocalizedText("检查网线、网址或优盘，稍后再试", "Check network, address or USB stick; try again later"),
    Refusal.EXPIRED: LocalizedText(
        "请平台重新发布，或换新导出的优盘", "Ask the platform to publish again, or bring a newly exported USB stick"
    ),
    Refusal.ROLLED_BACK: LocalizedText(
        "换新导出的优盘，或检查镜像是否同步", "Bring a newly exported USB stick, or see whether the mirror is up to date"
    ),
    Refusal.WRONG_SIGNATURE: LocalizedText("不要使用，报告平台", "Do not use it; tell the platform"),
    Refusal.MIXED: LocalizedText(
        "稍后再试；还是这样就重新导出或重新同步", "Try again later; if it stays, export or mirror it anew"
    ),
    Refusal.TRUNCATED: LocalizedText(
        "稍后再试；还是这样就重新导出或重新同步", "Try again later; if it stays, export or mirror it anew"
    ),
    Refusal.TOO_LARGE: LocalizedText("报告平台", "Tell the platform"),
    Refusal.CLOCK: LocalizedText("校准本机时间", "Set this machine's clock"),
    Refusal.DAMAGED: LocalizedText("报告平台；目录不变", "Tell the platform; the catalogue stays as it is"),
    Refusal.NEWER_FORMAT: LocalizedText("更新本机程序", "Update this program"),
    Refusal.STORAGE: LocalizedText("检查磁盘；没有配对过就先登记", "Check the disk; enrol first, where it was never paired"),
    Refusal.BUSY: LocalizedText("等它结束", "Wait until it is over"),
}


class Way(Enum):
    """How the text of the new catalogue came."""

    FULL = "full"
    DELTA = "delta"
    KEPT = "kept"  # it was here already: only the file was built again


class Updated(Value, tag="updated"):
    """``published_at``: seconds since 1970, signed. ``fetched``: bytes, with metadata. ``renewed``: small files replaced."""

    version: str
    published_at: int
    fetched: int
    way: Way
    renewed: tuple[str, ...] = ()


class UpToDate(Value, tag="up_to_date"):
    version: str
    published_at: int
    fetched: int
    renewed: tuple[str, ...] = ()


class Refused(Value, tag="refused"):
    """``detail``: for a technician; names of files and kinds of errors, nothing of a person."""

    reason: Refusal
    detail: str
    fetched: int = 0

    @property
    def words(self) -> LocalizedText:
        """Why the update was refused."""
        return WORDS[self.reason]

    @property
    def todo(self) -> LocalizedText:
        """What a technician does about it."""
        return ADVICE[self.reason]


UpdateOutcome = Updated | UpToDate | Refused


class CatalogueAge(Value):
    """``version``: in use, "" for none. Times are seconds since 1970, 0 for never.

    ``published_at``: when the platform made it. ``confirmed_at``: when it was last known to be the newest. ``tried_at``: the last
    attempt, and ``refusal`` what was wrong with it.
    """

    version: str = ""
    published_at: int = 0
    confirmed_at: int = 0
    tried_at: int = 0
    refusal: Refusal | None = None
    detail: str = ""

    def days(self, wall: int) -> int:
        """Whole days since it was last known to be the newest; since it was made, where it never was."""
        since = self.confirmed_at or self.published_at
        return max(0, wall - since) // 86400 if since else 0
