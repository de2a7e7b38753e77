"""Which words of a request are phrases that the languages know, and which language it is written in."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from math import sqrt

from apps.search.understand.languages import INTERNATIONAL, LANGUAGES, Role
from apps.search.understand.names import LABELS
from apps.search.understand.numerals import numerals
from apps.search.understand.tokens import Boundary, Token, keys_of

Roles = Mapping[Role, str]


@dataclass(frozen=True, slots=True)
class Span:
    """Tokens `start` to `end` (exclusive) with every part they may play and its value."""

    start: int
    end: int
    roles: Roles

    def has(self, *roles: Role) -> bool:
        return not self.roles.keys().isdisjoint(roles)

    @property
    def length(self) -> int:
        return self.end - self.start


@dataclass(frozen=True, slots=True)
class Scan:
    """The whole request as spans, side by side and without overlap, and its language (None: names alone)."""

    spans: tuple[Span, ...]
    language: str | None


@dataclass(slots=True)
class _Entry:
    keys: tuple[str, ...]
    roles: dict[str, dict[Role, str]]


_BEFORE_FILLER = (Role.GREETING, Role.SOME, Role.ALBUM, Role.TRACK, Role.ARTIST)
_MINORITY = 0.7
"""A language this much behind the best one is still listened to."""
_ENGLISH_AHEAD = 0.6
_UNMISTAKABLE = frozenset({Role.REMASTER, Role.QUALITY, Role.MEDIUM, Role.FORMAT})
_LONG_WISH = 6
_CLEAR = 0.9
"""Points from which a language counts as recognised."""


def scan(text: str, tokens: Sequence[Token]) -> Scan:
    """Find every phrase of the request's languages; the longest wins where two overlap."""
    found = [list(_matches(tokens, index)) for index in range(len(tokens))]
    points = _points(tokens, found)
    best = max(points, key=points.__getitem__, default="en")
    active = [code for code, score in points.items() if score >= points[best] - _MINORITY and score > 0]
    active.sort(key=lambda code: -points[code])
    listened = ["", *active, *(["en"] if "en" not in active else [])]
    numbers = {span[0]: span for span in numerals(text, tokens)}
    spans: list[Span] = []
    position = 0
    while position < len(tokens):
        span = _longest(position, found[position], listened, numbers)
        spans.append(span)
        position = span.end
    return Scan(tuple(spans), best if points.get(best, 0) >= _CLEAR else None)


def plays(key: str, role: Role) -> bool:
    """Whether a single word may play the part in any language."""
    entries = _index().get(key, ())
    return any(len(entry.keys) == 1 and any(role in roles for roles in entry.roles.values()) for entry in entries)


def _longest(
    position: int,
    entries: list[_Entry],
    listened: list[str],
    numbers: Mapping[int, tuple[int, int, dict[Role, str]]],
) -> Span:
    roles: dict[Role, str] = {}
    length = 1
    for entry in entries:
        if len(entry.keys) < length:
            break
        for code in listened:
            for role, value in entry.roles.get(code, {}).items():
                length = len(entry.keys)
                roles.setdefault(role, value)
    if not roles:
        length = _unmistakable(entries, roles)
    if position in numbers and numbers[position][1] - position >= length:
        start, end, number = numbers[position]
        return Span(start, end, number | roles if end - start == length else number)
    return Span(position, position + length, roles)


def _unmistakable(entries: list[_Entry], roles: dict[Role, str]) -> int:
    """Take in a wish that a language not listened to knows, if its word is nothing else anywhere ("remasterisé")."""
    for entry in entries:
        heard = {role: value for spoken in entry.roles.values() for role, value in spoken.items()}
        if heard.keys() <= _UNMISTAKABLE and len("".join(entry.keys)) >= _LONG_WISH:
            roles.update(heard)
            return len(entry.keys)
    return 1


def _matches(tokens: Sequence[Token], index: int) -> Iterator[_Entry]:
    """Entries whose keys stand at `index`, longest first."""
    for entry in _index().get(tokens[index].key, ()):
        end = index + len(entry.keys)
        if end > len(tokens) or any(tokens[index + n].key != key for n, key in enumerate(entry.keys)):
            continue
        inner = tokens[index + 1 : end]
        if all(token.before <= Boundary.SPACE for token in inner) and _stands_alone(tokens, index, end):
            yield entry


def _stands_alone(tokens: Sequence[Token], start: int, end: int) -> bool:
    """Whether a phrase is not the middle of a longer word of an unspaced script."""
    first, last = tokens[start].text[0], tokens[end - 1].text[-1]
    joined_before = start > 0 and tokens[start].before == Boundary.NONE
    joined_after = end < len(tokens) and tokens[end].before == Boundary.NONE
    if _katakana(first) and joined_before and _katakana(tokens[start - 1].text[-1]):
        return False
    if _katakana(last) and joined_after and _katakana(tokens[end].text[0]):
        return False
    if _hangul(first):
        if end - start == 1:
            return joined_before and not joined_after
        return not joined_before or not joined_after
    return True


def _katakana(character: str) -> bool:
    return "\u30a1" <= character <= "\u30ff"


def _hangul(character: str) -> bool:
    return "\uac00" <= character <= "\ud7a3"


def _points(tokens: Sequence[Token], found: list[list[_Entry]]) -> dict[str, float]:
    """How much speaks for each language: its phrases, its function words, its letters."""
    points: dict[str, float] = {}
    for entries in found:
        for entry in entries[:2]:
            codes = [code for code in entry.roles if code]
            for code in codes:
                weight = 0.5 + 0.5 * len(entry.keys) if Role.WORD not in entry.roles[code] else 1.0
                points[code] = points.get(code, 0.0) + weight / sqrt(len(codes))
    text = "".join(token.text for token in tokens).lower()
    for code, letters in _letters().items():
        share = sum(character in letters for character in text)
        if share:
            points[code] = points.get(code, 0.0) + min(3.0, 0.4 * share)
    if any(token.text.isascii() for token in tokens):
        points["en"] = points.get("en", 0.0) + _ENGLISH_AHEAD
    return points


@cache
def _letters() -> dict[str, frozenset[str]]:
    return {language.code: frozenset(language.letters) for language in LANGUAGES if language.letters}


@cache
def _index() -> dict[str, list[_Entry]]:
    """Every phrase by its first key, longest first. Built once, in about half a second."""
    entries: dict[tuple[str, ...], _Entry] = {}
    for language in (INTERNATIONAL, *LANGUAGES):
        for phrase, role, value in language.entries():
            keys = keys_of(phrase)
            if keys:
                roles = entries.setdefault(keys, _Entry(keys, {})).roles.setdefault(language.code, {})
                roles.setdefault(role, value.strip())
    for label in LABELS:
        keys = keys_of(label)
        entries.setdefault(keys, _Entry(keys, {})).roles.setdefault("", {})[Role.LABEL] = label
    index: dict[str, list[_Entry]] = {}
    for entry in entries.values():
        for roles in entry.roles.values():
            if Role.FILLER in roles and not roles.keys().isdisjoint(_BEFORE_FILLER):
                del roles[Role.FILLER]
        index.setdefault(entry.keys[0], []).append(entry)
    for listed in index.values():
        listed.sort(key=lambda entry: -len(entry.keys))
    return index
