"""Looking inside the best candidates: their `.torrent` from the indexer, never a byte of content.

It gives the file list, and the info-hash of those whose indexer does not tell it.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from uuid import UUID

import structlog

from apps.downloads.domain import SourceError
from apps.downloads.magnets import read_magnet
from apps.downloads.metainfo import read_metainfo
from apps.search.copies import Copy
from apps.search.ranking.domain import Ranked
from apps.search.sources.domain import ListedFile, Offer, SourceFailed
from apps.search.sources.torznab import fetch_torrent

log = structlog.get_logger(__name__)

MOST_LOOKED, MOST_PRIVATE = 10, 3  # a private tracker may count each `.torrent` that is fetched
WITHIN = 1.5  # seconds
WORTH_LOOKING = 60.0  # the match below which a copy is not worth a look


@dataclass(frozen=True, slots=True)
class Looked:
    """The offers of copies that were looked into, now with files and info-hashes."""

    offers: tuple[tuple[UUID, Offer], ...]


def worth_a_look(ranked: Sequence[Ranked], copies: Mapping[UUID, Copy], looked: set[UUID]) -> list[Copy]:
    """The best copies whose files are not known but can be, those already tried left out."""
    chosen: list[Copy] = []
    private = sum(copies[each].is_private for each in looked if each in copies)
    for each in ranked:
        copy = copies.get(UUID(each.facts.id))
        if len(chosen) + len(looked) >= MOST_LOOKED or copy is None:
            break
        linked = any(offer.torrent_url for offer in copy.offers)
        if copy.files or copy.id in looked or not linked or each.ledger.value("match") < WORTH_LOOKING:
            continue
        if copy.is_private and private >= MOST_PRIVATE:
            continue
        private += copy.is_private
        chosen.append(copy)
    return chosen


async def look_inside(copies: Iterable[Copy], homes: Mapping[str, str], within: float) -> Looked:
    """Fetch the `.torrent`s of these copies at once; `homes` has each source's own address. Never raises."""
    limit = min(WITHIN, within)
    found = await asyncio.gather(*(_look(copy, homes, limit) for copy in copies))
    return Looked(tuple(each for each in found if each is not None))


async def _look(copy: Copy, homes: Mapping[str, str], within: float) -> tuple[UUID, Offer] | None:
    offer = next(offer for offer in copy.offers if offer.torrent_url)
    try:
        answer = await fetch_torrent(offer.torrent_url, homes.get(offer.source, offer.torrent_url), deadline=within)
        if answer.redirected_to:
            magnet = read_magnet(answer.redirected_to)
            trackers = offer.trackers or magnet.trackers
            known = replace(offer, magnet=magnet.uri, info_hash=magnet.v1, info_hash_v2=magnet.v2, trackers=trackers)
            return copy.id, known
        return copy.id, await asyncio.to_thread(_with_metainfo, offer, answer.body)
    except (SourceFailed, SourceError) as error:
        log.info("not_looked_inside", source=offer.source, code=error.code)
        return None


def _with_metainfo(offer: Offer, body: bytes) -> Offer:
    torrent = read_metainfo(body)
    files = (ListedFile("/".join(file.path), file.size) for file in torrent.files if not file.is_padding)
    return replace(
        offer,
        info_hash=torrent.v1,
        info_hash_v2=torrent.v2,
        size=torrent.size,
        files=tuple(files),
        trackers=torrent.trackers or offer.trackers,
        is_private=offer.is_private or torrent.is_private,
    )
