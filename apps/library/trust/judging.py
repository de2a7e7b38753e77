"""From measures to findings: each function is one check, one verdict and one sentence."""

import numpy as np
from numpy.typing import NDArray

from apps.core.figures import counted
from apps.library.trust.codec_traces import CodecTrace
from apps.library.trust.decoding import StreamFacts
from apps.library.trust.domain import Finding, Verdict
from apps.library.trust.measuring import AverageSpectrum, Levels, ZeroRuns

CODEC_NAMES = {"mp3": "MP3", "aac": "AAC", "vorbis": "Vorbis", "opus": "Opus"}
SUFFIXES = {
    "flac": {".flac", ".oga", ".ogg", ".mka"},
    "alac": {".m4a", ".mp4", ".caf"},
    "aac": {".m4a", ".mp4", ".aac", ".m4b"},
    "mp3": {".mp3"},
    "mp3float": {".mp3"},
    "vorbis": {".ogg", ".oga", ".mka"},
    "opus": {".opus", ".ogg", ".oga", ".mka"},
    "ape": {".ape"},
    "wavpack": {".wv"},
    "tta": {".tta"},
    "wmav2": {".wma"},
}
GAP_SECONDS = 0.5
MISSING_SHARE = 0.001
OLD_NYQUISTS = (22_050, 24_000)
CLIFF_DB = 25.0  # a fall this deep within 4 kHz around an old Nyquist frequency is a resampler's filter
EMPTY_DB = 1.0  # and this close to rounding noise there is nothing at all
AUDIBLE_SHARE_OF_PEAK_DB = 96.0
DITHER_DB = 10.0  # triangular dither lies 5 dB above rounding noise


def check_name(facts: StreamFacts, suffix: str) -> Finding:
    """Whether the codec is one that the file name's ending stands for."""
    expected = SUFFIXES.get(facts.codec, {".wav", ".aiff", ".aif", ".w64"} if facts.codec.startswith("pcm_") else set())
    if suffix.lower() in expected or not expected:
        return Finding("container", Verdict.GENUINE, f"It is {facts.codec}, as its name says.", facts.codec)
    message = f"Its name ends in {suffix or 'nothing'}, but it holds {facts.codec}."
    return Finding("container", Verdict.SUSPICIOUS, message, facts.codec)


def check_decoding(errors: list[str], decoded: int, declared: int, rate: int) -> Finding:
    """Whether everything could be decoded, to the declared length."""
    if errors:
        return Finding(
            "decode", Verdict.DAMAGED, f"It breaks while decoding ({counted(len(errors), 'error')}).", len(errors)
        )
    missing = declared - decoded
    if declared and missing > max(MISSING_SHARE * declared, 0.05 * rate):
        seconds = missing / max(rate, 1)
        return Finding("decode", Verdict.DAMAGED, f"{seconds:.1f} s are missing at the end or in between.", seconds)
    return Finding("decode", Verdict.GENUINE, "Every frame decodes.", decoded / max(rate, 1))


def check_md5(stored: bytes, computed: bytes) -> Finding:
    """FLAC's own checksum of the uncompressed audio (RFC 9639, 8.2)."""
    if not any(stored):
        return Finding("flac_md5", Verdict.UNKNOWN, "The encoder left no checksum to compare with.")
    if stored == computed:
        return Finding("flac_md5", Verdict.GENUINE, "The audio matches the checksum made when it was encoded.")
    return Finding("flac_md5", Verdict.DAMAGED, "The audio is not what was encoded: its checksum differs.")


