"""Genuine sound for the trust benchmark, made offline: rendered music, and masters of it that look suspicious.

The music is the MIDI files of Debian's `openttd-openmsx` and those inside the game files of `freedoom`, played by
`fluidsynth`: every second piece with the instruments of `timgm6mb-soundfont`, the others with `fluid-soundfont-gm`.
"""

import contextlib
import shutil
import struct
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import av
import numpy as np
from numpy.typing import NDArray

from bench import trust_visualon

Sound = NDArray[np.float32]  # shape (2, n), in units of one 16-bit step

RATE = 44_100
CLIP_SECONDS = 10
CLIPS_A_PIECE = 4
FIRST_SECOND = 5
MIDI_FOLDER = Path("/usr/share/games/openttd/baseset/openmsx")
WADS = Path("/usr/share/games/doom")
SOUND_FONTS = (Path("/usr/share/sounds/sf2/TimGM6mb.sf2"), Path("/usr/share/sounds/sf2/FluidR3_GM.sf2"))
PROGRAMS = ("fluidsynth", "lame", "ffmpeg", "oggenc", "opusenc")
INSTALL = (
    "fluidsynth timgm6mb-soundfont fluid-soundfont-gm openttd-openmsx freedoom "
    "lame ffmpeg vorbis-tools opus-tools libvo-aacenc0"
)


def missing() -> str:
    """What to install before this can run, as one line; empty when all is there."""
    absent = [name for name in PROGRAMS if shutil.which(name) is None]
    absent += [] if trust_visualon.present() else [trust_visualon.LIBRARY]
    absent += [str(path) for path in (MIDI_FOLDER, WADS, *SOUND_FONTS) if not path.exists()]
    return f"{', '.join(absent)} not found: apt-get install {INSTALL}" if absent else ""


def midi_files() -> Iterator[bytes]:
    """Every piece once."""
    seen = set()
    for path in sorted(MIDI_FOLDER.glob("*.mid")):
        seen.add(path.read_bytes())
        yield path.read_bytes()
    for wad in sorted(WADS.glob("*.wad")):
        for piece in _music_in(wad.read_bytes()):
            if piece not in seen:
                seen.add(piece)
                yield piece


def _music_in(wad: bytes) -> Iterator[bytes]:
    """The MIDI lumps of a WAD: a directory of (position, length, name) at the end."""
    count, directory = struct.unpack_from("<II", wad, 4)
    for number in range(count):
        position, length = struct.unpack_from("<II", wad, directory + 16 * number)
        if wad[position : position + 4] == b"MThd":
            yield wad[position : position + length]


