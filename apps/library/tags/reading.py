"""Reading a file's tags and properties with mutagen's class for its format, chosen by the file's first bytes.

mutagen reads untrusted bytes and has raised nearly everything on broken files, so every exception of it counts as
"unreadable". Memory and time are bounded by the process that calls this (`reader_process`).
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from typing import Any, BinaryIO

from mutagen import _vorbis as vorbis
from mutagen import (
    aac,
    ac3,
    aiff,
    apev2,
    asf,
    dsdiff,
    dsf,
    flac,
    id3,
    monkeysaudio,
    mp3,
    mp4,
    musepack,
    oggflac,
    oggopus,
    oggspeex,
    oggvorbis,
    optimfrog,
    tak,
    trueaudio,
    wave,
    wavpack,
)

from apps.library import audio_formats as formats
from apps.library.audio_formats import AudioFormat
from apps.library.tags import names
from apps.library.tags.decoder import probe
from apps.library.tags.iff import text_chunks
from apps.library.tags.metadata import Metadata, UnreadableError, cleaned

# mutagen has no types: a `FileType` of it is `Any` here.
Opened = Any
HEAD_BYTES = 4096
MOST_TAG_BYTES = 16 * 1024 * 1024

OGG_MARKS = (
    (b"OpusHead", oggopus.OggOpus, formats.OPUS),
    (b"\x01vorbis", oggvorbis.OggVorbis, formats.VORBIS),
    (b"\x7fFLAC", oggflac.OggFLAC, formats.OGG_FLAC),
    (b"Speex   ", oggspeex.OggSpeex, formats.SPEEX),
)
MARKS: tuple[tuple[int, bytes, Any, AudioFormat], ...] = (
    (0, b"fLaC", flac.FLAC, formats.FLAC),
    (4, b"ftyp", mp4.MP4, formats.AAC),
    (8, b"WAVE", wave.WAVE, formats.WAV),
    (8, b"AIFF", aiff.AIFF, formats.AIFF),
    (8, b"AIFC", aiff.AIFF, formats.AIFF),
    (0, b"MAC ", monkeysaudio.MonkeysAudio, formats.APE),
    (0, b"wvpk", wavpack.WavPack, formats.WAVPACK),
    (0, b"TTA1", trueaudio.TrueAudio, formats.TTA),
    (0, b"MPCK", musepack.Musepack, formats.MUSEPACK),
    (0, b"MP+", musepack.Musepack, formats.MUSEPACK),
    (0, b"\x30\x26\xb2\x75\x8e\x66\xcf\x11", asf.ASF, formats.WMA),
    (0, b"DSD ", dsf.DSF, formats.DSD),
    (0, b"FRM8", dsdiff.DSDIFF, formats.DSD),
    (0, b"tBaK", tak.TAK, formats.TAK),
    (0, b"OFR ", optimfrog.OptimFROG, formats.OPTIMFROG),
    (0, b"\x0b\x77", ac3.AC3, formats.AC3),
    (0, b"ADIF", aac.AAC, formats.RAW_AAC),
)
BY_SUFFIX: dict[str, tuple[Any, AudioFormat]] = {
    ".mpc": (musepack.Musepack, formats.MUSEPACK),
    ".ape": (monkeysaudio.MonkeysAudio, formats.APE),
    ".wv": (wavpack.WavPack, formats.WAVPACK),
    ".tta": (trueaudio.TrueAudio, formats.TTA),
    ".tak": (tak.TAK, formats.TAK),
    ".ofr": (optimfrog.OptimFROG, formats.OPTIMFROG),
    ".aac": (aac.AAC, formats.RAW_AAC),
    ".flac": (flac.FLAC, formats.FLAC),
}


def open_file(path: Path) -> tuple[Opened, AudioFormat]:
    """mutagen's object for the file, and its format. Raises UnreadableError."""
    try:
        with path.open("rb") as stream:
            kind, audio_format = _recognised(stream, path.suffix.lower())
            stream.seek(0)
            try:
                opened = kind(stream)
            except Exception as error:  # whatever a broken file makes of it
                raise UnreadableError(f"Its {audio_format.name} data cannot be read: {_short(error)}") from error
    except OSError as error:
        raise UnreadableError(f"It cannot be opened: {error.strerror or error}") from error
    opened.filename = str(path)
    if isinstance(opened, aac.AAC | ac3.AC3):
        opened.tags = _separate_ape(path)
    return opened, audio_format


def read(path: Path) -> Metadata:
    """What the file says. Raises UnreadableError, and nothing else, where it says nothing."""
    try:
        opened, audio_format = open_file(path)
    except UnreadableError as error:
        return _what_is_left(path, str(error))
    try:
        return _metadata(opened, audio_format, path)
    except Exception as error:  # as above
        return _what_is_left(path, f"Its tags cannot be read: {_short(error)}")


