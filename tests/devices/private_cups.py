"""A private scheduler and a private IPP Everywhere printer, with all that they need, in one directory."""

from __future__ import annotations

import contextlib
import os
import socket
import subprocess
import tempfile
import time
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

from fpdf import FPDF

from devices.page_printer.ipp import GET_PRINTER_ATTRIBUTES, encode_request, parse_answer
from devices.simulation import network_namespace
from devices.simulation.network_namespace import NetworkNamespace, find

PROGRAMS = ("cupsd", "ippeveprinter", "lpadmin", "dbus-daemon", "avahi-daemon")

_BUS = """<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig><type>system</type><listen>unix:path={bus}</listen><auth>EXTERNAL</auth><policy context="default">
<allow user="*"/><allow own="*"/><allow send_type="method_call"/><allow send_type="signal"/>
<allow send_requested_reply="true" send_type="method_return"/><allow send_requested_reply="true" send_type="error"/>
<allow receive_type="method_call"/><allow receive_type="method_return"/><allow receive_type="error"/>
<allow receive_type="signal"/></policy></busconfig>
"""
_AVAHI = "[server]\nallow-interfaces=lo\nuse-ipv6=no\n[wide-area]\nenable-wide-area=no\n"
_CUPSD = """Listen {socket}
LogLevel warn
Browsing Off
DefaultAuthType None
PreserveJobFiles No
PreserveJobHistory No
ErrorPolicy retry-job
<Location />
  Order allow,deny
  Allow all
</Location>
<Policy default>
  JobPrivateAccess all
  JobPrivateValues none
  <Limit All>
    Order allow,deny
    Allow all
  </Limit>
</Policy>
"""
_FILES = """ServerRoot {root}
RequestRoot {root}/spool
CacheDir {root}/cache
StateDir {root}/state
TempDir {root}/spool/tmp
ErrorLog {root}/error_log
AccessLog {root}/access_log
PageLog {root}/page_log
SystemGroup root
FileDevice No
"""
_PPD = """*PPD-Adobe: "4.3"
*FormatVersion: "4.3"
*FileVersion: "1.0"
*LanguageVersion: English
*LanguageEncoding: ISOLatin1
*PCFileName: "KIOSK.PPD"
*Manufacturer: "Kiosk"
*Product: "(Kiosk)"
*ModelName: "Kiosk"
*ShortNickName: "Kiosk"
*NickName: "Kiosk"
*PSVersion: "(3010.000) 0"
*LanguageLevel: "3"
*ColorDevice: False
*DefaultColorSpace: Gray
*cupsFilter: "{filter}"
*OpenUI *PageSize/Size: PickOne
*DefaultPageSize: A4
*PageSize A4/A4: "<</PageSize[595 842]>>setpagedevice"
*CloseUI: *PageSize
*OpenUI *PageRegion/Size: PickOne
*DefaultPageRegion: A4
*PageRegion A4/A4: "<</PageSize[595 842]>>setpagedevice"
*CloseUI: *PageRegion
*DefaultImageableArea: A4
*ImageableArea A4/A4: "0 0 595 842"
*DefaultPaperDimension: A4
*PaperDimension A4/A4: "595 842"
*DefaultFont: Courier
*Font Courier: Standard "(1)" Standard ROM
"""
# What the device does with a page: as the files beside it say.
_COMMAND = """#!/bin/sh
cd {root}
echo started >> printed
if [ -f empty ]; then
  echo "STATE: +media-empty-error" >&2
  while [ -f empty ]; do sleep 0.1; done
  echo "STATE: -media-empty-error" >&2
fi
for what in cover-open media-jam; do
  if [ -f "$what" ]; then
    echo "STATE: +$what-error" >&2
    while [ -f "$what" ]; do sleep 0.1; done
    echo "STATE: -$what-error" >&2
  fi
done
while [ -f slow ]; do sleep 0.1; done
[ -f jam ] && exit 1
exit 0
"""


