"""Tags of every format: what is written is read again, under names that others know; broken files end well."""

import os
import shutil
from collections import Counter
from pathlib import Path

import pytest
from mutagen.id3 import APIC, ID3, TIT2

from apps.library.tags.metadata import Metadata, UnreadableError
from apps.library.tags.names import BY_NAME
from apps.library.tags.pictures import front_cover
from apps.library.tags.reader import TagReader, read_files
from apps.library.tags.reading import read
from apps.library.tags.writing import Picture, UnwritableError, write
from tests.library.albums import picture, tag, write_audio

TAGS = {
    "title": ("Título – 夜",),
    "artist": ("Ebb",),
    "album": ("Flow",),
    "albumartist": ("Ebb & Co",),
    "albumartistsort": ("Ebb and Co",),
    "date": ("1999-05-01",),
    "originaldate": ("1997",),
    "tracknumber": ("3",),
    "totaltracks": ("12",),
    "discnumber": ("1",),
    "totaldiscs": ("2",),
    "label": ("Pier",),
    "catalognumber": ("PIER 7",),
    "barcode": ("0123456789012",),
    "media": ("CD",),
    "releasecountry": ("GB",),
    "releasetype": ("album",),
    "musicbrainz_albumid": ("9e873859-8aa4-4790-b985-5a953e8ef628",),
    "musicbrainz_recordingid": ("8b882575-08a5-4452-a7a7-cbb8a1531f9e",),
    "musicbrainz_releasetrackid": ("c29f3a57-b439-46fd-a2e2-93776b1371e0",),
    "compilation": ("1",),
}
# One file of the shared data for each container and kind of tag.
WHOLE_FILES = (
    "mediafile/full.mp3",
    "mediafile/full.flac",
    "mediafile/full.ogg",
    "mediafile/full.opus",
    "mediafile/full.m4a",
    "mediafile/full.alac.m4a",
    "mediafile/full.wma",
    "mediafile/full.ape",
    "mediafile/full.mpc",
    "mediafile/full.wv",
    "mediafile/full.aiff",
    "mediafile/full.wav",
    "mediafile/full.dsf",
    "picard/test.spx",
    "picard/test.tta",
    "picard/test.tak",
    "picard/test.ofr",
    "picard/test.aac",
    "picard/test.ac3",
    "picard/test.oga",
)


@pytest.mark.parametrize("name", WHOLE_FILES)
def test_what_is_written_is_read_again(name: str, shared_data: Path, tmp_path: Path) -> None:
    if not (shared_data / "audio" / name).exists():
        pytest.skip("the file is not among the shared data")
    path = tmp_path / Path(name).name
    shutil.copyfile(shared_data / "audio" / name, path)
    before = read(path)
    data = picture(200)
    write(path, TAGS, Picture(data, "image/jpeg", 200, 200))
    found = read(path)
    assert {key: found.tags.get(key) for key in TAGS} == TAGS
    assert (found.format, found.sample_rate, found.channels) == (before.format, before.sample_rate, before.channels)
    assert front_cover(path) == data


def test_tags_that_are_not_named_stay_and_empty_ones_go(tmp_path: Path) -> None:
    path = tag(write_audio(tmp_path / "a.flac", 0.2), title="A", comment="kept", album="B")
    write(path, {"title": ("C",), "album": ()})
    from mutagen.flac import FLAC

    tags = FLAC(path)
    assert tags["title"] == ["C"]
    assert tags["comment"] == ["kept"]
    assert "album" not in tags


def test_a_file_that_is_no_audio_is_not_written(tmp_path: Path) -> None:
    path = tmp_path / "a.flac"
    path.write_bytes(b"not audio")
    with pytest.raises(UnwritableError):
        write(path, TAGS)
    assert path.read_bytes() == b"not audio"


def test_every_file_at_hand_is_read_or_told_unreadable(shared_data: Path) -> None:
    paths = [path for path in (shared_data / "audio").glob("*/*") if path.is_file()]
    outcomes = read_files(paths)
    assert len(outcomes) == len(paths) > 400
    kinds = Counter(type(outcome) for outcome in outcomes.values())
    assert kinds[str] < 60
    assert all(outcome for outcome in outcomes.values() if isinstance(outcome, str))


def test_a_file_that_hangs_its_reader_costs_itself_alone(tmp_path: Path) -> None:
    good = tag(write_audio(tmp_path / "good.flac", 0.2), title="Good")
    pipe = tmp_path / "pipe.flac"
    os.mkfifo(pipe)  # opening it waits for ever
    with TagReader(seconds_a_file=1.5) as reader:
        outcomes = dict(reader.read_all([good, pipe, good.with_name("none.flac")]))
    found = outcomes[good]
    assert isinstance(found, Metadata)
    assert found.first("title") == "Good"
    assert "longer than" in str(outcomes[pipe])
    assert "cannot be opened" in str(outcomes[good.with_name("none.flac")])


