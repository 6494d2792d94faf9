"""Whether anybody on the network can reach this terminal's programs, or lay a card on it: what the kernel and pcscd's files say."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from pathlib import Path

from devices.smart_card_reader.choosing import STATIC_READERS, StaticReader, base_name, static_readers
from kiosk.domain.text import LocalizedText
from kiosk.domain.values import Value
from kiosk.technician.listening import Listener, Protocol, parse_sockets
from kiosk.technician.readiness import Line, Verdict

_ROOT = Path(__file__).parents[1]
_READER_DRIVERS = Path("/usr/lib/pcsc/drivers")
_VPCD = LocalizedText(
    "卸载：sudo apt-get purge vsmartcard-vpcd，再重启", "sudo apt-get purge vsmartcard-vpcd, then restart the machine"
)
# Programs that terminals have, or had from the lists of packages, and what keeps each from listening.
_THEIRS = {
    "pcscd": _VPCD,
    "cupsd": LocalizedText("cupsd.conf 里只写 Listen localhost:631", "In cupsd.conf, Listen localhost:631 alone"),
    "cups-browsed": LocalizedText("卸载：sudo apt-get purge cups-browsed", "sudo apt-get purge cups-browsed"),
    "avahi-daemon": LocalizedText("卸载：sudo apt-get purge avahi-daemon", "sudo apt-get purge avahi-daemon"),
    "ippeveprinter": LocalizedText("卸载：sudo apt-get purge cups-ipp-utils", "sudo apt-get purge cups-ipp-utils"),
}
_OURS = LocalizedText("结束这个程序，它不该在终端上运行", "End this program: it has no place on a terminal")


class Program(Value):
    """``ours``: it runs from this program's folder."""

    pid: int
    name: str
    ours: bool


class Exposed(Value):
    """A socket that another machine can reach, and who holds it: empty where this user may not look."""

    listener: Listener
    holders: tuple[Program, ...]


class Exposure(Value):
    """``hidden``: programs of a terminal that run, and whose sockets this user may not see."""

    sockets: tuple[Exposed, ...]
    hidden: tuple[str, ...]


def exposure(proc: Path = Path("/proc")) -> Exposure:
    """Of this network namespace."""
    sockets = [listener for listener in _listeners(proc / "net") if listener.reachable]
    if not sockets:
        return Exposure((), ())
    holders, hidden = _holders({listener.inode for listener in sockets}, proc)
    return Exposure(tuple(Exposed(listener, tuple(holders.get(listener.inode, ()))) for listener in sockets), hidden)


def _listeners(net: Path) -> Iterator[Listener]:
    for protocol in Protocol:
        for table in (net / protocol.value, net / f"{protocol.value}6"):
            if table.exists():  # a kernel may have no IPv6
                yield from parse_sockets(table.read_text(), protocol)


def _holders(inodes: set[int], proc: Path) -> tuple[dict[int, list[Program]], tuple[str, ...]]:
    found: dict[int, list[Program]] = {}
    hidden = []
    for process in proc.glob("[0-9]*"):
        try:
            name = (process / "comm").read_text().strip()
            try:
                held = {inode for entry in (process / "fd").iterdir() if (inode := _inode(entry))} & inodes
            except PermissionError:  # another user's
                hidden += [name] if name in _THEIRS else []
                continue
            if held:
                program = _program(process, name)
                for inode in held:
                    found.setdefault(inode, []).append(program)
        except OSError:
            continue  # it has ended
    return found, tuple(sorted(hidden))


def _inode(descriptor: Path) -> int:
    """Of the socket that it is, else 0."""
    try:
        link = os.readlink(descriptor)
    except FileNotFoundError:  # closed meanwhile
        return 0
    return int(link[8:-1]) if link.startswith("socket:[") else 0


def _program(process: Path, name: str) -> Program:
    arguments = (process / "cmdline").read_bytes().decode(errors="replace").split("\0")
    folder = Path(os.readlink(process / "cwd"))
    ours = any(Path(os.path.normpath(folder / argument)).is_relative_to(_ROOT) for argument in arguments[:3] if "/" in argument)
    return Program(int(process.name), name, ours or (folder == _ROOT and name.startswith("python")))


# --- lines of the doctor's report --------------------------------------------------------------------------------------


def exposure_lines(
    smart_card_reader: str = "", proc: Path = Path("/proc"), configured: Path = STATIC_READERS, drivers: Path = _READER_DRIVERS
) -> Iterator[Line]:
    """``smart_card_reader``: as it is named in the configuration, "" where none is."""
    yield _readers_line(smart_card_reader, static_readers(configured), drivers)
    yield _listeners_line(exposure(proc))


def _readers_line(named: str, static: Iterable[StaticReader], drivers: Path) -> Line:
    name = LocalizedText("社保卡读卡器的来源", "Where card readers come from")
    virtual = [f'"{reader.name}" in {reader.file}' for reader in static if reader.virtual]
    virtual += sorted(map(str, drivers.rglob("*vpcd*"))) if drivers.is_dir() else []
    if virtual:
        state = LocalizedText("装有虚拟读卡器：网络上的人可以放卡", "A virtual reader: whoever is on the network can lay a card")
        return Line("card_reader_sources", name, Verdict.BAD, state, "\n".join(virtual), _VPCD)
    unnamed = [reader for reader in static if base_name(named) != reader.name]
    if unnamed:
        files = "\n".join(f'"{reader.name}" in {reader.file}' for reader in unnamed)
        state = LocalizedText("有配置进来、却没有用到的读卡器", "Readers that were configured, and are not used")
        todo = LocalizedText("删掉这些文件，重启 pcscd", "Delete these files and restart pcscd")
        return Line("card_reader_sources", name, Verdict.NOTICE, state, files, todo)
    return Line("card_reader_sources", name, Verdict.GOOD, LocalizedText("没有虚拟读卡器", "No virtual reader"))


def _listeners_line(found: Exposure) -> Line:
    name = LocalizedText("网络上的入口", "Open to the network")
    wrong = [(one, holder) for one in found.sockets for holder in one.holders if holder.ours or holder.name in _THEIRS]
    if wrong:
        detail = "\n".join(f"{holder.name} ({holder.pid}): {one.listener.text}" for one, holder in wrong)
        state = LocalizedText("网络上的人连得到本机的程序", "Whoever is on the network reaches a program of this terminal")
        todo = {holder.name: _THEIRS.get(holder.name, _OURS) for _, holder in wrong}.values()
        words = LocalizedText("；".join(one.zh for one in todo), "; ".join(one.en for one in todo))
        return Line("open_to_network", name, Verdict.BAD, state, detail, words)
    nobodys = [one.listener.text for one in found.sockets if not one.holders]
    if nobodys and found.hidden:
        state = LocalizedText("有入口，看不到属于谁", "Something listens, and this user cannot see what")
        detail = "\n".join((*nobodys, f"it may be {', '.join(found.hidden)}"))
        return Line(
            "open_to_network", name, Verdict.NOTICE, state, detail, LocalizedText("用 sudo 再运行一次", "Run this again with sudo")
        )
    others = [f"{holder.name}: {one.listener.text}" for one in found.sockets for holder in one.holders]
    state = LocalizedText("没有本终端的程序", "No program of this terminal")
    return Line("open_to_network", name, Verdict.GOOD, state, "\n".join((*others, *nobodys)))
