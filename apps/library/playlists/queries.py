"""What is read of playlists."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Count, Sum

from apps.library.models import Playlist, Track
from apps.library.playlists.rules import matching, read_rules, tracks_of
from apps.library.queries import track_row


@dataclass(frozen=True)
class Listed:
    """A track in a playlist; `entry_id` is None in a smart one."""

    track: Track
    entry_id: UUID | None = None


def playlists() -> Sequence[Playlist]:
    """Every playlist by name, with `track_count`."""
    found = list(Playlist.objects.annotate(track_count=Count("entries")))
    for playlist in found:
        if playlist.rules is not None:
            rules = read_rules(playlist.rules)
            count = matching(rules).count()
            playlist.track_count = min(count, rules.limit) if rules.limit else count
    return found


def listed(playlist: Playlist) -> Sequence[Listed]:
    """What is in it, in order."""
    if playlist.rules is not None:
        return [Listed(track) for track in tracks_of(read_rules(playlist.rules), str(playlist.pk))]
    entries = playlist.entries.select_related("track")
    return [Listed(entry.track, entry.pk) for entry in entries]


def tracks_in(playlist: Playlist) -> list[Track]:
    """Its tracks that can be played, in order."""
    return [each.track for each in listed(playlist) if each.track.state == Track.State.PRESENT]


def totals(playlist: Playlist) -> tuple[int, float]:
    """How many of its tracks can be played, and for how many seconds, counted by the database where it can."""
    if playlist.rules is None:
        found = Track.objects.filter(playlist_entries__playlist=playlist, state=Track.State.PRESENT)
    else:
        rules = read_rules(playlist.rules)
        if rules.limit:
            chosen = tracks_in(playlist)
            return len(chosen), sum(track.duration for track in chosen)
        found = matching(rules)
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


def playlist_document(playlist: Playlist) -> dict[str, Any]:
    """A playlist with its tracks."""
    rows = [
        track_row(each.track) | {"entry_id": str(each.entry_id) if each.entry_id else None} for each in listed(playlist)
    ]
    return playlist_row(playlist) | {"track_count": len(rows), "tracks": rows}
