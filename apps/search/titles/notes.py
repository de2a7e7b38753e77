"""The notes that follow a name: editions, remasters, guests. And the name without them."""

import re

from apps.search.titles.word_sets import word_set
from apps.search.titles.years import YEAR

EDITION_WORDS = word_set(
    """
    edition deluxe remaster remastered remasterd remasters reissue reissued expanded anniversary bonus
    bonustracks bonustrack collectors promo limited ltd boxset édition edición edizione ausgabe version
    """
)
GUEST_WORDS = word_set(
    """
    feat ft featuring prod produced incl
    """
)
_PLAIN_NOTES = word_set(
    """
    album single ep maxi cd lp cds cdm cdep promo advance retail explicit clean mono stereo
    """
)
# A "version" that is another performance is part of the name; one that is another pressing is a note.
_EDITION_VERSIONS = word_set(
    """
    deluxe album single explicit clean bonus remaster remastered expanded standard special limited
    itunes mono stereo edited radio digital international japanese us uk cd lp anniversary
    """
)

_WORD = re.compile(r"\w+")
_TRAILING_BRACKET = re.compile(r"\s*[(\[{]([^()\[\]{}]*)[)\]}]?\s*$")
_TRAILING_GUEST = re.compile(r"\s+(?:feat\.?|ft\.?|featuring)\s+[^()\[\]]+$", re.IGNORECASE)
_TRAILING_EDITION = re.compile(
    rf"\s+[-–—/]\s+(?:{YEAR}\s+)?(?:digital(?:ly)?\s+)?(?:re-?master(?:ed)?|deluxe|expanded)"
    rf"(?:\s+(?:version|edition|album))*(?:\s+{YEAR})?\s*$",
    re.IGNORECASE,
)
_EDITION_YEAR = re.compile(rf"(?:^({YEAR})\s+(?=\S))|(?:\s({YEAR})$)")


def is_edition_note(words: list[str]) -> bool:
    """Whether lower-case words in brackets tell an edition ("deluxe edition", "2011 remaster")."""
    if EDITION_WORDS.isdisjoint(words):
        return False
    if "version" in words and EDITION_WORDS.intersection(words) == {"version"}:
        return not _EDITION_VERSIONS.isdisjoint(words)
    return True


def is_guest_note(words: list[str]) -> bool:
    """Whether lower-case words in brackets name guests or producers ("feat. …", "produced by …")."""
    return bool(words) and words[0] in GUEST_WORDS


def is_plain_note(words: list[str]) -> bool:
    """Whether lower-case words in brackets only repeat what kind of release it is ("single", "promo cd")."""
    return bool(words) and _PLAIN_NOTES.issuperset(words)


def split_edition_year(note: str) -> tuple[str, int | None]:
    """An edition note without its year, and the year: "Japan 2006", "2011 Remaster"."""
    match = _EDITION_YEAR.search(note)
    if match is None:
        return note, None
    return (note[: match.start()] + note[match.end() :]).strip(), int(match[1] or match[2])


def clean_title(name: str) -> str:
    """The name of an album or a track without edition, remaster and guest notes, never left empty."""
    while True:
        shorter = _without_last_note(name)
        if shorter == name or not shorter:
            return name
        name = shorter


def _without_last_note(name: str) -> str:
    bracket = _TRAILING_BRACKET.search(name) if name[-1:] in ")]}" else None
    if bracket is not None:
        words = _WORD.findall(bracket[1].lower())
        if is_edition_note(words) or is_guest_note(words) or is_plain_note(words):
            return name[: bracket.start()]
        return name
    lower = name.lower()
    if " f" in lower:
        name = _TRAILING_GUEST.sub("", name)
    if "master" in lower or "deluxe" in lower or "expanded" in lower:
        name = _TRAILING_EDITION.sub("", name)
    return name
