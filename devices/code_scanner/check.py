"""What a code scanner made of a code that is known: its suffix, its pace, and whether each character came as it is. Pure.

A scanner that types presses the keys of some country's keyboard, and the system understands them by the layout that it has set.
Where the two differ, characters change places; which ones tells the layout.
"""

from __future__ import annotations

import re
import statistics
from collections.abc import Mapping, Sequence
from string import ascii_lowercase, ascii_uppercase

from devices.check_code import CHECK_CODE
from devices.code_scanner.gaps import GAP_MS, GAPS_MS
from kiosk.domain.text import LocalizedText
from kiosk.domain.values import Value
from kiosk.technician.readiness import Line, Verdict

SAFETY = 1.3  # how much longer the next scan's longest pause may be
STEP = 10  # ms
_LETTERS = ascii_uppercase + ascii_lowercase
_PREFIX = re.compile(r"\][A-Za-z][0-9A-Za-z]")
_SUFFIXES = {"\r": "CR", "\n": "LF", "\r\n": "CRLF", "\t": "Tab"}


def _swapped(*pairs: str) -> str:
    """The letters as they come where these change places."""
    table: dict[str, str] = {}
    for pair in pairs:
        one, other = pair[0], pair[1]
        table |= {one: other, other: one, one.upper(): other.upper(), other.upper(): one.upper()}
    return "".join(table.get(letter, letter) for letter in _LETTERS)


# What the keys of a scanner write that is set to the United States. On a French keyboard m is beside l, and a comma in its place.
_LAYOUTS: Mapping[str, LocalizedText] = {
    _swapped("aq", "zw").replace("M", "?").replace("m", ","): LocalizedText("法语 AZERTY", "French (AZERTY)"),
    _swapped("yz"): LocalizedText("德语 QWERTZ", "German (QWERTZ)"),
    "AXJE>UIDCHTNMBRL\"POYGK<QF:axje.uidchtnmbrl'poygk,qf;": LocalizedText("Dvorak", "Dvorak"),
}


class Heard(Value):
    """What came of one code. ``text``: with prefix and suffix; ``gaps``: milliseconds between keys, or pieces, one after the
    other."""

    text: str
    gaps: tuple[int, ...] = ()


def judge(heard: Heard | None, driver: str, gap_ms: int = 0) -> tuple[Line, ...]:
    """``driver``: serial, camera or keyboard; ``heard``: None where nothing came; ``gap_ms``: as it is set now, for a keyboard."""
    name = LocalizedText("扫码", "Scan")
    if heard is None:
        return (Line("scan", name, Verdict.BAD, LocalizedText("什么也没收到", "Nothing came"), "", _NOTHING[driver]),)
    text = _PREFIX.sub("", heard.text, count=1) if _PREFIX.match(heard.text) else heard.text
    code = text.rstrip("\r\n\t")
    lines = [_read(code, name)]
    if driver != "camera":
        lines.append(_suffix(text[len(code) :]))
    if driver == "keyboard" and len(heard.gaps) > 1:
        lines.append(_pace(heard.gaps, gap_ms))
    return tuple(lines)


_NOTHING = {
    "keyboard": LocalizedText(
        "检查数据线；确认扫码器是键盘模式，扫的是屏幕上的码",
        "Check its cable, that it is in keyboard mode, and that it read the code on the screen",
    ),
    "serial": LocalizedText(
        "检查数据线；确认扫码器是串口模式（USB-COM）", "Check its cable, and that it is in serial mode (USB-COM)"
    ),
    "camera": LocalizedText(
        "把码举到摄像头前一掌远，占画面三分之一", "Hold the code a hand's width from the camera, filling a third of its picture"
    ),
}


def in_keyboard_mode() -> Line:
    """Keys came, where a scanner in serial mode, or a camera, is configured."""
    return Line(
        "scan",
        LocalizedText("扫码", "Scan"),
        Verdict.BAD,
        LocalizedText("扫码器在打字", "The scanner types"),
        "",
        LocalizedText(
            '把它设成串口模式（USB-COM），或配置 driver = "keyboard"',
            'Set it to serial mode (USB-COM), or configure driver = "keyboard"',
        ),
    )


