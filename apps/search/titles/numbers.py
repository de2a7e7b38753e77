"""Words with digits in them, as tags: years, bitrates, bit depths, sample rates, numbers of discs."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from apps.search.titles.tag_words import LONE_NUMBER_WORDS, TAG_WORDS
from apps.search.titles.years import YEAR, date_year, is_year
from apps.search.vocabulary import AudioFormat, Medium, ReleaseType

BITRATES = frozenset({"128", "160", "192", "224", "256", "320"})
"""What a bare number means kbit/s by."""

KILOBITS = frozenset({"kbps", "kbit", "kbits", "kb", "kbs", "k", "cbr", "abr"})
BITS = frozenset({"bit", "bits", "b"})
DEPTHS = frozenset({"16", "24", "32"})
SAMPLE_RATES = {
    "44": 44.1,
    "441": 44.1,
    "44100": 44.1,
    "48": 48.0,
    "48000": 48.0,
    "88": 88.2,
    "882": 88.2,
    "96": 96.0,
    "96000": 96.0,
    "176": 176.4,
    "1764": 176.4,
    "192": 192.0,
    "192000": 192.0,
    "352": 352.8,
    "384": 384.0,
}
"""kHz by how they are written: "44" is short for 44.1, "882" is "88.2" without its dot."""

_COUNTED = {
    "cd": Medium.CD,
    "cdep": Medium.CD,
    "cdm": Medium.CD,
    "lp": Medium.VINYL,
    "vinyl": Medium.VINYL,
    "inch": Medium.VINYL,
    "in": Medium.VINYL,
    "sacd": Medium.SACD,
    "dvd": Medium.DVD,
    "dvda": Medium.DVD,
    "mc": Medium.CASSETTE,
}
_NUMBERED = re.compile(
    rf"(?P<year>{YEAR})"
    r"|(?P<decade>19\dx|20[0-3]x)"
    r"|(?P<bitrate>\d{2,4})(?:kbps|kbits?|kbs?|kbp|k)"
    r"|(?P<depth>16|24|32)(?:bits?|b)"
    r"|(?P<rate>\d{2,3})k?hz"
    r"|\d{1,3}x?(?P<counted>cdep|cds?|lps?|dvda?|vinyls?|sacds?|inch|ins?|discs?|albums?|eps?|tracks?|singles?|mc)"
    r"|(?P<disc>cd|disc|disk|cdm|lp)\d{1,2}"
    rf"|(?P<glued_year>(?P<word_of_year>web|cd|vinyl|lp|ep|flac|mp3|sat)(?P<year_of_word>{YEAR}))"
    r"|(?P<glued_bitrate>(?P<word_of_bitrate>wma|mp3|aac|ogg|m4a)(?P<bitrate_of_word>\d{3}))"
    r"|(?P<glued_depth>(?P<word_of_depth>flac|alac)(?P<depth_of_word>16|24))"
    r"|(?P<version>(?P<word_of_version>repack|rerip|proper)(?P<version_of_word>\d))"
    r"|q(?P<vorbis>10|\d)"
    r"|(?P<catalogue>\d{5,13})"
)


@dataclass(slots=True)
class Tags:
    """What a stretch of words says: the fields; how many words are tags, how many none; whether one is certain."""

    values: dict[str, Any] = field(default_factory=dict)
    known: int = 0
    unknown: int = 0
    strong: bool = False
    date: bool = False

    @property
    def pure(self) -> bool:
        """Whether all the words are tags."""
        return self.known > 0 and self.unknown == 0

    def add(self, values: dict[str, Any]) -> None:
        """Take fields that are not known yet: what stands first counts."""
        own = self.values
        for name in values:
            if name not in own:
                own[name] = values[name]


def read_number(tags: Tags, words: list[str], at: int) -> int:
    """Read the word at a place, one with digits in it, beside its neighbours; all in lower case.

    Returns how many of the following words it has used up.
    """
    word = words[at]
    if word.isdecimal():
        following, after = (*words[at + 1 : at + 3], "", "")[:2]
        before = words[at - 1] if at else ""
        used = _read_numbers(tags, word, following, after) if following.isdecimal() else 0
        if not used and (lone := _read_bare_number(tags, word, following, before)) is not None:
            return lone
        if used:
            return used
    match = _NUMBERED.fullmatch(word)
    if match is None or match.lastgroup is None:
        tags.unknown += 1
    else:
        _READERS[match.lastgroup](tags, match)
    return 0


def _read_numbers(tags: Tags, word: str, following: str, after: str) -> int:
    """Two or three numbers that belong together: "24-96", "44.1 kHz", "1981-2001", "12.05.2018"."""
    if is_year(word) and is_year(following) and word < following:
        tags.add({"years": (int(word), int(following))})
        return 1
    if word in ("24", "32") and following in SAMPLE_RATES:
        tags.add({"bit_depth": int(word), "sample_rate_khz": SAMPLE_RATES[following]})
        tags.strong = True
        return 1
    if after == "khz" and word in SAMPLE_RATES:
        tags.add({"sample_rate_khz": SAMPLE_RATES[word]})
        return 2
    if after.isdecimal() and (year := date_year(word, following, after)):
        tags.add({"year": year})
        tags.date = True
        return 2
    return 0


def _read_bare_number(tags: Tags, word: str, following: str, before: str) -> int | None:
    """A number whose meaning is in the words beside it; ``None`` if it is not."""
    if before == "log" and len(word) <= 3:
        tags.add({"log_score": int(word)})
        return 0
    if following in KILOBITS:
        tags.add({"bitrate": int(word[:4])})
        tags.strong = True
        return 1
    if following in BITS and word in DEPTHS:
        tags.add({"bit_depth": int(word)})
        tags.strong = True
        return 1
    if word in SAMPLE_RATES and (following == "khz" or "bit_depth" in tags.values):
        tags.add({"sample_rate_khz": SAMPLE_RATES[word]})
        return int(following == "khz")
    if word in BITRATES:
        tags.add({"bitrate": int(word)})
        return 0
    if following in LONE_NUMBER_WORDS and len(word) < 4:
        if following in _COUNTED:
            tags.add({"source": _COUNTED[following]})
        return 1
    return None


def _year(tags: Tags, match: re.Match[str]) -> None:
    tags.add({"year": int(match["year"])})


def _bitrate(tags: Tags, match: re.Match[str]) -> None:
    tags.strong = True
    if match["bitrate"] in SAMPLE_RATES and "bit_depth" in tags.values:
        tags.add({"sample_rate_khz": SAMPLE_RATES[match["bitrate"]]})
    else:
        tags.add({"bitrate": int(match["bitrate"])})


def _depth(tags: Tags, match: re.Match[str]) -> None:
    tags.strong = True
    tags.add({"bit_depth": int(match["depth"])})


def _rate(tags: Tags, match: re.Match[str]) -> None:
    if match["rate"] in SAMPLE_RATES:
        tags.strong = True
        tags.add({"sample_rate_khz": SAMPLE_RATES[match["rate"]]})
    else:
        tags.unknown += 1


def _counted(tags: Tags, match: re.Match[str]) -> None:
    what = match["counted"].removesuffix("s")
    if what in _COUNTED:
        tags.add({"source": _COUNTED[what]})
    if what in ("cdep", "ep"):
        tags.add({"release_type": ReleaseType.EP})


def _disc(tags: Tags, match: re.Match[str]) -> None:
    if match["disc"] in _COUNTED:
        tags.add({"source": _COUNTED[match["disc"]]})


def _glued_year(tags: Tags, match: re.Match[str]) -> None:
    tags.add(TAG_WORDS[match["word_of_year"]].values)
    tags.add({"year": int(match["year_of_word"])})


def _glued_bitrate(tags: Tags, match: re.Match[str]) -> None:
    tags.strong = True
    tags.add(TAG_WORDS[match["word_of_bitrate"]].values)
    tags.add({"bitrate": int(match["bitrate_of_word"])})


def _glued_depth(tags: Tags, match: re.Match[str]) -> None:
    tags.strong = True
    tags.add(TAG_WORDS[match["word_of_depth"]].values)
    tags.add({"bit_depth": int(match["depth_of_word"])})


def _version(tags: Tags, match: re.Match[str]) -> None:
    repack = match["word_of_version"] != "proper"
    tags.add({"repack": repack, "version": 1 + int(match["version_of_word"])})


def _vorbis(tags: Tags, match: re.Match[str]) -> None:
    if tags.values.get("format") == AudioFormat.OGG:
        tags.add({"vorbis_quality": int(match["vorbis"])})
    else:
        tags.unknown += 1


def _nothing_kept(tags: Tags, match: re.Match[str]) -> None:
    """A barcode, or a decade with its year left open ("197x"): known to be no name."""


_READERS: dict[str, Callable[[Tags, re.Match[str]], None]] = {
    "year": _year,
    "decade": _nothing_kept,
    "bitrate": _bitrate,
    "depth": _depth,
    "rate": _rate,
    "counted": _counted,
    "disc": _disc,
    "glued_year": _glued_year,
    "glued_bitrate": _glued_bitrate,
    "glued_depth": _glued_depth,
    "version": _version,
    "vorbis": _vorbis,
    "catalogue": _nothing_kept,
}
