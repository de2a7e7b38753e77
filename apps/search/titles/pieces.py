"""Reading one stretch of a title: a name with the brackets and tags that stand around it."""

import re
from dataclasses import dataclass, field

from apps.search.titles.kind_words import VIDEO_WORDS
from apps.search.titles.notes import is_edition_note, is_guest_note, is_plain_note, split_edition_year
from apps.search.titles.numbers import Tags
from apps.search.titles.tag_words import GENRES, TELLING_WORDS
from apps.search.titles.tags import WORD, read_tags, starts_tags
from apps.search.titles.years import YEAR

_PIECE = re.compile(
    r"(\([^()]*(?:\([^()]*\)[^()]*)*\)?|\[[^\]]*\]?|\{[^}]*\}?"
    r"| [-~|]+(?: |$)| [-~](?=\S)|-(?= |$)|~(?= |$)| \? |--+)"
)
_EDITION_BEFORE_YEAR = re.compile(rf"\S\s+{YEAR}\W*$")
_YEAR_AND_GENRE = re.compile(rf"^\W*{YEAR}\s*[-,/|]")

_CATALOGUE_NUMBER = re.compile(r"\((?=.{5,})[A-Z]{2,}[A-Z0-9 -]*\d{2,}[A-Z0-9]*\)")

_SOFT_TAGS = frozenset({"inch", "full"})

Pieces = list[str]


@dataclass(slots=True)
class Reading:
    """What has been read so far."""

    artist: str | None = None
    album: str | None = None
    track_title: str | None = None
    group: str | None = None
    edition: str | None = None
    edition_year: int | None = None
    discography: bool = False
    discography_start: int | None = None
    discography_end: int | None = None
    tags: Tags = field(default_factory=Tags)

    def note_edition(self, note: str, tags: Tags) -> None:
        """Keep the first edition note, its year apart."""
        text, year = split_edition_year(note.strip(" ()[]{}"))
        if self.edition is None:
            self.edition = text or None
        if self.edition_year is None:
            self.edition_year = year
        if tags.values.get("remaster"):
            self.tags.add({"remaster": True})


@dataclass(slots=True)
class Part:
    """The name in one stretch, and whether tags have begun behind it."""

    name: str
    ended: bool = False
    only_year: int | None = None


def split_parts(text: str) -> list[Pieces]:
    """The stretches between dashes, each as its pieces: text, or brackets with what is in them."""
    parts: list[Pieces] = [[]]
    for at, piece in enumerate(_PIECE.split(text)):
        if at & 1 and piece[0] not in "([{":
            parts.append([])
        elif piece and not piece.isspace():
            parts[-1].append(piece)
    return [part for part in parts if part]


def read_part(pieces: Pieces, reading: Reading, protected: bool) -> Part:
    """Read one stretch. ``protected``: a name is due here, so that plain tag words are one ("Live", "EP")."""
    kept: list[str] = []
    part = Part("")
    noted = False
    for piece in pieces:
        if part.ended:
            collect(piece, reading)
        elif piece[0] in "([{":
            verdict = _read_bracket(piece, reading, leading=not kept)
            if part.only_year and protected and verdict != "tags":
                kept.append(str(part.only_year) + " ")
                part.only_year = None
            if verdict == "name" and not noted and (kept or protected):
                kept.append(piece)
            elif kept:
                noted = True
                part.ended = verdict == "tags"
        elif noted:
            collect(piece, reading)
        else:
            _read_text(piece, kept, part, reading, protected)
    part.name = "".join(kept).strip()
    return part


def collect(piece: str, reading: Reading) -> None:
    """Take the tags of a piece that stands where no name can be."""
    lower = piece.lower()
    words = WORD.findall(lower)
    tags = read_tags(words)
    if piece[0] in "([{" and not tags.strong and _is_edition(piece, words):
        reading.note_edition(piece, tags)
    else:
        reading.tags.add(tags.values)


def _read_text(piece: str, kept: list[str], part: Part, reading: Reading, protected: bool) -> None:
    words = WORD.findall(piece.lower())
    if TELLING_WORDS.isdisjoint(words) and "".join(words).isalpha():
        kept.append(piece)
        return
    tags = read_tags(words)
    if tags.pure and not kept:
        if len(words) == 1 and "year" in tags.values:
            part.only_year = tags.values["year"]
        elif tags.strong or not protected:
            part.ended = True
            reading.tags.add(tags.values)
        else:
            kept.append(piece)
        return
    start = None
    if tags.strong or "year" in tags.values or not _SOFT_TAGS.isdisjoint(words):
        start = starts_tags(words, earliest=0 if kept else 1)
    if start is None:
        kept.append(piece)
        return
    kept.append(piece[: _offset(piece, start)])
    reading.tags.add(read_tags(words[start:]).values)
    part.ended = True


def _offset(piece: str, word: int) -> int:
    for at, match in enumerate(WORD.finditer(piece)):
        if at == word:
            return match.start()
    return len(piece)


def _read_bracket(piece: str, reading: Reading, leading: bool) -> str:
    """What brackets hold: "tags", a "note" (edition, guest, nothing of use) or a part of the "name"."""
    words = WORD.findall(piece.lower())
    tags = read_tags(words)
    if not tags.strong:
        if _is_edition(piece, words):
            reading.note_edition(piece, tags)
            return "note"
        if is_plain_note(words):
            reading.tags.add(tags.values)
            return "note"
        if is_guest_note(words):
            return "note"
    if not tags.known and _CATALOGUE_NUMBER.fullmatch(piece):
        return "note"
    if tags.date and tags.known > 1 and not tags.strong and piece[0] == "(":
        return "name"
    labelled = piece[0] == "[" and tags.unknown == 1 and "source" in tags.values  # "[MFSL SACD]"
    if tags.pure or tags.strong or labelled or _is_genre(piece, words, leading) or not VIDEO_WORDS.isdisjoint(words):
        reading.tags.add(tags.values)
        return "tags"
    return "name" if piece[0] == "(" else "note"


def _is_edition(piece: str, words: list[str]) -> bool:
    if is_edition_note(words):
        return True
    return piece[0] == "[" and len(words) > 1 and not words[0].isdecimal() and _has_year_behind(piece)


def _has_year_behind(piece: str) -> bool:
    return _EDITION_BEFORE_YEAR.search(piece) is not None


def _is_genre(piece: str, words: list[str], leading: bool) -> bool:
    genres = sum(word in GENRES for word in words)
    if not genres:
        return False
    return genres == len(words) or (leading and genres * 2 >= len(words)) or _YEAR_AND_GENRE.match(piece) is not None
