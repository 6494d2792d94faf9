"""The published catalogue as the platform uses it: its versions as they were published, and the items in them by code.

Reading the authors' files takes seconds, so a pack is made once for each content and kept in PLATFORM_HOME/packs, with
``published.json``, which says what became the catalogue when. Packs of earlier versions stay: a submission is judged by the form
that its applicant saw.
"""

from __future__ import annotations

import fcntl
import gzip
import hashlib
import json
import logging
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any

from central_platform.catalogue.licence_rows import KINDS
from central_platform.catalogue.meaning import KEPT, kept_vectors, vectors_for
from central_platform.catalogue.publishing import CONTENT, ContentFault, load_catalogue, load_everyday_words, make_pack, meanings
from central_platform.core import clock
from central_platform.core.paths import home_folder
from kiosk.domain.service_items import Centre, LicenceType, Places, ServiceItem
from kiosk.domain.values import converted
from kiosk.durable import write_durably
from kiosk.messages.packs import PACK_FORMAT, text_sha256, unpack, version_order

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Pack:
    path: Path
    data: bytes = field(repr=False)

    @cached_property
    def _lines(self) -> list[Any]:
        return [json.loads(line) for line in gzip.decompress(self.data).splitlines()]

    @property
    def version(self) -> str:
        """As it stands in the pack's first line."""
        return str(self._lines[0]["version"])

    @cached_property
    def items(self) -> Mapping[str, ServiceItem]:
        """By implementation code."""
        items = converted([line["item"] for line in self._lines[1:]], list[ServiceItem])
        return {item.implementation_code: item for item in items}

    @cached_property
    def formerly(self) -> Mapping[str, ServiceItem]:
        """By a code that the item had before."""
        return {code: item for item in self.items.values() for code in item.former_codes}

    @cached_property
    def licence_types(self) -> Mapping[str, LicenceType]:
        """By key, as items name them."""
        return {kind.key: kind for kind in converted(self._lines[0]["licence_types"], list[LicenceType])}

    @cached_property
    def centres(self) -> Mapping[str, Centre]:
        """By their names in Chinese."""
        places = converted(self._lines[0].get("places", {}), Places)
        return {centre.name.zh: centre for centre in places.centres}


@dataclass(frozen=True)
class Published:
    """``file``: name of the pack in PLATFORM_HOME/packs. ``sha256``: of its text. ``bundled``: the content of this program."""

    version: str
    file: str
    sha256: str
    published_at: int
    bundled: bool


def content_hash(folder: Path = CONTENT) -> str:
    """Of every file that a pack is made from: 16 hex digits."""
    state = hashlib.sha256(str(PACK_FORMAT).encode())
    for path in [*sorted(folder.rglob("*.yaml")), *folder.glob(KINDS), *folder.glob(KEPT)]:
        state.update(path.name.encode() + hashlib.sha256(path.read_bytes()).digest())
    return state.hexdigest()[:16]


def publish(folder: Path = CONTENT) -> Published:
    """Make this content the catalogue. Nothing happens where it is already.

    Args:
        folder: with ``catalogue.yaml`` and ``items/*.yaml``.

    Raises:
        ContentFault: it cannot be published: also where its version is not above the one that terminals have, for they would
            refuse it;
            the same version with other content too.
    """
    packs = _packs()
    with (packs / ".lock").open("wb") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        return _publish(packs, folder)


def _publish(packs: Path, folder: Path) -> Published:
    pack = _made(packs, folder)
    before = _record(packs)
    sha256 = text_sha256(unpack(pack.data))
    if before and before[-1].sha256 == sha256:
        return before[-1]
    if before and version_order(pack.version) <= version_order(before[-1].version):
        raise ContentFault(
            f"catalogue.yaml: version {pack.version}: {before[-1].version} is published already; give this content a higher one"
        )
    new = Published(pack.version, pack.path.name, sha256, clock.now(), folder == CONTENT)
    write_durably(packs / "published.json", json.dumps([asdict(one) for one in (*before, new)], indent=1).encode())
    return new


def _made(packs: Path, folder: Path) -> Pack:
    digest = content_hash(folder)
    made = sorted(packs.glob(f"*-{digest}.pack.gz"))
    if made:
        return Pack(made[0], made[0].read_bytes())
    catalogue = load_catalogue(folder)
    path = packs / f"{catalogue.version}-{digest}.pack.gz"
    vectors = vectors_for(meanings(catalogue, folder), kept_vectors(folder))
    write_durably(path, make_pack(catalogue, load_everyday_words(folder), vectors))
    return Pack(path, path.read_bytes())


def _packs() -> Path:
    folder = home_folder() / "packs"
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def published() -> tuple[Published, ...]:
    """What was published, in order; the last one is the catalogue now. At the first time the content of this program is made
    that.

    A newer program brings newer content only where nobody has ever published content of their own.

    Raises:
        ContentFault: nothing was ever published, and the content of this program cannot be.
    """
    packs = _packs()
    return _published(packs, _changed_at(packs))


def _changed_at(packs: Path) -> int:
    try:
        return (packs / "published.json").stat().st_mtime_ns
    except FileNotFoundError:
        return 0


@lru_cache(maxsize=1)
def _published(packs: Path, changed_at: int) -> tuple[Published, ...]:
    """Once for each state of the file: another process may publish."""
    record = _record(packs)
    if not record or all(one.bundled for one in record):
        try:
            publish()
        except ContentFault as fault:
            if not record:
                raise
            log.warning("the content of this program is not published: %s", fault)
        record = _record(packs)
    return record


def _record(packs: Path) -> tuple[Published, ...]:
    try:
        return tuple(Published(**one) for one in json.loads((packs / "published.json").read_bytes()))
    except FileNotFoundError:
        return ()


@lru_cache(maxsize=8)
def _pack(path: Path) -> Pack:
    return Pack(path, path.read_bytes())


def kept(one: Published) -> Pack:
    """The pack of a version that was published, from its file."""
    return _pack(_packs() / one.file)


def current() -> Pack:
    """What terminals are given now."""
    return kept(published()[-1])


def centre_called(name: str) -> Centre | None:
    """Of this name in Chinese, as the catalogue has it: where, when, and whom to call."""
    return current().centres.get(name)


def item_of(code: str, version: str) -> ServiceItem | None:
    """The item as it stood in that version; as it stands now, under whichever code, where that version is not kept. None: no such
    item."""
    then = next((kept(one) for one in published() if one.version == version), None)
    now = current()
    return (then and then.items.get(code)) or now.items.get(code) or now.formerly.get(code)
