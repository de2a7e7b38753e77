"""Years, ranges, decades and concert dates, where the words around them say that they are meant as such.

A bare year ("adele 1989", "summer of 69", "genesis 1983") is left where it is: it may be a name, and the
readings of `splits` try both.
"""

from __future__ import annotations

import datetime

from apps.search.understand.draft import Draft
from apps.search.understand.languages import Role
from apps.search.understand.tokens import Boundary

_WEAK_UNTIL = frozenset("to a à al through thru по".split())
_WEAK_IN = frozenset("of in der des за".split())


def read_times(draft: Draft) -> None:
    """Take every date, range, certain year and decade out of the draft."""
    for index in range(len(draft.spans)):
        if draft.has(index, Role.DATE):
            _say_date(draft, index, index, draft.value(index, Role.DATE))
        elif draft.has(index, Role.MONTH):
            _spelled_date(draft, index)
    for index in range(len(draft.spans)):
        if draft.has(index, Role.YEAR):
            _year(draft, index)
        elif draft.has(index, Role.DECADE):
            _decade(draft, index)


def _say_date(draft: Draft, first: int, last: int, date: str) -> None:
    draft.said["date"] = date
    draft.said.setdefault("live", True)
    draft.because(first, last, "is the date of a concert")
    draft.take(*range(first, last + 1))
    if draft.has(first - 1, Role.IN, Role.IN_YEAR) and not draft.at_start(first - 1):
        draft.take(first - 1)


def _spelled_date(draft: Draft, month: int) -> None:
    """ "may 8 1977", "8 mai 1977", "8 de mayo de 1977": a day and a year must stand by the month."""
    first = last = month
    day = year = None
    for step in (-1, 1):
        index = month + step
        while draft.free(index) and abs(index - month) <= 3:
            if draft.has(index, Role.YEAR) and step == 1:
                year, last = draft.value(index, Role.YEAR), index
                break
            number = draft.key(index).removesuffix("th").removesuffix("st").removesuffix("nd").removesuffix("rd")
            if day is None and number.isdigit() and 1 <= int(number) <= 31:
                day = int(number)
                first, last = min(first, index), max(last, index)
            elif not draft.has(index, Role.OF, Role.IN_YEAR, Role.ARTICLE, Role.IN):
                break
            index += step
    if not day or not year or "-" in year:
        return
    try:
        date = datetime.date(int(year), int(draft.value(month, Role.MONTH)), day)
    except ValueError:
        return
    _say_date(draft, first, last, date.isoformat())


def _year(draft: Draft, index: int) -> None:
    value = draft.value(index, Role.YEAR)
    if "-" in value:
        _written_range(draft, index, value)
    elif not _range(draft, index, int(value)) and _certain(draft, index):
        draft.said["year"] = int(value)
        first = index - 1 if draft.has(index - 1, Role.IN_YEAR) and not _leads(draft, index - 1) else index
        last = index + 1 if draft.has(index + 1, Role.AFTER_YEAR) else index
        draft.because(first, last, "is the year")
        draft.take(*range(first, last + 1))


def _leads(draft: Draft, index: int) -> bool:
    return draft.at_start(index) and not any(draft.used[:index])


def _written_range(draft: Draft, index: int, value: str) -> None:
    """ "1969-1972" is a range beside a discography or a preposition; alone it may be a title."""
    if draft.has(index - 1, Role.IN_YEAR, Role.BETWEEN) or "release_type" in draft.said or draft.artist_alone:
        first, last = value.split("-")
        draft.said |= {"year": int(first), "year_to": int(last)}
        draft.because(index, index, "are the years")
        start = index - 1 if draft.has(index - 1, Role.IN_YEAR, Role.BETWEEN) else index
        draft.take(*range(start, index + 1))