def test_hostile_tags_are_cut_and_cleaned(tmp_path: Path) -> None:
    path = write_audio(tmp_path / "a.mp3", 0.2)
    tags = ID3()
    tags.add(TIT2(encoding=3, text=["A\0B\u202e" + "x" * 1_000_000]))
    for number in range(300):
        tags.add(APIC(encoding=3, mime="image/png", type=3, desc=str(number), data=b"\x89PNG"))
    tags.save(path)
    outcome = read_files([path])[path]
    assert isinstance(outcome, Metadata)
    assert len(outcome.first("title")) <= 2000
    assert "\u202e" not in outcome.first("title")
    assert outcome.pictures == 300


@pytest.mark.parametrize("data", [b"", b"fLaC", b"ID3", b"OggS", b"\0" * 5000, b"RIFF\xff\xff\xff\xffWAVE"])
def test_scraps_are_unreadable(data: bytes, tmp_path: Path) -> None:
    path = tmp_path / "scrap.flac"
    path.write_bytes(data)
    with pytest.raises(UnreadableError):
        read(path)


# Rows of https://picard-docs.musicbrainz.org/en/latest/appendices/tag_mapping.html: Vorbis, ID3v2.4, MP4, APEv2, ASF.
PICARD = {
    "title": ("TITLE", "TIT2", "©nam", "Title", "Title"),
    "titlesort": ("TITLESORT", "TSOT", "sonm", "TITLESORT", "WM/TitleSortOrder"),
    "artist": ("ARTIST", "TPE1", "©ART", "Artist", "Author"),
    "artistsort": ("ARTISTSORT", "TSOP", "soar", "ARTISTSORT", "WM/ArtistSortOrder"),
    "albumartist": ("ALBUMARTIST", "TPE2", "aART", "Album Artist", "WM/AlbumArtist"),
    "albumartistsort": ("ALBUMARTISTSORT", "TSO2", "soaa", "ALBUMARTISTSORT", "WM/AlbumArtistSortOrder"),
    "composer": ("COMPOSER", "TCOM", "©wrt", "Composer", "WM/Composer"),
    "composersort": ("COMPOSERSORT", "TSOC", "soco", "COMPOSERSORT", "WM/ComposerSortOrder"),
    "conductor": ("CONDUCTOR", "TPE3", ":CONDUCTOR", "Conductor", "WM/Conductor"),
    "lyricist": ("LYRICIST", "TEXT", ":LYRICIST", "Lyricist", "WM/Writer"),
    "work": ("WORK", "TXXX:WORK", "©wrk", "WORK", "WM/Work"),
    "discsubtitle": ("DISCSUBTITLE", "TSST", ":DISCSUBTITLE", "DiscSubtitle", "WM/SetSubTitle"),
    "media": ("MEDIA", "TMED", ":MEDIA", "Media", "WM/Media"),
    "label": ("LABEL", "TPUB", ":LABEL", "Label", "WM/Publisher"),
    "catalognumber": ("CATALOGNUMBER", "TXXX:CATALOGNUMBER", ":CATALOGNUMBER", "CatalogNumber", "WM/CatalogNo"),
    "barcode": ("BARCODE", "TXXX:BARCODE", ":BARCODE", "Barcode", "WM/Barcode"),
    "compilation": ("COMPILATION", "TCMP", "cpil", "Compilation", "WM/IsCompilation"),
    "isrc": ("ISRC", "TSRC", ":ISRC", "ISRC", "WM/ISRC"),
    "date": ("DATE", "TDRC", "©day", "Year", "WM/Year"),
    "musicbrainz_albumid": (
        "MUSICBRAINZ_ALBUMID",
        "TXXX:MusicBrainz Album Id",
        ":MusicBrainz Album Id",
        "MUSICBRAINZ_ALBUMID",
        "MusicBrainz/Album Id",
    ),
    "musicbrainz_recordingid": (
        "MUSICBRAINZ_TRACKID",
        "UFID:http://musicbrainz.org",
        ":MusicBrainz Track Id",
        "MUSICBRAINZ_TRACKID",
        "MusicBrainz/Track Id",
    ),
    "releasestatus": (
        "RELEASESTATUS",
        "TXXX:MusicBrainz Album Status",
        ":MusicBrainz Album Status",
        "MUSICBRAINZ_ALBUMSTATUS",
        "MusicBrainz/Album Status",
    ),
    "replaygain_track_gain": (
        "REPLAYGAIN_TRACK_GAIN",
        "TXXX:REPLAYGAIN_TRACK_GAIN",
        ":REPLAYGAIN_TRACK_GAIN",
        "REPLAYGAIN_TRACK_GAIN",
        "REPLAYGAIN_TRACK_GAIN",
    ),
}


@pytest.mark.parametrize("name", PICARD)
def test_names_are_those_of_picard(name: str) -> None:
    known = BY_NAME[name]
    assert (known.vorbis, known.id3, known.mp4, known.ape, known.asf) == PICARD[name]


def test_totals_are_written_under_both_names(tmp_path: Path) -> None:
    from mutagen.flac import FLAC

    path = write_audio(tmp_path / "a.flac", 0.2)
    write(path, {"totaltracks": ("12",), "totaldiscs": ("2",)})
    tags = FLAC(path)
    assert [tags[key] for key in ("tracktotal", "totaltracks", "disctotal", "totaldiscs")] == [
        ["12"],
        ["12"],
        ["2"],
        ["2"],
    ]
