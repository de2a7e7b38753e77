"""Names that anyone in a record shop knows, shipped with the program.

They let the words alone decide where a name ends when no catalogue can be asked; whatever is found in the
library, the catalogue or MusicBrainz counts for more. A line of a list is `Proper name = other spelling | …`;
of albums and songs it is `Title | other spelling = Artist`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import Enum
from functools import cache, lru_cache
from pathlib import Path

from rapidfuzz.distance import OSA

from apps.core.text import name_key
from apps.search.understand.tokens import Token, key_of, keys_of

_FOLDER = Path(__file__).parent
_LONGEST = 8
"""Tokens of the longest name looked up."""
_SHORTEST_SURNAME = 5
_SHORTEST_MISSPELT = 6
_SHORTEST_MISSPELT_TITLE = 10


class Match(Enum):
    """How a name was recognised, and how much that is worth."""

    WHOLE = 1.0
    SPELLING = 0.8
    SURNAME = 0.6


@dataclass(frozen=True, slots=True)
class Name:
    """A known name; `everyday` when it is also an ordinary word."""

    proper: str
    match: Match
    everyday: bool = False


@dataclass(frozen=True, slots=True)
class Title:
    """A known album or song, and by whom."""

    proper: str
    artist: str
    song: bool


def title(tokens: Sequence[Token]) -> Title | None:
    """The famous album or song of that name, whatever a bracket adds; None where it is not known."""
    if not tokens:
        return None
    key = join([token.key for token in tokens])
    found = _titles().get(key)
    if found is None and tokens[-1].bracket and not tokens[0].bracket:
        return title([token for token in tokens if not token.bracket])
    return found or (_nearest_title(key) if len(tokens) > 1 else None)


def lines(file: str) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Each proper name of a list with its other spellings."""
    for line in (_FOLDER / file).read_text(encoding="utf-8").splitlines():
        if line.strip():
            proper, _, others = line.partition(" = ")
            yield proper.strip(), tuple(other.strip() for other in others.split(" | ") if other.strip())


def join(keys: Sequence[str]) -> str:
    """The keys of a name as one: like `apps.core.text.name_key`, digits stay apart."""
    joined = ""
    for key in keys:
        apart = joined[-1:].isdigit() and key[:1].isdigit()
        joined += f" {key}" if apart else key
    return joined


def artist(tokens: Sequence[Token], *, misspelt: bool = False) -> Name | None:
    """The artist these tokens name, by its whole name, its surname or, if allowed, nearly its spelling."""
    if not 0 < len(tokens) <= (_LONGEST if not tokens[0].unspaced else 2 * _LONGEST):
        return None
    keys = [token.key for token in tokens]
    if tokens[-1].possessive and keys[-1].endswith("s"):
        keys[-1] = key_of(tokens[-1].text[:-2])
    found = _artist(join(keys), len(tokens), False)
    if found and len(keys) > 1 and " " not in found.proper and all(key in _everyday() for key in keys):
        return Name(found.proper, found.match, everyday=True)
    found = found or _together(tokens)
    if found or not misspelt or any(key.isdigit() for key in keys):
        return found
    if len(keys) > 1 and (_artists().get(join(keys[:-1])) or _artists().get(join(keys[1:]))):
        return None
    return _artist(join(keys), len(tokens), True)


def _together(tokens: Sequence[Token]) -> Name | None:
    """Two known artists joined by "and"."""
    for joint, token in enumerate(tokens):
        if token.key != "and" or not 0 < joint < len(tokens) - 1:
            continue
        parts = (tokens[:joint], tokens[joint + 1 :])
        found = [_artist(join([each.key for each in part]), len(part), False) for part in parts]
        proper = [name.proper for name in found if name and name.match == Match.WHOLE]
        if len(proper) == len(parts):
            return Name(" & ".join(proper), Match.WHOLE)
    return None


def title_worth(tokens: Sequence[Token], name: Name | None) -> float:
    """How much it speaks for a reading that its title is a known one: most when by the artist it names."""
    known = title(tokens)
    if known is None:
        return 0.0
    if name is None:
        return 2.5
    return 3.5 if name.proper == known.artist else 0.8


def everyday(key: str) -> bool:
    return key in _everyday()


@lru_cache(maxsize=4096)
def _artist(key: str, length: int, misspelt: bool) -> Name | None:
    proper = _artists().get(key)
    if proper:
        return Name(proper, Match.WHOLE, length == 1 and (key in _everyday() or key.isdigit()))
    if length == 1 and (proper := _surnames().get(key)):
        return Name(proper, Match.SURNAME)
    if misspelt and len(key) >= _SHORTEST_MISSPELT and (proper := nearest(key)):
        return Name(proper, Match.SPELLING)
    return None


