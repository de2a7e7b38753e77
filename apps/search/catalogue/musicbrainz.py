"""MusicBrainz over HTTP: https://musicbrainz.org/doc/MusicBrainz_API."""

import asyncio
import time
from typing import Any

from apps.core.http import OutgoingError, fetch
from apps.library.domain import EditionDetails
from apps.search.catalogue import requests
from apps.search.catalogue.answers import read_artist, read_edition, read_recording, read_release_group
from apps.search.catalogue.domain import Artist, CatalogueFailed, Recording, ReleaseGroup
from apps.search.catalogue.pacing import Pace
from apps.search.catalogue.requests import Request

MOST_BYTES = 8 * 1024 * 1024
AWAY_FOR = 15.0  # seconds for which a server that was silent is not waited for again
BUSY_PAUSE = 2.0  # seconds without a turn for anyone after a 503 that names no pause
_NOT_FOUND = 404


class Outage:
    """That a server did not answer a moment ago: for a while nobody waits for it again. Shared by one process."""

    def __init__(self) -> None:
        self._until = 0.0
        self._failed: CatalogueFailed | None = None

    def check(self) -> None:
        """Raises the last failure while it is fresh."""
        if self._failed is not None and time.monotonic() < self._until:
            raise self._failed

    def note(self, failed: CatalogueFailed | None) -> None:
        """What came of a request: a silence begins or ends the outage."""
        silent = failed is not None and failed.code in ("timeout", "unreachable")
        self._failed, self._until = (failed, time.monotonic() + AWAY_FOR) if silent else (None, 0.0)


class MusicBrainz:
    """`url` is without `/ws/2`. `deadline` is in seconds for one request, its turn included."""

    def __init__(self, url: str, pace: Pace, *, deadline: float = 4.0, outage: Outage | None = None) -> None:
        self._url, self._pace, self._deadline = url.rstrip("/"), pace, deadline
        self._outage = outage or Outage()

    async def release_groups(self, request: Request) -> list[ReleaseGroup]:
        """The release groups of a search or a browse, in the answer's order. Raises CatalogueFailed."""
        answer = await self._ask(request)
        return [group for each in _list(answer, "release-group-list") if (group := read_release_group(each)).mbid]

    async def artists(self, request: Request) -> list[Artist]:
        """The artists of a search, in the answer's order. Raises CatalogueFailed."""
        answer = await self._ask(request)
        return [artist for each in _list(answer, "artist-list") if (artist := read_artist(each)).mbid]

    async def recordings(self, request: Request) -> list[Recording]:
        """The recordings of a search, in the answer's order. Raises CatalogueFailed."""
        answer = await self._ask(request)
        return [recording for each in _list(answer, "recording-list") if (recording := read_recording(each)).mbid]

    async def editions(self, group: ReleaseGroup) -> list[EditionDetails]:
        """Every edition of a release group, with track lists. Raises CatalogueFailed."""
        answer = await self._ask(requests.browse_releases(group.mbid))
        return [
            edition for each in _list(answer, "release-list") if (edition := read_edition(each, group)).release_mbid
        ]

    async def release_group(self, mbid: str) -> ReleaseGroup | None:
        """One release group; None where there is none. Raises CatalogueFailed."""
        group = (await self._ask(requests.look_up_release_group(mbid))).get("release-group")
        return read_release_group(group) if isinstance(group, dict) else None

    async def artist(self, mbid: str) -> Artist | None:
        """One artist; None where there is none. Raises CatalogueFailed."""
        artist = (await self._ask(requests.look_up_artist(mbid))).get("artist")
        return read_artist(artist) if isinstance(artist, dict) else None

    async def edition(self, release_mbid: str) -> EditionDetails | None:
        """One edition; None where there is none. Raises CatalogueFailed."""
        answer = await self._ask(requests.look_up_release(release_mbid))
        release = answer.get("release")
        return read_edition(release) if isinstance(release, dict) else None

    async def _ask(self, request: Request) -> dict[str, Any]:
        """The answer's dictionary, empty where there is no such thing. One more try after a 503, if there is time."""
        self._outage.check()
        ends = time.monotonic() + self._deadline
        while True:
            left = ends - time.monotonic()
            await self._pace.turn(within=max(0.0, left - 0.5))
            try:
                return await self._once(request, max(0.5, ends - time.monotonic()))
            except CatalogueFailed as error:
                if error.code != "busy":
                    raise
                pause = error.retry_after or BUSY_PAUSE
                await self._pace.hold_off(pause)
                if ends - time.monotonic() < pause + 0.5:
                    raise
                await asyncio.sleep(pause)

    async def _once(self, request: Request, deadline: float) -> dict[str, Any]:
        address = f"{self._url}/ws/2/{request.key}"
        failed = None
        try:
            answer = await fetch(address, deadline=deadline, most_bytes=MOST_BYTES, raise_for_status=True)
        except OutgoingError as error:
            if error.status == _NOT_FOUND:
                return {}
            failed = _failure(error)
            raise failed from error
        finally:
            self._outage.note(failed)
        return await asyncio.to_thread(requests.read_answer, answer.body)


def _failure(error: OutgoingError) -> CatalogueFailed:
    if error.status in (429, 503):
        message = "MusicBrainz is busy and asked us to wait."
        return CatalogueFailed("busy", message, permanent=False, retry_after=error.retry_after)
    if error.code == "timeout":
        return CatalogueFailed("timeout", "MusicBrainz did not answer in time.", permanent=False)
    if error.code == "status":
        message = f"MusicBrainz answered with status {error.status}."
        return CatalogueFailed("status", message, permanent=error.permanent)
    return CatalogueFailed("unreachable", "MusicBrainz cannot be reached.", permanent=False)


def _list(answer: dict[str, Any], name: str) -> list[dict[str, Any]]:
    found = answer.get(name)
    return [each for each in found if isinstance(each, dict)] if isinstance(found, list) else []
