"""What counts as a year in a title."""

import re

YEAR = r"(?:19\d\d|20[0-3]\d)"
"""The years of recorded releases, and no more: "2049" and "2112" are names."""

_YEAR = re.compile(YEAR)


def is_year(word: str) -> bool:
    """Whether a whole word is a year."""
    return len(word) == 4 and _YEAR.match(word) is not None


def date_year(first: str, second: str, third: str) -> int | None:
    """The year of a date told in three numbers, with the year first or last; ``None`` if they are no date."""
    if len(second) > 2:
        return None
    if len(first) <= 2 and is_year(third):
        return int(third)
    return int(first) if len(third) <= 2 and is_year(first) else None
