"""A request cut into tokens: words as written, their folded keys, and what parts one from the next.

Han, kana and hangul have no spaces that help: there each character is a token of its own, so that one kind of
phrase table serves every script.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from enum import IntEnum
from functools import lru_cache

from apps.core.text import fold

LONGEST_REQUEST = 500
"""Characters that are read; what comes after is cut, and the reading says so."""


class Boundary(IntEnum):
    """What stands between a token and the one before it; a higher one parts more surely."""

    NONE = 0
    SPACE = 1
    BRACKET = 2
    COMMA = 3
    GAP = 4
    QUOTE = 5
    DASH = 6


@dataclass(frozen=True, slots=True)
class Token:
    """One word, or one character of an unspaced script. `start` and `end` index the cleaned text."""

    text: str
    key: str
    start: int
    end: int
    before: Boundary = Boundary.SPACE
    quote: int = 0
    bracket: int = 0

    @property
    def unspaced(self) -> bool:
        return len(self.text) == 1 and bool(_UNSPACED.match(self.text))

    @property
    def possessive(self) -> bool:
        """Whether it ends like an owner ("mac's") and is not a short form ("who's", "it's")."""
        return self.text.lower().endswith(("'s", "’s", "s'", "s’")) and self.key not in _SHORT_FORMS


_SHORT_FORMS = frozenset("whos its whats thats lets theres heres hes shes wheres hows ones".split())
_UNSPACED = re.compile(
    "[\u2e80-\u2fdf\u3005-\u3007\u3021-\u3029\u3040-\u30ff\u3130-\u318f\u3400-\u9fff\uac00-\ud7af"
    "\uf900-\ufaff\uff66-\uff9f\U00020000-\U0003ffff]"
)
_MARKS = "\u0300-\u036f\u0591-\u05c7\u0610-\u061a\u064b-\u065f\u0670\u0900-\u0903\u093a-\u094f\u0e31-\u0e4e"
_WORD = re.compile(
    r"(?:[^\W\d_]\.){2,}(?:[^\W\d_](?!\w))?"  # initials
    r"|(?<![\w,])\d{1,3}(?:,\d{3})+(?![\w,])"  # thousands
    rf"|\+\d+|[\w{_MARKS}]+(?:[$!'’ʼ`][\w{_MARKS}]+)*[’']?"  # words, with a sign inside
    r"|(?<!\S)(?:\(\s*\)|[^\w\s,;]{1,12})(?!\S)"  # names made of signs: !!!, ( ), ÷
)
_PLAIN = re.compile(r"[^\W_]+(?: [^\W_]+)*")
_QUOTES = re.compile(
    r"“([^“”]+)”|„([^“”„]+)[“”]|«([^«»]+)»|»([^«»]+)«|\"([^\"]+)\"|「([^「」]+)」|『([^『』]+)』|《([^《》]+)》"
    r"|〈([^〈〉]+)〉|(?<!\w)[‘']([^‘’']{2,}?)[’'](?!\w)"
)
_BRACKETS = re.compile(r"\(([^()]+)\)|\[([^\[\]]+)\]|（([^（）]+)）|【([^【】]+)】")
_DASH = re.compile(r"\s[-–—|~/:·]+\s|[—|:]\s|：|\s[–—|]|^[—|]$")
_COMMA = re.compile(r"[,;、，؛،。．!?！？]|\.\s|\n")
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff\ufffd]+")
_LONE_DASH = re.compile(r"^(?:[-–—|~/:·,;]+|[.?])$")


def clean(text: str) -> tuple[str, bool]:
    """The text composed (NFC), without control characters, and whether it had to be cut."""
    cut = len(text) > LONGEST_REQUEST
    text = unicodedata.normalize("NFC", _CONTROL.sub(" ", text[:LONGEST_REQUEST]))
    return re.sub(r"[ \t\r\u00a0\u3000]+", " ", text.replace("''", '"')).strip(), cut


@lru_cache(maxsize=16384)
def key_of(word: str) -> str:
    """The folded word without inner spaces ("R.E.M." → "rem", "P!nk" → "pink")."""
    if word.isascii() and word.isalnum():
        return word.lower()
    if word == "&":
        return "and"
    return fold(word).replace(" ", "")


def keys_of(phrase: str) -> tuple[str, ...]:
    """The keys of a phrase's tokens. Quicker than `tokenise`, for the many phrases and names that are shipped."""
    if _UNSPACED.search(phrase) or not _PLAIN.fullmatch(phrase):
        plain = len(phrase) == sum(map(bool, map(_UNSPACED.match, phrase)))
        return tuple(map(key_of, phrase)) if plain else tuple(token.key for token in tokenise(phrase))
    return tuple(map(key_of, phrase.split()))


