"""The keeping pages of a library of 100,000 tracks: how long each takes, and how much memory.

Uses the database that `python -m bench.library --folder FOLDER` left (`python -m bench.keeping --folder FOLDER`),
else it scans a library first. Into a copy of it come thousands of things to keep: copies of albums, missing and
unreadable files, a full recycle bin, wanted albums, playlists by hand and by rules, trust reports.
"""

import gc
import json
import random
import sqlite3
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import UUID, uuid4

from bench import generated_library
from bench.library import DATABASE, TRACKS, arguments, home, in_a_process, p95, progress, timed

if TYPE_CHECKING:
    from django.http.response import HttpResponseBase
    from django.test import Client

ROUNDS, MOST_SECONDS = 10, 5.0
COPIES, MISSING, UNREADABLE, BINNED, WANTED, FOLLOWED, REPORTS, PLAYED = (
    150,
    3_000,
    500,
    1_000,
    1_000,
    500,
    20_000,
    5_000,
)
BY_HAND = "By hand"
SMART = {
    "everything": {"rules": []},
    "words in names": {"rules": [{"field": "title", "is": "contains", "value": "river"}]},
    "five rules": {
        "rules": [
            {"field": "year", "is": "at_least", "value": 1990},
            {"field": "trust", "is": "is_not", "value": "damaged"},
            {"field": "artist", "is": "lacks", "value": "ghost"},
            {"field": "lossless", "is": "is", "value": True},
            {"field": "play_count", "is": "at_most", "value": 3},
        ],
        "order": "plays",
    },
    "shuffled": {"rules": [], "order": "random", "limit": 100},
}


def run(tracks: int = TRACKS, folder: Path | None = None) -> dict[str, object]:
    """Figures of one run: for each page its p95 in ms, and by how many MB the process grew at most."""
    with tempfile.TemporaryDirectory(prefix="trusttune-bench-") as made:
        work = Path(made)
        if folder is not None and (folder / DATABASE).exists():
            _copy(folder, work)
        in_a_process("bench.keeping", tracks, work)  # fills it, so that what measures has nothing of that in memory
        return in_a_process("bench.keeping", tracks, work)


def _copy(folder: Path, work: Path) -> None:
    with sqlite3.connect(folder / DATABASE) as source, sqlite3.connect(work / DATABASE) as target:
        source.backup(target)
    (work / "music").symlink_to(folder / "music")


def measure(tracks: int) -> dict[str, object]:
    """Everything, in this process, whose Django is set up; the first call only fills the library, and tells nothing."""
    from apps.library.models import Playlist

    if not Playlist.objects.exists():
        _provide(tracks)
        return {}
    figures: dict[str, object] = {}
    for name, address in _addresses(_shown()):
        figures[name] = _told(_visit(address))
        progress(f"{name}: {figures[name]}")
    figures["export of everything"] = _told(_measured(_export))
    return figures


def _provide(tracks: int) -> None:
    from django.conf import settings

    from apps.library.models import Track
    from apps.library.scanning.scan import scan

    if not Track.objects.exists():
        generated_library.provide(Path(settings.MUSIC_DIR), tracks)
        scan()
        progress("first scan")
    _fill()
    progress("filled")


@dataclass(frozen=True, slots=True)
class Visit:
    """What the pages of an address cost: seconds each, and megabytes at most."""

    seconds: list[float]
    grown: int
    answer: int


def _visit(address: str) -> Visit:
    from django.test import Client

    client = Client()
    return _measured(lambda: _size_of(client, address))


def _measured(work: Callable[[], int]) -> Visit:
    gc.collect()
    before = _reset_peak()
    work()
    grown = max(_peak() - before, 0) // 1024
    seconds, answer = [], 0
    while len(seconds) < ROUNDS and sum(seconds) < MOST_SECONDS:
        took, answer = timed(work)
        seconds.append(took)
    return Visit(seconds, grown, answer)


def _size_of(client: "Client", address: str) -> int:
    """Ask, and take the answer as a browser would, without keeping it; how many bytes it had."""
    response: HttpResponseBase = client.get(address)
    assert response.status_code == 200, (address, response.status_code)
    chunks = response if response.streaming else [response.content]  # type: ignore[attr-defined]
    return sum(len(chunk) for chunk in chunks)


