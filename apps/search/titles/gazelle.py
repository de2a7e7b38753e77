"""Titles as Torznab proxies compose them from a Gazelle tracker's fields.

"Artist - Album (year) [type] [edition and its year] [format encoding / medium / log / cue]".
"""

import re

from apps.search.titles.numbers import Tags
from apps.search.titles.pieces import Reading
from apps.search.titles.spelling import spell_name
from apps.search.titles.tags import WORD, read_tags
from apps.search.titles.years import YEAR
from apps.search.vocabulary import ReleaseType

_TYPES = {
    "album": ReleaseType.ALBUM,
    "soundtrack": ReleaseType.SOUNDTRACK,
    "ep": ReleaseType.EP,
    "anthology": ReleaseType.ANTHOLOGY,
    "compilation": ReleaseType.COMPILATION,
    "single": ReleaseType.SINGLE,
    "live album": ReleaseType.LIVE,
    "remix": ReleaseType.REMIX,
    "bootleg": ReleaseType.BOOTLEG,
    "interview": ReleaseType.INTERVIEW,
    "mixtape": ReleaseType.MIXTAPE,
    "demo": ReleaseType.DEMO,
    "concert recording": ReleaseType.CONCERT,
    "dj mix": ReleaseType.DJ_MIX,
    "unknown": None,
}
_COMPOSED = re.compile(
    rf"(.+?) - (.+) \(({YEAR})\) \[("
    + "|".join(sorted(_TYPES, key=len, reverse=True))
    + r")\](?: \[([^\]]*)\])? \[([^\]]+)\]",
    re.IGNORECASE,
)
_EDITION = re.compile(rf"(.*?)\s*({YEAR})?")
_LOG_SCORE = re.compile(r"log \((-?\d{1,3})%\)", re.IGNORECASE)


def read_gazelle(text: str) -> Reading | None:
    """Read a composed title, ``None`` if it is not one."""
    if text[-1:] != "]" or ") [" not in text or "] [" not in text:
        return None
    match = _COMPOSED.fullmatch(text)
    if match is None:
        return None
    artist, album, year, kind, edition, quality = match.groups()
    reading = Reading(artist=spell_name(artist), album=spell_name(album))
    tags = read_tags(WORD.findall(quality.lower()))
    reading.tags = Tags({"year": int(year), "release_type": _TYPES[kind.lower()]})
    score = _LOG_SCORE.search(quality)
    if score is not None:
        reading.tags.add({"log": True, "log_score": int(score[1])})
    reading.tags.add(tags.values)
    if edition and (told := _EDITION.fullmatch(edition)) is not None:
        reading.edition = told[1] or None
        reading.edition_year = int(told[2]) if told[2] else None
        if "remaster" in edition.lower():
            reading.tags.add({"remaster": True})
    return reading
