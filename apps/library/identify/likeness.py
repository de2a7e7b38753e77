"""How alike two names are, from 0 to 1."""

import re
from functools import lru_cache

from rapidfuzz import fuzz

from apps.core.text import fold, name_key

# What editions and tags add to a name and others leave out.
_ADDED = re.compile(r"\s*[(\[][^()\[\]]*[)\]]\s*$|\s+(?:feat|ft|featuring)\b.*$", re.IGNORECASE)
_LESS = 0.04  # for being alike only without what was added


@lru_cache(maxsize=20_000)
def likeness(a: str, b: str) -> float:
    """1 for two spellings of one name, near 0 for strangers; additions in brackets cost little."""
    if name_key(a) == name_key(b):
        return 1.0
    whole = _ratio(fold(a), fold(b))
    plain_a, plain_b = _ADDED.sub("", a), _ADDED.sub("", b)
    if (plain_a, plain_b) == (a, b) or not plain_a or not plain_b:
        return whole
    plain = 1.0 if name_key(plain_a) == name_key(plain_b) else _ratio(fold(plain_a), fold(plain_b))
    return max(whole, plain - _LESS)


def _ratio(a: str, b: str) -> float:
    if not a or not b:
        return 0.0
    letters = fuzz.ratio(a, b)
    words = fuzz.token_sort_ratio(a, b) * 0.95
    return max(letters, words) / 100
