"""One file, examined from its container to its last sample, in one pass."""

import hashlib
from functools import partial
from pathlib import Path

import numpy as np

from apps.library.trust.codec_traces import find_trace
from apps.library.trust.decoding import Block, Decoding, StreamFacts, UnreadableAudio
from apps.library.trust.domain import Finding, TrackReport, Verdict
from apps.library.trust.dynamics import DynamicRange, Waveform
from apps.library.trust.excerpts import ExcerptKeeper
from apps.library.trust.judging import (
    check_bit_depth,
    check_clipping,
    check_codec_trace,
    check_decoding,
    check_md5,
    check_name,
    check_silence,
    check_upsampling,
    cut_off,
)
from apps.library.trust.loudness import LoudnessMeter
from apps.library.trust.loudness_blocks import packed
from apps.library.trust.measuring import LINE_NOISE, AverageSpectrum, Levels, RipChecksums, ZeroRuns
from apps.library.trust.spectrogram import Spectrogram
from apps.library.trust.true_peak import TruePeakMeter


def examine(path: Path, picture: Path | None = None) -> TrackReport:
    """All that can be said about the audio of `path`; never raises for what the file contains.

    The picture of its spectrum goes to `picture`. Raises OSError where that cannot be written.
    """
    try:
        with Decoding(path) as decoding:
            return _Examination(decoding).run(path, picture)
    except UnreadableAudio as error:
        return TrackReport((Finding("container", Verdict.DAMAGED, str(error)),))


class _Examination:
    def __init__(self, decoding: Decoding) -> None:
        self.decoding = decoding
        self.facts: StreamFacts = decoding.facts
        self.bits = self.facts.bits or 16
        self.zeros = ZeroRuns()
        self.levels = Levels(self.bits)
        self.loudness = LoudnessMeter()
        self.true_peak = TruePeakMeter(self.facts.rate, float(2 ** (self.bits - 1)))
        self.dynamics = DynamicRange(self.facts.rate)
        self.waveform = Waveform(float(2 ** (self.bits - 1)))
        self.spectrum = AverageSpectrum(self.facts.rate)
        self.spectrogram = Spectrogram()
        self.excerpts = ExcerptKeeper(self.facts.samples, self.facts.rate)
        self.rip_checksums = RipChecksums()
        self.checksum = hashlib.md5(usedforsecurity=False)

    def run(self, path: Path, picture: Path | None) -> TrackReport:
        for block in self.decoding.blocks(self.loudness.add):
            self._measure(block)
        findings = self._findings(path)
        if picture is not None:
            self.spectrogram.save(picture, LINE_NOISE * 4 ** max(self.bits - 16, 0))
        return TrackReport(tuple(findings), self._measures(), self.waveform.points())

    def _measure(self, block: Block) -> None:
        self.zeros.add(block)
        self.levels.add(block)
        sound = block.astype(np.float32)
        self.waveform.add(sound)
        self.dynamics.add(sound)
        self.true_peak.add(sound)
        self.spectrogram.add(self.spectrum.add(sound.mean(axis=0)))
        if self.facts.lossless:
            self.excerpts.add(block)
        if self.facts.codec == "flac":
            self.checksum.update(_as_flac_bytes(block, self.bits))
        if self.facts.lossless and self.bits == 16:
            self.rip_checksums.add(block)

    def _findings(self, path: Path) -> list[Finding]:
        facts, decoding = self.facts, self.decoding
        seconds = decoding.samples / max(facts.rate, 1)
        found = [
            check_name(facts, path.suffix),
            check_decoding(decoding.errors, decoding.samples, facts.samples if facts.lossless else 0, facts.rate),
            check_silence(self.zeros, facts.rate),
            check_clipping(self.levels, seconds),
        ]
        if facts.codec == "flac":
            found.append(check_md5(_stored_md5(path), self.checksum.digest()))
        if facts.lossless:
            found.append(check_bit_depth(self.levels, self.bits))
            step = 2 ** (self.bits - self.levels.real_bits) if self.levels.real_bits else 1
            found.append(check_codec_trace(find_trace(partial(self.excerpts.read, step=step), facts.rate)))
            if (upsampled := check_upsampling(self.spectrum)) is not None:
                found.append(upsampled)
        return found

    def _measures(self) -> dict[str, float | str | None]:
        loudness = self.loudness.result()
        return {
            "codec": self.facts.codec,
            "sample_rate": self.facts.rate,
            "channels": self.facts.channels,
            "bit_depth": self.facts.bits or None,
            "real_bit_depth": self.levels.real_bits if self.facts.lossless else None,
            "seconds": round(self.decoding.samples / self.facts.rate, 3),
            "cut_off": cut_off(self.spectrum),
            "peak": round(self.levels.peak_dbfs, 2),
            "dynamic_range": self.dynamics.value(),
            "loudness": loudness.integrated,
            "loudness_range": loudness.range,
            "loudness_blocks": packed(loudness.blocks),
            "true_peak": self.true_peak.decibels(),
            "crc32": self.rip_checksums.all_samples,
            "crc32_without_zeros": self.rip_checksums.without_zeros,
        }


def _as_flac_bytes(block: Block, bits: int) -> bytes:
    """The samples as FLAC checksums them: interleaved, little-endian, in whole bytes."""
    width = (bits + 7) // 8
    if width == 2:
        return block.astype("<i2").T.tobytes()
    interleaved = np.ascontiguousarray(block.T).astype("<i4")
    return interleaved.view(np.uint8).reshape(-1, 4)[:, :width].tobytes()


def _stored_md5(path: Path) -> bytes:
    """The MD5 of STREAMINFO, sixteen zero bytes where there is none (or the FLAC is inside another container)."""
    with path.open("rb") as stream:
        head = stream.read(4 + 4 + 34)
    if head[:4] != b"fLaC" or len(head) < 42:
        return bytes(16)
    return head[26:42]
