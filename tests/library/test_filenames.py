"""Reading track number, disc, artist and title out of an audio file's name."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.library.filenames import TrackFilename, read_filename


def test_shared_data_is_read_without_a_mistake(shared_data: Path) -> None:
    rows = [json.loads(line) for line in (shared_data / "track_filenames.jsonl").read_text().splitlines()]
    wrong = [
        (row["filename"], field, wanted, getattr(read_filename(row["filename"]), field))
        for row in rows
        for field, wanted in row["expect"].items()
        if getattr(read_filename(row["filename"]), field) != wanted
    ]
    assert len(rows) > 30
    assert wrong == []


@pytest.mark.parametrize(
    ("name", "wanted"),
    [
        ("07 Harbour Lights.flac", TrackFilename(track=7, title="Harbour Lights")),
        ("07. Harbour Lights.flac", TrackFilename(track=7, title="Harbour Lights")),
        ("(07) Harbour Lights.flac", TrackFilename(track=7, title="Harbour Lights")),
        ("03 - Ferry Crossing - Harbour Lights.ogg", TrackFilename(3, None, "Harbour Lights", "Ferry Crossing")),
        ("2-11 Harbour Lights.mp3", TrackFilename(11, 2, "Harbour Lights")),
        ("CD2-11 Harbour Lights.mp3", TrackFilename(11, 2, "Harbour Lights")),
        ("Disc 2 - 11 - Harbour Lights.mp3", TrackFilename(11, 2, "Harbour Lights")),
        ("d2t11 - Harbour Lights.wv", TrackFilename(11, 2, "Harbour Lights")),
        ("203. Harbour Lights.opus", TrackFilename(3, 2, "Harbour Lights")),
        ("05-ferry_crossing-harbour_lights.mp3", TrackFilename(5, None, "harbour_lights", "ferry_crossing")),
        ("05-t-bone-harbour_lights.mp3", TrackFilename(5, None, "harbour_lights", "t-bone")),
        (
            "Ferry Crossing - Nocturnes - 04 Harbour Lights.m4a",
            TrackFilename(4, None, "Harbour Lights", "Ferry Crossing"),
        ),
        ("some folder/other/04 Harbour Lights.m4a", TrackFilename(track=4, title="Harbour Lights")),
        ("04 1984.flac", TrackFilename(track=4, title="1984")),
        ("1984.flac", TrackFilename(title="1984")),
        ("7th Street.mp3", TrackFilename(title="7th Street")),
        ("60s Radio.mp3", TrackFilename(title="60s Radio")),
        ("3 AM.mp3", TrackFilename(title="3 AM")),
        ("16K Memory.mp3", TrackFilename(title="16K Memory")),
        ("10,000 Lakes.mp3", TrackFilename(title="10,000 Lakes")),
        ("Step by Step.mp3", TrackFilename(title="Step by Step")),
        ("Soundtrack 5.mp3", TrackFilename(title="Soundtrack 5")),
        ("08 夜に駆ける.flac", TrackFilename(track=8, title="夜に駆ける")),
        ("", TrackFilename()),
        ("..", TrackFilename(title="..")),
    ],
)
def test_names_of_many_habits(name: str, wanted: TrackFilename) -> None:
    assert read_filename(name) == wanted


def test_underscores_can_be_read_as_spaces() -> None:
    read = read_filename("05-ferry_crossing-harbour_lights.mp3").spaced()
    assert (read.artist, read.title) == ("ferry crossing", "harbour lights")


@given(st.text(max_size=300))
def test_any_name_is_read(name: str) -> None:
    read = read_filename(name)
    assert read.track is None or read.track > 0
    assert read.disc is None or read.disc > 0


@given(st.integers(1, 99), st.from_regex(r"[A-Z][a-z]{2,8}( [A-Z][a-z]{2,8}){0,3}", fullmatch=True))
def test_a_padded_number_before_a_title_is_the_track(track: int, title: str) -> None:
    assert read_filename(f"{track:02} - {title}.flac") == TrackFilename(track=track, title=title)


@pytest.mark.timeout(10)
@pytest.mark.parametrize(
    "name", ["0" * 10_000, "- " * 5_000, "a - " * 3_000, "(" * 10_000, "1-" * 5_000, "by " * 4_000]
)
def test_hostile_names_take_no_time(name: str) -> None:
    read_filename(name + ".mp3")
