"""Wishes about the copy, in and out of names that look like wishes."""

import pytest

from apps.search.domain import FormatPreference, Preferences, QueryType
from apps.search.understand import understand


@pytest.mark.parametrize(
    ("query", "wishes"),
    [
        ("low tide by ferry crossing in flac", {"format": "FLAC"}),
        ("ferry crossing - low tide [24/192]", {"bit_depth": 24, "sample_rate_khz": 192}),
        ("ferry crossing - low tide 24 bit / 88.2 kHz", {"bit_depth": 24, "sample_rate_khz": 88.2}),
        ("low tide by ferry crossing mp3 v2", {"format": "MP3", "vbr": "V2"}),
        ("low tide by ferry crossing, 256 kbit/s", {"bitrate": 256}),
        ("low tide by ferry crossing on cassette", {"source": "CASSETTE"}),
        ("low tide by ferry crossing, no mp3 or ogg", {"exclude_format": ["MP3", "OGG"]}),
        ("low tide by ferry crossing in flac, not vinyl", {"format": "FLAC", "exclude_source": "VINYL"}),
        ("low tide by ferry crossing, not live", {"live": False}),
        ("low tide by ferry crossing 2011 remaster", {"remaster": True, "edition": "2011 remaster"}),
        ("low tide by ferry crossing, 25th anniversary edition", {"edition": "25th anniversary"}),
        ("low tide by ferry crossing, the japanese pressing", {"edition": "Japanese"}),
        ("low tide von ferry crossing auf deutsch", {"edition": "German"}),
        ("low tide de ferry crossing, versión en vivo", {"live": True}),
        ("low tide de ferry crossing en haute résolution", {"quality": "hires"}),
        ("low tide di ferry crossing, il più piccolo possibile", {"quality": "small"}),
        ("альбом low tide ferry crossing без ремастера в mp3", {"remaster": False, "format": "MP3"}),
        ("ferry crossingのlow tide リマスターなし", {"remaster": False}),
        ("ferry crossing low tide 不要现场版", {"live": False}),
    ],
)
def test_wishes(query: str, wishes: dict[str, object]) -> None:
    said = understand(query).said()
    assert {name: said.get(name) for name in wishes} == wishes


@pytest.mark.parametrize(
    ("query", "artist"),
    [("the band Mono", "Mono"), ("anything by Live", "Live"), ("songs by the group Vinyl", "Vinyl")],
)
def test_a_word_after_the_noun_of_a_name_is_a_name(query: str, artist: str) -> None:
    parsed = understand(query)
    assert str(parsed.artist).casefold() == artist.casefold()
    assert not parsed.live and not parsed.source and not parsed.edition


@pytest.mark.parametrize(
    ("query", "album"),
    [
        ("live through this by hole", "live through this"),
        ("hole - live through this", "live through this"),
        ("red by king crimson", "red"),
        ("the marshall mathers lp by eminem", "the marshall mathers lp"),
        ("best of you by foo fighters", "best of you"),
    ],
)
def test_wish_words_inside_a_title_stay(query: str, album: str) -> None:
    assert understand(query).album == album


def test_a_place_makes_live_part_of_the_title() -> None:
    parsed = understand("live at leeds by the who")
    assert (parsed.album, parsed.live) == ("live at leeds", True)


def test_wishes_alone_name_nothing() -> None:
    parsed = understand("flac 24 bit please")
    assert parsed.problem == "no_name"
    assert parsed.format == ("FLAC",)
    assert parsed.confidence < 0.1


def test_the_words_win_over_the_standing_preference() -> None:
    hires = Preferences(format=FormatPreference.HIRES)
    assert understand("low tide by ferry crossing", hires).quality == "hires"
    assert understand("low tide by ferry crossing in mp3", hires).quality is None
    song = Preferences(type=QueryType.TRACK)
    assert understand("low tide by ferry crossing", song).track == "low tide"
    assert understand("the album low tide by ferry crossing", song).album == "low tide"


def test_the_contracts_form_has_wishes_under_preferences() -> None:
    answer = understand("low tide by ferry crossing in flac from 2011").as_dict()
    assert {"artist", "album", "track", "year", "query_type", "confidence", "preferences"} <= answer.keys()
    assert answer["preferences"] == {"format": "FLAC"}
    assert answer["year"] == 2011
