"""The line of names that is left of a request, and where it may be parted."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from apps.search.understand import names
from apps.search.understand.draft import Draft
from apps.search.understand.languages import Role
from apps.search.understand.tokens import Boundary, Token, surface

_LINKS = (Role.BY, Role.HAS, Role.OF)
_SHORTEST_OWNER = 5
_MOST_LINKS = 8
_NOTE = -1.6
"""What it costs to leave a part between commas out of the names."""


@dataclass(frozen=True, slots=True)
class Link:
    """A word or ending that may join title and artist: tokens `start` to `end` of the line."""

    start: int
    end: int
    role: Role


@dataclass(frozen=True, slots=True)
class Line:
    """Tokens that name something. `bars` are the indexes before which phrases were taken out.

    `year` is a bare year that this line leaves out of the names, `prior` what speaks for or against it.
    """

    text: str
    tokens: tuple[Token, ...]
    bars: frozenset[int] = frozenset()
    links: tuple[Link, ...] = ()
    year: int | None = None
    prior: float = 0.0
    note: str | None = None

    def boundary(self, index: int) -> Boundary:
        written = self.tokens[index].before
        return max(written, Boundary.GAP) if index in self.bars else written

    def words(self, start: int, end: int) -> str:
        """The words from one index to another as written, without what was taken out between them."""
        parts, begin = [], start
        for index in range(start + 1, end + 1):
            if index == end or (index in self.bars and self.tokens[index - 1].end + 1 < self.tokens[index].start):
                parts.append(surface(self.text, self.tokens[begin:index]))
                begin = index
        return " ".join(parts)

    def cut(self, start: int, end: int) -> Line:
        """The same line from one index to another."""
        return replace(
            self,
            tokens=self.tokens[start:end],
            bars=frozenset(bar - start for bar in self.bars if start < bar < end),
            links=tuple(
                Link(link.start - start, link.end - start, link.role)
                for link in self.links
                if link.start > start and link.end < end
            ),
        )


def lines(draft: Draft) -> Iterator[Line]:
    """The line as the draft leaves it, then without a bare year, then without a part between commas."""
    whole = _whole(draft)
    if not whole.tokens:
        return
    yield whole
    years = [index for index, token in enumerate(whole.tokens) if _bare_year(draft, token)]
    if len(whole.tokens) > 1:
        for index in dict.fromkeys((*years[:1], *years[-1:])):
            yield _without_year(whole, index)
    strong = [
        n for n in range(1, len(whole.tokens)) if whole.boundary(n) in (Boundary.COMMA, Boundary.GAP, Boundary.BRACKET)
    ]
    if strong:
        yield replace(whole.cut(0, strong[-1]), prior=_NOTE, note=whole.words(strong[-1], len(whole.tokens)))
        if len(strong) > 1:
            yield replace(whole.cut(strong[0], len(whole.tokens)), prior=_NOTE - 0.4, note=whole.words(0, strong[0]))


def _whole(draft: Draft) -> Line:
    tokens: list[Token] = []
    bars: set[int] = set()
    links: list[Link] = []
    previous = 0
    for index in draft.indexes():
        span = draft.spans[index]
        start = len(tokens)
        if start and (span.start != previous or span.start in draft.bars):
            bars.add(start)
        tokens.extend(draft.tokens[span.start : span.end])
        previous = span.end
        bars.update(bar - span.start + start for bar in draft.bars if span.start < bar < span.end and start)
        role = next((role for role in _LINKS if draft.has(index, role)), None)
        if role and start:
            links.append(Link(start, len(tokens), role))
    length = len(tokens)
    if len(links) > _MOST_LINKS:
        links = links[: _MOST_LINKS // 2] + links[-_MOST_LINKS // 2 :]
    links = [link for link in links if link.end < length]
    links += [
        Link(n, n, Role.HAS)
        for n in range(1, length)
        if tokens[n - 1].possessive and not tokens[n - 1].bracket and tokens[n].before <= Boundary.SPACE
    ]
    links += [Link(n, n, Role.HAS) for n in range(1, length) if _owner(tokens[:n])]
    return Line(draft.text, tuple(tokens), frozenset(bars), tuple(links))


def _owner(tokens: list[Token]) -> bool:
    """Whether a known artist owns what follows, without an apostrophe: "Grönemeyers Männer"."""
    last = tokens[-1]
    if not last.key.endswith("s") or len(last.key) < _SHORTEST_OWNER or last.possessive or names.artist(tokens):
        return False
    named = names.artist([*tokens[:-1], replace(last, key=last.key[:-1], text=last.text[:-1])])
    return named is not None and not named.everyday


def _bare_year(draft: Draft, token: Token) -> bool:
    return any(
        span.length == 1 and draft.tokens[span.start] is token and "-" not in span.roles.get(Role.YEAR, "-")
        for span in draft.spans
    )


def _without_year(line: Line, index: int) -> Line:
    """The line with a year taken out: likely after the names, less so before or inside them."""
    last = index == len(line.tokens) - 1
    kept = line.tokens[:index] + line.tokens[index + 1 :]
    shift = [n if n <= index else n - 1 for n in line.bars if n != index]
    bars = frozenset(n for n in shift if 0 < n < len(kept)) | (frozenset() if last or index == 0 else {index})
    links = tuple(
        Link(link.start - (link.start > index), link.end - (link.end > index), link.role)
        for link in line.links
        if not link.start <= index < link.end
    )
    links = tuple(link for link in links if link.start > 0 and link.end < len(kept))
    named = names.artist(kept) is not None
    prior = -1.2 if named or index == 0 else 0.6 if last else -1.4
    return replace(line, tokens=kept, bars=bars, links=links, year=int(line.tokens[index].key), prior=prior)
