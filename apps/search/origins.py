"""What a search result stands for when it is downloaded."""

import re
from typing import Any

from apps.downloads.domain import Intent, MagnetSource, Origin, Source, UrlSource
from apps.library.domain import EditionDetails
from apps.search import queries
from apps.search.catalogue import store
from apps.search.domain import QueryType
from apps.search.models import SearchResult
from apps.search.services import choose_result
from apps.search.sources.domain import Offer

_OWN_LINK = re.compile(r"/api/results/([0-9a-f-]{36})/torrent$")


def origin_of_result(result_id: str) -> Origin:
    """The source, title and intent of a result. Raises LookupError where it is not known (any more)."""
    row = queries.find_result(result_id)
    if row is None:
        raise LookupError(f"no result {result_id}")
    choose_result(row)
    return Origin(source=source_of(row), title=row.title, intent=intent_of(row))


def origin_of_link(url: str) -> Origin:
    """The same for a result's `torrent_url`, which is a link on this server. Raises LookupError for any other link."""
    match = _OWN_LINK.search(url)
    if match is None:
        raise LookupError(f"no result behind {url[:80]}")
    return origin_of_result(match[1])


def source_of(row: SearchResult) -> Source:
    """Its magnet link, or its `.torrent` where that is surer.

    The `.torrent` of a private tracker names the account, that of an archive its web seeds, and any is better than a
    magnet without trackers. The link may hold a key: it stays on this server.
    """
    offers = [Offer.from_dict(offer) for offer in row.offers]
    linked = next((offer for offer in offers if offer.torrent_url), None)
    has_trackers = any(offer.trackers for offer in offers if offer.magnet)
    surer = linked is not None and (linked.is_private or linked.is_web_seeded or not has_trackers)
    if linked is not None and (surer or not row.magnet_link):
        return UrlSource(linked.torrent_url, row.info_hash)
    if not row.magnet_link:
        raise LookupError(f"result {row.id} has neither a magnet nor a link")
    return MagnetSource(row.magnet_link)


def intent_of(row: SearchResult) -> Intent:
    """What was asked for: the editions that the files may be, and the song alone in song mode."""
    match = row.search.match or {}
    group = str(match.get("release_group_mbid") or "")
    editions = tuple(store.editions(group) or ()) if group else ()
    fitting = str((row.match or {}).get("release_mbid") or "")
    song = row.search.parsed.get("query_type") == QueryType.TRACK
    return Intent(
        edition=_by_mbid(editions, fitting),
        editions=editions,
        track_title=str(match.get("track") or row.search.parsed.get("track") or "") if song else "",
        result_id=str(row.id),
        search_id=str(row.search_id),
        told=told_by_sources(row),
    )


def told_by_sources(row: SearchResult) -> dict[str, Any]:
    """What was said of the torrent's swarm: fields of the library's `SwarmEvidence`."""
    beside = SearchResult.objects.filter(search=row.search_id, size_bytes=row.size_bytes).exclude(pk=row.pk)
    return {
        "seeders": row.seeders,
        "published_at": row.published_at.isoformat() if row.published_at else "",
        "indexers": list(row.sources),
        "same_size": beside.count() if row.size_bytes else 0,
    }


def _by_mbid(editions: tuple[EditionDetails, ...], mbid: str) -> EditionDetails | None:
    return next((edition for edition in editions if edition.release_mbid == mbid), None)
