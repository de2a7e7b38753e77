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
    ("ой", ("ая", "а")),
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
    last = words[-1].lower()
    for ending, replacements in _ENDINGS:
        if last.endswith(ending) and len(last) > len(ending) + 1:
            for replacement in replacements:
                yield " ".join([*words[:-1], words[-1][: -len(ending)] + replacement])
            break
    yield name
