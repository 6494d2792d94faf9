"""A camera, as a folder whose pictures play as one (`devices.camera.frame_source`).

Commands: ``show`` a code (``text``; ``encoding``: utf-8 or gb18030, or ``hex`` for the payload itself; ``kind``: QR, EAN13 or
CODE128; ``size``, ``tilt``, ``lean``, ``blur``, ``light``, ``noise``, ``seed``: how it is seen, see
`devices.camera.synthetic_frames.Look`),
``show_page`` (``pdf``: the path of a file, or ``lines`` of text, or neither for a made-up form; ``shadow``, ``table`` and how it is
seen, ``at`` too), ``clear`` (nothing lies there), ``freeze`` (the same frame over and over), ``stop`` (no frames), ``resume``,
``garbage`` (a file that is no picture), ``unplug``, ``replug``.
"""

from __future__ import annotations

import argparse
import tempfile
from pathlib import Path
from typing import Any

import cv2

from devices.camera.frame_source import FOLDER, FROZEN, STOPPED
from devices.camera.synthetic_frames import Look, code_frame, draw_code, empty_frame, page_frame, pdf_page, sample_page
from devices.simulation.event_loop import Command, Loop, Refused

_PICTURE = "picture.png"
_LOOK = {"size": int, "tilt": float, "lean": float, "blur": float, "light": float, "noise": float, "seed": int}


class Camera:
    def __init__(self, folder: Path) -> None:
        self.loop = Loop(self.obey)
        self.folder = folder
        self._away = folder.with_name(folder.name + ".unplugged")
        folder.mkdir(parents=True, exist_ok=True)
        self._write(_png(empty_frame()))

    def obey(self, name: str, command: Command) -> dict[str, Any] | None:
        """Do what a command says; the module's docstring lists them.

        Raises:
            Refused: there is no such command.
        """
        match name:
            case "show":
                text, encoding = str(command.get("text", "")), str(command.get("encoding", "utf-8"))
                payload = bytes.fromhex(str(command["hex"])) if "hex" in command else text.encode(encoding)
                code = draw_code(payload, str(command.get("kind", "QR")))
                self._write(_png(code_frame(code, _look(command, Look(blur=0.8, noise=3.0)))))
            case "show_page":
                if "pdf" in command:
                    page = pdf_page(Path(str(command["pdf"])).read_bytes())
                else:
                    page = sample_page(tuple(map(str, command.get("lines", ()))))
                look = _look(command, Look(size=1150, tilt=6.0, lean=8.0, blur=0.6, noise=2.0))
                shadow, table = float(command.get("shadow", 0.3)), int(command.get("table", 70))
                self._write(_png(page_frame(page, look, shadow=shadow, table=table)))
            case "clear":
                self._write(_png(empty_frame()))
            case "garbage":
                self._write(b"no picture")
            case "freeze":
                (self._place / FROZEN).touch()
            case "stop":
                (self._place / STOPPED).touch()
            case "resume":
                for marker in (FROZEN, STOPPED):
                    (self._place / marker).unlink(missing_ok=True)
            case "unplug":
                if self.folder.is_dir():
                    self.folder.rename(self._away)
            case "replug":
                if self._away.is_dir():
                    self._away.rename(self.folder)
            case _:
                raise Refused("no such command")
        return None

    @property
    def _place(self) -> Path:
        return self.folder if self.folder.is_dir() else self._away

    def _write(self, picture: bytes) -> None:
        """Whole or not at all: the camera reads while we write."""
        new = self._place / f".{_PICTURE}"
        new.write_bytes(picture)
        new.rename(self._place / _PICTURE)


def _look(command: Command, usual: Look) -> Look:
    from kiosk.domain.values import replace

    given: dict[str, Any] = {name: kind(command[name]) for name, kind in _LOOK.items() if name in command}
    if "at" in command:
        x, y = command["at"]
        given["at"] = (float(x), float(y))
    return replace(usual, **given)


def _png(frame: Any) -> bytes:
    return bytes(cv2.imencode(".png", frame, [cv2.IMWRITE_PNG_COMPRESSION, 1])[1])


def main() -> None:
    """Run until stdin ends; its address is told with the first line on stdout."""
    parser = argparse.ArgumentParser(prog="devices.camera.simulator", description="A simulated camera.")
    parser.add_argument("--folder", default="", help="where its pictures lie; without, a new one in the temporary directory")
    parser.add_argument("--rate", type=float, default=15.0, help="frames a second")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="camera-") as scratch:
        camera = Camera(Path(options.folder or Path(scratch) / "camera"))
        camera.loop.run(address=f"{FOLDER}{camera.folder}?rate={options.rate:g}")


if __name__ == "__main__":
    main()
