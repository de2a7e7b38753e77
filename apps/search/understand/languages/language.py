"""What a language module holds: its function words and its phrases, each with the part it plays.

A phrase string lists alternatives with `|`; a group `(a|b|)` stands for each of its alternatives, an empty one
for nothing, and groups nest: `(the|) new(est|) album` is four phrases. Case, accents and punctuation do not
matter.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import IntEnum, auto


class Role(IntEnum):
    """The part a phrase plays in a request."""

    FILLER = auto()
    """Politeness and asking: dropped at the edges."""
    GREETING = auto()
    """As FILLER, but only where a FILLER or a comma follows: "hey, play", not "hey jude"."""
    SOME = auto()
    """As FILLER, but only where a FILLER is before it, or at the end: "play some …", not "some nights"."""
    ARTICLE = auto()
    ALBUM = auto()
    TRACK = auto()
    ARTIST = auto()
    """Nouns that tell what is asked for, or what the name beside them is."""
    ANY = auto()
    """"Anything by": an artist is asked for."""
    ALL = auto()
    """"Everything by": the discography is asked for."""
    BY = auto()
    """Parts title and artist for certain: title first."""
    OF = auto()
    """May part title and artist, or belong to a name."""
    HAS = auto()
    """May part artist and title, artist first: の, 的."""
    SIMILAR = auto()
    SIMILAR_AFTER = auto()
    NOT = auto()
    NOT_AFTER = auto()
    EXCEPT = auto()
    AND = auto()
    IN = auto()
    """Prepositions before a format, a medium, an edition."""
    COPY = auto()
    """Nouns that only carry a wish: version, copy, rip, quality, files."""
    ONE = auto()
    """"The … one", "the … era": what is between tells which is meant."""
    FORMAT = auto()
    MEDIUM = auto()
    QUALITY = auto()
    BITRATE = auto()
    VBR = auto()
    BIT_DEPTH = auto()
    SAMPLE_RATE = auto()
    LOG = auto()
    REMASTER = auto()
    LIVE = auto()
    EDITION = auto()
    NATION = auto()
    """A nation or language: an edition with a COPY noun, else what tells two artists of one name apart."""
    RELEASE_TYPE = auto()
    LABEL = auto()
    NEWEST = auto()
    ORDINAL = auto()
    SELF_TITLED = auto()
    COLOUR = auto()
    YEAR = auto()
    IN_YEAR = auto()
    AFTER_YEAR = auto()
    UNTIL = auto()
    BEFORE = auto()
    SINCE = auto()
    BETWEEN = auto()
    DECADE = auto()
    MONTH = auto()
    DATE = auto()
    DESCRIPTION = auto()
    """Words that describe a record and name nothing: "on the cover", "that goes like"."""
    WORD = auto()
    """A function word: evidence for the language, and seldom the end of a name."""


Phrases = Mapping[Role, str | Mapping[str, str]]


@dataclass(frozen=True, slots=True)
class Language:
    """A language's rules. `letters` are those that speak for it; `months` run from January."""

    code: str
    name: str
    words: str
    phrases: Phrases
    letters: str = ""
    months: str = ""

    def entries(self) -> Iterator[tuple[str, Role, str]]:
        """Every phrase with its role and value ('' where the role needs none)."""
        for role, tables in self.phrases.items():
            for value, text in tables.items() if isinstance(tables, Mapping) else (("", tables),):
                for phrase in expand(text):
                    yield phrase, role, value
        for number, names in enumerate(self.months.split(), 1):
            for month in names.split("/"):
                yield month, Role.MONTH, str(number)
        for word in self.words.split():
            yield word, Role.WORD, ""


def expand(text: str) -> list[str]:
    """Every phrase that a phrase string stands for."""
    return [" ".join(phrase.split()) for phrase in _alternatives(text) if phrase.strip()]


def _alternatives(text: str) -> list[str]:
    """What stands between the bars outside groups, each with its groups written out."""
    phrases: list[str] = []
    for part in _split(text):
        start = part.find("(")
        if start < 0:
            phrases.append(part)
            continue
        end = _closing(part, start)
        tails = _alternatives(part[end + 1 :])
        phrases.extend(
            part[:start] + choice + tail for choice in _alternatives(part[start + 1 : end]) for tail in tails
        )
    return phrases


def _closing(text: str, start: int) -> int:
    depth = 0
    for index in range(start, len(text)):
        depth += (text[index] == "(") - (text[index] == ")")
        if not depth:
            return index
    raise ValueError(f"a group is not closed in the phrase string {text!r}")


def _split(text: str) -> list[str]:
    """The alternatives outside groups."""
    parts, depth, current = [], 0, ""
    for character in text:
        depth += (character == "(") - (character == ")")
        if character == "|" and not depth:
            parts.append(current)
            current = ""
        else:
            current += character
    return [*parts, current]
