"""Reading the tags of a stretch of a release title: format, bitrate, medium, year and the rest."""

import re
from dataclasses import dataclass, field
from typing import Any

from apps.search.titles.tag_words import LONE_NUMBER_WORDS, TAG_WORDS
from apps.search.vocabulary import AudioFormat, Medium, ReleaseType

WORD = re.compile(r"\w+")
"""A word of a title in one spelling: it has no underscores any more."""

BITRATES = frozenset({"128", "160", "192", "224", "256", "320"})
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
_DEPTHS = frozenset({"16", "24", "32"})
_KILOBITS = frozenset({"kbps", "kbit", "kbits", "kb", "kbs", "k", "cbr", "abr"})
_BITS = frozenset({"bit", "bits", "b"})
_VORBIS = frozenset({"ogg", "vorbis"})

# A word with digits in it. The group that matched says which field it fills.
_NUMBERED = re.compile(
    r"(19\d\d|20[0-3]\d)"
    r"|(?:19\d|20[0-3])x()"
    r"|(\d{2,4})(?:kbps|kbits?|kbs?|kbp|k)"
    r"|(16|24|32)(?:bits?|b)"
    r"|(\d{2,3})k?hz"
    r"|\d{1,3}x?(cdep|cds?|lps?|dvda?|vinyls?|sacds?|inch|ins?|discs?|albums?|eps?|tracks?|singles?|mc)"
    r"|(cd|disc|disk|cdm|lp|vol)\d{1,2}"
    r"|(web|cd|vinyl|lp|ep|flac|mp3|sat)((?:19|20)\d\d)"
    r"|(wma|mp3|aac|ogg|m4a)(\d{3})"
    r"|(repack|rerip|proper)(\d)"
    r"|q(10|\d)"
    r"|(flac|alac)(16|24)"
    r"|(\d{5,13})"
)
_YEAR = re.compile(r"19\d\d|20[0-3]\d")
_COUNTED = {
    "cd": Medium.CD,
    "lp": Medium.VINYL,
    "vinyl": Medium.VINYL,
    "inch": Medium.VINYL,
    "in": Medium.VINYL,
    "sacd": Medium.SACD,
    "dvd": Medium.DVD,
    "dvda": Medium.DVD,
    "mc": Medium.CASSETTE,
    "cdep": Medium.CD,
    "cdm": Medium.CD,
}


@dataclass(slots=True)
class Tags:
    """What a stretch of words says: the fields, how many words are tags, how many are none, whether one is certain."""

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


def read_tags(words: list[str]) -> Tags:
    """Read lower-case words as tags. A word that is none is counted, not kept."""
    tags = Tags()
    skip = 0
    last = len(words) - 1
    for at, word in enumerate(words):
        if skip:
            skip -= 1
            continue
        known = TAG_WORDS.get(word)
        if known is not None:
            if known.strong:
                tags.strong = True
            if not known.filler:
                tags.known += 1
            tags.add(known.values)
        elif word.isalpha():
            tags.unknown += 1
        else:
            following = words[at + 1] if at < last else ""
            after = words[at + 2] if at + 1 < last else ""
            unknown = tags.unknown
            skip = _read_number(tags, word, following, after, words[at - 1] if at else "")
            tags.known += unknown == tags.unknown
    return tags


def _read_number(tags: Tags, word: str, following: str, after: str, before: str) -> int:
    """Read a word with digits in it. Returns how many of the following words it has used up."""
    if following.isdigit():
        if len(word) == 4 == len(following) and word < following and _YEAR.match(word) and _YEAR.match(following):
            tags.add({"years": (int(word), int(following))})
            return 1
        if word in _DEPTHS and following in SAMPLE_RATES and word != "16":
            tags.add({"bit_depth": int(word), "sample_rate_khz": SAMPLE_RATES[following]})
            tags.strong = True
            return 1
        if after == "khz":
            tags.add({"sample_rate_khz": SAMPLE_RATES.get(word)})
            return 2
        if after.isdigit() and (year := _date_year(word, following, after)):
            tags.add({"year": year})
            tags.date = True
            return 2
    if word.isdigit() and (used := _read_bare_number(tags, word, following, before)) is not None:
        return used
    match = _NUMBERED.fullmatch(word)
    if match is None:
        tags.unknown += 1
        return 0
    _READERS[match.lastindex or 0](tags, match)
    return 0


def _read_bare_number(tags: Tags, word: str, following: str, before: str) -> int | None:
    if before == "log" and len(word) <= 3:
        tags.add({"log_score": int(word)})
    elif following in _KILOBITS:
        tags.add({"bitrate": int(word)})
        tags.strong = True
    elif following in _BITS and word in _DEPTHS:
        tags.add({"bit_depth": int(word)})
        tags.strong = True
    elif word in SAMPLE_RATES and (following == "khz" or "bit_depth" in tags.values):
        tags.add({"sample_rate_khz": SAMPLE_RATES[word]})
    elif word in BITRATES:
        tags.add({"bitrate": int(word)})
    elif following in LONE_NUMBER_WORDS and len(word) < 4:
        if following in _COUNTED:
            tags.add({"source": _COUNTED[following]})
        return 1
    else:
        return None
    return 1 if following in _KILOBITS or following in _BITS or following == "khz" else 0


def _date_year(first: str, second: str, third: str) -> int | None:
    if len(second) > 2:
        return None
    if len(third) == 4 and len(first) <= 2 and third[:2] in ("19", "20"):
        return int(third)
    if len(first) == 4 and len(third) <= 2 and first[:2] in ("19", "20"):
        return int(first)
    return None