def _export() -> int:
    from apps.core.exchange.writing import export_lines

    return sum(len(line.encode()) for line in export_lines())


def _told(visit: Visit) -> str:
    slowest = p95(visit.seconds) if len(visit.seconds) > 1 else visit.seconds[0]
    return f"{slowest * 1000:7.0f} ms  +{visit.grown:4} MB  {visit.answer / 1000:9.1f} kB"


def _reset_peak() -> int:
    """Forget the largest size so far (Linux, proc(5), clear_refs); the present one in kB."""
    Path("/proc/self/clear_refs").write_text("5")
    return _status("VmRSS")


def _peak() -> int:
    return _status("VmHWM")


def _status(name: str) -> int:
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith(f"{name}:"))


@dataclass(frozen=True, slots=True)
class Shown:
    """Ids of what the pages show."""

    artist: UUID
    album: UUID
    by_hand: UUID
    smart: dict[str, UUID]


def _addresses(shown: Shown) -> Iterator[tuple[str, str]]:
    for name, path in (
        ("albums", ""), ("albums, newest first", "?order=added"), ("albums, page 80", "?page=80"),
        ("albums, filtered by quality and trust", "?quality=hires&trust=genuine"),
        ("albums, filtered by genre", "?genre=jazz"),
        ("artists", "artists/"), ("artists, page 12", "artists/?page=12"), ("artist", f"artists/{shown.artist}/"),
        ("tracks", "tracks/"), ("tracks, page 250", "tracks/?page=250"),
        ("tracks, filtered", "tracks/?format=FLAC&year_from=1990&trust=genuine"),
        ("tracks, filtered by genre", "tracks/?genre=jazz"), ("find", "find/?q=river+mirr"),
        ("held twice", "tidy/"), ("faults", "tidy/faults/"), ("bin", "tidy/bin/"), ("unsure", "unsure/"),
        ("album", f"albums/{shown.album}/"), ("files of an album", f"albums/{shown.album}/files/"),
        ("trust of an album", f"albums/{shown.album}/trust/"), ("playlists", "playlists/"),
        ("playlist of 5,000", f"playlists/{shown.by_hand}/"),
        *((f"playlist by rules: {name}", f"playlists/{key}/") for name, key in shown.smart.items()),
        ("playlist file of everything", f"playlists/{shown.smart['everything']}/m3u8/"),
    ):  # fmt: skip
        yield name, f"/library/{path}"
    yield "wanted", "/wanted/"
    for name, path in (
        ("tracks", "tracks?limit=500"), ("tracks by plays", "tracks?order=plays&offset=50000"),
        ("artists", "artists?limit=500"), ("held twice", "duplicates"), ("faults", "faults"), ("bin", "bin"),
        ("playlists", "playlists"), ("playlist of 5,000", f"playlists/{shown.by_hand}"),
        ("playlist of everything", f"playlists/{shown.smart['everything']}"),
    ):  # fmt: skip
        yield f"JSON: {name}", f"/api/library/{path}"


def _shown() -> Shown:
    from apps.library.models import Album, Artist, Playlist

    artist = Artist.objects.order_by("sort_key").first()
    album = Album.objects.order_by("identity").first()
    assert artist and album
    playlists = {playlist.name: playlist.pk for playlist in Playlist.objects.all()}
    return Shown(artist.pk, album.pk, playlists.pop(BY_HAND), playlists)


