"""How like a MusicBrainz result is to what was asked for, from 0 to 1, by rules."""

import re

from api_server.schemas import Candidate, Parsed
from apps.search.likeness import likeness as names_likeness

_YEAR = re.compile(r"\b(1[89]\d\d|20\d\d)\b")
_SECONDARY = ("live", "compilation", "remix", "dj-mix", "interview", "tribute", "karaoke")
TITLE, ARTIST, YEAR = 0.5, 0.35, 0.15


def year_of(candidate: Candidate) -> int | None:
    """The year that the result gives, whichever way it gives it."""
    if candidate.year:
        return candidate.year
    found = _YEAR.search(candidate.date or "")
    return int(found[1]) if found else None


def likeness(parsed: Parsed, candidate: Candidate) -> float:
    """Title, artist and year, weighted; what was not asked for does not count, what was not wanted counts against."""
    wanted_title = parsed.track if parsed.query_type == "track" else parsed.album
    credits = candidate.artist
    artist = "".join((c.name or "") + (c.joinphrase or "") for c in credits) if isinstance(credits, list) else credits
    parts: list[tuple[float, float]] = []
    if wanted_title:
        parts.append((TITLE, names_likeness(wanted_title, candidate.title or "")))
    if parsed.artist:
        parts.append((ARTIST, names_likeness(parsed.artist, artist or "")))
    if parsed.year:
        year = year_of(candidate)
        parts.append((YEAR, 0.5 if year is None else max(0.0, 1 - abs(year - parsed.year) / 3)))
    if not parts:
        return 0.0
    score = sum(weight * value for weight, value in parts) / sum(weight for weight, _ in parts)
    return score * _kind(parsed, candidate)


def _kind(parsed: Parsed, candidate: Candidate) -> float:
    """A live album or a compilation is seldom what is meant, unless the words say so."""
    about = f"{candidate.kind or ''} {candidate.disambiguation or ''}".casefold()
    wishes = parsed.preferences
    if wishes is not None and wishes.live and "live" in about:
        return 1.0
    return 0.9 if any(word in about for word in _SECONDARY) else 1.0
