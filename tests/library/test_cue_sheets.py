"""Albums that are one file with a cue sheet: tracks in the library, exact to the sample when heard."""

import io
from pathlib import Path

import av
import numpy as np
import pytest
from django.test import AsyncClient
from mutagen.flac import FLAC

from apps.library import cue, services
from apps.library.domain import Certainty, ImportedAlbum
from apps.library.models import Album, Track
from apps.library.scanning.scan import scan
from tests.library.albums import edition, finished, tag, write_audio

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("valkey")]

SHEET = """REM DATE 1999
PERFORMER "Anselm Feld"
TITLE "Suites"
FILE "Suites.wav" WAVE
  TRACK 01 AUDIO
    TITLE "Prélude"
    INDEX 01 00:00:00
  TRACK 02 AUDIO
    TITLE "Allemande"
    INDEX 00 00:01:70
    INDEX 01 00:02:10
  TRACK 03 AUDIO
    TITLE "Gigue"
    INDEX 01 00:03:37
"""
STARTS = [0, 160, 262]  # frames


def image(folder: Path, seconds: float = 5.0) -> Path:
    path = tag(write_audio(folder / "Suites.flac", seconds), album="Suites", albumartist="Anselm Feld")
    (folder / "Suites.cue").write_text(SHEET, encoding="utf-8")
    return path


def samples(data: bytes | Path) -> np.ndarray:
    with av.open(io.BytesIO(data) if isinstance(data, bytes) else str(data)) as container:
        return np.concatenate([frame.to_ndarray().reshape(-1) for frame in container.decode(audio=0)])


async def heard(client: AsyncClient, track: Track) -> np.ndarray:
    answer = await client.get(f"/api/library/tracks/{track.pk}/stream")
    assert answer.status_code == 200
    assert answer["Content-Type"] == "audio/flac"
    return samples(b"".join([chunk async for chunk in answer]))


def test_a_sheet_is_read() -> None:
    sheet = cue.parse(SHEET)
    assert (sheet.title, sheet.performer, sheet.date) == ("Suites", "Anselm Feld", "1999")
    assert [track.title for track in sheet.files[0].tracks] == ["Prélude", "Allemande", "Gigue"]
    assert [track.start for track in sheet.files[0].tracks] == STARTS


@pytest.mark.parametrize("text", ["", "FILE", "TRACK 01 AUDIO", 'FILE "a" WAVE\nTRACK 01 AUDIO\n', "INDEX 01 00:00:00"])
def test_a_sheet_without_tracks_is_an_error(text: str) -> None:
    with pytest.raises(cue.CueError):
        cue.parse(text)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_encodings(encoding: str) -> None:
    assert cue.parse(cue.decode(SHEET.encode(encoding))).files[0].tracks[0].title == "Prélude"


async def test_the_tracks_of_an_image_hold_every_sample(music: Path, async_client: AsyncClient) -> None:
    from asgiref.sync import sync_to_async

    path = image(music / "Feld" / "Suites")
    await sync_to_async(scan)()
    tracks = [track async for track in Track.objects.order_by("track_number")]
    assert [track.title for track in tracks] == ["Prélude", "Allemande", "Gigue"]
    assert tracks[1].file_path == "Feld/Suites/Suites.flac#track=02"
    assert tracks[1].duration == pytest.approx((262 - 160) / 75)
    parts = [await heard(async_client, track) for track in tracks]
    assert [len(part) for part in parts[:2]] == [160 * 588 * 2, 102 * 588 * 2]
    assert np.array_equal(np.concatenate(parts), samples(path))


def test_an_imported_image_takes_the_names_of_its_edition(music: Path, arrived: Path) -> None:
    source = image(arrived)
    before = source.read_bytes()
    lengths = [160 / 75, 102 / 75, 5 - 262 / 75]
    details = edition(["Prelude", "Allemande", "Gigue"], title="Suites", artist="Anselm Feld", lengths=lengths)
    album = services.import_finished(finished(arrived, details))
    assert isinstance(album, ImportedAlbum)
    assert album.certainty is Certainty.SURE
    folder = music / album.path
    assert sorted(path.name for path in folder.iterdir()) == ["Suites.cue", "Suites.flac"]
    assert 'FILE "Suites.flac" WAVE' in (folder / "Suites.cue").read_text(encoding="utf-8")
    assert source.read_bytes() == before
    tags = FLAC(folder / "Suites.flac")
    assert tags["musicbrainz_albumid"] == [details.release_mbid]
    assert "musicbrainz_trackid" not in tags
    assert [track.title for track in Track.objects.order_by("track_number")] == ["Prelude", "Allemande", "Gigue"]
    assert scan().read == 0
    write_audio(folder / "Bonus.flac", 0.2)
    scan()
    assert Track.objects.get(track_number=1, span_start=0.0).title == "Prelude"
    assert Track.objects.count() == 4


def test_a_sheet_that_comes_later_turns_the_file_into_tracks(music: Path) -> None:
    path = image(music / "Feld" / "Suites")
    sheet = path.with_suffix(".cue").read_bytes()
    path.with_suffix(".cue").unlink()
    scan()
    assert Track.objects.count() == 1
    path.with_suffix(".cue").write_bytes(sheet)
    scan()
    assert Track.objects.count() == 3
    path.with_suffix(".cue").unlink()
    scan()
    assert Track.objects.count() == 1
    assert Album.objects.get().track_count == 1


def test_a_sheet_of_an_album_in_single_files_changes_nothing(music: Path) -> None:
    lines = ['PERFORMER "A"', 'TITLE "B"']
    for number in (1, 2):
        tag(write_audio(music / "A" / "B" / f"0{number}.flac", 0.3), title=f"T{number}", album="B", artist="A")
        lines += [f'FILE "0{number}.wav" WAVE', f"  TRACK 0{number} AUDIO", "    INDEX 01 00:00:00"]
    (music / "A" / "B" / "B.cue").write_text("\n".join(lines))
    scan()
    assert sorted(track.title for track in Track.objects.all()) == ["T1", "T2"]
