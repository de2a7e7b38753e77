"""What exists decides between the readings that the words allow."""

from collections.abc import Mapping, Sequence

from apps.core.text import name_key
from apps.search.domain import Claim, Found, QueryType
from apps.search.understand import claims, propose, readings, settle, understand

ALBUMS = {
    ("Marlow Vane", "Half Past Summer"),
    ("Half Past", "Summer"),
    ("The Lamplighters", "Stand by the Sea"),
    ("Osei Quartet", "1989"),
    ("Please", "Find Me"),
}
TRACKS = {("Marlow Vane", "Copper Wire")}


class Shelf:
    """A small catalogue that counts how often it is asked."""

    def __init__(self) -> None:
        self.asked = 0

    def look_up(self, claims: Sequence[Claim]) -> Mapping[Claim, Found]:
        self.asked += 1
        return {claim: found for claim in claims if (found := self._find(claim))}

    def _find(self, claim: Claim) -> Found | None:
        title = claim.album or claim.track
        for artist, known in sorted(ALBUMS if claim.track is None else TRACKS):
            if claim.artist is not None and name_key(claim.artist) != name_key(artist):
                continue
            if title is None:
                return Found(artist)
            if name_key(title) == name_key(known):
                return Found(artist, None if claim.track else known, known if claim.track else None)
        return None


def test_either_order_is_read_where_the_words_do_not_tell() -> None:
    for query in ("marlow vane half past summer", "half past summer marlow vane"):
        parsed = understand(query, known=Shelf())
        assert (parsed.artist, parsed.album) == ("Marlow Vane", "Half Past Summer")
        assert parsed.confidence > 0.8


def test_both_orders_are_proposed() -> None:
    proposed = {(each.parsed.artist, each.parsed.album) for each in propose("marlow vane half past summer")}
    assert ("marlow vane", "half past summer") in proposed
    assert ("half past summer", "marlow vane") in proposed


def test_a_link_word_may_be_part_of_the_title() -> None:
    parsed = understand("stand by the sea the lamplighters", known=Shelf())
    assert (parsed.artist, parsed.album) == ("The Lamplighters", "Stand by the Sea")


def test_a_year_may_be_the_title() -> None:
    parsed = understand("osei quartet 1989", known=Shelf())
    assert (parsed.album, parsed.year) == ("1989", None)


def test_asking_words_may_be_names() -> None:
    parsed = understand("please find me", known=Shelf())
    assert (parsed.artist, parsed.album) == ("Please", "Find Me")


def test_a_title_that_is_a_song_becomes_a_track() -> None:
    parsed = understand("copper wire marlow vane", known=Shelf())
    assert (parsed.artist, parsed.track, parsed.album) == ("Marlow Vane", "Copper Wire", None)
    assert parsed.query_type is QueryType.TRACK


def test_a_title_alone_brings_its_artist() -> None:
    parsed = understand("half past summer in flac", known=Shelf())
    assert (parsed.artist, parsed.album, parsed.format) == ("Marlow Vane", "Half Past Summer", ("FLAC",))


def test_a_reading_that_names_nothing_loses_and_says_so() -> None:
    found = readings("marlow vane half past summer", known=Shelf())
    losers = [each for each in found if any("nothing of that name" in reason for reason in each.reasons)]
    assert losers
    assert all(found[0].score > each.score for each in losers)
    assert any("Marlow Vane" in reason for reason in found[0].parsed.reasons)


def test_everything_is_asked_at_once() -> None:
    shelf = Shelf()
    readings("half past summer by marlow vane", known=shelf)
    assert shelf.asked == 1


def test_nothing_known_leaves_the_words_to_decide() -> None:
    class Empty:
        def look_up(self, claims: Sequence[Claim]) -> Mapping[Claim, Found]:
            return {}

    parsed = understand("zzyx by quux", known=Empty())
    assert (parsed.artist, parsed.album) == ("quux", "zzyx")


def test_a_caller_may_look_up_by_itself() -> None:
    proposed = propose("summer half past")
    wanted = claims(proposed)
    assert Claim("half past", album="summer") in wanted
    settled = settle(proposed, {Claim("half past", album="summer"): Found("Half Past", "Summer")})
    assert settled[0].parsed.artist == "Half Past"
