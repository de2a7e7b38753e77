"""Whether a title names music, and if not, what.

The look-behinds in the patterns stand behind the first character, so that a search can skip to it.
"""

import itertools
import re
from typing import NamedTuple

from apps.search.titles import kind_words as kw
from apps.search.titles.domain import ContentType
from apps.search.titles.numbers import BITRATES
from apps.search.titles.spelling import AUDIO_EXTENSIONS, VIDEO_EXTENSIONS
from apps.search.titles.years import is_year

# S01E02, S01.E02, S2022E23, S01E01E03; the episode is in group 1.
_EPISODE = re.compile(r"s(?<![^\W_]s)\d{1,4}[ ._-]?e(\d{1,4})")
_CROSS_EPISODE = re.compile(r"\d(?<![^\W_]\d)\d?x\d{2}(?![^\W_])(?![ ._-]?(?:inch|in\b|lp|cd|vinyl|dvd))")
_SEASON = re.compile(r"s(?<![^\W_]s)\d{1,2}(?![^\W_])")
_NAMED_EPISODE = re.compile(r"[ef](?<![^\W_].)(?:p|pisodes?|olge)?[ ._]?\d{1,4}(?![^\W\d])")
_DASHED_EPISODE = re.compile(r" - (?!(?:19|20)\d\d)\d{1,4}(?:-\d{1,4}|v\d)?(?=[ \[(]|$)")
_DATE = re.compile(r"[12](?<!\d.)(?:9|0)\d\d[ .-]\d\d[ .-]\d\d(?!\d)")
_ORDINAL_DATE = re.compile(r"\d(?:st|nd|rd|th)[ .](?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)")
_FANSUB = re.compile(r"\[[^\]]{1,40}\].* - \d{1,4}(?:v\d)?(?=[ \[(]).*\[[0-9a-f]{8}\]")
_NUMBERED_FANSUB = re.compile(r"\[[^\]]{1,40}\].* \d{2,3}(?:v\d)? ?[\[(].*\[[0-9a-f]{8}\]")
_SCENE_END = re.compile(r"-\(?(?:19|20)\d[\dx]\)?-[^-\s()\[\]]{1,20}$")
_HYPHENED_VIDEO = re.compile(
    r"-(?:[^-]*[ (])?(?:[xh]26[45]|xvid|svcd|vcd|dvdrip|hdtv|720p|1080[pi]|2160p|mpeg2?)"
    r"-(?:[^-]+-){0,3}(?:19|20)\d\d-"
)
_VERSION = re.compile(
    r"v(?<![^\W_].)\d{1,3}[._]\d{1,5}|v(?<![^\W_].)\d \d+ \d+"
    r"|\d(?<![^\W_].)\d{0,2}(?:[._]\d{1,5}){2,}(?![^\W_])"
)
_ISSUE_DATE = re.compile(
    r"(?:january|february|march|april|may|june|july|august|september|october|november|december)[ .](?:19|20)\d\d"
)
_COMIC_ISSUE = re.compile(r" \d{2,3} \((?:19|20)\d\d\) \(digital")
_STREAM = re.compile(r"x26[45]|h[ .]?26[45]|hevc|xvid|divx|1080[pi]|720p|2160p")


class Words(NamedTuple):
    """A title as the rules below look at it: lower case, its words, those of them with digits.

    ``group`` is what stands behind the last hyphen of a title without spaces, in lower case.
    """

    lower: str
    ordered: list[str]
    numbered: list[str]
    extension: str
    group: str

    @property
    def parted(self) -> bool:
        """Whether a dash parts an artist from an album, so that weak words are names."""
        return " - " in self.lower


