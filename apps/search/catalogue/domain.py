"""What the catalogue speaks of: artists, release groups, recordings, and the match of a request."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from apps.library.domain import EditionDetails

VARIOUS_ARTISTS_MBID = "89ad4ac3-39f7-470e-963a-56509c546377"


@dataclass(frozen=True, slots=True)
class Artist:
    """https://musicbrainz.org/doc/Artist. `score` 0 to 1 is MusicBrainz's own for a search, else 1."""

    mbid: str
    name: str
    sort_name: str = ""
    disambiguation: str = ""
    aliases: tuple[str, ...] = ()
    score: float = 1.0


@dataclass(frozen=True, slots=True)
class ReleaseGroup:
    """https://musicbrainz.org/doc/Release_Group. `kind` and `secondary_kinds` are in lower case.

    `first_date` may be partial or "". `fame` 0 to 1 grows with the number of its releases.
    """

    mbid: str
    title: str
    artist_credit: str
    artist_mbid: str = ""
    artist_sort: str = ""
    first_date: str = ""
    kind: str = ""
    secondary_kinds: tuple[str, ...] = ()
    disambiguation: str = ""
    fame: float = 0.0
    score: float = 1.0

    @property
    def year(self) -> int | None:
        """The year of first release."""
        return int(self.first_date[:4]) if self.first_date[:4].isdigit() else None

    def as_dict(self) -> dict[str, Any]:
        """What the contract's `match` and its alternatives show of a release group."""
        return {
            "release_group_mbid": self.mbid,
            "title": self.title,
            "artist": self.artist_credit,
            "artist_mbid": self.artist_mbid,
            "year": self.year,
            "kind": self.kind,
            "secondary_kinds": list(self.secondary_kinds),
            "disambiguation": self.disambiguation,
        }


@dataclass(frozen=True, slots=True)
class Recording:
    """https://musicbrainz.org/doc/Recording. `length` is in seconds; `release_groups` are those it is on."""

    mbid: str
    title: str
    artist_credit: str
    artist_mbid: str = ""
    length: float | None = None
    release_groups: tuple[ReleaseGroup, ...] = ()
    fame: float = 0.0
    score: float = 1.0


class CatalogueFailed(Exception):
    """MusicBrainz gave no answer. `code` is one of `off`, `timeout`, `unreachable`, `busy`, `status`, `malformed`.

    `permanent`: the same request will fail again. `retry_after` is in seconds.
    """

    def __init__(self, code: str, message: str, *, permanent: bool, retry_after: float | None = None) -> None:
        super().__init__(message)
        self.code, self.message, self.permanent, self.retry_after = code, message, permanent, retry_after


@dataclass(frozen=True, slots=True)
class Match:
    """What a request was found to mean: a release group with its editions, or an artist with the groups wanted.

    `edition` is the one asked for by name, else None. `track` is the recording in song mode. `confidence` is 0 to 1.
    `alternatives` are other release groups that the words fit nearly as well. `from_cache`: MusicBrainz was not needed,
    or not there. `likely_artist` is whose it probably is, where the words do not tell.
    """

    group: ReleaseGroup | None = None
    artist: Artist | None = None
    track: Recording | None = None
    editions: tuple[EditionDetails, ...] = ()
    edition: EditionDetails | None = None
    confidence: float = 0.0
    alternatives: tuple[ReleaseGroup, ...] = ()
    discography: tuple[ReleaseGroup, ...] = ()
    from_cache: bool = False
    likely_artist: str = ""

    def as_dict(self) -> dict[str, Any]:
        """The contract's `match`."""
        shown: dict[str, Any] = self.group.as_dict() if self.group else {}
        if self.artist and not self.group:
            shown |= {"artist": self.artist.name, "artist_mbid": self.artist.mbid}
        return shown | {
            "release_mbid": self.edition.release_mbid if self.edition else None,
            "recording_mbid": self.track.mbid if self.track else None,
            "track": self.track.title if self.track else None,
            "confidence": round(self.confidence, 3),
            "editions": [edition_summary(edition) for edition in self.editions],
            "alternatives": [group.as_dict() for group in self.alternatives],
            "discography": [group.as_dict() for group in self.discography],
        }


def edition_summary(edition: EditionDetails) -> dict[str, Any]:
    """An edition in one line, without its tracks."""
    return {
        "release_mbid": edition.release_mbid,
        "title": edition.title,
        "date": edition.edition_date,
        "country": edition.country,
        "label": edition.label,
        "catalog_number": edition.catalog_number,
        "format": " + ".join(dict.fromkeys(medium.format for medium in edition.media if medium.format)),
        "tracks": edition.track_count,
        "media": len(edition.media),
        "edition": edition.edition,
    }
