"""What can be searched for, and under which field names (https://musicbrainz.org/doc/Indexed_Search_Syntax)."""

from collections.abc import Iterable

from tests.sandbox.catalogue import Catalogue, Release, ReleaseGroup
from tests.sandbox.catalogue.model import Artist, Credit, Recording, phrase
from tests.sandbox.servers.lucene import Document

DEFAULTS = {
    "artist": ("alias", "artist", "sortname"),
    "release-group": ("releasegroup", "artist"),
    "release": ("release", "artist"),
    "recording": ("recording", "artist", "release"),
}


def _names(credits: Iterable[Credit]) -> dict[str, list[str]]:
    credits = tuple(credits)
    aliases = [alias.name for credit in credits for alias in credit.artist.aliases]
    return {
        "artist": [phrase(credits), *aliases],
        "artistname": [credit.artist.name for credit in credits],
        "creditname": [credit.name for credit in credits],
        "arid": [credit.artist.mbid for credit in credits],
    }


def artist(entity: Artist) -> Document:
    return {
        "arid": [entity.mbid],
        "artist": [entity.name],
        "alias": [entity.name, *(alias.name for alias in entity.aliases)],
        "sortname": [entity.sort_name],
        "type": [entity.type],
        "country": [entity.country or ""],
        "area": [entity.area or ""],
        "gender": [entity.gender or ""],
        "comment": [entity.disambiguation],
        "begin": [entity.begin or ""],
        "tag": [*entity.tags],
    }


def release_group(entity: ReleaseGroup) -> Document:
    return {
        **_names(entity.credits),
        "rgid": [entity.mbid],
        "reid": [release.mbid for release in entity.releases],
        "releasegroup": [entity.title],
        "release": [release.title for release in entity.releases],
        "releases": [str(len(entity.releases))],
        "primarytype": [entity.primary_type],
        "secondarytype": [*entity.secondary_types],
        "type": [entity.primary_type, *entity.secondary_types],
        "status": [release.status for release in entity.releases],
        "firstreleasedate": [entity.first_release_date],
        "comment": [entity.disambiguation],
        "tag": [*entity.tags],
    }


def release(entity: Release, group: ReleaseGroup) -> Document:
    return {
        **_names(entity.credits),
        "reid": [entity.mbid],
        "rgid": [group.mbid],
        "release": [entity.title],
        "releasegroup": [group.title],
        "date": [entity.date],
        "country": [entity.country or ""],
        "barcode": [entity.barcode or ""],
        "catno": [entity.catalog_number or ""],
        "label": [entity.label.name if entity.label else ""],
        "laid": [entity.label.mbid if entity.label else ""],
        "format": [medium.format for medium in entity.media],
        "mediums": [str(len(entity.media))],
        "tracks": [str(len(entity.tracks))],
        "primarytype": [group.primary_type],
        "secondarytype": [*group.secondary_types],
        "type": [group.primary_type, *group.secondary_types],
        "status": [entity.status],
        "lang": [entity.language],
        "script": [entity.script],
        "comment": [entity.disambiguation],
    }


def recording(entity: Recording, catalogue: Catalogue) -> Document:
    releases = catalogue.releases_of(entity)
    groups = [catalogue.group_of[one.mbid] for one in releases]
    return {
        **_names(entity.credits),
        "rid": [entity.mbid],
        "recording": [entity.title],
        "release": sorted({one.title for one in releases}),
        "reid": [one.mbid for one in releases],
        "rgid": [group.mbid for group in groups],
        "date": [one.date for one in releases],
        "country": [one.country or "" for one in releases],
        "dur": [str(entity.length)],
        "primarytype": [group.primary_type for group in groups],
        "secondarytype": [kind for group in groups for kind in group.secondary_types],
        "status": [one.status for one in releases],
    }
