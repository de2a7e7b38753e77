"""The trackers that a person wishes: tiers of addresses (BEP 12), as text and as the row keeps them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

from apps.core.errors import ApiError

MOST_TRACKERS = 200
LONGEST_URL = 2000
SCHEMES = frozenset({"http", "https", "udp", "ws", "wss"})


@dataclass(frozen=True, slots=True)
class TrackerWish:
    """A tracker's address and its tier, 0 first."""

    url: str
    tier: int = 0


def read_wish(kept: Sequence[object] | None) -> tuple[TrackerWish, ...] | None:
    """What the row keeps (`[[address, …], …]`, a list a tier); None: those that the torrent itself names."""
    if kept is None:
        return None
    tiers = [tier if isinstance(tier, list) else [tier] for tier in kept]
    return tuple(TrackerWish(str(url), number) for number, tier in enumerate(tiers) for url in tier)


def tiers_from_text(text: str) -> list[list[str]]:
    """Tiers out of a text with one address a line and an empty line between tiers. Raises ApiError 422."""
    tiers: list[list[str]] = [[]]
    for line in text.splitlines():
        if line.strip():
            tiers[-1].append(line.strip())
        elif tiers[-1]:
            tiers.append([])
    return checked_tiers(tier for tier in tiers if tier)


def text_of_tiers(trackers: Iterable[TrackerWish]) -> str:
    """The text that `tiers_from_text` reads."""
    tiers: dict[int, list[str]] = {}
    for tracker in trackers:
        tiers.setdefault(tracker.tier, []).append(tracker.url)
    return "\n\n".join("\n".join(tiers[number]) for number in sorted(tiers))


def checked_tiers(tiers: Iterable[Sequence[str]]) -> list[list[str]]:
    """The tiers without repetitions. Raises ApiError 422 for what is no tracker's address."""
    seen: set[str] = set()
    checked: list[list[str]] = []
    for tier in tiers:
        fresh = [url for url in dict.fromkeys(map(_checked, tier)) if url not in seen]
        seen |= set(fresh)
        if fresh:
            checked.append(fresh)
    if len(seen) > MOST_TRACKERS:
        raise ApiError(422, "invalid", f"A torrent has at most {MOST_TRACKERS} trackers.", field="trackers")
    return checked


def is_tracker(url: str) -> bool:
    """Whether it can be announced to."""
    try:
        parts = urlsplit(url)
        parts.port  # noqa: B018  (raises where it is none)
    except ValueError:
        return False
    return parts.scheme.lower() in SCHEMES and bool(parts.hostname) and len(url) <= LONGEST_URL and url.isprintable()


def _checked(url: str) -> str:
    url = url.strip()
    if not is_tracker(url):
        shown = url if len(url) <= 80 else f"{url[:79]}…"
        message = f"“{shown}” is not a tracker's address. It begins with http://, https://, udp:// or wss://."
        raise ApiError(422, "invalid", message, field="trackers")
    return url
