"""Whether anybody on the network can reach this terminal's programs: what the kernel says."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

from devices.registry import DEVICE_TYPES
from kiosk.domain.text import LocalizedText
from kiosk.domain.values import Value
from kiosk.technician.listening import Listener, Protocol, parse_sockets
from kiosk.technician.readiness import Line, Verdict

_ROOT = Path(__file__).parents[1]
# Programs that terminals have, or had from the lists of packages, and what keeps each from listening.
_THEIRS = {program: advice for kind in DEVICE_TYPES for program, advice in kind.programs.items()}
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


def listeners_line(found: Exposure) -> Line:
    """Programs of this terminal that another machine reaches."""
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
