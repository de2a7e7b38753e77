"""Searches that nobody waits for: by the schedule, for an album that is known or for words.

They ask no question, leave nothing in the history, and have a little more time than a person would wait.
"""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import replace

from asgiref.sync import async_to_sync, sync_to_async
from django.utils import timezone

from apps.search import pipeline
from apps.search.catalogue.domain import ReleaseGroup
from apps.search.catalogue.identify import with_editions
from apps.search.catalogue.installation import lookups_of_this_installation
from apps.search.catalogue.lookups import Lookups
from apps.search.domain import ParsedQuery
from apps.search.endings import obstacle
from apps.search.models import Search
from apps.search.sources.registry import Asked, sources_to_ask

PATIENCE = 30.0  # seconds for one request to MusicBrainz, its turn included
GATHERING = 15.0  # seconds for the sources, and for looking inside what they have


class KnownAlbumRun(pipeline.SearchRun):
    """A search for a release group that is known, or for one edition of it: there is nothing to read."""

    def __init__(
        self, search: Search, sources: list[Asked], lookups: Lookups, group: ReleaseGroup, release_mbid: str
    ) -> None:
        super().__init__(search, sources, lookups)
        self.group, self.release_mbid = group, release_mbid

    async def _read(self) -> dict[str, str] | None:
        self.parsed = ParsedQuery(
            raw=self.search.query,
            artist=self.group.artist_credit,
            album=self.group.title,
            confidence=1.0,
            reasons=("it is the album that is wanted",),
        )
        return obstacle(self.parsed, sources=len(self.sources))

    async def _begin(self) -> None:
        found = await with_editions(self.group, self.parsed, self.lookups, confidence=1.0)
        if found.match is not None and self.release_mbid:
            editions = found.match.editions
            wanted = next((each for each in editions if each.release_mbid == self.release_mbid), None)
            found = replace(found, match=replace(found.match, edition=wanted))
        self.ends_at = time.monotonic() + GATHERING
        await self._take_identified(found)


def search_for_album(
    group: ReleaseGroup, *, release_mbid: str = "", preferences: Mapping[str, object] | None = None
) -> Search:
    """Search for the copies of a release group now, or of one edition; returns when it is over. Call it in a task."""
    search = _search(f"{group.artist_credit} {group.title}", preferences)

    async def run() -> None:
        asked = await sync_to_async(sources_to_ask)()
        await KnownAlbumRun(search, asked, lookups_of_this_installation(PATIENCE), group, release_mbid).go()

    async_to_sync(run)()
    search.refresh_from_db()
    return search


def search_for_words(words: str, preferences: Mapping[str, object] | None = None) -> Search:
    """Search for what the words mean now, by the rules alone; returns when it is over. Call it in a task."""
    search = _search(words, preferences)

    async def run() -> None:
        asked = await sync_to_async(sources_to_ask)()
        search_run = pipeline.SearchRun(search, asked, lookups_of_this_installation(PATIENCE))
        search_run.second.is_due = False  # an assistant's quota is for people
        search_run.ends_at = time.monotonic() + GATHERING
        await search_run.go()

    async_to_sync(run)()
    search.refresh_from_db()
    return search


def _search(query: str, preferences: Mapping[str, object] | None) -> Search:
    chosen = {**(preferences or {}), "ask": False}
    return Search.objects.create(query=query, preferences=chosen, unattended=True, timestamp=timezone.now())
