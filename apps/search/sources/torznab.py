"""Torznab indexers: Jackett, Prowlarr, bitmagnet, NZBHydra and whatever else speaks it.

https://torznab.github.io/spec-1.3-draft/torznab/Specification-v1.3.html
"""

import asyncio
from collections.abc import Iterable, Iterator
from http import HTTPStatus
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from apps.core.http import Answer, OutgoingError, any_web_host, fetch, retry_after
from apps.downloads.domain import MOST_TORRENT_BYTES
from apps.search.sources.caps import Caps, read_caps
from apps.search.sources.documents import read_document
from apps.search.sources.domain import Found, SourceFailed, Terms
from apps.search.sources.feed import read_feed
from apps.search.sources.links import may_fetch, may_hand_out
from apps.search.sources.redaction import host_of, redact

MOST_FEED_BYTES = 5 * 1024 * 1024
_KEY_FIELDS = ("apikey", "passkey", "jackett_apikey", "r")


class Torznab:
    """One indexer. `url` is its Torznab address, with or without `/api`; the key may be in it or given apart.

    `caps` are those of an earlier `read_caps`; without them the first search reads them, and keeps them in `caps`.
    """

    def __init__(self, name: str, url: str, key: str = "", *, caps: Caps | None = None, deadline: float = 4.5) -> None:
        self.name, self.deadline, self.caps = name, deadline, caps
        self._url, self._key = _without_key(url, key)

    async def search(self, terms: Terms) -> Found:
        """Music search by fields where the indexer has it; text where it has not, or where fields find nothing.

        Raises SourceFailed.
        """
        caps = self.caps or await self.read_caps()
        found = Found(())
        for parameters in _questions(terms, caps):
            found = await self._ask(caps, parameters)
            if found.offers:
                break
        return found

    async def read_caps(self) -> Caps:
        """Ask what the indexer can do, at the address as given, then under `/api`. Raises SourceFailed."""
        first: SourceFailed | None = None
        for endpoint in _endpoints(self._url):
            try:
                body = await self._get(endpoint, {"t": "caps"})
                self.caps = read_caps(body, endpoint, self._key)
            except SourceFailed as error:
                if error.code not in ("not_a_feed", "status", "redirect"):
                    raise
                first = first or error
            else:
                return self.caps
        raise first or SourceFailed("address", "Its address cannot be read.", permanent=True)

    async def _ask(self, caps: Caps, parameters: dict[str, str]) -> Found:
        if caps.categories:
            parameters["cat"] = ",".join(str(number) for number in caps.categories)
        parameters |= {"extended": "1", "limit": str(caps.most_results)}
        body = await self._get(caps.endpoint, parameters)
        # Reading a large feed takes milliseconds: not on the loop that other sources are waiting on.
        return await asyncio.to_thread(read_feed, body, source=self.name, feed_url=caps.endpoint, keys=(self._key,))

    async def _get(self, endpoint: str, parameters: dict[str, str]) -> bytes:
        query = {**({"apikey": self._key} if self._key else {}), **parameters}
        try:
            answer = await fetch(
                endpoint, params=query, deadline=self.deadline, most_bytes=MOST_FEED_BYTES, raise_for_status=False
            )
        except OutgoingError as error:
            raise _failure(error, self._key) from None  # the cause's text may hold the key
        if answer.status >= HTTPStatus.BAD_REQUEST:
            raise _status_failure(answer, self._key)
        return answer.body


async def fetch_torrent(url: str, feed_url: str, *, deadline: float = 10.0) -> Answer:
    """The `.torrent` behind an indexer's link, or the magnet it redirects to (`redirected_to`). Raises SourceFailed."""
    if not await may_fetch(url, feed_url):
        message = f"The indexer linked to {host_of(url) or 'an address'}, which is not a public place."
        raise SourceFailed("address", message, permanent=True)

    def may_follow(origin: str, target: str) -> bool:
        return any_web_host(origin, target) and may_hand_out(target, feed_url)

    try:
        return await fetch(url, deadline=deadline, most_bytes=MOST_TORRENT_BYTES, may_follow=may_follow)
    except OutgoingError as error:
        raise _failure(error, "") from None


def _questions(terms: Terms, caps: Caps) -> Iterator[dict[str, str]]:
    """What to ask, the most exact first; later ones only where the earlier found nothing."""
    fields = {"artist": terms.artist, "album": terms.album}
    usable = {name: value for name, value in fields.items() if value and name in caps.music_fields}
    if len(usable) == sum(1 for value in fields.values() if value) and usable and not terms.track:
        yield {"t": "music", **usable}
    text_by_music = "q" in caps.music_fields
    if terms.text:
        yield {"t": "music" if text_by_music and not caps.text_search else "search", "q": terms.text}


def _without_key(url: str, key: str) -> tuple[str, str]:
    """The address without its key, and the key: so that no error about the address can hold it."""
    parts = urlsplit(url.strip())
    query = parse_qsl(parts.query, keep_blank_values=True)
    inside = next((value for name, value in query if name.lower() in _KEY_FIELDS and value), "")
    kept = [(name, value) for name, value in query if name.lower() not in (*_KEY_FIELDS, "t")]
    return urlunsplit(parts._replace(query=urlencode(kept))), key or inside


def _endpoints(url: str) -> Iterable[str]:
    parts = urlsplit(url)
    yield url
    if not parts.path.rstrip("/").endswith("/api"):
        yield urlunsplit(parts._replace(path=parts.path.rstrip("/") + "/api"))


def _failure(error: OutgoingError, key: str) -> SourceFailed:
    code = error.code if error.code in ("timeout", "too_large", "redirect", "address", "status") else "unreachable"
    return SourceFailed(code, redact(error.message, key), permanent=error.permanent, retry_after=error.retry_after)


def _status_failure(answer: Answer, key: str) -> SourceFailed:
    """An indexer that answers with an HTTP error may still tell why in an error document."""
    pause = retry_after(answer.headers.get("retry-after"))
    try:
        read_document(answer.body, key)
    except SourceFailed as error:
        if error.code not in ("malformed", "not_a_feed"):
            return SourceFailed(error.code, error.message, permanent=error.permanent, retry_after=pause)
    if answer.status in (401, 403):
        return SourceFailed("key_refused", "It refuses the key. Enter the key again.", permanent=True)
    if answer.status == HTTPStatus.TOO_MANY_REQUESTS:
        return SourceFailed("limit_reached", "It wants a pause.", permanent=False, retry_after=pause)
    message = f"{host_of(answer.url)} answered with status {answer.status}."
    temporary = answer.status >= HTTPStatus.INTERNAL_SERVER_ERROR or answer.status == HTTPStatus.REQUEST_TIMEOUT
    return SourceFailed("status", message, permanent=not temporary, retry_after=pause)
