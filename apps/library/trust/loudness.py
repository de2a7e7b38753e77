"""Loudness by EBU R 128 (ITU-R BS.1770-4), measured with FFmpeg's `ebur128` filter."""

from dataclasses import dataclass
from math import log10
from pathlib import Path

import av
from av.filter import Graph

from apps.library.trust.decoding import UnreadableAudio


@dataclass(frozen=True, slots=True)
class Loudness:
    """Integrated loudness in LUFS, loudness range in LU, true peak in dBTP; None where the file is silent."""

    integrated: float | None
    range: float | None
    true_peak: float | None


def measure_loudness(path: Path) -> Loudness:
    """Decode `path` once more, through the filter. Raises UnreadableAudio."""
    try:
        with av.open(str(path), metadata_errors="ignore") as container:
            stream = container.streams.audio[0]
            graph = Graph()
            source = graph.add_abuffer(template=stream)
            meter = graph.add("ebur128", "metadata=1:peak=true")
            sink = graph.add("abuffersink")
            source.link_to(meter)
            meter.link_to(sink)
            graph.configure()
            last: dict[str, str] = {}
            for packet in container.demux(stream):
                try:
                    frames = packet.decode()
                except av.error.FFmpegError:
                    continue
                for frame in frames:
                    graph.push(frame)
                    last = _drain(graph) or last
    except (av.error.FFmpegError, OSError, ValueError, IndexError) as error:
        raise UnreadableAudio("The loudness of this file could not be measured.") from error
    return Loudness(_number(last, "I", -70.0), _number(last, "LRA", -1.0), _peak(last))


def _drain(graph: Graph) -> dict[str, str]:
    last: dict[str, str] = {}
    while True:
        try:
            last = dict(graph.pull().metadata) or last
        except (av.error.BlockingIOError, av.error.EOFError):
            return last


def _number(figures: dict[str, str], name: str, floor: float) -> float | None:
    value = figures.get(f"lavfi.r128.{name}")
    return round(float(value), 2) if value is not None and float(value) > floor else None


def _peak(figures: dict[str, str]) -> float | None:
    peaks = [float(v) for k, v in figures.items() if k.startswith("lavfi.r128.true_peaks_ch")]
    if not peaks or max(peaks) <= 0:
        return None
    return round(20 * log10(max(peaks)), 2)
