"""Words that tell which one is meant and do not name it: "(UK)", "the british band", "the slow 1981 one"."""

from __future__ import annotations

from apps.search.domain import QueryType
from apps.search.understand import names
from apps.search.understand.draft import Draft
from apps.search.understand.languages import Role
from apps.search.understand.tokens import Boundary

_PERFORMANCES = frozenset(
    "version cover rendition performance fassung interpretation versión versão versione версия".split()
)
_TELLS = (Role.NATION, Role.DECADE)


def read_descriptions(draft: Draft) -> None:
    """Take asides out of the draft, and exclusions: "except …", "not the … version"."""
    for first, last in _segments(draft):
        if any(not draft.free(index) for index in range(first, last + 1)) or _excludes(draft, first, last):
            continue
        if draft.left() <= last - first + 1:
            continue
        if _tells_apart(draft, first, last):
            _disambiguate(draft, first, last)
        elif draft.has(first, Role.ARTICLE) and draft.has(last, Role.ONE):
            _the_one(draft, first, last)
    _the_one_without_comma(draft)


def _segments(draft: Draft) -> list[tuple[int, int]]:
    """Runs of spans between commas, brackets and dashes, as first and last index."""
    starts = [n for n in range(len(draft.spans)) if n == 0 or draft.before(n) >= Boundary.BRACKET]
    return [(start, end - 1) for start, end in zip(starts, [*starts[1:], len(draft.spans)], strict=True)]


def _tells_apart(draft: Draft, first: int, last: int) -> bool:
    """A bracket of nations or decades, or an aside that ends in "band"."""
    roles = [draft.has(index, *_TELLS) for index in range(first, last + 1)]
    if draft.tokens[draft.spans[first].start].bracket:
        small = (Role.ARTIST, Role.ARTICLE, Role.WORD, Role.IN, Role.AND)
        return any(roles) and all(tells or draft.has(first + n, *small) for n, tells in enumerate(roles))
    noun = draft.has(last, Role.ARTIST)
    return noun and first > 0 and last > first + 1 and draft.has(first, Role.ARTICLE)


def _disambiguate(draft: Draft, first: int, last: int) -> None:
    """In the manner of MusicBrainz: "60s psych band from the UK"."""
    decade = next((draft.value(n, Role.DECADE) for n in range(first, last + 1) if draft.has(n, Role.DECADE)), None)
    nation = next((draft.value(n, Role.NATION) for n in range(first, last + 1) if draft.has(n, Role.NATION)), None)
    plain = [draft.key(n) for n in range(first, last + 1) if not draft.has(n, *_TELLS, Role.ARTICLE, Role.IN, Role.AND)]
    if draft.tokens[draft.spans[first].start].bracket and not plain:
        said = f"{decade[2:]}s" if decade else str(nation)
    else:
        parts = [
            f"{decade[2:]}s" if decade else "",
            *plain,
            f"from the {nation}" if nation == "UK" or nation == "US" else "",
        ]
        said = " ".join(part for part in ([nation] if nation not in (None, "UK", "US") else []) + parts if part)
    draft.said["disambiguation"] = said
    draft.because(first, last, "tells which artist of that name")
    draft.take(*range(first, last + 1))


def _the_one(draft: Draft, first: int, last: int) -> None:
    """ "the jeff buckley one" names an artist; "the slow 1981 one" and "the peter green era one" describe."""
    inner = draft.tokens[draft.spans[first].end : draft.spans[last].start]
    dated = any(draft.has(index, Role.YEAR) for index in range(first, last + 1))
    performed = inner and draft.key(last) in _PERFORMANCES and (len(inner) > 1 or not names.everyday(inner[0].key))
    known = inner and draft.spans[last].length == 1 and names.artist(inner, misspelt=True) is not None
    if inner and not dated and (known or performed):
        draft.take(first, last)
        draft.title_first = True
        draft.kind = draft.kind or QueryType.TRACK
        draft.reasons.append(f"“{draft.words(first, last)}” tells whose version")
        return
    for index in range(first, last + 1):
        if draft.has(index, Role.YEAR) and "-" not in draft.value(index, Role.YEAR):
            draft.said["year"] = int(draft.value(index, Role.YEAR))
        elif draft.has(index, Role.LABEL) and draft.value(index, Role.LABEL):
            draft.said["label"] = draft.value(index, Role.LABEL)
        elif draft.has(index, Role.LIVE):
            draft.said["live"] = draft.value(index, Role.LIVE) != "studio"
    draft.because(first, last, "describes the one that is meant")
    draft.take(*range(first, last + 1))


def _the_one_without_comma(draft: Draft) -> None:
    last = draft.last()
    if last < 3 or not draft.has(last, Role.ONE):
        return
    for first in range(last - 1, max(0, last - 5), -1):
        if draft.has(first, Role.ARTICLE) and draft.free(first - 1):
            inner = draft.tokens[draft.spans[first].end : draft.spans[last].start]
            if inner and names.artist(inner):
                _the_one(draft, first, last)
                draft.bars.add(draft.spans[first].end)
            return


def _excludes(draft: Draft, first: int, last: int) -> bool:
    """ "not the leonard cohen version", "except kid a"."""
    starts = next(
        (
            index
            for index in range(first, last + 1)
            if ((draft.has(index, Role.EXCEPT) and index) or (draft.has(index, Role.NOT) and index == first and first))
            and index < last
        ),
        None,
    )
    if starts is None:
        return False
    one = last if draft.has(last, Role.ONE) and last > starts + 1 else None
    begin = starts + 1
    while (
        begin < last
        and draft.has(begin, Role.ARTICLE, Role.NOT, Role.BY, Role.IN)
        and not _named(draft, begin, one or last + 1)
    ):
        begin += 1
    end = one or last + 1
    inner = draft.tokens[draft.spans[begin].start : draft.spans[end - 1].end]
    artist = names.artist(inner, misspelt=True)
    certain = draft.has(starts, Role.EXCEPT) or artist is not None
    if not certain or any(
        draft.has(n, Role.FORMAT, Role.MEDIUM, Role.REMASTER, Role.LIVE, Role.EDITION) for n in range(begin, end)
    ):
        return False
    name = "exclude_artist" if artist else "exclude_album"
    if one is not None:
        draft.kind = draft.kind or QueryType.TRACK
    draft.said[name] = (artist.proper if artist else draft.words(begin, end - 1),)
    draft.because(starts, last, "is not wanted")
    draft.take(*range(starts, last + 1))
    return True


def _named(draft: Draft, first: int, end: int) -> bool:
    inner = draft.tokens[draft.spans[first].start : draft.spans[end - 1].end]
    return names.artist(inner) is not None
