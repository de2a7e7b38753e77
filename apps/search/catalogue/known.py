"""What the cached catalogue and its names say exists, for deciding between readings of a request."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from apps.search.catalogue import store
from apps.search.catalogue.scoring import artist_likeness
from apps.search.domain import Claim, Found
from apps.search.likeness import likeness

LEAST_LIKE = 0.8


class KnownCatalogue:
    """The `Known` port over what the database has cached; it asks nobody else, so it answers in milliseconds."""

    def look_up(self, claims: Sequence[Claim]) -> Mapping[Claim, Found]:
        """What was found for each claim; synchronous, reads the database."""
        found = {claim: _find(claim) for claim in claims}
        return {claim: answer for claim, answer in found.items() if answer is not None}


def known_from_catalogue() -> KnownCatalogue:
    """The catalogue as it is cached on this installation."""
    return KnownCatalogue()


def _find(claim: Claim) -> Found | None:
    if claim.album is not None:
        groups = store.find_release_groups(claim.album, claim.artist or "")
        return _best(
            Found(each.artist_credit, each.title, None, _like(claim, each.artist_credit, each.title), each.fame)
            for each in groups
        )
    if claim.track is not None:
        recordings = store.find_recordings(claim.track, claim.artist or "")
        return _best(
            Found(each.artist_credit, None, each.title, _like(claim, each.artist_credit, each.title), each.fame)
            for each in recordings
        )
    said = claim.artist or ""
    names = (
        (artist.name, max(likeness(said, name) for name in (artist.name, *artist.aliases)))
        for artist in store.find_artists(said)
    )
    return _best(Found(name, None, None, like) for name, like in names)


def _like(claim: Claim, artist: str, title: str) -> float:
    """How like a credit and a title are to the claim: the less like of the two."""
    by = artist_likeness(claim.artist, artist) if claim.artist else 1.0
    return min(by, likeness(claim.album or claim.track or "", title))


def _best(found: Iterable[Found]) -> Found | None:
    """The likeliest that is like enough, the more famous of equals."""
    like = [each for each in found if each.likeness >= LEAST_LIKE]
    return max(like, key=lambda each: (each.likeness, each.fame), default=None)
