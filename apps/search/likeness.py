"""How alike two names are: 0 to 1, from their folded words.

One is the same name. A name that only adds a subtitle, an article or a bracket to the other comes close to it; a typo
costs a little; another number costs everything, because "Led Zeppelin II" is not "Led Zeppelin III".
"""

import re
from functools import lru_cache

from rapidfuzz.distance import Levenshtein
from rapidfuzz.fuzz import ratio

from apps.core.text import fold, name_key

_BRACKETS = re.compile(r"\s*[\(\[][^()\[\]]*[\)\]]\s*")
_ARTICLES = frozenset({"the", "a", "an"})
_NUMBERS = re.compile(r"\d+|\b[ivx]+\b")
SUBTITLE_LIKENESS = 0.9


@lru_cache(maxsize=8192)
def folded(name: str) -> str:
    """`fold`, remembered: the same names come again and again in one search."""
    return fold(name)


@lru_cache(maxsize=16384)
def likeness(a: str, b: str) -> float:
    """The likeness of two names as they are written."""
    if not a or not b:
        return 0.0
    if a == b or name_key(a) == name_key(b):
        return 1.0
    best = _words_likeness(folded(a), folded(b))
    for one, other in ((a, b), (b, a)):
        bare = _BRACKETS.sub(" ", one).strip()
        if bare and bare != one:
            best = max(best, 0.97 * _words_likeness(folded(bare), folded(other)))
    return best


def _words_likeness(a: str, b: str) -> float:
    if a == b:
        return 1.0
    words_a, words_b = a.split(), b.split()
    without_a = [word for word in words_a if word not in _ARTICLES] or words_a
    without_b = [word for word in words_b if word not in _ARTICLES] or words_b
    if without_a == without_b:
        return 0.99
    if sorted(_NUMBERS.findall(a)) != sorted(_NUMBERS.findall(b)):
        return 0.5 * _raw(without_a, without_b)
    shorter, longer = sorted((without_a, without_b), key=len)
    if len("".join(shorter)) >= 4 and longer[: len(shorter)] == shorter:
        return SUBTITLE_LIKENESS
    return _raw(without_a, without_b)


def _raw(a: list[str], b: list[str]) -> float:
    """The better of letter order and word order, typos weighing less in long names."""
    one, other = " ".join(a), " ".join(b)
    straight = Levenshtein.normalized_similarity(one, other)
    sorted_words = 0.97 * ratio(" ".join(sorted(a)), " ".join(sorted(b))) / 100
    return max(straight, sorted_words)
