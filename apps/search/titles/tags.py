"""Reading the tags of a stretch of a release title, and telling where they begin behind a name."""

import re

from apps.search.titles.numbers import BITRATES, BITS, DEPTHS, KILOBITS, Tags, read_number
from apps.search.titles.tag_words import TAG_WORDS
from apps.search.titles.years import YEAR, is_year

WORD = re.compile(r"\w+")
"""A word of a title in one spelling: it has no underscores any more."""

_FULL_ALBUM = ["full", "album"]
_TRAILING_FIELDS = frozenset({"source", "format", "vbr", "version", "remaster"})
_TRAILING_NUMBER = re.compile(rf"{YEAR}|\d{{2,4}}kbps|(?:repack|rerip|proper)\d|\d{{1,2}}x?(?:cd|lp|dvd|vinyl)s?|cd\d")
_COUNTED_MEDIUM = re.compile(r"\d{1,2}x?(?:cd|lp|dvd|vinyl)s?")
_CERTAIN_NUMBER = re.compile(r"\d{2,4}k(?:bps|bits?)|(?:16|24|32)bits?|\d{2,3}khz|(?:7|10|12)inch|(?:wma|mp3|aac)\d{3}")


def read_tags(words: list[str]) -> Tags:
    """Read lower-case words as tags. A word that is none is counted, not kept."""
    tags = Tags()
    skip = 0
    for at, word in enumerate(words):
        if skip:
            skip -= 1
        elif word in TAG_WORDS:
            values, strong, filler = TAG_WORDS[word]
            if strong:
                tags.strong = True
            if not filler:
                tags.known += 1
            if values:
                tags.add(values)
        elif word.isalpha():
            tags.unknown += 1
        else:
            unknown = tags.unknown
            skip = read_number(tags, words, at)
            tags.known += unknown == tags.unknown
    return tags


def starts_tags(words: list[str], earliest: int = 1) -> int | None:
    """Where the tags at the end of lower-case words begin: at a certain one, or at a medium and a year together."""
    last = len(words)
    for at in range(earliest, last):
        if _is_certain(words[at], words[at + 1] if at + 1 < last else ""):
            while at > earliest and _belongs_to_tags(words, at - 1):
                at -= 1
            return at
    if last > earliest + 1 and (_is_medium_and_year(words[-2], words[-1]) or words[-2:] == _FULL_ALBUM):
        at = last - 2
        while at > earliest and is_year(words[at - 1]):
            at -= 1
        return at
    return None


def is_trailing_tag(word: str) -> bool:
    """Whether a lower-case word beside a tag belongs to the tags: a year, a medium, a number of discs."""
    known = TAG_WORDS.get(word)
    if known is not None:
        return known.strong or not _TRAILING_FIELDS.isdisjoint(known.values)
    return not word.isalpha() and (word in BITRATES or _TRAILING_NUMBER.fullmatch(word) is not None)


def _belongs_to_tags(words: list[str], at: int) -> bool:
    """Whether a word belongs to the tags that begin behind it."""
    word = words[at]
    if word == "rip":
        return at > 0 and is_trailing_tag(words[at - 1])
    return is_trailing_tag(word) or (word == "album" and is_year(words[at + 1]))


def _is_medium_and_year(first: str, second: str) -> bool:
    year, medium = (first, second) if first.isdecimal() else (second, first)
    known = TAG_WORDS.get(medium)
    if known is None and first.isdecimal() and _COUNTED_MEDIUM.fullmatch(medium):
        return is_year(year)  # "1998 2CD"
    return known is not None and "source" in known.values and is_year(year)


def _is_certain(word: str, following: str) -> bool:
    """Whether a word is a tag wherever it stands: a format, a number with its unit."""
    known = TAG_WORDS.get(word)
    if known is not None:
        return known.strong
    if word.isdecimal():
        return following in KILOBITS or following == "inch" or (following in BITS and word in DEPTHS)
    return not word.isalpha() and _CERTAIN_NUMBER.fullmatch(word) is not None
