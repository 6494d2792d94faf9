"""The catalogue as the platform publishes it: versions, deltas, what else travels, signatures renewed and keys replaced."""

from __future__ import annotations

import json
import shutil
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any
from unittest import mock

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import serialization
from django.conf import settings
from django.core.management import CommandError, call_command
from django.test import Client
from tuf.api.metadata import Targets

from central_platform.catalogue import published as catalogue
from central_platform.catalogue.publishing import ContentFault
from central_platform.core import keys
from central_platform.distribution import policy, repositories
from central_platform.distribution.metadata import MetadataFolder
from central_platform.licences.models import CopyRecord, LicenceRecord
from central_platform.serving import signing
from central_platform.terminals.keys import revoke
from central_platform.terminals.models import Terminal
from central_platform.terminals.technician_cards import register
from central_platform.terminals.technician_cards import revoke as revoke_card
from kiosk.domain.technicians import CardRefusal, TechnicianCard
from kiosk.domain.times import day_of
from kiosk.messages.packs import (
    PACK_FORMAT,
    apply_delta,
    delta_name,
    pack_name,
    read_keys,
    read_revocations,
    root_fingerprint,
    text_sha256,
    unpack,
)
from kiosk.messages.signing import thumbprint
from kiosk.messages.technician_card_list import read_technician_cards
from kiosk.messages.technician_cards import judge_card
from kiosk.ports.catalogue_updates import Refusal, Refused, Updated, UpdateOutcome, UpToDate, Way
from offline_cache.catalogue.sources import FolderFetcher, FolderSource
from offline_cache.catalogue.trust import pin_roots
from offline_cache.catalogue.tuf_updater import TrustedUpdater
from offline_cache.catalogue.update import update
from tests.central_platform.terminal_api import HOME, NOW, StandingClock, TerminalApi, enrol
from tests.technician_cards import p256, public_pem

DAY = policy.DAY
Publish = Callable[..., catalogue.Published]


def streamed(answer: Any) -> bytes:
    return b"".join(answer.streaming_content)


def listed() -> dict[str, Any]:
    md = MetadataFolder(policy.online()).current(Targets.type)
    assert md is not None
    return {name: (policy.targets_folder() / f"{t.hashes['sha256']}.{name}").read_bytes() for name, t in md.signed.targets.items()}


def verified(tmp_path: Path, now: int) -> dict[str, Any]:
    """As a terminal that trusts the present root would see it, by the library's own checks."""
    tmp_path.mkdir(exist_ok=True)
    fetcher = FolderFetcher(FolderSource(policy.catalogue_folder()), tmp_path)
    updater = TrustedUpdater(MetadataFolder(policy.online()).root_bytes, tmp_path / "metadata", fetcher, now)
    updater.refresh()
    return dict(updater.listed())


