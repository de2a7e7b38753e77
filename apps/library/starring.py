"""Stars: what a person likes. Artists, albums and tracks have them alike (OpenSubsonic's `star`)."""

from typing import Literal
from uuid import UUID

from django.utils import timezone

from apps.core.errors import ApiError
from apps.library.models import Album, Artist, Track

Kind = Literal["artists", "albums", "tracks"]
_MODELS: dict[str, type[Artist] | type[Album] | type[Track]] = {"artists": Artist, "albums": Album, "tracks": Track}


def star(kind: Kind, key: UUID, *, on: bool = True) -> None:
    """Give a star, or take it away; twice is once. Raises ApiError 404."""
    rows = _MODELS[kind]._default_manager.filter(pk=key)
    if not rows.exists():
        raise ApiError(404, "not_found", "That is not in the library any more.")
    if on:
        rows.filter(starred_at__isnull=True).update(starred_at=timezone.now())
    else:
        rows.update(starred_at=None)
