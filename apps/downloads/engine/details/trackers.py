"""libtorrent's trackers as they are shown to people, and changing them while the torrent runs."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from typing import Any

import libtorrent as lt

from apps.downloads.contacts.trackers import TrackerWish
from apps.downloads.details.domain import Tracker

_CATEGORIES = {
    "system": lt.system_category(),
    "generic": lt.generic_category(),
    "libtorrent": lt.libtorrent_category(),
    "http": lt.http_category(),
}


def read_trackers(handle: Any) -> tuple[Tracker, ...]:
    """The trackers of a torrent (libtorrent's handle) by tier, with what they last said."""
    now = time.time()
    return tuple(_tracker(entry, now) for entry in sorted(handle.trackers(), key=lambda entry: entry["tier"]))


def set_trackers(handle: Any, trackers: Sequence[TrackerWish]) -> None:
    """Have exactly these trackers, and announce to them."""
    handle.replace_trackers([{"url": tracker.url, "tier": tracker.tier} for tracker in trackers])
    announce(handle)


def announce(handle: Any) -> None:
    """Ask every tracker for peers now, even one that asked to be left alone for a while: a person wishes it."""
    handle.force_reannounce(0, flags=int(lt.torrent_handle.ignore_min_interval))


def add_trackers(handle: Any, urls: Sequence[str]) -> None:
    """Add those that are not there yet, in a tier of their own below the others."""
    known = handle.trackers()
    tier = max((entry["tier"] for entry in known), default=-1) + 1
    names = {entry["url"] for entry in known}
    for url in urls:
        if url not in names:
            handle.add_tracker({"url": url, "tier": tier})


def _tracker(entry: Mapping[str, Any], now: float) -> Tracker:
    attempts = [of_hash for endpoint in entry["endpoints"] for of_hash in endpoint["info_hashes"]]
    used = [each for each in attempts if each["updating"] or each["start_sent"] or each["fails"]]  # v1, v2, or both
    best = min(used, key=lambda each: (not each["updating"], each["fails"]), default=None)
    if best is None:
        return Tracker(entry["url"], entry["tier"], "waiting", "", None, None, None)
    planned = best["next_announce"] - now
    return Tracker(
        url=entry["url"],
        tier=entry["tier"],
        status="updating" if best["updating"] else "failing" if best["fails"] else "working",
        message=best["message"] or (_reason(best["last_error"]) if best["fails"] else ""),
        seeds=_count(best["scrape_complete"]),
        leeches=_count(best["scrape_incomplete"]),
        next_announce=max(0, round(planned)) if best["next_announce"] > 0 else None,
    )


def _reason(error: Mapping[str, Any]) -> str:
    category = _CATEGORIES.get(error["category"])
    if category is None or not error["value"]:
        return ""
    words = str(category.message(error["value"]))
    return words[:1].upper() + words[1:]


def _count(number: int) -> int | None:
    return number if number >= 0 else None
