"""What failed once is marked the next time, with its reason, until it is allowed."""

import uuid
from datetime import timedelta
from pathlib import Path
from typing import Any

import av
import numpy as np
import pytest
from django.conf import settings as django_settings
from django.test import Client
from django.utils import timezone
from mutagen.flac import FLAC

from apps.downloads.domain import FileKind, Intent, Status
from apps.downloads.models import Download, DownloadFile
from apps.library.fingerprints import fingerprint_of
from apps.library.models import Album, AlbumTrust, Artist, Import, Track
from apps.search import learning, mistakes, pipeline
from apps.search.copies import Copy
from apps.search.models import Mistake, Search, SearchResult
from apps.search.sources.domain import ListedFile, Offer
from tests.library.albums import edition
from tests.pages.conftest import make_album
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


def album_with(folder: str, info_hash: str, samples: int, **values: Any) -> Album:
    """An album of three FLAC files with real sound; `samples` shifts what is to be heard."""
    artist, _made = Artist.objects.get_or_create(name="A", defaults={"sort_key": "a", "key": "a"})
    album = Album.objects.create(
        identity=info_hash, artist=artist, artist_name="A", title=folder, sort_key="b", folder=folder,
        origin={"info_hash": info_hash}, **values,
    )  # fmt: skip
    place = django_settings.MUSIC_DIR / folder
    place.mkdir(parents=True, exist_ok=True)
    for number in range(3):
        write_flac(place / f"{number}.flac", samples + number)
        Track.objects.create(
            file_path=f"{folder}/{number}.flac", artist_name="A", album_title=folder, title=str(number), format="FLAC",
            artist=artist, album=album, track_number=number, duration=1.0,
        )  # fmt: skip
    return album


def write_flac(path: Path, shift: int) -> None:
    with av.open(str(path), "w") as container:
        stream = container.add_stream("flac", rate=44_100)
        stream.layout = "mono"
        sound = (np.arange(4410, dtype=np.int16) * (shift + 1)).reshape(1, -1)
        frame = av.AudioFrame.from_ndarray(sound, format="s16", layout="mono")
        frame.sample_rate = 44_100
        container.mux([*stream.encode(frame), *stream.encode(None)])


OTHER = "f" * 40


def test_the_same_audio_in_another_torrent_is_the_same_mistake() -> None:
    fake = album_with("Fake", HASH, 1, trust=Album.Trust.SUSPICIOUS)
    learning.learn_from_album(fake)
    again = album_with("Retagged", OTHER, 1)
    tags = FLAC(django_settings.MUSIC_DIR / "Retagged" / "0.flac")  # other tags make other sizes, and leave the audio
    tags["comment"] = "x" * 5000
    tags.save()
    learning.learn_from_album(again)
    mistake = Mistake.objects.get(info_hash=OTHER)
    assert (mistake.kind, mistake.audio) == ("fake", Mistake.objects.get(info_hash=HASH).audio)
    assert "very same as that of Fake" in mistake.message


def test_other_audio_is_no_mistake() -> None:
    learning.learn_from_album(album_with("Fake", HASH, 1, trust=Album.Trust.SUSPICIOUS))
    learning.learn_from_album(album_with("Genuine", OTHER, 50))
    assert not Mistake.objects.filter(info_hash=OTHER).exists()


def test_audio_without_a_fingerprint_is_not_compared(tmp_path: Path) -> None:
    (tmp_path / "x.flac").write_bytes(b"no flac")
    (tmp_path / "x.mp3").write_bytes(b"ID3")
    assert [fingerprint_of(tmp_path / name) for name in ("x.flac", "x.mp3", "gone.flac")] == ["", "", ""]


@pytest.mark.django_db(transaction=True)
def test_it_is_learnt_when_the_album_is_examined() -> None:
    album = album_with("Fake", HASH, 1, trust=Album.Trust.SUSPICIOUS)
    Mistake.objects.all().delete()
    AlbumTrust.objects.create(album=album, verdict="suspicious", score=10, explanation="It is cut off at 16 kHz.")
    assert Mistake.objects.get().info_hash == HASH


def with_roots(copy_id: str, roots: list[str]) -> Copy:
    files = tuple(ListedFile(f"{number}.flac", 1000 + number, root=root) for number, root in enumerate(roots))
    return Copy(uuid.uuid4(), [Offer("one", "A - B", info_hash=copy_id, files=files)])


def test_the_same_files_by_the_roots_of_their_pieces_are_the_same_mistake() -> None:
    Mistake.objects.create(kind="fake", info_hash=HASH, message="It was fake.", roots=["a" * 64, "b" * 64])
    memory = mistakes.memory()
    assert memory.about(with_roots(OTHER, ["a" * 64, "b" * 64, "c" * 64]), "") == "It was fake."
    assert memory.about(with_roots(OTHER, ["d" * 64, "e" * 64]), "") == ""


