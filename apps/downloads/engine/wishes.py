"""A download's row as the engine needs it: read where the database may be touched, used where it may not."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from apps.downloads.contacts.trackers import TrackerWish
from apps.downloads.contacts.trackers import read_wish as read_tracker_wish
from apps.downloads.domain import Intent, Removal, Status, Trouble
from apps.downloads.models import Download, DownloadFile, TorrentMetainfo
from apps.downloads.tasting.domain import Stage

CHUNK = 200


@dataclass(frozen=True, slots=True)
class KnownFile:
    """What the database knows of a file: whether it is fetched, or why it was refused."""

    index: int
    path: str
    size: int
    kind: str
    wanted: bool
    refusal: str


@dataclass(frozen=True, slots=True)
class Wish:
    """What a person wants of a download, and what was known of it when the row was read."""

    download_id: str
    node: str
    changed_at: datetime
    title: str
    info_hash: str
    magnet: str
    torrent_url: str
    paused: bool
    forced: bool
    sequential: bool
    taste: Stage
    taste_report: Mapping[str, Any] = field(repr=False)
    wanted_files: frozenset[int] | None
    queue_place: int
    download_limit: int
    upload_limit: int
    ratio_goal: float | None
    seeding_goal: int | None
    idle_goal: int | None
    at_goal: str
    goal_reached: str
    trackers: tuple[TrackerWish, ...] | None
    web_seeds: tuple[str, ...] | None
    destination: str
    folder: str
    left_behind: str
    removal: Removal
    move_asked_at: datetime | None
    moved_at: datetime | None
    recycled_at: datetime | None
    recheck_asked_at: datetime | None
    rechecked_at: datetime | None
    status: Status
    trouble: Trouble | None
    is_organised: bool
    started_at: datetime
    intent: Intent = field(repr=False)
    metainfo: bytes = field(repr=False, default=b"")
    files: tuple[KnownFile, ...] = field(repr=False, default=())

    @property
    def awaits_link(self) -> bool:
        """Whether the .torrent behind its address has yet to be fetched."""
        return bool(self.torrent_url) and not self.magnet and not self.metainfo and self.status != Status.FAILED

    @property
    def wants_move(self) -> bool:
        """Whether its folder was wished elsewhere and that has not been seen to."""
        asked, done = self.move_asked_at, self.moved_at
        return asked is not None and (done is None or asked > done)

    @property
    def wants_recheck(self) -> bool:
        """Whether a check was asked for that has not been done."""
        asked, done = self.recheck_asked_at, self.rechecked_at
        return asked is not None and (done is None or asked > done)


def wishes_of(node: str, ids: Iterable[str]) -> list[Wish]:
    """The wishes of these downloads; those that are gone or another node's are left out."""
    rows = {row.id: row for row in Download.objects.filter(id__in=list(ids), node=node)}
    return list(_completed(rows))


def read_wishes(node: str) -> Iterator[Wish]:
    """Every wish of a node: what is under way first, since it is checked first."""
    rows = Download.objects.filter(node=node)
    arrived = [Status.SEEDING, Status.COMPLETE]
    yield from _wishes(rows.exclude(status__in=arrived).order_by("queue_place", "started_at"))
    yield from _wishes(rows.filter(status__in=arrived).order_by("queue_place", "started_at"))


def changed_since(node: str, moment: datetime) -> dict[str, datetime]:
    """The downloads of a node that a person changed at or after `moment`, and when, by their ids."""
    rows = Download.objects.filter(node=node, changed_at__gte=moment)
    return {str(each): changed_at for each, changed_at in rows.values_list("id", "changed_at")}


def _wishes(rows: QuerySet[Download]) -> Iterator[Wish]:
    ids = list(rows.values_list("id", flat=True))
    for start in range(0, len(ids), CHUNK):
        part = ids[start : start + CHUNK]
        found = Download.objects.in_bulk(part)
        yield from _completed({each: found[each] for each in part if each in found})


def _completed(rows: Mapping[uuid.UUID, Download]) -> Iterator[Wish]:
    """The wishes of these rows, in their order."""
    metainfos = dict(TorrentMetainfo.objects.filter(download__in=rows).values_list("download_id", "data"))
    files = _files(rows)
    for each, row in rows.items():
        yield _wish(row, bytes(metainfos.get(each, b"")), files.get(each, ()))


def _files(ids: Iterable[uuid.UUID]) -> dict[uuid.UUID, tuple[KnownFile, ...]]:
    grouped: dict[uuid.UUID, list[KnownFile]] = {}
    rows = DownloadFile.objects.filter(download__in=ids).order_by("download_id", "index")
    fields = rows.values_list("download_id", "index", "path", "size", "kind", "wanted", "refusal")
    for download_id, index, path, size, kind, wanted, refusal in fields.iterator(chunk_size=2000):
        grouped.setdefault(download_id, []).append(KnownFile(index, path, size, kind, wanted, refusal))
    return {each: tuple(rows) for each, rows in grouped.items()}


def _wish(row: Download, metainfo: bytes, files: tuple[KnownFile, ...]) -> Wish:
    return Wish(
        download_id=str(row.id),
        node=row.node,
        changed_at=row.changed_at,
        title=row.title,
        info_hash=row.info_hash or "",
        magnet=row.magnet,
        torrent_url=row.torrent_url,
        paused=row.paused,
        forced=row.forced,
        sequential=row.sequential,
        taste=Stage(row.taste),
        taste_report=row.taste_report,
        wanted_files=None if row.wanted_files is None else frozenset(row.wanted_files),
        queue_place=row.queue_place,
        download_limit=row.download_limit,
        upload_limit=row.upload_limit,
        ratio_goal=row.ratio_goal,
        seeding_goal=row.seeding_goal,
        idle_goal=row.idle_goal,
        at_goal=row.at_goal,
        goal_reached=row.goal_reached,
        trackers=read_tracker_wish(row.trackers),
        web_seeds=None if row.web_seeds is None else tuple(row.web_seeds),
        destination=row.destination,
        folder=row.folder,
        left_behind=row.left_behind,
        removal=Removal(row.removal),
        move_asked_at=row.move_asked_at,
        moved_at=row.moved_at,
        recycled_at=row.recycled_at,
        recheck_asked_at=row.recheck_asked_at,
        rechecked_at=row.rechecked_at,
        status=Status(row.status),
        trouble=row.trouble,
        is_organised=row.organised_at is not None,
        started_at=row.started_at,
        intent=Intent() if files and not row.taste else row.intent,  # it chooses the files, once (twice: a taste first)
        metainfo=metainfo,
        files=files,
    )
