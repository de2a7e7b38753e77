"""ReplayGain 2 in the tags of every format, from what the examination measured; Opus in its own way."""

from pathlib import Path

import av
import pytest
from mutagen.flac import FLAC
from mutagen.oggopus import OggOpus

from apps.library.models import Album, TagChange, Track
from apps.library.tagging.gain_tags import NOT_LOUD, write_after_examination, write_replaygain
from apps.library.tagging.replaygain import Measured, album_loudness, gain_tags
from apps.library.trust.examiner import Examiner
from apps.library.trust.loudness import LoudnessMeter
from apps.library.trust.verification import verify_album, waiting_tracks
from tests.library.albums import edition, finished, tag, write_audio
from tests.library.sounds import music as sound_of_music
from tests.library.sounds import write as write_sound

TITLES = ["Loud", "Soft"]


def test_the_album_is_as_loud_as_its_tracks_in_a_row(tmp_path: Path) -> None:
    import numpy as np

    loud, soft = sound_of_music(8.0, seed=2), sound_of_music(8.0, seed=3) * 0.4
    paths = [
        write_sound(tmp_path / "1.flac", loud),
        write_sound(tmp_path / "2.flac", soft),
        write_sound(tmp_path / "both.flac", np.concatenate([loud, soft], axis=1)),
    ]
    first, second, both = (_loudness(path) for path in paths)
    told = album_loudness([Measured(first, 0, 8.0), Measured(second, 0, 8.0)])
    assert told == pytest.approx(both, abs=0.3)


def _loudness(path: Path) -> float:
    meter = LoudnessMeter()
    with av.open(str(path)) as container:
        for frame in container.decode(audio=0):
            meter.add(frame)
    found = meter.result().integrated
    assert found is not None
    return found


def test_the_figures_follow_the_specifications() -> None:
    track, other = Measured(-12.5, -0.5, 100), Measured(-60.0, -40.0, 100)
    tags = gain_tags(track, [track, other], opus=False)
    assert tags["replaygain_track_gain"] == ("-5.50 dB",)
    assert tags["replaygain_album_gain"] == ("-5.50 dB",)  # the silence is gated
    assert tags["replaygain_track_peak"] == ("0.944061",)
    assert tags["replaygain_reference_loudness"] == ("-18.00 LUFS",)
    assert gain_tags(track, [track], opus=True) == {"r128_track_gain": ("-2688",), "r128_album_gain": ("-2688",)}
    assert "replaygain_track_gain" not in gain_tags(None, [track], opus=False)


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("valkey")
@pytest.mark.parametrize("suffix", [".flac", ".opus"])
def test_an_imported_album_gets_its_gain_once_it_is_measured(suffix: str, music: Path, arrived: Path) -> None:
    from apps.library import services

    for number, title in enumerate(TITLES, start=1):
        path = write_audio(arrived / f"{number:02} {title}{suffix}", seconds=1.5, pitch=300 * number)
        if suffix == ".flac":
            tag(path, title=title)
    services.import_finished(finished(arrived, edition(TITLES, lengths=[1.5, 1.5])))
    album = Album.objects.get()
    assert write_replaygain(album.pk) == (0, (NOT_LOUD,))
    with Examiner() as examiner:
        verify_album(album, examiner)
    assert write_after_examination(album) == 2
    assert write_after_examination(album) == 0
    assert not waiting_tracks().exists()  # the sound is the same: nothing is examined again
    for track in Track.objects.all():
        if suffix == ".flac":
            assert FLAC(track.audio_file)["replaygain_track_gain"][0].endswith(" dB")
            assert FLAC(track.audio_file)["replaygain_album_peak"]
        else:
            tags = OggOpus(track.audio_file)
            assert -32768 <= int(tags["r128_track_gain"][0]) <= 32767
            assert "replaygain_track_gain" not in tags
    assert TagChange.objects.filter(reason=TagChange.Reason.REPLAYGAIN).count() == 2
