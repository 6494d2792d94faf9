"""What root writes down of versions; everybody may read it. Written whole or not at all, and on the disk before it counts."""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum
from pathlib import Path

import msgspec

from kiosk.domain.text import LocalizedText
from kiosk.domain.values import Value, decoded, field, replace
from kiosk.durable import write_durably

_LARGEST = 256_000  # bytes
_REMEMBERED = 32  # versions that were returned from


class Fault(Enum):
    """Why a version was returned from."""

    NOT_READY = "not-ready"  # no first frame within the time
    ENDS = "ends"  # ended by itself, again and again
    HANGS = "hangs"  # was ready, and gives no sign of life
    LEDGER = "ledger"  # its ledger did not open
    DEVICE = "device"  # a device that worked does not work with it
    REBOOTS = "reboots"  # the machine was started again and again while it was on trial
    PREFLIGHT = "preflight"  # it does not even start beside the running one, or cannot read a copy of the ledger
    DAMAGED = "damaged"  # rightly signed, but no version can be made of it
    UNITS = "units"  # the service manager does not take the units that it brings
    BY_HAND = "by-hand"  # somebody returned from it


FAULTS = {
    Fault.NOT_READY: LocalizedText("没有启动起来", "It did not start"),
    Fault.ENDS: LocalizedText("反复自己退出", "It ended by itself, again and again"),
    Fault.HANGS: LocalizedText("没有反应", "It hung"),
    Fault.LEDGER: LocalizedText("打不开台账", "It could not open the ledger"),
    Fault.DEVICE: LocalizedText("有设备不能用了", "A device stopped working with it"),
    Fault.REBOOTS: LocalizedText("试用时机器反复重启", "The machine was started again and again while it was tried"),
    Fault.PREFLIGHT: LocalizedText("试用前检查没有通过", "It failed the check before its trial"),
    Fault.DAMAGED: LocalizedText("签名正确，但装不出来", "Rightly signed, but it cannot be installed"),
    Fault.UNITS: LocalizedText("它带来的系统单元没有生效", "The units that it brings did not come into force"),
    Fault.BY_HAND: LocalizedText("工作人员退回", "Somebody returned from it"),
}


class Trial(Value):
    """``sha256``: of the archive, "" where it came otherwise. ``closed``: it changes the ledger's schema, so it is tried on a
    copy and serves nobody. ``devices``: by name, the status that each had before. ``boot``: the machine's start (boot_id) in which
    it was last seen, ``boots``: how many there were; ``since``: uptime from which on lives count in this one. ``before``: the
    version that was confirmed when it began."""

    version: str
    sha256: str
    closed: bool
    devices: Mapping[str, str] = field(default_factory=dict)
    boot: str = ""
    boots: int = 0
    since: float = 0.0
    before: str = ""


class Returned(Value):
    """A version that was tried and is not tried again; another build of it is. ``at``: seconds since 1970 by this machine's
    clock."""

    version: str
    sha256: str
    fault: Fault
    detail: str
    at: int


class Preflight(Value):
    """A version that opened a copy of the ledger. ``ledger_schema``: of the ledger as it is here."""

    version: str
    sha256: str
    ledger_schema: int


class Record(Value):
    """``floor``: latest time that anything verified was signed at, seconds since 1970. ``refusal``, ``detail``: what was wrong with
    what was offered last. ``waits``: what an update waits for. ``looked_at``: when an offer was verified last,
    ``ready``: which."""

    format: int = 1
    floor: int = 0
    trial: Trial | None = None
    returned: tuple[Returned, ...] = ()
    preflight: Preflight | None = None
    refusal: str = ""
    detail: str = ""
    waits: str = ""
    offered: str = ""
    looked_at: int = 0
    ready: str = ""

    def has_returned(self, version: str, sha256: str) -> Returned | None:
        """What was written down of this very build; None: it may be tried."""
        return next((one for one in self.returned if (one.version, one.sha256) == (version, sha256)), None)

    def with_returned(self, one: Returned) -> Record:
        """With that, and the oldest forgotten where there are too many."""
        kept = tuple(other for other in self.returned if (other.version, other.sha256) != (one.version, one.sha256))
        return replace(self, returned=(*kept, one)[-_REMEMBERED:])


def read_record(file: Path) -> Record:
    """As nothing was ever written, where there is none or it is damaged: the links still speak."""
    try:
        with file.open("rb") as opened:
            record = decoded(opened.read(_LARGEST), Record)
    except (OSError, msgspec.MsgspecError):
        return Record()
    return record if record.format == 1 else Record()


def write_record(file: Path, record: Record) -> None:
    """Keep it durably in place of the one before. OSError."""
    write_durably(file, msgspec.json.format(msgspec.json.encode(record), indent=1), 0o644)
