"""The index of the DHT that this machine makes itself: asked without a request to anybody."""

from __future__ import annotations

from asgiref.sync import sync_to_async
from constance import config
from django.db import DatabaseError

from apps.downloads.dht_index.finding import find_torrents
from apps.downloads.dht_index.statistics import index_statistics
from apps.downloads.dht_index.store import metadata_of
from apps.downloads.models import SwarmTorrent
from apps.search.sources.domain import Found, ListedFile, Offer, SourceFailed, Terms

NAME = "DHT"
MOST_OFFERS = 100


class DhtIndex:
    """Finds torrents by the names of their folders and songs."""

    def __init__(self, name: str = NAME, *, deadline: float = 2.0) -> None:
        self.name, self.deadline = name, deadline

    async def search(self, terms: Terms) -> Found:
        """The torrents whose names hold every word, with their files. Raises SourceFailed."""
        try:
            return await sync_to_async(self._search)(terms)
        except DatabaseError as error:
            message = "The index could not be read; it is being written to. Search again."
            raise SourceFailed("unreachable", message, permanent=False) from error

    async def try_out(self) -> str:
        """How the index fares, as a sentence. Raises SourceFailed where it is switched off."""
        if not await sync_to_async(index_is_on)():
            message = "It makes no index yet: switch on “Keep an index” below, and it begins to collect."
            raise SourceFailed("unsupported", message, permanent=True)
        figures = await sync_to_async(index_statistics)()
        return f"It knows {figures.torrents} albums, and looked into {figures.looked_into} torrents so far."

    def _search(self, terms: Terms) -> Found:
        return Found(tuple(self._offer(row) for row in find_torrents(terms.text, MOST_OFFERS)))

    def _offer(self, row: SwarmTorrent) -> Offer:
        known = metadata_of(row)
        topics = [f"xt=urn:btih:{known.v1}"] * bool(known.v1) + [f"xt=urn:btmh:1220{known.v2}"] * bool(known.v2)
        return Offer(
            source=self.name,
            title=known.name,
            info_hash=known.v1,
            info_hash_v2=known.v2,
            magnet="magnet:?" + "&".join(topics),
            size=known.size,
            files=tuple(ListedFile(file.path, file.size) for file in known.files),
        )


def index_is_on() -> bool:
    """Whether a person switched the index on."""
    return bool(config.DHT_INDEX)
