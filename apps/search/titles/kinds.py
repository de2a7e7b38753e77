"""Whether a title names music, and if not, what."""

import re
from typing import NamedTuple

from apps.search.titles import kind_words as kw
from apps.search.titles.domain import ContentType
from apps.search.titles.spelling import AUDIO_EXTENSIONS, VIDEO_EXTENSIONS

# S01E02, S01.E02, S2022E23, S01E01E03; the episode is in group 1.
# The look-behind stands behind the first character, so that the search can skip to it.
_EPISODE = re.compile(r"s(?<![^\W_]s)\d{1,4}[ ._-]?e(\d{1,4})")
_CROSS_EPISODE = re.compile(r"\d(?<![^\W_]\d)\d?x\d{2}(?![^\W_])(?![ ._-]?(?:inch|in\b|lp|cd|vinyl|dvd))")
_SEASON = re.compile(r"s(?<![^\W_]s)\d{1,2}(?![^\W_])")
_LOOSE_EPISODE = re.compile(
    r"(?<![^\W_])(?:ep?|episode|folge)[ ._]?\d{1,4}(?![^\W\d])"
    r"|\s-\s(?!(?:19|20)\d\d)\d{1,4}(?:v\d)?(?=[\s\[(]|$)"
    r"|(?<!\d)(?:19|20)\d\d[ .-]\d\d[ .-]\d\d(?!\d)"
    r"|(?<![^\W_])\d{1,2}(?:st|nd|rd|th)[ .](?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)"
    r"|(?<![^\W_])ppv(?![^\W_])"
)
_FANSUB = re.compile(r"^\[[^\]]{1,40}\].*\s-\s\d{1,4}(?:v\d)?(?=[\s\[(]).*\[[0-9a-f]{8}\]")
_SCENE_END = re.compile(r"-\(?(?:19|20)\d[\dx]\)?-[^-\s()\[\]]{1,20}$")
_HYPHENED_VIDEO = re.compile(
    r"-(?:[^-]*[ (])?(?:x26[45]|h26[45]|xvid|svcd|vcd|dvdrip|hdtv|720p|1080[pi]|2160p|mpeg2?)-(?:[^-]+-){0,3}(?:19|20)\d\d-"
)
_VERSION = re.compile(
    r"(?<![^\W_])v?\d{1,3}(?:[._]\d{1,5}){2,}|(?<![^\W_])v\d{1,3}[._]\d{1,5}|(?<![^\W_])v\d \d+ \d+"
)
_STREAM = re.compile(r"(?:x26[45]|h[ .]?26[45]|hevc|xvid|divx|1080[pi]|720p|2160p)")
_GAME_VERSION = re.compile(r"(?<![^\W_])update[ ._]v\d")


class Words(NamedTuple):
    """A title as the rules below look at it: lower case, and its words in order and as a set."""

    lower: str
    ordered: list[str]
    present: set[str]
    extension: str
    group: str


def video_kind(words: Words) -> ContentType | None:
    """What a film or broadcast is, ``None`` when the title names none (music videos are music)."""
    if not kw.GAME_PLATFORMS.isdisjoint(words.present) and not _EPISODE.search(words.lower):
        return None if _STREAM.search(words.lower) is None else ContentType.MOVIE
    video = _is_video(words)
    if not video and not _has_number(words.ordered):
        return None
    episode = _EPISODE.search(words.lower)
    if episode is not None:
        return ContentType.EPISODE if int(episode[1]) else ContentType.SERIES
    if not video:
        return _episode_without_video_words(words)
    if not kw.SPORTS_WORDS.isdisjoint(words.present) or "grand prix" in words.lower.replace(".", " "):
        return ContentType.SPORTS
    if _CROSS_EPISODE.search(words.lower):
        return ContentType.EPISODE
    loose = _LOOSE_EPISODE.search(words.lower)
    if _has_season(words) or not kw.SEASON_WORDS.isdisjoint(words.present):
        return ContentType.EPISODE if loose else ContentType.SERIES
    if loose:
        return ContentType.EPISODE
    return ContentType.ANIME if ".anime." in words.lower else ContentType.MOVIE


