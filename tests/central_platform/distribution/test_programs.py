"""Versions of the terminal's program as the platform publishes them: who may, for whom, on a stick, and withdrawn."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from tuf.api.exceptions import ExpiredMetadataError, UnsignedMetadataError
from tuf.api.metadata import Targets

from central_platform.catalogue import published as catalogue
from central_platform.distribution import policy, programs, repositories
from central_platform.distribution.metadata import MetadataFolder
from kiosk.messages.programs import PROGRAMS, MachineKind, Program, choose
from offline_cache.catalogue.sources import FolderFetcher, FolderSource
from offline_cache.catalogue.tuf_updater import TrustedUpdater
from offline_cache.program.fetch import programs_of
from tests.central_platform.terminal_api import NOW, StandingClock
from tests.program_archives import archive

Publish = Callable[..., catalogue.Published]


@pytest.fixture
def first(publish: Publish, now: StandingClock) -> bytes:
    """A platform with a catalogue, and the root that terminals were given before anybody could sign programs."""
    publish("2026.12.1")
    root = MetadataFolder(policy.online()).root_bytes
    call_command("rotate_key", "programs")
    return root


def put(folder: Path, version: str, build: str = "", architecture: str = "amd64") -> Path:
    path = folder / f"community-terminal_{version}_{architecture}.tar.xz"
    path.write_bytes(archive(version, build=build, architecture=architecture))
    return path


def seen(root: bytes, scratch: Path, now: int, folder: Path | None = None) -> list[Program]:
    """By the library's own checks, as a terminal with that root sees it."""
    scratch.mkdir(exist_ok=True)
    fetcher = FolderFetcher(FolderSource(folder or policy.catalogue_folder()), scratch)
    updater = TrustedUpdater(root, scratch / "metadata", fetcher, now)
    updater.refresh()
    found = programs_of(updater)
    for one in found:
        updater.download_target(updater.programs()[one.name], filepath=str(scratch / "program"))
        assert (scratch / "program").read_bytes()[:6] == b"\xfd7zXZ\0"
    return sorted(found, key=lambda one: one.version)


def test_a_version_is_listed_for_whom_it_is_meant(
    first: bytes, tmp_path: Path, now: StandingClock, capsys: pytest.CaptureFixture[str]
) -> None:
    call_command("publish_program", str(put(tmp_path, "0.2.0")))
    call_command("publish_program", str(put(tmp_path, "0.3.0")), "--for", "T2", "T1")
    assert "0.3.0 (amd64" in capsys.readouterr().out
    assert [(one.version, one.terminals) for one in seen(first, tmp_path / "a", now())] == [("0.2.0", ()), ("0.3.0", ("T1", "T2"))]
    call_command("publish_program", "--again", "0.3.0")
    assert [(one.version, one.terminals) for one in seen(first, tmp_path / "b", now())] == [("0.3.0", ())], "0.2.0 is nobody's now"
    with pytest.raises(CommandError, match="no terminal would take it"):
        call_command("publish_program", str(put(tmp_path, "0.2.9")), "--for", "T1")
    call_command("publish_program", "--withdraw", "0.3.0")
    assert seen(first, tmp_path / "c", now()) == []
    with pytest.raises(CommandError, match=r"0\.3\.0 is not published"):
        call_command("publish_program", "--withdraw", "0.3.0")


def test_archives_for_two_architectures_lie_beside_each_other(first: bytes, tmp_path: Path, now: StandingClock) -> None:
    for architecture in ("amd64", "arm64"):
        call_command("publish_program", str(put(tmp_path, "0.2.0", architecture=architecture)), "--for", "T1")
    call_command("publish_program", str(put(tmp_path, "0.3.0", architecture="arm64")))
    found = seen(first, tmp_path / "a", now())
    assert {(one.version, one.architecture) for one in found} == {("0.2.0", "amd64"), ("0.3.0", "arm64")}
    for kind, version in ((MachineKind("amd64"), "0.2.0"), (MachineKind("arm64"), "0.3.0")):
        newest = choose(found, "T1", kind).newest
        assert newest
        assert newest.version == version
    call_command("publish_program", "--withdraw", "0.3.0")
    call_command("publish_program", str(put(tmp_path, "0.2.0", architecture="arm64")))
    call_command("publish_program", "--again", "0.2.0")
    assert {(one.architecture, one.terminals) for one in seen(first, tmp_path / "b", now())} == {("amd64", ()), ("arm64", ())}


