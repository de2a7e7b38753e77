"""The library's `Catalogue`, answered by the same cache and the same MusicBrainz as searches are."""

from asgiref.sync import async_to_sync

from apps.library.domain import CatalogueError, EditionDetails
from apps.search.catalogue import store
from apps.search.catalogue.domain import CatalogueFailed, ReleaseGroup
from apps.search.catalogue.installation import lookups_of_this_installation
from apps.search.catalogue.lookups import Lookup
from apps.search.catalogue.scoring import best_groups
from apps.search.domain import ParsedQuery

MOST_GROUPS, MOST_EDITIONS = 3, 10
PATIENCE = 30.0  # seconds: nobody waits in front of a screen for an import


class CatalogueForLibrary:
    """Calls may take seconds; they raise CatalogueError and nothing else."""

    def edition(self, release_mbid: str) -> EditionDetails | None:
        """The edition of that release MBID; None where it does not exist."""
        try:
            return async_to_sync(lookups_of_this_installation(PATIENCE).edition)(release_mbid)
        except CatalogueFailed as error:
            raise CatalogueError(error.message, permanent=error.permanent) from error

    def editions_of_group(self, release_group_mbid: str) -> tuple[EditionDetails, ...]:
        """The editions of a release group, with track lists."""
        known = store.release_groups([release_group_mbid])
        group = known[0] if known else ReleaseGroup(release_group_mbid, "", "")
        return _found(async_to_sync(lookups_of_this_installation(PATIENCE).editions)(group))

    def find_editions(self, artist: str, title: str, track_count: int | None = None) -> tuple[EditionDetails, ...]:
        """Editions whose names are like these, the likeliest first, with track lists; at most ten."""
        parsed = ParsedQuery(artist=artist or None, album=title)
        return async_to_sync(self._find)(parsed, track_count)

    async def _find(self, parsed: ParsedQuery, track_count: int | None) -> tuple[EditionDetails, ...]:
        lookups = lookups_of_this_installation(PATIENCE)
        artist, title = parsed.artist or "", parsed.album or ""
        groups = best_groups(await lookups.known_albums(artist, title), parsed)
        if not groups:
            albums = await lookups.albums(artist, title)
            groups = best_groups(albums.found, parsed)
            if not groups:
                _found(albums)
        editions: list[EditionDetails] = []
        for _score, group in groups[:MOST_GROUPS]:
            editions += _found(await lookups.editions(group))
        if track_count is not None:
            editions.sort(key=lambda edition: abs(edition.track_count - track_count))
        return tuple(editions[:MOST_EDITIONS])


def _found(lookup: Lookup[EditionDetails] | Lookup[ReleaseGroup]) -> tuple[EditionDetails, ...]:
    """What a lookup of editions found; its failure, where it found nothing because of one."""
    if lookup.failed is not None and not lookup.found:
        raise CatalogueError(lookup.failed.message, permanent=lookup.failed.permanent)
    return tuple(each for each in lookup.found if isinstance(each, EditionDetails))
