"""What a person can do with downloads. Each verb writes the wish; the engine makes it so."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from typing import Any

from constance import config
from django.db import IntegrityError, transaction
from django.db.models import Max, Min
from django.utils import timezone

from apps.core.errors import ApiError
from apps.core.live import publish
from apps.downloads import destinations, origins
from apps.downloads.contacts.trackers import checked_tiers
from apps.downloads.contacts.web_seeds import checked_web_seeds
from apps.downloads.domain import (
    Intent,
    Removal,
    Source,
    Status,
    UrlSource,
)
from apps.downloads.models import Download, TorrentMetainfo
from apps.downloads.nodes import node_for_new_download
from apps.downloads.repeats.merging import Brought, merge
from apps.downloads.repeats.widening import with_files
from apps.downloads.seeding.goals import check_goals
from apps.downloads.starting.understanding import Understood, understand
from apps.downloads.tasks import send_fetch_link, send_release, send_sync
from apps.downloads.tasting.services import stage_at_start

CHANGEABLE = (
    "paused",
    "forced",
    "sequential",
    "wanted_files",
    "download_limit",
    "upload_limit",
    "queue_place",
    "trackers",
    "web_seeds",
    "ratio_goal",
    "seeding_goal",
    "idle_goal",
    "at_goal",
)


GOALS = frozenset({"ratio_goal", "seeding_goal", "idle_goal", "at_goal"})


def start_download(
    source: Source,
    *,
    title: str = "",
    intent: Intent | None = None,
    wanted_files: list[int] | None = None,
    destination: str | None = None,
    stream: bool = False,
    taste: bool | None = None,
) -> tuple[Download, bool]:
    """Begin a download, or find the one that has the same info-hash; the flag says whether it is new.

    A known one that was paused or failed goes on, gets the trackers that are new (`trackers_added` says how many;
    never a private torrent), and fetches what is wanted now as well. An address that does not answer soon is fetched
    in the background. With `taste` one song is fetched and examined first; None leaves that to the settings.
    Raises ApiError.
    """
    wish = understand(source)
    if title:
        wish.values["title"] = title
    folder = destinations.checked(destination) if destination else ""
    with transaction.atomic():
        known = _known(wish.values)
        if known is not None:
            _take_up_again(known, wish, intent, wanted_files)
            return known, False
        try:
            with transaction.atomic():
                download = Download.objects.create(
                    **wish.values,
                    intent_document=intent.as_dict() if intent else {},
                    wanted_files=wanted_files,
                    destination=folder,
                    stream=stream,
                    taste=stage_at_start(taste, intent=intent, stream=stream, picks_files=wanted_files is not None),
                    sequential=stream,
                    node=node_for_new_download(),
                )
                if wish.metainfo is not None:
                    TorrentMetainfo.objects.create(download=download, data=wish.metainfo)
        except IntegrityError:  # the same info-hash was added by another request in this very moment
            return Download.objects.get(info_hash=wish.values["info_hash"]), False
        if download.magnet or wish.metainfo is not None:
            send_sync(download.id, download.node)
        else:
            send_fetch_link(download.id)
        return download, True


def start_from_origin(kind: str, value: str, **options: Any) -> tuple[Download, bool]:
    """Begin a download from another room's id, such as a search result's. Takes `start_download`'s options."""
    try:
        origin = origins.resolve_origin(kind, value)
    except LookupError as error:
        raise _forgotten(kind) from error
    return start_download(origin.source, title=origin.title, intent=origin.intent, **options)


def _forgotten(field: str) -> ApiError:
    message = "That result is no longer known. Search again, then choose it there."
    return ApiError(404, "not_found", message, field=field)


def start_from_link(url: str, **options: Any) -> tuple[Download, bool]:
    """Begin a download from a torrent's address; a search result's own link on this server stands for that result."""
    try:
        origin = origins.resolve_origin("torrent_url", url)
    except LookupError as error:
        if url.startswith("/"):  # a path on this server
            raise _forgotten("torrent_url") from error
        return start_download(UrlSource(url), **options)
    return start_download(origin.source, title=origin.title, intent=origin.intent, **options)


def change_download(download_id: uuid.UUID | str, **changes: Any) -> Download:
    """Change the wish: any of CHANGEABLE. Raises ApiError (404, 422)."""
    unknown = set(changes) - set(CHANGEABLE)
    if unknown:
        raise ApiError(422, "invalid", f"A download has no setting {min(unknown)}.", field=min(unknown))
    with transaction.atomic():
        download = _locked(download_id)
        _check_changes(download, changes)
        if changes.get("paused") is False and download.trouble is not None:
            changes |= _another_try(download)
        if GOALS & changes.keys():
            changes |= _seed_on(download)
        for name, value in changes.items():
            setattr(download, name, value)
        _keep(download, *changes)
    return download


def _another_try(download: Download) -> dict[str, Any]:
    """Resuming what is in trouble: forget the trouble and look at the files anew."""
    again: dict[str, Any] = {"error_code": "", "error_message": "", "recheck_asked_at": timezone.now()}
    if download.status in (Status.FAILED, Status.PAUSED):
        again["status"] = Status.QUEUED
    if download.torrent_url and not download.magnet and not hasattr(download, "metainfo"):
        send_fetch_link(download.id)
    return again


