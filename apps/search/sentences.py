"""What a search says to a person while it runs and when it ends. Short, plain, exact, and what to do next."""

from __future__ import annotations

from collections.abc import Sequence

from apps.search.board import SourceStatus
from apps.search.catalogue.domain import CatalogueFailed, Match
from apps.search.domain import ParsedQuery, QueryType

NOTHING_READ = (
    "I could not find the name of an artist, an album or a song in that. "
    "Try the name and the title, such as “Radiohead OK Computer in FLAC”."
)
NO_SOURCES = (
    "There is nowhere to look yet: no indexer is set up and the Internet Archive is switched off. "
    "Add one in Settings, or paste a magnet link."
)


def reading(parsed: ParsedQuery, match: Match | None = None) -> str:
    """How the request is read: “Reading it as OK Computer by Radiohead, 1997.”"""
    group = match.group if match else None
    track = match.track if match else None
    title = (track.title if track else parsed.track) if parsed.query_type is QueryType.TRACK else None
    title = title or (group.title if group else None) or parsed.album or parsed.work
    artist = (group.artist_credit if group else None) or (match.artist.name if match and match.artist else None)
    artist = artist or parsed.artist or parsed.composer
    year = group.year if group else parsed.year
    if not title and not artist:
        return "Reading your words."
    named = f"{title} by {artist}" if title and artist else f"{title or artist}"
    return f"Reading it as {named}{f', {year}' if year and title else ''}."


def gathering(statuses: Sequence[SourceStatus], copies: int) -> str:
    """“3 of 4 sources answered, 41 copies so far.”"""
    answered = sum(status.status == "ok" for status in statuses)
    return f"{answered} of {_count(len(statuses), 'source')} answered, {_count(copies, 'copy', 'copies')} so far."


def ending(statuses: Sequence[SourceStatus], copies: int, catalogue: CatalogueFailed | None) -> str:
    """What was found where, and what was missing."""
    answered = [status for status in statuses if status.status == "ok"]
    every = len(answered) == len(statuses)
    places = _count(len(statuses), "source") if every else f"{len(answered)} of {len(statuses)} sources"
    parts = [f"{_count(copies, 'copy', 'copies')} from {places}."]
    parts += [f"{status.name}: {status.error['message']}" for status in statuses if status.error]
    if catalogue is not None and catalogue.code != "off":
        parts.append(f"{catalogue.message} What is already known was used; the exact release is not confirmed.")
    return " ".join(parts)


def nobody_answered(statuses: Sequence[SourceStatus]) -> str:
    """Every source failed: which, why, and what to do."""
    told = [f"{status.name}: {status.error['message']}" for status in statuses if status.error]
    return f"No source answered, so nothing was found. {' '.join(told)} Try again, or check the sources in Settings."


def nothing_found(parsed: ParsedQuery, match: Match | None, statuses: Sequence[SourceStatus]) -> str:
    """Every answering source came back empty-handed."""
    failed = [f"{status.name}: {status.error['message']}" for status in statuses if status.error]
    what = reading(parsed, match).removeprefix("Reading it as ").rstrip(".")
    what = "this" if what.startswith("Reading") else what
    advice = "Try fewer words or another spelling, or add an indexer in Settings."
    return " ".join([f"Nobody has {what} right now.", advice, *failed])


def _count(number: int, one: str, many: str = "") -> str:
    return f"{number} {one if number == 1 else many or one + 's'}"