def may_be_other(words: Words) -> bool:
    """Whether anything hints at another kind than music: a quick look that spares most titles the rest."""
    if not _HINTS.isdisjoint(words.ordered) or words.extension in _OTHER_EXTENSIONS or words.group in _GROUPS:
        return True
    if len(words.numbered) > 2 and kw.AUDIO_WORDS.isdisjoint(words.ordered):
        return True
    if words.lower[-10:-9] == "[" and words.lower[0] == "[":
        return True
    return any(word[0] in "sv" or "x" in word or "dvd" in word for word in words.numbered)


def video_kind(words: Words) -> ContentType | None:
    """What a film or broadcast is, ``None`` when the title names none. A music video counts as a film here."""
    lower, present = words.lower, words.ordered
    episode = _EPISODE.search(lower)
    if episode is not None:
        return ContentType.EPISODE if int(episode[1]) else ContentType.SERIES
    if not words.parted and not kw.GAME_WORDS.isdisjoint(present):
        return None if _STREAM.search(lower) is None else ContentType.MOVIE
    if not _is_video(words):
        return _episode_without_video_words(words)
    if not kw.SPORTS_WORDS.isdisjoint(present) or "grand.prix" in lower or "grand prix" in lower:
        return ContentType.SPORTS
    if _CROSS_EPISODE.search(lower):
        return ContentType.EPISODE
    loose = _has_loose_episode(words)
    if not kw.SEASON_WORDS.isdisjoint(present) or _has_season(lower):
        return ContentType.EPISODE if loose else ContentType.SERIES
    if loose:
        return ContentType.EPISODE
    return ContentType.ANIME if ".anime." in lower else ContentType.MOVIE


def is_music_video(words: Words) -> bool:
    """Whether a video is a song's or a concert's, named as scene music videos are."""
    if not kw.MUSIC_VIDEO_WORDS.isdisjoint(words.ordered) or words.group == "mv":
        return True
    return _HYPHENED_VIDEO.search(words.lower) is not None


def other_kind(words: Words) -> ContentType | None:
    """What a program, a game or a book is, ``None`` when the title names none."""
    present = words.ordered
    if not kw.AUDIOBOOK_WORDS.isdisjoint(present) or _is_radio_play(words):
        return ContentType.AUDIOBOOK
    if not kw.AUDIO_WORDS.isdisjoint(present) or words.extension in AUDIO_EXTENSIONS:
        return None
    if "bookware" in present:
        return ContentType.BOOKWARE
    if not kw.EDUCATION_WORDS.isdisjoint(present) or _has_pair(words.ordered, kw.EDUCATION_PAIRS):
        return ContentType.EDUCATION
    if words.extension in kw.EBOOK_WORDS or _has_book_word(words):
        return _printed_kind(words)
    if "digital" in present and _COMIC_ISSUE.search(words.lower):
        return ContentType.COMIC
    if _SCENE_END.search(words.lower):
        return None
    return _program_kind(words)


def _is_video(words: Words) -> bool:
    present = words.ordered
    if words.extension in VIDEO_EXTENSIONS or not kw.VIDEO_WORDS.isdisjoint(present):
        return True
    if not _PAIRED.isdisjoint(present) and _has_pair(words.ordered, kw.VIDEO_PAIRS):
        return True
    return _looks_like_a_film(words)


def _looks_like_a_film(words: Words) -> bool:
    """Whether weak words alone speak for a film: no audio format, no artist parted from an album, and a film's form."""
    if kw.WEAK_VIDEO_WORDS.isdisjoint(words.ordered) and not any(_is_disc_count(w) for w in words.numbered):
        return False
    if words.parted or not kw.AUDIO_WORDS.isdisjoint(words.ordered):
        return False
    if not words.group and not any(map(is_year, words.numbered)):
        return False
    return not _SCENE_END.search(words.lower) and not _VERSION.search(words.lower)


def _is_disc_count(word: str) -> bool:
    """ "3xDVD", "12DVD"."""
    return word.endswith("dvd") and word[:-3].rstrip("x").isdecimal()


