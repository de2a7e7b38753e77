"""How a search ends: with copies, with nothing, with an open question, or before it began, and why."""

from __future__ import annotations

from apps.search import sentences
from apps.search.board import SourceBoard
from apps.search.catalogue.domain import Match
from apps.search.domain import ParsedQuery
from apps.search.models import SearchStatus

_NAMES = ("artist", "album", "track", "composer", "performer", "orchestra", "work", "label")


def obstacle(parsed: ParsedQuery, *, sources: int) -> dict[str, str] | None:
    """Why there is no use in searching: nowhere to look, or nothing to look for."""
    if not sources:
        return {"code": "no_sources", "message": sentences.NO_SOURCES}
    if not names_something(parsed):
        return {"code": "not_understood", "message": sentences.NOTHING_READ}
    return None


def names_something(parsed: ParsedQuery) -> bool:
    """Whether there is anything to look for."""
    return any(getattr(parsed, name) for name in _NAMES)


def ending(
    board: SourceBoard, copies: int, parsed: ParsedQuery, match: Match | None, *, is_asking: bool
) -> tuple[SearchStatus, str, dict[str, str] | None]:
    """Status, message and error of a search that has come to its end."""
    if not copies and not board.any_answered:
        message = sentences.nobody_answered(board.asked)
        return SearchStatus.FAILED, message, {"code": "no_source_answered", "message": message}
    if not copies:
        message = sentences.nothing_found(parsed, match, board.asked)
        return SearchStatus.DONE, message, {"code": "nothing_found", "message": message}
    message = sentences.ending(board.asked, copies, board.catalogue_failed)
    return SearchStatus.ASKING if is_asking else SearchStatus.DONE, message, None
