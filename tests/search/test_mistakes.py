"""What failed once is marked the next time, with its reason, until it is allowed."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from apps.downloads.domain import FileKind, Status
from apps.downloads.models import Download, DownloadFile
from apps.library.models import Album, Artist
from apps.search import learning, pipeline
from apps.search.models import Mistake, Search
from tests.sandbox.internet import Sandbox

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("valkey")]
HASH = "0123456789abcdef0123456789abcdef01234567"


def failed(info_hash: str = HASH, code: str = "nothing_safe", **values: Any) -> Download:
    message = "There is no music in this torrent that could be fetched safely. Choose another copy."
    return Download.objects.create(
        info_hash=info_hash,
        title="A - B",
        status=Status.FAILED,
        error_code=code,
        error_message=message,
        node="main",
        **values,
    )


def searched() -> Search:
    search = Search.objects.create(query="Half Past Summer by Marlow Vane in flac", preferences={"ask": False})
    pipeline.run(search)
    search.refresh_from_db()
    return search


def test_a_failed_download_is_not_first_again(internet: Sandbox, client: Client) -> None:
    best = searched().results.first()
    assert best is not None
    failed(best.info_hash)
    again = searched()
    row = again.results.get(info_hash=best.info_hash)
    assert row.rank > 1
    assert any("failed before" in warning for warning in row.warnings)
    assert client.post(f"/api/results/{row.id}/allow").json()["rank"] == 1
    assert searched().results.get(info_hash=best.info_hash).rank == 1


def test_a_disk_that_was_full_is_nobodys_fault() -> None:
    failed(code="disk_full")
    learning.learn()
    assert not Mistake.objects.exists()


def test_it_is_remembered_when_the_download_is_forgotten() -> None:
    download = failed()
    Download.objects.filter(id=download.id).delete()
    assert Mistake.objects.get().info_hash == HASH


def test_the_same_files_in_another_torrent_are_the_same_mistake(internet: Sandbox) -> None:
    best = searched().results.first()
    assert best is not None
    download = failed()
    files = next(offer["files"] for offer in best.offers if offer["files"])
    audio = [file for file in files if file["path"].endswith(".flac")]
    assert audio
    for index, file in enumerate(audio):
        DownloadFile.objects.create(
            download=download, index=index, path=file["path"], size=file["size"], kind=FileKind.AUDIO
        )
    assert searched().results.get(info_hash=best.info_hash).rank > 1


def test_a_swarm_that_was_dead_may_live_again(internet: Sandbox) -> None:
    best = searched().results.first()
    assert best is not None
    failed(best.info_hash, "nobody_has_it")
    row = searched().results.get(info_hash=best.info_hash)
    assert row.facts["seeders_counted"] > 0  # the tracker knows of one now
    assert row.rank == 1
    Mistake.objects.update(learnt_at=timezone.now() - timedelta(days=60))
    assert searched().results.get(info_hash=best.info_hash).rank == 1


@pytest.mark.parametrize(("trust", "kind"), [(Album.Trust.SUSPICIOUS, "fake"), (Album.Trust.DAMAGED, "damaged")])
def test_the_librarys_verdict_is_remembered(trust: str, kind: str) -> None:
    artist = Artist.objects.create(name="A", sort_key="a", key="a")
    Album.objects.create(
        identity="1", artist=artist, artist_name="A", title="B", sort_key="b", trust=trust, origin={"info_hash": HASH}
    )
    learning.learn()
    learning.learn()
    assert Mistake.objects.get().kind == kind
