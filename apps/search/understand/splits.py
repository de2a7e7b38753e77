"""Where the artist's name ends and the title begins: every way to part a line, each with what speaks for it.

Scores add up and compare within one request; the weights say how much more likely a clue makes a reading, and
were set by hand, reading what was missed; see docs/adr/0120.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from apps.search.domain import QueryType
from apps.search.understand import names
from apps.search.understand.draft import Draft
from apps.search.understand.languages import Role
from apps.search.understand.lines import Line, Link
from apps.search.understand.names import Name
from apps.search.understand.tokens import Boundary
from apps.search.understand.worths import artist_worth, known_artist, person, plain, rare, small, title_worth

_MOST_BARE_SPLITS = 7
"""Tokens from either end after which a name may end without any sign."""


@dataclass(frozen=True, slots=True)
class Split:
    """One way to part a line: token ranges of artist and title (empty: none), a score and the reason."""

    line: Line
    artist: tuple[int, int] | None
    title: tuple[int, int] | None
    score: float
    reason: str
    name: Name | None = None


_ARTIST_FIRST = {
    Boundary.SPACE: 0.0, Boundary.BRACKET: -1.5, Boundary.COMMA: 1.2, Boundary.GAP: 1.1, Boundary.QUOTE: 2.0,
    Boundary.DASH: 4.0, Boundary.NONE: -0.5,
}  # fmt: skip
_TITLE_FIRST = {
    Boundary.SPACE: -1.2, Boundary.BRACKET: -1.0, Boundary.COMMA: 1.0, Boundary.GAP: 0.9, Boundary.QUOTE: 2.0,
    Boundary.DASH: -1.0, Boundary.NONE: -2.0,
}  # fmt: skip
_ARTICLES = frozenset("the a an der die das le la les el los las il lo i gli o os as".split())
"""Behind a rare word an article rather begins a title: "65daysofstatic the fall of math"."""
_LINKED = {Role.BY: 4.0, Role.HAS: 3.0, Role.OF: 1.4}


def splits(draft: Draft, line: Line) -> Iterator[Split]:
    """Every reading of the line worth scoring."""
    if not line.tokens:
        return
    yield _alone(draft, line)
    yield _title_only(draft, line)
    for link in line.links:
        yield _at_link(draft, line, link)
    for index in range(1, len(line.tokens)):
        if line.boundary(index) > Boundary.SPACE or _worth_parting(line, index):
            yield from _at_boundary(draft, line, index)


def _at_link(draft: Draft, line: Line, link: Link) -> Split:
    """Parted by a word or an ending that joins title and artist."""
    left, right = (0, link.start), (link.end, len(line.tokens))
    worth = _LINKED[link.role] - _crossed(line, left, right)
    if link.role == Role.HAS:
        return _scored(draft, line, left, right, worth, "the artist is named first, as its owner")
    worth += _of_bonus(line, link, draft.kind is not None or any(draft.used))
    return _scored(draft, line, right, left, worth, _link_reason(line, link))


def _at_boundary(draft: Draft, line: Line, index: int) -> Iterator[Split]:
    """Parted between two tokens, in either order."""
    boundary = line.boundary(index)
    left, right = (0, index), (index, len(line.tokens))
    crossed = _crossed(line, left, right, index)
    worth = _ARTIST_FIRST[boundary] + _spaced(line, index, boundary) - crossed
    yield _scored(draft, line, left, right, worth, _parted(boundary, "artist first"))
    if boundary != Boundary.NONE:
        worth = _TITLE_FIRST[boundary] + (1.6 if draft.title_first else 0.0) - crossed
        yield _scored(draft, line, right, left, worth, _parted(boundary, "title first"))


def _worth_parting(line: Line, index: int) -> bool:
    near = min(index, len(line.tokens) - index) <= _MOST_BARE_SPLITS
    if line.tokens[index].before != Boundary.NONE:
        return near
    left, right = line.tokens[index - 1], line.tokens[index]
    if left.unspaced != right.unspaced:
        return near
    return near and left.unspaced and names.artist(line.tokens[:index]) is not None


def _spaced(line: Line, index: int, boundary: Boundary) -> float:
    """Where words have no spaces, a written one parts names; so do capitals where they are sparing."""
    left, right = line.tokens[index - 1], line.tokens[index]
    if boundary == Boundary.SPACE and (left.unspaced or right.unspaced):
        return 2.0
    if boundary != Boundary.SPACE or not _sparing_capitals(line):
        return 0.0
    if right.text[0].isdigit():
        return 0.0
    return 0.9 if right.text[0].isupper() else -1.5


def _sparing_capitals(line: Line) -> bool:
    cased = [token.text for token in line.tokens if token.text[0].lower() != token.text[0].upper()]
    upper = sum(word[0].isupper() for word in cased)
    return 1 < upper < len(cased) or (upper == 1 and len(cased) > 2 and not cased[0][0].isupper())


def _crossed(line: Line, left: tuple[int, int], right: tuple[int, int], at: int = -1) -> float:
    """What it costs that a name runs over a comma, a dash or a phrase that was taken out."""
    cost = 0.0
    for start, end in (left, right):
        for index in range(start + 1, end):
            boundary = line.boundary(index)
            if boundary == Boundary.SPACE and line.tokens[index].unspaced and line.tokens[index - 1].unspaced:
                cost += 1.2
            elif boundary >= Boundary.COMMA and index != at:
                cost += 1.0 if boundary == Boundary.COMMA else 1.6
    return cost


def _link_reason(line: Line, link: Link) -> str:
    return f"“{line.words(link.start, link.end)}” stands between title and artist"


def _parted(boundary: Boundary, order: str) -> str:
    how = {
        Boundary.COMMA: "a comma",
        Boundary.DASH: "a dash",
        Boundary.QUOTE: "quotation marks",
        Boundary.GAP: "a phrase between them",
    }
    return f"{order}, parted by {how[boundary]}" if boundary in how else f"{order}, by the words alone"


def _of_bonus(line: Line, link: Link, asked: bool) -> float:
    """Of several "de" the last one, before a capital, is the likeliest link."""
    if link.role != Role.OF:
        return 0.0
    later = any(other.role == Role.OF and other.start > link.start for other in line.links)
    capital = line.tokens[link.end].text[:1].isupper()
    if line.tokens[link.start].key == "of":
        return -1.5
    return (0.0 if later else 0.4) + (0.5 if capital else 0.0) + (0.8 if asked else 0.0)


def _scored(
    draft: Draft, line: Line, artist: tuple[int, int], title: tuple[int, int], base: float, reason: str
) -> Split:
    name_tokens, title_tokens = line.tokens[slice(*artist)], line.tokens[slice(*title)]
    linked = base >= 1.0
    name = known_artist(name_tokens, draft.language)
    score = line.prior + base + artist_worth(name_tokens, name, linked) + title_worth(title_tokens, artist < title)
    if name is None and names.artist(title_tokens) is not None:
        score -= 0.8
    like_a_name = person(name_tokens) or (rare(name_tokens) and any(plain(token) for token in title_tokens))
    if name is None and like_a_name:
        score += 0.9
    elif name is not None and not draft.self_titled and all(token.key.isdigit() for token in title_tokens):
        score += 1.0
    if draft.kind == QueryType.ARTIST or draft.artist_alone:
        score -= 2.5
    if draft.said.get("release_type") == "soundtrack" and len(name_tokens) == 1 and base < 1.0:
        score -= 1.5  # a film's name comes first: "pulp fiction soundtrack"
    if draft.kind in (QueryType.ALBUM, QueryType.TRACK) and not _needs_no_title(draft):
        score += 0.5
    if _needs_no_title(draft):
        score -= 2.0
    score += names.title_worth(title_tokens, name)
    return Split(line, artist, title, score, reason, name)


def _needs_no_title(draft: Draft) -> bool:
    return draft.self_titled or bool(draft.said.get("newest")) or "ordinal" in draft.said


def _alone(draft: Draft, line: Line) -> Split:
    """The whole line is an artist's name."""
    tokens = line.tokens
    name = known_artist(tokens, draft.language)
    score = line.prior - 0.3 + artist_worth(tokens, name, draft.artist_alone) - _crossed(line, (0, len(tokens)), (0, 0))
    if draft.kind == QueryType.ARTIST or draft.artist_alone:
        score += 3.0
    if _needs_no_title(draft):
        score += 2.5
    if draft.said.get("similar") or "date" in draft.said or draft.said.get("live"):
        score += 2.0 if "date" in draft.said else 0.6
    if draft.said.get("release_type") == "discography":
        score += 2.0
    if draft.nickname:
        score -= 3.0
    if "disambiguation" in draft.said:
        score += 1.5
    return Split(line, (0, len(tokens)), None, score, "the words name an artist", name)