def _fill() -> None:
    from apps.library.models import PlaylistEntry, Track
    from apps.library.playlists.rules import read_rules
    from apps.library.playlists.services import make_playlist

    dice = random.Random(1)
    keys = list(Track.objects.order_by("file_path").values_list("pk", flat=True))
    _color(dice)
    _copies(dice)
    _faults(dice.sample(keys, min(MISSING + UNREADABLE, len(keys) // 10)))
    _reports(keys[:REPORTS])
    _bin()
    _wanted()
    by_hand = make_playlist(BY_HAND)
    chosen = dice.sample(keys, min(5_000, len(keys)))
    PlaylistEntry.objects.bulk_create(
        [PlaylistEntry(playlist=by_hand, track_id=key, position=n) for n, key in enumerate(chosen)], batch_size=2000
    )
    for name, rules in SMART.items():
        make_playlist(name, rules=read_rules(rules))


def _color(dice: random.Random) -> None:
    """Genres, years, verdicts and plays, as a library that is lived in has them."""
    from apps.library.models import Album, Track

    genres = ("Rock", "Jazz", "Classical", "Electronic", "Folk; Rock")
    albums = list(Album.objects.order_by("identity"))
    for album in albums:
        album.year = dice.randint(1955, 2024)
        album.trust = dice.choice(("genuine", "genuine", "unknown", "suspicious", "pending"))
    Album.objects.bulk_update(albums, ["year", "trust"], batch_size=400)
    for number, genre in enumerate(genres):
        own = [album.pk for album in albums[number :: len(genres)]]
        for start in range(0, len(own), 500):
            Track.objects.filter(album__in=own[start : start + 500]).update(genre=genre, year=1960 + 10 * number)
    for plays in range(1, 6):
        heard = list(Track.objects.order_by("?").values_list("pk", flat=True)[: PLAYED // 5])
        for start in range(0, len(heard), 500):
            Track.objects.filter(pk__in=heard[start : start + 500]).update(play_count=plays)


def _copies(dice: random.Random) -> None:
    """Albums that are there a second time, in another format."""
    from apps.library.models import Album, Track

    albums = dice.sample(list(Album.objects.order_by("identity").prefetch_related("tracks")), COPIES)
    for album in albums:
        tracks = list(album.tracks.all())
        album.pk, album.identity, album.folder = uuid4(), uuid4().hex, f"copies/{album.folder}"
        album.save(force_insert=True)
        for track in tracks:
            track.pk, track.album, track.file_path = uuid4(), album, f"copies/{track.file_path}"
            track.bitrate //= 2
        Track.objects.bulk_create(tracks)


def _faults(keys: list[UUID]) -> None:
    from apps.library.models import Track

    for start in range(0, len(keys), 500):
        state = Track.State.MISSING if start < MISSING else Track.State.UNREADABLE
        Track.objects.filter(pk__in=keys[start : start + 500]).update(state=state, fault="It is cut off.")


def _reports(keys: list[UUID]) -> None:
    from apps.library.models import Track, TrackTrust
    from apps.library.trust.verification import METHOD

    findings = [
        {"check": name, "verdict": "genuine", "message": "Nothing was found.", "weight": 1} for name in "abcdefgh"
    ]
    for start in range(0, len(keys), 500):
        tracks = Track.objects.in_bulk(keys[start : start + 500])
        TrackTrust.objects.bulk_create(
            TrackTrust(track=track, verdict="genuine", findings=findings, measures={"loudness": -9.1},
                       waveform=list(range(200)), size=track.size, modified_ns=track.modified_ns, method=METHOD)
            for track in tracks.values()
        )  # fmt: skip


def _bin() -> None:
    from apps.library.keeping.models import BinItem
    from apps.library.keeping.rows import take_out
    from apps.library.models import Album

    for album in Album.objects.order_by("-added_at")[:BINNED]:
        rows, relinks = take_out([album])
        BinItem.objects.create(title=album.title, artist_name=album.artist_name, what="10 tracks", rows=rows,
                               relinks=relinks, files=[[f"{album.folder}/{n}", 1000] for n in range(10)],
                               state=BinItem.State.BINNED)  # fmt: skip


def _wanted() -> None:
    from apps.wanted.models import FollowedArtist, WantedAlbum

    WantedAlbum.objects.bulk_create(
        WantedAlbum(title=f"Album {n}", artist_name=f"Artist {n % 97}", release_group_mbid=str(uuid4()))
        for n in range(WANTED)
    )
    FollowedArtist.objects.bulk_create(
        FollowedArtist(mbid=str(uuid4()), name=f"Artist {n}", known=[str(uuid4()) for _ in range(40)])
        for n in range(FOLLOWED)
    )


if __name__ == "__main__":
    given = arguments(__doc__)
    if given.child:
        with home():
            print(json.dumps(measure(given.tracks)))
    else:
        print(json.dumps(run(given.tracks, given.folder), indent=2))