def _seed_on(download: Download) -> dict[str, Any]:
    """Other goals: what had reached the old ones seeds on, until it reaches the new."""
    if not download.goal_reached:
        return {}
    goes_on = download.status == Status.COMPLETE and not download.paused
    return {"goal_reached": "", "status": Status.SEEDING if goes_on else download.status}


def recheck_download(download_id: uuid.UUID | str) -> Download:
    """Have every byte on the disk compared with the torrent's hashes."""
    with transaction.atomic():
        download = _locked(download_id)
        download.recheck_asked_at = timezone.now()
        _keep(download, "recheck_asked_at")
    return download


def queue_download(download_id: uuid.UUID | str, *, to_front: bool) -> Download:
    """Put it before, or behind, everything that waits for its turn."""
    with transaction.atomic():
        download = _locked(download_id)
        others = Download.objects.filter(node=download.node, removal=Removal.NONE).exclude(id=download.id)
        ends = others.aggregate(first=Min("queue_place"), last=Max("queue_place"))
        download.queue_place = (ends["first"] or 0) - 1 if to_front else (ends["last"] or 0) + 1
        _keep(download, "queue_place")
    return download


def move_download(download_id: uuid.UUID | str, destination: str) -> Download:
    """Have its folder below `destination` ('' : the download folder). Raises ApiError (404, 422)."""
    folder = destinations.checked(destination) if destination else ""
    with transaction.atomic():
        download = _locked(download_id)
        download.destination, download.move_asked_at, download.move_failure = folder, timezone.now(), ""
        _keep(download, "destination", "move_asked_at", "move_failure")
    return download


def remove_download(download_id: uuid.UUID | str, delete_data: bool = False, *, recycle: bool = False) -> None:
    """Take a download off the list at once; the engine then lets go of it.

    Its data stay, are deleted, or (`recycle`) rest in the recycle bin first, where there is one.
    """
    with transaction.atomic():
        download = _locked(download_id)
        download.removal = _removal(delete_data, recycle)
        download.former_info_hash, download.info_hash = download.info_hash or "", None  # it may be added anew at once
        _keep(download, "removal", "info_hash", "former_info_hash")
        send_release(download.id)
        transaction.on_commit(lambda: _tell_removed(str(download.id)))


def _removal(delete_data: bool, recycle: bool) -> Removal:
    if recycle:
        return Removal.RECYCLE if config.RECYCLE_DAYS > 0 else Removal.DELETE_DATA
    return Removal.DELETE_DATA if delete_data else Removal.KEEP_DATA


def _tell_removed(download_id: str) -> None:
    event = {"type": "removed", "download_id": download_id}
    publish("downloads", event)
    publish(f"download.{download_id}", event)


def _known(values: dict[str, Any]) -> Download | None:
    rows = Download.objects.select_for_update().filter(removal=Removal.NONE)
    if values.get("info_hash"):
        return rows.filter(info_hash=values["info_hash"]).first()
    return rows.filter(torrent_url=values["torrent_url"]).first()


def _take_up_again(download: Download, wish: Understood, intent: Intent | None, wanted_files: list[int] | None) -> None:
    wanted = None if wanted_files is None else tuple(wanted_files)
    merged = merge(download, Brought(wish.trackers, wish.metainfo, wish.is_private, intent, wanted))
    goes_on = merged.changes.get("paused") is False and download.trouble is not None
    changes = (_another_try(download) if goes_on else {}) | merged.changes
    for name, value in changes.items():
        setattr(download, name, value)
    if wish.metainfo is not None:
        TorrentMetainfo.objects.get_or_create(download=download, defaults={"data": wish.metainfo})
    download.trackers_added = merged.trackers_added
    _keep(download, *changes)


def _keep(download: Download, *fields: str) -> None:
    download.changed_at = timezone.now()
    download.save(update_fields=[*fields, "changed_at"])
    send_sync(download.id, download.node)


def _locked(download_id: uuid.UUID | str) -> Download:
    download = Download.objects.select_for_update().filter(id=download_id, removal=Removal.NONE).first()
    if download is None:
        raise ApiError(404, "not_found", "There is no such download; it may have been removed.")
    return download


def _check_changes(download: Download, changes: dict[str, Any]) -> None:
    for name in ("download_limit", "upload_limit"):
        if (changes.get(name) or 0) < 0:
            raise ApiError(422, "invalid", "A limit is a number of bytes a second; 0 means no limit.", field=name)
    if changes.get("wanted_files") is not None:
        changes |= with_files(download, _checked_files(download, changes["wanted_files"]))
    check_goals(changes)
    if changes.get("trackers") is not None:
        changes["trackers"] = checked_tiers(changes["trackers"])
    if changes.get("web_seeds") is not None:
        changes["web_seeds"] = checked_web_seeds(changes["web_seeds"])


def _checked_files(download: Download, wanted: Iterable[int]) -> list[int]:
    indexes = sorted(set(wanted))
    known = set(download.files.values_list("index", flat=True))
    if known and not known.issuperset(indexes):
        raise ApiError(422, "invalid", "One of these files is not in the torrent.", field="wanted_files")
    return indexes
