"""Looking inside the best candidates: by their `.torrent` from the indexer, else by what their swarm tells of it.

Never a byte of content. It gives the file list, and the info-hash of those whose indexer does not tell it.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from uuid import UUID

import structlog

from apps.downloads.dht_index.requests import fetch_metadata
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
MOST_SWARMS = 6
SWARM_WITHIN = 3.0  # seconds
WORTH_LOOKING = 60.0  # the match below which a copy is not worth a look


@dataclass(frozen=True, slots=True)
class Looked:
    """The offers of copies that were looked into, now with files and info-hashes; `tried` are all of those copies."""

    offers: tuple[tuple[UUID, Offer], ...]
    tried: tuple[UUID, ...] = ()


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


def worth_a_swarm(
    ranked: Sequence[Ranked], copies: Mapping[UUID, Copy], tried: set[UUID], asked: set[UUID]
) -> list[Copy]:
    """The best copies that only their swarm can tell of: no link, or one (in `tried`) that gave no files.

    A private torrent's swarm is not asked: its tracker counts whoever asks as a peer.
    """
    chosen: list[Copy] = []
    for each in ranked:
        copy = copies.get(UUID(each.facts.id))
        if len(chosen) + len(asked) >= MOST_SWARMS or copy is None:
            break
        if copy.files or copy.is_private or copy.id in asked or not copy.swarm_hash:
            continue
        linked = any(offer.torrent_url for offer in copy.offers)
        if each.ledger.value("match") >= WORTH_LOOKING and (not linked or copy.id in tried):
            chosen.append(copy)
    return chosen


async def look_inside(copies: Sequence[Copy], homes: Mapping[str, str], within: float) -> Looked:
    """Fetch the `.torrent`s of these copies at once; `homes` has each source's own address. Never raises."""
    limit = min(WITHIN, within)
    found = await asyncio.gather(*(_look(copy, homes, limit) for copy in copies))
    return Looked(tuple(each for each in found if each is not None), tuple(copy.id for copy in copies))


async def ask_swarm(copy: Copy, within: float) -> Looked:
    """Have the `torrents` worker read what a copy holds from its swarm. Never raises."""
    offer = next((each for each in copy.offers if each.info_hash or each.info_hash_v2), copy.offers[0])
    limit = min(SWARM_WITHIN, within)
    try:
        told = await fetch_metadata(copy.swarm_hash, v2=copy.info_hash_v2, trackers=copy.trackers, deadline=limit)
    except SourceError as error:
        log.info("swarm_told_nothing", source=offer.source, code=error.code)
        return Looked(())
    known = replace(
        offer,
        info_hash=told.v1 or offer.info_hash,
        info_hash_v2=told.v2 or offer.info_hash_v2,
        size=told.size,
        files=tuple(ListedFile(file.path, file.size) for file in told.files),
        is_private=offer.is_private or told.is_private,
    )
    return Looked(((copy.id, known),))


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
    files = (
        ListedFile("/".join(file.path), file.size, root=file.pieces_root.hex())
        for file in torrent.files
        if not file.is_padding
    )
    return replace(
        offer,
        info_hash=torrent.v1,
        info_hash_v2=torrent.v2,
        size=torrent.size,
        files=tuple(files),
        trackers=torrent.trackers or offer.trackers,
        is_private=offer.is_private or torrent.is_private,
    )