def check_silence(runs: ZeroRuns, rate: int) -> Finding:
    """Digital silence throughout, or a hole filled with zeros in the middle of sound."""
    if runs.silent:
        return Finding("silence", Verdict.SUSPICIOUS, "There is no sound in it at all.", 0.0)
    seconds = runs.longest / max(rate, 1)
    if seconds >= GAP_SECONDS:
        at = runs.longest_start / max(rate, 1)
        where = f"{int(at // 60)}:{int(at % 60):02d}"
        return Finding(
            "silence", Verdict.UNKNOWN, f"{seconds:.1f} s of digital zero at {where}; it may be meant.", seconds
        )
    return Finding("silence", Verdict.GENUINE, "No part is filled with zeros.", seconds)


def check_clipping(levels: Levels, seconds: float) -> Finding:
    """How often the wave stays at full scale. It is a matter of mastering, so it never counts against a copy."""
    a_minute = levels.clipped_runs / max(seconds / 60, 1e-9)
    if a_minute < 1:
        message = "The wave is not clipped."
    else:
        message = f"The wave touches full scale {a_minute:.0f} times a minute; the master is that loud."
    return Finding("clipping", Verdict.GENUINE, message, round(a_minute, 1))


def check_bit_depth(levels: Levels, bits: int) -> Finding:
    """Whether all bits carry something: 16 bits padded to 24 are told."""
    if levels.real_bits and bits > 16 and levels.real_bits <= bits - 4:
        message = f"It says {bits} bits, but only {levels.real_bits} carry anything: it was padded."
        return Finding("bit_depth", Verdict.SUSPICIOUS, message, levels.real_bits)
    return Finding("bit_depth", Verdict.GENUINE, f"All {bits} bits are used.", levels.real_bits)


def check_upsampling(spectrum: AverageSpectrum) -> Finding | None:
    """Whether a hi-res file has anything above what 44.1 or 48 kHz could hold; None below 88.2 kHz."""
    if spectrum.rate < 88_200 or not spectrum.frames:
        return None
    level, frequencies = spectrum.decibels(), spectrum.frequencies()
    for border in OLD_NYQUISTS:
        step = _median(level, frequencies, border - 2_500, border - 500) - _median(
            level, frequencies, border + 500, border + 2_500
        )
        above = _median(level, frequencies, border + 500, spectrum.rate * 0.48)
        if step > CLIFF_DB or above < EMPTY_DB:
            message = f"Nothing above {border / 1000:.0f} kHz: it may have been made from {2 * border / 1000:g} kHz."
            return Finding("upsampling", Verdict.SUSPICIOUS, message, round(step, 1))
    return Finding("upsampling", Verdict.GENUINE, "It has content that only a hi-res file can hold.")


def _median(level: NDArray[np.float64], frequencies: NDArray[np.float64], low: float, high: float) -> float:
    return float(np.median(level[(frequencies >= low) & (frequencies <= high)]))


def check_codec_trace(trace: CodecTrace | None) -> Finding:
    """Whether a lossless file was made from a lossy one. Its best word is that no trace was found."""
    if trace is None:
        return Finding("codec_trace", Verdict.UNKNOWN, "Too little sound to look for traces of a lossy codec.")
    name, z = CODEC_NAMES[trace.codec], round(trace.z, 1)
    if trace.certain:
        return Finding("codec_trace", Verdict.SUSPICIOUS, f"It was made from {name}: the codec's frames are in it.", z)
    if trace.doubtful:
        return Finding("codec_trace", Verdict.UNKNOWN, f"A weak trace of {name}, too weak to say.", z)
    return Finding("codec_trace", Verdict.GENUINE, "No trace of a lossy codec was found.", z)


def cut_off(spectrum: AverageSpectrum) -> float | None:
    """The frequency in hertz above which there is nothing but noise. Shown, never judged: old masters have one."""
    if not spectrum.frames:
        return None
    level = spectrum.decibels()
    smooth = np.convolve(level, np.ones(9) / 9, mode="same")
    heard = np.flatnonzero(smooth > max(float(smooth.max()) - AUDIBLE_SHARE_OF_PEAK_DB, DITHER_DB))
    return float(spectrum.frequencies()[heard[-1]]) if len(heard) else None
