"""Writes samples as the files that people share, with the codecs inside the PyAV wheel."""

from pathlib import Path

import av
import numpy as np

from tests.sandbox.audio.composition import Stereo
from tests.sandbox.audio.formats import Encoding


def write(path: Path, samples: Stereo, encoding: Encoding) -> None:
    """`samples` are at `encoding.rate`."""
    with av.open(str(path), "w") as container:
        stream = container.add_stream(encoding.codec, rate=encoding.rate, layout="stereo", options=encoding.options)
        assert isinstance(stream, av.AudioStream)
        stream.format = av.AudioFormat(encoding.format)
        if encoding.bit_rate:
            stream.bit_rate = encoding.bit_rate
        context = stream.codec_context
        context.open()
        frame = av.AudioFrame.from_ndarray(_integers(samples, encoding.format), format=encoding.format, layout="stereo")
        frame.sample_rate, frame.pts = encoding.rate, 0
        fifo = av.AudioFifo()
        fifo.write(frame)
        while (part := fifo.read(context.frame_size or 4096, partial=True)) is not None:
            container.mux(stream.encode(part))
        container.mux(stream.encode(None))


def _integers(samples: Stereo, format: str) -> np.ndarray:
    """The samples as FFmpeg wants them: planes or interleaved, 24 bits in the upper part of 32."""
    if format == "s32":
        numbers: np.ndarray = np.round(samples * 8388607).astype(np.int32) << 8
    elif format.startswith("s16"):
        numbers = np.round(samples * 32767).astype(np.int16)
    else:
        numbers = samples
    return np.ascontiguousarray(numbers) if format.endswith("p") else np.ascontiguousarray(numbers.T).reshape(1, -1)


def read(path: Path) -> Stereo:
    """All samples of a file as float32, (2, samples), at the file's own rate."""
    with av.open(str(path)) as container:
        resampler = av.AudioResampler(format="fltp", layout="stereo")
        frames = [part.to_ndarray() for frame in container.decode(audio=0) for part in resampler.resample(frame)]
    return np.concatenate(frames, axis=1).astype(np.float32, copy=False)


def upsample(samples: Stereo, rate: int, target: int) -> Stereo:
    """Band-limited resampling by FFmpeg, as done by people who sell 44.1 kHz as 96."""
    frame = av.AudioFrame.from_ndarray(np.ascontiguousarray(samples), format="fltp", layout="stereo")
    frame.sample_rate, frame.pts = rate, 0
    resampler = av.AudioResampler(format="fltp", layout="stereo", rate=target)
    parts = [part.to_ndarray() for part in (*resampler.resample(frame), *resampler.resample(None))]
    return np.concatenate(parts, axis=1).astype(np.float32, copy=False)
