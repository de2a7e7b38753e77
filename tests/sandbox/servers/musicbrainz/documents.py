"""Entities as the JSON documents of ws/2; `inc` is what a look-up asked for, and is empty in browse answers without it.

A search answers with more than a plain look-up does: `SEARCHED` is that.
"""

from collections.abc import Collection, Iterable
from typing import Any  # JSON documents

from tests.sandbox.catalogue.model import (
    Artist,
    Catalogue,
    Credit,
    Medium,
    Recording,
    Release,
    ReleaseGroup,
    Track,
    mbid,
)

Document = dict[str, Any]
Includes = Collection[str]

SEARCHED = frozenset({"artist-credits", "release-groups", "labels", "media", "releases", "aliases", "tags", "search"})
MOST = 25  # linked entities in a look-up; more are to be browsed


def area(country: str | None, name: str | None) -> Document | None:
    if not country or not name:
        return None
    return {"id": mbid("area", country), "name": name, "sort-name": name, "iso-3166-1-codes": [country]}


def artist_credit(credits: Iterable[Credit]) -> list[Document]:
    return [
        {
            "name": credit.name,
            "joinphrase": credit.join,
            "artist": {
                "id": credit.artist.mbid,
                "name": credit.artist.name,
                "sort-name": credit.artist.sort_name,
                "type": credit.artist.type,
                "disambiguation": credit.artist.disambiguation,
                "country": credit.artist.country,
            },
        }
        for credit in credits
    ]


def _credited(inc: Includes) -> bool:
    return "artist-credits" in inc or "artists" in inc


def artist(entity: Artist, inc: Includes, catalogue: Catalogue) -> Document:
    document: Document = {
        "id": entity.mbid,
        "type": entity.type,
        "name": entity.name,
        "sort-name": entity.sort_name,
        "country": entity.country,
        "area": area(entity.country, entity.area),
        "gender": entity.gender,
        "disambiguation": entity.disambiguation,
        "life-span": {"begin": entity.begin, "end": None, "ended": False},
    }
    if "aliases" in inc:
        document["aliases"] = [
            {
                "name": one.name,
                "sort-name": one.name,
                "locale": one.locale,
                "type": one.type,
                "primary": True if one.locale else None,
            }
            for one in entity.aliases
        ]
    if "tags" in inc:
        document["tags"] = [{"name": tag, "count": 3 - n} for n, tag in enumerate(entity.tags[:3])]
    if "release-groups" in inc and "search" not in inc:
        document["release-groups"] = [
            release_group(group, (), catalogue) for group in catalogue.groups if credits_artist(group.credits, entity)
        ][:MOST]
    if "releases" in inc and "search" not in inc:
        document["releases"] = [
            release(one, inc, catalogue, nested=True)
            for one in catalogue.releases()
            if credits_artist(one.credits, entity)
        ][:MOST]
    return document


def credits_artist(credits: Iterable[Credit], entity: Artist) -> bool:
    return any(credit.artist.mbid == entity.mbid for credit in credits)


def release_group(entity: ReleaseGroup, inc: Includes, catalogue: Catalogue) -> Document:
    document: Document = {
        "id": entity.mbid,
        "title": entity.title,
        "primary-type": entity.primary_type,
        "secondary-types": [*entity.secondary_types],
        "first-release-date": entity.first_release_date,
        "disambiguation": entity.disambiguation,
    }
    if _credited(inc):
        document["artist-credit"] = artist_credit(entity.credits)
    if "search" in inc:
        document["count"] = len(entity.releases)
        document["releases"] = [{"id": one.mbid, "title": one.title, "status": one.status} for one in entity.releases]
    elif "releases" in inc:
        document["releases"] = [release(one, inc, catalogue, nested=True) for one in entity.releases[:MOST]]
    if "tags" in inc:
        document["tags"] = [{"name": tag, "count": 2} for tag in entity.tags]
    return document


