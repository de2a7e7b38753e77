"""Reading downloads."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Sequence
from dataclasses import replace

from django.core.exceptions import ValidationError
from django.db.models import Q, QuerySet

from apps.downloads import figures
from apps.downloads.documents import Document, Shown, ShownFile, document, goals_document
from apps.downloads.domain import ARRIVED, UNDER_WAY, Removal, Status
from apps.downloads.figures import Figures
from apps.downloads.models import Download, DownloadFile
from apps.downloads.network.holding import held_nodes, with_hold
from apps.downloads.tasting.domain import Stage
from apps.downloads.tasting.words import taste_document


def downloads() -> QuerySet[Download]:
    """Every download that was not removed, the newest first."""
    return Download.objects.filter(removal=Removal.NONE)


def find_download(download_id: uuid.UUID | str) -> Download | None:
    """The download, or None where it does not exist or was removed."""
    try:
        return downloads().filter(id=download_id).first()
    except (ValueError, TypeError, ValidationError):
        return None


def active_downloads() -> QuerySet[Download]:
    """Those that have not arrived yet, or that want attention."""
    return downloads().exclude(Q(status__in=[Status.SEEDING, Status.COMPLETE]) & Q(error_code=""))


def downloads_list(rows: Iterable[Download] | None = None) -> list[Document]:
    """CONTRACT.md's documents for `rows` (all of them by default), with fresh figures, in four queries."""
    found = list(downloads() if rows is None else rows)
    fresh = figures.present(each.id for each in found)
    files: dict[uuid.UUID, list[ShownFile]] = {each.id: [] for each in found}
    known = DownloadFile.objects.filter(download__in=list(files)).order_by("download_id", "index")
    fields = known.values_list("download_id", "index", "path", "size", "kind", "wanted", "refusal")
    for download_id, index, path, size, kind, wanted, refusal in fields:
        files[download_id].append(ShownFile(index, path, size, kind, wanted, refusal))
    held = held_nodes()
    return [with_hold(_document(each, files[each.id], fresh.get(str(each.id))), held.get(each.node)) for each in found]


def download_document(download: Download) -> Document:
    """CONTRACT.md's document of one download."""
    return downloads_list([download])[0]


def _document(download: Download, files: Sequence[ShownFile], fresh: Figures | None) -> Document:
    if fresh is None or download.status in (Status.PAUSED, Status.FAILED):
        fresh = _kept_figures(download)
    elif download.status in ARRIVED:
        kept = _kept_figures(download)
        fresh = replace(fresh, size=kept.size, done=kept.done, file_bytes=kept.file_bytes)
    shown = Shown(
        download_id=str(download.id),
        title=download.title,
        info_hash=download.info_hash or "",
        path=download.file_path,
        trouble=download.trouble,
        paused=download.paused,
        forced=download.forced,
        sequential=download.sequential,
        download_limit=download.download_limit,
        upload_limit=download.upload_limit,
        started_at=download.started_at,
        completed_at=download.completed_at,
        taste=taste_document(download.taste, download.taste_report),
        goals=goals_document(
            download.ratio_goal, download.seeding_goal, download.idle_goal, download.at_goal, download.goal_reached
        ),
        files=files,
        node=download.node,
    )
    return document(shown, _status(download, fresh), fresh)


def _status(download: Download, fresh: Figures) -> str:
    """The row's status, corrected by a wish that the engine has yet to follow and by figures newer than the row."""
    status = Status(download.status)
    if download.paused:
        if status in UNDER_WAY:
            return Status.PAUSED
        return Status.COMPLETE if status == Status.SEEDING else status
    if download.taste in (Stage.ASKING, Stage.STOPPED) or _awaits_choice(download, status):
        return Status.PAUSED
    if status == Status.PAUSED and not download.error_code:
        status = Status.QUEUED
    if status in UNDER_WAY and fresh.status in (*UNDER_WAY, Status.VERIFYING):
        return fresh.status
    return status


def _awaits_choice(download: Download, status: Status) -> bool:
    """Whether it is known what is inside, and a person has yet to choose of it."""
    return download.wanted_files == [] and status == Status.PAUSED and not download.error_code


def _kept_figures(download: Download) -> Figures:
    return Figures(
        status=download.status,
        size=download.size_bytes,
        done=download.size_bytes if download.status in ARRIVED else download.done_bytes,
        downloaded=download.downloaded,
        uploaded=download.uploaded,
        file_bytes=tuple(download.file_bytes),
    )
