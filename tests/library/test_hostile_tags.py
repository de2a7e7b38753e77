"""Tags made to hurt import, or are refused with a reason; what was written into them can still be undone."""

import struct
from collections.abc import Callable
from pathlib import Path
from uuid import UUID

import pytest
from mutagen.flac import FLAC
from mutagen.flac import Picture as Block
from mutagen.id3 import APIC, ID3, TIT2, TPE1
from mutagen.mp4 import MP4
from mutagen.oggvorbis import OggVorbis

from apps.library import services
from apps.library.domain import ImportedAlbum, ImportRefused
from apps.library.models import Track
from apps.library.tagging.deltas import digest
from apps.library.tagging.undoing import carry_out
from tests.library.albums import edition, finished, picture, write_audio

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("valkey")]

MEGABYTE = "x" * 1_000_000
TURNED = "\u202egnos a\u202c \u2066hidden\u2069"


def long_texts(folder: Path) -> None:
    flac = FLAC(write_audio(folder / "1.flac", 0.3))
    flac["title"] = MEGABYTE
    flac["artist"] = [f"artist {n}" for n in range(20_000)]
    flac.save()
    ogg = OggVorbis(write_audio(folder / "2.ogg", 0.3))
    ogg["title"] = MEGABYTE
    ogg.save()
    mp4 = MP4(write_audio(folder / "3.m4a", 0.3))
    mp4["©nam"] = MEGABYTE
    mp4.save()


def odd_characters(folder: Path) -> None:
    id3 = ID3()
    id3.add(TIT2(encoding=3, text=["A\0B" + TURNED]))
    id3.add(TPE1(encoding=1, text=["\ufeff\u200b\x07bell"]))
    id3.save(write_audio(folder / "1.mp3", 0.3))
    flac = FLAC(write_audio(folder / "2.flac", 0.3))
    flac["title"], flac["album"], flac["artist"] = f"a\0b{TURNED}", "../../../etc", "<script>alert(1)</script>"
    flac.save()


def many_pictures(folder: Path, count: int = 500) -> None:
    image = picture(64)
    id3 = ID3()
    for number in range(count):
        id3.add(APIC(encoding=0, mime="image/jpeg", type=3, desc=str(number), data=image))
    id3.save(write_audio(folder / "1.mp3", 0.3))
    flac = FLAC(write_audio(folder / "2.flac", 0.3))
    for number in range(count):
        block = Block()
        block.type, block.mime, block.desc, block.data = 3, "image/jpeg", str(number), image[:200]
        flac.add_picture(block)
    flac.save()


def ten_thousand_pictures(folder: Path) -> None:
    many_pictures(folder, 10_000)


def lying_sizes(folder: Path) -> None:
    """Each says that it is far longer than the file."""
    mp3 = write_audio(folder / "1.mp3", 0.3)
    mp3.write_bytes(b"ID3\x04\x00\x00\x7f\x7f\x7f\x7fTIT2\x7f\x7f\x7f\x7f\0\0\x03Title" + mp3.read_bytes())
    flac = write_audio(folder / "2.flac", 0.3)
    data = flac.read_bytes()
    flac.write_bytes(data[:4] + b"\x04\xff\xff\xff" + data[8:])
    vorbis = write_audio(folder / "3.flac", 0.3)
    data = vorbis.read_bytes()
    liar = struct.pack("<I", 4) + b"none" + struct.pack("<I", 0xFFFFFFFF)
    comment = b"\x04" + len(liar).to_bytes(3, "big") + liar
    vorbis.write_bytes(data[:42] + comment + data[42:])
    mp4 = write_audio(folder / "4.m4a", 0.3)
    data = mp4.read_bytes()
    at = data.find(b"udta")
    mp4.write_bytes(data[: at - 4] + b"\x7f\xff\xff\xff" + data[at:] if at > 0 else data)
    wave = write_audio(folder / "5.wav", 0.3)
    data = wave.read_bytes()
    wave.write_bytes(data + b"LIST\xff\xff\xff\xffINFOINAM\xff\xff\xff\x7fTitle")


@pytest.mark.parametrize(
    "make",
    [
        long_texts,
        odd_characters,
        many_pictures,
        lying_sizes,
        pytest.param(ten_thousand_pictures, marks=[pytest.mark.soak, pytest.mark.timeout(300)]),
    ],
    ids=lambda make: make.__name__,
)
@pytest.mark.parametrize("known", [True, False], ids=["identified", "unknown"])
def test_hostile_tags_import_or_are_refused(
    make: Callable[[Path], None], known: bool, music: Path, arrived: Path
) -> None:
    make(arrived)
    write_audio(arrived / "9.flac", 0.3)
    before = {digest(path) for path in arrived.iterdir()}
    titles = [f"Song {n}" for n in range(len(before))]
    details = edition(titles, lengths=[0.3] * len(titles)) if known else None
    outcome = services.import_finished(finished(arrived, details, title="Somebody - Something"))
    if isinstance(outcome, ImportRefused):
        assert outcome.message
        return
    assert isinstance(outcome, ImportedAlbum)
    albums = [outcome, *outcome.also]
    told = sum(len(album.track_ids) + len(album.warnings) for album in albums)
    assert told >= len(before), "every file is in the library, or a sentence says why not"
    for track in Track.objects.all():
        assert len(track.title) <= 2000
        assert not set(track.title + track.artist_name + track.file_path) & set("\0\u202e\u2066\x07")
        assert track.audio_file.resolve().is_relative_to(music.resolve())
        assert len(track.audio_file.name.encode()) <= 255
    assert {digest(path) for path in arrived.iterdir()} == before
    for album in albums:
        services.undo_tags(UUID(album.album_id))
    carry_out()
    assert {
        digest(path) for path in music.rglob("*") if path.suffix in (".flac", ".mp3", ".ogg", ".m4a", ".wav")
    } <= before
