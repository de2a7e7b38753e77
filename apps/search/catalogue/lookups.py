"""Asking the catalogue: the fresh cache first, then MusicBrainz, then whatever the cache has.

Every call is one coroutine that never raises: an outage is part of the answer, so that a search goes on without.
"""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Generic, TypeVar

from asgiref.sync import sync_to_async

from apps.library.domain import EditionDetails
from apps.search.catalogue import requests, store
from apps.search.catalogue.domain import Artist, CatalogueFailed, Recording, ReleaseGroup
from apps.search.catalogue.musicbrainz import MusicBrainz
from apps.search.catalogue.requests import Request

T = TypeVar("T")
T_co = TypeVar("T_co", covariant=True)
NEWS = timedelta(hours=12)  # how long a discography is trusted where the newest album is asked for
EDITIONS_FRESH = timedelta(days=28)


@dataclass(frozen=True, slots=True)
class Lookup(Generic[T_co]):
    """What was found, whether MusicBrainz was asked for it now, and why it could not be."""

    found: tuple[T_co, ...]
    asked: bool = False
    failed: CatalogueFailed | None = None


class Lookups:
    """Reads through the cache. Without `musicbrainz` (None: it is off) the cache is all there is."""

    def __init__(self, musicbrainz: MusicBrainz | None) -> None:
        self._musicbrainz = musicbrainz

    async def albums(self, artist: str, title: str) -> Lookup[ReleaseGroup]:
        """Release groups with names like these."""
        request = requests.search_release_groups(artist=artist, releasegroup=title)
        return await self._search(
            request,
            ask=self._ask_groups,
            keep=store.remember_release_groups,
            recall=store.release_groups,
            known=lambda: store.find_release_groups(title, artist),
        )

    async def known_albums(self, artist: str, title: str) -> list[ReleaseGroup]:
        """Cached release groups with names like these whose editions are cached too: no request is needed for them."""
        return await sync_to_async(store.find_complete_groups)(title, artist)

    async def artists(self, name: str) -> Lookup[Artist]:
        """Artists with a name or alias like this."""
        return await self._search(
            requests.search_artists(name),
            ask=self._ask_artists,
            keep=store.remember_artists,
            recall=store.artists,
            known=lambda: store.find_artists(name),
        )

    async def recordings(self, artist: str, title: str) -> Lookup[Recording]:
        """Recordings with names like these, with the release groups they are on."""
        return await self._search(
            requests.search_recordings(artist=artist, recording=title),
            ask=self._ask_recordings,
            keep=store.remember_recordings,
            recall=store.recordings,
            known=lambda: store.find_recordings(title, artist),
        )

    async def discography(self, artist_mbid: str, *, news: bool = False, offset: int = 0) -> Lookup[ReleaseGroup]:
        """The release groups of an artist, from number `offset` on; with `news` from no older than half a day."""
        return await self._search(
            requests.browse_release_groups(artist_mbid, offset),
            ask=self._ask_groups,
            keep=store.remember_release_groups,
            recall=store.release_groups,
            known=lambda: store.release_groups_of(artist_mbid),
            within=NEWS if news else store.FRESH,
        )

    async def editions(self, group: ReleaseGroup) -> Lookup[EditionDetails]:
        """Every edition of a release group, with track lists, the earliest first."""
        known = await sync_to_async(store.editions)(group.mbid, EDITIONS_FRESH)
        if known is not None:
            return Lookup(tuple(known))
        if self._musicbrainz is None:
            return Lookup(tuple(await sync_to_async(store.editions)(group.mbid) or ()), failed=off())
        try:
            fetched = await self._musicbrainz.editions(group)
        except CatalogueFailed as error:
            stale = await sync_to_async(store.editions)(group.mbid)
            return Lookup(tuple(stale or ()), asked=True, failed=error)
        await sync_to_async(store.remember_editions)(group.mbid, fetched, complete=True)
        return Lookup(
            tuple(sorted(fetched, key=lambda each: (each.edition_date or "9", each.release_mbid))), asked=True
        )

    async def edition(self, release_mbid: str) -> EditionDetails | None:
        """One edition; None where there is none. Raises CatalogueFailed where it is not cached and can't be asked."""
        known = await sync_to_async(store.edition)(release_mbid)
        if known is not None:
            return known
        if self._musicbrainz is None:
            raise off()
        fetched = await self._musicbrainz.edition(release_mbid)
        if fetched is not None:
            await sync_to_async(store.remember_editions)(fetched.release_group_mbid, [fetched], complete=False)
        return fetched

    async def release_group(self, mbid: str) -> ReleaseGroup | None:
        """One release group; None where there is none. Raises CatalogueFailed as `edition` does."""
        known = await sync_to_async(store.release_groups)([mbid])
        if known:
            return known[0]
        if self._musicbrainz is None:
            raise off()
        fetched = await self._musicbrainz.release_group(mbid)
        if fetched is not None:
            await sync_to_async(store.remember_release_groups)([fetched])
        return fetched

    async def artist(self, mbid: str) -> Artist | None:
        """One artist; None where there is none. Raises CatalogueFailed as `edition` does."""
        known = await sync_to_async(store.artists)([mbid])
        if known:
            return known[0]
        if self._musicbrainz is None:
            raise off()
        fetched = await self._musicbrainz.artist(mbid)
        if fetched is not None:
            await sync_to_async(store.remember_artists)([fetched])
        return fetched

    async def _search(
        self,
        request: Request,
        *,
        ask: Callable[[Request], Awaitable[list[T]]],
        keep: Callable[[Sequence[T]], None],
        recall: Callable[[Sequence[str]], list[T]],
        known: Callable[[], list[T]],
        within: timedelta = store.FRESH,
    ) -> Lookup[T]:
        answered = await sync_to_async(store.answer)(request.key, within)
        if answered is not None:
            return Lookup(tuple(await sync_to_async(recall)(answered)))
        if self._musicbrainz is None:
            return Lookup(tuple(await sync_to_async(known)()), failed=off())
        try:
            found = await ask(request)
        except CatalogueFailed as error:
            return Lookup(tuple(await sync_to_async(known)()), asked=True, failed=error)

        def remember() -> None:
            keep(found)
            store.remember_answer(request.key, [each.mbid for each in found])  # type: ignore[attr-defined]

        await sync_to_async(remember)()
        return Lookup(tuple(found), asked=True)

    async def _ask_groups(self, request: Request) -> list[ReleaseGroup]:
        assert self._musicbrainz is not None  # noqa: S101  (checked by the caller)
        return await self._musicbrainz.release_groups(request)

    async def _ask_artists(self, request: Request) -> list[Artist]:
        assert self._musicbrainz is not None  # noqa: S101
        return await self._musicbrainz.artists(request)

    async def _ask_recordings(self, request: Request) -> list[Recording]:
        assert self._musicbrainz is not None  # noqa: S101
        return await self._musicbrainz.recordings(request)


def off() -> CatalogueFailed:
    """The failure of a MusicBrainz that is switched off."""
    return CatalogueFailed("off", "MusicBrainz is switched off.", permanent=True)
