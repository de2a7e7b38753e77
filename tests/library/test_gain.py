"""How loud tracks are to be played: by what was measured, until then by what their tags say; albums to the block."""

from pathlib import Path

import av
import numpy as np
import pytest
from mutagen.flac import FLAC
from mutagen.oggopus import OggOpus

from apps.library.gain.keeping import keep_measured
from apps.library.gain.tagged import Gains, tagged_gains
from apps.library.models import Album, Track, TrackGain
from apps.library.scanning.scan import scan
from apps.library.tagging.replaygain import Measured, album_loudness
from apps.library.trust.examiner import Examiner
from apps.library.trust.loudness import Loudness, LoudnessMeter
from apps.library.trust.loudness_blocks import Blocks, block_of, gated_loudness, packed, unpacked
from apps.library.trust.verification import verify_album
from tests.library.albums import write_audio
from tests.library.sounds import music as sound_of_music
from tests.library.sounds import write as write_sound


def heard(path: Path) -> Loudness:
    meter = LoudnessMeter()
    with av.open(str(path)) as container:
        for frame in container.decode(audio=0):
            meter.add(frame)
    return meter.result()


def test_an_album_is_exactly_as_loud_as_its_tracks_in_a_row(tmp_path: Path) -> None:
    loud, soft = sound_of_music(9.0, seed=2), sound_of_music(14.0, seed=3) * 0.25
    fading = sound_of_music(9.0, seed=4) * np.geomspace(1.0, 1e-4, 9 * 44_100, dtype=np.float32)
    parts = [loud, soft, fading]
    files = [heard(write_sound(tmp_path / f"{n}.flac", part)) for n, part in enumerate(parts)]
    row = heard(write_sound(tmp_path / "row.flac", np.concatenate(parts, axis=1))).integrated
    assert row is not None
    tracks = [Measured(each.integrated or 0.0, 0.0, 9.0, each.blocks) for each in files]
    assert album_loudness(tracks) == pytest.approx(row, abs=0.1)  # the blocks across the two seams differ
    guessed = album_loudness([Measured(each.loudness, 0.0, len(part[0]) / 44_100)
                              for each, part in zip(tracks, parts, strict=True)])  # fmt: skip
    assert abs(guessed - row) > 2 * abs(album_loudness(tracks) - row)
    for each in files:
        assert gated_loudness([each.blocks]) == pytest.approx(each.integrated, abs=0.05)


def test_a_histogram_is_small_and_survives_being_kept() -> None:
    assert unpacked(packed(_blocks())) == _blocks()
    assert len(packed(_blocks())) < 900
    for nonsense in (None, 7, "", "!!", "AAAA", packed(_blocks())[:40]):
        assert unpacked(nonsense) is None
    assert gated_loudness([]) is None
    assert (block_of(-70.01), block_of(-23.04), block_of(99.0)) == (None, -230, 200)


def _blocks() -> Blocks:
    dice = np.random.default_rng(1)
    return Blocks(int(step) for step in dice.normal(-140, 60, 2400) if step >= -700)


@pytest.mark.parametrize(
    ("tags", "gains"),
    [
        ({"replaygain_track_gain": ("-7.03 dB",), "replaygain_track_peak": ("0.988",)}, Gains(-7.03, 0.988)),
        ({"replaygain_album_gain": ("+2,5 DB",)}, Gains(album_gain=2.5)),
        ({"r128_track_gain": ("-1280",), "r128_album_gain": ("256",)}, Gains(track_gain=0.0, album_gain=6.0)),
        ({"replaygain_track_gain": ("loud",), "replaygain_track_peak": ("-1",)}, Gains()),
        ({"replaygain_track_gain": ("999 dB",), "r128_track_gain": ("99999",)}, Gains()),
        ({"replaygain_track_gain": ("nan",), "replaygain_track_peak": ("1e400",)}, Gains()),
        ({}, Gains()),
    ],
)
def test_what_tags_say_is_read_and_nonsense_is_not(tags: dict[str, tuple[str, ...]], gains: Gains) -> None:
    assert tagged_gains(tags) == gains


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("valkey")
def test_tags_count_until_the_sound_was_measured(music: Path) -> None:
    folder = music / "Ann" / "One"
    folder.mkdir(parents=True)
    for number in (1, 2):
        path = write_sound(folder / f"{number}.flac", sound_of_music(4.0, seed=number) / number)
        file = FLAC(path)
        file.update({"title": str(number), "artist": "Ann", "album": "One", "tracknumber": str(number)})
        if number == 1:
            file.update({"replaygain_track_gain": "-3.00 dB", "replaygain_track_peak": "0.5"})
        file.save()
    scan()
    [row] = TrackGain.objects.all()
    assert (row.track.title, row.track_gain, row.track_peak, row.is_measured) == ("1", -3.0, 0.5, False)
    album = Album.objects.get()
    assert keep_measured(album) == 0
    with Examiner() as examiner:
        verify_album(album, examiner)
    assert keep_measured(album) == 2
    first, second = TrackGain.objects.order_by("track__title")
    assert second.track_gain - first.track_gain == pytest.approx(6.0, abs=1.5)
    assert first.album_gain == second.album_gain
    assert first.track_gain < first.album_gain < second.track_gain
    file = FLAC(folder / "1.flac")
    file["replaygain_track_gain"] = "-4.00 dB"
    file.save()
    scan()
    assert TrackGain.objects.get(track__title="1").track_gain == first.track_gain  # measured: the tag is no news


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("valkey")
def test_gains_follow_the_tags_of_files_that_change(music: Path) -> None:
    path = write_audio(music / "1.opus", 0.5)
    file = OggOpus(path)
    file["r128_track_gain"] = "-2560"
    file.save()
    scan()
    assert TrackGain.objects.get().track_gain == -5.0
    file = OggOpus(path)
    file.delete()
    file["title"] = "no gain any more"
    file.save()
    scan()
    assert not TrackGain.objects.exists()
    assert Track.objects.get().title == "no gain any more"
