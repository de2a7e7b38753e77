"""Keeping the gain of tracks: as measured, and until then as their tags say."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from django.db import transaction

from apps.library.bulk import upsert
from apps.library.gain.models import TrackGain
from apps.library.gain.tagged import Gains
from apps.library.models import Album, Track
from apps.library.tagging.gain_tags import measured_files
from apps.library.tagging.replaygain import REFERENCE_LUFS, Measured, album_loudness, linear

COLUMNS = ("track_id", "track_gain", "track_peak", "album_gain", "album_peak", "is_measured")
AT_ONCE = 400


@transaction.atomic
def keep_tagged(gains: Mapping[UUID, Gains]) -> None:
    """Take over what the tags of these tracks say now; what was measured stays, and counts."""
    keys = list(gains)
    for start in range(0, len(keys), AT_ONCE):
        rows = TrackGain.objects.filter(track__in=keys[start : start + AT_ONCE])
        measured = set(rows.filter(is_measured=True).values_list("track_id", flat=True))
        rows.filter(is_measured=False).delete()
        fresh = [
            (key, *gains[key].as_tuple(), False)
            for key in keys[start : start + AT_ONCE]
            if gains[key].any and key not in measured
        ]
        upsert(TrackGain, COLUMNS, fresh, key="track_id")


def keep_measured(album: Album) -> int:
    """Take over what the examination of the album's files found; returns for how many tracks.

    A track that shares its file with others has the gain of the file, which is the album's: its own is not known.
    """
    files = measured_files(album)
    if not files:
        return 0
    known = [each.measured for each in files.values()]
    together, peak = REFERENCE_LUFS - album_loudness(known), linear(max(each.true_peak for each in known))
    rows = [
        (track.pk, *_own(track, each.measured), together, peak, True)
        for each in files.values()
        for track in each.tracks
    ]
    stale = TrackGain.objects.filter(track__album=album, is_measured=True)
    stale.exclude(track__in=[row[0] for row in rows]).delete()
    upsert(TrackGain, COLUMNS, rows, key="track_id")
    return len(rows)


def _own(track: Track, file: Measured) -> tuple[float | None, float | None]:
    if track.span_start is not None:
        return None, None
    return REFERENCE_LUFS - file.loudness, linear(file.true_peak)
