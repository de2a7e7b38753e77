"""What the name of an audio file tells of its track, for files whose tags tell nothing."""

import re
from dataclasses import dataclass, replace
from pathlib import PurePath

from apps.library.audio_formats import BY_SUFFIX

MAX_LENGTH = 512
"""Characters read of a name: twice what file systems allow."""

_NAMED = re.compile(r"(?<![^\W_])track[\s_-]*(?:no|nr|number)?\.?[\s_-]*(\d{1,4})(?!\d)", re.IGNORECASE)
# The disc before the track: "02-13 ", "CD2 - 03", "d1t02", "01.02 ", and "102. " or "102-" for the second of disc 1.
_DISC_AND_TRACK = re.compile(
    r"(?:(?:(?:cd|dis[ck]|d)[\s_]?(\d{1,2})[\s_]?[-_t. ][\s_]?|(\d{1,2})-|(0\d)\.)(\d{2})|([1-9])(\d{2})(?=\.\s|-\S))"
    r"(?=[\s_.-]*[^\W\d_])",
    re.IGNORECASE,
)
# A number of one or two digits, zeros before it allowed; not the start of "20,000", "99.99", "80s", "7th" or "24K".
_LEADING = re.compile(
    r"[(\[]?(0+\d{1,2}(?!\d)|0*\d{1,2}(?![^\W_]))(?![.,]\d|'?s\b|\s?[ap]m\b)[)\]]?(?:\.(?!\d))?[\s_-]*", re.IGNORECASE
)
# The number between the names: "Artist - Album - 03 Title", as shops name what they sell.
_BETWEEN = re.compile(r"(\S.*?) - (?:.* - )?(0\d(?=[\s.])|\d{2}(?= - |\.\s))[\s.-]+(\S.*)")
_TRAILING = re.compile(r"[(\[](\d{2})[)\]]\s*$")
_BY = re.compile(r"(\S+\s.*\S)\s+by\s+([^\W\d_].*)")
_SPACED_DASH = re.compile(r"\s+[-–—]\s+|_-_")


@dataclass(frozen=True, slots=True)
class TrackFilename:
    """A file's name, read. Names are as written; ``track`` and ``disc`` count from 1, ``None`` where not told."""

    track: int | None = None
    disc: int | None = None
    title: str = ""
    artist: str | None = None

    def spaced(self) -> "TrackFilename":
        """The same with underscores read as the spaces that they stand for."""
        artist = None if self.artist is None else _spaced(self.artist)
        return replace(self, title=_spaced(self.title), artist=artist)


def read_filename(name: str) -> TrackFilename:
    """Read the name of an audio file, with or without folders and extension. Never raises.

    A number alone is only a track number; written with a zero before it ("01") it is the title too, as rippers
    leave it that know no other. Without a track number a dash parts nothing: "Red Red Wine - UB40" and
    "UB40 - Red Red Wine" can't be told apart.
    """
    stem = _stem(name)
    numbered = _DISC_AND_TRACK.match(stem)
    if numbered is not None:
        disc = numbered[1] or numbered[2] or numbered[3] or numbered[5]
        track = numbered[4] or numbered[6]
        artist, title = _artist_and_title(stem[numbered.end() :].strip(" _.-"))
        return TrackFilename(int(track) or None, int(disc) or None, title, artist)
    leading = _LEADING.match(stem)
    if leading is not None:
        return _after_number(stem, leading)
    named = _NAMED.search(stem)
    if named is not None:
        return TrackFilename(track=int(named[1]) or None, title=stem)
    return _without_number(stem)


def _stem(name: str) -> str:
    name = re.split(r"[/\\]", name)[-1][-MAX_LENGTH:].strip()
    path = PurePath(name)
    return name[: -len(path.suffix)].strip() if path.suffix.lower() in BY_SUFFIX else name


def _after_number(stem: str, number: re.Match[str]) -> TrackFilename:
    track = int(number[1])
    rest = stem[number.end() :].strip()
    if not rest:
        written = number[1] if number[1].startswith("0") else ""
        return TrackFilename(track=track or None, title=written)
    if not any(character.isalpha() for character in rest):
        trailing = stem if number.end() == number.end(1) else rest
        return TrackFilename(track=track or None, title=trailing)
    artist, title = _artist_and_title(rest)
    return TrackFilename(track=track or None, title=title, artist=artist)


def _without_number(stem: str) -> TrackFilename:
    between = _BETWEEN.fullmatch(stem)
    if between is not None:
        return TrackFilename(track=int(between[2]) or None, title=between[3], artist=between[1])
    trailing = _TRAILING.search(stem)
    if trailing is not None:
        return TrackFilename(track=int(trailing[1]) or None, title=stem[: trailing.start()].strip())
    by = _BY.fullmatch(stem)
    if by is not None and by[2][0].isupper():
        return TrackFilename(title=by[1], artist=by[2])
    return TrackFilename(title=stem)


def _artist_and_title(rest: str) -> tuple[str | None, str]:
    """The artist and the title behind a track number: parted by a spaced dash, or by a hyphen if nothing has spaces."""
    parts = _SPACED_DASH.split(rest, maxsplit=1)
    if len(parts) == 2 and parts[0] and parts[1]:
        return parts[0].strip(), parts[1].strip()
    if " " in rest or "-" not in rest:
        return None, rest
    pieces = rest.split("-")
    at = 1
    # A short piece belongs to a hyphened name: "ac-dc-thunderstruck", "t-pain-…".
    while at < len(pieces) - 1 and min(len(pieces[at - 1]), len(pieces[at])) <= 2:
        at += 1
    artist, title = "-".join(pieces[:at]), "-".join(pieces[at:])
    return (artist, title) if artist and title else (None, rest)


def _spaced(name: str) -> str:
    return name if " " in name else name.replace("_", " ").strip()
