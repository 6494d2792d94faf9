"""Archives of versions: what comes out of one lies within its folder, and is as much as it says; whatever the bytes are."""

from __future__ import annotations

import io
import json
import lzma
import tarfile
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.messages.program_archive import ArchiveReader, look_through
from kiosk.messages.programs import (
    MANIFEST,
    MachineKind,
    Program,
    ProgramFault,
    choose,
    custom_of,
    program_name,
    read_manifest,
    read_program,
)
from tests.program_archives import FILES, Content, archive, packed


def refused(data: bytes) -> str:
    with pytest.raises(ProgramFault) as fault:
        look_through(io.BytesIO(data))
    return str(fault.value)


def test_a_good_one_is_read_in_order() -> None:
    reader = ArchiveReader(io.BytesIO(archive("0.2.0")))
    found = {}
    for member in reader.members():
        found[member.path] = b"".join(member.data) if not member.folder and not member.link else member.link or None
    assert found == {**FILES, "build": b""}
    assert (reader.manifest.version, reader.manifest.schema) == ("0.2.0", 7)


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("../outside", b"x"),
        ("/etc/cron.d/x", b"x"),
        ("commands/../../x", b"x"),
        ("commands//x", b"x"),
        ("nowhere/x", b"x"),
        ("main.py", b"again"),
        (MANIFEST, b"{}"),
        (".venv/lib64/x", b"through a link"),
        ("away", "/etc"),
        ("away", "../.."),
        ("away", "commands/../../x"),
        (".venv/bin/python3.12", "/usr/bin/python3.11"),
        ("a\nb", b"x"),
        ("x" * 300, b"x"),
    ],
)
def test_what_could_lie_outside_is_refused(name: str, content: Content) -> None:
    assert refused(archive("0.2.0", {**FILES, f"{name}" if name != "main.py" else "./main.py": content}))


@pytest.mark.parametrize("kind", [tarfile.LNKTYPE, tarfile.CHRTYPE, tarfile.BLKTYPE, tarfile.FIFOTYPE])
def test_devices_pipes_and_hard_links_are_refused(kind: bytes) -> None:
    info = tarfile.TarInfo("odd")
    info.type, info.linkname = kind, "main.py"
    about = json.loads(manifest_of(archive("0.2.0"))) | {"files": 1}
    assert "neither" in refused(packed([(MANIFEST, json.dumps(about).encode()), (info, None)]))


def manifest_of(data: bytes) -> bytes:
    with tarfile.open(fileobj=io.BytesIO(lzma.decompress(data))) as tar:
        held = tar.extractfile(MANIFEST)
        assert held is not None
        return held.read()


@pytest.mark.parametrize(
    "wrong",
    [
        {"size": 3},
        {"size": 10_000},
        {"files": 2},
        {"files": 90},
        {"format": 2},
        {"version": "../x"},
        {"architecture": "vax"},
        {"minimum": "../1"},
        {"python": "3.11/../x"},
        {"python": "3.13"},
        {"schema": 0},
        {"size": 1 << 50},
    ],
)
def test_one_that_says_another_thing_of_itself_is_refused(wrong: dict[str, Any]) -> None:
    assert refused(archive("0.2.0", **wrong))


def test_its_manifest_comes_first() -> None:
    assert "manifest" in refused(packed([("main.py", b"x"), (MANIFEST, manifest_of(archive("0.2.0")))]))


GOOD = archive("0.2.0")


@given(st.integers(0, len(GOOD) - 1), st.integers(1, 255))
def test_one_that_is_changed_anywhere_is_refused_or_the_same(place: int, change: int) -> None:
    spoilt = bytearray(GOOD)
    spoilt[place] ^= change
    try:
        assert look_through(io.BytesIO(bytes(spoilt))) == read_manifest(manifest_of(GOOD))
    except ProgramFault:
        return


@given(st.integers(0, len(GOOD) - 1))
def test_one_that_is_cut_is_refused_or_nothing_is_missing(length: int) -> None:
    try:
        assert look_through(io.BytesIO(GOOD[:length])) == read_manifest(manifest_of(GOOD))
    except ProgramFault:
        return


@given(st.binary(max_size=400))
def test_bytes_that_are_none_are_refused(data: bytes) -> None:
    assert refused(data)
    assert refused(lzma.compress(data, preset=0))


def test_what_is_signed_of_it_is_what_it_says() -> None:
    manifest = read_manifest(manifest_of(archive("0.3.0")))
    one = read_program(program_name("0.3.0", "amd64"), 1000, "ab", custom_of(manifest, 5, ["T2", "T1"]))
    assert (one.version, one.length, one.terminals, one.published_at) == ("0.3.0", 1000, ("T1", "T2"), 5)
    for name, custom in (("program-0.3.1-amd64.tar.xz", custom_of(manifest, 5)), (one.name, {"format": 1}), (one.name, None)):
        with pytest.raises(ProgramFault):
            read_program(name, 1000, "ab", custom)


def listed(version: str, *terminals: str, **manifest: Any) -> Program:
    about = read_manifest(manifest_of(archive(version, **manifest)))
    return read_program(program_name(version, about.architecture), 1000, "ab", custom_of(about, 5, terminals))


@pytest.mark.parametrize(
    ("terminal", "kind", "newest", "unfit"),
    [
        ("T1", MachineKind("amd64"), "0.11.0", "0.12.0"),
        ("T2", MachineKind("amd64"), "0.10.0", "0.12.0"),
        ("T1", MachineKind("arm64"), "0.12.0", ""),
        ("T2", MachineKind("arm64", ("3.13",)), "", "0.12.0"),
    ],
)
def test_a_terminal_gets_the_newest_that_is_for_it(terminal: str, kind: MachineKind, newest: str, unfit: str) -> None:
    """In a fleet of two architectures, whose archives lie beside each other."""
    programs = [listed("0.9.0"), listed("0.10.0"), listed("0.10.0", architecture="arm64"), listed("0.11.0", "T1")]
    programs.append(listed("0.12.0", architecture="arm64"))
    choice = choose(programs, terminal, kind)
    assert [one.version if one else "" for one in (choice.newest, choice.unfit)] == [newest, unfit]
    assert not choice.newest or choice.newest.architecture == kind.architecture


def test_of_archives_that_do_not_run_here_the_nearest_is_told() -> None:
    for programs in ([listed("0.3.0", architecture="arm64"), listed("0.3.0", python="3.13")], [listed("0.3.0", python="3.13")]):
        unfit = choose(programs, "T1", MachineKind("amd64")).unfit
        assert unfit
        assert (unfit.architecture, unfit.python) == ("amd64", "3.13")


def test_one_that_holds_code_of_another_architecture_is_refused() -> None:
    def library(machine: int) -> Content:
        return b"\x7fELF\x02\x01\x01" + bytes(9) + (3).to_bytes(2, "little") + machine.to_bytes(2, "little") + bytes(44)

    for architecture, right, wrong in (("amd64", 62, 183), ("arm64", 183, 62)):
        look_through(io.BytesIO(archive("0.2.0", {**FILES, "lib.so": library(right)}, architecture=architecture)))
        assert "architecture" in refused(archive("0.2.0", {**FILES, "lib.so": library(wrong)}, architecture=architecture))
