"""Having albums examined: which ones wait, one after the other, and keeping what was found.

A report holds for the file as it was; a file that changed waits again, and so does everything after the method changed.
"""

import hashlib
from collections.abc import Iterator
from itertools import groupby
from pathlib import Path
from typing import Any

import structlog
from celery import current_app
from django.conf import settings
from django.db import transaction
from django.db.models import F, QuerySet
from django.utils import timezone
from kombu.exceptions import OperationalError

from apps.core.live import publish
from apps.library.events import TOPIC
from apps.library.models import Album, Track
from apps.library.paths import audio_path
from apps.library.trust.album_evidence import album_findings
from apps.library.trust.album_verdict import judge_album
from apps.library.trust.domain import Finding, TrackReport, Verdict
from apps.library.trust.examiner import ExaminationFailedError, Examiner
from apps.library.trust.models import AlbumTrust, TrackTrust

log = structlog.get_logger(__name__)

METHOD = 3  # counts up when the same file would get another report


def request_verification() -> None:
    """Have what waits examined in the background, once the transaction is committed."""
    transaction.on_commit(_send)


def _send() -> None:
    try:
        current_app.send_task("library.verify", retry=False)
    except OperationalError as error:  # the schedule asks again
        log.warning("verification_not_sent", error=str(error))


def waiting_tracks() -> QuerySet[Track]:
    """The tracks whose file was never examined as it is now."""
    return Track.objects.filter(state=Track.State.PRESENT).exclude(
        trust__size=F("size"), trust__modified_ns=F("modified_ns"), trust__method=METHOD
    )


def next_album() -> Album | None:
    """The album to examine next: what was downloaded before what was there already, the newest first."""
    waiting = waiting_tracks().order_by(F("album__download_id").desc(nulls_last=True), "-album__added_at")
    first = waiting.select_related("album").first()
    if first is not None:
        return first.album
    return Album.objects.filter(trust=Album.Trust.PENDING, tracks__state=Track.State.PRESENT).first()


def verify_album(album: Album, examiner: Examiner) -> AlbumTrust | None:
    """Examine what waits of `album` and judge it. None where it has no tracks."""
    files = list(_files(waiting_tracks().filter(album=album)))
    for number, (path, tracks) in enumerate(files):
        publish_trust(album, done=number, total=len(files))
        keep_report(tracks, path, examiner)
    return judge(album)


def _files(tracks: QuerySet[Track]) -> Iterator[tuple[Path, list[Track]]]:
    """Each file with its tracks: several where a cue sheet parts it."""
    for _file, group in groupby(tracks.order_by("file_path"), key=lambda track: audio_path(track.file_path)):
        of_file = list(group)
        yield of_file[0].audio_file, of_file


def keep_report(tracks: list[Track], path: Path, examiner: Examiner) -> TrackReport:
    """Examine one file and keep the report for each of its tracks.

    What could not be examined is kept as unknown, so that it does not hold up all others for ever.
    """
    first = tracks[0]
    key = hashlib.sha256(f"{first.pk}\0{first.modified_ns}\0{first.size}\0{METHOD}".encode()).hexdigest()[:32]
    picture = picture_path(key)
    picture.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    try:
        report = examiner.examine(path, picture)
    except ExaminationFailedError as error:
        log.warning("examination_failed", track=str(first.pk), reason=str(error))
        report = TrackReport((Finding("decode", Verdict.UNKNOWN, str(error)),))
    row = report.as_dict()
    before = set(TrackTrust.objects.filter(track__in=tracks).values_list("picture", flat=True))
    for track in tracks:
        TrackTrust.objects.update_or_create(
            track=track,
            defaults={
                **row,
                "verdict": report.verdict,
                "picture": key if picture.exists() else "",
                "size": track.size,
                "modified_ns": track.modified_ns,
                "method": METHOD,
            },
        )
    for old in before - {key, ""}:
        picture_path(old).unlink(missing_ok=True)
    return report


def judge(album: Album) -> AlbumTrust | None:
    """Judge the album by the reports at hand, keep and tell it. None where there is none."""
    rows = TrackTrust.objects.filter(track__album=album, track__state=Track.State.PRESENT)
    reports = [row.report() for row in rows.order_by("track__disc_number", "track__track_number")]
    present = album.tracks.filter(state=Track.State.PRESENT).order_by("disc_number", "track_number")
    about_album = album_findings(album, list(present))
    judged = judge_album(reports, about_album)
    if not reports:
        Album.objects.filter(pk=album.pk).update(trust=Album.Trust.UNKNOWN)
        return None
    with transaction.atomic():
        kept, _created = AlbumTrust.objects.update_or_create(
            album=album,
            defaults={
                "verdict": judged.verdict,
                "score": judged.score,
                "explanation": judged.explanation,
                "findings": [finding.as_dict() for finding in about_album],
            },
        )
        Album.objects.filter(pk=album.pk).update(trust=judged.verdict)
    publish_trust(album, kept)
    return kept


def publish_trust(album: Album, kept: AlbumTrust | None = None, *, done: int = 0, total: int = 0) -> None:
    """Tell everyone who listens to the library how far it is, or what came out."""
    event: dict[str, Any] = {"type": "trust", "album_id": str(album.pk), "title": album.title}
    if kept is None:
        event |= {"status": "pending", "verdict": "unknown", "score": None, "done": done, "total": total}
    else:
        event |= {
            "status": "done",
            "verdict": str(kept.verdict),
            "score": kept.score,
            "explanation": kept.explanation,
        }
    publish(TOPIC, event)


def picture_path(key: str) -> Path:
    """Where the picture of that key is kept."""
    return Path(settings.DATA_DIR) / "trust" / key[:2] / f"{key}.png"


def accept(album: Album, *, accepted: bool) -> None:
    """A person keeps the album whatever was found, or takes that back. The evidence stays as it is."""
    AlbumTrust.objects.filter(album=album).update(accepted_at=timezone.now() if accepted else None)


def examine_again(album: Album) -> None:
    """Forget what is known of the album's files and have them examined."""
    with transaction.atomic():
        rows = TrackTrust.objects.filter(track__album=album)
        pictures = [picture_path(key) for key in rows.values_list("picture", flat=True) if key]
        rows.delete()
        Album.objects.filter(pk=album.pk).update(trust=Album.Trust.PENDING)
    for picture in pictures:
        picture.unlink(missing_ok=True)
    request_verification()