def test_allowing_a_copy_allows_what_happened_to_the_same_files() -> None:
    Mistake.objects.create(kind="fake", info_hash=HASH, message="It was fake.", roots=["a" * 64])
    copy = with_roots(OTHER, ["a" * 64])
    search = Search.objects.create(query="x")
    offers = [offer.as_dict() for offer in copy.offers]
    row = SearchResult.objects.create(search=search, title="A - B", info_hash=OTHER, source="one", offers=offers)
    assert mistakes.allow(row) == 1
    assert mistakes.memory().about(copy, "") == ""


def wrong_album(number: int) -> None:
    """One that was downloaded as another album than it turned out to be."""
    info_hash = f"{number:040x}"
    wanted = edition(["One"], title=f"Wanted {number}", release_group_mbid=str(uuid.uuid4()))
    Download.objects.create(info_hash=info_hash, node="main", intent_document=Intent(edition=wanted).as_dict())
    album = make_album(f"Other {number}", f"Artist {number}")
    album.origin, album.certainty, album.release_group_mbid = {"info_hash": info_hash}, "sure", str(uuid.uuid4())
    Album.objects.bulk_update([album], ["origin", "certainty", "release_group_mbid"])


def test_another_album_than_was_asked_for_is_remembered_for_that_one() -> None:
    wrong_album(1)
    learning.learn()
    mistake = Mistake.objects.get()
    assert (mistake.kind, mistake.message) == ("wrong_album", "It held Other 1 in place of Wanted 1.")


def discography(*groups: str, wanted: str, certainty: str = "sure", **values: Any) -> list[Album]:
    """A download that held an album of each release group, where one of `wanted` was asked for."""
    details = edition(["One"], title="Wanted", release_group_mbid=wanted)
    download = Download.objects.create(info_hash=HASH, node="main", intent_document=Intent(edition=details).as_dict())
    albums = []
    for number, group in enumerate(groups):
        album = make_album(f"Part {number}", f"Artist {number}")
        Album.objects.filter(pk=album.pk).update(
            origin={"info_hash": HASH}, certainty=certainty, release_group_mbid=group, **values
        )
        album.refresh_from_db()
        Import.objects.create(
            download_id=download.pk, part=number, parts=len(groups), album=album, state=Import.State.DONE
        )
        albums.append(album)
    return albums


WANTED, SECOND, THIRD = (str(uuid.UUID(int=number)) for number in (1, 2, 3))


def test_the_other_albums_of_a_discography_do_not_damn_it() -> None:
    discography(SECOND, WANTED, wanted=WANTED)
    learning.learn()
    assert not Mistake.objects.exists()


def test_a_discography_that_is_known_to_lack_the_album_is_a_mistake_for_that_one() -> None:
    discography(SECOND, THIRD, wanted=WANTED)
    learning.learn()
    mistake = Mistake.objects.get()
    assert mistake.message == "It held Part 0 and 1 more in place of Wanted."
    assert mistake.release_group_mbid == WANTED


def test_as_long_as_one_of_its_albums_is_unsure_nothing_is_said() -> None:
    first, _second = discography(SECOND, THIRD, wanted=WANTED)
    Album.objects.filter(pk=first.pk).update(certainty="likely")
    learning.learn()
    assert not Mistake.objects.exists()
    Album.objects.filter(pk=first.pk).update(certainty="sure")
    Import.objects.filter(album=first).update(album=None, state=Import.State.STARTED)
    learning.learn()
    assert not Mistake.objects.exists()


def test_damaged_albums_of_a_discography_damn_themselves_alone() -> None:
    damaged = Album.Trust.DAMAGED
    albums = discography(SECOND, THIRD, WANTED, wanted=WANTED)
    Album.objects.filter(pk__in=[albums[0].pk, albums[1].pk]).update(trust=damaged)
    learning.learn()
    assert set(Mistake.objects.values_list("kind", "release_group_mbid")) == {("damaged", SECOND), ("damaged", THIRD)}
    copy = Copy(uuid.uuid4(), [Offer("one", "A - B", info_hash=HASH)])
    memory = mistakes.memory()
    assert memory.about(copy, SECOND) and memory.about(copy, THIRD)
    assert memory.about(copy, WANTED) == memory.about(copy, "") == ""


def test_an_album_of_a_discography_that_nobody_knows_says_nothing_about_the_others() -> None:
    discography("", WANTED, wanted=WANTED, trust=Album.Trust.SUSPICIOUS, certainty="unconfirmed")
    learning.learn()
    assert set(Mistake.objects.values_list("kind", "release_group_mbid")) == {("fake", WANTED)}


def test_many_albums_of_late_cost_a_search_no_query_each(django_assert_max_num_queries: Any) -> None:
    for number in range(10):
        wrong_album(number)
        Download.objects.update(intent_document={})
    with django_assert_max_num_queries(8):
        learning.learn()
