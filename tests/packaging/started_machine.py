"""A machine that is started from a root folder, under emulation: a screen that can be touched, a keyboard, USB, a socket for the
network with nobody at its other end. Some twenty times slower than a real one, so nothing is measured on it."""

from __future__ import annotations

import json
import shutil
import socket
import subprocess
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from PIL import Image

# Runs what the other end of a serial port writes, a line a time, as root.
AGENT = """[Unit]
DefaultDependencies=no
After=sysinit.target
[Service]
ExecStart=/bin/sh /tried
StandardInput=tty
StandardOutput=tty
TTYPath=/dev/ttyS1
Restart=always
"""
SHELL = 'stty raw -echo\nwhile read -r line; do told=$(eval "$line" 2>&1); printf "%s\\n--%d--\\n" "$told" "$?"; done\n'
PATIENCE = 900.0  # seconds; generous, for a machine that is emulated where others work, too


class StartedMachine:
    """``root``: a Debian with a kernel; ``folder``: where its disk and its sockets are."""

    def __init__(self, root: Path, folder: Path) -> None:
        self._root, self._folder = root, folder
        units = root / "etc/systemd/system"
        (units / "tried.service").write_text(AGENT)
        (root / "tried").write_text(SHELL)
        shutil.copy(Path(__file__).parent / "touch_screen.py", root)
        (units / "sysinit.target.wants").mkdir(exist_ok=True)
        wanted = units / "sysinit.target.wants/tried.service"
        wanted.unlink(missing_ok=True)
        wanted.symlink_to("../tried.service")
        subprocess.run(["mke2fs", "-q", "-F", "-t", "ext4", "-d", root, folder / "disk", "6G"], check=True)

    def start(self) -> None:
        """Start it, and wait until it takes commands."""
        serial = ["-chardev", f"file,id=log,path={self._folder}/log", "-serial", "chardev:log"]
        agent = ["-chardev", f"socket,id=agent,path={self._folder}/agent,server=on,wait=off", "-serial", "chardev:agent"]
        devices = ["virtio-gpu-pci", "virtio-keyboard-pci", "qemu-xhci,id=usb"]
        self._process = subprocess.Popen(
            ["qemu-system-x86_64", "-accel", "tcg,thread=multi,tb-size=512", "-cpu", "max", "-smp", "2", "-m", "2048",
             "-kernel", self._root / "vmlinuz", "-initrd", self._root / "initrd.img", "-append", "root=/dev/vda rw console=ttyS0",
             "-drive", f"file={self._folder}/disk,if=virtio,format=raw,snapshot=on",
             "-display", "none", "-vga", "none", "-nic", "hubport,hubid=0,model=virtio-net-pci",
             *(word for device in devices for word in ("-device", device)), *serial, *agent,
             "-qmp", f"unix:{self._folder}/monitor,server=on,wait=off"],
        )  # fmt: skip
        self._monitor = _lines(_connected(self._folder / "monitor"))
        next(self._monitor[1])
        self.monitor("qmp_capabilities")
        self._agent = _lines(_connected(self._folder / "agent"))
        # What is written before it listens is lost: until it answers once.
        self._agent[0].settimeout(5)
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end:
            self._agent[0].sendall(b"echo ready\n")
            try:
                while next(self._agent[1]).strip() != "--0--":
                    pass
                break
            except TimeoutError:
                self._agent = _lines(self._agent[0])
        self._agent[0].settimeout(PATIENCE)
        marked = self.ask("echo all earlier answers are read")
        while marked != "all earlier answers are read":
            marked = self._answer()

    def ask(self, command: str) -> str:
        """What a shell inside prints."""
        self._agent[0].sendall(f"{command}\n".encode())
        return self._answer()

    def _answer(self) -> str:
        told: list[str] = []
        for line in self._agent[1]:
            line = line.strip("\r\n")
            if line.startswith("--") and line.endswith("--") and line[2:-2].isdecimal():
                return "\n".join(told).strip()
            told.append(line)
        raise AssertionError("the machine has ended")

    def until(self, command: str, good: Callable[[str], bool]) -> str:
        """Ask again until what is printed is good."""
        end = time.monotonic() + PATIENCE
        while not good(told := self.ask(command)):
            assert time.monotonic() < end, told
        return told

    def monitor(self, command: str, **arguments: Any) -> Any:
        """A command of QEMU's monitor (QMP)."""
        self._monitor[0].sendall(json.dumps({"execute": command, "arguments": arguments}).encode() + b"\n")
        for line in self._monitor[1]:
            told = json.loads(line)
            if "return" in told or "error" in told:
                assert "error" not in told, told
                return told["return"]
        raise AssertionError("the machine has ended")

    def plug_in_stick(self, content: Path | None = None) -> None:
        """A USB stick with a FAT file system, and what is in the folder ``content``."""
        image = self._folder / "stick"
        image.unlink(missing_ok=True)
        files = [path for path in content.rglob("*") if path.is_file()] if content else []
        size = 16_384 + sum(path.stat().st_size for path in files) // 1024 * 11 // 10  # kB
        subprocess.run(["mkfs.vfat", "-C", image, str(size)], check=True, stdout=subprocess.DEVNULL)
        if content:
            subprocess.run(["mcopy", "-s", "-i", image, *content.iterdir(), "::"], check=True)
        self.monitor("blockdev-add", **{"node-name": "stick", "driver": "raw", "file": {"driver": "file", "filename": str(image)}})
        self.monitor("device_add", driver="usb-storage", id="stick", drive="stick", bus="usb.0", port="2", removable=True)

    def pull_out_stick(self) -> None:
        """As somebody who does not ask first."""
        self.monitor("device_del", id="stick")
        self.until("ls /sys/block", lambda told: "sda" not in told)
        self.monitor("blockdev-del", **{"node-name": "stick"})

    def plug_in_touch_screen(self) -> None:
        """Make one, as when somebody plugs it in; what reads touch screens finds it by itself."""
        self.ask(
            "modprobe uinput && mkfifo /run/touches && setsid python3 /touch_screen.py /run/touches >/dev/null 2>&1 </dev/null &"
        )

    def touch(self, x: float, y: float) -> None:
        """Touch the screen; as fractions of it."""
        self.ask(f"echo {x} {y} >/run/touches")

    def keys(self, *names: str) -> None:
        """Keys that are pressed together, as QEMU calls them."""
        self.monitor("send-key", keys=[{"type": "qcode", "data": name} for name in names])

    def picture(self, path: Path) -> Image.Image:
        """What is on its screen, kept at ``path``."""
        file = self._folder / "screen.ppm"
        self.monitor("screendump", filename=str(file))
        with Image.open(file) as image:
            image.save(path)
            return image.copy()

    def picture_when(self, path: Path, good: Callable[[Image.Image], bool], patience: float = PATIENCE) -> Image.Image:
        """What is on its screen once that is good."""
        end = time.monotonic() + patience
        while not good(image := self.picture(path)):
            assert time.monotonic() < end, path
        return image

    def stop(self) -> None:
        """End it as a power cut does."""
        self._process.kill()
        self._process.wait()
        for line, _ in (self._monitor, self._agent):
            line.close()
        (self._folder / "disk").unlink()


def _connected(path: Path) -> socket.socket:
    line = socket.socket(socket.AF_UNIX)
    end = time.monotonic() + 20
    while True:
        try:
            line.connect(str(path))
            return line
        except OSError:
            assert time.monotonic() < end, path


def _lines(line: socket.socket) -> tuple[socket.socket, Iterator[str]]:
    def read() -> Iterator[str]:
        left = b""
        while part := line.recv(65536):
            *whole, left = (left + part).split(b"\n")
            yield from (one.decode(errors="replace") for one in whole)

    return line, read()
