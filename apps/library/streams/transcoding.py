"""Making another format of a track, or of a stretch of it, with PyAV (FFmpeg)."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import av
from av.audio.frame import AudioFrame

LOWEST_BITRATE, HIGHEST_BITRATE = 32_000, 320_000
MP3_BITRATES = (32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320)  # kbit/s, ISO 11172-3 layer III


class TranscodeError(Exception):
    """The sound could not be decoded or encoded; the message says which."""


@dataclass(frozen=True, slots=True)
class Target:
    """A format to make: its name in addresses, FFmpeg's encoder and container, and what it is on the wire."""

    name: str
    encoder: str
    container: str
    suffix: str
    media_type: str
    default_bitrate: int = 0


TARGETS = {
    "opus": Target("opus", "libopus", "ogg", ".opus", "audio/ogg", 128_000),
    "mp3": Target("mp3", "libmp3lame", "mp3", ".mp3", "audio/mpeg", 192_000),
    "flac": Target("flac", "flac", "flac", ".flac", "audio/flac"),
}
MUXER_OPTIONS = {"mp3": {"id3v2_version": "0", "write_xing": "0"}}


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch in seconds; without an end it goes to the end of the file."""

    start: float = 0.0
    end: float | None = None


WHOLE = Span()


def bitrate_for(target: Target, asked: int | None) -> int:
    """The bitrate in bit/s; up to 1000 it is taken as kbit/s. MP3 takes the next one that it knows."""
    wanted = (asked * 1000 if asked <= 1000 else asked) if asked else target.default_bitrate
    if not target.default_bitrate:
        return 0
    wanted = min(max(wanted, LOWEST_BITRATE), HIGHEST_BITRATE)
    if target.name == "mp3":
        return next(kbits * 1000 for kbits in MP3_BITRATES if kbits * 1000 >= wanted)
    return wanted


def transcode(source: Path, out: Path, target: Target, bitrate: int, span: Span) -> None:
    """Write `span` of `source` into the new file `out`, which grows as it goes. Raises TranscodeError."""
    try:
        with av.open(str(source)) as reader, _writer(out, target) as writer:
            if not reader.streams.audio:
                raise TranscodeError("There is no sound in this file.")
            _encode(reader, writer, target, bitrate, span)
    except (av.error.FFmpegError, OSError, ValueError) as error:
        raise TranscodeError(f"The file cannot be played: {str(error) or type(error).__name__}") from error


def _writer(out: Path, target: Target) -> Any:  # PyAV's output container
    options = {"flush_packets": "1", **MUXER_OPTIONS.get(target.name, {})}
    return av.open(str(out), "w", format=target.container, options=options)


def _encode(reader: Any, writer: Any, target: Target, bitrate: int, span: Span) -> None:
    source = reader.streams.audio[0]
    source.thread_type = "NONE"
    encoder = writer.add_stream(target.encoder, rate=_rate(target, source.codec_context.sample_rate))
    encoder.layout = "mono" if source.codec_context.channels == 1 else "stereo"
    if bitrate:
        encoder.bit_rate = bitrate
    if target.name == "flac":
        encoder.codec_context.format = _lossless_format(source)
    resampler: Any = None
    for frame in cut(reader, source, span):
        if resampler is None:
            resampler = av.AudioResampler(encoder.format, encoder.layout, encoder.rate, encoder.frame_size or 4096)
        for piece in resampler.resample(frame):
            writer.mux(encoder.encode(piece))
    if resampler is None:
        raise TranscodeError("There is no sound in this part of the file.")
    for piece in resampler.resample(None):
        writer.mux(encoder.encode(piece))
    writer.mux(encoder.encode(None))


def _rate(target: Target, source: int) -> int:
    if target.name == "flac":
        return min(source, 192_000) if source <= 192_000 else 96_000  # DSD is decoded to 352.8 kHz and more
    if target.name == "opus":
        return 48_000
    return 44_100 if source % 11_025 == 0 else 48_000


def _lossless_format(source: Any) -> str:
    name = source.codec_context.format.name if source.codec_context.format else "s16"
    return "s16" if name.startswith(("s16", "u8")) else "s32"


def cut(reader: Any, source: Any, span: Span) -> Iterator[AudioFrame]:
    """The decoded frames of exactly the samples from `span.start` to `span.end`.

    Seeks to a little before the start and counts samples from the frames' own time stamps; frames that cannot be
    decoded are left out.
    """
    rate = source.codec_context.sample_rate
    first = round(span.start * rate)
    last = None if span.end is None else round(span.end * rate)
    if first > rate:
        reader.seek(int((span.start - 1.0) / source.time_base), stream=source, backward=True)
    at: int | None = None
    for packet in reader.demux(source):
        try:
            frames = packet.decode()
        except av.error.InvalidDataError:
            continue
        for frame in frames:
            at = _position(frame, at, rate)
            start, end = max(first - at, 0), frame.samples if last is None else min(last - at, frame.samples)
            position, at = at, at + frame.samples
            if end > start:
                yield frame if (start, end) == (0, frame.samples) else _part(frame, start, end)
            if last is not None and position + frame.samples >= last:
                return


def _position(frame: AudioFrame, expected: int | None, rate: int) -> int:
    """Where in the file the frame starts, in samples."""
    if frame.pts is None or frame.time_base is None:
        return expected or 0
    told = round(float(frame.pts * frame.time_base) * rate)
    # Time stamps in milliseconds are not exact: trust the count while they agree with it.
    if expected is not None and abs(told - expected) < rate // 20:
        return expected
    return max(told, 0)


def _part(frame: AudioFrame, start: int, end: int) -> AudioFrame:
    samples = frame.to_ndarray()
    channels = 1 if frame.format.is_planar else frame.layout.nb_channels
    part = AudioFrame.from_ndarray(
        samples[:, start * channels : end * channels].copy(), format=frame.format.name, layout=frame.layout.name
    )
    part.sample_rate = frame.sample_rate
    return part
