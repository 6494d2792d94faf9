"""Small archives of versions, as packaging/make_package makes large ones; and such as it never would."""

from __future__ import annotations

import io
import json
import lzma
import tarfile
from collections.abc import Mapping, Sequence
from typing import Any

from kiosk.messages.programs import MANIFEST

Content = bytes | str | None  # a file, a link's target, a folder
FILES: Mapping[str, Content] = {
    "main.py": b"print('a version')\n",
    "commands": None,
    "commands/keeper": b"#!/bin/sh\n",
    ".venv": None,
    ".venv/bin": None,
    ".venv/bin/python3": "/usr/bin/python3.11",
    ".venv/bin/python": "python3",
    ".venv/lib": None,
    ".venv/lib64": "lib",
}
UNIT = "units/community-terminal.service"


def with_units(unit: str) -> Mapping[str, Content]:
    """A version that brings this text as the terminal's unit, and one that none may bring."""
    return {**FILES, "units": None, UNIT: unit.encode(), "units/community-terminal-program.service": unit.encode()}


def archive(version: str, content: Mapping[str, Content] = FILES, /, schema: int = 7, build: str = "", **manifest: Any) -> bytes:
    """``build``: another text for each build of one version. ``manifest``: what it says wrongly of itself."""
    whole = {**content, "build": build.encode()}
    size = sum(len(data) for data in whole.values() if isinstance(data, bytes))
    about = {
        "format": 1,
        "version": version,
        "schema": schema,
        "architecture": "amd64",
        "size": size,
        "files": len(whole),
        **manifest,
    }
    return packed([(MANIFEST, json.dumps(about).encode()), *((f"./{name}", data) for name, data in whole.items())])


def packed(members: Sequence[tuple[str | tarfile.TarInfo, Content]]) -> bytes:
    """As they are given, whatever that is."""
    made = io.BytesIO()
    with tarfile.open(fileobj=made, mode="w", format=tarfile.GNU_FORMAT) as tar:
        for name, data in members:
            info = tarfile.TarInfo(name) if isinstance(name, str) else name
            if isinstance(data, bytes):
                info.size = len(data)
                info.mode = 0o755 if info.name.endswith("keeper") else 0o644
                tar.addfile(info, io.BytesIO(data))
            else:
                if isinstance(name, str):
                    info.type = tarfile.DIRTYPE if data is None else tarfile.SYMTYPE
                    info.linkname = data or ""
                tar.addfile(info)
    return lzma.compress(made.getvalue(), preset=0)
