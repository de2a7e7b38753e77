"""Moving a staged album into place and writing its rows, so that a kill at any moment can be mended.

Under the library's lock the journal first learns the final folder, then each file moves there by one rename, then one
transaction writes all rows. Whatever is cut short is done again from the journal: every step may be repeated.
"""

import shutil
from dataclasses import replace
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from apps.library.domain import Certainty, EditionDetails, ImportedAlbum, Placement
from apps.library.filing import move_new, sync_folder
from apps.library.importing.plans import AlbumPlan, PlannedTrack
from apps.library.importing.staging import COVER_NAME
from apps.library.models import Album, Import, TagChange, Track
from apps.library.naming import path_key, safe_name
from apps.library.paths import image_track_path, in_music_folder
from apps.library.records import ArtistName, album_identity, artist_for, refresh_album, save_album, save_track
from apps.library.scanning.known_folders import remember_folder
from apps.library.search_index import index_albums
from apps.library.tagging.journal import kept_from, record_change


def commit(record: Import, plan: AlbumPlan, staged: Path) -> ImportedAlbum:
    """Bring a staged album into the library. The caller holds the library's lock. Raises OSError."""
    if record.state != Import.State.PLACED:
        plan = replace(plan, folder=free_folder(plan))
        record.plan, record.state = plan.as_dict(), Import.State.PLACED
        record.save(update_fields=["plan", "state"])
    if renamed := _move(staged, in_music_folder(plan.folder)):
        plan = replace(plan, tracks=tuple(replace(t, name=renamed.get(t.name, t.name)) for t in plan.tracks))
    album = _write_rows(record, plan)
    remember_folder(in_music_folder(plan.folder))
    return album


def free_folder(plan: AlbumPlan) -> str:
    """The plan's folder under the names that exist already, or with an addition where another album has it."""
    wanted = _existing_spelling(plan.folder)
    if _is_free(wanted, plan):
        return wanted
    edition = EditionDetails.from_dict(plan.details) if plan.details else None
    formats = {track.format for track in plan.tracks}
    additions = [edition.edition, edition.catalog_number or edition.label] if edition else []
    additions += [formats.pop() if len(formats) == 1 else ""]
    additions += [str(copy) for copy in range(2, 1000)]
    for addition in additions:
        if addition and _is_free(folder := f"{wanted} ({safe_name(addition, 60)})", plan):
            return folder
    raise OSError(f"There are a thousand folders called {wanted}.")


def _existing_spelling(folder: str) -> str:
    """`folder` with each part spelled as a folder that exists, so that "ABBA" and "Abba" stay one on every system."""
    parts: list[str] = []
    for part in folder.split("/"):
        parent = Path(settings.MUSIC_DIR).joinpath(*parts)
        names = [entry.name for entry in parent.iterdir()] if parent.is_dir() else []
        alike = [name for name in names if path_key(name) == path_key(part)]
        parts.append(part if part in alike or not alike else alike[0])
    return "/".join(parts)


def _is_free(folder: str, plan: AlbumPlan) -> bool:
    """Whether the album may go there: nothing is there, or another part of the very same album without these tracks."""
    path = in_music_folder(folder)
    if not path.exists() or (path.is_dir() and not any(path.iterdir())):
        return True
    names = {path_key(entry.relative_to(path).as_posix()) for entry in path.rglob("*")}
    album = Album.objects.filter(identity=_identity(folder, plan)).first()
    if album is None or not plan.release_mbid:
        return False
    held = set(album.tracks.values_list("disc_number", "track_number"))
    return not any(path_key(track.name) in names or (track.disc, track.number) in held for track in plan.tracks)


def _move(staged: Path, folder: Path) -> dict[str, str]:
    """Move every staged file below `folder`, then remove the empty staging folder. May be repeated.

    Returns the new names of files whose own name was taken by a stranger meanwhile.
    """
    renamed: dict[str, str] = {}
    for source in sorted(path for path in staged.rglob("*") if path.is_file()):
        name = source.relative_to(staged)
        target = folder / name
        target.parent.mkdir(parents=True, exist_ok=True)
        if not move_new(source, target):
            if source.samefile(target) or name.name == COVER_NAME:
                source.unlink()  # linked there before a kill, or the album has a cover already
            else:
                renamed[name.as_posix()] = _move_beside(source, target).relative_to(folder).as_posix()
        sync_folder(target.parent)
    shutil.rmtree(staged, ignore_errors=True)
    return renamed


