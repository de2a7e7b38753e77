"""The ranking's promises: components add up, and what would make a copy first makes it first."""

import json
from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from apps.search.domain import Balance, FormatPreference, Quality, QueryType
from apps.search.ranking.changes import apply_change, apply_to_copy
from apps.search.ranking.domain import WEIGHTS, Facts, Fit, Ranked, Wish
from apps.search.ranking.ledger import account
from apps.search.ranking.rank import rank

ALBUMS = ("OK Computer", "OK Computer OKNOTOK 1997 2017", "Kid A", "The Bends", "")
ARTISTS = ("Radiohead", "Radio Head", "Easy Star All-Stars", "")
FORMATS = ("FLAC", "MP3", "ALAC", "AAC", "OPUS", "DSD", "OGG", "")

fits = st.builds(
    lambda matched, more, extra, danger: Fit(matched, matched + more, extra, danger=danger),
    st.integers(0, 30),
    st.integers(0, 5),
    st.integers(0, 40),
    st.sampled_from(("", "It holds a program (x.exe), which no album needs.")),
)
copies = st.builds(
    Facts,
    id=st.uuids().map(str),
    title=st.text(max_size=40),
    artist=st.sampled_from(ARTISTS),
    album=st.sampled_from(ALBUMS),
    track=st.sampled_from(("", "Airbag", "Lucky")),
    year=st.none() | st.integers(1950, 2026),
    is_music=st.booleans(),
    is_discography=st.booleans(),
    format=st.sampled_from(FORMATS),
    bitrate=st.none() | st.integers(1, 5000),
    vbr=st.sampled_from(("", "V0", "V2")),
    bit_depth=st.none() | st.sampled_from((16, 24)),
    sample_rate=st.none() | st.sampled_from((44_100, 96_000)),
    medium=st.sampled_from(("", "CD", "WEB", "VINYL", "FM")),
    remaster=st.booleans(),
    log=st.booleans(),
    log_score=st.none() | st.integers(0, 100),
    cue=st.booleans(),
    size=st.none() | st.integers(1, 10**11),
    seeders=st.none() | st.integers(0, 10**6),
    seeders_claimed=st.lists(st.integers(0, 10**6), max_size=4).map(tuple),
    grabs=st.none() | st.integers(0, 10**6),
    sources=st.lists(st.sampled_from(("a", "b", "c", "d")), unique=True, max_size=4).map(tuple),
    age_days=st.none() | st.floats(0, 10_000),
    is_private=st.booleans(),
    is_web_seeded=st.booleans(),
    seconds=st.none() | st.floats(10, 20_000),
    fit=st.none() | fits,
    trouble=st.sampled_from(("", "It was fake.")),
    edition=st.sampled_from(("", "Deluxe", "Mono")),
    hearsay=st.none() | st.floats(-1, 1),
    hearsay_words=st.just("people on Reddit praise the CD"),
    seeders_counted=st.none() | st.integers(0, 10**6),
)
wishes = st.builds(
    Wish,
    query_type=st.sampled_from(QueryType),
    artists=st.sampled_from(((), ("Radiohead",))),
    albums=st.sampled_from(((), ("OK Computer",))),
    track=st.sampled_from(("", "Airbag")),
    year=st.none() | st.just(1997),
    preference=st.sampled_from(FormatPreference),
    formats=st.sampled_from(((), ("FLAC",), ("MP3",))),
    quality=st.none() | st.sampled_from(Quality),
    medium=st.sampled_from(("", "VINYL")),
    live=st.none() | st.booleans(),
    remaster=st.none() | st.booleans(),
    edition=st.sampled_from(("", "Deluxe")),
    excluded_formats=st.sampled_from(((), ("MP3",))),
    excluded_words=st.sampled_from(((), ("deluxe",))),
    seconds=st.none() | st.just(3200.0),
    balance=st.sampled_from(Balance),
)
lists = st.lists(copies, min_size=1, max_size=6, unique_by=lambda copy: copy.id)


@settings(deadline=None)
@given(copies, wishes)
def test_components_add_up_to_the_score_and_lines_to_their_component(copy: Facts, wish: Wish) -> None:
    ledger = account(copy, wish)
    assert abs(sum(each.points for each in ledger.components) - ledger.score) < 1e-9
    for component in ledger.components:
        assert abs(sum(line.points for line in component.lines) - component.value) < 1e-9
        if component.name == "penalties":
            assert component.value <= 0
        else:
            assert -1e-9 <= component.value <= 100 + 1e-9
    shown = ledger.as_dict()
    assert abs(sum(each["points"] for each in shown["components"]) - shown["score"]) < 0.05


@settings(max_examples=60, deadline=None)
@given(lists, wishes)
def test_the_order_is_the_scores_and_nothing_is_lost(found: list[Facts], wish: Wish) -> None:
    ranked = rank(found, wish)
    assert [each.rank for each in ranked] == list(range(1, len(found) + 1))
    assert {each.facts.id for each in ranked} == {copy.id for copy in found}
    scores = [each.score for each in ranked]
    assert scores == sorted(scores, reverse=True)
    assert all(each.explanation for each in ranked)
    assert all(0 <= each.quality_score <= 100.01 and 0 <= each.trust_score <= 100.01 for each in ranked)


