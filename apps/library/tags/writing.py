"""Writing tags into a file, in place, under Picard's names.

Callers hand in a private copy and rename it into place afterwards: a file that anything else may read, and above all
one whose bytes are being seeded, is never written to. Tags that are not named stay as they are; an empty value removes.
"""

import base64
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from mutagen import _vorbis as vorbis
from mutagen import aac, ac3, apev2, asf, flac, id3, mp4
from mutagen.asf._attrs import ASFByteArrayAttribute

from apps.library.tags import names
from apps.library.tags.metadata import UnreadableError
from apps.library.tags.reading import open_file

Tags = Mapping[str, tuple[str, ...]]
Opened = Any  # mutagen has no types
FRONT_COVER = 3
# The ID3 frames by name; mutagen builds their classes at run time.
FRAMES: Mapping[str, Any] = id3.Frames
# Picard writes both, since programs differ in which they read.
TOTALS = {"totaltracks": ("TRACKTOTAL", "TOTALTRACKS"), "totaldiscs": ("DISCTOTAL", "TOTALDISCS")}
NUMBERS = {"tracknumber": "totaltracks", "discnumber": "totaldiscs"}


@dataclass(frozen=True, slots=True)
class Picture:
    """A front cover: encoded image bytes, its media type, and its size in pixels."""

    data: bytes
    media_type: str
    width: int
    height: int


class UnwritableError(Exception):
    """Tags cannot be written to this file; the message says why."""


def write(path: Path, tags: Tags, picture: Picture | None = None) -> None:
    """Write `tags` and, where given, the cover, which replaces every picture. Raises UnwritableError and OSError."""
    try:
        opened, _format = open_file(path)
    except UnreadableError as error:
        raise UnwritableError(str(error)) from error
    try:
        _write(opened, path, tags, picture)
    except OSError:
        raise
    except Exception as error:  # mutagen raises nearly everything on broken files
        if isinstance(error.__cause__ or error.__context__, OSError):
            raise (error.__cause__ or error.__context__) from error  # type: ignore[misc]  # an OSError, as just seen
        raise UnwritableError(f"Tags could not be written: {str(error) or type(error).__name__}") from error


def _write(opened: Opened, path: Path, tags: Tags, picture: Picture | None) -> None:
    if isinstance(opened, aac.AAC | ac3.AC3):
        _write_separate_ape(path, tags, picture)
        return
    if opened.tags is None:
        opened.add_tags()
    for kind, writer in TAG_WRITERS:
        if isinstance(opened.tags, kind):
            writer(opened, tags, picture)
            break
    else:
        raise UnwritableError("Files of this kind cannot carry tags.")
    opened.save()


def _write_separate_ape(path: Path, tags: Tags, picture: Picture | None) -> None:
    """Raw AAC and AC-3 have no tags of their own; an APEv2 tag at the end is what players read (and Picard writes)."""
    try:
        holder: Any = apev2.APEv2File(path)
    except apev2.APENoHeaderError:
        holder = apev2.APEv2File()
        holder.filename = str(path)
    if holder.tags is None:
        holder.add_tags()
    _to_ape(holder, tags, picture)
    holder.tags.save(path)


def _to_vorbis(opened: Opened, tags: Tags, picture: Picture | None) -> None:
    for name, values in tags.items():
        if (known := names.BY_NAME.get(name)) is None:
            continue
        for other in (known.vorbis, *known.also):
            if other in opened.tags and ":" not in other and "/" not in other:
                del opened.tags[other]
        if values:
            for key in TOTALS.get(name, (known.vorbis,)):
                opened.tags[key] = list(values)
    if picture is None:
        return
    block = _picture_block(picture)
    if isinstance(opened, flac.FLAC):
        opened.clear_pictures()
        opened.add_picture(block)
    else:
        for old in ("coverart", "coverartmime"):
            if old in opened.tags:
                del opened.tags[old]
        opened.tags["metadata_block_picture"] = [base64.b64encode(block.write()).decode("ascii")]


def _picture_block(picture: Picture) -> Any:
    block: Any = flac.Picture()
    block.type, block.mime, block.data = FRONT_COVER, picture.media_type, picture.data
    block.width, block.height, block.depth = picture.width, picture.height, 24
    return block


def _to_id3(opened: Opened, tags: Tags, picture: Picture | None) -> None:
    frames = opened.tags
    for name, values in _numbers_joined(tags).items():
        known = names.BY_NAME.get(name)
        if known is None or not known.id3:
            continue
        kind, _colon, rest = known.id3.partition(":")
        key = {"USLT": "USLT", "UFID": f"UFID:{names.MUSICBRAINZ_UFID}"}.get(kind, known.id3)
        for old in [old for old in frames if old.upper() == key.upper() or (kind == "USLT" and old[:4] == "USLT")]:
            del frames[old]
        if values:
            frames.add(_id3_frame(kind, rest, values))
    if picture is not None:
        frames.delall("APIC")
        frames.add(FRAMES["APIC"](encoding=0, mime=picture.media_type, type=FRONT_COVER, desc="", data=picture.data))