def is_music_video(words: Words) -> bool:
    """Whether a video is a song's or a concert's, named as scene music videos are."""
    if not kw.MUSIC_VIDEO_WORDS.isdisjoint(words.present) or words.group.lower() == "mv":
        return True
    return _HYPHENED_VIDEO.search(words.lower) is not None


def other_kind(words: Words) -> ContentType | None:
    """What a program, a game or a book is, ``None`` when the title names none."""
    present = words.present
    if not kw.AUDIOBOOK_WORDS.isdisjoint(present) or _is_radio_play(words):
        return ContentType.AUDIOBOOK
    if not kw.AUDIO_WORDS.isdisjoint(present) or words.extension in AUDIO_EXTENSIONS:
        return None
    if "bookware" in present:
        return ContentType.BOOKWARE
    if not kw.EDUCATION_WORDS.isdisjoint(present) or _has_pair(words.ordered, kw.EDUCATION_PAIRS):
        return ContentType.EDUCATION
    if words.extension in kw.EBOOK_WORDS or not kw.EBOOK_WORDS.isdisjoint(present):
        return _printed_kind(words)
    if _SCENE_END.search(words.lower):
        return None
    return _program_kind(words)


def _is_video(words: Words) -> bool:
    present = words.present
    if words.extension in VIDEO_EXTENSIONS or not kw.VIDEO_WORDS.isdisjoint(present):
        return True
    if "264" in present or "265" in present or "dvd" in present or "vc" in present or "mpeg" in present:
        if _has_pair(words.ordered, kw.VIDEO_PAIRS - {("blu", "ray")}):
            return True
    return _looks_like_a_film(words)


def _looks_like_a_film(words: Words) -> bool:
    """Whether only weak words speak for a film: no audio format, and no artist parted from an album."""
    if " - " in words.lower or _SCENE_END.search(words.lower) or _VERSION.search(words.lower):
        return False
    weak = kw.WEAK_VIDEO_WORDS & words.present
    discs = any(word.endswith("dvd") and word[:-3].rstrip("x").isdigit() for word in words.ordered)
    return (bool(weak) or discs) and kw.AUDIO_WORDS.isdisjoint(words.present)


def _has_season(words: Words) -> bool:
    """Whether a season is told before the video's own words begin: behind them "S97" is something else."""
    season = _SEASON.search(words.lower)
    if season is None:
        return False
    stream = _STREAM.search(words.lower)
    return stream is None or season.start() < stream.start()


def _episode_without_video_words(words: Words) -> ContentType | None:
    if _CROSS_EPISODE.search(words.lower) and kw.AUDIO_WORDS.isdisjoint(words.present):
        return ContentType.EPISODE
    return ContentType.EPISODE if words.lower[:1] == "[" and _FANSUB.search(words.lower) else None


def _is_radio_play(words: Words) -> bool:
    """German radio plays come out as "Folge 48" of a series."""
    return "folge" in words.present and re.search(r"folge[ ._]\d", words.lower) is not None


def _printed_kind(words: Words) -> ContentType:
    if not kw.COMIC_WORDS.isdisjoint(words.present) or words.extension in kw.COMIC_WORDS:
        return ContentType.COMIC
    if not kw.MAGAZINE_WORDS.isdisjoint(words.present):
        return ContentType.MAGAZINE
    return ContentType.BOOK


def _program_kind(words: Words) -> ContentType | None:
    group = words.group.lower()
    if not kw.GAME_PLATFORMS.isdisjoint(words.present) or group in kw.GAME_GROUPS:
        return ContentType.GAME
    if group in kw.APP_GROUPS and _VERSION.search(words.lower):
        return ContentType.APP
    if not kw.APP_WORDS.isdisjoint(words.present) or not kw.APP_BRANDS.isdisjoint(words.present):
        return ContentType.APP
    if _VERSION.search(words.lower):
        return ContentType.GAME if _GAME_VERSION.search(words.lower) else ContentType.APP
    return None


def _has_pair(ordered: list[str], pairs: frozenset[tuple[str, str]]) -> bool:
    return any(pair in pairs for pair in zip(ordered, ordered[1:], strict=False))


def _has_number(ordered: list[str]) -> bool:
    return any(not word.isalpha() for word in ordered)
