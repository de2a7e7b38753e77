"""A library of any size, made quickly: real headers and tags, one second of sound, sizes as in life by sparse files."""

import os
import shutil
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import partial
from multiprocessing import get_context
from pathlib import Path

TRACKS_AN_ALBUM = 10
ALBUMS_AN_ARTIST = 4
SUFFIXES = (".flac", ".mp3", ".m4a", ".opus")
SPARSE_BYTES = {".flac": 25_000_000, ".mp3": 8_000_000}
ALBUMS_AT_ONCE = 500
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


def provide(folder: Path, tracks: int) -> bool:
    """Have a library of `tracks` files in `folder`; False where one was made there before, and is left as it is.

    Raises FileExistsError where anything else is there.
    """
    label = folder.with_name(f"{folder.name}.made")
    if label.exists() and label.read_text() == str(tracks):
        return False
    if label.exists():
        shutil.rmtree(folder, ignore_errors=True)
        label.unlink()
    folder.mkdir(parents=True)
    make(folder, tracks)
    label.write_text(str(tracks))
    return True


def make(folder: Path, tracks: int) -> None:
    """Write `tracks` files as `Artist/Album/NN Title.ext`; each album in one of the formats.

    In processes of its own, so that what measures afterwards has nothing of the encoders in its memory.
    """
    firsts = range(0, tracks, ALBUMS_AT_ONCE * TRACKS_AN_ALBUM)
    with ProcessPoolExecutor(os.cpu_count(), mp_context=get_context("spawn")) as processes:
        list(processes.map(partial(_make_part, folder, tracks), firsts))


def _make_part(folder: Path, tracks: int, first: int) -> None:
    from bench import _generated_sound as sound

    templates = {
        suffix: [sound.template(suffix, number + 1, TRACKS_AN_ALBUM) for number in range(TRACKS_AN_ALBUM)]
        for suffix in SUFFIXES
    }
    for n in range(first, min(first + ALBUMS_AT_ONCE * TRACKS_AN_ALBUM, tracks)):
        told, number = names(n), n % TRACKS_AN_ALBUM
        suffix = SUFFIXES[n // TRACKS_AN_ALBUM % len(SUFFIXES)]
        parent = folder / told.artist / told.album
        if number == 0:
            parent.mkdir(parents=True)
        data = sound.named(templates[suffix][number], suffix, told.artist, told.album, told.title)
        with (parent / f"{number + 1:02} {told.title}{suffix}").open("wb") as stream:
            stream.write(data)
            if suffix in SPARSE_BYTES:
                stream.truncate(SPARSE_BYTES[suffix])
