"""Titles that people type: "Artist - Album (Year) [tags]", in all their variations."""

import re

from apps.search.titles.pieces import Part, Pieces, Reading, collect, read_part, split_parts
from apps.search.titles.spelling import is_various, spell_name
from apps.search.titles.tags import WORD, read_tags
from apps.search.titles.years import YEAR, is_year
from apps.search.vocabulary import ReleaseType

_TRACK_NUMBER = re.compile(r"^\(?\d{1,3}\)?(?:[.)]\s+|\s+-\s+|\s*$)")
_YEAR_FIRST = re.compile(rf"({YEAR})[ .]+(?=\S*[^\W\d])")
_CONCERT = re.compile(rf"(\S.*?) (Live at .+ on ({YEAR})-\d\d-\d\d)")
_EDITION_NAMES = frozenset({"edition", "version", "remaster", "remastered", "reissue"})
_DATE_FIRST = re.compile(rf"({YEAR})[.-]\d\d[.-]\d\d(?!\d)")
_YEAR_LAST = re.compile(rf"(?<=[^\s\d]) +({YEAR})$")
_QUOTED = re.compile(r"(\S.*?)\s*[『「]([^』」]+)[』」]")


def read_dashed(text: str, is_track: bool) -> Reading:
    """Read a title whose names are parted by dashes, or not parted at all: then it is all album.

    ``is_track``: the title is the name of one audio file.
    """
    if ("「" in text or "『" in text) and (quoted := _QUOTED.match(text)) is not None:
        text = f"{quoted[1]} - {quoted[2]} {text[quoted.end() :]}"
    reading = Reading()
    names = _without_edition(_names(split_parts(text), reading), reading)
    if is_track:
        _name_track(names, reading)
    elif len(names) > 1:
        reading.artist = _without_list_year(spell_name(names[0]), reading) or None
        reading.album = _without_year(spell_name(" - ".join(names[1:])), reading) or None
    elif names:
        _name_concert(names[0], reading)
    return reading


def _name_concert(name: str, reading: Reading) -> None:
    """Name the only name the album. The live music archive's titles have the artist and the date in it too."""
    concert = _CONCERT.fullmatch(name)
    if concert is None:
        reading.album = spell_name(name) or None
        return
    reading.artist, reading.album = concert[1], concert[2]
    reading.tags.add({"year": int(concert[3]), "release_type": ReleaseType.CONCERT})


def _without_edition(names: list[str], reading: Reading) -> list[str]:
    """The names without a last one that only tells the edition ("Album - Remastered 2011")."""
    words = WORD.findall(names[-1].lower()) if len(names) > 1 else []
    if _EDITION_NAMES.isdisjoint(words) or (tags := read_tags(words)).unknown > words.count("version"):
        return names
    reading.note_edition(names[-1], tags)
    return names[:-1]


def _name_track(names: list[str], reading: Reading) -> None:
    """Name artist and track of a single file, the track number left out."""
    if len(names) > 1 and _TRACK_NUMBER.fullmatch(names[0]):
        names = names[1:]
    elif names:
        names = [_TRACK_NUMBER.sub("", names[0], count=1), *names[1:]]
    if len(names) > 1:
        reading.artist = spell_name(names[0]) or None
    reading.track_title = spell_name(" - ".join(names[1:] or names)) or None


def _names(parts: list[Pieces], reading: Reading) -> list[str]:
    """The names in order. A part that is only a year is one where another would be missing."""
    names: list[str] = []
    years: list[int] = []
    year_first = False
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
            years.append(part.only_year)
            year_first = year_first or not names
        ended = _ends_names(part, names, last=at == len(parts) - 1)
    if not years:
        return names
    if len(names) == 1 and not year_first:
        return [names[0], str(years[0])]
    if len(names) == 1 and "year" in reading.tags.values:
        return [str(years[0]), names[0]]
    if names:
        reading.tags.values["year"] = years[0]
    return names or [str(years[0])]


def _ends_names(part: Part, names: list[str], last: bool) -> bool:
    """Tags behind the artist do not end the names; tags behind the album do."""
    return part.ended and (len(names) > 1 or last)


def _without_list_year(artist: str, reading: Reading) -> str:
    """The artist without the year of a list by years ("2010. Artist - Album")."""
    if artist[4:6] != ". " or not is_year(artist[:4]):
        return artist
    reading.tags.add({"year": int(artist[:4])})
    return artist[6:]


def _without_year(title: str, reading: Reading) -> str:
    """The title without a year in front, or behind where tags follow it; only if no other year is told."""
    if "year" in reading.tags.values or not any(map(str.isdigit, title)):
        return title
    if (match := _DATE_FIRST.match(title)) is not None:
        reading.tags.add({"year": int(match[1])})
        return title
    if (match := _YEAR_FIRST.match(title)) is not None:
        reading.tags.add({"year": int(match[1])})
        return title[match.end() :]
    if (match := _YEAR_LAST.search(title)) is not None:
        reading.tags.add({"year": int(match[1])})
        tagged = reading.tags.values.keys() > {"year"} and not is_various(reading.artist)
        if tagged or title[: match.start()].lower().endswith((" ep", " lp", " single")):
            return title[: match.start()]
    return title
