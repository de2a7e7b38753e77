"""Classical requests: composer, work, performer and orchestra in any order, in any of the languages.

Works are named in the way MusicBrainz's English work types and titles go, "Symphony No. 2", "Piano Sonatas".
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache

from apps.search.understand import names
from apps.search.understand.languages import LANGUAGES, Role
from apps.search.understand.lines import Line
from apps.search.understand.tokens import Token, key_of, keys_of

_LONGEST = 8
_SYMPHONISTS = frozenset(
    "Gustav Mahler|Anton Bruckner|Ludwig van Beethoven|Dmitri Shostakovich|Jean Sibelius|Johannes Brahms"
    "|Antonín Dvořák|Franz Schubert|Robert Schumann|Pyotr Ilyich Tchaikovsky|Felix Mendelssohn|Joseph Haydn"
    "|Carl Nielsen|Ralph Vaughan Williams|Wolfgang Amadeus Mozart|Sergei Prokofiev|Bohuslav Martinů"
    "|Edward Elgar".split("|")
)
_NEEDS_COMPOSER = frozenset(
    "Mass|Lieder|Carmen|Gloria|Messiah|Norma|Iberia|24 Caprices|Tosca|Aida|Waltzes|Ballades|Requiem|Boléro"
    "|Romeo and Juliet|Pathétique|La mer|Carnaval|Partitas|Symphony|Symphonies|The Creation|Cantatas|Études"
    "|Préludes|Nocturnes|The Sleeping Beauty|Clair de lune|Magnificat|Miserere|Fidelio|Otello|Turandot"
    "|Preludes and Fugues|The Planets".split("|")
)
_SMALL = frozenset(
    "by with and conducted conductor dir directed performed played plays sung the von mit unter dirigiert "
    "dirigent gespielt par avec dirigé joué de por con dirigida dirigido interpretada com regência di da "
    "diretto da и с дирижёр дирижер в исполнении od pod の による 指揮 演奏 的 指挥 no nr nº n° num number numéro "
    "número numero номер № 第 番 号 für pour for a an in der die das".split()
)
_CATALOGUES = {
    "op": "Op.",
    "opus": "Op.",
    "bwv": "BWV",
    "k": "K.",
    "kv": "K.",
    "d": "D.",
    "rv": "RV",
    "hob": "Hob.",
    "sz": "Sz.",
    "соч": "Op.",
}
_ROMAN = {"i": 1, "ii": 2, "iii": 3, "iv": 4, "v": 5, "vi": 6, "vii": 7, "viii": 8, "ix": 9, "x": 10}
_HAN = {"一": 1, "二": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8, "九": 9, "十": 10}
_NUMBERED = re.compile(r"(\d{1,3})(?:st|nd|rd|th|\.|e|ème|er|º|ª|а|й|ая|я|-я)?")
_NOTES = {"c": "C", "d": "D", "e": "E", "f": "F", "g": "G", "a": "A", "b": "B", "h": "B"}
_MODES = {
    "minor": "minor",
    "major": "major",
    "moll": "minor",
    "dur": "major",
    "mineur": "minor",
    "majeur": "major",
    "menor": "minor",
    "mayor": "major",
}


@dataclass(frozen=True, slots=True)
class Classical:
    """What was recognised, and what was left over in the request's own words."""

    composer: str | None
    work: str | None
    performer: str | None
    orchestra: str | None
    score: float


@dataclass(slots=True)
class _Parts:
    composer: str | None = None
    work: str | None = None
    performer: str | None = None
    orchestra: str | None = None
    number: int | None = None
    catalogue: str = ""
    key: str = ""
    number_at: int = -1


