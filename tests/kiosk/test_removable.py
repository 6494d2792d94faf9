"""What lies on a stick is hostile, and what was written to one is on it."""

from __future__ import annotations

import os
import tracemalloc
from pathlib import Path

import pytest

from kiosk.removable import Folder, MediumFault, copied, is_mounted, lines, open_plain

MOUNTS = """22 1 8:1 / / rw,relatime shared:1 - ext4 /dev/sda1 rw
30 22 0:26 / /dev/shm rw,nosuid shared:4 - tmpfs tmpfs rw
41 22 8:17 / /media/stick rw,nosuid shared:9 - vfat /dev/sdb1 rw,fmask=0022
"""


@pytest.mark.parametrize(("device", "mounted"), [("8:17", True), ("8:1", False), ("0:26", False), ("9:9", False)])
def test_only_a_medium_of_its_own_is_one(device: str, mounted: bool) -> None:
    assert is_mounted(device, ["8:1"], MOUNTS) is mounted


def test_a_folder_on_our_own_disk_is_refused(tmp_path: Path) -> None:
    with pytest.raises(MediumFault, match="nothing is mounted there"):
        Folder(tmp_path, own=[tmp_path])


def test_a_file_is_on_the_medium_with_its_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    synced: list[str] = []
    monkeypatch.setattr(os, "fsync", lambda at: synced.append(os.path.basename(os.readlink(f"/proc/self/fd/{at}"))))
    with Folder(tmp_path) as folder:
        folder.write("a", [b"one", b"two"])
    assert (tmp_path / "a").read_bytes() == b"onetwo"
    assert synced == ["a.part", tmp_path.name]


def test_what_could_not_be_written_whole_is_not_there(tmp_path: Path) -> None:
    def pieces() -> list[bytes]:
        raise RuntimeError

    (tmp_path / "a").write_bytes(b"before")
    with Folder(tmp_path) as folder, pytest.raises(RuntimeError):
        folder.write("a", (piece for _ in range(1) for piece in pieces()))
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == {"a": b"before"}


def test_a_folder_that_is_a_link_is_not_entered(tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "stick").mkdir()
    (tmp_path / "stick" / "targets").symlink_to(tmp_path / "elsewhere")
    with Folder(tmp_path / "stick") as folder, pytest.raises(MediumFault):
        folder.inner("targets")


@pytest.mark.parametrize("kind", ["link", "pipe", "folder", "none"])
def test_what_is_no_plain_file_is_not_read(tmp_path: Path, kind: str) -> None:
    path = tmp_path / "file"
    match kind:
        case "link":
            (tmp_path / "ours").write_text("ours")
            path.symlink_to(tmp_path / "ours")
        case "pipe":
            os.mkfifo(path)
        case "folder":
            path.mkdir()
    with pytest.raises(OSError, match=r"\[Errno"):
        open_plain(tmp_path, "file")
    with pytest.raises(MediumFault), copied(path, tmp_path, 10):
        pass


def test_a_file_is_read_once_and_bounded(tmp_path: Path) -> None:
    path = tmp_path / "file"
    path.write_bytes(b"one\ntwo\n")
    with copied(path, tmp_path, 8) as copy:
        path.write_bytes(b"another")
        assert list(lines(copy, 4)) == [b"one\n", b"two\n"]
    path.write_bytes(b"x" * 9)
    with pytest.raises(MediumFault, match="larger than any"), copied(path, tmp_path, 8):
        pass
    assert [path.name for path in tmp_path.iterdir()] == ["file"], "the copy has no name"


def test_a_line_without_end_takes_no_memory(tmp_path: Path) -> None:
    path = tmp_path / "file"
    with path.open("wb") as file:
        file.truncate(64 << 20)
    with copied(path, tmp_path, 1 << 30) as copy:
        tracemalloc.start()
        with pytest.raises(MediumFault, match="a line"):
            list(lines(copy, 1 << 20))
        assert tracemalloc.get_traced_memory()[1] < 8 << 20
        tracemalloc.stop()
