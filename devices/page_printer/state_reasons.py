"""What a printer's ``printer-state-reasons`` mean for whether it prints. Pure.

The keywords are those of RFC 8011 5.4.12, of PWG 5100.9 (a part of the printer, then what is with it: ``stapler-jam``), of later
entries in IANA's registry, and CUPS' own (``cups-...``). Vendors add theirs, so the vocabulary is open: what is not known is never
passed over in silence.

A severity stands at the end. ``-report`` affects no print, ``-warning`` stops none, ``-error`` stops the printer, and without one
it is an error (RFC 8011 5.4.12). That holds for the printer's own word; CUPS writes ``-warning`` for ``-error``. One lack is told
with a warning by printers that stop for it: paper. While the printer is idle that is one tray of several; while it works it may as
well be waiting, unless it said the same when it was idle.
"""

from __future__ import annotations

from enum import Enum

from kiosk.domain.device_states import Reason, StatusKind
from kiosk.domain.values import Value
from kiosk.ports.devices import DeviceStatus

IDLE, PROCESSING, STOPPED = 3, 4, 5  # printer-state

_ERROR, _WARNING, _REPORT = "-error", "-warning", "-report"


class _Weight(Enum):
    STOPS = "stops"  # nothing prints while it lasts, whatever its severity: printers differ in that
    LACKS = "lacks"  # stops the printer as an error; else there is another tray, or a little left
    NEARS = "nears"  # foretells a lack
    HARMLESS = "harmless"


class PrinterState(Value):
    """``state``: 3 idle, 4 processing, 5 stopped. ``reasons``: keywords, without ``none``. ``own``: it is the printer's own word,
    and not CUPS'. ``accepting``: it takes jobs. ``trays``: of each input tray the sheets in it, None where it does not tell.
    ``when_idle``: the reasons that it gave when it was idle last."""

    state: int
    reasons: tuple[str, ...] = ()
    own: bool = True
    accepting: bool = True
    trays: tuple[int | None, ...] = ()
    when_idle: frozenset[str] = frozenset()

    @property
    def out_of_paper(self) -> bool:
        """Every tray says that it is empty."""
        return bool(self.trays) and all(level == 0 for level in self.trays)


