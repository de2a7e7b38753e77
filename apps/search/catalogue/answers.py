"""From musicbrainzngs' dictionaries to the catalogue's own values.

The dictionaries follow the XML (https://musicbrainz.org/doc/MusicBrainz_API): anything may be missing.
"""

import math
from collections.abc import Iterator, Mapping
from typing import Any

from apps.library.domain import EditionDetails, MediumDetails, TrackDetails
from apps.search.catalogue.domain import Artist, Recording, ReleaseGroup

Answer = Mapping[str, Any]  # a dictionary of musicbrainzngs


def read_artist(answer: Answer) -> Artist:
    """An artist with aliases, from a search or a look-up."""
    aliases = (alias.get("alias") or alias.get("sort-name") or "" for alias in _dicts(answer.get("alias-list")))
    return Artist(
        mbid=_text(answer.get("id")),
        name=_text(answer.get("name")),
        sort_name=_text(answer.get("sort-name")),
        disambiguation=_text(answer.get("disambiguation")),
        aliases=tuple(dict.fromkeys(alias for alias in aliases if alias)),
        score=_score(answer),
    )


def read_release_group(answer: Answer, credit: Answer | None = None) -> ReleaseGroup:
    """A release group; `credit` is what has the artist credit where the group itself lacks it."""
    owner = answer if answer.get("artist-credit") else (credit or answer)
    artist = _first_artist(owner)
    primary = _text(answer.get("primary-type")) or _text(answer.get("type"))
    secondary = [_text(kind).lower() for kind in answer.get("secondary-type-list") or () if kind]
    releases = answer.get("release-count") or len(_dicts(answer.get("release-list")))
    dates = [_text(release.get("date")) for release in _dicts(answer.get("release-list"))]
    first_date = _text(answer.get("first-release-date")) or min((date for date in dates if date), default="")
    return ReleaseGroup(
        mbid=_text(answer.get("id")),
        title=_text(answer.get("title")),
        artist_credit=credited(owner),
        artist_mbid=_text(artist.get("id")),
        artist_sort=_text(artist.get("sort-name")),
        first_date=first_date,
        kind=primary.lower(),
        secondary_kinds=tuple(dict.fromkeys(secondary)),
        disambiguation=_text(answer.get("disambiguation")),
        fame=fame(int(releases)),
        score=_score(answer),
    )


def read_recording(answer: Answer) -> Recording:
    """A recording and the release groups of the releases it is on, each once."""
    artist = _first_artist(answer)
    releases = _dicts(answer.get("release-list"))
    groups: dict[str, ReleaseGroup] = {}
    for release in releases:
        group = dict(_dict(release.get("release-group")))
        group.setdefault("title", release.get("title"))
        group.setdefault("first-release-date", release.get("date"))
        read = read_release_group(group, credit=release if release.get("artist-credit") else answer)
        if read.mbid and (read.mbid not in groups or read.first_date < groups[read.mbid].first_date):
            groups[read.mbid] = read
    return Recording(
        mbid=_text(answer.get("id")),
        title=_text(answer.get("title")),
        artist_credit=credited(answer),
        artist_mbid=_text(artist.get("id")),
        length=_seconds(answer.get("length")),
        release_groups=tuple(groups.values()),
        fame=fame(len(releases)),
        score=_score(answer),
    )


def read_edition(answer: Answer, group: ReleaseGroup | None = None) -> EditionDetails:
    """A release with its track lists; what belongs to the release group is taken from `group` where given."""
    own_group = _dict(answer.get("release-group"))
    group = group or read_release_group(own_group, credit=answer)
    artist = _first_artist(answer)
    label = next(iter(_dicts(answer.get("label-info-list"))), {})
    return EditionDetails(
        release_mbid=_text(answer.get("id")),
        title=_text(answer.get("title")),
        artist_credit=credited(answer) or group.artist_credit,
        release_group_mbid=group.mbid or _text(own_group.get("id")),
        artist_mbid=_text(artist.get("id")) or group.artist_mbid,
        artist_sort=_text(artist.get("sort-name")) or group.artist_sort,
        date=group.first_date or _text(answer.get("date")),
        year=group.year,
        edition_date=_text(answer.get("date")),
        country=_text(answer.get("country")),
        label=_text(_dict(label.get("label")).get("name")),
        catalog_number=_text(label.get("catalog-number")),
        barcode=_text(answer.get("barcode")),
        kind=_kind(group),
        edition=_text(answer.get("disambiguation")),
        media=tuple(_media(answer)),
    )


def credited(answer: Answer) -> str:
    """The artist credit as it is printed: names with their join phrases."""
    names = []
    for part in answer.get("artist-credit") or ():
        if isinstance(part, Mapping):
            names.append(_raw(part.get("name")) or _raw(_dict(part.get("artist")).get("name")))
            names.append(_raw(part.get("joinphrase")))
        else:
            names.append(_raw(part))
    return "".join(names).strip() or _text(answer.get("artist-credit-phrase"))


def fame(releases: int) -> float:
    """0 to 1 from the number of releases: 1 is 0.15, 10 is 0.5, 100 is 1."""
    return min(1.0, math.log10(1 + max(0, releases)) / 2)


def _media(answer: Answer) -> Iterator[MediumDetails]:
    for index, medium in enumerate(_dicts(answer.get("medium-list")), start=1):
        tracks = [*_dicts([medium.get("pregap")]), *_dicts(medium.get("track-list"))]
        tracks += _dicts(medium.get("data-track-list"))
        read = tuple(_track(track, place) for place, track in enumerate(tracks, start=1))
        position = _text(medium.get("position"))
        yield MediumDetails(
            position=int(position) if position.isdigit() else index,
            format=_text(medium.get("format")),
            title=_text(medium.get("title")),
            tracks=tuple(track for track in read if track.title),
        )


def _track(answer: Answer, place: int) -> TrackDetails:
    recording = _dict(answer.get("recording"))
    position = _text(answer.get("position"))
    length = answer.get("length") or answer.get("track_or_recording_length") or recording.get("length")
    return TrackDetails(
        position=int(position) if position.isdigit() else place,
        number=_text(answer.get("number")) or position or str(place),
        title=_text(answer.get("title")) or _text(recording.get("title")),
        length=_seconds(length),
        recording_mbid=_text(recording.get("id")),
        track_mbid=_text(answer.get("id")),
        artist_credit=credited(answer) or credited(recording),
    )


def _kind(group: ReleaseGroup) -> str:
    """What the library files it as: a secondary kind says more than `album`."""
    for kind in ("live", "compilation", "soundtrack", "remix", "dj-mix", "mixtape/street", "demo"):
        if kind in group.secondary_kinds:
            return kind
    return group.kind


def _first_artist(answer: Answer) -> Answer:
    parts = (part for part in answer.get("artist-credit") or () if isinstance(part, Mapping))
    return _dict(next(parts, {}).get("artist"))


def _score(answer: Answer) -> float:
    score = _text(answer.get("ext:score"))
    return int(score) / 100 if score.isdigit() else 1.0


def _seconds(value: object) -> float | None:
    text = _text(value)
    return int(text) / 1000 if text.isdigit() and 0 < int(text) < 10**9 else None


def _dicts(value: Any) -> list[Answer]:
    return [each for each in value if isinstance(each, Mapping)] if isinstance(value, list) else []


def _dict(value: Any) -> Answer:
    return value if isinstance(value, Mapping) else {}


def _raw(value: object) -> str:
    return value if isinstance(value, str) else ""


def _text(value: object) -> str:
    return " ".join(value.split())[:1000] if isinstance(value, str) else ""
