"""What is read of playlists."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Count, Sum

from apps.core.paging import LARGEST_PAGE
from apps.library.models import Playlist, Track
from apps.library.playlists.rules import WHOLE, counted, in_order, keys_of, matching, read_rules, tracks_of
from apps.library.queries import track_row

MOST_PLAYED = 10_000  # as long as a queue may get
AT_ONCE = 500


@dataclass(frozen=True)
class Listed:
    """A track in a playlist; `entry_id` is None in a smart one."""

    track: Track
    entry_id: UUID | None = None


def playlists() -> Sequence[Playlist]:
    """Every playlist by name, with `track_count`."""
    found = list(Playlist.objects.annotate(track_count=Count("entries")))
    smart = [(playlist, read_rules(playlist.rules)) for playlist in found if playlist.rules is not None]
    counts = counted([rules for _playlist, rules in smart])
    for (playlist, rules), count in zip(smart, counts, strict=True):
        playlist.track_count = min(count, rules.limit) if rules.limit else count
    return found


def chosen(playlist: Playlist) -> list[UUID] | None:
    """The ids of the tracks in a smart one that holds only some of those that its rules name; None for any other."""
    rules = read_rules(playlist.rules) if playlist.rules is not None else None
    return list(keys_of(rules, str(playlist.pk))) if rules and rules.limit else None


def listed(playlist: Playlist, part: slice = WHOLE, keys: list[UUID] | None = None) -> list[Listed]:
    """What is in it, in order, or a `part` of that. A smart one may hold the whole library: ask for parts.

    `keys` are what `chosen` said, if it was asked already.
    """
    if keys is not None:
        return [Listed(track) for track in in_order(keys[part])]
    if playlist.rules is not None:
        return [Listed(track) for track in tracks_of(read_rules(playlist.rules), str(playlist.pk), part)]
    entries = playlist.entries.select_related("track")[part]
    return [Listed(entry.track, entry.pk) for entry in entries]


def each_track(playlist: Playlist, columns: Sequence[str] = ()) -> Iterator[Track]:
    """Every track in it, in order, some hundreds at a time in memory; `columns` names those that are needed."""
    if playlist.rules is None:
        keys = list(playlist.entries.values_list("track_id", flat=True))
    else:
        keys = list(keys_of(read_rules(playlist.rules), str(playlist.pk)))
    for start in range(0, len(keys), AT_ONCE):
        yield from in_order(keys[start : start + AT_ONCE], columns)


def tracks_in(playlist: Playlist) -> list[Track]:
    """Its tracks that can be played, in order; the first MOST_PLAYED of them."""
    found = listed(playlist, slice(MOST_PLAYED))
    return [each.track for each in found if each.track.state == Track.State.PRESENT]


def totals(playlist: Playlist, *, playable: bool = True, keys: list[UUID] | None = None) -> tuple[int, float]:
    """How many tracks it has, or of them can be played, and for how many seconds; counted by the database.

    `keys` are what `chosen` said, if it was asked already.
    """
    keys = chosen(playlist) if keys is None else keys
    if keys is not None:
        found = Track.objects.filter(pk__in=keys)
    elif playlist.rules is None:
        found = Track.objects.filter(playlist_entries__playlist=playlist)
        found = found.filter(state=Track.State.PRESENT) if playable else found
    else:
        found = matching(read_rules(playlist.rules))
    figures = found.order_by().aggregate(count=Count("pk"), seconds=Sum("duration"))
    return figures["count"], figures["seconds"] or 0.0


def playlist_row(playlist: Playlist) -> dict[str, Any]:
    """A playlist as the JSON interface shows one."""
    return {
        "id": str(playlist.pk),
        "name": playlist.name,
        "comment": playlist.comment,
        "rules": playlist.rules,
        "track_count": getattr(playlist, "track_count", None),
        "created_at": playlist.created_at.isoformat(),
        "changed_at": playlist.changed_at.isoformat(),
    }


def playlist_document(playlist: Playlist, offset: int = 0, limit: int = LARGEST_PAGE) -> dict[str, Any]:
    """A playlist with `limit` of its tracks from number `offset` on; `track_count` counts them all."""
    rows = [
        track_row(each.track) | {"entry_id": str(each.entry_id) if each.entry_id else None}
        for each in listed(playlist, slice(offset, offset + limit))
    ]
    count, _seconds = totals(playlist, playable=False)
    return playlist_row(playlist) | {"track_count": count, "offset": offset, "limit": limit, "tracks": rows}
