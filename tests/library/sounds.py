"""Sound for tests: wide-band and music-like, its files written and coded with PyAV."""

from pathlib import Path

import av
import numpy as np
from numpy.typing import NDArray

Sound = NDArray[np.float32]


def music(seconds: float = 12.0, rate: int = 44_100, seed: int = 1) -> Sound:
    """Two channels of chords, plucks and brushed noise up to 20 kHz; shape (2, n), within ±1."""
    random = np.random.default_rng(seed)
    time = np.arange(int(seconds * rate)) / rate
    sound = np.zeros((2, len(time)))
    for start in np.arange(0, seconds, 0.35):
        first = int(start * rate)
        note = time[first : first + int(1.2 * rate)] - start
        envelope = np.exp(-4 * note)
        root = 55 * 2 ** (random.integers(0, 36) / 12)
        for partial in np.unique(np.geomspace(1, max(0.45 * rate / root, 2), 24).astype(int)):
            wave = envelope * np.sin(2 * np.pi * root * partial * note + random.uniform(0, 6.28)) / partial**0.8
            pan = random.uniform(0.3, 0.7)
            sound[:, first : first + len(note)] += np.stack([pan * wave, (1 - pan) * wave])
        sound[:, first : first + len(note)] += envelope**3 * random.normal(0, 0.5, (2, len(note)))
    return np.asarray(0.8 * sound / np.abs(sound).max(), dtype=np.float32)


def write(path: Path, sound: Sound, rate: int = 44_100, codec: str = "flac", bits: int = 16, bit_rate: int = 0) -> Path:
    """Encode `sound` into `path`; lossless codecs get dithered integers of `bits`."""
    formats = {"flac": "s16" if bits == 16 else "s32", "pcm_s16le": "s16"} | dict.fromkeys(
        ("libmp3lame", "aac", "vorbis"), "fltp"
    )
    sample_format = formats.get(codec, "flt")
    with av.open(str(path), "w") as container:
        stream = container.add_stream(codec, rate=rate, layout="stereo")
        stream.format = sample_format
        if bit_rate:
            stream.bit_rate = bit_rate
        if codec == "vorbis":
            stream.codec_context.options = {"strict": "experimental"}  # FFmpeg's own
        if codec == "flac" and bits == 24:
            stream.codec_context.options = {"bits_per_raw_sample": "24"}
        for at in range(0, sound.shape[1], 4096):
            frame = av.AudioFrame.from_ndarray(
                _as(sample_format, sound[:, at : at + 4096], bits), sample_format, "stereo"
            )
            frame.rate, frame.pts = rate, at
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
    return path


def read(path: Path) -> tuple[Sound, int]:
    """Decode a whole file to floats of shape (2, n), and its rate."""
    resampler = av.AudioResampler(format="fltp", layout="stereo")
    with av.open(str(path)) as container:
        rate = container.streams.audio[0].rate
        parts = [f.to_ndarray() for frame in container.decode(audio=0) for f in resampler.resample(frame)]
    return np.concatenate(parts, axis=1), rate


def through(folder: Path, sound: Sound, codec: str, suffix: str, bit_rate: int, rate: int = 44_100) -> Sound:
    """What is left of `sound` after one trip through a lossy codec."""
    return read(write(folder / f"lossy{suffix}", sound, rate, codec, bit_rate=bit_rate))[0]


def _as(sample_format: str, block: Sound, bits: int) -> NDArray[np.generic]:
    if sample_format == "fltp":
        return np.ascontiguousarray(block)
    interleaved = block.T.reshape(1, -1)
    if sample_format == "flt":
        return np.ascontiguousarray(interleaved, dtype=np.float32)
    dither = np.random.default_rng(0).uniform(-0.5, 0.5, (2, *interleaved.shape)).sum(axis=0)
    whole = np.clip(np.rint(interleaved * (2 ** (bits - 1) - 1) + dither), -(2 ** (bits - 1)), 2 ** (bits - 1) - 1)
    if sample_format == "s16":
        return np.ascontiguousarray(whole.astype(np.int16))
    return np.ascontiguousarray((whole.astype(np.int64) << (32 - bits)).astype(np.int32))