def _id3_frame(kind: str, description: str, values: tuple[str, ...]) -> Any:
    if kind == "TXXX":
        return FRAMES["TXXX"](encoding=3, desc=description, text=list(values))
    if kind == "UFID":
        return FRAMES["UFID"](owner=names.MUSICBRAINZ_UFID, data=values[0].encode("ascii", "ignore"))
    if kind == "USLT":
        return FRAMES["USLT"](encoding=3, lang="und", desc="", text=values[0])
    return FRAMES[kind](encoding=3, text=list(values))


def _to_mp4(opened: Opened, tags: Tags, picture: Picture | None) -> None:
    atoms = opened.tags
    for name, values in tags.items():
        known = names.BY_NAME.get(name)
        if known is None or not known.mp4 or name in NUMBERS:
            continue
        freeform = known.mp4.startswith(":")
        key = names.MP4_FREEFORM + known.mp4[1:] if freeform else known.mp4
        for old in [old for old in atoms if old.upper() == key.upper()]:
            del atoms[old]
        if not values:
            continue
        if name == "compilation":
            atoms[key] = values[0] == "1"
        else:
            atoms[key] = [value.encode("utf-8") for value in values] if freeform else list(values)
    for name, total in NUMBERS.items():
        if name in tags:
            key = "trkn" if name == "tracknumber" else "disk"
            atoms[key] = [(_number(tags[name]), _number(tags.get(total, ())))]
    if picture is not None:
        png = picture.media_type == "image/png"
        form = mp4.MP4Cover.FORMAT_PNG if png else mp4.MP4Cover.FORMAT_JPEG
        atoms["covr"] = [mp4.MP4Cover(picture.data, form)]


def _to_ape(opened: Opened, tags: Tags, picture: Picture | None) -> None:
    items = opened.tags
    for name, values in _numbers_joined(tags).items():
        known = names.BY_NAME.get(name)
        if known is None or not known.ape:
            continue
        for old in [key for key in items if names.from_ape(key) in (name, NUMBERS.get(name))]:
            del items[old]
        if values:
            items[known.ape] = list(values)
    if picture is not None:
        for old in [key for key in items if key.lower().startswith("cover art")]:
            del items[old]
        suffix = "png" if picture.media_type == "image/png" else "jpg"
        value = f"cover.{suffix}".encode() + b"\0" + picture.data
        items["Cover Art (Front)"] = apev2.APEValue(value, apev2.BINARY)


def _to_asf(opened: Opened, tags: Tags, picture: Picture | None) -> None:
    attributes = opened.tags
    for name, values in _numbers_joined(tags, keep_track_alone=True).items():
        known = names.BY_NAME.get(name)
        if known is None or not known.asf:
            continue
        stale = (name, "totaldiscs" if name == "discnumber" else name)
        for old in {key for key, _value in list(attributes) if names.from_asf(key) in stale}:
            del attributes[old]
        if values:
            attributes[known.asf] = list(values)
    if picture is not None:
        media_type = picture.media_type.encode("utf-16-le") + b"\0\0"
        size = len(picture.data).to_bytes(4, "little")
        blob = bytes([FRONT_COVER]) + size + media_type + b"\0\0" + picture.data
        attributes["WM/Picture"] = [ASFByteArrayAttribute(blob)]


def _numbers_joined(tags: Tags, *, keep_track_alone: bool = False) -> dict[str, tuple[str, ...]]:
    """Track and disc numbers with their totals as one text, "3/12"."""
    joined = dict(tags)
    for name, total in NUMBERS.items():
        if keep_track_alone and name == "tracknumber":
            continue
        values, totals = joined.get(name, ()), joined.pop(total, ())
        if values and totals:
            joined[name] = (f"{values[0]}/{totals[0]}",)
    return joined


def _number(values: tuple[str, ...]) -> int:
    text = values[0].partition("/")[0].strip() if values else ""
    return min(int(text), 65_535) if text.isdigit() else 0


TAG_WRITERS: tuple[tuple[Any, Callable[[Opened, Tags, Picture | None], None]], ...] = (
    (id3.ID3, _to_id3),
    (mp4.MP4Tags, _to_mp4),
    (apev2.APEv2, _to_ape),
    (asf.ASFTags, _to_asf),
    (vorbis.VComment, _to_vorbis),
)