def _title_only(draft: Draft, line: Line) -> Split:
    """The whole line is a title."""
    tokens = line.tokens
    score = line.prior + 0.3 - _crossed(line, (0, len(tokens)), (0, 0))
    if any(small(token) for token in tokens[1:-1]) or (small(tokens[0]) and len(tokens) > 1):
        leads = rare(tokens[:2]) or (rare(tokens[:1]) and tokens[1].key in _ARTICLES)
        score += 0.2 if leads and len(tokens) > 3 else 0.8
    if any(name in draft.said for name in ("edition", "source", "remaster", "quality", "log")):
        score += 0.5
    if "date" in draft.said or draft.said.get("similar"):
        score -= 1.0
    if len(tokens) > 2 and names.given(tokens[0].key):
        score -= 0.3
    if draft.kind in (QueryType.ALBUM, QueryType.TRACK):
        score += 0.5
    if draft.kind == QueryType.ARTIST or draft.artist_alone or draft.self_titled:
        score -= 3.0
    if tokens[0].quote and tokens[-1].quote == tokens[0].quote:
        score += 2.0
    if draft.joined and "release_type" in draft.said and len(tokens) <= 4:
        score += 0.3
    score += names.title_worth(tokens, None)
    return Split(line, None, (0, len(tokens)), score, "the words name a title")
