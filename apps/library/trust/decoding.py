"""Decoding a whole file in blocks, so that a long or hi-res file costs time and never memory.

FFmpeg (through PyAV) does the decoding; what goes wrong on the way is counted and kept, not raised, since a damaged
file is an answer here.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import av
import numpy as np
from av.audio.codeccontext import AudioCodecContext
from av.audio.frame import AudioFrame
from av.container.input import InputContainer
from numpy.typing import NDArray

LOSSLESS_CODECS = frozenset({"flac", "alac", "ape", "wavpack", "tta", "mlp", "truehd", "shorten", "tak"})
BLOCK_SAMPLES = 1 << 16  # a codec's own frames are so short that the calls would cost more than the work
MOST_ERRORS = 50  # a file with more is damaged beyond doubt; the rest of it is not worth the time

Block = NDArray[np.int32]


class UnreadableAudio(Exception):
    """The file cannot be opened as audio at all; the message is a sentence."""


@dataclass(frozen=True, slots=True)
class StreamFacts:
    """What the container says: names as FFmpeg spells them, rate in hertz, bits a sample (0 for lossy codecs).

    `samples` is the declared number of samples a channel, 0 where the container does not tell.
    """

    container: str
    codec: str
    rate: int
    channels: int
    bits: int
    samples: int

    @property
    def lossless(self) -> bool:
        return self.codec in LOSSLESS_CODECS or self.codec.startswith("pcm_")


class Decoding:
    """One pass over a file's first audio stream. After the pass, `errors` and `samples` tell how it went."""

    def __init__(self, path: Path) -> None:
        self.errors: list[str] = []
        self.samples = 0
        try:
            self._container: InputContainer = av.open(str(path), mode="r", metadata_errors="ignore")
        except (av.error.FFmpegError, OSError, ValueError) as error:
            raise UnreadableAudio("This is not audio that can be opened.") from error
        if not self._container.streams.audio:
            self._container.close()
            raise UnreadableAudio("There is no sound in this file.")
        self._stream = self._container.streams.audio[0]
        self.facts = _facts(self._container)
        if not self.facts.rate or not self.facts.channels:
            self._container.close()
            raise UnreadableAudio("It begins like audio, but what follows cannot be read.")

    def __enter__(self) -> "Decoding":
        return self

    def __exit__(self, *_failure: object) -> None:
        self._container.close()

    def blocks(self, on_frame: Callable[[AudioFrame], None] | None = None) -> Iterator[Block]:
        """Blocks of shape (channels, n) in units of one quantisation step at `facts.bits` (16 for lossy codecs).

        `on_frame` gets each frame as FFmpeg decoded it, so that one decoding serves its filters too.
        """
        waiting: list[Block] = []
        length = 0
        for frame in self._frames():
            if on_frame is not None:
                on_frame(frame)
            block = _as_integers(frame, self.facts.bits or 16)
            if waiting and len(block) != len(waiting[0]):
                self.errors.append("The number of channels changes on the way.")
                break
            self.samples += block.shape[1]
            waiting.append(block)
            length += block.shape[1]
            if length >= BLOCK_SAMPLES:
                yield _joined(waiting)
                waiting, length = [], 0
        if waiting:
            yield _joined(waiting)

    def _frames(self) -> Iterator[AudioFrame]:
        packets = self._container.demux(self._stream)
        while len(self.errors) < MOST_ERRORS:
            try:
                packet = next(packets)
            except StopIteration:
                return
            except (av.error.FFmpegError, OSError) as error:
                self.errors.append(str(error))
                return
            try:
                yield from packet.decode()
            except av.error.EOFError:
                return
            except (av.error.FFmpegError, ValueError) as error:
                self.errors.append(str(error))


def _joined(parts: list[Block]) -> Block:
    """One block, a channel after the other in memory: what follows reads channels."""
    block = np.empty((len(parts[0]), sum(part.shape[1] for part in parts)), np.int32)
    return np.concatenate(parts, axis=1, out=block)


def _facts(container: InputContainer) -> StreamFacts:
    stream = container.streams.audio[0]
    context = stream.codec_context
    rate = int(context.sample_rate or 0)
    declared = 0
    if stream.duration is not None and stream.time_base is not None:
        declared = round(float(stream.duration * stream.time_base) * rate)
    return StreamFacts(
        container.format.name.split(",")[0], context.name, rate, context.channels, _bits(context), declared
    )


def _bits(context: AudioCodecContext) -> int:
    """Bits a sample of a lossless codec, else 0. FFmpeg hands out 24 bits in the upper part of 32."""
    codec = context.name
    if codec == "flac" and context.extradata and len(context.extradata) >= 14:
        return ((context.extradata[12] & 1) << 4 | context.extradata[13] >> 4) + 1  # STREAMINFO, RFC 9639, 8.2
    if codec.startswith("pcm_"):
        digits = "".join(c for c in codec.removeprefix("pcm_").split("le")[0].split("be")[0] if c.isdigit())
        return min(int(digits or 16), 32)
    if codec not in LOSSLESS_CODECS:
        return 0
    sample_format = context.format.name if context.format is not None else ""  # unknown until a frame was seen
    return {"u8": 8, "s16": 16}.get(sample_format.removesuffix("p"), 24)


def _as_integers(frame: AudioFrame, bits: int) -> Block:
    """FFmpeg's samples (interleaved or planar, left-aligned in 32 bits, or float) as whole quantisation steps."""
    data: NDArray[np.generic] = frame.to_ndarray()
    if not frame.format.is_planar:
        data = data.reshape(-1, len(frame.layout.channels)).T
    if data.dtype.kind == "f":
        return np.asarray(np.rint(data.astype(np.float64) * 2.0 ** (bits - 1)), dtype=np.int32)
    if data.dtype == np.uint8:
        return data.astype(np.int32) - 128
    if data.dtype == np.int32 and bits < 32:
        return np.asarray(data.astype(np.int32) >> (32 - bits))
    return data.astype(np.int32)
