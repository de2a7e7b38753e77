"""The tags that an edition gives to a track, under Picard's names."""

from apps.library.domain import EditionDetails, MediumDetails, TrackDetails
from apps.library.identify.matching import VARIOUS_ARTISTS_MBID

Tags = dict[str, tuple[str, ...]]


def edition_tags(edition: EditionDetails, medium: MediumDetails, track: TrackDetails) -> Tags:
    """Every tag that the edition knows for this track; what it does not know is left out and so stays as it was."""
    credit = track.artist_credit or edition.artist_credit
    various = edition.artist_mbid == VARIOUS_ARTISTS_MBID
    own_artist = credit == edition.artist_credit
    values = {
        "title": track.title,
        "artist": credit,
        "artistsort": edition.artist_sort if own_artist else "",
        "album": edition.title,
        "albumartist": edition.artist_credit,
        "albumartistsort": edition.artist_sort,
        "date": edition.edition_date or edition.date,
        "originaldate": edition.date,
        "originalyear": str(edition.year or edition.date[:4] or ""),
        "tracknumber": str(track.position),
        "totaltracks": str(len(medium.tracks)),
        "discnumber": str(medium.position),
        "totaldiscs": str(len(edition.media)),
        "discsubtitle": medium.title,
        "media": medium.format,
        "label": edition.label,
        "catalognumber": edition.catalog_number,
        "barcode": edition.barcode,
        "releasecountry": edition.country,
        "releasetype": edition.kind.lower(),
        "compilation": "1" if various else "",
        "musicbrainz_albumid": edition.release_mbid,
        "musicbrainz_releasegroupid": edition.release_group_mbid,
        "musicbrainz_albumartistid": edition.artist_mbid,
        "musicbrainz_artistid": edition.artist_mbid if own_artist else "",
        "musicbrainz_recordingid": track.recording_mbid,
        "musicbrainz_releasetrackid": track.track_mbid,
    }
    return {name: (value,) for name, value in values.items() if value}
