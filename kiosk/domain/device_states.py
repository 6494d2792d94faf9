"""How a device is, and why: what drivers tell, and what a heartbeat carries to the platform (words: `device_words`)."""

from __future__ import annotations

from enum import Enum


class StatusKind(Enum):
    READY = "ready"
    BUSY = "busy"
    ATTENTION = "attention"  # works, needs someone soon
    UNAVAILABLE = "unavailable"
    UNKNOWN = "unknown"  # never shown as ready


class Reason(Enum):
    """Why a device needs attention, is unavailable, or an action failed. A closed set: screens have words for each."""

    NOT_CONFIGURED = "not-configured"
    MISCONFIGURED = "misconfigured"  # its table in the configuration is not understood; the detail says what is wrong
    NOT_FOUND = "not-found"  # no such port, refused connection, unplugged
    IN_USE = "in-use"  # another program has opened it
    SILENT = "silent"  # it is there but does not answer in time
    BUFFER_FULL = "buffer-full"  # it takes no more of what is sent to it
    GARBLED = "garbled"  # it answers what the protocol does not allow
    OFFLINE = "offline"  # the device says that it is offline
    PAPER_LOW = "paper-low"
    PAPER_OUT = "paper-out"
    COVER_OPEN = "cover-open"
    CUTTER = "cutter"
    JAM = "jam"
    OUTPUT_TRAY = "output-tray"  # full, or not in its place
    SUPPLY_LOW = "supply-low"  # toner, ink, drum ...: what a printer uses up besides paper
    SUPPLY_OUT = "supply-out"  # used up, or not in its place
    DRIVER = "driver"  # the print queue lacks a program that it needs for this printer, or may not run it
    PAPER_MISSING = "paper-missing"  # a resident said that nothing came out, and nobody has looked since
    NOTICE = "notice"  # the device tells of something that nobody has a word for here, and works
    MECHANICAL = "mechanical"  # the device reports an error of its own, no finer word known
    NOT_AUTHORISED = "not-authorised"  # the reader's SAM is missing or not permitted
    CANCELLED = "cancelled"
    NOT_RECORDED = "not-recorded"  # a print that could not be written down first is not begun


def read_state(told: str) -> tuple[StatusKind, Reason | None] | None:
    """What a heartbeat says of a device (``kind`` or ``kind:reason``); None where a newer program has another word for it."""
    kind, _, reason = told.partition(":")
    try:
        return StatusKind(kind), Reason(reason) if reason else None
    except ValueError:
        return None
