"""Loudness by EBU R 128 (ITU-R BS.1770-4), measured with FFmpeg's `ebur128` filter."""

from collections import Counter
from dataclasses import dataclass, field

import av
from av.audio.frame import AudioFrame
from av.filter import Graph

from apps.library.trust.loudness_blocks import ABSOLUTE_GATE, Blocks, block_of


@dataclass(frozen=True, slots=True)
class Loudness:
    """Integrated loudness in LUFS, loudness range in LU, None where the file is silent; and its blocks, counted."""

    integrated: float | None
    range: float | None
    blocks: Blocks = field(default_factory=Counter)


class LoudnessMeter:
    """Takes decoded frames one after the other. A file that FFmpeg's filter refuses has no loudness, and no error."""

    def __init__(self) -> None:
        self._graph: Graph | None = None
        self._shape: tuple[str, str, int] | None = None
        self._last: dict[str, str] = {}
        self._blocks: Blocks = Counter()
        self._failed = False

    def add(self, frame: AudioFrame) -> None:
        """Measure the next frame; all must have the format of the first."""
        if self._failed:
            return
        try:
            graph = self._graph or self._start(frame)
            graph.push(frame)
            self._drain(graph)
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
        blocks = Counter() if self._failed else self._blocks
        return Loudness(_number(figures, "I", ABSOLUTE_GATE), _number(figures, "LRA", -1.0), blocks)

    def _drain(self, graph: Graph) -> None:
        """Take what the filter says every 100 ms: "M" is how loud the last 400 ms were, which are a gating block."""
        while True:
            try:
                told = graph.pull().metadata
            except (av.error.BlockingIOError, av.error.EOFError):
                return
            if told:
                self._last = told
                step = block_of(float(told.get("lavfi.r128.M", "-inf")))
                if step is not None:
                    self._blocks[step] += 1


def _number(figures: dict[str, str], name: str, floor: float) -> float | None:
    value = figures.get(f"lavfi.r128.{name}")
    return round(float(value), 2) if value is not None and float(value) > floor else None