def _what_is_left(path: Path, fault: str) -> Metadata:
    """A second decoder's view of the sound, with the ID3 or APE tag where that can be read by itself."""
    if not path.is_file() or not path.stat().st_size:
        raise UnreadableError(fault)
    tags = _tags_alone(path)
    try:
        found = probe(path, fault)
    except UnreadableError:
        if not tags:
            raise
        known = formats.BY_SUFFIX.get(path.suffix.lower(), formats.MP3)
        found = Metadata(format=known.name, lossless=known.lossless, fault=fault)
    return replace(found, tags={**found.tags, **tags})


def _tags_alone(path: Path) -> dict[str, tuple[str, ...]]:
    for kind, reader in ((id3.ID3, _from_id3), (_cut_short_id3, _from_id3), (apev2.APEv2, _from_ape)):
        try:
            return _grouped(reader(kind(path)))
        except Exception:  # noqa: S112  (no such tag, or one that is broken as well)
            continue
    return {}


def _cut_short_id3(path: Path) -> Opened:
    """The ID3v2 tag of a file that ends before its tag does: zeros in place of what is missing are padding to it."""
    with path.open("rb") as stream:
        head = stream.read(MOST_TAG_BYTES)
    kind: Any = id3.ID3
    return kind(BytesIO(head + bytes(max(min(_id3_size(head), MOST_TAG_BYTES) - len(head), 0))))


def _recognised(stream: BinaryIO, suffix: str) -> tuple[Any, AudioFormat]:
    head = stream.read(HEAD_BYTES)
    size = _id3_size(head)
    if size:
        stream.seek(size)
        head = stream.read(HEAD_BYTES)
    if not head and not size:
        raise UnreadableError("It is empty.")
    if head.startswith(b"OggS"):
        return _ogg(head)
    for offset, mark, kind, audio_format in MARKS:
        if head.startswith(mark, offset):
            return kind, audio_format
    if suffix in BY_SUFFIX:
        return BY_SUFFIX[suffix]
    if head.startswith((b"\xff\xf1", b"\xff\xf9")):
        return aac.AAC, formats.RAW_AAC
    return mp3.MP3, formats.MP3


def _ogg(head: bytes) -> tuple[Any, AudioFormat]:
    for mark, kind, audio_format in OGG_MARKS:
        if mark in head[:512]:
            return kind, audio_format
    raise UnreadableError("It is an Ogg file without sound that is known here.")


def _id3_size(head: bytes) -> int:
    """How many bytes of ID3v2 tag stand before the sound (ID3v2.4, 3.1: a header of 10 bytes, a synchsafe size)."""
    if not head.startswith(b"ID3") or len(head) < 10 or any(byte & 0x80 for byte in head[6:10]):
        return 0
    size = 0
    for byte in head[6:10]:
        size = size << 7 | byte
    return size + 10


def _grouped(pairs: Iterable[tuple[str, str]]) -> dict[str, tuple[str, ...]]:
    grouped: dict[str, list[str]] = {}
    for name, value in pairs:
        grouped.setdefault(name, []).append(value)
    return {name: kept for name, values in grouped.items() if (kept := cleaned(name, values))}


def _metadata(opened: Opened, audio_format: AudioFormat, path: Path) -> Metadata:
    info = opened.info
    audio_format = _refined(info, audio_format)
    pairs, pictures = _tags(opened)
    tags = _grouped(pairs)
    if audio_format in (formats.WAV, formats.AIFF):
        tags = {**_grouped(text_chunks(path)), **tags}
    return Metadata(
        format=audio_format.name,
        lossless=audio_format.lossless,
        duration=_positive(getattr(info, "length", 0)),
        bitrate=int(_positive(getattr(info, "bitrate", 0))),
        sample_rate=48_000 if audio_format is formats.OPUS else int(_positive(getattr(info, "sample_rate", 0))),
        channels=int(_positive(getattr(info, "channels", 0))),
        bit_depth=_bit_depth(info, audio_format),
        pictures=pictures,
        tags=tags,
    )


def _refined(info: Any, audio_format: AudioFormat) -> AudioFormat:
    codec = str(getattr(info, "codec", "")).lower()
    if audio_format is formats.AAC and codec in ("alac", "flac"):
        return formats.ALAC if codec == "alac" else formats.FLAC
    if audio_format is formats.WMA and "lossless" in str(getattr(info, "codec_type", "")).lower():
        return formats.WMA_LOSSLESS
    if audio_format is formats.WAVPACK and getattr(info, "lossless", True) is False:
        return AudioFormat(audio_format.name, audio_format.media_type)
    return audio_format


def _bit_depth(info: Any, audio_format: AudioFormat) -> int:
    depth = int(_positive(getattr(info, "bits_per_sample", 0) or getattr(info, "bitdepth", 0) or 0))
    return depth if audio_format.lossless else 0


