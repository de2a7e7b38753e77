"""The pictures inside audio files."""

import base64
import binascii
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from mutagen import apev2, asf, flac, id3, mp4

from apps.library.tags.metadata import UnreadableError
from apps.library.tags.reading import open_file

MOST_PICTURES = 32
FRONT_COVER = 3


def front_cover(path: Path) -> bytes | None:
    """The encoded bytes of the front cover in the file, else of its first picture, else None."""
    try:
        opened, _format = open_file(path)
        found = [picture for _number, picture in zip(range(MOST_PICTURES), _pictures(opened), strict=False)]
    except UnreadableError:
        return None
    except Exception:  # mutagen and broken files: no picture is no failure
        return None
    found = [(kind, data) for kind, data in found if data]
    front = [data for kind, data in found if kind == FRONT_COVER]
    return front[0] if front else (found[0][1] if found else None)


def all_pictures(path: Path) -> list[bytes]:
    """The encoded bytes of the pictures in the file, as far as they can be read."""
    try:
        opened, _format = open_file(path)
        return [data for _number, (_kind, data) in zip(range(MOST_PICTURES), _pictures(opened), strict=False) if data]
    except Exception:  # a broken file has none
        return []


def _pictures(opened: Any) -> Iterator[tuple[int, bytes]]:  # mutagen has no types
    tags = opened.tags
    yield from ((picture.type, picture.data) for picture in getattr(opened, "pictures", None) or ())
    if isinstance(tags, id3.ID3):
        yield from ((frame.type, frame.data) for frame in tags.getall("APIC"))
    elif isinstance(tags, mp4.MP4Tags):
        yield from ((FRONT_COVER, bytes(cover)) for cover in tags.get("covr", ()))
    elif isinstance(tags, apev2.APEv2):
        for key, value in tags.items():
            if key.lower().startswith("cover art") and value.kind == apev2.BINARY:
                yield (FRONT_COVER if "front" in key.lower() else 0), value.value.partition(b"\0")[2]
    elif isinstance(tags, asf.ASFTags):
        yield from (_asf_picture(bytes(attribute.value)) for attribute in tags.get("WM/Picture", ()))
    elif tags is not None and not isinstance(opened, flac.FLAC):
        yield from _vorbis_pictures(tags)


def _asf_picture(blob: bytes) -> tuple[int, bytes]:
    """WM/Picture: a type byte, a size of 32 bits, media type and description in UTF-16 ended by NULs, the image."""
    size = int.from_bytes(blob[1:5], "little")
    return blob[0], blob[-size:] if 0 < size <= len(blob) - 5 else b""


def _vorbis_pictures(tags: Any) -> Iterator[tuple[int, bytes]]:
    for name, value in list(tags):
        try:
            if name.lower() == "metadata_block_picture":
                picture: Any = flac.Picture(base64.b64decode(value))
                yield picture.type, picture.data
            elif name.lower() == "coverart":
                yield FRONT_COVER, base64.b64decode(value)
        except (binascii.Error, flac.error):
            continue
