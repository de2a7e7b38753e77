"""A library of any size, made quickly: real headers and tags, one second of sound, sizes as in life by sparse files."""

import io
from dataclasses import dataclass
from pathlib import Path

import av
import numpy as np
from mutagen import File
from mutagen.id3 import ID3, TALB, TDRC, TIT2, TPE1, TRCK

TRACKS_AN_ALBUM = 10
ALBUMS_AN_ARTIST = 4
ENCODERS = {".flac": "flac", ".mp3": "libmp3lame", ".m4a": "aac", ".opus": "libopus"}
SPARSE_BYTES = {".flac": 25_000_000, ".mp3": 8_000_000}
# Placeholders of fixed length, so that tags can be changed without moving a byte.
ARTIST, ALBUM, TITLE = "A" * 30, "B" * 30, "T" * 30
WORDS = tuple(
    """
    amber autumn blue bright broken city cold common copper dark deep distant dream early echo empty fading fire first
    flower garden ghost glass golden green harbour heavy hollow house iron island lantern last late light little long
    marble midnight mirror morning mountain nameless narrow north ocean open orange paper pale quiet rain river road
    salt season second secret shadow silent silver simple sister slow small smoke snow stone storm summer sun tender
    thunder tide tower valley velvet violet walking water western white wild window winter wooden yellow young
    """.split()  # noqa: SIM905  (readable)
)


@dataclass(frozen=True, slots=True)
class Names:
    """The names of a track; words come again and again, the number in each name does not."""

    artist: str
    album: str
    title: str


def names(n: int) -> Names:
    """The names of track number `n`."""
    album, artist = n // TRACKS_AN_ALBUM, n // TRACKS_AN_ALBUM // ALBUMS_AN_ARTIST
    return Names(_name(artist, 7), _name(album, 31), _name(n, 101))


def _name(number: int, step: int) -> str:
    first, second = WORDS[number * step % len(WORDS)], WORDS[number // 3 * (step + 4) % len(WORDS)]
    return f"{first.title()} {second.title()} {number:07}"


def make(folder: Path, tracks: int) -> None:
    """Write `tracks` files as `Artist/Album/NN Title.ext`; each album in one of the formats."""
    templates = {suffix: [_template(suffix, number) for number in range(1, TRACKS_AN_ALBUM + 1)] for suffix in ENCODERS}
    suffixes = list(ENCODERS)
    for n in range(tracks):
        named, number = names(n), n % TRACKS_AN_ALBUM
        suffix = suffixes[n // TRACKS_AN_ALBUM % len(suffixes)]
        parent = folder / named.artist / named.album
        if number == 0:
            parent.mkdir(parents=True)
        data = templates[suffix][number]
        for before, after in ((ARTIST, named.artist), (ALBUM, named.album), (TITLE, named.title)):
            data = data.replace(before.encode(), after.ljust(len(before)).encode())
        if suffix == ".opus":
            data = _with_page_checksums(data)
        path = parent / f"{number + 1:02} {named.title}{suffix}"
        with path.open("wb") as stream:
            stream.write(data)
            if suffix in SPARSE_BYTES:
                stream.truncate(SPARSE_BYTES[suffix])


def _template(suffix: str, number: int) -> bytes:
    audio = _second_of_sound(suffix)
    if suffix == ".mp3":
        tags = ID3()
        for frame in (TIT2, TPE1, TALB, TDRC, TRCK):
            text = {TIT2: TITLE, TPE1: ARTIST, TALB: ALBUM, TDRC: "1999", TRCK: f"{number}/{TRACKS_AN_ALBUM}"}[frame]
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
        file["trkn"] = [(number, TRACKS_AN_ALBUM)]
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