_KNOWN: dict[str, tuple[_Weight, Reason]] = {
    "none": (_Weight.HARMLESS, Reason.NOTICE),
    "connecting-to-device": (_Weight.HARMLESS, Reason.NOTICE),
    "identify-printer-requested": (_Weight.HARMLESS, Reason.NOTICE),
    "interpreter-complex-page-encountered": (_Weight.HARMLESS, Reason.NOTICE),
    "power-up": (_Weight.HARMLESS, Reason.NOTICE),
    "printer-manual-reset": (_Weight.HARMLESS, Reason.NOTICE),
    "printer-nms-reset": (_Weight.HARMLESS, Reason.NOTICE),
    "printer-ready-to-print": (_Weight.HARMLESS, Reason.NOTICE),
    "resuming": (_Weight.HARMLESS, Reason.NOTICE),
    "wifi-not-configured": (_Weight.HARMLESS, Reason.NOTICE),
    "cover-open": (_Weight.STOPS, Reason.COVER_OPEN),
    "door-open": (_Weight.STOPS, Reason.COVER_OPEN),
    "interlock-open": (_Weight.STOPS, Reason.COVER_OPEN),
    "media-jam": (_Weight.STOPS, Reason.JAM),
    "media-needed": (_Weight.STOPS, Reason.PAPER_OUT),
    "input-manual-input-request": (_Weight.STOPS, Reason.PAPER_OUT),
    "media-empty": (_Weight.LACKS, Reason.PAPER_OUT),
    "input-tray-missing": (_Weight.LACKS, Reason.PAPER_OUT),
    "media-low": (_Weight.NEARS, Reason.PAPER_LOW),
    "output-tray-missing": (_Weight.LACKS, Reason.OUTPUT_TRAY),
    "output-area-full": (_Weight.LACKS, Reason.OUTPUT_TRAY),
    "output-area-almost-full": (_Weight.NEARS, Reason.OUTPUT_TRAY),
    "toner-empty": (_Weight.LACKS, Reason.SUPPLY_OUT),
    "toner-low": (_Weight.NEARS, Reason.SUPPLY_LOW),
    "opc-near-eol": (_Weight.NEARS, Reason.SUPPLY_LOW),
    "offline": (_Weight.STOPS, Reason.OFFLINE),
    "deactivated": (_Weight.STOPS, Reason.OFFLINE),
    "hold-new-jobs": (_Weight.STOPS, Reason.OFFLINE),
    "moving-to-paused": (_Weight.STOPS, Reason.OFFLINE),
    "paused": (_Weight.STOPS, Reason.OFFLINE),
    "power-down": (_Weight.STOPS, Reason.OFFLINE),
    "shutdown": (_Weight.STOPS, Reason.OFFLINE),
    "stopping": (_Weight.STOPS, Reason.OFFLINE),
    "timed-out": (_Weight.STOPS, Reason.OFFLINE),
    "fuser-over-temp": (_Weight.STOPS, Reason.MECHANICAL),
    "fuser-under-temp": (_Weight.LACKS, Reason.MECHANICAL),
    "interpreter-resource-unavailable": (_Weight.LACKS, Reason.MECHANICAL),
    "spool-area-full": (_Weight.LACKS, Reason.MECHANICAL),
    "stopped-partly": (_Weight.LACKS, Reason.MECHANICAL),
    "testing": (_Weight.LACKS, Reason.MECHANICAL),
    "cups-missing-filter": (_Weight.STOPS, Reason.DRIVER),
    "cups-insecure-filter": (_Weight.STOPS, Reason.DRIVER),
    "cups-ipp-conformance-failure": (_Weight.HARMLESS, Reason.NOTICE),
    "cups-waiting-for-job-completed": (_Weight.HARMLESS, Reason.NOTICE),
}
# What is with any part of a printer, as PWG 5100.9 puts it together; the first that fits. Reason None: by the part.
_ENDINGS: tuple[tuple[str, _Weight, Reason | None], ...] = (
    ("-almost-empty", _Weight.NEARS, None),
    ("-almost-full", _Weight.NEARS, None),
    ("-almost-over", _Weight.NEARS, None),
    ("-life-warn", _Weight.NEARS, None),
    ("-near-eol", _Weight.NEARS, None),
    ("-near-limit", _Weight.NEARS, None),
    ("-low", _Weight.NEARS, None),
    ("-at-eol", _Weight.LACKS, None),
    ("-at-limit", _Weight.LACKS, None),
    ("-empty", _Weight.LACKS, None),
    ("-full", _Weight.LACKS, None),
    ("-life-over", _Weight.LACKS, None),
    ("-missing", _Weight.LACKS, None),
    ("-needed", _Weight.LACKS, None),
    ("-request", _Weight.LACKS, None),
    ("-change", _Weight.LACKS, None),
    ("-jam", _Weight.LACKS, Reason.JAM),
    ("-feed-error", _Weight.LACKS, Reason.JAM),
    ("-cover-open", _Weight.LACKS, Reason.COVER_OPEN),
    ("-interlock-open", _Weight.LACKS, Reason.COVER_OPEN),
    ("-opened", _Weight.LACKS, Reason.COVER_OPEN),
    ("-offline", _Weight.LACKS, Reason.OFFLINE),
    ("-turned-off", _Weight.LACKS, Reason.OFFLINE),
    ("-exhausted", _Weight.LACKS, Reason.MECHANICAL),
    ("-failure", _Weight.LACKS, Reason.MECHANICAL),
    ("-temperature", _Weight.LACKS, Reason.MECHANICAL),
    ("-storage-error", _Weight.LACKS, Reason.MECHANICAL),
    ("-added", _Weight.HARMLESS, Reason.NOTICE),
    ("-closed", _Weight.HARMLESS, Reason.NOTICE),
    ("-memory-increase", _Weight.HARMLESS, Reason.NOTICE),
    ("-power-saver", _Weight.HARMLESS, Reason.NOTICE),
    ("-turned-on", _Weight.HARMLESS, Reason.NOTICE),
    ("-warming-up", _Weight.HARMLESS, Reason.NOTICE),
)
_SUPPLIES = ("marker", "toner", "ink", "developer", "opc", "fuser", "cleaner", "ribbon", "waste", "supply")
_FORETOLD = {Reason.PAPER_OUT: Reason.PAPER_LOW, Reason.SUPPLY_OUT: Reason.SUPPLY_LOW}

# What somebody at the printer can mend comes first.
_ORDER = (
    Reason.COVER_OPEN,
    Reason.JAM,
    Reason.PAPER_OUT,
    Reason.PAPER_LOW,
    Reason.OUTPUT_TRAY,
    Reason.SUPPLY_OUT,
    Reason.SUPPLY_LOW,
    Reason.DRIVER,
    Reason.OFFLINE,
    Reason.MECHANICAL,
    Reason.NOTICE,
)