def test_a_stick_takes_programs_along(first: bytes, tmp_path: Path, now: StandingClock) -> None:
    root = MetadataFolder(policy.offline()).root_bytes
    call_command("publish_program", str(put(tmp_path, "0.2.0")))
    call_command("export_catalogue", str(tmp_path / "stick"))
    assert [one.version for one in seen(root, tmp_path / "a", now(), tmp_path / "stick")] == ["0.2.0"]
    call_command("publish_program", str(put(tmp_path, "0.3.0")))
    call_command("export_catalogue", str(tmp_path / "stick"))
    assert [one.version for one in seen(root, tmp_path / "b", now(), tmp_path / "stick")] == ["0.3.0"]
    assert len(list((tmp_path / "stick/targets").glob("*program*"))) == 1
    assert len(list((tmp_path / "stick/metadata").glob("*.programs.json"))) == 1


def test_nobody_signs_programs_without_their_keys(first: bytes, tmp_path: Path, now: StandingClock) -> None:
    call_command("publish_program", str(put(tmp_path, "0.2.0")))
    shutil.move(settings.CATALOGUE_PROGRAM_KEYS[0], tmp_path / "in a pocket")
    with pytest.raises(CommandError, match="0 of 1 programs keys are here"):
        call_command("publish_program", str(put(tmp_path, "0.3.0")))
    now.at = NOW + 20 * policy.DAY
    repositories.maintain(now())  # the catalogue goes on without them
    assert [one.version for one in seen(first, tmp_path / "a", now())] == ["0.2.0"]


def test_before_anybody_may_sign_programs_it_says_what_to_do(publish: Publish, tmp_path: Path, now: StandingClock) -> None:
    publish("2026.12.1")
    with pytest.raises(CommandError, match="rotate_key programs"):
        call_command("publish_program", str(put(tmp_path, "0.2.0")))
    assert seen(MetadataFolder(policy.online()).root_bytes, tmp_path / "a", now()) == []


def test_what_is_no_archive_is_not_published(first: bytes, tmp_path: Path) -> None:
    (tmp_path / "bad").write_bytes(archive("0.2.0", {"../x": b"x"}))
    with pytest.raises(CommandError, match="within the folder"):
        call_command("publish_program", str(tmp_path / "bad"))
    with pytest.raises(CommandError, match="No such file"):
        call_command("publish_program", str(tmp_path / "nowhere"))


def test_the_platforms_own_keys_publish_no_program(first: bytes, tmp_path: Path, now: StandingClock) -> None:
    """Whoever has the key of the lists delegates programs to a key of their own."""
    call_command("publish_program", str(put(tmp_path, "0.2.0")))
    online = MetadataFolder(policy.online())
    thief = MetadataFolder(policy.Policy(**{**vars(online.policy), "program_keys": (tmp_path / "thief",)}))
    from central_platform.distribution import metadata, role_keys

    signers = role_keys.make_keys(thief.policy, PROGRAMS)
    named = {"keys": {one.public_key.keyid: one.public_key.to_dict() for one in signers}, "threshold": 1}

    def delegated(_: object) -> object:
        root = online.root
        root.unrecognized_fields["x-programs"] = named
        return real(root)

    real = metadata._delegations
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(metadata, "_delegations", delegated)
        thief.sign_programs(repositories.signed_targets(online, PROGRAMS), now())
        online.renew(repositories.signed_targets(online), now())
    with pytest.raises(UnsignedMetadataError):
        seen(first, tmp_path / "a", now())


def test_replaced_keys_count_no_more_and_the_new_ones_at_once(first: bytes, tmp_path: Path, now: StandingClock) -> None:
    call_command("publish_program", str(put(tmp_path, "0.2.0")))
    old = (policy.catalogue_folder() / "metadata").glob("*.programs.json")
    before = {path.name: path.read_bytes() for path in old}
    call_command("rotate_key", "programs")
    assert [one.version for one in seen(first, tmp_path / "a", now())] == ["0.2.0"]
    md = MetadataFolder(policy.online()).current(PROGRAMS)
    assert md is not None
    assert f"{md.signed.version}.programs.json" not in before
    assert len(list(Path(settings.CATALOGUE_PROGRAM_KEYS[0]).iterdir())) == 2, "whoever holds the old ones throws them away"


def test_the_list_of_programs_ends_by_itself(first: bytes, tmp_path: Path, now: StandingClock) -> None:
    call_command("publish_program", str(put(tmp_path, "0.2.0")))
    now.at = NOW + 366 * policy.DAY
    repositories.maintain(now())
    with pytest.raises(ExpiredMetadataError):
        seen(first, tmp_path / "a", now())
    call_command("publish_program")
    assert [one.version for one in seen(first, tmp_path / "b", now())] == ["0.2.0"]


def test_another_build_takes_the_place_of_the_first(first: bytes, tmp_path: Path, now: StandingClock) -> None:
    call_command("publish_program", str(put(tmp_path, "0.2.0")))
    call_command("publish_program", str(put(tmp_path, "0.2.0", build="again")))
    (one,) = programs.published(now())
    assert one.sha256 == seen(first, tmp_path / "a", now())[0].sha256
    assert [Targets.type in path.name for path in (policy.catalogue_folder() / "offline").glob("*.programs.json")]
