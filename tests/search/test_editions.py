"""The question between editions: only where it parts copies that are on offer, and what its answer changes."""

from dataclasses import replace
from typing import Any

import pytest

from apps.library.domain import EditionDetails, MediumDetails, TrackDetails
from apps.search.catalogue.domain import Match, ReleaseGroup
from apps.search.domain import Balance, ParsedQuery, Preferences
from apps.search.editions import question_about_editions, variants_of, wishes_of
from apps.search.ranking.domain import Facts, Fit
from apps.search.ranking.rank import rank
from apps.search.wishes import wish_for

GROUP = ReleaseGroup("g", "Low Tide", "Ferry Crossing", "a", "Ferry Crossing", "1967", "album")
PARSED = ParsedQuery(artist="Ferry Crossing", album="Low Tide")


def edition(number: int, told: str = "", tracks: int = 10, date: str = "1967") -> EditionDetails:
    listed = tuple(TrackDetails(n, str(n), f"Song {n}", 200.0) for n in range(1, tracks + 1))
    return EditionDetails(
        release_mbid=f"r{number}", release_group_mbid="g", title="Low Tide", artist_credit="Ferry Crossing",
        edition=told, edition_date=date, year=1967, media=(MediumDetails(1, "CD", "", listed),),
    )  # fmt: skip


def copies(*titles: str) -> list[Facts]:
    return [
        Facts(id=title, title=f"Ferry Crossing - Low Tide {title}", artist="Ferry Crossing", album="Low Tide",
              remaster="Remaster" in title, format="FLAC")
        for title in titles
    ]  # fmt: skip


def asked(editions: list[EditionDetails], found: list[Facts], parsed: ParsedQuery = PARSED) -> dict[str, Any] | None:
    return question_about_editions(Match(group=GROUP, editions=tuple(editions)), parsed, found)


MIXES = [edition(1, "stereo"), edition(2, "mono"), edition(3, "mono")]


def test_mono_or_stereo_is_asked_where_both_are_on_offer() -> None:
    question = asked(MIXES, copies("(Mono) [FLAC]", "(Stereo) [FLAC]", "[Mono] [MP3]"))
    assert question is not None
    assert question["text"] == "Low Tide in mono or in stereo?"
    assert {(choice["label"], choice["copies"]) for choice in question["choices"]} == {("Mono", 2), ("Stereo", 1)}
    assert question["default"] == question["choices"][0]["id"]


def test_what_nobody_offers_is_not_asked_about() -> None:
    assert asked(MIXES, copies("(Mono) [FLAC]", "(Mono) [MP3]")) is None


def test_what_the_words_say_is_not_asked_again() -> None:
    found = copies("(Mono) [FLAC]", "(Stereo) [FLAC]")
    assert asked(MIXES, found, replace(PARSED, edition="mono")) is None


def test_one_odd_release_among_many_is_not_worth_a_question() -> None:
    many = [edition(number) for number in range(30)]
    assert asked([*many, edition(99, "remastered")], copies("[FLAC]", "[MP3]", "[WEB]", "(Remaster)")) is None


def test_the_remaster_is_asked_about_where_it_is_as_common() -> None:
    editions = [edition(1), edition(2), edition(3, "2011 remaster", date="2011"), edition(4, "remastered", date="2012")]
    question = asked(editions, copies("[FLAC]", "(2011 Remaster) [FLAC]", "(Remaster) [24-96]"))
    assert question is not None
    assert "the remaster?" in question["text"]
    assert {choice["label"] for choice in question["choices"]} == {"The original master", "The remaster"}


def test_bonus_tracks_are_told_by_the_files() -> None:
    editions = [edition(1), edition(2, "Japan", tracks=14), edition(3, "Japan", tracks=14)]
    found = copies("[FLAC]", "[Japan FLAC]")
    found = [replace(found[0], fit=Fit(10, 10, 0, "r1")), replace(found[1], fit=Fit(14, 14, 0, "r2"))]
    question = asked(editions, found)
    assert question is not None
    assert question["text"] == "Low Tide with which tracks?"
    assert sorted(choice["label"] for choice in question["choices"]) == ["10 tracks", "14 tracks, 4 more"]


def test_two_spellings_of_one_track_list_are_one_variant() -> None:
    other = edition(2)
    tracks = (replace(other.media[0].tracks[0], title="Song One"), *other.media[0].tracks[1:])
    assert len(variants_of([edition(1), replace(other, media=(replace(other.media[0], tracks=tracks),))])) == 1


@pytest.mark.parametrize("wanted", ["Mono", "Stereo"])
def test_the_answer_puts_what_was_chosen_first(wanted: str) -> None:
    found = copies("(Mono) [FLAC]", "(Stereo) [FLAC]")
    found = [replace(copy, seeders=9 if wanted not in copy.title else 2) for copy in found]
    question = asked(MIXES, found)
    assert question is not None
    answer = next(choice["id"] for choice in question["choices"] if choice["label"] == wanted)
    parsed = replace(PARSED, **wishes_of([question], {"edition": answer}))
    wish = wish_for(parsed, Preferences(), Match(group=GROUP, editions=tuple(MIXES)), Balance.BALANCED)
    assert wanted in rank(found, wish)[0].facts.title