def release(entity: Release, inc: Includes, catalogue: Catalogue, *, nested: bool = False) -> Document:
    """`nested` inside another entity, where MusicBrainz leaves out the cover art and the credit."""
    where = area(entity.country, entity.area)
    group = catalogue.group_of[entity.mbid]
    document: Document = {
        "id": entity.mbid,
        "title": entity.title,
        "status": entity.status,
        "quality": "normal",
        "packaging": entity.packaging,
        "text-representation": {"language": entity.language, "script": entity.script},
        "date": entity.date,
        "country": entity.country,
        "release-events": [{"date": entity.date, "area": where}] if where else [],
        "barcode": entity.barcode,
        "asin": None,
        "disambiguation": entity.disambiguation,
    }
    if _credited(inc) and not nested:
        document["artist-credit"] = artist_credit(entity.credits)
    if "release-groups" in inc and not nested:
        document["release-group"] = release_group(group, () if "search" in inc else inc, catalogue)
    if "labels" in inc:
        document["label-info"] = _label_info(entity)
    if "media" in inc or "recordings" in inc:
        document["media"] = [_medium(medium, inc, catalogue) for medium in entity.media]
    if "search" in inc:
        document["count"] = len(entity.media)
        document["track-count"] = len(entity.tracks)
    elif not nested:
        found = group.cover is not None
        document["cover-art-archive"] = {
            "artwork": found,
            "count": int(found),
            "front": found,
            "back": False,
            "darkened": False,
        }
    return document


def _label_info(entity: Release) -> list[Document]:
    if entity.label is None:
        return []
    return [
        {
            "catalog-number": entity.catalog_number,
            "label": {"id": entity.label.mbid, "name": entity.label.name},
        }
    ]


def _medium(entity: Medium, inc: Includes, catalogue: Catalogue) -> Document:
    document: Document = {
        "position": entity.position,
        "format": entity.format,
        "title": entity.title,
        "track-count": len(entity.tracks),
        "track-offset": 0,
    }
    if "recordings" in inc:
        document["tracks"] = [_track(track, inc, catalogue) for track in entity.tracks]
    if "discids" in inc or "search" in inc:
        document["discs"] = []
    return document


def _track(entity: Track, inc: Includes, catalogue: Catalogue) -> Document:
    document: Document = {
        "id": entity.mbid,
        "position": entity.position,
        "number": entity.number,
        "title": entity.title,
        "length": entity.length,
        "recording": recording(entity.recording, [one for one in inc if one != "releases"], catalogue),
    }
    if _credited(inc):
        document["artist-credit"] = artist_credit(entity.recording.credits)
    return document


def recording(entity: Recording, inc: Includes, catalogue: Catalogue) -> Document:
    document: Document = {
        "id": entity.mbid,
        "title": entity.title,
        "length": entity.length,
        "video": False,
        "disambiguation": "",
        "first-release-date": entity.first_release_date,
    }
    if _credited(inc):
        document["artist-credit"] = artist_credit(entity.credits)
    if "releases" in inc:
        releases = catalogue.releases_of(entity)
        if "search" in inc:
            document["releases"] = [_appearance(one, entity, catalogue) for one in releases]
        else:
            document["releases"] = [release(one, inc, catalogue, nested=True) for one in releases[:MOST]]
    return document


def _appearance(entity: Release, song: Recording, catalogue: Catalogue) -> Document:
    """A release of a found recording: with the medium and the track where it stands."""
    document = release(entity, {"artist-credits", "release-groups"}, catalogue)
    del document["cover-art-archive"]
    document["track-count"] = len(entity.tracks)
    document["media"] = [
        {
            "position": medium.position,
            "format": medium.format,
            "track-count": len(medium.tracks),
            "track-offset": track.position - 1,
            "track": [{"id": track.mbid, "number": track.number, "title": track.title, "length": track.length}],
        }
        for medium in entity.media
        for track in medium.tracks
        if track.recording.mbid == song.mbid
    ]
    return document