def _positive(value: Any) -> float:
    try:
        number = float(value or 0)
    except (TypeError, ValueError, OverflowError):
        return 0.0
    return number if 0 < number < 1e12 else 0.0


def _tags(opened: Opened) -> tuple[list[tuple[str, str]], int]:
    tags = opened.tags
    pictures = len(getattr(opened, "pictures", ()) or ())
    if tags is None:
        return [], pictures
    for kind, reader, counter in TAG_READERS:
        if isinstance(tags, kind):
            return list(reader(tags)), pictures + counter(tags)
    return [], pictures


def _separate_ape(path: Path) -> Opened:
    """The APEv2 tag at the end of a file whose format has no tags of its own, or None."""
    try:
        return apev2.APEv2(path)
    except (apev2.error, OSError, ValueError):
        return None


def _from_vorbis(tags: Any) -> Iterator[tuple[str, str]]:
    for key, value in list(tags):
        name = names.FROM_VORBIS.get(key.upper())
        if name in ("tracknumber", "discnumber"):
            yield from _number(name, value)
        elif name:
            yield name, value


def _from_id3(tags: Any) -> Iterator[tuple[str, str]]:
    for frame in tags.values():
        key = frame.FrameID
        if key == "TXXX":
            key = f"TXXX:{frame.desc}"
        elif key == "UFID":
            key = f"UFID:{frame.owner}"
        name = names.FROM_ID3.get(key.upper()) or names.FROM_VORBIS.get(key.upper().removeprefix("TXXX:"))
        if name is None:
            continue
        for value in _id3_values(frame):
            if name in ("tracknumber", "discnumber"):
                yield from _number(name, value)
            else:
                yield name, value


def _id3_values(frame: Any) -> Iterable[str]:
    if frame.FrameID == "UFID":
        return [frame.data.decode("ascii", "ignore")]
    if frame.FrameID == "TCON":
        return [str(genre) for genre in frame.genres]
    text = frame.text
    return [text] if isinstance(text, str) else [str(value) for value in text]


def _from_mp4(tags: Any) -> Iterator[tuple[str, str]]:
    for key, values in tags.items():
        if key in ("trkn", "disk"):
            yield from _mp4_number("track" if key == "trkn" else "disc", values)
        elif key == "cpil":
            yield "compilation", "1" if values else "0"
        elif key.startswith(names.MP4_FREEFORM):
            name = names.FROM_MP4_FREEFORM.get(key[len(names.MP4_FREEFORM) :].upper())
            yield from ((name, bytes(value).decode("utf-8", "replace")) for value in values if name)
        elif name := names.FROM_MP4.get(key):
            yield from ((name, str(value)) for value in values)


def _mp4_number(what: str, values: Any) -> Iterator[tuple[str, str]]:
    for number, total in values[:1]:
        yield f"{what}number", str(number)
        if total:
            yield f"total{what}s", str(total)


def _from_ape(tags: Any) -> Iterator[tuple[str, str]]:
    for key, value in tags.items():
        name = names.from_ape(key)
        if name is None or value.kind != apev2.TEXT:
            continue
        for text in value:
            if name in ("tracknumber", "discnumber"):
                yield from _number(name, text)
            else:
                yield name, text


def _from_asf(tags: Any) -> Iterator[tuple[str, str]]:
    for key, value in list(tags):
        name = names.from_asf(key)
        if name in ("tracknumber", "discnumber"):
            yield from _number(name, str(value))
        elif name:
            yield name, str(value)


def _number(name: str, value: str) -> Iterator[tuple[str, str]]:
    number, _slash, total = value.partition("/")
    yield name, number
    if total:
        yield ("totaltracks" if name == "tracknumber" else "totaldiscs"), total


TAG_READERS: tuple[tuple[Any, Callable[[Any], Iterator[tuple[str, str]]], Callable[[Any], int]], ...] = (
    (id3.ID3, _from_id3, lambda tags: len(tags.getall("APIC"))),
    (mp4.MP4Tags, _from_mp4, lambda tags: len(tags.get("covr", ()))),
    (apev2.APEv2, _from_ape, lambda tags: sum(key.lower().startswith("cover art") for key in tags)),
    (asf.ASFTags, _from_asf, lambda tags: len(tags.get("WM/Picture", ()))),
    (vorbis.VComment, _from_vorbis, lambda tags: len(_vorbis_pictures(tags))),
)


def _vorbis_pictures(tags: Mapping[str, list[str]]) -> list[str]:
    try:
        return tags["metadata_block_picture"]
    except KeyError:
        return []


def _short(error: Exception) -> str:
    text = str(error) or type(error).__name__
    return text.splitlines()[0][:200]
