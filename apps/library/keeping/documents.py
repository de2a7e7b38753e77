"""What the JSON interface shows of keeping: copies held twice, the bin, faults."""

from typing import Any

from apps.library.keeping.duplicates import HeldTwice, Twin
from apps.library.keeping.editing import Change, Edited
from apps.library.keeping.faults import FaultyAlbum
from apps.library.keeping.models import BinItem
from apps.library.queries import album_row, track_row


def held_document(held: HeldTwice) -> dict[str, Any]:
    """Two copies of one album. `unpaired`: tracks that only the spare one has."""
    return {
        "keep": album_row(held.keep),
        "spare": album_row(held.spare),
        "is_equal": held.is_equal,
        "reasons": list(held.comparison.reasons),
        "unpaired": [track_row(track) for track in held.unpaired],
    }


def twin_document(twin: Twin) -> dict[str, Any]:
    """A recording that is twice in one album."""
    return {"keep": track_row(twin.keep), "spare": track_row(twin.spare)}


def bin_document(item: BinItem) -> dict[str, Any]:
    """What lies in the bin. `size` is in bytes."""
    return {
        "item_id": str(item.pk),
        "title": item.title,
        "artist": item.artist_name,
        "what": item.what,
        "better_album_id": str(item.better_album_id) if item.better_album_id else None,
        "files": [path for path, _size in item.files],
        "size": item.size,
        "binned_at": item.binned_at.isoformat(),
    }


def fault_document(faulty: FaultyAlbum) -> dict[str, Any]:
    """An album with its missing and unreadable tracks."""
    return {
        "album": album_row(faulty.album),
        "missing": [track_row(track) for track in faulty.missing],
        "unreadable": [track_row(track) | {"fault": track.fault} for track in faulty.unreadable],
    }


def change_document(change: Change) -> dict[str, Any]:
    """What would become of one field of one track."""
    return {"track_id": str(change.track.pk), "field": change.field, "before": change.before, "after": change.after}


def edit_document(edited: Edited) -> dict[str, Any]:
    """An edit of many tracks; `faults` are sentences about files whose tags stayed as they were."""
    return {"edit_id": str(edited.edit.pk), "what": edited.edit.what, "faults": list(edited.faults)}