@settings(max_examples=60, deadline=None)
@given(lists, wishes)
def test_applying_a_would_be_first_if_makes_it_first(found: list[Facts], wish: Wish) -> None:
    for each in rank(found, wish):
        change = each.ledger.first_if
        if change is None:
            continue
        changed = [apply_to_copy(change, copy) if copy.id == each.facts.id else copy for copy in found]
        assert rank(changed, apply_change(change, wish))[0].facts.id == each.facts.id
        assert change.text in each.explanation


@settings(max_examples=60, deadline=None)
@given(lists, wishes)
def test_ranking_does_not_depend_on_the_order_of_arrival(found: list[Facts], wish: Wish) -> None:
    def order(ranked: list[Ranked]) -> list[str]:
        return [each.facts.id for each in ranked]

    assert order(rank(found, wish)) == order(rank(found[::-1], wish))


@settings(deadline=None)
@given(copies, wishes)
def test_facts_and_wishes_come_back_from_json_as_they_were(copy: Facts, wish: Wish) -> None:
    assert Facts.from_dict(json.loads(json.dumps(copy.as_dict()))) == copy
    assert Wish.from_dict(json.loads(json.dumps(wish.as_dict()))) == wish


def test_weights_are_shares_of_one() -> None:
    for weights in WEIGHTS.values():
        assert abs(sum(getattr(weights, name) for name in type(weights).__dataclass_fields__) - 1) < 1e-9


GOOD = Facts(
    id="good", title="Radiohead - OK Computer (1997) [FLAC]", artist="Radiohead", album="OK Computer", year=1997,
    format="FLAC", lossless=True, medium="CD", log_score=100, size=350_000_000, seeders=40, sources=("a", "b"),
    age_days=900, seconds=3200.0,
)  # fmt: skip
WISH = Wish(artists=("Radiohead",), albums=("OK Computer",), year=1997, preference=FormatPreference.LOSSLESS)


def test_what_would_make_another_first_is_found() -> None:
    small = replace(GOOD, id="small", format="MP3", lossless=False, bitrate=320, log_score=None, size=128_000_000)
    quick = replace(GOOD, id="quick", seeders=900, log_score=None, medium="CASSETTE", sources=("a",), age_days=1)
    lonely = replace(GOOD, id="lonely", seeders=1, bit_depth=24, size=900_000_000)
    changes = {each.facts.id: each.ledger.first_if for each in rank([GOOD, small, quick, lonely], WISH)}
    assert changes["good"] is None
    told = {key: (change.name, change.value) for key, change in changes.items() if change}
    assert told["small"] == ("format", "mp3")
    assert told["quick"] == ("balance", "speed")
    assert told["lonely"][0] == "seeders"


def first(*found: Facts, wish: Wish = WISH) -> str:
    return rank(found, wish)[0].facts.id


def test_the_right_album_beats_a_better_copy_of_another() -> None:
    other = replace(GOOD, id="other", album="Kid A", title="Radiohead - Kid A", seeders=5000, sources=("a", "b", "c"))
    poor = replace(
        GOOD, id="poor", format="MP3", lossless=False, bitrate=128, log_score=None, seeders=1, size=51_000_000
    )
    assert first(other, poor) == "poor"


def test_a_preference_decides_between_equals() -> None:
    small = replace(GOOD, id="small", format="MP3", lossless=False, bitrate=320, log_score=None, size=128_000_000)
    assert first(GOOD, small) == "good"
    assert first(GOOD, small, wish=replace(WISH, preference=FormatPreference.MP3)) == "small"


def test_what_cannot_be_lossless_is_flagged() -> None:
    fake = replace(GOOD, id="fake", size=52_000_000, seeders=900)
    ranked = rank([GOOD, fake], WISH)
    assert ranked[0].facts.id == "good"
    assert any("lossless" in warning and "130 kbit/s" in warning for warning in ranked[1].warnings)
    assert not ranked[0].warnings


def test_a_liar_about_seeders_is_not_believed() -> None:
    liar = replace(GOOD, id="liar", seeders=9000, seeders_claimed=(9000, 2))
    ranked = rank([GOOD, liar], WISH)
    assert ranked[0].facts.id == "good"
    assert any("9000 seeders" in warning for warning in ranked[1].warnings)


def test_a_dead_copy_says_so_and_falls() -> None:
    dead = replace(GOOD, id="dead", seeders=0, log_score=None)
    ranked = rank([dead, replace(GOOD, format="MP3", lossless=False, bitrate=320, log_score=None)], WISH)
    assert [each.facts.id for each in ranked][-1] == "dead"
    assert any("Nobody seeds" in warning for warning in ranked[-1].warnings)


def test_tags_name_the_best_the_trusted_and_the_fast() -> None:
    slow = replace(GOOD, id="slow", seeders=1, sources=("a",), log_score=None, age_days=1, bit_depth=24)
    ranked = {each.facts.id: each for each in rank([GOOD, slow], WISH)}
    assert {"best_quality", "trusted", "fast"} <= set(ranked["good"].tags)
    assert "fast" not in ranked["slow"].tags


def test_a_song_is_found_on_its_own_or_on_its_album() -> None:
    wish = Wish(query_type=QueryType.TRACK, artists=("Radiohead",), albums=("OK Computer",), track="Airbag")
    other = replace(GOOD, id="other", album="Kid A", title="Radiohead - Kid A")
    assert first(other, GOOD, wish=wish) == "good"
    song = replace(GOOD, id="song", album="", track="Airbag", title="Radiohead - Airbag", size=30_000_000)
    assert first(other, song, wish=wish) == "song"
