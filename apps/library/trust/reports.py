"""Reading kept reports: the JSON answer, what the page shows, and the loudness for those who write ReplayGain."""

from dataclasses import dataclass
from typing import Any

from apps.library.models import Album, Track
from apps.library.trust.models import AlbumTrust, TrackTrust
from apps.library.trust.verification import METHOD


@dataclass(frozen=True, slots=True)
class MeasuredLoudness:
    """Of a whole file: integrated loudness in LUFS (EBU R 128), true peak in dBTP (ITU-R BS.1770-4, annex 2).

    ReplayGain 2 is −18 − `integrated` dB; its peak is 10^(`true_peak` / 20).
    """

    integrated: float
    true_peak: float


def measured_loudness(track: Track) -> MeasuredLoudness | None:
    """The loudness of the track's file as it is now; None until it was examined, and for silence.

    It is the file's: where a cue sheet parts one file into tracks, each of them has the whole file's. An album's
    loudness is not the mean of its tracks'; it has to be measured over all of them.
    """
    kept = report_of(track)
    if kept is None or not is_current(track):
        return None
    integrated, peak = kept.measures.get("loudness"), kept.measures.get("true_peak")
    return None if integrated is None or peak is None else MeasuredLoudness(float(integrated), float(peak))


def trust_document(album: Album) -> dict[str, Any]:
    """The answer of `GET /api/library/albums/{id}/trust`; `pending` until every track was examined as it is now."""
    kept = AlbumTrust.objects.filter(album=album).first()
    tracks = tracks_with_reports(album)
    done = kept is not None and all(is_current(track) for track in tracks)
    document: dict[str, Any] = {
        "album_id": str(album.pk),
        "status": "done" if done else "pending",
        "verdict": kept.verdict if kept and done else "unknown",
        "score": kept.score if kept and done else None,
        "explanation": kept.explanation if kept and done else "It is being looked at, or waits for its turn.",
        "accepted": bool(kept and kept.accepted_at),
        "findings": kept.findings if kept and done else [],
        "tracks": [_track_row(track) for track in tracks if report_of(track) is not None],
    }
    return document


def tracks_with_reports(album: Album) -> list[Track]:
    """The present tracks in the album's order, their reports loaded."""
    present = album.tracks.filter(state=Track.State.PRESENT).select_related("trust")
    return list(present.order_by("disc_number", "track_number", "file_path"))


def report_of(track: Track) -> TrackTrust | None:
    """The kept report about a track, if there is one."""
    kept: TrackTrust | None = getattr(track, "trust", None)
    return kept


def is_current(track: Track) -> bool:
    """Whether the report is about the file as it is now."""
    kept = report_of(track)
    return kept is not None and (kept.size, kept.modified_ns, kept.method) == (track.size, track.modified_ns, METHOD)


def _track_row(track: Track) -> dict[str, Any]:
    kept = report_of(track)
    if kept is None:
        return {"track_id": str(track.pk), "verdict": "unknown", "findings": []}
    return {
        "track_id": str(track.pk),
        "title": track.title,
        "verdict": kept.verdict,
        "findings": kept.findings,
        "measures": kept.measures,
        "examined_at": kept.examined_at.isoformat(),
    }
