"""What the words of a name are worth as an artist's name or as a title, wherever it stands in the line."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

from apps.search.understand import names
from apps.search.understand.inflection import nominatives
from apps.search.understand.languages import LANGUAGES
from apps.search.understand.names import Match, Name
from apps.search.understand.tokens import Token, key_of, tokenise

_UNKNOWN_BY_LENGTH = (-9.0, -0.8, -0.2, -0.9, -1.7, -2.4, -3.0)
_JOINING = frozenset("of and or n y e et und og och en i и and de du des del di da".split())
_UNFINISHED = _JOINING | frozenset(
    "the a an to in on at with for from by my your its der die das den dem ein eine zu im am auf aus bei mit "
    "für le la les un une en dans sur avec pour par el los las con por para il lo gli uno una nel per tra o os "
    "as um uma em no na com в на с из для у к за det ett av från på met op van het".split()
)


def known_artist(tokens: Sequence[Token], language: str | None) -> Name | None:
    """The known artist that the tokens name, in Russian also in the genitive."""
    name = names.artist(tokens, misspelt=True)
    if name is None and language == "ru" and len(tokens) <= 3:
        written = " ".join(token.text for token in tokens)
        known = (names.artist(tokenise(nominative)) for nominative in nominatives(written))
        name = next((each for each in known if each and each.match == Match.WHOLE), None)
    return name


def artist_worth(tokens: Sequence[Token], name: Name | None, linked: bool) -> float:
    """How much speaks for an artist's name: that it is known, else its length and its words.

    `linked`: "by", a comma or a dash marks it as one.
    """
    if name is not None:
        if name.match == Match.SURNAME:
            return 2.4 if linked else 1.2
        single = (2.0 if linked else 1.2) if name.everyday else 3.0
        worth = single if name.everyday or len(tokens) == 1 else 4.0 + 0.3 * min(len(tokens), 4)
        certain: float = name.match.value
        return worth * certain
    worth = _UNKNOWN_BY_LENGTH[min(_words_in(tokens), 6)]
    if tokens[0].key in _JOINING or tokens[-1].key in _UNFINISHED:
        worth -= 1.5
    if all(token.key.isdigit() for token in tokens):
        worth -= 1.5
    return worth


def _words_in(tokens: Sequence[Token]) -> int:
    """Words; in a script without spaces about two Han characters or four katakana make one."""
    if not tokens[0].unspaced:
        return len(tokens)
    return (len(tokens) + 1) // (4 if "ァ" <= tokens[0].key <= "ー" else 2)


def title_worth(tokens: Sequence[Token], artist_first: bool) -> float:
    """How much its first and last words speak for a title."""
    worth = 0.0
    if tokens[0].key in _JOINING and artist_first:
        worth -= 1.2
    elif artist_first and small(tokens[0]) and len(tokens) > 1:
        worth += 0.7
    elif artist_first and tokens[0].key.isdigit():
        worth += 0.4
    if tokens[-1].key in _UNFINISHED and len(tokens) > 1:
        worth -= 0.8
    return worth


def rare(tokens: Sequence[Token]) -> bool:
    """Whether no word is an everyday one, as the words of a name seldom are."""
    return not any(plain(token) or token.unspaced or token.key.isdigit() for token in tokens)


def person(tokens: Sequence[Token]) -> bool:
    """Whether they begin with a given name, as a person's name does."""
    return 2 <= len(tokens) <= 4 and names.given(tokens[0].key)


def plain(token: Token) -> bool:
    """Whether it is an everyday or a function word."""
    return names.everyday(token.key) or small(token)


def small(token: Token) -> bool:
    """Whether it is a function word of any language."""
    return token.key in _function_words() and not token.unspaced


@cache
def _function_words() -> frozenset[str]:
    return frozenset(key_of(word) for language in LANGUAGES for word in language.words.split())
