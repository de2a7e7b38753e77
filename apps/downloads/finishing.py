"""What happens once every wanted byte is on the disk: the library takes over, and everyone is told."""

from __future__ import annotations

from pathlib import Path

import structlog
from django.utils import timezone

from apps.core.live import publish
from apps.downloads.domain import Removal, Status
from apps.downloads.models import Download
from apps.downloads.one_at_a_time import held
from apps.downloads.swarm_evidence import swarm_evidence
from apps.downloads.tasks import send_sync
from apps.library.domain import FinishedDownload, FinishedFile, ImportedAlbum, ImportRefused

log = structlog.get_logger(__name__)

TRY_AGAIN_SECONDS = (5, 10, 20, 40, 60)  # a person who has just made room looks at the page
IMPORT_FAILED = ImportRefused(
    "import_failed",
    "The library could not take this over; the log has the details. It is tried again by itself.",
    permanent=False,
)
ORGANISABLE = (Status.VERIFYING, Status.ORGANISING)


def organise(download_id: str, tries: int = 0) -> float | None:
    """Hand the download to the library. Returns the seconds after which to try again, or None when it is settled.

    `tries` is how often it was refused before; the wait grows with it up to a minute.

    May run twice: the library imports by download id, and `complete` is sent by whoever settles the row.
    """
    with held(f"organise:{download_id}") as is_ours:
        return _organise(download_id, tries) if is_ours else None


def _organise(download_id: str, tries: int) -> float | None:
    from apps.library.services import import_finished

    download = Download.objects.filter(id=download_id, removal=Removal.NONE, status__in=ORGANISABLE).first()
    if download is None or download.organised_at is not None:
        return None
    Download.objects.filter(id=download.id, status=Status.VERIFYING).update(status=Status.ORGANISING)
    try:
        outcome = import_finished(_finished(download))
    except Exception:  # whatever breaks in there must not leave the download between two rooms
        log.exception("import_failed", download=download_id)
        outcome = IMPORT_FAILED
    if isinstance(outcome, ImportRefused):
        return _refused(download, outcome, tries)
    _settled(download, outcome)
    return None


def _finished(download: Download) -> FinishedDownload:
    intent = download.intent
    files = download.files.filter(wanted=True, refusal="", batch=download.batch)
    return FinishedDownload(
        download_id=str(download.id),
        folder=Path(download.folder),
        files=tuple(FinishedFile(Path(file.path), file.size) for file in files),
        title=download.title,
        edition=intent.edition,
        editions=intent.editions,
        seeding=not download.paused,
        batch=download.batch,
        origin={
            "info_hash": download.info_hash,
            "title": download.title,
            "started_at": str(download.started_at),
            "swarm": swarm_evidence(download).as_dict(),
        },
    )


def _settled(download: Download, album: ImportedAlbum) -> None:
    status = Status.COMPLETE if download.paused else Status.SEEDING
    won = Download.objects.filter(id=download.id, status__in=ORGANISABLE).update(
        status=status, organised_at=timezone.now(), file_path=album.path, error_code="", error_message=""
    )
    if not won:
        return
    log.info("download_complete", download=str(download.id))
    event = {"type": "complete", "download_id": str(download.id), "path": album.path}
    publish(f"download.{download.id}", event)
    publish("downloads", event)
    send_sync(download.id, download.node)


def _refused(download: Download, refusal: ImportRefused, tries: int) -> float | None:
    code = f"library_{refusal.code}"  # the engine must not take the music folder's full disk for its own
    Download.objects.filter(id=download.id, status__in=ORGANISABLE).update(
        error_code=code,
        error_message=refusal.message,
        status=Status.FAILED if refusal.permanent else Status.ORGANISING,
    )
    log.warning("import_refused", download=str(download.id), code=code)
    event = {"type": "error", "download_id": str(download.id), "code": code, "message": refusal.message}
    publish(f"download.{download.id}", event)
    publish("downloads", event)
    send_sync(download.id, download.node)
    return None if refusal.permanent else TRY_AGAIN_SECONDS[min(tries, len(TRY_AGAIN_SECONDS) - 1)]
