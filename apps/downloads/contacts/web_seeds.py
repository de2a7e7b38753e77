"""The web seeds that a person wishes: servers that hold the files themselves (BEP 19)."""

from __future__ import annotations

from collections.abc import Iterable
from urllib.parse import urlsplit

from apps.core.errors import ApiError

MOST_WEB_SEEDS = 50
LONGEST_URL = 2000


def web_seeds_from_text(text: str) -> list[str]:
    """Addresses out of a text with one a line. Raises ApiError 422."""
    return checked_web_seeds(line for line in text.splitlines() if line.strip())


def checked_web_seeds(urls: Iterable[str]) -> list[str]:
    """The addresses without repetitions. Raises ApiError 422 for what is none."""
    checked = list(dict.fromkeys(map(_checked, urls)))
    if len(checked) > MOST_WEB_SEEDS:
        raise ApiError(422, "invalid", f"A torrent has at most {MOST_WEB_SEEDS} web seeds.", field="web_seeds")
    return checked


def _checked(url: str) -> str:
    url = url.strip()
    try:
        parts = urlsplit(url)
        is_fit = parts.scheme.lower() in ("http", "https") and bool(parts.hostname) and url.isprintable()
    except ValueError:
        is_fit = False
    if not is_fit or len(url) > LONGEST_URL:
        shown = url if len(url) <= 80 else f"{url[:79]}…"
        message = f"“{shown}” is not a web seed's address. It begins with http:// or https://."
        raise ApiError(422, "invalid", message, field="web_seeds")
    return url
