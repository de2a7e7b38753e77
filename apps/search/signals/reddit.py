"""Reddit's public search (https://www.reddit.com/dev/api#GET_search): posts about an album's pressings."""

from __future__ import annotations

import json
from collections.abc import Iterator

from apps.core.http import OutgoingError, fetch
from apps.search.signals.reading import Post

PUBLIC_URL = "https://www.reddit.com"
MOST_BYTES = 2 * 1024 * 1024
MOST_POSTS = 50
_ABOUT = "(pressing OR remaster OR mastering OR vinyl OR CD OR edition)"


class SignalsFailed(Exception):
    """Reddit gave no usable answer. `retry_after` is in seconds, where it said so."""

    def __init__(self, code: str, message: str, *, permanent: bool, retry_after: float | None = None) -> None:
        super().__init__(message)
        self.code, self.message, self.permanent, self.retry_after = code, message, permanent, retry_after


async def find_posts(url: str, artist: str, album: str, deadline: float) -> list[Post]:
    """The posts that a search for the album's pressings finds. Raises SignalsFailed and nothing else."""
    words = f'"{_plain(artist)}" "{_plain(album)}" {_ABOUT}'
    params: dict[str, str | int] = {"q": words, "limit": MOST_POSTS, "sort": "relevance", "type": "link", "raw_json": 1}
    try:
        answer = await fetch(f"{url.rstrip('/')}/search.json", params=params, deadline=deadline, most_bytes=MOST_BYTES)
    except OutgoingError as error:
        raise SignalsFailed(
            error.code, error.message, permanent=error.permanent, retry_after=error.retry_after
        ) from error
    try:
        return list(_posts(json.loads(answer.body)))
    except (ValueError, RecursionError) as error:
        raise SignalsFailed("malformed", "Reddit sent something that is no list of posts.", permanent=False) from error


def _posts(document: object) -> Iterator[Post]:
    """The posts of a listing; whatever is not one is left out. Raises ValueError where there is no listing."""
    data = document.get("data") if isinstance(document, dict) else None
    children = data.get("children") if isinstance(data, dict) else None
    if not isinstance(children, list):
        raise ValueError("no listing")
    for child in children[:MOST_POSTS]:
        post = child.get("data") if isinstance(child, dict) else None
        if isinstance(post, dict):
            score = post.get("score")
            yield Post(
                title=_text(post.get("title")),
                text=_text(post.get("selftext")),
                subreddit=_text(post.get("subreddit"))[:40],
                score=score if isinstance(score, int) and not isinstance(score, bool) else 0,
            )


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""


def _plain(name: str) -> str:
    return name.replace('"', " ").strip()[:150]
