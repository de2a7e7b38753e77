"""Russian names in the genitive, as after "альбом" and "дискография", back in the nominative."""

from __future__ import annotations

from collections.abc import Iterator

_ENDINGS = (
    ("ии", ("ия",)),
    ("ки", ("ка", "ки")),
    ("ги", ("га", "ги")),
    ("хи", ("ха", "хи")),
    ("ши", ("ша",)),
    ("чи", ("ча",)),
    ("жи", ("жа",)),
    ("ы", ("а", "ы")),
    ("и", ("я", "ь", "и")),
    ("ой", ("а", "ая")),
    ("ого", ("ый", "ий", "ой")),
    ("его", ("ий",)),
    ("ева", ("ев",)),
    ("ова", ("ов",)),
    ("ина", ("ин",)),
    ("я", ("й", "ь", "я")),
    ("а", ("", "а")),
)


def nominatives(name: str) -> Iterator[str]:
    """What a name may be in the nominative, likeliest first; the name itself at last."""
    words = name.split()
    last = list(_words(words[-1]))
    if len(words) == 2:
        yield from (f"{first} {second}" for first in _words(words[0]) for second in last)
    for word in last:
        yield " ".join([*words[:-1], word])
    yield name


def _words(word: str) -> Iterator[str]:
    for ending, replacements in _ENDINGS:
        if word.lower().endswith(ending) and len(word) > len(ending) + 1:
            yield from (word[: -len(ending)] + replacement for replacement in replacements)
            return
    yield word
