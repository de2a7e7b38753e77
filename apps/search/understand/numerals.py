"""Numbers that mean the same in every language: bit rates, bit depths, dates, years, decades.

A pattern reads the text itself, because "24/96" and "12/31/95" are several tokens.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator, Sequence

from apps.search.understand.languages import Role
from apps.search.understand.tokens import Token

Numeral = tuple[int, int, dict[Role, str]]
"""First token, token after the last, and what they mean."""

_RATES = r"44(?:[.,]1)?|48|88(?:[.,]2)?|96|176(?:[.,]4)?|192|352(?:[.,]8)?|384"
_DEPTH_AND_RATE = re.compile(
    rf"\b(16|24|32)[\s-]?(?:bits?|бит|ビット|位|비트)?\s?[/\-–,]?\s?({_RATES})\s?(?:khz|кгц)\b"
    rf"|\b(16|24|32)(?:[\s-]?bits?)?\s?[/–-]\s?({_RATES})\b(?!\s?[/.-]\d)",
    re.IGNORECASE,
)
_DEPTH = re.compile(r"\b(16|24|32)[\s-]?(?:bits?\b|бит\w*|ビット|位|비트)", re.IGNORECASE)
_RATE = re.compile(rf"\b({_RATES})\s?(?:khz|кгц)\b", re.IGNORECASE)
_BITRATE = re.compile(
    r"\b(\d{2,4})\s?(?:kb(?:it)?\s?/?\s?p?s|kbit|kbps|kb|kbs|kpbs|кбит(?:/с)?|кбс|キロ)(?![\w/])"
    r"|\b(320|256|224|192|160|128|96)\s?(?:cbr|k)(?![\w/])",
    re.IGNORECASE,
)
_ISO_DATE = re.compile(
    r"\b((?:19|20)\d\d)[-./](\d{1,2})[-./](\d{1,2})\b|((?:19|20)\d\d)\s?[年년]\s?(\d{1,2})\s?[月월]\s?(\d{1,2})\s?[日일]"
)
_SHORT_DATE = re.compile(r"(?<![\d/.:-])(\d{1,2})([/.-])(\d{1,2})\2((?:19|20)?\d\d)(?![\d/:-])")
_DECADE = re.compile(
    r"(?<![\d:.,/])(?:(19|20)|['’])?([0-9]0)(?:['’]?s\b|ers?\b|ern\b|er[ -]?jahren?\b|-?х\b|-?е\b"
    r"|-?tal(?:et|ets|s)?\b|\s?年代|\s?년대|['’]?l[ae]r\b)"
    r"|\b(?:années|annees|años|anos|anni|jaren|lata|lat)\s+(19|20)?['’]?([0-9]0)\b",
    re.IGNORECASE,
)
_YEARS = re.compile(r"(?<![\d:.,/])((?:19|20)\d\d)\s?[-–—]\s?((?:19|20)?\d\d)(?![\d:/])")
_YEAR = re.compile(r"(?<![\d:,/+#])(?:19\d\d|20[0-4]\d)(?![\d:/]|[.,]\d)")
_DAY_FIRST = (".", "-")
_STANDARD_BITRATES = frozenset({"320", "256", "224", "192", "160", "128", "96", "64"})
_LOWEST_BITRATE, _HIGHEST_BITRATE = 24, 3000


def numerals(text: str, tokens: Sequence[Token]) -> list[Numeral]:
    """Every number with a meaning of its own, the surer reading of overlapping ones first."""
    if not any(character.isdigit() for character in text):
        return []
    taken: set[int] = set()
    found: list[Numeral] = []
    for start, end, roles in _spelled(text):
        inside = [n for n, token in enumerate(tokens) if start <= token.start and token.end <= end]
        if inside and not taken.intersection(inside):
            taken.update(inside)
            found.append((inside[0], inside[-1] + 1, roles))
    return found


def standard_bitrate(key: str) -> bool:
    """Whether a bare number is one of the usual bit rates (kbit/s)."""
    return key in _STANDARD_BITRATES


def _spelled(text: str) -> Iterator[tuple[int, int, dict[Role, str]]]:
    for match in _ISO_DATE.finditer(text):
        year, month, day = (part for part in match.groups() if part)
        yield from _date(match, int(year), int(month), int(day))
    for match in _SHORT_DATE.finditer(text):
        yield from _short_date(match)
    for match in _DEPTH_AND_RATE.finditer(text):
        depth, rate = (part for part in match.groups() if part)
        yield *match.span(), {Role.BIT_DEPTH: depth, Role.SAMPLE_RATE: _full_rate(rate)}
    for match in _DEPTH.finditer(text):
        yield *match.span(), {Role.BIT_DEPTH: match[1]}
    for match in _RATE.finditer(text):
        yield *match.span(), {Role.SAMPLE_RATE: _full_rate(match[1])}
    for match in _BITRATE.finditer(text):
        rate = match[1] or match[2]
        if _LOWEST_BITRATE <= int(rate) <= _HIGHEST_BITRATE:
            yield *match.span(), {Role.BITRATE: rate}
    for match in _YEARS.finditer(text):
        first, last = match[1], match[2] if len(match[2]) == 4 else match[1][:2] + match[2]
        if int(first) < int(last):
            yield *match.span(), {Role.YEAR: f"{first}-{last}"}
    for match in _DECADE.finditer(text):
        century, decade = match[1] or match[3], match[2] or match[4]
        yield *match.span(), {Role.DECADE: (century or ("20" if decade in ("00", "10") else "19")) + decade}
    for match in _YEAR.finditer(text):
        yield *match.span(), {Role.YEAR: match[0]}


def _full_rate(rate: str) -> str:
    rate = rate.replace(",", ".")
    return {"44": "44.1", "88": "88.2", "176": "176.4", "352": "352.8"}.get(rate, rate)


def _short_date(match: re.Match[str]) -> Iterator[tuple[int, int, dict[Role, str]]]:
    """12/31/95 is American where the words leave it open; with dots or dashes the day comes first."""
    first, second = int(match[1]), int(match[3])
    year = int(match[4])
    if year < 100:
        year += 1900 if year >= 30 else 2000
    month, day = (second, first) if match[2] in _DAY_FIRST or first > 12 else (first, second)
    if month > 12:
        month, day = day, month
    yield from _date(match, year, month, day)


def _date(match: re.Match[str], year: int, month: int, day: int) -> Iterator[tuple[int, int, dict[Role, str]]]:
    try:
        date = datetime.date(year, month, day)
    except ValueError:
        return
    yield *match.span(), {Role.DATE: date.isoformat()}
