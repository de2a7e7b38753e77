"""Who made a release: the group's name, as films and broadcasts carry it."""

import re

from apps.search.titles.kind_words import VIDEO_WORDS, WEAK_VIDEO_WORDS
from apps.search.titles.tag_words import TAG_WORDS

POSTING_WORDS = frozenset(
    "obfuscated obfuscation scrambled xpost postbot repackpost altezachen whiterev gerov nzbgeek chamele0n buymore "
    "asrequested rakuv rakuvfinhel pre sample rp ".split()
)
"""What posting tools add behind the group."""

_JUNK = re.compile(
    r"(?:-(?:" + "|".join(sorted(POSTING_WORDS, key=len, reverse=True)) + r"|1))+$", re.IGNORECASE
)
_LANGUAGE_BEHIND = re.compile(
    r"(?<=\S) (?:english|german|french|spanish|italian|dutch|subs?)$", re.IGNORECASE
)
_TRAILING_BRACKETS = re.compile(r"\s*(?:\[[^\[\]]*\]|\([^()]*\)|\{[^{}]*\})\s*$")
_HYPHENED = re.compile(r"(?:[a-z0-9)\]]\s?|\s)-\s?([^\s()\[\]{}-]+(?:-[A-Za-z0-9]{1,4})?)\s*$", re.IGNORECASE)
_LEADING = re.compile(r"^\[\s*([^\[\]]{2,40}?)\s*\]\s?[-_]?\s?\S")
_LAST_WORD = re.compile(r"([^\s()\[\]{}]+)\s*[)\]]?$")
_TRAILING_SQUARE = re.compile(r"\[([^\[\]\s]{2,20})\]\s*$")
_WORD = re.compile(r"[^\W_]+")
# Hyphens that are part of a tag, so that no group stands behind them.
_HYPHENED_TAGS = frozenset("dl hd ma rip r ray d scr x 264 265 bit ii iii 1 2 3".split())
_INTERNAL = re.compile(r"[_ ]i?int$", re.IGNORECASE)


def without_postings(text: str) -> str:
    """A title without what posting tools and lists add behind it ("-Obfuscated", " English")."""
    shorter = _JUNK.sub("", text)
    return _LANGUAGE_BEHIND.sub("", shorter)


def plain_group(group: str) -> str:
    """A group's name without the mark for its own releases ("SUT_INT")."""
    return _INTERNAL.sub("", group.strip(" -_[]()")) or group


def video_group(text: str) -> str | None:
    """The group of a film or broadcast: behind the last hyphen, last in the brackets of its tags, or in front."""
    text = without_postings(text)
    bare = text
    for _ in range(3):
        if (group := _behind_hyphen(bare)) is not None:
            return group
        bracket = _TRAILING_BRACKETS.search(bare)
        if bracket is None:
            break
        if (group := _last_in_tags(bracket[0])) is not None:
            return group
        bare = bare[: bracket.start()]
    leading = _LEADING.match(text)
    if leading is not None and "." not in leading[1]:
        return leading[1]
    square = _TRAILING_SQUARE.search(text)
    return square[1] if square is not None and not _is_tag(square[1].lower()) else None


def last_hyphened(text: str) -> str:
    """What stands behind the last hyphen, without looking whether it is a group."""
    return text.rpartition("-")[2].strip(" [](){}")


def _behind_hyphen(text: str) -> str | None:
    match = _HYPHENED.search(text)
    if match is None or match[1].lower() in _HYPHENED_TAGS:
        return None
    group = match[1]
    before = text[: match.start(1)].rstrip("- ")
    # A group's own hyphen ("D-Z0N3"): the word before it is neither a tag nor parted from its tags by a space.
    previous = re.search(r"-([^\s.\-_()\[\]]{1,4})$", before)
    if previous is not None and len(previous[1]) == 1 and previous[1].isalpha():
        group = f"{previous[1]}-{group}"
    return group


def _last_in_tags(bracket: str) -> str | None:
    """The last word of brackets that hold video tags, unless it is one of them."""
    inner = bracket.strip().strip("()[]{}").strip()
    words = _WORD.findall(inner.lower())
    if not any(word in VIDEO_WORDS for word in words):
        return None
    last = _LAST_WORD.search(inner)
    if last is None or _is_tag(last[1].lower()) or "," in inner:
        return None
    return last[1].lstrip("-") or None


def _is_tag(word: str) -> bool:
    return (
        word in VIDEO_WORDS
        or word in WEAK_VIDEO_WORDS
        or word in TAG_WORDS
        or word.replace(".", "").isdigit()
    )