def judge(printer: PrinterState) -> DeviceStatus:
    """The whole of what a printer, or CUPS of its queue, says, as one status. The detail is its own words."""
    detail = " ".join(printer.reasons)
    meant = [_meaning(reason, printer) for reason in printer.reasons]
    stopping = [reason for reason, stops in meant if stops and reason is not None]
    wanting = [reason for reason, stops in meant if not stops and reason is not None]
    if not stopping and printer.state == STOPPED:
        stopping = [reason for reason in (_cause(word) for word in printer.reasons) if reason] or [Reason.OFFLINE]
    if not stopping and not printer.accepting:
        stopping, detail = [Reason.OFFLINE], detail or "takes no jobs"
    if stopping:
        return DeviceStatus(StatusKind.UNAVAILABLE, _first(stopping), detail)
    if wanting:
        return DeviceStatus(StatusKind.ATTENTION, _first(wanting), detail)
    return DeviceStatus(StatusKind.BUSY if printer.state == PROCESSING else StatusKind.READY, detail=detail)


def of_the_queue(reasons: tuple[str, ...]) -> tuple[str, ...]:
    """Those that CUPS knows by itself. The others it has from the printer, as they were at its last job."""
    return tuple(reason for reason in reasons if _split(reason)[0] in _QUEUES)


_QUEUES = frozenset(
    {"cups-missing-filter", "cups-insecure-filter", "hold-new-jobs", "moving-to-paused", "paused", "shutdown", "spool-area-full"}
)


def _split(reason: str) -> tuple[str, str]:
    """(keyword, severity); without one it is an error, which is told apart from one that says so."""
    if reason.endswith(("-feed-error", "-storage-error")):  # keywords that end like a severity
        return reason, ""
    for severity in (_ERROR, _WARNING, _REPORT):
        if reason.endswith(severity):
            return reason.removesuffix(severity), severity
    return reason, ""


def _sense(keyword: str) -> tuple[_Weight, Reason] | None:
    """None: nobody has heard of it."""
    if keyword in _KNOWN:
        return _KNOWN[keyword]
    if keyword.startswith(("cups-ipp-", "cups-remote-")):
        return _Weight.HARMLESS, Reason.NOTICE
    for ending, weight, reason in _ENDINGS:
        if keyword.endswith(ending):
            return weight, reason or _of_part(keyword, weight)
    return None


def _of_part(keyword: str, weight: _Weight) -> Reason:
    if keyword.startswith(("output-", "stacker-", "media-path-media-tray-")) or "-output-" in keyword:
        return Reason.OUTPUT_TRAY
    if keyword.startswith(("input-", "media-", "subunit-empty", "subunit-almost-empty")):
        return Reason.PAPER_LOW if weight is _Weight.NEARS else Reason.PAPER_OUT
    if any(part in _SUPPLIES for part in keyword.split("-")):
        return Reason.SUPPLY_LOW if weight is _Weight.NEARS else Reason.SUPPLY_OUT
    return Reason.MECHANICAL


def _meaning(reason: str, printer: PrinterState) -> tuple[Reason | None, bool]:
    """(what it is, whether it stops the printer); (None, False) for what is harmless."""
    keyword, severity = _split(reason)
    sense = _sense(keyword)
    if sense is None:
        # A full error without a word for it; below that it is left to whoever stands at the printer to read.
        return (Reason.MECHANICAL, True) if severity in (_ERROR, "") else (Reason.NOTICE, False)
    weight, what = sense
    match weight:
        case _Weight.STOPS:
            return what, True
        case _Weight.LACKS:
            stops = severity in (_ERROR, "") or (severity == _WARNING and not printer.own)
            if what is Reason.PAPER_OUT:
                waits = printer.state == PROCESSING and severity == _WARNING and reason not in printer.when_idle
                stops = stops or printer.out_of_paper or waits
            return (what, True) if stops else (_FORETOLD.get(what, what), False)
        case _Weight.NEARS:
            return what, severity == _ERROR
        case _Weight.HARMLESS:
            return (Reason.MECHANICAL, True) if severity == _ERROR else (None, False)


def _cause(reason: str) -> Reason | None:
    """What may have stopped a printer that says no more than that it is stopped."""
    sense = _sense(_split(reason)[0])
    return sense[1] if sense and sense[0] in (_Weight.STOPS, _Weight.LACKS) else None


def _first(reasons: list[Reason]) -> Reason:
    return min(reasons, key=_ORDER.index)
