"""The published catalogue as the platform uses it: the pack that terminals fetch, and the items in it by code.

Reading the authors' files takes seconds, so the pack is made once for each content and kept in PLATFORM_HOME/packs. Packs of
earlier versions stay: a submission is judged by the form that its applicant saw.
"""

from __future__ import annotations

import gzip
import hashlib
import json
import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any

import msgspec

from central_platform.home import home_folder
from central_platform.publishing import CONTENT, PACK_FORMAT, load_catalogue, make_pack
from kiosk.domain.service_items import LicenceType, ServiceItem


@dataclass(frozen=True)
class Pack:
    path: Path
    data: bytes = field(repr=False)

    @cached_property
    def etag(self) -> str:
        return f'"{hashlib.sha256(self.data).hexdigest()[:32]}"'

    @cached_property
    def _lines(self) -> list[Any]:
        return [json.loads(line) for line in gzip.decompress(self.data).splitlines()]

    @property
    def version(self) -> str:
        return str(self._lines[0]["version"])

    @cached_property
    def items(self) -> Mapping[str, ServiceItem]:
        """By implementation code."""
        items = msgspec.convert([line["item"] for line in self._lines[1:]], list[ServiceItem])
        return {item.implementation_code: item for item in items}

    @cached_property
    def licence_types(self) -> Mapping[str, LicenceType]:
        return {kind.key: kind for kind in msgspec.convert(self._lines[0]["licence_types"], list[LicenceType])}


def content_hash(folder: Path = CONTENT) -> str:
    """Of every file that a pack is made from: 16 hex digits."""
    state = hashlib.sha256(str(PACK_FORMAT).encode())
    for path in [folder / "catalogue.yaml", *sorted((folder / "items").glob("*.yaml"))]:
        state.update(path.name.encode() + hashlib.sha256(path.read_bytes()).digest())
    return state.hexdigest()[:16]


def publish(packs: Path, folder: Path = CONTENT) -> Pack:
    """The pack of this content, made if it is not in ``packs`` yet. ContentFault where the content cannot be published."""
    digest = content_hash(folder)
    made = sorted(packs.glob(f"*-{digest}.pack.gz"))
    if made:
        return Pack(made[0], made[0].read_bytes())
    catalogue = load_catalogue(folder)
    data = make_pack(catalogue)
    packs.mkdir(parents=True, exist_ok=True)
    path = packs / f"{catalogue.version}-{digest}.pack.gz"
    part = path.with_name(f".{path.name}.{os.getpid()}")
    part.write_bytes(data)
    part.replace(path)
    return Pack(path, data)


@lru_cache(maxsize=1)
def current() -> Pack:
    """What terminals are given now; read at the first call."""
    return publish(home_folder() / "packs")


@lru_cache(maxsize=8)
def _earlier(path: Path) -> Pack:
    return Pack(path, path.read_bytes())


def item_of(code: str, version: str) -> ServiceItem | None:
    """The item as it stood in that version; as it stands now, where that version is not kept. None: no such item."""
    pack = current()
    if version != pack.version and "/" not in version:
        # The name is matched as text, so a version from outside can never be a pattern or a path.
        names = [path.name for path in pack.path.parent.iterdir()]
        kept = [pack.path.with_name(name) for name in names if name.startswith(f"{version}-") and name.endswith(".pack.gz")]
        if version and kept:
            pack = _earlier(max(kept))
    return pack.items.get(code) or current().items.get(code)
