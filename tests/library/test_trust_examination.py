"""Examining whole files: genuine ones, made from lossy ones, padded, upsampled, cut short, altered and nonsense."""

from pathlib import Path

import av
import numpy as np
import pytest

from apps.library.trust.domain import Finding, TrackReport, Verdict
from apps.library.trust.examination import examine
from apps.library.trust.judging import check_upsampling
from apps.library.trust.measuring import AverageSpectrum
from tests.library.sounds import Sound, music, read, through, write


@pytest.fixture(scope="module")
def original() -> Sound:
    return music(5)


def finding(report: TrackReport, check: str) -> Finding:
    return next(found for found in report.findings if found.check == check)


def test_a_genuine_file_shows_no_trace(tmp_path: Path, original: Sound) -> None:
    report = examine(write(tmp_path / "a.flac", original))
    assert report.verdict is Verdict.GENUINE
    assert "No trace" in finding(report, "codec_trace").message
    assert finding(report, "flac_md5").verdict is Verdict.GENUINE
    assert report.measures["real_bit_depth"] == 16
    assert -40 < float(report.measures["loudness"] or 0) < 0


@pytest.mark.parametrize(
    ("codec", "suffix", "bit_rate", "name"),
    [
        ("libmp3lame", ".mp3", 320_000, "MP3"),
        ("aac", ".m4a", 256_000, "AAC"),
        ("vorbis", ".ogg", 160_000, "Vorbis"),
    ],
)
def test_a_lossy_ancestor_is_named(
    tmp_path: Path, original: Sound, codec: str, suffix: str, bit_rate: int, name: str
) -> None:
    lossy = through(tmp_path, original, codec, suffix, bit_rate)
    report = examine(write(tmp_path / "fake.flac", lossy))
    assert report.verdict is Verdict.SUSPICIOUS
    assert name in finding(report, "codec_trace").message


def test_opus_is_named_at_its_own_rate(tmp_path: Path) -> None:
    lossy = through(tmp_path, music(5, 48_000), "libopus", ".opus", 128_000, 48_000)
    assert "Opus" in finding(examine(write(tmp_path / "fake.flac", lossy, 48_000)), "codec_trace").message


def test_a_band_limited_master_is_not_accused(tmp_path: Path, original: Sound) -> None:
    spectrum = np.fft.rfft(original, axis=1)
    spectrum[:, np.fft.rfftfreq(original.shape[1], 1 / 44_100) > 15_000] = 0
    limited = np.fft.irfft(spectrum, original.shape[1], axis=1).astype(np.float32)
    report = examine(write(tmp_path / "tape.flac", limited))
    assert finding(report, "codec_trace").verdict is Verdict.GENUINE
    assert 14_500 < float(report.measures["cut_off"] or 0) < 16_000


@pytest.mark.parametrize("sound", [np.zeros((2, 200_000), np.float32), np.zeros((2, 10), np.float32)])
def test_silence_and_next_to_nothing(tmp_path: Path, sound: Sound) -> None:
    report = examine(write(tmp_path / "nothing.flac", sound))
    assert report.verdict is not Verdict.GENUINE


def test_clicks_that_mirror_themselves_on_a_synthesisers_grid_are_not_accused(tmp_path: Path) -> None:
    """Each cancels in a frame at exactly one offset; notes that begin at multiples of 64 samples make them agree."""
    quiet = 0.02 * music(6)
    click = np.hanning(33)[:32].astype(np.float32) * np.random.default_rng(2).choice((-0.4, 0.4), 32)
    mirrored = np.concatenate([click, click[::-1]])
    for start in range(64 * 40, quiet.shape[1] - 64, 64 * 170):
        quiet[:, start : start + 64] += mirrored
    found = finding(examine(write(tmp_path / "clicks.flac", quiet)), "codec_trace")
    assert found.verdict is Verdict.GENUINE, found


def test_white_noise_is_not_accused(tmp_path: Path) -> None:
    noise = np.random.default_rng(3).normal(0, 0.1, (2, 150_000)).astype(np.float32)
    assert finding(examine(write(tmp_path / "noise.flac", noise)), "codec_trace").verdict is Verdict.GENUINE


