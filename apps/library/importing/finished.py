"""The import of a finished download from end to end, idempotent by the download's id."""

import shutil
from dataclasses import replace
from pathlib import Path
from uuid import UUID

import structlog
from constance import config
from django.utils import timezone

from apps.library.catalogue import catalogue
from apps.library.domain import (
    CatalogueError,
    EditionDetails,
    FinishedDownload,
    ImportedAlbum,
    ImportRefused,
)
from apps.library.events import publish_imported
from apps.library.filing import FilingError, filing_error
from apps.library.identify.local_files import LocalFile, commonest, local_files
from apps.library.identify.matching import Identified, identify
from apps.library.importing.committing import commit, imported_album
from apps.library.importing.gathering import Gathered, gather
from apps.library.importing.planning import plan_album
from apps.library.importing.plans import AlbumPlan
from apps.library.importing.staging import stage
from apps.library.locks import library_lock
from apps.library.models import Import
from apps.library.music_folder import drafts_folder
from apps.library.naming import DEFAULT_TEMPLATE, TemplateError, check_template

log = structlog.get_logger(__name__)

MOST_TAGGED_RELEASES = 3


def import_download(finished: FinishedDownload) -> ImportedAlbum | ImportRefused:
    """Bring the download's music into the library. Called again after a kill it goes on where it was."""
    record, _created = Import.objects.get_or_create(
        download_id=UUID(finished.download_id),
        defaults={"title": finished.title, "source_folder": str(finished.folder)},
    )
    if (done := already_imported(record)) is not None:
        return done
    try:
        return _go_on(record) if record.state == Import.State.PLACED else _start(record, finished)
    except FilingError as error:
        return _refuse(record, ImportRefused(error.code, error.message, permanent=error.permanent))
    except OSError as error:
        log.warning("import_failed", download=finished.download_id, error=str(error))
        failure = filing_error(error, Path(finished.folder))
        return _refuse(record, ImportRefused(failure.code, failure.message, permanent=failure.permanent))


def already_imported(record: Import) -> ImportedAlbum | None:
    """What a former import of the same download left, while its album is still there."""
    if record.state != Import.State.DONE or record.album is None:
        return None
    return imported_album(record.album, list(record.album.tracks.values_list("pk", flat=True)))


def mend_imports() -> int:
    """Finish what a kill left between moving files and writing rows; returns how many imports that were."""
    mended = 0
    for record in Import.objects.filter(state=Import.State.PLACED):
        try:
            _go_on(record)
        except (OSError, FilingError) as error:
            log.warning("import_not_mended", record=str(record.pk), error=str(error))
            continue
        mended += 1
    return mended


def _start(record: Import, finished: FinishedDownload) -> ImportedAlbum | ImportRefused:
    gathered = gather(finished)
    if isinstance(gathered, ImportRefused):
        return _refuse(record, gathered)
    drafts = drafts_folder()
    identified, warnings = _identified(gathered, finished)
    plan = plan_album(gathered, finished, identified, naming_template())
    staged = drafts / _draft_name(record)
    try:
        plan = stage(plan, gathered, staged)
    except OSError as error:
        _discard(staged)
        raise filing_error(error, drafts.parent) from error
    except FilingError:
        _discard(staged)
        raise
    return _commit(record, _with_warnings(plan, warnings), staged)


def _go_on(record: Import) -> ImportedAlbum:
    plan = AlbumPlan.from_dict(record.plan)
    return _commit(record, plan, drafts_folder() / _draft_name(record))


def _commit(record: Import, plan: AlbumPlan, staged: Path) -> ImportedAlbum:
    with library_lock():
        record.refresh_from_db()
        album = already_imported(record) or commit(record, plan, staged)
    publish_imported(album.album_id, album.title, album.artist, album.path)
    return album


def _identified(gathered: Gathered, finished: FinishedDownload) -> tuple[Identified | None, tuple[str, ...]]:
    """The edition that fits best, and a sentence where MusicBrainz could not be asked."""
    files = local_files(gathered.audio)
    known = [edition for edition in (finished.edition, *finished.editions) if edition is not None]
    try:
        known += _further_editions(files, known)
        warnings: tuple[str, ...] = ()
    except CatalogueError as error:
        log.info("catalogue_unavailable", reason=error.message)
        warnings = ("MusicBrainz did not answer, so the names are those of the files. Identify the album again later.",)
    return identify(files, known, finished.edition), warnings if not known else ()


def _further_editions(files: tuple[LocalFile, ...], known: list[EditionDetails]) -> list[EditionDetails]:
    """What the tags name by MBID; where nothing is known at all, what the catalogue finds under their names."""
    have = {edition.release_mbid for edition in known}
    tagged = dict.fromkeys(file.metadata.first("musicbrainz_albumid") for file in files)
    asked = [mbid for mbid in tagged if mbid and mbid not in have][:MOST_TAGGED_RELEASES]
    found = [edition for mbid in asked if (edition := catalogue().edition(mbid))]
    if known or found:
        return found
    artist = commonest(file.metadata.text("albumartist") or file.artist for file in files)
    album = commonest(file.metadata.first("album") for file in files)
    return list(catalogue().find_editions(artist, album, len(files))) if album else []


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


def _with_warnings(plan: AlbumPlan, warnings: tuple[str, ...]) -> AlbumPlan:
    return replace(plan, warnings=(*plan.warnings, *warnings)) if warnings else plan


def _draft_name(record: Import) -> str:
    return f"import-{record.pk}"


def _discard(staged: Path) -> None:
    shutil.rmtree(staged, ignore_errors=True)