def test_each_version_brings_deltas_from_those_before_it(
    publish: Publish, now: StandingClock, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(settings, "CATALOGUE_DELTAS", 3)
    texts = {}
    for number in range(1, 7):
        now.at = NOW + number
        published = publish(f"2026.12.{number}", f"敬老卡申领{number}")
        texts[published.version] = unpack(catalogue.kept(published).data)
        assert published.sha256 == text_sha256(texts[published.version])
    files = listed()
    newest = "2026.12.6"
    older = [f"2026.12.{number}" for number in range(3, 6)]
    assert set(files) == {
        pack_name(newest),
        "keys.json",
        "revocations.json",
        "technician-cards.json",
        "public-data.json",
        *(delta_name(one, newest) for one in older),
    }
    assert unpack(files[pack_name(newest)]) == texts[newest]
    for one in older:
        assert apply_delta(texts[one], files[delta_name(one, newest)]) == texts[newest]
    about = verified(tmp_path / "seen", now())[delta_name(older[0], newest)].custom
    assert about == {
        "format": PACK_FORMAT,
        "version": newest,
        "from": older[0],
        "published_at": NOW + 6,
        "sha256": text_sha256(texts[newest]),
    }
    now.at += DAY
    repositories.maintain(now())
    assert len(list(policy.targets_folder().iterdir())) == len(files), "what nobody can be fetching any more is gone"


def test_a_version_is_published_once_and_never_goes_back(publish: Publish) -> None:
    first = publish("2026.12.9")
    assert publish("2026.12.9") == first
    for version in ("2026.12.9", "2026.12.8", "2026.2.30"):
        with pytest.raises(ContentFault, match=r"2026\.12\.9 is published already"):
            publish(version, "敬老卡申领（新）")
    assert catalogue.published() == (first,)
    assert publish("2026.12.10", "敬老卡申领（新）").version == "2026.12.10"
    assert catalogue.current().version == "2026.12.10"
    item = catalogue.item_of("113101990000001072431050000E004", "2026.12.9")
    assert item is not None
    assert item.name.zh == "敬老卡申领"


@pytest.mark.parametrize("version", ["", "7a", "../1", "1.2.3.4.5.6.7"])
def test_a_version_must_be_one(publish: Publish, version: str) -> None:
    with pytest.raises(ContentFault, match="numbers with dots"):
        publish(version)


def test_the_programs_own_content_is_published_until_somebody_publishes_theirs(home: Path, publish: Publish) -> None:
    shutil.copytree(HOME / "packs", home / "packs")
    (home / "packs" / "published.json").unlink(missing_ok=True)
    (bundled,) = catalogue.published()
    assert bundled.bundled
    own = publish("2027.1.1")
    assert not own.bundled
    assert catalogue.published() == (bundled, own)


def test_nothing_is_signed_without_need_and_nothing_expires(publish: Publish, now: StandingClock, tmp_path: Path) -> None:
    """Two months, looked at every six hours."""
    publish("2026.12.1")
    folder = policy.catalogue_folder() / "metadata"
    before = {path.name: path.read_bytes() for path in folder.iterdir()}
    repositories.maintain(now())
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == before
    signed = 0
    for hour in range(0, 60 * 24, 6):
        now.at = NOW + hour * 3600
        old = (folder / "timestamp.json").read_bytes()
        repositories.maintain(now())
        signed += (folder / "timestamp.json").read_bytes() != old
        verified(tmp_path / "seen", now() + 5 * 3600)
    assert 60 <= signed <= 125, "twice a day"
    assert MetadataFolder(policy.online()).versions("targets") == [1]


def test_while_a_platform_runs_it_is_signed_in_time(publish: Publish, now: StandingClock, home: Path) -> None:
    publish("2026.12.1")
    stopping, looked = threading.Event(), []

    def look(at: int) -> None:
        looked.append(at)
        if len(looked) == 1:
            raise OSError("the disk is full")
        maintain(at)
        stopping.set()

    now.at = NOW + 5 * DAY
    maintain = repositories.maintain
    with mock.patch.object(signing, "maintain", look):
        signing.sign_in_time(stopping, 0.0)
    answer = Client().get("/catalogue/metadata/timestamp.json")
    assert json.loads(streamed(answer))["signed"]["x-signed-at"] == now.at
    assert looked == [now.at] * 2, "what goes wrong once is tried again"


def test_root_keys_that_were_taken_away_are_missed_only_to_replace_keys(
    publish: Publish, now: StandingClock, tmp_path: Path, home: Path
) -> None:
    publish("2026.12.1")
    (tmp_path / "root-keys").rename(tmp_path / "safe")
    publish("2026.12.2", "敬老卡申领二")
    now.at += 30 * DAY
    repositories.maintain(now())
    verified(tmp_path / "seen", now())
    for role in policy.ROLES:
        with pytest.raises(CommandError, match="0 of 1 root keys are here, 1 must sign"):
            call_command("rotate_key", role)
    assert MetadataFolder(policy.online()).versions("root") == [1]
    (tmp_path / "safe").rename(tmp_path / "root-keys")
    call_command("rotate_key", "root", verbosity=0)
    assert MetadataFolder(policy.online()).versions("root") == [1, 2]


def test_thresholds_are_settings_and_keys_may_lie_apart(
    publish: Publish, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, now: StandingClock
) -> None:
    folders = [tmp_path / name for name in ("anna", "bo", "chen")]
    monkeypatch.setattr(settings, "CATALOGUE_ROOT_KEYS", [str(folder) for folder in folders])
    monkeypatch.setattr(settings, "CATALOGUE_SIGNERS", {"root": (2, 3), "targets": (1, 2)})
    publish("2026.12.1")
    root = MetadataFolder(policy.online()).root
    assert [(root.roles[role].threshold, len(root.roles[role].keyids)) for role in ("root", "targets", "timestamp")] == [
        (2, 3),
        (1, 2),
        (1, 1),
    ]
    assert [len(list(folder.glob("root-*.pem"))) for folder in folders] == [1, 1, 1]
    shutil.rmtree(folders[1])
    repositories.rotate("timestamp", now())
    verified(tmp_path / "seen", now())
    shutil.rmtree(folders[0])
    with pytest.raises(policy.RepositoryFault, match="1 of 3 root keys are here, 2 must sign"):
        repositories.rotate("timestamp", now())


@pytest.mark.parametrize("signers", [{"root": (2, 1)}, {"root": (0, 1)}, {"tomato": (1, 1)}])
def test_impossible_thresholds_are_named(publish: Publish, monkeypatch: pytest.MonkeyPatch, signers: dict[str, Any]) -> None:
    monkeypatch.setattr(settings, "CATALOGUE_SIGNERS", signers)
    with pytest.raises(policy.RepositoryFault, match="PLATFORM_CATALOGUE_SIGNERS"):
        publish("2026.12.1")


def test_what_is_revoked(publish: Publish, api: TerminalApi, now: StandingClock) -> None:
    publish("2026.12.1")
    before = read_revocations(listed()["revocations.json"]).marks
    licence = LicenceRecord.objects.filter(revoked=False)[0]
    licence.revoked = True
    licence.save()
    CopyRecord.objects.create(
        report_id="1", terminal_id=api.terminal_id, serial="YB-1", leased=True, outcome="VOIDED", printed_at=1, sealed=b""
    )
    revoke(Terminal.objects.get(), True, now())
    stolen = thumbprint(Terminal.objects.get().public_key)
    repositories.maintain(now())
    told = read_revocations(listed()["revocations.json"])
    assert told.marks == before | {licence.identifier, "YB-1", stolen}
    assert (told.terminals, told.terminal_keys) == ((api.terminal_id,), (stolen,))
    enrol(api.client, now, renew=api.terminal_id)
    repositories.maintain(now())
    told = read_revocations(listed()["revocations.json"])
    assert (told.terminals, told.terminal_keys) == ((), (stolen,)), "the stolen key does not come back with the new one"
    second = thumbprint(Terminal.objects.get().public_key)
    enrol(api.client, now, renew=api.terminal_id)
    repositories.maintain(now())
    assert read_revocations(listed()["revocations.json"]).ended_keys == {second: now()}


def test_technicians_cards_travel_with_the_catalogue(publish: Publish, api: TerminalApi, now: StandingClock) -> None:
    publish("2026.12.1")
    first = read_technician_cards(listed()["technician-cards.json"])
    assert (len(first.authorities), first.revoked) == (1, ())
    key = p256()
    card = register("chen.wei", public_pem(key), day_of(NOW), "", "staff", now())
    certificate = x509.load_pem_x509_certificate(card.certificate.encode()).public_bytes(serialization.Encoding.DER)
    assert isinstance(judge_card(certificate, first, "T0001", now(), False), TechnicianCard), (
        "a terminal need not hear of each card"
    )
    repositories.maintain(now())
    assert read_technician_cards(listed()["technician-cards.json"]) == first, "so a new one makes no new file"
    revoke_card(card, now())
    repositories.maintain(now())
    told = read_technician_cards(listed()["technician-cards.json"])
    assert told.revoked == (card.serial,)
    assert judge_card(certificate, told, "T0001", now(), False) is CardRefusal.REVOKED
    call_command("rotate_key", "technicians", verbosity=0)
    repositories.maintain(now())
    both = read_technician_cards(listed()["technician-cards.json"])
    assert len(both.authorities) == 2
    assert both.authorities[1] == first.authorities[0], "what was issued earlier still counts"
    now.at += 3 * 86_400
    repositories.maintain(now())
    assert read_technician_cards(listed()["technician-cards.json"]).revoked == (), "of a card that has ended nobody need hear"


def test_new_keys_travel_before_they_are_used(publish: Publish, now: StandingClock) -> None:
    publish("2026.12.1")
    ring = keys.key_ring()
    for use in ("sign", "seal"):
        call_command("rotate_key", use, verbosity=0)
    keys.key_ring.cache_clear()  # as in publish_catalogue's own process
    repositories.maintain(now())
    told = read_keys(listed()["keys.json"])
    assert len(told.verification) == len(told.sealing) == 2
    assert told.seal_with == told.sealing[0]["kid"] != told.sealing[1]["kid"]
    assert {jwk["kid"] for jwk in ring.opening} == {jwk["kid"] for jwk in told.sealing}, "the running platform opens both"
    assert not [jwk for jwk in (*told.verification, *told.sealing) if "d" in jwk]


def test_files_are_served_and_nothing_else(publish: Publish, home: Path) -> None:
    publish("2026.12.1")
    client = Client()
    answer = client.get("/catalogue/metadata/1.root.json")
    assert answer.status_code == 200
    assert answer.headers["Content-Type"] == "application/json"
    assert streamed(answer) == (home / "catalogue" / "metadata" / "1.root.json").read_bytes()
    again = client.get("/catalogue/metadata/1.root.json", headers={"If-None-Match": answer.headers["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    name = next(path.name for path in policy.targets_folder().glob("*.pack.gz"))
    assert client.head(f"/catalogue/targets/{name}").headers["Content-Type"] == "application/gzip"
    for path in ("metadata/7.root.json", "offline/1.root.json", "metadata/..", "metadata/%2e%2e%2f.lock", "targets/.lock"):
        assert client.get(f"/catalogue/{path}").status_code == 404, path
    assert client.post("/catalogue/metadata/1.root.json").status_code == 405


def test_the_rest_of_a_file_is_served(publish: Publish) -> None:
    publish("2026.12.1")
    path = next(policy.targets_folder().glob("*.pack.gz"))
    whole = path.read_bytes()

    def get(asked: str) -> tuple[int, bytes, str, str]:
        answer = Client().get(f"/catalogue/targets/{path.name}", headers={"Range": asked})
        body = streamed(answer) if answer.streaming else answer.content
        return answer.status_code, body, answer.headers["Content-Length"], answer.headers.get("Content-Range", "")

    for begin in (1, 1000, len(whole) - 1):
        told = f"bytes {begin}-{len(whole) - 1}/{len(whole)}"
        assert get(f"bytes={begin}-") == (206, whole[begin:], str(len(whole) - begin), told)
    assert get(f"bytes={len(whole)}-") == (416, b"", "0", f"bytes */{len(whole)}")
    for asked in ("bytes=0-", "bytes=1-5", "bytes=-5", "bytes=3-,9-", "lines=3-", "bytes=x-", "bytes=" + 40 * "9" + "-"):
        assert get(asked) == (200, whole, str(len(whole)), ""), asked


def test_enrolment_hands_out_the_roots_that_pairing_named(api: TerminalApi, now: StandingClock) -> None:
    roots = api.enrolment["catalogue_root"], api.enrolment["catalogue_offline_root"]
    assert root_fingerprint(*(root.encode() for root in roots)) == repositories.fingerprint(now())
    assert [json.loads(root)["signed"]["_type"] for root in roots] == ["root", "root"]


def import_from(stick: Path, folder: Path, now: int) -> UpdateOutcome:
    return update(FolderSource(stick), folder, lambda: now)


def test_a_stick_goes_to_a_terminal(publish: Publish, now: StandingClock, tmp_path: Path) -> None:
    publish("2026.12.1")
    stick, folder = tmp_path / "stick", tmp_path / "terminal"
    (stick / "metadata").mkdir(parents=True)
    for other in ("metadata/notes.txt", "holiday.jpg"):
        (stick / other).write_text("theirs")
    call_command("export_catalogue", str(stick), verbosity=0)
    pin_roots(folder, *repositories.roots(now()))
    first = import_from(stick, folder, now() + 170 * DAY)
    assert isinstance(first, Updated)
    assert (first.version, first.way) == ("2026.12.1", Way.FULL)

    now.at += 10 * DAY
    publish("2026.12.2", "敬老卡申领二")
    call_command("export_catalogue", str(stick), verbosity=0)
    second = import_from(stick, folder, now())
    assert isinstance(second, Updated)
    assert (second.version, second.way) == ("2026.12.2", Way.DELTA)
    assert (stick / "metadata" / "notes.txt").exists()
    assert (stick / "holiday.jpg").exists()
    assert len(list((stick / "targets").iterdir())) == 6, "one pack, one delta, keys, revocations, cards, public data"

    for role in policy.ROLES:
        call_command("rotate_key", role, verbosity=0)
    publish("2026.12.3", "敬老卡申领三")
    old = Path(shutil.copytree(stick, tmp_path / "old-stick"))
    call_command("export_catalogue", str(stick), verbosity=0)
    assert import_from(stick, folder, now()).version == "2026.12.3"  # type: ignore[union-attr]
    assert isinstance(import_from(stick, folder, now()), UpToDate)
    refused = import_from(old, folder, now())
    assert isinstance(refused, Refused)
    assert refused.reason in (Refusal.WRONG_SIGNATURE, Refusal.ROLLED_BACK)


def test_an_export_that_cannot_be_written_says_so(publish: Publish, tmp_path: Path) -> None:
    publish("2026.12.1")
    (tmp_path / "file").write_text("x")
    with pytest.raises(CommandError, match="Not a directory"):
        call_command("export_catalogue", str(tmp_path / "file" / "stick"), verbosity=0)
    with pytest.raises(CommandError, match="there is no such file"):
        call_command("publish_catalogue", "--content", str(tmp_path / "nowhere"), verbosity=0)