def test_padded_bits_are_told_and_not_taken_for_a_trace(tmp_path: Path, original: Sound) -> None:
    sixteen, _rate = read(write(tmp_path / "a.flac", original))
    report = examine(write_without_dither(tmp_path / "padded.flac", sixteen))
    assert finding(report, "bit_depth").verdict is Verdict.SUSPICIOUS
    assert finding(report, "bit_depth").value == 16
    assert finding(report, "codec_trace").verdict is Verdict.GENUINE


def write_without_dither(path: Path, sound: Sound) -> Path:
    with av.open(str(path), "w") as container:
        stream = container.add_stream("flac", rate=44_100, layout="stereo")
        stream.format = "s32"
        whole = np.rint(sound.T.reshape(1, -1).astype(np.float64) * 2**15).astype(np.int64) << 16
        frame = av.AudioFrame.from_ndarray(np.ascontiguousarray(whole.astype(np.int32)), "s32", "stereo")
        frame.rate = 44_100
        container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
    return path


def test_upsampling_is_told(tmp_path: Path, original: Sound) -> None:
    resampler = av.AudioResampler(format="flt", layout="stereo", rate=96_000)
    frame = av.AudioFrame.from_ndarray(original.T.reshape(1, -1).copy(), "flt", "stereo")
    frame.rate = 44_100
    up = np.concatenate([f.to_ndarray().reshape(-1, 2).T for f in resampler.resample(frame)], axis=1)
    assert (
        finding(examine(write(tmp_path / "up.flac", up, 96_000, bits=24)), "upsampling").verdict is Verdict.SUSPICIOUS
    )
    spectrum = AverageSpectrum(96_000)
    spectrum.add(music(3, 96_000)[0] * np.float32(2**23))
    found = check_upsampling(spectrum)
    assert found is not None
    assert found.verdict is Verdict.GENUINE


def test_a_truncated_file_is_damaged(tmp_path: Path, original: Sound) -> None:
    whole = write(tmp_path / "a.flac", original)
    whole.write_bytes(whole.read_bytes()[: whole.stat().st_size // 2])
    report = examine(whole)
    assert report.verdict is Verdict.DAMAGED
    assert finding(report, "decode").verdict is Verdict.DAMAGED


def test_altered_bytes_are_damage(tmp_path: Path, original: Sound) -> None:
    whole = write(tmp_path / "a.flac", original)
    data = bytearray(whole.read_bytes())
    middle = len(data) // 2
    data[middle : middle + 64] = bytes(64)
    whole.write_bytes(data)
    assert examine(whole).verdict is Verdict.DAMAGED


def test_a_hole_of_zeros_is_mentioned(tmp_path: Path, original: Sound) -> None:
    holed = original.copy()
    holed[:, 100_000:140_000] = 0
    path = tmp_path / "hole.wav"
    write(path, holed, codec="pcm_s16le")
    report = examine(path)
    assert finding(report, "silence").verdict is Verdict.GENUINE  # dither covers it: no digital zero
    quiet = np.zeros((2, 300_000), np.float32)
    quiet[:, :1000] = quiet[:, -1000:] = 0.5
    assert examine(write(tmp_path / "ends.flac", quiet)).findings


@pytest.mark.parametrize("content", [b"", b"not audio", b"fLaC" + bytes(60), b"RIFF" + bytes(400)])
def test_nonsense_never_raises(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "x.flac"
    path.write_bytes(content)
    report = examine(path)
    assert report.verdict is Verdict.DAMAGED
    assert report.findings[0].message.endswith(".")


def test_an_mp3_called_flac_is_told(tmp_path: Path, original: Sound) -> None:
    path = write(tmp_path / "a.mp3", original, codec="libmp3lame", bit_rate=192_000)
    renamed = path.rename(tmp_path / "a.flac")
    assert finding(examine(renamed), "container").verdict is Verdict.SUSPICIOUS
