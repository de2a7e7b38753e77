"""Writing ReplayGain into an album's files, from what its examination measured."""

from dataclasses import dataclass
from uuid import UUID

import structlog
from constance import config

from apps.library.filing import FilingError
from apps.library.locks import library_lock
from apps.library.models import Album, TagChange, Track
from apps.library.paths import audio_path
from apps.library.scanning.known_folders import remember_album
from apps.library.tagging.deltas import DeltaError
from apps.library.tagging.replaygain import Measured, gain_tags
from apps.library.tagging.rewriting import SharedBytesError, UnwritableError, mend_changes, rewrite
from apps.library.trust.loudness_blocks import unpacked
from apps.library.trust.reports import is_current, report_of, tracks_with_reports

log = structlog.get_logger(__name__)

NOT_LOUD = "Nothing was measured yet, or the files are silent. Its trust report has to be there first."


def write_after_examination(album: Album) -> int:
    """Write ReplayGain into an album that was imported and is measured, if a person has not turned that off."""
    fresh = Album.objects.filter(pk=album.pk).exclude(download_id=None).exclude(placement="").first()
    if fresh is None or not config.REPLAYGAIN_TAGS:
        return 0
    files, faults = write_replaygain(fresh.pk)
    if faults:
        log.info("replaygain_not_written", album=str(album.pk), reason=faults[0])
    return files


def write_replaygain(album_id: UUID) -> tuple[int, tuple[str, ...]]:
    """Write track and album gain into the album's files; how many were changed, and why others were not.

    Takes the library's lock; every file is changed whole or not at all, and the change can be undone.
    """
    album = Album.objects.get(pk=album_id)
    files = measured_files(album)
    if not files:
        return 0, (NOT_LOUD,)
    known = [each.measured for each in files.values()]
    changed, faults = 0, []
    with library_lock():
        mend_changes()
        for path, each in files.items():
            first = each.tracks[0]
            alone = each.measured if first.span_start is None else None
            tags = gain_tags(alone, known, opus=first.format == "Opus")
            try:
                changed += rewrite(path, tags, None, reason=TagChange.Reason.REPLAYGAIN, album=album) is not None
            except (UnwritableError, DeltaError, SharedBytesError, FilingError, OSError) as error:
                faults.append(str(error))
        remember_album(album.folder)
    return changed, tuple(faults)


@dataclass(frozen=True)
class MeasuredFile:
    """A file of an album, the tracks in it, and what its examination measured."""

    tracks: list[Track]
    measured: Measured


def measured_files(album: Album) -> dict[str, MeasuredFile]:
    """The album's files by their path, in its order; without silent ones and those not measured as they are now."""
    files: dict[str, list[Track]] = {}
    for track in tracks_with_reports(album):
        files.setdefault(audio_path(track.file_path), []).append(track)
    found = {path: (tracks, _measured(tracks[0])) for path, tracks in files.items()}
    return {path: MeasuredFile(tracks, measured) for path, (tracks, measured) in found.items() if measured is not None}


def _measured(track: Track) -> Measured | None:
    """What was measured of the file as it is now; None where that is nothing, or it is silent."""
    kept = report_of(track)
    if kept is None or not is_current(track):
        return None
    loudness, peak, seconds = (kept.measures.get(name) for name in ("loudness", "true_peak", "seconds"))
    if loudness is None or peak is None or not seconds:
        return None
    blocks = unpacked(kept.measures.get("loudness_blocks"))
    return Measured(float(loudness), float(peak), float(seconds), blocks)
