"""The music is what its name says, and the lies are lies: read back with PyAV and mutagen."""

import zlib
from pathlib import Path

import mutagen
import numpy as np
import pytest

from tests.sandbox import Sandbox
from tests.sandbox.audio.composition import ENSEMBLES, compose
from tests.sandbox.audio.encoding import read, upsample, write
from tests.sandbox.audio.formats import ENCODINGS
from tests.sandbox.copies import audio_files
from tests.sandbox.shelf import Shared


def living(internet: Sandbox) -> list[Shared]:
    return [shared for shared in internet.shelf.copies if shared.folder]


def level(samples: np.ndarray, rate: int, low: int, high: int) -> float:
    """Mean power between two frequencies, in dB against that between 100 Hz and 2 kHz."""
    count = samples.shape[1] // rate * rate
    blocks = samples[0, :count].reshape(-1, rate) * np.hanning(rate)
    power = (np.abs(np.fft.rfft(blocks)) ** 2).mean(0)
    return float(10 * np.log10(power[low:high].mean() / power[100:2000].mean()))


def test_every_file_decodes_to_its_length(internet: Sandbox) -> None:
    for shared in living(internet):
        assert shared.folder is not None
        for file in audio_files(shared.copy):
            samples = read(shared.folder / file.path)
            seconds = samples.shape[1] / ENCODINGS[shared.copy.audio].rate
            assert seconds == pytest.approx(file.seconds, abs=0.06), file.path
            assert 0.3 < np.abs(samples).max() <= 1.1


@pytest.mark.parametrize("ensemble", ENSEMBLES)
def test_music_reaches_20_khz_and_is_stereo(ensemble: str) -> None:
    samples = compose(ensemble, 3, 6, 44100)
    assert samples.shape == (2, 6 * 44100)
    assert level(samples, 44100, 16000, 20000) > -60
    assert np.abs(samples[0] - samples[1]).max() > 0.01


def test_the_same_seed_is_the_same_song_at_any_rate() -> None:
    assert np.array_equal(compose("pop", 3, 2, 44100), compose("pop", 3, 2, 44100))
    assert not np.array_equal(compose("pop", 3, 2, 44100), compose("pop", 4, 2, 44100))
    low, high = compose("solo", 3, 4, 44100), compose("solo", 3, 4, 96000)
    again = upsample(low, 44100, 96000)[0, : high.shape[1] - 4800]
    assert np.corrcoef(again, high[0, : len(again)])[0, 1] > 0.9


def test_a_fake_flac_lacks_what_mp3_threw_away(internet: Sandbox) -> None:
    real, fake = internet["marlow-vane/half-past-summer/flac"], internet["marlow-vane/half-past-summer/fake"]
    levels = []
    for shared in (real, fake):
        assert shared.folder is not None
        levels.append(level(read(shared.folder / audio_files(shared.copy)[0].path), 44100, 18000, 21000))
    assert levels[0] > levels[1] + 20


@pytest.mark.parametrize(
    ("audio", "bits", "rate"), [("flac", 16, 44100), ("flac24", 24, 96000), ("alac", 16, 44100), ("fake-24", 24, 96000)]
)
def test_lossless_encodings(tmp_path: Path, audio: str, bits: int, rate: int) -> None:
    encoding = ENCODINGS[audio]
    samples = compose("jazz", 1, 3, rate)
    path = tmp_path / f"song{encoding.suffix}"
    write(path, samples, encoding)
    info = mutagen.File(path).info
    assert (info.bits_per_sample, info.sample_rate, info.channels) == (bits, rate, 2)
    assert np.abs(read(path) - samples).max() <= 1.6 / 2 ** (bits - 1)  # rounding, and 32767 against 32768


@pytest.mark.parametrize(
    ("audio", "bitrate"), [("mp3-320", 320), ("mp3-128", 128), ("mp3-v0", None), ("aac", None), ("opus", None)]
)
def test_lossy_encodings(tmp_path: Path, audio: str, bitrate: int | None) -> None:
    encoding = ENCODINGS[audio]
    path = tmp_path / f"song{encoding.suffix}"
    write(path, compose("pop", 1, 4, encoding.rate), encoding)
    info = mutagen.File(path).info
    assert info.length == pytest.approx(4, abs=0.1)
    if bitrate:
        assert info.bitrate == pytest.approx(bitrate * 1000, rel=0.01)
    if audio == "mp3-v0":
        assert "VBR" in str(info.bitrate_mode)


def test_good_tags_are_complete_and_carry_the_cover(internet: Sandbox) -> None:
    shared = internet["marlow-vane/half-past-summer/flac"]
    assert shared.folder is not None
    file = audio_files(shared.copy)[1]
    tags = mutagen.File(shared.folder / file.path)
    assert tags["title"] == ["Half Past Summer"]
    assert (tags["tracknumber"], tags["tracktotal"]) == (["2"], ["8"])
    assert tags["musicbrainz_albumid"] == [shared.copy.release.mbid]
    assert tags["musicbrainz_trackid"] == [file.tracks[0].recording.mbid]
    assert tags.pictures[0].mime == "image/jpeg"


def test_others_have_bare_tags_or_none(internet: Sandbox) -> None:
    bare, none = internet["marlow-vane/half-past-summer/fake"], internet["marlow-vane/half-past-summer/incomplete"]
    assert bare.folder is not None and none.folder is not None
    tags = mutagen.File(bare.folder / audio_files(bare.copy)[0].path)
    assert (tags["title"], tags["artist"], tags.get("tracknumber")) == (["LONG SHADOWS"], ["marlow vane"], None)
    assert not mutagen.File(none.folder / audio_files(none.copy)[0].path).tags.get("title")
    assert len(audio_files(none.copy)) == len(none.copy.release.tracks) - 1


def test_companions_lie_beside_the_music(internet: Sandbox) -> None:
    def names(key: str) -> set[str]:
        folder = internet[key].folder
        assert folder is not None
        return {path.suffix for path in folder.iterdir()}

    assert names("marlow-vane/half-past-summer/flac") == {".flac", ".jpg", ".log", ".cue", ".m3u8"}
    assert names("marlow-vane/half-past-summer/keygen") == {".rar", ".exe", ".txt"}


def test_the_rip_log_states_the_checksums_of_the_samples(internet: Sandbox) -> None:
    folder = internet["hollow-coast/tidewater/flac"].folder
    assert folder is not None
    first = np.round(read(folder / "01 - Tidewater.flac").T * 32768).astype("<i2")
    log = next(folder.glob("*.log")).read_text("utf-16")
    assert f"Copy CRC {zlib.crc32(first.tobytes()):08X}" in log