def missing() -> str:
    return " ".join(filter(None, (*(program for program in PROGRAMS if not find(program)), network_namespace.missing())))


class PrivateCups:
    """``queue`` on ``server``; `break_device` by the names ``empty``, ``jam`` (the job is aborted), ``cover-open``, ``media-jam``
    (the printer waits), ``slow``; `mend_device` takes them all back."""

    queue = "kiosk_a4"

    def __init__(self, root: Path) -> None:
        self._root = root
        self.server = str(root / "cups.sock")
        # avahi takes its port on every address, whatever it is told to use; the printer reaches it by D-Bus alone.
        self._apart = NetworkNamespace()
        self._running: dict[str, subprocess.Popen[bytes]] = {}
        self._environment = {**os.environ, "DBUS_SYSTEM_BUS_ADDRESS": f"unix:path={root}/bus", "CUPS_SERVER": self.server}
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self._port = probe.getsockname()[1]

    def start(self) -> None:
        root = self._root
        root.chmod(0o755)
        for folder in ("spool", "spool/tmp", "cache", "state", "state/certs", "ppd", "eve"):
            (root / folder).mkdir()
            (root / folder).chmod(0o777)
        (root / "bus.conf").write_text(_BUS.format(bus=root / "bus"))
        (root / "avahi.conf").write_text(_AVAHI)
        (root / "cupsd.conf").write_text(_CUPSD.format(socket=self.server))
        (root / "cups-files.conf").write_text(_FILES.format(root=root))
        (root / "device.sh").write_text(_COMMAND.format(root=root))
        (root / "device.sh").chmod(0o755)
        self._run("bus", "dbus-daemon", f"--config-file={root}/bus.conf", "--nofork", "--nopidfile")
        self._until(lambda: (root / "bus").exists())
        self._apart.start()
        avahi = (str(find("avahi-daemon")), "-f", str(root / "avahi.conf"), "--no-drop-root", "--no-chroot", "--no-rlimits")
        self._run("avahi", *self._apart.command(*avahi))
        self._run("cupsd", "cupsd", "-f", "-c", str(root / "cupsd.conf"), "-s", str(root / "cups-files.conf"))
        self._until(lambda: (root / "cups.sock").exists())
        self.start_printer()
        subprocess.run(
            [str(find("lpadmin")), "-h", self.server, "-p", self.queue, "-E", "-v", self.printer_uri, "-m", "everywhere"],
            check=True,
            env=self._environment,
            capture_output=True,
            timeout=30,
        )

    def start_printer(self) -> None:
        """The printer, once avahi takes it (it registers its service name before it listens)."""
        arguments = (
            "-r",
            "off",
            "-p",
            str(self._port),
            "-n",
            "localhost",
            "-d",
            str(self._root / "eve"),
            "-f",
            "application/pdf,image/urf,image/pwg-raster",
            "-c",
            str(self._root / "device.sh"),
            "Kiosk A4",
        )

        def up() -> bool:
            if "printer" not in self._running or self._running["printer"].poll() is not None:
                self._run("printer", "ippeveprinter", *arguments)
            with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", self._port), 0.2):
                return True
            return False

        self._until(up)

    def stop_printer(self) -> None:
        self._end(self._running.pop("printer"))

    @property
    def printer_uri(self) -> str:
        return f"ipp://127.0.0.1:{self._port}/ipp/print"

    def printer_attributes(self) -> bytes:
        """All that the printer says of itself, as it says it (Get-Printer-Attributes, RFC 8011 4.2.5)."""
        asked = encode_request(
            GET_PRINTER_ATTRIBUTES, self.printer_uri, ((0x44, "requested-attributes", ("all", "media-col-database")),)
        )
        request = urllib.request.Request(f"http://127.0.0.1:{self._port}/ipp/print", asked, {"Content-Type": "application/ipp"})
        with urllib.request.urlopen(request, timeout=10) as answer:
            told: bytes = answer.read()
        assert parse_answer(told).good
        return told

    def add_queue(self, name: str, uri: str, filter_line: str) -> None:
        """A queue with a PPD: ``filter_line`` as its ``*cupsFilter`` has it, type, cost and program."""
        ppd = self._root / f"{name}.ppd"
        ppd.write_text(_PPD.format(filter=filter_line))
        self.ask("lpadmin", "-p", name, "-E", "-v", uri, "-P", str(ppd))

    def remove_queue(self, name: str) -> None:
        self.ask("lpadmin", "-x", name)

    def program(self, name: str, body: str) -> Path:
        """A shell script that CUPS may run as a filter."""
        path = self._root / "filters" / name
        path.parent.mkdir(mode=0o755, exist_ok=True)
        path.write_text(f"#!/bin/sh\n{body}\n")
        path.chmod(0o755)
        return path

    def print_from_another(self, pdf: bytes) -> None:
        """Another program's page, in the same queue; it stays in front while the device is ``slow``."""
        path = self._root / "another.pdf"
        path.write_bytes(pdf)
        before = self.printed()
        self.ask("lp", "-d", self.queue, "-t", "another's", str(path))
        self._until(lambda: self.printed() > before)

    def suspend_cupsd(self, suspended: bool) -> None:
        import signal

        self._running["cupsd"].send_signal(signal.SIGSTOP if suspended else signal.SIGCONT)

    def restart_cupsd(self) -> None:
        self._end(self._running.pop("cupsd"))
        self._run("cupsd", "cupsd", "-f", "-c", str(self._root / "cupsd.conf"), "-s", str(self._root / "cups-files.conf"))
        self._until(lambda: self.ask("lpstat", "-r").startswith("scheduler is running"))

    def ask(self, program: str, *arguments: str) -> str:
        """What one of CUPS' own programs says."""
        done = subprocess.run(
            [str(find(program)), "-h", self.server, *arguments] if program != "lpstat" else [str(find(program)), *arguments],
            env=self._environment,
            capture_output=True,
            text=True,
            timeout=20,
            check=False,
        )
        return done.stdout

    def job_files(self) -> list[Path]:
        """What of a job's content lies in the spool."""
        return [path for path in (self._root / "spool").rglob("*") if path.is_file()]

    def break_device(self, how: str) -> None:
        (self._root / how).touch()

    def mend_device(self) -> None:
        for how in ("empty", "jam", "cover-open", "media-jam", "slow"):
            (self._root / how).unlink(missing_ok=True)

    def printed(self) -> int:
        """How many jobs have come to the device."""
        path = self._root / "printed"
        return len(path.read_text().splitlines()) if path.exists() else 0

    def stop(self) -> None:
        self.mend_device()
        while self._running:
            self._end(self._running.popitem()[1])
        self._apart.stop()

    def _run(self, name: str, program: str, *arguments: str) -> None:
        with (self._root / f"{name}.log").open("ab") as log:
            self._running[name] = subprocess.Popen(
                [str(find(program)), *arguments], env=self._environment, stdin=subprocess.DEVNULL, stdout=log, stderr=log
            )

    @staticmethod
    def _end(process: subprocess.Popen[bytes]) -> None:
        process.terminate()
        try:
            process.wait(3)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()

    @staticmethod
    def _until(condition: Callable[[], bool], timeout: float = 30.0) -> None:
        until = time.monotonic() + timeout
        while not condition():
            assert time.monotonic() < until, "a part of the printing system did not come up"
            time.sleep(0.05)


@contextlib.contextmanager
def running() -> Iterator[PrivateCups]:
    """Not below pytest's own directory, which is closed to the user that CUPS' filters run as."""
    with tempfile.TemporaryDirectory(prefix="cups-") as directory:
        made = PrivateCups(Path(directory))
        try:
            made.start()
            yield made
        finally:
            made.stop()


def specimen() -> bytes:
    """A page, as PDF."""
    document = FPDF(format="A4")
    document.add_page()
    document.set_font("Helvetica", size=24)
    document.cell(text="SPECIMEN")
    return bytes(document.output())
