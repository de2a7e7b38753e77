"""Which words are the artist's and which the title's, and what kind of thing is asked for."""

import pytest

from apps.search.domain import QueryType
from apps.search.understand import propose, understand


@pytest.mark.parametrize(
    "query",
    [
        "low tide by ferry crossing",
        "ferry crossing - low tide",
        "“low tide” ferry crossing",
        "ferry crossing's low tide",
        "das album low tide von ferry crossing",
        "l'album low tide de ferry crossing",
        "busco el disco low tide de ferry crossing por favor",
        "quero ouvir o disco low tide de ferry crossing",
        "vorrei ascoltare il disco low tide di ferry crossing",
        "найди альбом low tide группы ferry crossing пожалуйста",
        "ferry crossingのlow tideを聴きたい",
        "我想听ferry crossing的low tide",
        "hey, could you please get me the album low tide by ferry crossing, thanks",
    ],
)
def test_one_wish_in_many_words(query: str) -> None:
    parsed = understand(query)
    assert (parsed.artist, parsed.album) == ("ferry crossing", "low tide")


@pytest.mark.parametrize(
    ("query", "artist", "album"),
    [
        ("1999 prince", "Prince", "1999"),
        ("taylor swift 1989", "Taylor Swift", "1989"),
        ("the the dusk", "The The", "dusk"),
        ("!!! thr!!!er", "!!!", "thr!!!er"),
        ("4 by beyonce", "Beyoncé", "4"),
        ("led zeppelin iii", "Led Zeppelin", "Led Zeppelin III"),
        ("bjork homogenic", "Björk", "homogenic"),
        ("motorhead ace of spades the album", "Motörhead", "ace of spades"),
        ("acdc back in black", "AC/DC", "back in black"),
    ],
)
def test_names_that_look_like_words_years_and_numbers(query: str, artist: str, album: str) -> None:
    parsed = understand(query)
    assert (parsed.artist, parsed.album) == (artist, album)
    assert parsed.year is None


@pytest.mark.parametrize(
    ("typed", "meant"), [("metalica", "Metallica"), ("johny cash", "Johnny Cash"), ("beatels", "The Beatles")]
)
def test_slips_of_spelling(typed: str, meant: str) -> None:
    assert understand(f"everything by {typed}").artist == meant


@pytest.mark.parametrize(
    ("query", "kind"),
    [
        ("the song low tide by ferry crossing", QueryType.TRACK),
        ("the record low tide by ferry crossing", QueryType.ALBUM),
        ("anything by ferry crossing", QueryType.ARTIST),
        ("ferry crossing discography", QueryType.ARTIST),
        ("newest album by ferry crossing", QueryType.ALBUM),
        ("песня low tide ferry crossing", QueryType.TRACK),
        ("ferry crossingのアルバム", QueryType.ALBUM),
    ],
)
def test_what_kind_of_thing_is_asked_for(query: str, kind: QueryType) -> None:
    assert understand(query).query_type is kind


def test_a_nickname_is_an_edition_unless_a_dash_makes_it_a_title() -> None:
    assert understand("weezer green album").edition == "Green Album"
    parsed = understand("prince - the black album")
    assert (parsed.album, parsed.edition) == ("the black album", None)


@pytest.mark.parametrize(
    ("query", "artist"),
    [
        ("альбом Арии", "Ария"),
        ("песни Земфиры", "Земфира"),
        ("дискография Сплина", "Сплин"),
    ],
)
def test_russian_names_return_to_the_nominative(query: str, artist: str) -> None:
    assert understand(query).artist == artist


@pytest.mark.parametrize(
    ("query", "problem"),
    [
        ("", "empty"),
        ("the album with a cow on the cover", "description"),
        ("what is the weather in berlin tomorrow", "no_request"),
        ("sdfkjhgsdf wqrtzpsdfg", "nonsense"),
    ],
)
def test_what_makes_no_sense_is_said_with_little_confidence(query: str, problem: str) -> None:
    parsed = understand(query)
    assert parsed.problem == problem
    assert parsed.confidence <= 0.15
    assert parsed.reasons[-1]


def test_every_reading_says_why() -> None:
    for reading in propose("half past summer marlow vane in flac"):
        assert reading.parsed.reasons
        assert reading.as_dict()["reasons"]
