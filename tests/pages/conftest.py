"""A small household: an album with hostile names, a search with results, a download."""

import uuid
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from apps.core.text import name_key
from apps.downloads.models import Download, DownloadFile
from apps.library.models import Album, Artist, BinItem, Playlist, PlaylistEntry, Track
from apps.search.models import Search, SearchResult
from apps.wanted.domain import WantedStatus
from apps.wanted.models import FollowedArtist, WantedAlbum

HOSTILE = "<script>alert('x')</script>"


@pytest.fixture(autouse=True)
def _database(db: None, valkey: str) -> None:
    """Every page reads the database, and figures from Valkey."""


@pytest.fixture
def boosted() -> Client:
    """A browser whose links htmx follows."""
    return Client(headers={"HX-Request": "true", "HX-Boosted": "true", "HX-Target": "main"})


@pytest.fixture
def album() -> Album:
    return make_album(HOSTILE, f"{HOSTILE} & Friends")


def make_album(title: str, by: str, songs: int = 3) -> Album:
    """An album with its tracks in the database; nothing on the disk."""
    artist = Artist.objects.create(name=by, sort_name=by, sort_key=name_key(by)[:200], key=name_key(by) or by)
    album = Album.objects.create(
        identity=uuid.uuid4().hex,
        artist=artist,
        artist_name=by,
        title=title,
        sort_key=name_key(title)[:200],
        year=1997,
        format="FLAC",
        track_count=songs,
        duration=songs * 200.0,
        size=30_000_000,
        folder="folder",
    )
    for number in range(1, songs + 1):
        Track.objects.create(
            file_path=f"{album.pk}/{number:02}.flac",
            artist_name=by,
            album_title=title,
            title=f"{title} {number}",
            format="FLAC",
            artist=artist,
            album=album,
            track_number=number,
            duration=200.0,
            sample_rate=96000,
            bit_depth=24,
            lossless=True,
        )
    return album


@pytest.fixture
def search() -> Search:
    """A finished search whose every text is hostile."""
    found = Search.objects.create(
        query=HOSTILE,
        status="done",
        results_count=2,
        parsed={"artist": HOSTILE, "album": HOSTILE, "query_type": "album", "preferences": {}, "reasons": [HOSTILE]},
        match={"title": HOSTILE, "artist_credit": HOSTILE, "year": 1997},
        sources=[{"name": HOSTILE, "status": "ok", "count": 2, "elapsed": 0.2}],
    )
    for rank in (1, 2):
        make_result(found, rank=rank, title=f"{HOSTILE} {rank}", score=90.0 - rank)
    return found


def make_result(search: Search, **values: Any) -> SearchResult:
    """A ranked copy."""
    defaults: dict[str, Any] = {
        "info_hash": uuid.uuid4().hex + "0" * 8,
        "magnet_link": "magnet:?xt=urn:btih:" + "0" * 40,
        "format": "FLAC",
        "bit_depth": 24,
        "sample_rate": 96000,
        "size_bytes": 400_000_000,
        "seeders": 12,
        "trust_score": 88,
        "source": HOSTILE,
        "sources": [HOSTILE],
        "explanation": HOSTILE,
        "tags": ["trusted"],
        "warnings": [HOSTILE],
        "facts": {"sources": [HOSTILE], "format": "FLAC", "size": 400_000_000, "seeders": 12},
        "first_if": {"name": "seeders", "value": 9, "text": f"it had 9 seeders {HOSTILE}"},
    }
    return SearchResult.objects.create(search=search, **{**defaults, **values})


def make_untidy(album: Album) -> None:
    """A worse copy of the album, a track of it that cannot be read, and something in the recycle bin."""
    Album.objects.filter(pk=album.pk).update(trust="genuine", release_group_mbid="c" * 36)
    worse = Album.objects.create(
        identity=uuid.uuid4().hex,
        artist=album.artist,
        artist_name=HOSTILE,
        title=album.title,
        sort_key=album.sort_key,
        release_group_mbid="c" * 36,
        format="MP3",
        track_count=3,
        trust="damaged",
        folder=HOSTILE,
    )
    for track in album.tracks.all():
        track.pk, track.album, track.file_path = uuid.uuid4(), worse, f"{worse.pk}/{track.track_number}.mp3"
        track.state, track.fault = ("missing", "") if track.track_number == 1 else ("unreadable", HOSTILE)
        track.save(force_insert=True)
    BinItem.objects.create(title=HOSTILE, artist_name=HOSTILE, what=HOSTILE, state="binned")


def make_playlists(album: Album) -> list[uuid.UUID]:
    """A playlist by hand and one by rules, with hostile names."""
    rules = {"match": "all", "rules": [{"field": "title", "is": "lacks", "value": HOSTILE * 2}], "limit": 5}
    by_hand, smart = (Playlist.objects.create(name=HOSTILE, rules=each) for each in (None, rules))
    PlaylistEntry.objects.create(playlist=by_hand, track=album.tracks.all()[0], position=0)
    return [by_hand.pk, smart.pk]


def make_wanted(search: Search) -> None:
    """A wanted album of each status with hostile names, and an artist who is followed."""
    for status in WantedStatus:
        WantedAlbum.objects.create(
            title=HOSTILE,
            artist_name=HOSTILE,
            message=HOSTILE,
            status=status,
            looked_at=timezone.now(),
            search_id=search.id,
            result_id=search.results.get(rank=1).id,
        )
    FollowedArtist.objects.create(mbid=str(uuid.uuid4()), name=HOSTILE, message=HOSTILE)


@pytest.fixture
def make_download() -> Callable[..., Download]:
    def make(**values: Any) -> Download:
        defaults: dict[str, Any] = {
            "title": HOSTILE,
            "info_hash": uuid.uuid4().hex + "0" * 8,
            "magnet": "magnet:?xt=urn:btih:" + "0" * 40,
            "node": "main",
            "status": "downloading",
            "size_bytes": 1000,
            "done_bytes": 420,
        }
        download = Download.objects.create(**{**defaults, **values})
        DownloadFile.objects.create(
            download=download, index=0, path=f"{HOSTILE}.flac", size=1000, kind="audio", wanted=True
        )
        return download

    return make