def _range(draft: Draft, index: int, year: int) -> bool:
    """ "up to 1979", "since 1990", "from 1970 to 1975", "1979年まで"."""
    second = index + 2
    joined = draft.has(index + 1, Role.UNTIL) or (draft.has(index + 1, Role.AND) and draft.has(index - 1, Role.BETWEEN))
    if joined and draft.has(second, Role.YEAR):
        draft.said |= {"year": year, "year_to": int(draft.value(second, Role.YEAR)[:4])}
        return _took(draft, index, second)
    before = draft.has(index - 1, Role.UNTIL) and draft.key(index - 1) not in _WEAK_UNTIL
    if before or draft.has(index + 1, Role.UNTIL):
        draft.said["year_to"] = year
        return _took(draft, index, index if before else index + 1)
    if draft.has(index - 1, Role.BEFORE) or draft.has(index + 1, Role.BEFORE):
        draft.said["year_to"] = year - 1
        return _took(draft, index, index if draft.has(index - 1, Role.BEFORE) else index + 1)
    after = draft.has(index - 1, Role.SINCE) and not draft.has(index - 1, Role.IN_YEAR)
    if after or draft.has(index + 1, Role.SINCE):
        draft.said |= {"year": year, "since": True}
        return _took(draft, index, index if after else index + 1)
    return False


def _took(draft: Draft, index: int, last: int) -> bool:
    words = (Role.UNTIL, Role.BEFORE, Role.SINCE, Role.BETWEEN, Role.IN_YEAR)
    first = index - 1 if last != index + 1 and draft.has(index - 1, *words) else index
    if draft.has(last + 1, Role.AFTER_YEAR):
        last += 1
    draft.because(first, last, "says which years")
    draft.take(*range(first, last + 1))
    return True


def _certain(draft: Draft, index: int) -> bool:
    if _in_name(draft, index):
        return False
    alone = draft.tokens[draft.spans[index].start].bracket and draft.opens(index) and draft.closes(index)
    if alone or draft.has(index + 1, Role.AFTER_YEAR, Role.SELF_TITLED):
        return True
    if draft.has(index - 1, Role.IN_YEAR) and not (draft.key(index - 1) in _WEAK_IN and not draft.at_end(index)):
        return draft.key(index - 1) != "of"
    noun = draft.has(index + 1, Role.ALBUM, Role.ONE, Role.COPY, Role.TRACK, Role.LABEL)
    if noun and not draft.at_start(index):
        return True
    later = any(
        draft.has(after, Role.ALBUM, Role.TRACK) and draft.closes(after) for after in range(index + 2, len(draft.spans))
    )
    return draft.has(index - 1, Role.ARTICLE) and (noun or later)


def _in_name(draft: Draft, index: int) -> bool:
    """ "我去2000年": without a space behind a name's own character it belongs to the name."""
    token, before = draft.tokens[draft.spans[index].start], index - 1
    joined = token.before == Boundary.NONE and draft.free(before) and draft.tokens[draft.spans[before].start].unspaced
    return joined and not draft.spans[before].roles


def _decade(draft: Draft, index: int) -> None:
    """A decade counts beside a preposition, an article, a noun or an edge."""
    noun = draft.has(index + 1, Role.ALBUM, Role.ARTIST, Role.ONE, Role.NATION)
    led = draft.has(index - 1, Role.IN_YEAR, Role.ARTICLE)
    spelled = not any(character.isdigit() for character in draft.key(index))
    leads = draft.at_start(index) and not spelled
    if draft.left() == 1 or not (
        leads or noun or led or (draft.closes(index) and not (spelled and draft.before(index) < Boundary.COMMA))
    ):
        return
    if any(draft.spans[later].has(Role.ARTIST) for later in range(index + 1, min(index + 4, len(draft.spans)))):
        return
    draft.said["decade"] = int(draft.value(index, Role.DECADE))
    first = index
    while draft.has(first - 1, Role.IN_YEAR, Role.ARTICLE) and first - 1 > 0:
        first -= 1
    draft.because(first, index, "is the decade")
    draft.take(*range(first, index + 1))
