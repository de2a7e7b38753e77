"""The edges of a request: asking and polite words, which name nothing."""

from __future__ import annotations

from apps.search.understand.draft import Draft
from apps.search.understand.languages import Role
from apps.search.understand.tokens import Boundary


def strip_edges(draft: Draft) -> None:
    """Take asking and polite words off both ends, always leaving something."""
    _strip_start(draft)
    strip_end(draft)


def _strip_start(draft: Draft) -> None:
    asked = False
    while draft.left() > 1:
        index = draft.first()
        following = draft.free(index + 1) and (
            draft.has(index + 1, Role.FILLER, Role.GREETING) or draft.before(index + 1) >= Boundary.COMMA
        )
        if draft.has(index, Role.FILLER) and not _title_like(draft, index):
            asked = True
        elif not (draft.has(index, Role.GREETING) and following) and not (draft.has(index, Role.SOME) and asked):
            break
        draft.take(index)


def strip_end(draft: Draft) -> None:
    """Take polite words off the end."""
    while draft.left() > 1:
        index = draft.last()
        apart = draft.before(index) >= Boundary.COMMA or draft.used[index - 1]
        unspaced = draft.tokens[draft.spans[index].start].unspaced
        polite = draft.has(index, Role.FILLER, Role.GREETING) and (not unspaced or particle(draft, index))
        if not polite and not (draft.has(index, Role.SOME) and apart):
            break
        draft.take(index)


def _title_like(draft: Draft, index: int) -> bool:
    """A single asking word with one word after it may be a title ("play dead")."""
    return (
        draft.left() == 2
        and draft.spans[index].length == 1
        and not draft.tokens[0].unspaced
        and (draft.has(index + 1, Role.WORD))
    )


def particle(draft: Draft, index: int) -> bool:
    """A particle that ends the request or was joined to a phrase that was used."""
    span = draft.spans[index]
    joined = span.end == len(draft.tokens) or draft.tokens[span.end].before == Boundary.NONE
    return joined and draft.tokens[span.start].unspaced and draft.has(index, Role.FILLER, Role.HAS, Role.BY)
