"""What a person attached to tracks and albums: plays, stars, places in playlists. It moves on to a better copy.

Rooms above the library register what of theirs points to a track (`register_belonging`); everything else that does is
about the file and stays with it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.apps import apps
from django.db.models import F, Model

from apps.library.models import Album, Track

_registered: list[tuple[str, str]] = [("library.PlaylistEntry", "track")]


def register_belonging(label: str, field: str) -> None:
    """Rows of the model `label` whose `field` points to a track belong to the person, not to the file."""
    if (label, field) not in _registered:
        _registered.append((label, field))


def hand_on(pairs: Mapping[UUID, UUID], album: UUID, better: UUID) -> dict[str, Any]:
    """Give what belongs to the tracks of one album to those of a better one; returns what `take_back` needs.

    `pairs` leads from each track to its better one. Call it in a transaction.
    """
    moved: dict[str, Any] = {"links": [], "tracks": [], "album": None}
    for label, field in _registered:
        for row in _model(label).filter(**{f"{field}__in": list(pairs)}):
            old = getattr(row, f"{field}_id")
            _model(label).filter(pk=row.pk).update(**{field: pairs[old]})
            moved["links"].append([label, str(row.pk), field, str(old), str(pairs[old])])
    tracks = Track.objects.in_bulk([*pairs, *pairs.values()])
    for old, new in pairs.items():
        moved["tracks"].append(_hand_on_figures(tracks[old], tracks[new]))
    rows = Album.objects.in_bulk([album, better])
    if rows[album].starred_at and not rows[better].starred_at:
        Album.objects.filter(pk=better).update(starred_at=rows[album].starred_at)
        moved["album"] = str(better)
    return moved


def take_back(moved: Mapping[str, Any]) -> None:
    """Undo `hand_on`, now that the tracks are back; what changed meanwhile stays as it is. Call it in a transaction."""
    for label, key, field, old, new in moved.get("links", ()):
        _model(label).filter(pk=key, **{field: new}).update(**{field: old})
    for figures in moved.get("tracks", ()):
        track = Track.objects.filter(pk=figures["track"]).first()
        if track is None:
            continue
        track.play_count = max(track.play_count - figures["plays"], 0)
        if figures["starred"]:
            track.starred_at = None
        track.save(update_fields=["play_count", "starred_at"])
    if moved.get("album"):
        Album.objects.filter(pk=moved["album"]).update(starred_at=None)


def _hand_on_figures(old: Track, new: Track) -> dict[str, Any]:
    starred = old.starred_at is not None and new.starred_at is None
    heard = [moment for moment in (old.last_played_at, new.last_played_at) if moment is not None]
    values: dict[str, Any] = {"play_count": F("play_count") + old.play_count}
    values["last_played_at"] = max(heard, default=None)
    if starred:
        values["starred_at"] = old.starred_at
    Track.objects.filter(pk=new.pk).update(**values)
    return {"track": str(new.pk), "plays": old.play_count, "starred": starred}


def _model(label: str) -> Any:  # the manager of a model known by name only
    model: type[Model] = apps.get_model(label)
    return model._default_manager
