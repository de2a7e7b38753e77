"""Reading posts for remarks about kinds of copies: which pressing, medium or master, and whether it is praised.

A remark is one sentence that tells a kind of copy and a judgement. Sentences without either say nothing here.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from apps.search.likeness import folded
from apps.search.signals.domain import Remark
from apps.search.titles.word_sets import word_set

MOST_REMARKS = 60
LONGEST_POST = 8_000  # characters that are read
_SENTENCE = re.compile(r"[.!?;\n]+|\b(?:but|whereas|while|however|although)\b", re.IGNORECASE)
_YEAR = re.compile(r"\b(?:19[5-9]\d|20[0-3]\d)\b")
_WORD = re.compile(r"[a-z']+")
_MEDIA = {
    "vinyl": "VINYL", "lp": "VINYL", "cd": "CD", "cds": "CD", "sacd": "SACD", "bluray": "BLURAY", "blu": "BLURAY",
    "dvd": "DVD", "cassette": "CASSETTE", "tape": "CASSETTE", "digital": "WEB", "qobuz": "WEB", "bandcamp": "WEB",
}  # fmt: skip
_KINDS = {
    "mono": ("mono",),
    "stereo": ("stereo",),
    "deluxe": ("deluxe",),
    "mofi": ("mfsl", "mofi", "mobile fidelity"),
    "mfsl": ("mfsl", "mofi", "mobile fidelity"),
    "dcc": ("dcc",),
    "japanese": ("japan", "japanese"),
    "surround": ("surround", "5 1"),
}
_PRAISE = word_set(
    """
    best great excellent amazing superb definitive recommend recommended prefer preferred warm dynamic love fantastic
    gorgeous perfect stunning wonderful better beautiful
    """
)
_BLAME = word_set(
    """
    worst bad awful avoid terrible brickwalled compressed harsh clipped clipping disappointing muddy ruined worse
    horrible loud tinny unlistenable skip
    """
)
_NOT = word_set("not no never isn't wasn't don't doesn't hardly nothing")


@dataclass(frozen=True, slots=True)
class Post:
    """A post as it was found: `score` is its votes."""

    title: str
    text: str
    subreddit: str
    score: int


def remarks_in(posts: Iterable[Post], artist: str, album: str) -> tuple[Remark, ...]:
    """The remarks of the posts that name both the artist and the album."""
    found: list[Remark] = []
    for post in posts:
        text = f"{post.title}\n{post.text}"[:LONGEST_POST]
        inside = f" {folded(text)} "
        if all(f" {folded(name)} " in inside for name in (artist, album)):
            found += _remarks(post, text, album)
    return tuple(found[:MOST_REMARKS])


def _remarks(post: Post, text: str, album: str) -> Iterator[Remark]:
    own_name = re.compile(re.escape(album), re.IGNORECASE)
    weight = min(1.0, 0.2 + math.log10(1 + max(0, post.score)) / 3)
    where = f"r/{post.subreddit}, {post.score} points"
    for sentence in _SENTENCE.split(own_name.sub(" ", text)):
        words = _WORD.findall(sentence.lower().replace("-", ""))
        tone = _tone(words)
        if tone:
            yield from _of_kind(sentence, words, tone, weight, where)


def _of_kind(sentence: str, words: list[str], tone: float, weight: float, where: str) -> Iterator[Remark]:
    """The remark that a judging sentence makes; none where it tells no kind of copy, or several at once."""
    years = set(_YEAR.findall(sentence))
    media = {_MEDIA[word] for word in words if word in _MEDIA}
    if len(years) > 1 or len(media) > 1:
        return
    year, medium = next(iter(years), ""), next(iter(media), "")
    kinds = [word for word in dict.fromkeys(words) if word in _KINDS]
    remaster = _remaster(words)
    if not (year or medium or kinds or remaster is not None):
        return
    named = ["original" if remaster is False else "", year, *kinds, "remaster" if remaster else medium]
    yield Remark(
        tone=tone,
        weight=weight,
        where=where,
        kind="the " + " ".join(word for word in named if word),
        year=int(year) if year else None,
        medium=medium,
        remaster=remaster,
        words=tuple(dict.fromkeys(word for kind in kinds for word in _KINDS[kind])),
    )


def _remaster(words: list[str]) -> bool | None:
    if any(word.startswith("remaster") for word in words):
        return True
    return False if "original" in words else None


def _tone(words: list[str]) -> float:
    """-1 to 1: praise against blame, each turned round by a "not" within three words before it."""
    counted = [0, 0]
    for at, word in enumerate(words):
        if word in _PRAISE or word in _BLAME:
            refused = not _NOT.isdisjoint(words[max(0, at - 3) : at])
            counted[(word in _PRAISE) == refused] += 1
    good, bad = counted
    return (good - bad) / (good + bad) if good or bad else 0.0