def _has_season(lower: str) -> bool:
    """Whether a season is told before the video's own words begin: behind them "S97" is something else."""
    season = _SEASON.search(lower)
    if season is None:
        return False
    stream = _STREAM.search(lower)
    return stream is None or season.start() < stream.start()


def _has_loose_episode(words: Words) -> bool:
    """Whether a video has an episode's number or a broadcast's date, told in one of the looser ways."""
    lower = words.lower
    return (
        "ppv" in words.ordered
        or (" - " in lower and _DASHED_EPISODE.search(lower) is not None)
        or _NAMED_EPISODE.search(lower) is not None
        or _DATE.search(lower) is not None
        or _ORDINAL_DATE.search(lower) is not None
        or (lower[0] == "[" and _NUMBERED_FANSUB.match(lower) is not None)
    )


def _episode_without_video_words(words: Words) -> ContentType | None:
    lower = words.lower
    if _CROSS_EPISODE.search(lower) and kw.AUDIO_WORDS.isdisjoint(words.ordered):
        return ContentType.EPISODE
    return ContentType.EPISODE if lower[:1] == "[" and lower[-1] == "]" and _FANSUB.match(lower) else None


def _is_radio_play(words: Words) -> bool:
    """German radio plays come out as "Folge 48" of a series."""
    if "folge" not in words.ordered:
        return False
    return any(first == "folge" and second.isdecimal() for first, second in itertools.pairwise(words.ordered))


def _has_book_word(words: Words) -> bool:
    """Whether a book's format is named. "CBR" is a comic's, and a constant bitrate."""
    named = kw.EBOOK_WORDS.intersection(words.ordered)
    return bool(named) and (named != {"cbr"} or BITRATES.isdisjoint(words.ordered))


def _printed_kind(words: Words) -> ContentType:
    if not kw.COMIC_WORDS.isdisjoint(words.ordered) or words.extension in kw.COMIC_WORDS:
        return ContentType.COMIC
    if not kw.MAGAZINE_WORDS.isdisjoint(words.ordered) or _ISSUE_DATE.search(words.lower):
        return ContentType.MAGAZINE
    return ContentType.BOOK


def _program_kind(words: Words) -> ContentType | None:
    present = words.ordered
    if not kw.APP_WORDS.isdisjoint(present):
        return ContentType.APP
    if words.parted:
        return None
    if not kw.GAME_WORDS.isdisjoint(present) or _is_game_group(words):
        return ContentType.GAME
    if not kw.WEAK_APP_WORDS.isdisjoint(present) and (words.group or _VERSION.search(words.lower)):
        return ContentType.APP
    return ContentType.APP if _VERSION.search(words.lower) else None


def _is_game_group(words: Words) -> bool:
    """Whether a group that cracks games made it: not if the name is that of a song behind an artist's."""
    return words.group in kw.GAME_GROUPS and (words.lower.count("-") == 1 or "." in words.lower)


def _has_pair(ordered: list[str], pairs: frozenset[tuple[str, str]]) -> bool:
    return any(pair in pairs for pair in itertools.pairwise(ordered))


_PAIRED = frozenset(second for _, second in kw.VIDEO_PAIRS)
_GROUPS = kw.GAME_GROUPS | {"mv"}
_OTHER_EXTENSIONS = VIDEO_EXTENSIONS | kw.EBOOK_WORDS
_HINTS = (
    kw.VIDEO_WORDS
    | kw.WEAK_VIDEO_WORDS
    | kw.MUSIC_VIDEO_WORDS
    | _PAIRED
    | kw.GAME_WORDS
    | kw.APP_WORDS
    | kw.WEAK_APP_WORDS
    | kw.EBOOK_WORDS
    | kw.COMIC_WORDS
    | kw.AUDIOBOOK_WORDS
    | kw.EDUCATION_WORDS
    | frozenset(second for _, second in kw.EDUCATION_PAIRS)
    | {"bookware", "folge", "digital"}
)
