"""How far the splitting of an album is, for its page: kept for an hour, since a lost word costs nothing but a click."""

from uuid import UUID

from django.core.cache import cache

RUNNING = "running"
SECONDS = 3600


def note_splitting(album_id: UUID, state: str, fault: str = "") -> None:
    """Keep that the album is being split (`RUNNING`), or that it is over ('') and what went wrong."""
    cache.set(f"library:split:{album_id}", [state, fault], SECONDS)


def splitting_of(album_id: UUID) -> tuple[str, str]:
    """`RUNNING` or '', and the sentence that says why it could not be split."""
    state, fault = cache.get(f"library:split:{album_id}") or ("", "")
    return state, fault
