"""Sounds to build songs of. Every function gives mono float32 samples in about [-1, 1] at `rate` samples a second.

The pitched ones read wavetables (one period of a band-limited tone), which is much quicker than adding sines.
"""

from functools import lru_cache

import numpy as np
import numpy.typing as npt

Samples = npt.NDArray[np.float32]
TABLE = 4096


def frequency(midi: float) -> float:
    return float(440.0 * 2 ** ((midi - 69) / 12))


@lru_cache(maxsize=64)
def _table(harmonics: int, tilt: float, odd: float) -> Samples:
    """One period: the n-th harmonic at 1/n**tilt, the even ones scaled by `odd` (1: all, 0: hollow like a clarinet)."""
    phase = np.arange(TABLE, dtype=np.float32) * np.float32(2 * np.pi / TABLE)
    wave = np.zeros(TABLE, np.float32)
    for n in range(1, harmonics + 1):
        wave += np.sin(n * phase) * np.float32((1.0 if n % 2 else odd) / n**tilt)
    return np.asarray(wave / np.abs(wave).max(), np.float32)


def tone(
    midi: float,
    seconds: float,
    rate: int,
    *,
    top: float = 9000,
    tilt: float = 1.0,
    odd: float = 1.0,
    vibrato: float = 0.0,
) -> Samples:
    """A steady tone with harmonics up to `top` hertz."""
    pitch = frequency(midi)
    time = np.arange(int(seconds * rate), dtype=np.float32) / np.float32(rate)
    phase = time * np.float32(pitch)
    if vibrato:
        phase += np.float32(vibrato * pitch / 100) * np.sin(time * np.float32(2 * np.pi * 5.3)) * np.minimum(time, 0.5)
    table = _table(max(1, min(60, int(min(top, rate * 0.45) / pitch))), tilt, odd)
    samples: Samples = table[(phase * TABLE).astype(np.int32) & (TABLE - 1)]
    return samples


def decay(seconds: float, rate: int, half: float, attack: float = 0.003) -> Samples:
    """An envelope that rises in `attack` and then halves every `half` seconds, faded at its end against clicks."""
    time = np.arange(int(seconds * rate), dtype=np.float32) / np.float32(rate)
    shape = np.minimum(1, time / np.float32(attack)) * np.exp2(-time / np.float32(half))
    return np.asarray(shape * np.minimum(1, (seconds - time) / np.float32(0.01)), np.float32)


def swell(seconds: float, rate: int, attack: float, release: float) -> Samples:
    time = np.arange(int(seconds * rate), dtype=np.float32) / np.float32(rate)
    return np.asarray(
        np.minimum(1, np.minimum(time / np.float32(attack), (seconds - time) / np.float32(release))),
        np.float32,
    )


def noise(seconds: float, rate: int, rng: np.random.Generator, *, bright: int = 0) -> Samples:
    """White noise to the Nyquist frequency; each step of `bright` takes away 6 dB an octave from below."""
    wave = rng.standard_normal(int(seconds * rate) + bright, dtype=np.float32)
    for _ in range(bright):
        wave = np.diff(wave) * np.float32(0.7)
    return np.asarray(wave * np.float32(0.35), np.float32)


def pluck(midi: float, seconds: float, rate: int, rng: np.random.Generator) -> Samples:
    """A string: bright at the start, then dull; with the scratch of the finger."""
    bright = tone(midi, seconds, rate, top=12000, tilt=0.9) * decay(seconds, rate, 0.12)
    dull = tone(midi, seconds, rate, top=2500, tilt=1.4) * decay(seconds, rate, 0.45)
    out = 0.5 * bright + 0.6 * dull
    scratch = noise(0.02, rate, rng, bright=1) * decay(0.02, rate, 0.004)
    out[: len(scratch)] += scratch[: len(out)] * np.float32(0.5)
    return np.asarray(out, np.float32)


def keys(midi: float, seconds: float, rate: int, rng: np.random.Generator) -> Samples:
    """An electric piano: a soft tone and a bell above it."""
    body = tone(midi, seconds, rate, top=3500, tilt=1.5) * decay(seconds, rate, 0.6)
    bell = tone(midi + 24, seconds, rate, top=12000, tilt=1.2) * decay(seconds, rate, 0.09)
    return np.asarray(0.8 * body + 0.18 * bell, np.float32)


def bowed(midi: float, seconds: float, rate: int, rng: np.random.Generator) -> Samples:
    """A string under a bow, with vibrato and the noise of the hair."""
    string = tone(midi, seconds, rate, top=9000, tilt=1.1, vibrato=0.6)
    hair = noise(seconds, rate, rng, bright=1) * np.float32(0.02)
    return np.asarray(
        (0.8 * string + hair) * swell(seconds, rate, min(0.12, seconds / 3), min(0.2, seconds / 3)),
        np.float32,
    )


def pad(midi: float, seconds: float, rate: int, rng: np.random.Generator) -> Samples:
    """Two slightly detuned voices that swell."""
    two = tone(midi - 0.06, seconds, rate, top=5000, tilt=1.2) + tone(midi + 0.07, seconds, rate, top=7000, tilt=1.2)
    return np.asarray(0.4 * two * swell(seconds, rate, seconds * 0.25, seconds * 0.3), np.float32)


def lead(midi: float, seconds: float, rate: int, rng: np.random.Generator) -> Samples:
    wave = tone(midi, seconds, rate, top=14000, tilt=0.8, odd=0.4)
    return np.asarray(0.6 * wave * decay(seconds, rate, 0.22, attack=0.006), np.float32)


def bass(midi: float, seconds: float, rate: int, rng: np.random.Generator) -> Samples:
    return np.asarray(
        tone(midi, seconds, rate, top=1600, tilt=1.2) * decay(seconds, rate, 0.5, attack=0.008), np.float32
    )


def kick(rate: int, rng: np.random.Generator) -> Samples:
    time = np.arange(int(0.28 * rate), dtype=np.float32) / np.float32(rate)
    sweep = np.sin(np.float32(2 * np.pi) * (48 * time + 6.0 * (1 - np.exp(-time * 28))))
    click = noise(0.28, rate, rng, bright=1) * decay(0.28, rate, 0.003) * np.float32(0.3)
    return np.asarray(sweep * decay(0.28, rate, 0.07) + click, np.float32)


def snare(rate: int, rng: np.random.Generator) -> Samples:
    body = tone(55, 0.22, rate, top=900) * decay(0.22, rate, 0.03)
    return np.asarray(0.4 * body + noise(0.22, rate, rng, bright=1) * decay(0.22, rate, 0.035), np.float32)


def hat(rate: int, rng: np.random.Generator, *, open: bool = False) -> Samples:
    seconds = 0.3 if open else 0.08
    return np.asarray(
        noise(seconds, rate, rng, bright=2) * decay(seconds, rate, 0.07 if open else 0.014) * 0.7, np.float32
    )


def ride(rate: int, rng: np.random.Generator) -> Samples:
    ring = sum(tone(midi, 0.7, rate, top=16000, tilt=0.3, odd=0.7) for midi in (91.3, 94.7, 98.1))
    shimmer = noise(0.7, rate, rng, bright=2) * decay(0.7, rate, 0.08)
    return np.asarray(0.06 * np.asarray(ring) * decay(0.7, rate, 0.12) + 0.4 * shimmer, np.float32)


def brush(rate: int, rng: np.random.Generator) -> Samples:
    return np.asarray(noise(0.25, rate, rng, bright=1) * swell(0.25, rate, 0.06, 0.18) * 0.35, np.float32)