def _read(code: str, name: LocalizedText) -> Line:
    letters = code[: len(_LETTERS)]
    if code == CHECK_CODE:
        return Line("scan", name, Verdict.GOOD, LocalizedText("每个字符都对", "Every character is right"))
    if code == CHECK_CODE.swapcase():
        state = LocalizedText("大小写反了：Caps Lock 开着", "Upper and lower case are swapped: Caps Lock is on")
        return Line("scan", name, Verdict.NOTICE, state, "", LocalizedText("关掉 Caps Lock", "Switch Caps Lock off"))
    if code in (CHECK_CODE.upper(), CHECK_CODE.lower()):
        state = LocalizedText("扫码器把字母改成了同一种大小写", "The scanner makes all letters upper or all lower case")
        todo = LocalizedText("关掉扫码器的大小写转换", "Switch off its case conversion")
        return Line("scan", name, Verdict.BAD, state, "", todo)
    for came, layout in _LAYOUTS.items():
        if letters in (came, came.swapcase()):
            state = LocalizedText(f"键盘布局不对：{layout.zh}", f"Another keyboard layout: {layout.en}")
            todo = LocalizedText(
                "系统设成美国布局：localectl set-x11-keymap us；扫码器国家设成 USA",
                "Set the system to the layout us: localectl set-x11-keymap us; and the scanner's country to USA",
            )
            return Line("scan", name, Verdict.BAD, state, "", todo)
    # What is shown of it is the check code, not somebody's: the most of it stands there.
    if len(code) == len(CHECK_CODE) and sum(a == b for a, b in zip(code, CHECK_CODE, strict=True)) > len(code) // 2:
        changed = ", ".join(f"{b} → {a}" for a, b in zip(code, CHECK_CODE, strict=True) if a != b)
        todo = LocalizedText(
            "扫码器国家设成 USA，系统设成美国键盘布局", "Set the scanner's country to USA, and the system to the layout us"
        )
        return Line("scan", name, Verdict.BAD, LocalizedText("有的字符不对", "Some characters are wrong"), changed, todo)
    if _is_piece(code):
        todo = LocalizedText(
            "重扫；总是这样，就把扫码器的字符间隔调大",
            "Scan again; where it stays so, give the scanner a longer delay between characters",
        )
        detail = f"{len(code)} / {len(CHECK_CODE)}"
        return Line("scan", name, Verdict.BAD, LocalizedText("丢了字符", "Characters were lost"), detail, todo)
    todo = LocalizedText("扫屏幕上的这个码；串口的话检查波特率", "Scan the code that is shown; on a serial line, check its speed")
    return Line("scan", name, Verdict.BAD, LocalizedText("收到的不是这个码", "Another code came, or a garbled one"), "", todo)


def _is_piece(code: str) -> bool:
    """Whether its characters stand in the check code, in this order."""
    left = iter(CHECK_CODE)
    return len(code) > len(CHECK_CODE) // 2 and all(character in left for character in code)


def _suffix(suffix: str) -> Line:
    name = LocalizedText("后缀", "Suffix")
    if suffix in _SUFFIXES:
        return Line("scan_suffix", name, Verdict.GOOD, LocalizedText(_SUFFIXES[suffix], _SUFFIXES[suffix]))
    todo = LocalizedText("扫码器后缀设成 CR（回车）", "Set the scanner's suffix to CR (Enter)")
    if not suffix:
        return Line(
            "scan_suffix",
            name,
            Verdict.NOTICE,
            LocalizedText("没有，每次多等半秒", "None: each code waits half a second longer"),
            "",
            todo,
        )
    return Line("scan_suffix", name, Verdict.NOTICE, LocalizedText("多于一个", "More than one"), suffix.encode().hex(" "), todo)


def _pace(gaps: Sequence[int], gap_ms: int) -> Line:
    """One pause within a code does not matter (`devices.code_scanner.burst`), so the longest but one counts."""
    name = LocalizedText("按键间隔", "Key to key")
    longest = sorted(gaps)[-2]
    wanted = max(-int(-longest * SAFETY // STEP) * STEP, GAP_MS)
    detail = f"{statistics.median(gaps):.0f} ms, {max(gaps)} ms"
    if wanted <= gap_ms:
        return Line(
            "scan_pace", name, Verdict.GOOD, LocalizedText(f"够快：gap_ms = {gap_ms}", f"Fast enough: gap_ms = {gap_ms}"), detail
        )
    if wanted > GAPS_MS[1]:
        todo = LocalizedText("扫码器的字符间隔设成 0", "Set the scanner's delay between characters to 0")
        return Line(
            "scan_pace",
            name,
            Verdict.BAD,
            LocalizedText("太慢，分不清是人还是扫码器", "Too slow to be told from a person"),
            detail,
            todo,
        )
    todo = LocalizedText(
        f"扫码器的字符间隔设成 0；不行就在 [code_scanner] 里写 gap_ms = {wanted}",
        f"Set its delay between characters to 0; or write gap_ms = {wanted} under [code_scanner]",
    )
    return Line(
        "scan_pace", name, Verdict.BAD, LocalizedText(f"比 gap_ms = {gap_ms} 慢", f"Slower than gap_ms = {gap_ms}"), detail, todo
    )
