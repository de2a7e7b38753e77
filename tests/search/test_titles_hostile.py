"""Whatever a title holds, it is read, quickly, and the same each time."""

import json
import time
from dataclasses import fields

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.search.titles import ReleaseTitle, Wanted, read_title
from apps.search.titles.notes import clean_title
from apps.search.titles.word_sets import word_set

FIELDS = [field.name for field in fields(ReleaseTitle)]
FRAGMENTS = sorted(
    word_set(
        """
        - -- _-_ ( ) [ ] { } . _ ~ | ? @320 & + flac FLAC mp3 V0 320 kbps 24 96 khz bit 2011 1999-2005 197x WEB CD 2CD
        LP EP VA feat. (feat. Remaster Deluxe Edition discography S01E02 1x02 x264 1080p .mkv .mp3 .torrent www.a.b INT
        log 100 % cue Ä 林 Кино ' " 「 」 &amp; 0 12 01. by REPACK2 q10 dvd a blu ray
        """
    )
)


@given(st.text(max_size=120))
def test_any_text_is_read(title: str) -> None:
    check(read_title(title), title)


@given(st.lists(st.sampled_from(FRAGMENTS), max_size=25), st.sampled_from(["", " ", "_", "-", "."]))
def test_any_heap_of_tags_is_read(words: list[str], joint: str) -> None:
    title = joint.join(words)
    check(read_title(title), title)
    check(read_title(title, wanted=Wanted("VA", ("flac", ""))), title)


@given(st.text(max_size=80))
def test_clean_names_stay_as_they_are(name: str) -> None:
    assert clean_title(clean_title(name)) == clean_title(name)


def check(read: ReleaseTitle, title: str) -> None:
    assert read == read_title(title) or read.artist is not None
    assert sorted(read.__dict__) == sorted(FIELDS)
    assert list(json.loads(json.dumps(read.as_dict()))) == FIELDS
    assert read.title == title
    assert read.is_music + (read.type is not None) + read.reject == 1
    assert read.artist != "" and read.album != ""
    assert read.year is None or 1900 <= read.year < 2040


@pytest.mark.parametrize(
    "title",
    [
        "(" * 10_000,
        "[" * 5_000 + "]" * 5_000,
        "(a" * 5_000,
        "- " * 5_000,
        "-" * 10_000,
        "a-" * 5_000,
        "a_-_" * 2_500,
        "1" * 10_000,
        "1-" * 5_000,
        "24-96-" * 2_000,
        "2011 " * 2_000,
        "x264-" * 2_000,
        "-2011" * 2_000,
        " " * 10_000,
        "._" * 5_000,
        "a." * 5_000,
        "&amp;" * 2_000,
        "feat " * 2_000,
        "s01e01" * 1_500,
        "A - B " + "(Deluxe Edition) " * 600,
        "「" * 10_000,
        "www." * 2_500,
        ".mkv" * 2_500,
        "@320" * 2_500,
        "\u202e" * 10_000,
        "é" * 10_000,
        "A" * 9_990 + "-2011-GRP",
    ],
)
def test_hostile_titles_take_no_time(title: str) -> None:
    started = time.process_time()
    check(read_title(title), title)
    assert time.process_time() - started < 0.25


def test_only_the_beginning_of_a_long_title_is_read() -> None:
    assert read_title("Ferry Crossing - Low Tide (2011) [FLAC] " + "x" * 10_000).year == 2011
