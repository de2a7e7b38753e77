"""The verbs of playlists."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from django.db import transaction
from django.db.models import Max

from apps.core.errors import ApiError
from apps.library.keeping.models import BinItem
from apps.library.keeping.rows import take_out
from apps.library.models import Album, Playlist, PlaylistEntry, Track
from apps.library.playlists.rules import Rules

LONGEST_NAME, MOST_ENTRIES = 200, 20_000


def make_playlist(name: str, *, tracks: Sequence[UUID] = (), rules: Rules | None = None, comment: str = "") -> Playlist:
    """Make a playlist of these tracks, or a smart one. Raises ApiError 404, 422."""
    with transaction.atomic():
        playlist = Playlist.objects.create(
            name=_name(name), comment=comment[:2000], rules=rules.as_dict() if rules else None
        )
        if tracks:
            add_tracks(playlist.pk, tracks)
    return playlist


def change_playlist(
    playlist_id: UUID, *, name: str | None = None, comment: str | None = None, rules: Rules | None = None
) -> Playlist:
    """Another name, comment or rules. Raises ApiError 404, 409 for rules of one that was made by hand, 422."""
    with transaction.atomic():
        playlist = found(playlist_id)
        if name is not None:
            playlist.name = _name(name)
        if comment is not None:
            playlist.comment = comment[:2000]
        if rules is not None:
            if not playlist.is_smart:
                raise ApiError(409, "not_smart", "That playlist was made by hand: it has no rules.")
            playlist.rules = rules.as_dict()
        playlist.save()
    return playlist


def remove_playlist(playlist_id: UUID) -> BinItem:
    """Put a playlist into the recycle bin. Raises ApiError 404."""
    with transaction.atomic():
        playlist = found(playlist_id)
        rows, relinks = take_out([playlist])
        item = BinItem.objects.create(
            title=playlist.name, what="Playlist", rows=rows, relinks=relinks, state=BinItem.State.BINNED
        )
        playlist.delete()
    return item


def add_tracks(playlist_id: UUID, tracks: Sequence[UUID]) -> int:
    """Add tracks at the end; returns how many. Raises ApiError 404, 409 for a smart one, 422 when it gets too long."""
    with transaction.atomic():
        playlist = _by_hand(playlist_id)
        known = set(Track.objects.filter(pk__in=tracks).values_list("pk", flat=True))
        wanted = [key for key in tracks if key in known]
        if len(wanted) < len(tracks):
            raise ApiError(404, "not_found", "One of these tracks is not in the library any more.", field="track_ids")
        last = playlist.entries.aggregate(last=Max("position"))["last"]
        start = 0 if last is None else last + 1
        if playlist.entries.count() + len(wanted) > MOST_ENTRIES:
            raise ApiError(422, "too_long", f"A playlist holds at most {MOST_ENTRIES} tracks.", field="track_ids")
        _insert(playlist, wanted, start)
        playlist.save(update_fields=["changed_at"])
    return len(wanted)


def add_album(playlist_id: UUID, album: Album) -> int:
    """Add an album's tracks in its order. Raises as `add_tracks`."""
    keys = album.tracks.order_by("disc_number", "track_number", "file_path").values_list("pk", flat=True)
    return add_tracks(playlist_id, list(keys))


def remove_entries(playlist_id: UUID, entries: Sequence[UUID]) -> int:
    """Take entries out; returns how many. Raises ApiError 404, 409."""
    with transaction.atomic():
        playlist = _by_hand(playlist_id)
        gone, _rows = playlist.entries.filter(pk__in=entries).delete()
        playlist.save(update_fields=["changed_at"])
    return gone


def replace_tracks(playlist_id: UUID, tracks: Sequence[UUID]) -> None:
    """Make the playlist exactly these tracks in this order, as after a drag. Raises as `add_tracks`."""
    with transaction.atomic():
        playlist = _by_hand(playlist_id)
        playlist.entries.all().delete()
        add_tracks(playlist.pk, tracks)


def found(playlist_id: UUID) -> Playlist:
    """The playlist of that id. Raises ApiError 404."""
    playlist = Playlist.objects.filter(pk=playlist_id).first()
    if playlist is None:
        raise ApiError(404, "not_found", "There is no such playlist (any more).")
    return playlist


def _by_hand(playlist_id: UUID) -> Playlist:
    playlist = found(playlist_id)
    if playlist.is_smart:
        raise ApiError(409, "smart", "Rules say what is in that playlist. Change the rules, or make one by hand.")
    return playlist


def _insert(playlist: Playlist, tracks: Sequence[UUID], start: int) -> None:
    entries = [
        PlaylistEntry(playlist=playlist, track_id=key, position=position)
        for position, key in enumerate(tracks, start=start)
    ]
    PlaylistEntry.objects.bulk_create(entries, batch_size=500)


def _name(name: str) -> str:
    clean = " ".join(name.replace("\0", " ").split())
    if not clean or len(clean) > LONGEST_NAME:
        raise ApiError(422, "invalid", f"A playlist has a name of up to {LONGEST_NAME} characters.", field="name")
    return clean
