"""One file, examined from its container to its last sample, in one pass."""

import hashlib
from functools import partial
from pathlib import Path

import numpy as np

from apps.library.trust.codec_traces import find_trace
from apps.library.trust.decoding import Block, Decoding, StreamFacts, UnreadableAudio
from apps.library.trust.domain import Finding, TrackReport, Verdict
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
from apps.library.trust.loudness import measure_loudness
from apps.library.trust.measuring import AverageSpectrum, Levels, ZeroRuns


def examine(path: Path) -> TrackReport:
    """All that can be said about the audio of `path`; never raises for what the file contains."""
    try:
        with Decoding(path) as decoding:
            return _Examination(decoding).run(path)
    except UnreadableAudio as error:
        return TrackReport((Finding("container", Verdict.DAMAGED, str(error)),))


class _Examination:
    def __init__(self, decoding: Decoding) -> None:
        self.decoding = decoding
        self.facts: StreamFacts = decoding.facts
        self.bits = self.facts.bits or 16
        self.zeros = ZeroRuns()
        self.levels = Levels(self.bits)
        self.spectrum = AverageSpectrum(self.facts.rate)
        self.excerpts = ExcerptKeeper(self.facts.samples)
        self.checksum = hashlib.md5(usedforsecurity=False)

    def run(self, path: Path) -> TrackReport:
        for block in self.decoding.blocks():
            self._measure(block)
        findings = self._findings(path)
        return TrackReport(tuple(findings), self._measures(path, findings))

    def _measure(self, block: Block) -> None:
        for measure in (self.zeros, self.levels, self.spectrum):
            measure.add(block)
        if self.facts.lossless:
            self.excerpts.add(block)
        if self.facts.codec == "flac":
            self.checksum.update(_as_flac_bytes(block, self.bits))

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

    def _measures(self, path: Path, findings: list[Finding]) -> dict[str, float | str | None]:
        measures: dict[str, float | str | None] = {
            "codec": self.facts.codec,
            "sample_rate": self.facts.rate,
            "bit_depth": self.facts.bits or None,
            "real_bit_depth": self.levels.real_bits if self.facts.lossless else None,
            "cut_off": cut_off(self.spectrum),
            "peak": round(self.levels.peak_dbfs, 2),
        }
        if not any(finding.verdict is Verdict.DAMAGED for finding in findings):
            loudness = measure_loudness(path)
            measures |= {
                "loudness": loudness.integrated,
                "loudness_range": loudness.range,
                "true_peak": loudness.true_peak,
            }
        return measures


def _as_flac_bytes(block: Block, bits: int) -> bytes:
    """The samples as FLAC checksums them: interleaved, little-endian, in whole bytes."""
    width = (bits + 7) // 8
    interleaved = np.ascontiguousarray(block.T).astype("<i4")
    return interleaved.view(np.uint8).reshape(-1, 4)[:, :width].tobytes()


def _stored_md5(path: Path) -> bytes:
    """The MD5 of STREAMINFO, sixteen zero bytes where there is none (or the FLAC is inside another container)."""
    with path.open("rb") as stream:
        head = stream.read(4 + 4 + 34)
    if head[:4] != b"fLaC" or len(head) < 42:
        return bytes(16)
    return head[26:42]
