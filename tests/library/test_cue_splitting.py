"""An album that is one file is split into a FLAC a track, sample for sample the same, and the one file stays."""

import shutil
from pathlib import Path

import av
import numpy as np
import pytest
from django.test import Client

from apps.library.cue_splitting import SplitError, pcm_digest, split_album, split_track
from apps.library.models import Album, Track
from apps.library.scanning.scan import scan
from apps.library.streams.transcoding import Span
from apps.library.tagging.deltas import digest
from tests.library.sounds import music as sound_of_music
from tests.library.sounds import write as write_sound

SHEET = """PERFORMER "Anselm Feld"
TITLE "Suites"
FILE "{name}" WAVE
  TRACK 01 AUDIO
    TITLE "Prélude"
    INDEX 01 00:00:00
  TRACK 02 AUDIO
    TITLE "Allemande"
    INDEX 01 00:01:13
  TRACK 03 AUDIO
    TITLE "Gigue"
    INDEX 01 00:02:41
"""


def samples(path: Path) -> np.ndarray:
    with av.open(str(path)) as container:
        packed = av.AudioResampler("s32" if "32" in container.streams.audio[0].format.name else "s16")
        frames = [piece for frame in container.decode(audio=0) for piece in packed.resample(frame)]
        return np.concatenate([frame.to_ndarray().reshape(-1) for frame in frames])


def wavpack(path: Path, seconds: float) -> Path:
    """A WavPack file, by FFmpeg's own encoder."""
    sound = (sound_of_music(seconds, seed=5) * 32767).astype(np.int16)
    with av.open(str(path), "w") as container:
        stream = container.add_stream("wavpack", rate=44_100, layout="stereo")
        stream.codec_context.format = "s16p"
        frame = av.AudioFrame.from_ndarray(np.ascontiguousarray(sound), format="s16p", layout="stereo")
        frame.sample_rate = 44_100
        resampler = av.AudioResampler("s16p", "stereo", 44_100, stream.frame_size or 22_050)
        for piece in [*resampler.resample(frame), *resampler.resample(None)]:
            container.mux(stream.encode(piece))
        container.mux(stream.encode(None))
    return path


def image(folder: Path, kind: str, shared_data: Path) -> Path:
    folder.mkdir(parents=True)
    path = folder / f"Suites.{kind.partition('-')[0]}"
    if kind == "ape":
        shutil.copyfile(shared_data / "audio" / "taglib" / "mac-399.ape", path)
    elif kind == "wv":
        wavpack(path, 9.0)
    else:
        write_sound(
            path,
            sound_of_music(9.0),
            rate=96_000 if kind == "flac-24" else 44_100,
            bits=24 if kind == "flac-24" else 16,
        )
    (folder / "Suites.cue").write_text(SHEET.format(name=path.name), encoding="utf-8")
    return path


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("valkey")
@pytest.mark.parametrize("kind", ["flac", "flac-24", "wv", "ape"])
def test_the_tracks_hold_every_sample_and_the_image_stays(kind: str, music: Path, shared_data: Path) -> None:
    path = image(music / "Feld" / "Suites", kind, shared_data)
    before = digest(path)
    scan()
    whole = Album.objects.get()
    made = split_album(whole.pk)
    tracks = list(Track.objects.filter(album=made.album_id).order_by("track_number"))
    assert [track.title for track in tracks] == ["Prélude", "Allemande", "Gigue"]
    assert {track.format for track in tracks} == {"FLAC"}
    parts = [samples(track.audio_file) for track in tracks]
    assert np.array_equal(np.concatenate(parts), samples(path))
    assert tracks[1].sample_rate * 103 // 75 * 2 == len(parts[1])
    assert digest(path) == before
    assert Track.objects.filter(album=whole, span_start__isnull=False).count() == 3
    assert split_album(whole.pk).album_id == made.album_id
    assert not list((music / ".trusttune").glob("split-*"))


@pytest.mark.parametrize("span", [Span(0.0, 1.0), Span(3.24, 7.0), Span(6.2, None)])
def test_a_stretch_deep_in_an_image_is_exact(span: Span, tmp_path: Path) -> None:
    path = wavpack(tmp_path / "a.wv", 9.0)
    split_track(path, span, tmp_path / "out.flac")
    expected = samples(path)[round(span.start * 44_100) * 2 : round(span.end * 44_100) * 2 if span.end else None]
    assert np.array_equal(samples(tmp_path / "out.flac"), expected)
    assert pcm_digest(path, span) == pcm_digest(tmp_path / "out.flac", Span())


def test_what_does_not_come_out_the_same_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from apps.library import cue_splitting

    path = write_sound(tmp_path / "a.flac", sound_of_music(2.0))
    monkeypatch.setattr(cue_splitting, "pcm_digest", lambda image, _span: image.name)
    with pytest.raises(SplitError, match="sample for sample"):
        split_track(path, Span(0.0, 1.0), tmp_path / "out.flac")


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("valkey")
def test_it_is_offered_on_the_page(music: Path, shared_data: Path, client: Client) -> None:
    image(music / "Feld" / "Suites", "flac", shared_data)
    scan()
    album = Album.objects.get()
    assert "Split into tracks" in client.get(f"/library/albums/{album.pk}/files/").content.decode()
    assert client.post(f"/library/albums/{album.pk}/split/").status_code == 303
    assert "being split" in client.get(f"/library/albums/{album.pk}/files/").content.decode()
    made = split_album(album.pk)
    document = client.get(f"/api/library/albums/{album.pk}/files").json()
    assert (document["is_image"], document["split_into"]) == (True, made.album_id)
    page = client.get(f"/library/albums/{made.album_id}/files/").content.decode()
    assert "Split from one file" in page
    with pytest.raises(SplitError, match="single files already"):
        split_album(Album.objects.get(pk=made.album_id).pk)
