"""The way to the platform in the first set-up: its address, a proxy, the site's own certificates; and the look at the line."""

from __future__ import annotations

import contextlib
import ssl
from pathlib import Path

import rtoml

from commands.set_up_file import SetUpFile
from commands.terminal_folder import TerminalFolder
from kiosk import removable
from kiosk.configuration import is_proxy
from kiosk.domain.text import LocalizedText, whole
from kiosk.durable import PRIVATE, write_durably
from kiosk.ports.line import LineSeen
from kiosk.sync.bounded_http import is_protected
from kiosk.sync.line_check import look_at_line
from kiosk.technician.setting_in_file import with_setting

CERTIFICATES = "platform-ca.pem"  # on a stick
_LARGEST = 256 * 1024  # bytes of it


class SetUpNetwork:
    """Of one terminal that is not enrolled yet. What is wrong with what was given is returned, None for nothing; OSError where it
    cannot be written."""

    def __init__(self, home: TerminalFolder, file: SetUpFile) -> None:
        self._home = home
        self._file = file

    def keep_address(self, url: str) -> LocalizedText | None:
        """The platform's."""
        whole = (url if "://" in url else f"https://{url}").rstrip("/")
        if not is_protected(whole):
            return LocalizedText("网址要写全，以 https:// 开头。", "Write the whole address, with https:// at its beginning.")
        self._file.note(url=whole, line=False)
        return None

    def keep_proxy(self, proxy: str) -> LocalizedText | None:
        """ "": none."""
        whole = proxy if not proxy or "://" in proxy else f"http://{proxy}"
        if whole and not is_proxy(whole):
            return LocalizedText(
                "代理要写地址和端口，例如 http://10.0.0.8:3128。", "A proxy has address and port, as http://10.0.0.8:3128."
            )
        set_value(self._home, "network", "proxy", whole)
        self._file.note(line=False)
        return None

    def keep_certificate(self, medium: str) -> LocalizedText | None:
        """Of the stick that is mounted there; "": none of the site's own."""
        if not medium:
            self._home.certificates_file.unlink(missing_ok=True)
            self._file.note(line=False)
            return None
        try:
            with removable.copied(Path(medium) / CERTIFICATES, self._home.path, _LARGEST) as copy:
                held = copy.read()
            ssl.create_default_context(cadata=held.decode("ascii"))
        except removable.MediumFault:
            return LocalizedText(
                f"优盘上的 {whole(CERTIFICATES)} 读不出来。换一个优盘，再试。",
                f"The {whole(CERTIFICATES)} on the USB stick cannot be read. Try another one.",
            )
        except (ssl.SSLError, UnicodeDecodeError, ValueError):
            return LocalizedText(
                f"{whole(CERTIFICATES)} 里没有证书（PEM 格式）。", f"There is no certificate (PEM) in {whole(CERTIFICATES)}."
            )
        write_durably(self._home.certificates_file, held, PRIVATE)
        self._file.note(line=False)
        return None

    def look(self) -> LineSeen:
        """From here to the platform, by what is kept."""
        certificates = str(self._home.certificates_file) if self._home.certificates_file.exists() else ""
        return look_at_line(self._file.read().url, certificates, self._home.proxy)


def set_value(home: TerminalFolder, table: str, key: str, value: str) -> None:
    """A text of ``terminal.toml``, where the file can be understood; else it stays as somebody wrote it. OSError."""
    file = home.configuration_file
    text = file.read_text(encoding="utf-8") if file.exists() else ""
    made = with_setting(text, table, key, rtoml.dumps({"x": value}).partition("=")[2].strip())
    with contextlib.suppress(rtoml.TomlParsingError):
        if rtoml.loads(made).get(table, {}).get(key) == value:
            home.path.mkdir(parents=True, exist_ok=True)
            write_durably(file, made.encode(), PRIVATE)
