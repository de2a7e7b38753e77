"""Titles of many albums at once: an artist's discography."""

import re

from apps.search.titles.pieces import Reading, collect, split_parts
from apps.search.titles.spelling import spell_name
from apps.search.titles.tags import WORD, read_tags
from apps.search.titles.word_sets import word_set
from apps.search.titles.years import YEAR

WORDS = word_set(
    """
    discography discografia discografía discographie diskographie diskografie diskografia discog
    дискография ディスコグラフィー
    """
)
_WORD = re.compile("|".join(sorted(WORDS, key=len, reverse=True)), re.IGNORECASE)
_QUALIFIERS = re.compile(
    r"[\s\-–:,(\[]*(?:(?:the|studio|complete|full|entire|official|полная|completa|complète|komplette)\s*)*$",
    re.IGNORECASE,
)
_LEADING_QUALIFIERS = re.compile(r"^\s*(?:the\s+)?complete\s+(?=\S)", re.IGNORECASE)
_OF = re.compile(r"^\s*(?:completa\s+|complète\s+)?(?:of|de|von|di)\s+", re.IGNORECASE)
_RANGE = re.compile(rf"(?<!\d)({YEAR})\s*[-~/]\s*({YEAR}|\d\d)(?!\d)")
_COUNT = re.compile(r"(?<!\d)\d{1,3} ?(?:albums|альбом|релиз)")
_BRACKET = re.compile(r"^(?:\s*(?:\([^()]*\)|\[[^\]]*\]|\{[^}]*\}))+")


def read_discography(text: str) -> Reading | None:
    """Read a title that says it is a discography; ``None`` if it says so nowhere a title could."""
    match = _WORD.search(text)
    if match is None:
        return None
    reading = Reading(discography=True)
    before = text[: match.start()]
    leading = _BRACKET.match(before)
    if leading is not None:
        collect(leading[0], reading)
        before = before[leading.end() :]
    artist = spell_name(_LEADING_QUALIFIERS.sub("", _QUALIFIERS.sub("", before)))
    behind = text[match.end() :]
    if not artist:
        named = _OF.sub("", behind)
        artist = spell_name(split_parts(named)[0][0]) if split_parts(named) else ""
    reading.artist = artist or None
    span = _RANGE.search(text)
    if span is not None:
        reading.discography_start = int(span[1])
        reading.discography_end = int(span[2] if len(span[2]) == 4 else span[1][:2] + span[2])
    values = read_tags(WORD.findall(behind.lower())).values
    values.pop("year", None)
    values.pop("years", None)
    reading.tags.add(values)
    return reading


def make_discography(reading: Reading, lower: str) -> None:
    """Turn the reading of "Artist - Collection (5 albums) - 2001-2013" into that of a discography."""
    years = reading.tags.values.pop("years", None)
    if years is None or _COUNT.search(lower) is None:
        return
    reading.discography = True
    reading.discography_start, reading.discography_end = years
    reading.artist = reading.artist or reading.album
