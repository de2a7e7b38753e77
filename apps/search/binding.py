"""Finding out later what a search meant, that was made while MusicBrainz was away."""

from __future__ import annotations

from asgiref.sync import async_to_sync

from apps.core.live import publish
from apps.search import sentences
from apps.search.catalogue.domain import Match
from apps.search.catalogue.identify import identify
from apps.search.catalogue.installation import lookups_of_this_installation
from apps.search.domain import ParsedQuery, preferences_from
from apps.search.knowing import settle_readings
from apps.search.models import Search, SearchResult
from apps.search.understand import propose


def bind(search: Search) -> bool:
    """Look up what the words mean and note it with the search and its results; whether it was found. Synchronous."""
    parsed, match = async_to_sync(_look_up)(search)
    if match is None:
        return False
    search.parsed, search.match = parsed.as_dict(), match.as_dict()
    search.save(update_fields=["parsed", "match"])
    edition = match.edition or next(iter(match.editions), None)
    if edition is not None:
        rows = [row for row in search.results.all() if row.match is not None and not row.match.get("release_mbid")]
        for row in rows:
            row.match = {**(row.match or {}), "release_mbid": edition.release_mbid}
        SearchResult.objects.bulk_update(rows, ["match"], batch_size=200)
    event = {"parsed": search.parsed, "match": search.match, "sources": search.sources}
    publish(f"search.{search.id}", {"type": "progress", "message": sentences.reading(parsed, match), **event})
    return True


async def _look_up(search: Search) -> tuple[ParsedQuery, Match | None]:
    lookups = lookups_of_this_installation()
    settled = await settle_readings(propose(search.query, preferences_from(search.preferences)), lookups)
    found = await identify(settled.said, lookups, settled.groups, settled.likely_artist)
    return settled.parsed, found.match
