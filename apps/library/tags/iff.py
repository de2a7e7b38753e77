"""The text chunks of WAVE and AIFF files that carry no ID3 tag.

WAVE: the LIST INFO chunk (Multimedia Programming Interface and Data Specifications 1.0, 1991). AIFF: the text chunks
of Audio IFF 1.3 (Apple, 1989). Both are IFF: a four-letter name, a size of 32 bits, data padded to even length.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

MOST_CHUNKS = 4096
LONGEST_TEXT = 16 * 1024

INFO_NAMES = {
    b"INAM": "title",
    b"IART": "artist",
    b"IPRD": "album",
    b"IALB": "album",
    b"ICRD": "date",
    b"IGNR": "genre",
    b"IPRT": "tracknumber",
    b"ITRK": "tracknumber",
    b"TRCK": "tracknumber",
    b"ICOM": "composer",
    b"IMUS": "composer",
    b"IPUB": "label",
}
AIFF_NAMES = {b"NAME": "title", b"AUTH": "artist"}


def text_chunks(path: Path) -> Iterator[tuple[str, str]]:
    """Tags (our names) from the text chunks of the file at `path`. Raises OSError; a broken file ends early."""
    with path.open("rb") as stream:
        head = stream.read(12)
        if head[8:12] == b"WAVE":
            yield from _wave(stream, path.stat().st_size)
        elif head[:4] == b"FORM" and head[8:12] in (b"AIFF", b"AIFC"):
            for name, start, size in _chunks(stream, path.stat().st_size, "big"):
                if name in AIFF_NAMES:
                    yield AIFF_NAMES[name], _text(stream, start, size)


def _wave(stream: BinaryIO, end: int) -> Iterator[tuple[str, str]]:
    for name, start, size in _chunks(stream, end, "little"):
        if name != b"LIST":
            continue
        stream.seek(start)
        if stream.read(4) != b"INFO":
            continue
        for item, at, length in _chunks(stream, min(start + size, end), "little", start + 4):
            if item in INFO_NAMES:
                yield INFO_NAMES[item], _text(stream, at, length)


def _chunks(stream: BinaryIO, end: int, order: str, at: int = 12) -> Iterator[tuple[bytes, int, int]]:
    for _count in range(MOST_CHUNKS):
        if at + 8 > end:
            return
        stream.seek(at)
        header = stream.read(8)
        if header[:1] == b"\0":  # some writers pad twice
            at += 1
            continue
        if len(header) < 8:
            return
        size = int.from_bytes(header[4:], "little" if order == "little" else "big")
        yield header[:4].upper(), at + 8, min(size, end - at - 8)
        at += 8 + size + size % 2


def _text(stream: BinaryIO, start: int, size: int) -> str:
    stream.seek(start)
    raw = stream.read(min(size, LONGEST_TEXT)).split(b"\0")[0]
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        return raw.decode("cp1252", "replace")