def nearest(key: str) -> str | None:
    """The known artist whose key is a slip or two away: one edit in six letters, two from ten on."""
    allowed = 1 if len(key) < 10 else 2
    sounded = _by_sound().get(_sound(key))
    if sounded and OSA.distance(key, sounded) <= max(2, len(key) // 4):
        return _artists()[sounded]
    best, distance = None, allowed + 1
    for candidate in _by_start().get(key[:2], ()):
        if abs(len(candidate) - len(key)) <= allowed:
            edits = OSA.distance(key, candidate, score_cutoff=allowed)
            if edits < distance:
                best, distance = candidate, edits
    return _artists()[best] if best else None


@lru_cache(maxsize=4096)
def _nearest_title(key: str) -> Title | None:
    """The title that a long key misspells: an edit in eight letters."""
    allowed = len(key) // 8
    if len(key) < _SHORTEST_MISSPELT_TITLE or any(character.isdigit() for character in key):
        return None
    near = [other for other in _titles_by_start().get(key[:2], ()) if abs(len(other) - len(key)) <= allowed]
    best = min(near, key=lambda other: OSA.distance(key, other, score_cutoff=allowed), default=None)
    return _titles()[best] if best and OSA.distance(key, best) <= allowed else None


@cache
def _titles_by_start() -> dict[str, list[str]]:
    table: dict[str, list[str]] = {}
    for key in _titles():
        if len(key) >= _SHORTEST_MISSPELT_TITLE:
            table.setdefault(key[:2], []).append(key)
    return table


@cache
def _everyday() -> frozenset[str]:
    text = (_FOLDER / "everyday.txt").read_text(encoding="utf-8")
    return frozenset(key_of(word) for word in text.split())


@cache
def _artists() -> dict[str, str]:
    """Every spelling's key to the proper name; without its article too unless an everyday word is left."""
    table: dict[str, str] = {}
    for file in ("artists.txt", "composers.txt"):
        for proper, others in lines(file):
            for spelling in (proper, *others):
                table.setdefault(name_key(spelling), proper)
    for proper, _ in lines("performers.txt"):
        table.setdefault(name_key(proper), proper)
    for proper, _ in lines("artists.txt"):
        rest = proper.removeprefix("The ")
        if rest != proper and (" " in rest or key_of(rest) not in _everyday()):
            table.setdefault(name_key(rest), proper)
    return table


@cache
def _surnames() -> dict[str, str]:
    """Last words of names that are no everyday word nor part of other names; of namesakes the first."""
    named: dict[str, list[tuple[str, ...]]] = {}
    owners: dict[str, str] = {}
    for proper, _ in lines("artists.txt"):
        keys = keys_of(proper)
        for key in keys:
            named.setdefault(key, []).append(keys)
        last = keys[-1] if keys else ""
        plain = 2 <= len(keys) <= 3 and keys[0] != "the" and "and" not in keys
        if plain and len(last) >= _SHORTEST_SURNAME and last.isalpha() and last not in _everyday():
            owners.setdefault(last, proper)
    whole = _artists()
    return {
        last: proper
        for last, proper in owners.items()
        if last not in whole and all(keys[-1] == last or set(keys_of(proper)) <= set(keys) for keys in named[last])
    }


def given(key: str) -> bool:
    """Whether it is a given name: the first word of several known persons."""
    return key in _given()


@cache
def _given() -> frozenset[str]:
    firsts: Counter[str] = Counter()
    for file in ("artists.txt", "performers.txt", "composers.txt"):
        for proper, _ in lines(file):
            keys = keys_of(proper)
            if 2 <= len(keys) <= 4 and keys[0].isalpha() and keys[0] not in _everyday() and "and" not in keys:
                firsts[keys[0]] += 1
    return frozenset(key for key, count in firsts.items() if count > 1 and len(key) > 2)


@cache
def _by_start() -> dict[str, list[str]]:
    table: dict[str, list[str]] = {}
    for key in _artists():
        if len(key) >= _SHORTEST_MISSPELT:
            table.setdefault(key[:2], []).append(key)
    return table


@cache
def _by_sound() -> dict[str, str]:
    counts = Counter(_sound(key) for key in _artists())
    return {_sound(key): key for key in _artists() if counts[_sound(key)] == 1 and len(_sound(key)) >= 5}


_SOUNDS = str.maketrans({"c": "k", "q": "k", "z": "s", "v": "f", "w": "f"} | dict.fromkeys("aeiouyh", ""))


def _sound(key: str) -> str:
    """The consonants of a Latin key, doubled ones once: what misspellings leave in place."""
    if not key.isascii():
        return ""
    plain = key.replace("ph", "f").replace("ck", "k").translate(_SOUNDS)
    return "".join(letter for n, letter in enumerate(plain) if n == 0 or letter != plain[n - 1])


@cache
def _titles() -> dict[str, Title]:
    table: dict[str, Title] = {}
    for file, song in (("albums.txt", False), ("songs.txt", True)):
        for line in (_FOLDER / file).read_text(encoding="utf-8").splitlines():
            spellings, _, artist_name = line.partition(" = ")
            proper, *others = (spelling.strip() for spelling in spellings.split(" | "))
            for spelling in (proper, *others) if artist_name else ():
                table.setdefault(name_key(spelling), Title(proper, artist_name.strip(), song))
    return table


LABELS: tuple[str, ...] = tuple(proper for proper, _ in lines("labels.txt"))
