"""Masters that are clipped: what a decoder gives is clipped again, and the codec's trace is left between the peaks."""

from pathlib import Path

import numpy as np
import pytest

from apps.library.trust import codec_traces
from apps.library.trust.codec_traces import FIRST_EXCERPTS, MORE_EXCERPTS, Part, excerpt_samples, find_trace
from apps.library.trust.domain import Verdict
from apps.library.trust.examination import examine
from apps.library.trust.excerpts import ExcerptKeeper
from tests.library.sounds import Sound, music, through, write

RATE = 44_100
FULL_SCALE = 32_767


@pytest.fixture(scope="module")
def clipped() -> Sound:
    """Clipped all the time but for a tenth of a second here and there, as between two songs' bars."""
    time = np.arange(8 * RATE) / RATE
    return np.clip(np.where(time % 0.9 < 0.13, 0.5, 30) * music(8), -1, 1).astype(np.float32)


@pytest.fixture(scope="module")
def lossy(tmp_path_factory: pytest.TempPathFactory, clipped: Sound) -> Sound:
    return through(tmp_path_factory.mktemp("lossy"), clipped, "libmp3lame", ".mp3", 160_000)


def test_a_clipped_master_that_was_mp3_is_found(tmp_path: Path, lossy: Sound) -> None:
    assert (np.abs(lossy) > 1).mean() > 0.005  # the decoder goes beyond full scale, which the file cannot hold
    report = examine(write(tmp_path / "fake.flac", lossy))
    found = next(f for f in report.findings if f.check == "codec_trace")
    assert found.verdict is Verdict.SUSPICIOUS
    assert "MP3" in found.message


def test_a_clipped_master_that_is_genuine_is_not_accused(tmp_path: Path, clipped: Sound) -> None:
    report = examine(write(tmp_path / "loud.flac", clipped))
    assert next(f for f in report.findings if f.check == "codec_trace").verdict is Verdict.GENUINE


@pytest.mark.parametrize("block", [1 << 16, 5000, 1 << 20])
def test_excerpts_lie_where_nothing_is_clipped(block: int) -> None:
    """One stretch of each three seconds is free; where a block of the file ends makes no difference."""
    sound = np.random.default_rng(1).integers(-9000, 9000, (2, 60 * RATE)).astype(np.int32)
    free = np.arange(60 * RATE) % (3 * RATE) < 2 * excerpt_samples(RATE)
    sound[0, (np.arange(60 * RATE) % 500 == 0) & ~free] = FULL_SCALE
    parts = kept(sound, block).read(FIRST_EXCERPTS)
    assert len(parts) == FIRST_EXCERPTS
    assert [at for at, _part in parts] == [at for at, _part in kept(sound, 1 << 18).read(FIRST_EXCERPTS)]
    for at, part in parts:
        np.testing.assert_array_equal(part, sound[:, at : at + part.shape[1]])
        assert part.max() < FULL_SCALE


def test_more_is_listened_to_only_where_an_offset_stands_out(lossy: Sound, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[int] = []

    def listening(keeper: ExcerptKeeper) -> list[int]:
        def read(count: int) -> list[Part]:
            asked.append(count)
            return list(keeper.read(count))

        asked.clear()
        find_trace(read, RATE)
        return asked

    noise = np.random.default_rng(5).normal(0, 3000, (1, 6 * RATE)).astype(np.int32)
    assert listening(kept(noise, 1 << 16)) == [FIRST_EXCERPTS]
    whole = np.rint(np.clip(lossy, -1, 1) * FULL_SCALE).astype(np.int32)
    assert listening(kept(whole, 1 << 16)) == [FIRST_EXCERPTS], "nothing is left to decide"
    monkeypatch.setattr(codec_traces, "BEYOND_DOUBT_Z", float("inf"))
    assert listening(kept(whole, 1 << 16)) == [FIRST_EXCERPTS, MORE_EXCERPTS]


def kept(sound: np.ndarray[tuple[int, int], np.dtype[np.int32]], block: int) -> ExcerptKeeper:
    keeper = ExcerptKeeper(sound.shape[1], RATE)
    for start in range(0, sound.shape[1], block):
        keeper.add(sound[:, start : start + block])
    return keeper
