"""Changing fields of many tracks at once: shown before it is done, and undone as a whole.

The rows change at once; the tags follow into each file through the tag journal, where the file may be written to. A
file that shares its bytes with a download keeps its tags, and the library knows better.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any  # values of any field
from uuid import UUID

import structlog
from django.db import transaction

from apps.core.errors import ApiError
from apps.library.filing import FilingError
from apps.library.keeping.models import BulkEdit
from apps.library.locks import library_lock
from apps.library.models import Album, TagChange, Track
from apps.library.paths import audio_path
from apps.library.records import ArtistName, artist_for
from apps.library.scanning.known_folders import remember_album
from apps.library.search_index import index_albums
from apps.library.tagging.rewriting import DeltaError, SharedBytesError, UnwritableError, rewrite
from apps.library.tagging.undoing import carry_out

log = structlog.get_logger(__name__)

MOST_TRACKS, LONGEST = 2000, 500
FIELDS: Mapping[str, tuple[str, str, str]] = {  # name → words, column, tag
    "title": ("Title", "title", "title"),
    "artist": ("Artist", "artist_name", "artist"),
    "genre": ("Genre", "genre", "genre"),
    "composer": ("Composer", "composer", "composer"),
    "year": ("Year", "year", "date"),
}
REQUIRED = ("title", "artist")


@dataclass(frozen=True, slots=True)
class Change:
    """What would become of one field of one track."""

    track: Track
    field: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Edited:
    """The edit that was made, and sentences about files whose tags stayed as they were."""

    edit: BulkEdit
    faults: tuple[str, ...]


def read_values(values: Mapping[str, object]) -> dict[str, str]:
    """The new values out of untrusted input, by field. Raises ApiError 422."""
    read: dict[str, str] = {}
    for name, value in values.items():
        if name not in FIELDS:
            raise ApiError(422, "invalid", f"There is no field {name[:40]!r} to edit.", field="values")
        text = " ".join(str(value if value is not None else "").replace("\0", " ").split())
        if len(text) > LONGEST or (not text and name in REQUIRED):
            message = f"{FIELDS[name][0]} is a text of 1 to {LONGEST} characters."
            raise ApiError(422, "invalid", message, field=name)
        if name == "year" and text and not (text.isdecimal() and 0 < int(text) < 10_000):
            raise ApiError(422, "invalid", "A year is a number such as 1997.", field="year")
        read[name] = text
    if not read:
        raise ApiError(422, "invalid", "Name at least one field to change.", field="values")
    return read


def preview(track_ids: Sequence[UUID], values: Mapping[str, str]) -> list[Change]:
    """What `edit` would change, track by track. Raises ApiError 404, 422."""
    if not track_ids or len(track_ids) > MOST_TRACKS:
        raise ApiError(422, "invalid", f"Choose 1 to {MOST_TRACKS} tracks.", field="track_ids")
    tracks = Track.objects.filter(pk__in=track_ids).select_related("album").order_by(
        "album_id", "disc_number", "track_number", "id"
    )  # fmt: skip
    if not tracks:
        raise ApiError(404, "not_found", "These tracks are not in the library any more.", field="track_ids")
    return [
        Change(track, name, before, after)
        for track in tracks
        for name, after in values.items()
        if (before := _shown(getattr(track, FIELDS[name][1]))) != after
    ]


def edit(track_ids: Sequence[UUID], values: Mapping[str, str]) -> Edited:
    """Change the fields of these tracks, in the library and in their files. Raises ApiError 404, 409, 422."""
    with library_lock():
        changes = preview(track_ids, values)
        if not changes:
            raise ApiError(409, "nothing_to_change", "They are like that already.")
        old = [[str(each.track.pk), each.field, each.before, each.after] for each in changes]
        with transaction.atomic():
            made = BulkEdit.objects.create(what=_sentence(changes, values), old=old)
            for name, value in values.items():
                _set([each.track.pk for each in changes if each.field == name], name, value)
        faults = _write_tags(made, changes)
        _settle({each.track.album for each in changes})
    return Edited(made, tuple(faults))


def undo(edit_id: UUID) -> Edited:
    """Make fields and files as they were; a field that was changed again since stays. Raises ApiError 404."""
    made = BulkEdit.objects.filter(pk=edit_id, undone=False).first()
    if made is None:
        raise ApiError(404, "not_found", "That edit is undone already, or was never made.")
    with library_lock(), transaction.atomic():
        tracks = Track.objects.select_related("album").in_bulk([UUID(key) for key, *_rest in made.old])
        former: dict[tuple[str, str], list[UUID]] = {}
        for key, name, before, after in made.old:
            track = tracks.get(UUID(key))
            if track is not None and _shown(getattr(track, FIELDS[name][1])) == after:
                former.setdefault((name, before), []).append(track.pk)
        for (name, before), keys in former.items():
            _set(keys, name, before)
        BulkEdit.objects.filter(pk=made.pk).update(undone=True)
        TagChange.objects.filter(pk__in=made.tag_changes, state=TagChange.State.DONE).update(
            state=TagChange.State.UNDOING
        )
    undone = carry_out()
    _settle({track.album for track in tracks.values()})
    return Edited(made, undone.faults)


def _write_tags(made: BulkEdit, changes: Iterable[Change]) -> list[str]:
    """Write the changed fields into each file; a sentence for each that could not be."""
    by_track: dict[UUID, dict[str, tuple[str, ...]]] = {}
    tracks = {each.track.pk: each.track for each in changes}
    for each in changes:
        by_track.setdefault(each.track.pk, {})[FIELDS[each.field][2]] = (each.after,) if each.after else ()
    faults = []
    for key, tags in by_track.items():
        track = tracks[key]
        if track.span_start is not None or track.state != Track.State.PRESENT:
            continue  # a file that holds several tracks has no tags of one of them
        try:
            change = rewrite(audio_path(track.file_path), tags, None, reason=TagChange.Reason.EDITED, album=track.album)
        except (SharedBytesError, UnwritableError, DeltaError, FilingError) as error:
            faults.append(str(error))
        except OSError as error:
            faults.append(f"{track.title} cannot be written: {error.strerror}.")
        else:
            made.tag_changes += [str(change.pk)] if change else []
            made.save(update_fields=["tag_changes"])  # at once: a kill must not take the way back
    return faults


def _set(keys: Sequence[UUID], name: str, value: str) -> None:
    column = FIELDS[name][1]
    values: dict[str, Any] = {column: (int(value) if value else None) if name == "year" else value}
    if name == "artist":
        values["artist"] = artist_for(ArtistName(value))
    Track.objects.filter(pk__in=keys).update(**values)


def _settle(albums: Iterable[Album]) -> None:
    """Have the search find the new words, and the next scan pass by what was written here."""
    found = list(albums)
    index_albums([album.pk for album in found])
    for album in found:
        remember_album(album.folder)


def _sentence(changes: Sequence[Change], values: Mapping[str, str]) -> str:
    tracks = len({each.track.pk for each in changes})
    names = ", ".join(FIELDS[name][0].lower() for name in values)
    return f"{names} of {tracks} track{'' if tracks == 1 else 's'}"


def _shown(value: object) -> str:
    return "" if value is None else str(value)