def _move_beside(source: Path, target: Path) -> Path:
    for copy in range(2, 1000):
        other = target.with_name(f"{target.stem} ({copy}){target.suffix}")
        if move_new(source, other):
            return other
    raise OSError(f"There are a thousand files called {target.name}.")


def _identity(folder: str, plan: AlbumPlan) -> str:
    return album_identity(folder, plan.release_mbid, plan.artist, plan.title)


@transaction.atomic
def _write_rows(record: Import, plan: AlbumPlan) -> ImportedAlbum:
    artist = artist_for(ArtistName(plan.artist, plan.artist_mbid, plan.artist_sort))
    identity = _identity(plan.folder, plan)
    before = Album.objects.filter(identity=identity).first()
    values = album_columns(plan) | {"origin": plan.origin, "download_id": record.download_id, **plan.cover}
    if before is not None and before.cover:
        values = {name: value for name, value in values.items() if name not in plan.cover}
    album = save_album(identity, artist, plan.title, **values)
    tracks = [write_track(album, plan, planned) for planned in plan.tracks]
    names = {track.source: track.name for track in plan.tracks}
    for source, kept in plan.undo.items():
        record_change(kept_from(kept), f"{plan.folder}/{names[source]}", TagChange.Reason.IMPORT, album)
    refresh_album(album)
    index_albums([album.pk])
    record.album, record.state, record.finished_at = album, Import.State.DONE, timezone.now()
    record.message = " ".join(plan.warnings)
    record.save()
    return imported_album(album, [track.pk for track in tracks], plan.warnings)


def album_columns(plan: AlbumPlan) -> dict[str, Any]:
    """The album's columns that the plan decides, whatever it came from."""
    edition = EditionDetails.from_dict(plan.details) if plan.details else None
    columns: dict[str, Any] = {
        "artist_name": plan.artist,
        "year": plan.year,
        "certainty": plan.certainty,
        "folder": plan.folder,
        "details": {"edition": plan.details, "reasons": list(plan.reasons)},
        "alternatives": list(plan.alternatives),
        "placement": plan.placement,
    }
    if edition:
        columns |= {
            "kind": edition.kind.lower()[:60],
            "edition": edition.edition,
            "label": edition.label,
            "catalog_number": edition.catalog_number,
            "barcode": edition.barcode[:40],
            "country": edition.country[:8],
            "mbid": edition.release_mbid,
            "release_group_mbid": edition.release_group_mbid,
        }
    return columns


def write_track(album: Album, plan: AlbumPlan, planned: PlannedTrack) -> Track:
    """The row of a planned track whose file stands in its place."""
    file = f"{plan.folder}/{planned.name}"
    path = image_track_path(file, planned.number) if planned.span else file
    status = in_music_folder(file).stat()
    artist = artist_for(ArtistName(planned.artist, planned.artist_mbid))
    return save_track(
        path,
        album,
        artist,
        artist_name=planned.artist,
        title=planned.title,
        year=plan.year,
        format=planned.format,
        mbid=(planned.tags.get("musicbrainz_recordingid") or ("",))[0],
        track_mbid=(planned.tags.get("musicbrainz_releasetrackid") or ("",))[0],
        disc_number=planned.disc,
        track_number=planned.number,
        duration=planned.duration,
        bitrate=planned.bitrate,
        sample_rate=planned.sample_rate,
        channels=planned.channels,
        bit_depth=planned.bit_depth,
        lossless=planned.lossless,
        genre=planned.genre,
        composer=planned.composer,
        lyrics=planned.lyrics,
        size=status.st_size,
        modified_ns=status.st_mtime_ns,
        span_start=planned.span[0] if planned.span else None,
        span_end=planned.span[1] if planned.span else None,
        state=Track.State.PRESENT,
        fault="",
    )


def imported_album(album: Album, track_ids: list[Any], warnings: tuple[str, ...] = ()) -> ImportedAlbum:
    """What the caller of an import is told about an album."""
    return ImportedAlbum(
        album_id=str(album.pk),
        path=album.folder,
        title=album.title,
        artist=album.artist_name,
        certainty=Certainty(album.certainty),
        placement=Placement(album.placement or Placement.COPY),
        track_ids=tuple(str(pk) for pk in track_ids),
        warnings=warnings,
    )
