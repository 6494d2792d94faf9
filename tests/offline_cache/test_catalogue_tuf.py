"""What we rely on inside python-tuf. Where one of these fails, look at offline_cache/catalogue/tuf_updater.py before the range in
packaging/requirements-terminal.in is moved."""

from __future__ import annotations

import inspect
from datetime import UTC, datetime
from pathlib import Path

import pytest
from tuf.api.exceptions import ExpiredMetadataError
from tuf.ngclient import Updater
from tuf.ngclient._internal import trusted_metadata_set

from central_platform.distribution.policy import DAY
from offline_cache.catalogue.sources import HttpFetcher, HttpSource
from offline_cache.catalogue.tuf_updater import TrustedUpdater
from tests.offline_cache.published_catalogue import NOW, PublishedCatalogue, serving


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> PublishedCatalogue:
    made = PublishedCatalogue(tmp_path_factory.mktemp("published"), tmp_path_factory.mktemp("keys"))
    made.small_files()
    made.sign()
    return made


def test_the_library_sets_the_reference_time_itself_and_nowhere_else(published: PublishedCatalogue, tmp_path: Path) -> None:
    updater = Updater(str(tmp_path), "http://127.0.0.1:9/", bootstrap=published.online.root_bytes)
    taken = updater._trusted_set.reference_time
    assert isinstance(taken, datetime)
    assert abs((taken - datetime.now(UTC)).total_seconds()) < 60
    source = inspect.getsource(trusted_metadata_set)
    assert source.count("datetime.now(") == 1
    assert source.count("is_expired(") == source.count("is_expired(self.reference_time)") == 4


@pytest.mark.parametrize(("reference", "good"), [(NOW, True), (NOW + DAY - 1, True), (NOW + DAY, False), (1, True)])
def test_our_reference_time_decides(published: PublishedCatalogue, tmp_path: Path, reference: int, good: bool) -> None:
    with serving(published.web) as server:
        fetcher = HttpFetcher(HttpSource(server.url), tmp_path)
        updater = TrustedUpdater(published.online.root_bytes, tmp_path / "metadata", fetcher, reference)
        if good:
            updater.refresh()
            assert set(updater.listed()) == {"keys.json", "revocations.json"}
            assert updater.confirmed_time() == NOW
        else:
            with pytest.raises(ExpiredMetadataError):
                updater.refresh()
        assert updater.proven_time() == NOW
        fetcher.close()
