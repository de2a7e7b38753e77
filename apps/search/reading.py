"""Reading the words of a request: `title by artist`, `artist - title`, a format, a year."""

import re
from dataclasses import replace

from apps.search.domain import ParsedQuery, Preferences, QueryType
from apps.search.vocabulary import FORMAT_WORDS

_BY = re.compile(r"(?P<album>.+?)\s+by\s+(?P<artist>.+)", re.IGNORECASE)
_DASH = re.compile(r"(?P<artist>.+?)\s+[-–—]\s+(?P<album>.+)")
_YEAR = re.compile(r"\(?\b(19[0-9]{2}|20[0-9]{2})\b\)?$")
_FORMAT = re.compile(r"\s*,?\s*\b(?:in|as)?\s*\b(" + "|".join(map(re.escape, FORMAT_WORDS)) + r")\b\s*$", re.IGNORECASE)
_LEAD = re.compile(r"^(?:the\s+)?(?:new|latest)?\s*(?:album|record|song|track)\s+(?=\S)", re.IGNORECASE)


def read_words(text: str, preferences: Preferences) -> ParsedQuery:
    """The reading of the words alone."""
    rest, formats, year = text.strip(), tuple[str, ...](), None
    if match := _FORMAT.search(rest):
        formats, rest = (str(FORMAT_WORDS[match[1].lower()]),), rest[: match.start()].strip()
    newest = bool(re.match(r"(?i)(the\s+)?(new|latest)\s+(album|record)\s+by\b", rest))
    if newest:
        artist = re.sub(r"(?i)^(the\s+)?(new|latest)\s+(album|record)\s+by\s+", "", rest)
        return ParsedQuery(raw=text, artist=artist, newest=True, format=formats, confidence=0.6)
    rest = _LEAD.sub("", rest)
    if (match := _YEAR.search(rest)) and match.start() > 0:
        year, rest = int(match[1]), rest[: match.start()].strip(" ,")
    kind = preferences.type or QueryType.ALBUM
    parted = _BY.fullmatch(rest) or _DASH.fullmatch(rest)
    by: str | None = parted["artist"].strip() if parted else None
    title: str = parted["album"].strip() if parted else rest
    if kind is QueryType.ARTIST:
        return ParsedQuery(raw=text, query_type=kind, artist=rest, format=formats, confidence=0.6)
    parsed = ParsedQuery(raw=text, query_type=kind, artist=by, year=year, format=formats, confidence=0.5)
    return replace(parsed, track=title) if kind is QueryType.TRACK else replace(parsed, album=title)
