"""The lossy trips of the trust benchmark: encoders as people use them, and what may happen to the sound afterwards."""

import subprocess
import wave
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from bench import trust_visualon
from bench.trust_sounds import RATE, Sound, noise, resampled, to_16_bits

FFMPEG = ("ffmpeg", "-v", "error", "-nostdin", "-y", "-i", "{wav}", "-map_metadata", "-1")


@dataclass(frozen=True)
class Trip:
    """One encoder at one setting: the codec as findings name it, the group it is counted in, and its command.

    Without a command it is VisualOn's AAC at `kilobits` a second.
    """

    codec: str
    group: str
    suffix: str
    command: tuple[str, ...] = ()
    rate: int = RATE
    kilobits: int = 0


def _lame(*options: str, group: str) -> Trip:
    return Trip("mp3", group, ".mp3", ("lame", "--quiet", *options, "{wav}", "{out}"))


def _aac(kilobits: int, *options: str, group: str) -> Trip:
    return Trip("aac", group, ".m4a", (*FFMPEG, "-c:a", "aac", "-b:a", f"{kilobits}k", *options, "{out}"))


def _visualon(kilobits: int, group: str) -> Trip:
    return Trip("aac", group, ".aac", kilobits=kilobits)


def _vorbis(quality: int, group: str) -> Trip:
    return Trip("vorbis", group, ".ogg", ("oggenc", "-Q", "-q", str(quality), "-o", "{out}", "{wav}"))


def _opus(kilobits: int, group: str) -> Trip:
    command = ("opusenc", "--quiet", "--bitrate", str(kilobits), "{wav}", "{out}")
    return Trip("opus", group, ".opus", command, 48_000)


LOW, HIGH = "128–192 kbit/s", "256–320 kbit/s"
TRIPS: dict[str, Trip] = {
    "MP3 128 (LAME)": _lame("-b", "128", group=LOW),
    "MP3 160 (LAME)": _lame("-b", "160", group=LOW),
    "MP3 192 (LAME)": _lame("-b", "192", group=LOW),
    "MP3 V2 (LAME)": _lame("-V", "2", group=LOW),
    "MP3 V0 (LAME)": _lame("-V", "0", group=HIGH),
    "MP3 256 (LAME)": _lame("-b", "256", group=HIGH),
    "MP3 320 (LAME)": _lame("-b", "320", group=HIGH),
    "MP3 160 (Shine)": Trip("mp3", LOW, ".mp3", (*FFMPEG, "-c:a", "libshine", "-b:a", "160k", "{out}")),
    "AAC 128 (FFmpeg)": _aac(128, group=LOW),
    "AAC 192 (FFmpeg)": _aac(192, group=LOW),
    "AAC 192 (FFmpeg, fast)": _aac(192, "-aac_coder", "fast", group=LOW),
    "AAC 256 (FFmpeg)": _aac(256, group=HIGH),
    "AAC 320 (FFmpeg)": _aac(320, group=HIGH),
    "AAC 128 (VisualOn)": _visualon(128, LOW),
    "AAC 192 (VisualOn)": _visualon(192, LOW),
    "AAC 256 (VisualOn)": _visualon(256, HIGH),
    "Vorbis q4 (libvorbis)": _vorbis(4, LOW),
    "Vorbis q6 (libvorbis)": _vorbis(6, LOW),
    "Vorbis q8 (libvorbis)": _vorbis(8, HIGH),
    "Vorbis q9 (libvorbis)": _vorbis(9, HIGH),
    "Opus 128 (libopus)": _opus(128, LOW),
    "Opus 160 (libopus)": _opus(160, LOW),
    "Opus 256 (libopus)": _opus(256, HIGH),
}

# What was done to the lossy sound before it was sold as lossless: (its trip, the change, the rate of the result).
Change = Callable[[Sound, int], Sound]
AFTERWARDS: dict[str, tuple[str, Change, int]] = {
    "MP3 192, 2 dB quieter and dithered": ("MP3 192 (LAME)", lambda s, _r: _quieter(s), RATE),
    "MP3 320, 2 dB quieter and dithered": ("MP3 320 (LAME)", lambda s, _r: _quieter(s), RATE),
    "AAC 192, 2 dB quieter and dithered": ("AAC 192 (FFmpeg)", lambda s, _r: _quieter(s), RATE),
    "Vorbis q6, 2 dB quieter and dithered": ("Vorbis q6 (libvorbis)", lambda s, _r: _quieter(s), RATE),
    "Opus 160, 2 dB quieter and dithered": ("Opus 160 (libopus)", lambda s, _r: _quieter(s), 48_000),
    "MP3 192, light noise": ("MP3 192 (LAME)", lambda s, _r: np.rint(s + noise(s, 2.0)), RATE),
    "MP3 192, to 48 kHz": ("MP3 192 (LAME)", lambda s, r: np.rint(resampled(s, r, 48_000)), 48_000),
    "AAC 192, to 48 kHz": ("AAC 192 (FFmpeg)", lambda s, r: np.rint(resampled(s, r, 48_000)), 48_000),
    "MP3 192, to 96 kHz": ("MP3 192 (LAME)", lambda s, r: np.rint(resampled(s, r, 96_000)), 96_000),
    "Opus 128, to 44.1 kHz": ("Opus 128 (libopus)", lambda s, r: np.rint(resampled(s, r, RATE)), RATE),
}


def _quieter(sound: Sound) -> Sound:
    return to_16_bits(sound * np.float32(0.794))


def through(trip: Trip, sound: Sound, folder: Path) -> Sound:
    """`sound` (44.1 kHz) encoded and decoded to 16 bits, at `trip.rate`. Raises CalledProcessError."""
    wav, lossy = folder / "clip.wav", folder / f"clip{trip.suffix}"
    with wave.open(str(wav), "wb") as out:
        out.setnchannels(2)
        out.setsampwidth(2)
        out.setframerate(RATE)
        out.writeframes(sound.T.astype("<i2").tobytes())
    if trip.command:
        places = {"{wav}": str(wav), "{out}": str(lossy)}
        subprocess.run([places.get(part, part) for part in trip.command], check=True, capture_output=True)
    else:
        trust_visualon.encode(sound.T.astype("<i2").tobytes(), RATE, 1000 * trip.kilobits, lossy)
    decode = ["ffmpeg", "-v", "error", "-nostdin", "-i", str(lossy), "-f", "s16le", "-ac", "2", "-"]
    raw = subprocess.run(decode, check=True, capture_output=True).stdout
    return np.frombuffer(raw, "<i2").reshape(-1, 2).T.astype(np.float32)
