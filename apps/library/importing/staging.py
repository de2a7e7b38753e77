"""Making the album out of sight: private copies under their final names, tagged, with their cover, safe on the disk."""

import shutil
from collections.abc import Iterable
from dataclasses import asdict, replace
from pathlib import Path

import structlog

from apps.library.cover_sources import best_cover
from apps.library.covers import Cover, cover_columns, embedded_picture, keep
from apps.library.domain import EditionDetails, Placement
from apps.library.filing import choose_placement, place, sync_file, write_whole
from apps.library.images import TRACK_TAGS
from apps.library.importing.gathering import Gathered
from apps.library.importing.plans import AlbumPlan, PlannedTrack
from apps.library.paths import join_safely
from apps.library.tagging.deltas import DeltaError
from apps.library.tagging.journal import KeptChange, differences, keep_change
from apps.library.tags.writing import Picture, UnwritableError, write

log = structlog.get_logger(__name__)

COVER_NAME = "cover.jpg"


def stage(plan: AlbumPlan, gathered: Gathered, folder: Path) -> AlbumPlan:
    """Fill `folder`, which is emptied first, with everything of the plan; returns the plan with what came out.

    Raises OSError and FilingError; the sources are only read.
    """
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    edition = EditionDetails.from_dict(plan.details) if plan.details else None
    cover = best_cover(
        [gathered.absolute(path) for path in gathered.pictures],
        [join_safely(gathered.folder, track.source) for track in one_a_file(plan.tracks)],
        edition,
    )
    names = {*(track.source for track in plan.tracks), *(companion.source for companion in plan.companions)}
    sources = [join_safely(gathered.folder, name) for name in sorted(names)]
    how = choose_placement(sources, folder)
    tagged = _stage_tracks(plan, gathered, folder, how, cover)
    warnings = [*plan.warnings, *(outcome for outcome in tagged.values() if isinstance(outcome, str))]
    undo = {source: asdict(kept) for source, kept in tagged.items() if isinstance(kept, KeptChange)}
    for companion in plan.companions:
        if companion.text is not None:
            write_whole(join_safely(folder, companion.name), companion.text.encode("utf-8"))
            continue
        source, target = join_safely(gathered.folder, companion.source), join_safely(folder, companion.name)
        if cover and source.stat().st_size == len(cover.data) and source.read_bytes() == cover.data:
            continue  # it stands there as cover.jpg
        target.parent.mkdir(parents=True, exist_ok=True)
        place(source, target, how)
    columns = _keep_cover(cover, folder) if cover else {}
    if how is Placement.HARD_LINK:
        warnings.append("The disk is nearly full, so the files are shared with the download and keep their old tags.")
    return replace(plan, placement=how.value, cover=columns, warnings=tuple(warnings), undo=undo)


def _stage_tracks(
    plan: AlbumPlan, gathered: Gathered, folder: Path, how: Placement, cover: Cover | None
) -> dict[str, KeptChange | str | None]:
    """Place and tag every track; by source: how to take its tags back, or the sentence that says why it has none."""
    picture = embedded_picture(cover) if cover else None
    outcomes: dict[str, KeptChange | str | None] = {}
    for track in one_a_file(plan.tracks):
        source, target = join_safely(gathered.folder, track.source), join_safely(folder, track.name)
        target.parent.mkdir(parents=True, exist_ok=True)
        place(source, target, how)
        if how is not Placement.HARD_LINK:
            before = gathered.audio[source.relative_to(gathered.folder)].tags
            changes = differences(before, track.tags, cover=picture is not None)
            outcomes[track.source] = _tag(track, source, target, how, picture, changes)
    return outcomes


def one_a_file(tracks: Iterable[PlannedTrack]) -> list[PlannedTrack]:
    """The tracks, each file once. For a file of several tracks its first one stands, with the album's tags alone."""
    found: dict[str, PlannedTrack] = {}
    for track in tracks:
        if track.span is None:
            found[track.source] = track
        elif track.source not in found:
            tags = {name: values for name, values in track.tags.items() if name not in TRACK_TAGS}
            found[track.source] = replace(track, tags=tags)
    return list(found.values())


def _tag(
    track: PlannedTrack,
    source: Path,
    target: Path,
    how: Placement,
    picture: Picture | None,
    changes: dict[str, list[str]],
) -> KeptChange | str | None:
    """Tag the private copy at `target` and keep the way back; what cannot be tagged stays exactly as its source."""
    try:
        write(target, track.tags, picture)
        kept = keep_change(source, target, changes)
    except (UnwritableError, DeltaError) as error:
        log.info("tags_not_written", name=track.name, reason=str(error))
        target.unlink()
        place(source, target, how)
        return f"{track.name} keeps its old tags: {error}"
    sync_file(target)
    return kept


def _keep_cover(cover: Cover, folder: Path) -> dict[str, object]:
    """Write cover.jpg, keep the cover for the pages, and return the album's columns about it."""
    (folder / COVER_NAME).write_bytes(cover.data)
    sync_file(folder / COVER_NAME)
    keep(cover)
    return cover_columns(cover)
