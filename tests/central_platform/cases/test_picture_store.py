"""Pictures in a storage of files: whole or not there, found by whoever may see them, and gone with their case."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any
from unittest import mock

import pytest
from django.conf import settings
from django.core.files.storage import FileSystemStorage
from django.core.management import CommandError, call_command
from django.test import override_settings

from central_platform.cases import attachments, picture_store
from central_platform.cases.models import Attachment, CaseRecord
from central_platform.settings import _pictures
from kiosk.domain.sample_people import SamplePerson
from kiosk.messages.canonical import sha256_hex
from tests.central_platform.cases.s3_service import S3Service
from tests.central_platform.terminal_api import TerminalApi

JPEG = b"\xff\xd8 a household register"


def in_folder(folder: Path) -> Any:
    private = {"file_permissions_mode": 0o600, "directory_permissions_mode": 0o700}
    backend = {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": str(folder), **private}}
    return override_settings(STORAGES={**settings.STORAGES, "pictures": backend})


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Path]:
    with in_folder(tmp_path / "pictures"):
        yield tmp_path / "pictures"


def named(api: TerminalApi, person: SamplePerson) -> tuple[str, str]:
    """A sealed picture that a case names, and the id of its submission."""
    sealed = api.sealer.seal(JPEG)
    material = {"key": "household_register", "state": "ATTACHED", "licence_type": "", "pages": [sha256_hex(sealed.encode())]}
    content = api.content(person, materials=[material])
    api.submit(api.seal(content))
    return sealed, content["submission_id"]


def send(api: TerminalApi, sealed: str, submission_id: str, offset: int = 0, end: int | None = None) -> dict[str, Any]:
    piece = {
        "submission_id": submission_id,
        "sha256": sha256_hex(sealed.encode()),
        "size": len(sealed),
        "offset": offset,
        "piece": sealed[offset:end],
    }
    answer: dict[str, Any] = api.call("/attachments", piece)
    return answer


def files(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


def test_a_whole_picture_lies_in_the_folder_alone(api: TerminalApi, wang: SamplePerson, folder: Path) -> None:
    sealed, name = named(api, wang)
    send(api, sealed, name, 0, 100)
    assert not folder.exists(), "a part of one is the database's"
    assert send(api, sealed, name, 100)["received"] == len(sealed)
    (file,) = files(folder)
    row = Attachment.objects.get()
    assert file.relative_to(folder).as_posix() == f"{row.sha256[:2]}/{row.sha256}"
    assert file.read_bytes() == sealed.encode()
    assert (file.stat().st_mode & 0o777, file.parent.stat().st_mode & 0o777) == (0o600, 0o700)
    assert (row.complete, row.stored, bytes(row.sealed)) == (True, True, b"")
    assert attachments.picture(row) == JPEG
    assert send(api, sealed, name)["received"] == len(sealed), "the same again changes nothing"


def test_what_is_altered_or_gone_is_not_shown(api: TerminalApi, wang: SamplePerson, folder: Path) -> None:
    sealed, name = named(api, wang)
    send(api, sealed, name)
    (file,) = files(folder)
    row = Attachment.objects.get()
    file.write_bytes(api.sealer.seal(b"\xff\xd8 another").encode())
    assert attachments.picture(row) is None
    file.unlink()
    assert attachments.picture(row) is None


def test_a_storage_that_is_away_loses_nothing(api: TerminalApi, wang: SamplePerson, folder: Path) -> None:
    sealed, name = named(api, wang)
    send(api, sealed, name, 0, 100)
    with mock.patch.object(FileSystemStorage, "_save", side_effect=OSError("the disk is full")):
        answer = send(api, sealed, name, 100)
    assert (answer["verdict"], answer["received"]) == ("KEPT", 100), "the terminal sends this piece again"
    assert not Attachment.objects.get().complete
    assert send(api, sealed, name, 100)["received"] == len(sealed)
    assert attachments.picture(Attachment.objects.get()) == JPEG


def test_the_file_goes_with_its_case(api: TerminalApi, wang: SamplePerson, folder: Path) -> None:
    sealed, name = named(api, wang)
    send(api, sealed, name)
    assert files(folder)
    CaseRecord.objects.all().delete()
    assert files(folder) == []


@pytest.fixture
def service(monkeypatch: pytest.MonkeyPatch) -> Iterator[S3Service]:
    """As PLATFORM_PICTURES names it."""
    service = S3Service("pictures")
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "key")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "secret")
    monkeypatch.setenv("PLATFORM_PICTURES", f"s3://pictures?endpoint_url={service.url}&region_name=cn-test")
    with override_settings(STORAGES={**settings.STORAGES, "pictures": _pictures()}):
        yield service
    service.stop()


def test_a_picture_in_an_s3_service(api: TerminalApi, wang: SamplePerson, service: S3Service) -> None:
    sealed, name = named(api, wang)
    assert send(api, sealed, name)["received"] == len(sealed)
    row = Attachment.objects.get()
    assert service.objects == {f"{row.sha256[:2]}/{row.sha256}": sealed.encode()}
    assert attachments.picture(row) == JPEG
    CaseRecord.objects.all().delete()
    assert service.objects == {}
    assert service.refused == []


def test_an_s3_service_that_is_away_loses_nothing(api: TerminalApi, wang: SamplePerson, service: S3Service) -> None:
    sealed, name = named(api, wang)
    send(api, sealed, name, 0, 100)
    service.away = True
    assert send(api, sealed, name, 100)["received"] == 100
    service.away = False
    assert send(api, sealed, name, 100)["received"] == len(sealed)
    row = Attachment.objects.get()
    assert attachments.picture(row) == JPEG
    service.away = True
    assert attachments.picture(row) is None


@pytest.mark.parametrize("where", ["folder:pictures", "s3://", "s3://b?acl=public-read", "ftp://x", "/srv/pictures"])
def test_a_place_that_is_none_is_named(where: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PLATFORM_PICTURES", where)
    with pytest.raises(ValueError, match="PLATFORM_PICTURES"):
        _pictures()


def test_what_came_before_is_moved_and_read_all_the_while(api: TerminalApi, wang: SamplePerson, tmp_path: Path) -> None:
    sealed, name = named(api, wang)
    send(api, sealed, name)
    with pytest.raises(CommandError, match="no storage"):
        call_command("move_pictures")
    with in_folder(tmp_path / "pictures"):
        assert attachments.picture(Attachment.objects.get()) == JPEG
        with mock.patch.object(FileSystemStorage, "_save", side_effect=OSError), pytest.raises(CommandError, match="run it again"):
            call_command("move_pictures")
        assert attachments.picture(Attachment.objects.get()) == JPEG
        call_command("move_pictures")
        row = Attachment.objects.get()
        assert (row.stored, bytes(row.sealed)) == (True, b"")
        assert attachments.picture(row) == JPEG
    assert attachments.picture(row) is None, "without the setting nobody knows where it lies"
    assert picture_store.store() is None
