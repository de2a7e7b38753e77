"""The query language: what matches, and what comes first."""

import pytest

from tests.sandbox.servers.lucene import QueryError, ranked

ALBUMS = {
    "tide": {"release": ["Slow Tide"], "artist": ["Marlow Vane"], "date": ["2015-03-06"], "type": ["Album"]},
    "deluxe": {"release": ["Slow Tide (Deluxe)"], "artist": ["Marlow Vane"], "date": ["2016"], "type": ["Album"]},
    "lanterns": {"release": ["Paper Lanterns"], "artist": ["Marlow Vane"], "date": ["2019-09-20"], "type": ["Album"]},
    "heron": {"release": ["Live at the Blue Heron"], "artist": ["Okafor"], "date": ["2004"], "type": ["Album", "Live"]},
    "ljos": {"release": ["Ljós"], "artist": ["Þórdís Kára"], "date": ["2021"], "type": ["EP"]},
}


def names(query: str, *, every: bool = False) -> list[str]:
    return [name for _score, name in ranked(query, list(ALBUMS.items()), ("release", "artist"), every=every)]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("slow tide", ["tide", "deluxe"]),
        ('release:"slow tide" AND artist:"marlow vane"', ["tide", "deluxe"]),
        ("artist:(marlow vane) AND release:(paper lanterns)", ["lanterns"]),
        ("release:tide AND NOT release:deluxe", ["tide"]),
        ("release:tide -deluxe", ["tide"]),
        ("+release:lanterns heron", ["lanterns"]),
        ("heron OR ljos", ["ljos", "heron"]),
        ("date:2015", ["tide"]),
        ("date:[2015 TO 2016]", ["tide", "deluxe"]),
        ("date:[2019 TO *]", ["lanterns", "ljos"]),
        ("release:lant*", ["lanterns"]),
        ("lanturns~", ["lanterns"]),
        ("type:live^2", ["heron"]),
        (r"release:slow\ tide", ["tide", "deluxe"]),
        ("thordis", ["ljos"]),
        ('(release:"ljos" OR release:"nothing") AND artist:kara', ["ljos"]),
        ("nobody", []),
    ],
)
def test_what_is_found(query: str, found: list[str]) -> None:
    assert names(query) == found


def test_archive_wants_every_word() -> None:
    assert names("slow lanterns") != []
    assert names("slow lanterns", every=True) == []
    assert names("slow OR lanterns", every=True) == ["tide", "lanterns", "deluxe"]


@pytest.mark.parametrize("query", ['"open', "(open", "release:", "a)"])
def test_unreadable_queries(query: str) -> None:
    with pytest.raises(QueryError):
        names(query)