def _year(tags: Tags, match: re.Match[str]) -> None:
    tags.add({"year": int(match[1])})


def _unsaid_year(tags: Tags, match: re.Match[str]) -> None:
    """A decade with its year left open ("197x")."""


def _bitrate(tags: Tags, match: re.Match[str]) -> None:
    tags.strong = True
    if match[3] in SAMPLE_RATES and "bit_depth" in tags.values:
        tags.add({"sample_rate_khz": SAMPLE_RATES[match[3]]})
    else:
        tags.add({"bitrate": int(match[3])})


def _bit_depth(tags: Tags, match: re.Match[str]) -> None:
    tags.strong = True
    tags.add({"bit_depth": int(match[4])})


def _sample_rate(tags: Tags, match: re.Match[str]) -> None:
    if match[5] in SAMPLE_RATES:
        tags.strong = True
        tags.add({"sample_rate_khz": SAMPLE_RATES[match[5]]})
    else:
        tags.unknown += 1


def _counted(tags: Tags, match: re.Match[str]) -> None:
    what = match[6].removesuffix("s")
    if what in _COUNTED:
        tags.add({"source": _COUNTED[what]})
    if what in ("cdep", "ep"):
        tags.add({"release_type": ReleaseType.EP})


def _disc_number(tags: Tags, match: re.Match[str]) -> None:
    if match[7] in _COUNTED:
        tags.add({"source": _COUNTED[match[7]]})
    elif match[7] == "vol":
        tags.unknown += 1


def _glued_year(tags: Tags, match: re.Match[str]) -> None:
    tags.add(TAG_WORDS[match[8]].values)
    tags.add({"year": int(match[9])})


def _glued_bitrate(tags: Tags, match: re.Match[str]) -> None:
    tags.strong = True
    tags.add(TAG_WORDS[match[10]].values)
    tags.add({"bitrate": int(match[11])})


def _version(tags: Tags, match: re.Match[str]) -> None:
    tags.add({"repack": match[12] != "proper", "version": 1 + int(match[13])})


def _vorbis_quality(tags: Tags, match: re.Match[str]) -> None:
    if tags.values.get("format") == AudioFormat.OGG:
        tags.add({"vorbis_quality": int(match[14])})
    else:
        tags.unknown += 1


def _glued_depth(tags: Tags, match: re.Match[str]) -> None:
    tags.strong = True
    tags.add(TAG_WORDS[match[15]].values)
    tags.add({"bit_depth": int(match[16])})


def _catalogue_number(tags: Tags, match: re.Match[str]) -> None:
    """A barcode or a catalogue number: known to be no name, kept nowhere."""


_READERS = {
    1: _year,
    2: _unsaid_year,
    3: _bitrate,
    4: _bit_depth,
    5: _sample_rate,
    6: _counted,
    7: _disc_number,
    9: _glued_year,
    11: _glued_bitrate,
    13: _version,
    14: _vorbis_quality,
    16: _glued_depth,
    17: _catalogue_number,
}


def starts_tags(words: list[str], earliest: int = 1) -> int | None:
    """Where the tags at the end of lower-case words begin: at a certain one, or at a medium and a year together."""
    last = len(words)
    for at in range(earliest, last):
        if _is_certain(words[at], words[at + 1] if at + 1 < last else ""):
            while at > earliest and _belongs_to_tags(words, at - 1):
                at -= 1
            return at
    if last > earliest + 1 and _is_medium_and_year(words[-2], words[-1]):
        return last - 2
    return None


def _belongs_to_tags(words: list[str], at: int) -> bool:
    """Whether a word belongs to the tags that begin behind it."""
    word = words[at]
    if word == "rip":
        return at > 0 and is_trailing_tag(words[at - 1])
    return is_trailing_tag(word) or (word == "album" and words[at + 1].isdigit())


def _is_medium_and_year(first: str, second: str) -> bool:
    year, medium = (first, second) if first.isdigit() else (second, first)
    known = TAG_WORDS.get(medium)
    return known is not None and "source" in known.values and len(year) == 4 and bool(_YEAR.match(year))


def is_trailing_tag(word: str) -> bool:
    """Whether a lower-case word beside a tag belongs to the tags: a year, a medium, a number of discs."""
    known = TAG_WORDS.get(word)
    if known is not None:
        return known.strong or not _TRAILING_FIELDS.isdisjoint(known.values)
    return not word.isalpha() and (word in BITRATES or _TRAILING_NUMBER.fullmatch(word) is not None)


def _is_certain(word: str, following: str) -> bool:
    known = TAG_WORDS.get(word)
    if known is not None:
        return known.strong
    if word.isdigit():
        return following in _KILOBITS or following == "inch" or (following in _BITS and word in _DEPTHS)
    return not word.isalpha() and _CERTAIN_NUMBER.fullmatch(word) is not None


_TRAILING_FIELDS = frozenset({"source", "format", "vbr", "version", "remaster"})
_CERTAIN_NUMBER = re.compile(r"\d{2,4}k(?:bps|bits?)|(?:16|24|32)bits?|\d{2,3}khz|(?:7|10|12)inch|(?:wma|mp3|aac)\d{3}")
_TRAILING_NUMBER = re.compile(
    r"(?:19\d\d|20[0-3]\d)|(?:repack|rerip|proper)\d|\d{1,2}x?(?:cd|lp|dvd|vinyl)s?|cd\d|v[0-2]"
)