def tokenise(text: str) -> tuple[Token, ...]:
    """Tokens of a text that `clean` made. Costs a few microseconds a word."""
    quotes, brackets = _regions(_QUOTES, text), _regions(_BRACKETS, text)
    tokens: list[Token] = []
    end = 0
    for match in _WORD.finditer(text):
        if _LONE_DASH.match(match[0]):
            continue
        for start, stop in _pieces(match):
            key = key_of(text[start:stop])
            if not key:
                continue
            quote, bracket = _in(quotes, start), _in(brackets, start)
            before = _boundary(text[end:start], tokens[-1], quote, bracket) if tokens else Boundary.GAP
            tokens.append(Token(text[start:stop], key, start, stop, before, quote, bracket))
            end = stop
    return tuple(tokens)


def surface(text: str, tokens: tuple[Token, ...]) -> str:
    """How a run of tokens was written, with the bracket or sign that belongs to it, without loose commas."""
    if not tokens:
        return ""
    start, end = tokens[0].start, tokens[-1].end
    if tokens[0].bracket and start and text[start - 1] in "([（":
        start -= 1
    written = text[start:end]
    for opened, closed in ("()", "[]", "（）"):
        if written.count(opened) > written.count(closed):
            written += closed
    if text[end : end + 1] in ("!", "?"):
        written += text[end]
    return re.sub(r"^[\s\"“”„«»「」『』《》]+|[\s\"“”«»「」『』《》,;]+$", "", written)


def _pieces(match: re.Match[str]) -> list[tuple[int, int]]:
    """Where a word falls apart: each unspaced character alone, runs of the rest together."""
    word, offset = match[0], match.start()
    if word.isascii() or not _UNSPACED.search(word):
        return [(offset, match.end())]
    pieces: list[tuple[int, int]] = []
    joined = False
    for index, character in enumerate(word, offset):
        unspaced = bool(_UNSPACED.match(character))
        if pieces and joined and not unspaced:
            pieces[-1] = (pieces[-1][0], index + 1)
        else:
            pieces.append((index, index + 1))
        joined = not unspaced
    return pieces


def _boundary(gap: str, left: Token, quote: int, bracket: int) -> Boundary:
    if left.quote != quote:
        return Boundary.QUOTE
    if left.bracket != bracket:
        return Boundary.BRACKET
    if not gap:
        return Boundary.NONE
    if gap == " ":
        return Boundary.SPACE
    if _DASH.search(gap):
        return Boundary.DASH
    if _COMMA.search(gap):
        return Boundary.COMMA
    return Boundary.SPACE if " " in gap else Boundary.NONE


def _regions(pattern: re.Pattern[str], text: str) -> list[tuple[int, int]]:
    return [match.span() for match in pattern.finditer(text)]


def _in(regions: list[tuple[int, int]], position: int) -> int:
    """The number of the region that holds the position, from 1; 0 is none."""
    if not regions:
        return 0
    return next((n for n, (start, end) in enumerate(regions, 1) if start <= position < end), 0)
