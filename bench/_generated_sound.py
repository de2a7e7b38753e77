"""The bytes of short audio files with real headers and tags, for `generated_library`."""

import io

import av
import numpy as np
from mutagen import File
from mutagen.id3 import ID3, TALB, TDRC, TIT2, TPE1, TRCK

ENCODERS = {".flac": "flac", ".mp3": "libmp3lame", ".m4a": "aac", ".opus": "libopus"}
# Placeholders of fixed length, so that tags can be changed without moving a byte.
ARTIST, ALBUM, TITLE = "A" * 30, "B" * 30, "T" * 30


def named(template: bytes, suffix: str, artist: str, album: str, title: str) -> bytes:
    """The file with other names in it; each has at most 30 letters."""
    for before, after in ((ARTIST, artist), (ALBUM, album), (TITLE, title)):
        template = template.replace(before.encode(), after.ljust(len(before)).encode())
    return _with_page_checksums(template) if suffix == ".opus" else template


def template(suffix: str, number: int, of: int) -> bytes:
    """A second of sound with placeholders for names, track `number` of `of`."""
    audio = _second_of_sound(suffix)
    if suffix == ".mp3":
        tags = ID3()
        for frame in (TIT2, TPE1, TALB, TDRC, TRCK):
            text = {TIT2: TITLE, TPE1: ARTIST, TALB: ALBUM, TDRC: "1999", TRCK: f"{number}/{of}"}[frame]
            tags.add(frame(encoding=3, text=[text]))
        out = io.BytesIO()
        tags.save(out)
        return out.getvalue() + audio
    out = io.BytesIO(audio)
    file = File(out)
    assert file is not None
    if suffix == ".m4a":
        file.tags = file.tags or file.add_tags()
        file["©nam"], file["©ART"], file["©alb"], file["©day"] = [TITLE], [ARTIST], [ALBUM], ["1999"]
        file["trkn"] = [(number, of)]
    else:
        if file.tags is None:
            file.add_tags()
        file["title"], file["artist"], file["album"], file["date"] = [TITLE], [ARTIST], [ALBUM], ["1999"]
        file["tracknumber"] = [str(number)]
    out.seek(0)
    file.save(out)
    return out.getvalue()


def _second_of_sound(suffix: str) -> bytes:
    rate = 48_000 if suffix == ".opus" else 44_100
    tone = (np.sin(np.arange(rate) / 20) * 9000).astype(np.int16)
    out = io.BytesIO()
    container_format = {".m4a": "mp4", ".opus": "ogg"}.get(suffix, suffix[1:])
    options = {"id3v2_version": "0"} if suffix == ".mp3" else {}
    with av.open(out, "w", format=container_format, options=options) as container:
        stream = container.add_stream(ENCODERS[suffix], rate=rate)
        stream.layout = "stereo"
        frame = av.AudioFrame.from_ndarray(np.repeat(tone, 2).reshape(1, -1), format="s16", layout="stereo")
        frame.sample_rate = rate
        resampler = av.AudioResampler(stream.format.name, "stereo", rate, stream.frame_size or 4096)
        for piece in [*resampler.resample(frame), *resampler.resample(None)]:
            container.mux(stream.encode(piece))
        container.mux(stream.encode(None))
    return out.getvalue()


def _with_page_checksums(data: bytes) -> bytes:
    """Ogg pages carry a checksum of their bytes (RFC 3533, 6): count those of the changed page again."""
    from mutagen.ogg import OggPage

    source, out = io.BytesIO(data), io.BytesIO()
    try:
        while True:
            out.write(OggPage(source).write())
    except EOFError:
        return out.getvalue()
