"""Parting artist and album by what was searched for, where a title does not part them."""

from apps.core.text import fold
from apps.search.titles.domain import Wanted
from apps.search.titles.pieces import Reading


def split_by_wanted(text: str, wanted: Wanted, reading: Reading) -> None:
    """Set the artist and the longest of the albums searched for that the title names; nothing if it does not."""
    rest = f" {fold(text)} "
    raw = f" {text} "
    if wanted.artist:
        found, rest, raw = _take(wanted.artist, rest, raw)
        if not found:
            return
        reading.artist = wanted.artist
    for album in sorted(wanted.albums, key=len, reverse=True):
        if _take(album, rest, raw)[0]:
            reading.album = album
            return


def _take(name: str, rest: str, raw: str) -> tuple[bool, str, str]:
    """Whether the title names it, and the title without it. Names without letters are looked for as they are."""
    folded = f" {fold(name)} "
    if any(character.isalnum() for character in folded):
        before, found, behind = rest.partition(folded)
        return bool(found), f"{before} | {behind}" if found else rest, raw
    before, found, behind = raw.partition(f" {name.strip()} ")
    return bool(found), rest, f"{before} {behind}" if found else raw
