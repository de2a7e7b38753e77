"""Requests that name nothing: descriptions, questions about other things, a cat on the keyboard."""

from __future__ import annotations

import re
from collections.abc import Sequence

from apps.search.domain import ParsedQuery
from apps.search.understand import names
from apps.search.understand.languages import Role
from apps.search.understand.phrases import Span
from apps.search.understand.tokens import Token, tokenise

Problem = tuple[str, str, float]
"""Code, a sentence for a person, and the most confidence that is left."""

_QUESTIONS = frozenset(
    "what whats why how when where is are does do can will should was wie warum wieso wann wo comment pourquoi "
    "quand combien cómo como cuándo cuando dónde donde qué por perché perche come quando dove porque как почему "
    "когда где зачем сколько".split()
)
_MUSIC = (
    Role.ALBUM,
    Role.TRACK,
    Role.ARTIST,
    Role.ALL,
    Role.SIMILAR,
    Role.FORMAT,
    Role.MEDIUM,
    Role.RELEASE_TYPE,
)
_CONSONANTS = re.compile(r"[bcdfghjklmnpqrstvwxz]{5,}|[йцкнгшщзхфвпрлджчсмтб]{6,}|(.)\1{3,}")
_VOWELS = re.compile(r"[aeiouyàâäáãåæéèêëíìîïóòôöõøúùûüаеёиоуыэюя]")
_FEWEST_LETTERS = 5
_LONGEST_NAMES = 24


def problem_of(tokens: Sequence[Token], spans: Sequence[Span], parsed: ParsedQuery) -> Problem | None:
    """What makes the request unanswerable, if anything does. A known name excuses all."""
    if _knows(parsed):
        return None
    if any(span.has(Role.DESCRIPTION) for span in spans):
        return "description", "it describes a recording and does not name it", 0.15
    words = [token for token in tokens if token.text.isalpha() and not token.unspaced]
    long = [token for token in words if len(token.key) >= _FEWEST_LETTERS]
    if long and sum(_unpronounceable(token.key) for token in long) * 2 > len(words):
        return "nonsense", "the words are of no language we read and name nothing we know", 0.1
    asks = len(tokens) >= 4 and tokens[0].key in _QUESTIONS
    if asks and not any(span.has(*_MUSIC) for span in spans):
        return "no_request", "it asks about something else than music", 0.15
    if len(tokens) > _LONGEST_NAMES and not any(token.unspaced for token in tokens):
        return "too_many_words", "it is too long to be a name, and no name we know is in it", 0.2
    return None


def _knows(parsed: ParsedQuery) -> bool:
    named = any((parsed.composer, parsed.work))
    artist = parsed.artist is not None and names.artist(tokenise(parsed.artist)) is not None
    title = parsed.album or parsed.track
    return named or artist or (title is not None and names.title(tokenise(title)) is not None)


def _unpronounceable(key: str) -> bool:
    letters = key.isalpha() and (key.isascii() or "\u0400" <= key[0] <= "\u04ff")
    return letters and (bool(_CONSONANTS.search(key)) or len(_VOWELS.findall(key)) * 6 < len(key))
