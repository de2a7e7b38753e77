"""The import of a finished download from end to end, idempotent by the download's id."""

import shutil
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from uuid import UUID

import structlog
from constance import config
from django.db.models import QuerySet
from django.utils import timezone

from apps.library.domain import FinishedDownload, ImportedAlbum, ImportRefused
from apps.library.events import publish_imported
from apps.library.filing import FilingError, filing_error
from apps.library.identify.local_files import local_files
from apps.library.importing.committing import commit, imported_album
from apps.library.importing.editions import find_edition
from apps.library.importing.gathering import Gathered, gather
from apps.library.importing.parting import albums_in, title_of
from apps.library.importing.planning import plan_album
from apps.library.importing.plans import AlbumPlan
from apps.library.importing.staging import stage
from apps.library.locks import library_lock
from apps.library.models import Import
from apps.library.music_folder import drafts_folder
from apps.library.naming import DEFAULT_TEMPLATE, TemplateError, check_template
from apps.library.trust.verification import request_verification

log = structlog.get_logger(__name__)

MOST_PARTS = 500  # albums in one batch of a download


def import_download(finished: FinishedDownload) -> ImportedAlbum | ImportRefused:
    """Bring the download's music into the library. Called again after a kill it goes on where it was."""
    if (done := _imported_before(finished)) is not None:
        return done
    gathered = gather(finished)
    first = finished.batch * MOST_PARTS
    if isinstance(gathered, ImportRefused):
        return _refuse(_record(finished, first, 1), gathered)
    parts = albums_in(gathered, finished)
    albums = []
    for number, part in enumerate(parts):
        record = _record(finished, first + number, len(parts))
        about = replace(finished, title=title_of(part, finished, alone=len(parts) == 1))
        outcome = _import_part(record, part, about)
        if isinstance(outcome, ImportRefused):
            return outcome
        albums.append(outcome)
    return _together(albums, finished)


def _record(finished: FinishedDownload, part: int, parts: int) -> Import:
    record, _created = Import.objects.get_or_create(
        download_id=UUID(finished.download_id),
        part=part,
        defaults={"title": finished.title, "source_folder": str(finished.folder), "parts": parts},
    )
    return record


def _imported_before(finished: FinishedDownload) -> ImportedAlbum | None:
    """What a former import of the same download left, while all its albums are still there."""
    mend_imports(Import.objects.filter(download_id=UUID(finished.download_id)))
    first = finished.batch * MOST_PARTS
    of_batch = Import.objects.filter(part__gte=first, part__lt=first + MOST_PARTS)
    records = list(of_batch.filter(download_id=UUID(finished.download_id)).order_by("part"))
    albums = [album for record in records if (album := _album_of(record)) is not None]
    if not records or len(albums) != records[0].parts:
        return None
    return _together(albums, finished)


def _album_of(record: Import) -> ImportedAlbum | None:
    if record.state != Import.State.DONE or record.album is None:
        return None
    return imported_album(record.album, list(record.album.tracks.values_list("pk", flat=True)))


def _together(albums: Sequence[ImportedAlbum], finished: FinishedDownload) -> ImportedAlbum:
    """One answer for all albums of a download: the one that was asked for first, else the largest."""
    asked = finished.edition.title if finished.edition else ""
    first, *others = sorted(albums, key=lambda album: (album.title != asked, -len(album.track_ids)))
    return replace(first, also=tuple(others))


def mend_imports(records: QuerySet[Import] | None = None) -> int:
    """Finish what a kill left between moving files and writing rows; returns how many albums that were."""
    mended = 0
    everything = Import.objects.all() if records is None else records
    for record in everything.filter(state=Import.State.PLACED):
        try:
            _commit(record, AlbumPlan.from_dict(record.plan), drafts_folder() / _draft_name(record))
        except (OSError, FilingError) as error:
            log.warning("import_not_mended", record=str(record.pk), error=str(error))
            continue
        mended += 1
    return mended


def _import_part(record: Import, part: Gathered, finished: FinishedDownload) -> ImportedAlbum | ImportRefused:
    if (done := _album_of(record)) is not None:
        return done
    try:
        return _start(record, part, finished)
    except FilingError as error:
        return _refuse(record, ImportRefused(error.code, error.message, permanent=error.permanent))
    except OSError as error:
        log.warning("import_failed", download=finished.download_id, error=str(error))
        failure = filing_error(error, Path(finished.folder))
        return _refuse(record, ImportRefused(failure.code, failure.message, permanent=failure.permanent))


def _start(record: Import, part: Gathered, finished: FinishedDownload) -> ImportedAlbum:
    drafts = drafts_folder()
    finding = find_edition(local_files(part.audio, part.images), finished)
    plan = plan_album(part, finished, finding.identified, naming_template())
    plan = replace(plan, warnings=(*plan.warnings, *finding.warnings))
    staged = drafts / _draft_name(record)
    try:
        plan = stage(plan, part, staged)
    except OSError as error:
        shutil.rmtree(staged, ignore_errors=True)
        raise filing_error(error, drafts.parent) from error
    except FilingError:
        shutil.rmtree(staged, ignore_errors=True)
        raise
    return _commit(record, plan, staged)


def _commit(record: Import, plan: AlbumPlan, staged: Path) -> ImportedAlbum:
    with library_lock():
        record.refresh_from_db()
        album = _album_of(record) or commit(record, plan, staged)
    publish_imported(album.album_id, album.title, album.artist, album.path)
    request_verification()
    return album


def naming_template() -> str:
    """The template that the person chose, or the default where theirs cannot be used."""
    template = str(config.NAMING_TEMPLATE)
    try:
        check_template(template)
    except TemplateError as error:
        log.warning("naming_template_unusable", reason=str(error))
        return DEFAULT_TEMPLATE
    return template


def _refuse(record: Import, refused: ImportRefused) -> ImportRefused:
    if record.state != Import.State.PLACED:
        record.state, record.finished_at = Import.State.REFUSED, timezone.now()
    record.code, record.message = refused.code, refused.message
    record.save(update_fields=["state", "code", "message", "finished_at"])
    return refused


def _draft_name(record: Import) -> str:
    return f"import-{record.pk}"
