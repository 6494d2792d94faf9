"""What a terminal needs of its machine: services, rights, a display, and no memory that is written to the disk."""

from __future__ import annotations

import os
import socket
import stat
from collections.abc import Iterator, Mapping
from pathlib import Path

from kiosk.domain.text import LocalizedText
from kiosk.technician.readiness import Line, Verdict, bad

ROOT = Path("/")
_SERVICES = {  # table of the configuration: name, its socket, the service
    "smart_card_reader": (LocalizedText("读卡服务", "Card service"), "run/pcscd/pcscd.comm", "pcscd"),
    "page_printer": (LocalizedText("打印服务", "Print service"), "run/cups/cups.sock", "cups"),
}


def system_lines(devices: Mapping[str, object], environment: Mapping[str, str], root: Path = ROOT) -> Iterator[Line]:
    """Look at the machine; nothing is told of what this terminal does not need.

    Args:
        devices: tables of the configuration, by name.
        environment: of whoever runs the terminal.
        root: of the file system; another one in tests.
    """
    yield from _services(devices, root)
    yield from _rights(devices)
    yield display_line(environment, root)
    yield _swap(root)


def _services(devices: Mapping[str, object], root: Path) -> Iterator[Line]:
    for table, (name, place, service) in _SERVICES.items():
        values = devices.get(table)
        if not isinstance(values, dict) or values.get("driver") not in ("pcsc", "cups"):
            continue
        file = root / place
        if _answers(file):
            yield Line(service, name, Verdict.GOOD, LocalizedText("在运行", "Running"), service)
        else:
            todo = LocalizedText(f"运行 systemctl enable --now {service}.socket", f"systemctl enable --now {service}.socket")
            yield bad(service, name, LocalizedText("没有运行", "Not running"), str(file), todo)


def _answers(file: Path) -> bool:
    """Whether somebody listens there: systemd does, for a service that begins when it is asked."""
    with socket.socket(socket.AF_UNIX) as asked:
        asked.settimeout(1.0)
        try:
            asked.connect(str(file))
        except OSError:
            return False
    return True


def _rights(devices: Mapping[str, object]) -> Iterator[Line]:
    """Told only where a serial device is there, and this user may not use it."""
    for table, values in devices.items():
        address = values.get("address") if isinstance(values, dict) else None
        if not isinstance(address, str) or not address.startswith("/dev/"):
            continue
        try:
            about = os.stat(address)
        except OSError:
            continue  # the device's own line says that it is not there
        if stat.S_ISCHR(about.st_mode) and not os.access(address, os.R_OK | os.W_OK):
            todo = LocalizedText(
                "把运行终端的用户加进 dialout 组，再重新登录",
                "Add the terminal's user to the group dialout, and sign in again",
            )
            name = LocalizedText("串口权限", "Rights to the serial port")
            yield bad(f"rights_{table}", name, LocalizedText("这个用户不能用它", "This user may not use it"), address, todo)


def display_line(environment: Mapping[str, str], root: Path = ROOT) -> Line:
    """Whether there is something to draw on.

    Args:
        environment: as of `system_lines`.
        root: as of `system_lines`.
    """
    name = LocalizedText("显示", "Display")
    platform = environment.get("QT_QPA_PLATFORM", "").partition(":")[0]
    cards = sorted(path.name for path in (root / "dev" / "dri").glob("card*"))
    if platform == "offscreen":
        state = LocalizedText("不画在屏幕上（offscreen）", "Nothing is drawn on a screen (offscreen)")
        todo = LocalizedText("给居民用之前，去掉 QT_QPA_PLATFORM", "Take QT_QPA_PLATFORM away before residents come")
        return Line("display", name, Verdict.NOTICE, state, platform, todo)
    if platform in ("linuxfb", "eglfs"):
        if cards:
            return Line(
                "display", name, Verdict.GOOD, LocalizedText("直接输出", "Drawn directly"), f"{platform}, {', '.join(cards)}"
            )
        todo = LocalizedText("装好显卡驱动，或改用 X11", "Install the graphics driver, or use X11")
        return bad("display", name, LocalizedText("没有显卡设备", "No graphics device"), "/dev/dri", todo)
    if display := environment.get("DISPLAY"):
        return Line("display", name, Verdict.GOOD, LocalizedText("X11", "X11"), display)
    if environment.get("WAYLAND_DISPLAY"):
        state = LocalizedText("Wayland：屏幕键盘用不了", "Wayland: the keyboard on the screen does not work")
        todo = LocalizedText("改用 X11 或 QT_QPA_PLATFORM=linuxfb", "Use X11, or QT_QPA_PLATFORM=linuxfb")
        return bad("display", name, state, environment["WAYLAND_DISPLAY"], todo)
    if cards:
        state = LocalizedText("有显卡；这里没有连着屏幕", "A graphics device; no screen is at hand here")
        return Line("display", name, Verdict.GOOD, state, ", ".join(cards))
    todo = LocalizedText(
        "在终端自己的屏幕上运行，或设 QT_QPA_PLATFORM=linuxfb",
        "On the terminal's own screen, or with QT_QPA_PLATFORM=linuxfb",
    )
    state = LocalizedText("这里没有屏幕", "There is no screen here")
    return Line("display", name, Verdict.NOTICE, state, "/dev/dri", todo)


def _swap(root: Path) -> Line:
    """What memory holds of people must not come to the disk."""
    name = LocalizedText("交换空间", "Swap")
    try:
        rows = (root / "proc" / "swaps").read_text(encoding="utf-8").splitlines()[1:]
    except OSError:
        rows = []
    used = [row.split()[0] for row in rows if row.strip()]
    on_disk = [place for place in used if not Path(place).name.startswith("zram")]
    if on_disk:
        state = LocalizedText("开着：内存里的个人信息可能写到磁盘", "On: what memory holds of people may come to the disk")
        todo = LocalizedText("运行 swapoff -a，并从 /etc/fstab 里去掉", "swapoff -a, and take it out of /etc/fstab")
        return Line("swap", name, Verdict.NOTICE, state, ", ".join(on_disk), todo)
    return Line("swap", name, Verdict.GOOD, LocalizedText("没有写到磁盘的", "None on a disk"))


_NEEDED = {
    "enrolment": LocalizedText("没有登记", "not enrolled"),
    "catalogue": LocalizedText("没有事项目录", "no catalogue"),
    "ledger": LocalizedText("存不了申请", "applications cannot be stored"),
    "display": LocalizedText("没有能用的屏幕", "no screen that can be used"),
    "typefaces": LocalizedText("没有中文字体", "no Chinese typeface"),
    "service": LocalizedText("工作人员停了服务", "its staff took it out of service"),
}


def serving_line(lines: tuple[Line, ...]) -> Line:
    """Whether anybody can be served at all, by the other lines."""
    name = LocalizedText("可以服务", "Ready to serve")
    missing = [_NEEDED[line.key] for line in lines if line.key in _NEEDED and line.verdict is Verdict.BAD]
    if missing:
        state = LocalizedText("现在谁都服务不了", "Nobody can be served now")
        words = LocalizedText("、".join(one.zh for one in missing), ", ".join(one.en for one in missing))
        todo = LocalizedText(f"先处理：{words.zh}", f"First solve: {words.en}")
        return bad("serving", name, state, "", todo)
    return Line("serving", name, Verdict.GOOD, LocalizedText("是", "Yes"))