def render(midi: bytes, source: Path, font: Path) -> list[Sound]:
    """Up to four clips of 10 s that do not overlap; pieces too short or too quiet give fewer. `source` is written."""
    source.write_bytes(midi)
    command = ["fluidsynth", "-ni", "-q", "-r", str(RATE), "-g", "0.6", "-T", "raw", "-F", "/dev/stdout"]
    process = subprocess.Popen([*command, str(font), str(source)], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
    wanted = 4 * RATE * (FIRST_SECOND + CLIP_SECONDS * CLIPS_A_PIECE)
    assert process.stdout is not None
    with contextlib.closing(process.stdout) as stream:
        raw = stream.read(wanted)
    process.kill()
    process.wait()
    sound = np.frombuffer(raw[: len(raw) // 4 * 4], "<i2").reshape(-1, 2).T.astype(np.float32)
    length = CLIP_SECONDS * RATE
    starts = range(FIRST_SECOND * RATE, sound.shape[1] - length + 1, length)
    clips = [sound[:, start : start + length] for start in starts]
    return [clip for clip in clips if np.sqrt(np.mean(clip**2)) > 200]


def to_16_bits(sound: Sound, seed: int = 0) -> Sound:
    """Whole steps, with triangular dither."""
    random = np.random.default_rng(seed)
    dither = random.uniform(-0.5, 0.5, sound.shape) + random.uniform(-0.5, 0.5, sound.shape)
    return np.asarray(np.clip(np.rint(sound + dither), -32768, 32767), np.float32)


def resampled(sound: Sound, rate: int, wanted: int) -> Sound:
    """By FFmpeg's resampler, as most programs do it."""
    resampler = av.AudioResampler(format="fltp", layout="stereo", rate=wanted)
    frame = av.AudioFrame.from_ndarray(np.ascontiguousarray(sound / 32768, np.float32), "fltp", "stereo")
    frame.sample_rate = rate
    parts = [f.to_ndarray().astype(np.float32) for f in [*resampler.resample(frame), *resampler.resample(None)]]
    return np.asarray(np.concatenate(parts, axis=1) * np.float32(32768), np.float32)


def _low_pass(sound: Sound, hertz: float, width: float) -> Sound:
    lines = np.fft.rfft(sound, axis=1)
    frequencies = np.fft.rfftfreq(sound.shape[1], 1 / RATE)
    lines *= np.clip((hertz + width / 2 - frequencies) / max(width, 1e-9), 0, 1)
    return np.asarray(np.fft.irfft(lines, sound.shape[1], axis=1), np.float32)


def noise(sound: Sound, level: float, seed: int = 5) -> Sound:
    """White noise of that RMS, in units of one 16-bit step."""
    return np.asarray(np.random.default_rng(seed).normal(0, level, sound.shape), np.float32)


def _loud(sound: Sound) -> Sound:
    return np.asarray(np.tanh(sound * (40_000 / np.abs(sound).max()) / 30_000) * 32_000, np.float32)


def _vinyl(sound: Sound) -> Sound:
    random = np.random.default_rng(9)
    clicks = np.zeros_like(sound)
    at = random.integers(0, sound.shape[1] - 8, 120)
    for offset in range(6):
        clicks[:, at + offset] += random.normal(0, 2500, (2, len(at))) * 0.6**offset
    return np.asarray(_low_pass(sound, 15_000, 3000) + clicks + noise(sound, 12), np.float32)


def _tape(sound: Sound) -> Sound:
    """Saturated, with wow and flutter, the treble worn, and hiss."""
    at = np.arange(sound.shape[1])
    wow = 12 * np.sin(2 * np.pi * 0.7 * at / RATE) + 1.5 * np.sin(2 * np.pi * 9 * at / RATE)
    moved = np.stack([np.interp(at + wow, at, channel) for channel in sound]).astype(np.float32)
    saturated = np.tanh(moved / 20_000) * 20_000
    return np.asarray(_low_pass(saturated, 13_000, 6000) + noise(sound, 10), np.float32)


def _radio(sound: Sound) -> Sound:
    """FM: 15 kHz, limited, the 19 kHz pilot leaking, and noise that rises with the frequency."""
    pilot = 8 * np.sin(2 * np.pi * 19_000 * np.arange(sound.shape[1]) / RATE)
    rising = np.diff(noise(sound, 6), axis=1, prepend=0)
    return np.asarray(_low_pass(_loud(sound), 15_000, 600) * np.float32(0.8) + pilot + rising, np.float32)


def _denoised(sound: Sound) -> Sound:
    """Spectral gating, as restoration programs do it: a frame grid of its own, but no codec's."""
    size, hop = 2048, 512
    window = np.hanning(size + 1)[:-1].astype(np.float32)
    out = np.zeros_like(sound)
    weight = np.zeros(sound.shape[1], np.float32)
    for start in range(0, sound.shape[1] - size, hop):
        lines = np.fft.rfft(sound[:, start : start + size] * window, axis=1)
        lines[np.abs(lines) < 60 * np.sqrt(size) / 4] *= 0.05
        out[:, start : start + size] += np.fft.irfft(lines, size, axis=1).astype(np.float32) * window
        weight[start : start + size] += window**2
    return np.asarray(out / np.maximum(weight, 0.1), np.float32)


MASTERS: dict[str, Callable[[Sound], Sound]] = {
    "gentle 14 kHz low-pass": lambda s: _low_pass(s, 14_000, 4000),
    "steep 16 kHz low-pass": lambda s: _low_pass(s, 16_000, 50),
    "steep 19 kHz low-pass": lambda s: _low_pass(s, 19_000, 50),
    "mono": lambda s: np.repeat(s.mean(axis=0, keepdims=True), 2, axis=0),
    "quiet": lambda s: s * np.float32(0.03),
    "hiss above a 15 kHz cut": lambda s: _low_pass(s, 15_000, 200) + noise(s, 6),
    "vinyl noise": _vinyl,
    "tape": _tape,
    "FM radio": _radio,
    "from 32 kHz": lambda s: resampled(resampled(s, RATE, 32_000), 32_000, RATE)[:, : s.shape[1]],
    "limited and loud": _loud,
    "denoised by spectral gating": _denoised,
}
