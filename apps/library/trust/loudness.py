"""Loudness by EBU R 128 (ITU-R BS.1770-4), measured with FFmpeg's `ebur128` filter."""

from dataclasses import dataclass

import av
from av.audio.frame import AudioFrame
from av.filter import Graph


@dataclass(frozen=True, slots=True)
class Loudness:
    """Integrated loudness in LUFS, loudness range in LU; None where the file is silent."""

    integrated: float | None
    range: float | None


class LoudnessMeter:
    """Takes decoded frames one after the other. A file that FFmpeg's filter refuses has no loudness, and no error."""

    def __init__(self) -> None:
        self._graph: Graph | None = None
        self._shape: tuple[str, str, int] | None = None
        self._last: dict[str, str] = {}
        self._failed = False

    def add(self, frame: AudioFrame) -> None:
        """Measure the next frame; all must have the format of the first."""
        if self._failed:
            return
        try:
            graph = self._graph or self._start(frame)
            graph.push(frame)
            self._last = _drain(graph) or self._last
        except (av.error.FFmpegError, ValueError):
            self._failed = True

    def _start(self, frame: AudioFrame) -> Graph:
        graph = Graph()
        source = graph.add_abuffer(
            sample_rate=frame.sample_rate,
            format=frame.format.name,
            layout=frame.layout.name,
            time_base=frame.time_base,
        )
        meter = graph.add("ebur128", "metadata=1")
        sink = graph.add("abuffersink")
        source.link_to(meter)
        meter.link_to(sink)
        graph.configure()
        self._graph = graph
        return graph

    def result(self) -> Loudness:
        """What was measured over all frames."""
        figures = {} if self._failed else self._last
        return Loudness(_number(figures, "I", -70.0), _number(figures, "LRA", -1.0))


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
