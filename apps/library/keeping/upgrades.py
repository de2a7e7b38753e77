"""Keeping the better of two copies: what belongs to the person moves on, the other goes into the bin, with undo."""

from __future__ import annotations

from uuid import UUID

from apps.core.errors import ApiError
from apps.library.keeping import bin as recycle_bin
from apps.library.keeping.duplicates import held_twice
from apps.library.keeping.models import BinItem


def keep_better(keep_id: UUID, spare_id: UUID) -> BinItem:
    """Put the album `spare_id` into the bin; its plays, stars and places in playlists go to `keep_id`.

    Raises ApiError 404, 409 where the two are not copies of one album or the spare one has tracks that the other lacks,
    503.
    """
    with recycle_bin.held_library():
        held = held_twice(keep_id, spare_id)
        if held is None:
            raise ApiError(409, "not_the_same", "These two are not copies of the same album (any more).")
        if held.unpaired:
            names = ", ".join(track.title for track in held.unpaired[:3])
            message = (
                f"The copy that would go has tracks which the other lacks: {names}. Keep both, or move these first."
            )
            raise ApiError(409, "would_lose_tracks", message)
        what = f"Replaced by {held.keep.format or 'a better copy'}"
        return recycle_bin.bin_rows(held.spare, list(held.spare.tracks.all()), what, better=held.keep, pairs=held.pairs)
