"""A request while it is being read: which phrases have been understood, and what is left for names."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from apps.search.domain import QueryType
from apps.search.understand.languages import Role
from apps.search.understand.phrases import Span
from apps.search.understand.tokens import Boundary, Token, surface


@dataclass(slots=True)
class Draft:
    """The spans of a request, those already used up, and what they said (by `ParsedQuery` field).

    `joined` holds spans that look like a wish or a frame but are part of a title. `title_first` and
    `artist_alone` are hints for the split; `bars` are token indexes before which a name surely ends.
    """

    text: str
    tokens: Sequence[Token]
    spans: Sequence[Span]
    language: str | None = None
    used: list[bool] = field(default_factory=list)
    said: dict[str, object] = field(default_factory=dict)
    reasons: list[str] = field(default_factory=list)
    kind: QueryType | None = None
    joined: set[int] = field(default_factory=set)
    bars: set[int] = field(default_factory=set)
    links: list[tuple[int, int]] = field(default_factory=list)
    artist_alone: bool = False
    title_first: bool = False
    self_titled: bool = False
    nickname: tuple[int, int] | None = None

    def __post_init__(self) -> None:
        self.used = self.used or [False] * len(self.spans)

    def free(self, index: int) -> bool:
        return 0 <= index < len(self.spans) and not self.used[index]

    def has(self, index: int, *roles: Role) -> bool:
        """Whether the span is still free and may play one of the parts."""
        if not 0 <= index < len(self.spans) or self.used[index] or index in self.joined:
            return False
        return not self.spans[index].roles.keys().isdisjoint(roles)

    def value(self, index: int, role: Role) -> str:
        return self.spans[index].roles[role]

    def key(self, index: int) -> str:
        span = self.spans[index]
        return " ".join(token.key for token in self.tokens[span.start : span.end])

    def indexes(self) -> Iterator[int]:
        return (index for index in range(len(self.spans)) if not self.used[index])

    def first(self) -> int:
        """The first free span; -1 where none is."""
        return next(self.indexes(), -1)

    def last(self) -> int:
        return next((index for index in range(len(self.spans) - 1, -1, -1) if not self.used[index]), -1)

    def left(self) -> int:
        """How many spans are still free."""
        return self.used.count(False)

    def before(self, index: int) -> Boundary:
        """What parts the span from the one before it."""
        return self.tokens[self.spans[index].start].before

    def opens(self, index: int) -> bool:
        """Whether the span begins the request, a bracket, or what follows a comma or a used phrase."""
        return index == 0 or self.before(index) >= Boundary.BRACKET or self.used[index - 1]

    def closes(self, index: int) -> bool:
        last = index + 1 == len(self.spans)
        return last or self.before(index + 1) >= Boundary.BRACKET or self.used[index + 1]

    def at_end(self, index: int) -> bool:
        """Whether nothing free follows."""
        return not any(self.free(later) for later in range(index + 1, len(self.spans)))

    def at_start(self, index: int) -> bool:
        return not any(self.free(earlier) for earlier in range(index))

    def take(self, *indexes: int) -> None:
        for index in indexes:
            self.used[index] = True

    def words(self, first: int, last: int) -> str:
        """The request's own words from one span to another, inclusive."""
        return surface(self.text, tuple(self.tokens[self.spans[first].start : self.spans[last].end]))

    def because(self, first: int, last: int, meaning: str) -> None:
        self.reasons.append(f"“{self.words(first, last)}” {meaning}")