def read_classical(line: Line) -> Classical | None:
    """The classical reading of a line; None where no composer with a work, or work with a performer, is."""
    parts = _Parts()
    rest: list[int] = []
    position = 0
    while position < len(line.tokens):
        taken = _named(line.tokens, position, parts) or _counted(line.tokens, position, parts)
        if not taken and line.tokens[position].key not in _SMALL:
            rest.append(position)
        position += taken or 1
    if parts.composer and not parts.work and parts.number and (parts.performer or parts.orchestra):
        parts.work = "Symphony" if parts.composer in _SYMPHONISTS else None
    if not parts.work or not _holds(parts, rest, line.tokens[-1].unspaced):
        return None
    if rest and not parts.performer:
        parts.performer = line.words(rest[0], rest[-1] + 1)
        rest = []
    known = sum(part is not None for part in (parts.composer, parts.work, parts.performer, parts.orchestra))
    return Classical(
        parts.composer, _work(parts), parts.performer, parts.orchestra, 4.6 + 1.6 * known - 1.5 * len(rest)
    )


def composer_named(proper: str) -> str | None:
    """The composer an artist's name stands for."""
    return proper if proper in _composers() else None


@cache
def _composers() -> frozenset[str]:
    return frozenset(proper for proper, _ in names.lines("composers.txt"))


def _holds(parts: _Parts, rest: list[int], unspaced: bool) -> bool:
    contiguous = not rest or rest[-1] - rest[0] == len(rest) - 1
    if parts.composer:
        return contiguous and len(rest) <= 4 * (3 if unspaced else 1)
    performer = parts.performer or parts.orchestra
    few = not rest or (contiguous and len(rest) <= 2 and parts.performer is None)
    return performer is not None and few and parts.work not in _NEEDS_COMPOSER


def _work(parts: _Parts) -> str:
    work = parts.work or ""
    if parts.number is not None:
        work += f" No. {parts.number}"
    return " ".join(part for part in (work, parts.key, parts.catalogue) if part)


def _named(tokens: tuple[Token, ...], position: int, parts: _Parts) -> int:
    """How many tokens from here name a composer, work, performer or orchestra that is still wanted."""
    table = _index()
    for length in range(min(_LONGEST * (2 if tokens[position].unspaced else 1), len(tokens) - position), 0, -1):
        keys = [token.key for token in tokens[position : position + length]]
        key = names.join(keys)
        composer = table.get(key.removesuffix("s"), {}).get("composer")
        named = table.get(key) or ({"composer": composer} if composer else {})
        for kind, proper in named.items():
            if getattr(parts, kind) is None:
                setattr(parts, kind, proper)
                return length
    return 0


def _counted(tokens: tuple[Token, ...], position: int, parts: _Parts) -> int:
    """How many tokens from here are a number, a catalogue number or a key."""
    key = tokens[position].key
    following = tokens[position + 1].key if position + 1 < len(tokens) else ""
    if key in _CATALOGUES and following.isdigit():
        parts.catalogue = f"{_CATALOGUES[key]} {following}"
        return 2
    if key in _NOTES and following in _MODES and len(key) == 1:
        parts.key = f"in {_NOTES[key]} {_MODES[following]}"
        return 2
    numbered = _NUMBERED.fullmatch(key)
    number = int(numbered[1]) if numbered else _ROMAN.get(key) or _HAN.get(key) or _ordinals().get(key)
    if number and parts.number is None and number < 150:
        parts.number = number
        return 1
    return 0


@cache
def _index() -> Mapping[str, dict[str, str]]:
    """The key of every spelling to what it may name, surest first."""
    table: dict[str, dict[str, str]] = {}
    for kind, file in (
        ("work", "works.txt"),
        ("composer", "composers.txt"),
        ("orchestra", "orchestras.txt"),
        ("performer", "performers.txt"),
    ):
        for proper, others in names.lines(file):
            for spelling in (proper, *others):
                table.setdefault(names.join(keys_of(spelling)), {}).setdefault(kind, proper)
    return table


@cache
def _ordinals() -> dict[str, int]:
    return dict(_spelled_ordinals())


def _spelled_ordinals() -> Iterator[tuple[str, int]]:
    for language in LANGUAGES:
        for phrase, role, value in language.entries():
            if role == Role.ORDINAL and " " not in phrase:
                yield key_of(phrase), int(value)
