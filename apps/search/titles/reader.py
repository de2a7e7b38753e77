"""Reading a release title from top to bottom."""

import re
from typing import Any

from apps.search.titles import discography
from apps.search.titles.dashed import read_dashed
from apps.search.titles.domain import ContentType, ReleaseTitle, Wanted
from apps.search.titles.gazelle import read_gazelle
from apps.search.titles.groups import last_hyphened, video_group
from apps.search.titles.hyphenated import is_hyphenated, read_hyphenated
from apps.search.titles.kinds import Words, is_music_video, may_be_other, other_kind, video_kind
from apps.search.titles.noise import is_noise
from apps.search.titles.notes import clean_title
from apps.search.titles.pieces import Reading
from apps.search.titles.quality import settle_quality
from apps.search.titles.spelling import AUDIO_EXTENSIONS, Spelling, spell
from apps.search.titles.tags import WORD
from apps.search.titles.wanted import split_by_wanted
from apps.search.titles.word_sets import word_set
from apps.search.titles.years import is_year
from apps.search.vocabulary import ReleaseType

_TYPE_IN_NAME = re.compile(
    r"\b(?:(greatest hits|best of|ultimate collection|anthology|the essential|essentials)|(ep)$"
    r"|(soundtrack|o\.?s\.?t\b|music from the (?:original )?(?:motion picture|film|movie|series)"
    r"|サウンドトラック|サントラ|саундтрек|banda sonora|bande originale|colonna sonora)"
    r"|(remix(?:es)?)\)?$|(live (?:at|in|from)|unplugged))",
    re.IGNORECASE,
)
_TYPE_WORDS = word_set(
    """
    hits best ultimate anthology essential essentials ep soundtrack music サウンドトラック サントラ саундтрек banda
    bande colonna o ost remix remixes live unplugged
    """
)
_TYPES_IN_NAME = (
    ReleaseType.COMPILATION,
    ReleaseType.EP,
    ReleaseType.SOUNDTRACK,
    ReleaseType.REMIX,
    ReleaseType.LIVE,
)


def read_title(title: str, *, wanted: Wanted | None = None) -> ReleaseTitle:
    """Read a release title: a torrent's or a Usenet post's name, or the bare title of an album or a track.

    Never raises, whatever the text; reads its first ``MAX_LENGTH`` characters.
    """
    spelling = spell(title)
    if is_noise(spelling.text):
        return ReleaseTitle.of(title, {"is_music": False, "reject": True})
    reading = read_gazelle(spelling.text)
    if reading is not None:
        return _release(title, reading, spelling)
    words = _words(spelling)
    kind, video = _kind(words) if may_be_other(words) else (None, False)
    if kind is not None:
        return ReleaseTitle.of(title, {"is_music": False, "type": kind, "group": video_group(spelling.text)})
    reading = _read_music(spelling, words)
    if wanted is not None:
        split_by_wanted(spelling.text, wanted, reading)
    if video:
        reading.tags.add({"video": True, "year": _last_year(words.numbered)})
    return _release(title, reading, spelling)


def _words(spelling: Spelling) -> Words:
    lower = spelling.text.lower()
    ordered = WORD.findall(lower)
    numbered = [word for word in ordered if not word.isalpha()]
    group = "" if spelling.spaced else last_hyphened(spelling.text)
    return Words(lower, ordered, numbered, spelling.extension, group)


def _last_year(words: list[str]) -> int | None:
    years = [word for word in words if is_year(word)]
    return int(years[-1]) if years else None


def _kind(words: Words) -> tuple[ContentType | None, bool]:
    """What the title names instead of music, and whether it is a music video."""
    kind = video_kind(words)
    if kind is not None:
        return (None, True) if is_music_video(words) else (kind, False)
    return other_kind(words), False


def _read_music(spelling: Spelling, words: Words) -> Reading:
    if not discography.WORDS.isdisjoint(words.ordered):
        reading = discography.read_discography(spelling.text)
        if reading is not None:
            return reading
    if is_hyphenated(spelling.text, spelling.underscored):
        return read_hyphenated(spelling.text)
    return read_dashed(spelling.text, is_track=spelling.extension in AUDIO_EXTENSIONS)


def _release(title: str, reading: Reading, spelling: Spelling) -> ReleaseTitle:
    if "years" in reading.tags.values:
        discography.make_discography(reading, spelling.text.lower())
    values: dict[str, Any] = reading.tags.values
    settle_quality(values, spelling, from_group=reading.group is not None)
    name = None if reading.discography else reading.track_title or reading.album
    if "release_type" not in values and name:
        values["release_type"] = _type_in_name(name, reading.artist)
    values["artist"] = reading.artist
    values["album"] = None if reading.discography else reading.album
    values["track_title"] = reading.track_title
    values["clean"] = None if reading.discography else clean_title(name or spelling.text)
    values["edition"] = reading.edition
    values["edition_year"] = reading.edition_year
    values["group"] = reading.group
    if reading.discography:
        values["discography"] = True
        values["discography_start"] = reading.discography_start
        values["discography_end"] = reading.discography_end
    return ReleaseTitle.of(title, values)


def _type_in_name(name: str, artist: str | None) -> ReleaseType | None:
    if not _TYPE_WORDS.isdisjoint(WORD.findall(name.lower())):
        match = _TYPE_IN_NAME.search(name)
        if match is not None and match.lastindex is not None:
            return _TYPES_IN_NAME[match.lastindex - 1]
    if artist is not None and artist.replace(".", "").lower() == "ost":
        return ReleaseType.SOUNDTRACK
    return None
