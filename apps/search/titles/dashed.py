"""Titles that people type: "Artist - Album (Year) [tags]", in all their variations."""

import re

from apps.search.titles.pieces import Part, Pieces, Reading, collect, read_part, split_parts
from apps.search.titles.spelling import spell_name

_TRACK_NUMBER = re.compile(r"^\(?\d{1,3}\)?(?:[.)]\s+|\s+-\s+|\s*$)")
_YEAR_FIRST = re.compile(r"^(19\d\d|20[0-3]\d)[ .]+(?=\S*[^\W\d])")
_UPLOADER = re.compile(r"^-([^\s()\[\]{}-]{2,20})$")


def read_dashed(text: str, is_track: bool) -> Reading:
    """Read a title whose names are parted by dashes, or not parted at all: then it is all album.

    ``is_track``: the title is the name of one audio file.
    """
    reading = Reading()
    parts = split_parts(text)
    names, years = _read_parts(parts, reading)
    if is_track and len(names) > 1 and _TRACK_NUMBER.fullmatch(names[0]):
        del names[0]
    if len(names) == 1 and years and len(parts) > 1:
        names.extend(years)
    if len(names) < 2:
        reading.album = spell_name(names[0]) if names else None
        return reading
    artist = spell_name(_TRACK_NUMBER.sub("", names[0], count=1) if is_track else names[0])
    title = spell_name(" - ".join(names[1:]))
    reading.artist = artist or None
    if is_track:
        reading.track_title = title or None
    else:
        reading.album = _without_year_in_front(title, reading) or None
    return reading


def _read_parts(parts: list[Pieces], reading: Reading) -> tuple[list[str], list[str]]:
    """The names in order, and the parts that were only a year."""
    names: list[str] = []
    years: list[str] = []
    ended = False
    for at, pieces in enumerate(parts):
        if ended:
            for piece in pieces:
                collect(piece, reading)
            continue
        part = read_part(pieces, reading, protected=len(names) < 2)
        if part.name:
            names.append(part.name)
        elif part.only_year:
            years.append(pieces[0].strip())
        ended = _ends_names(part, names, last=at == len(parts) - 1)
    return names, years


def _ends_names(part: Part, names: list[str], last: bool) -> bool:
    """Tags behind the artist do not end the names; tags behind the album do."""
    return part.ended and (len(names) > 1 or last)


def _without_year_in_front(title: str, reading: Reading) -> str:
    if "year" in reading.tags.values:
        return title
    match = _YEAR_FIRST.match(title)
    if match is None:
        return title
    reading.tags.add({"year": int(match[1])})
    return title[match.end() :]
