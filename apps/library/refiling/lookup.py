"""Looking an album up again: which releases its files may be, without changing any of them."""

import structlog

from apps.library.domain import CatalogueError
from apps.library.identify.local_files import local_files
from apps.library.importing.editions import find_edition
from apps.library.importing.planning import alternatives_of
from apps.library.models import Album
from apps.library.refiling.standing import NotStandingError, gathered_album

log = structlog.get_logger(__name__)


def look_up(album: Album) -> str:
    """Keep what the album may be as its alternatives; returns the sentence that says why not where there is none."""
    try:
        finished, gathered = gathered_album(album)
        finding = find_edition(local_files(gathered.audio, gathered.images), finished)
    except (NotStandingError, CatalogueError, OSError) as error:
        log.warning("album_not_looked_up", album=str(album.pk), reason=str(error))
        return str(error)
    found = finding.identified
    if found is None:
        return " ".join(finding.warnings) or "MusicBrainz knows nothing by these names."
    alternatives = [row for row in alternatives_of(found, None) if row["release_mbid"] != album.mbid]
    Album.objects.filter(pk=album.pk).update(alternatives=alternatives)
    return ""
