"""The verbs of the player: what a person or a program tells a device to do.

Each verb changes the row of the device, then tells every listener: the device obeys the `command`, pages show the
`state`. A device that was away reads the same rows when it comes back, so nothing depends on a message arriving.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from apps.core.errors import ApiError
from apps.library.models import Album, Track
from apps.library.queries import album_tracks
from apps.library.services import count_play
from apps.player.events import publish_command, publish_queue, publish_state
from apps.player.models import Device, Play, QueueEntry
from apps.player.queries import DEFAULT_DEVICE, device_named

RESTART_AFTER_SECONDS = 3.0
LONGEST_QUEUE = 10_000
Where = Literal["replace", "next", "last"]


@dataclass(frozen=True, slots=True)
class Item:
    """Something to put into a queue: a track of the library, or a file of a download."""

    track_id: UUID | None = None
    download_id: UUID | None = None
    file_index: int | None = None
    title: str = ""


def item_of(track: Track) -> Item:
    return Item(track_id=track.pk, title=track.title)


def items_of_album(album: Album) -> list[Item]:
    """The album's tracks that are on the disk, in order."""
    return [item_of(track) for track in album_tracks(album) if track.state == Track.State.PRESENT]


def play(items: Sequence[Item], *, device: str = "", start: int = 0, where: Where = "replace") -> Device:
    """Put `items` into the device's queue and play from number `start` of them. Raises ApiError (404, 422)."""
    if not items:
        raise ApiError(404, "nothing_to_play", "There is nothing here that could be played.")
    with transaction.atomic():
        row = _locked(device)
        first = _insert(row, items, where)
        row.position, row.elapsed, row.state = first + min(max(start, 0), len(items) - 1), 0.0, Device.State.PLAYING
        _save(row)
    return _tell(row, "play", queue_changed=True)


def enqueue(items: Sequence[Item], *, device: str = "", where: Where = "last") -> Device:
    """Put `items` into the queue without touching what plays."""
    with transaction.atomic():
        row = _locked(device)
        _insert(row, items, where)
        _save(row)
    return _tell(row, None, queue_changed=True)


def replace_queue(items: Sequence[Item], *, device: str = "", position: int = 0) -> Device:
    """Make the queue exactly `items`, as after a drag; the entry at `position` becomes the current one."""
    with transaction.atomic():
        row = _locked(device)
        current = row.queue.filter(position=row.position).first()
        _insert(row, items, "replace")
        position = min(max(position, 0), max(len(items) - 1, 0))
        kept = bool(items) and current is not None and _names(current) == items[position]
        row.position = position
        row.elapsed = row.elapsed if kept else 0.0
        if not items:
            row.state = Device.State.STOPPED
        _save(row)
    return _tell(row, None, queue_changed=True)


def resume(device: str = "") -> Device:
    """Play on from where it stands. Raises ApiError (409) where the queue is empty."""
    with transaction.atomic():
        row = _locked(device)
        if not row.queue.exists():
            raise ApiError(409, "queue_empty", "The queue is empty. Choose something to play first.")
        row.state = Device.State.PLAYING
        _save(row)
    return _tell(row, "play")


def pause(device: str = "") -> Device:
    """Hold; the place is kept. A device that plays nothing stays as it is."""
    with transaction.atomic():
        row = _locked(device)
        if row.state == Device.State.PLAYING:
            row.state = Device.State.PAUSED
            _save(row)
    return _tell(row, "pause")


def stop(device: str = "") -> Device:
    """End playing; the queue stays, at the start of its current entry."""
    with transaction.atomic():
        row = _locked(device)
        row.state, row.elapsed = Device.State.STOPPED, 0.0
        _save(row)
    return _tell(row, "stop")


def jump(position: int, device: str = "") -> Device:
    """Play the queue's entry number `position`. Raises ApiError (422) where there is none."""
    with transaction.atomic():
        row = _locked(device)
        if not row.queue.filter(position=position).exists():
            raise ApiError(422, "no_such_entry", "The queue has no entry with that number.", field="position")
        row.position, row.elapsed, row.state = position, 0.0, Device.State.PLAYING
        _save(row)
    return _tell(row, "play")


def next_track(device: str = "") -> Device:
    """Go to the next entry; after the last one playing stops."""
    with transaction.atomic():
        row = _locked(device)
        has_next = row.queue.filter(position=row.position + 1).exists()
        row.elapsed = 0.0
        if has_next:
            row.position += 1
        else:
            row.state = Device.State.STOPPED
        _save(row)
    return _tell(row, "play" if has_next and row.state == Device.State.PLAYING else "stop" if not has_next else "load")


def previous_track(device: str = "") -> Device:
    """Go back to the start of this entry, or, within its first seconds, to the entry before."""
    with transaction.atomic():
        row = _locked(device)
        if row.elapsed <= RESTART_AFTER_SECONDS and row.position > 0:
            row.position -= 1
        row.elapsed = 0.0
        _save(row)
    return _tell(row, "play" if row.state == Device.State.PLAYING else "load")


def seek(seconds: float, device: str = "") -> Device:
    """Go to `seconds` from the start of the current entry."""
    with transaction.atomic():
        row = _locked(device)
        row.elapsed = max(seconds, 0.0)
        _save(row)
    return _tell(row, "seek")


def set_volume(percent: int, device: str = "") -> Device:
    """Set the device's volume, 0 to 100."""
    with transaction.atomic():
        row = _locked(device)
        row.volume = min(max(percent, 0), 100)
        _save(row)
    return _tell(row, "volume")


def report(device: str, *, state: str, position: int, elapsed: float, title: str = "") -> Device:
    """A device tells where it stands. Everyone else sees it; nobody is commanded."""
    with transaction.atomic():
        row = _locked(device)
        row.state = state if state in Device.State.values else row.state
        row.elapsed = max(elapsed, 0.0)
        row.title = title[:200] or row.title
        if row.queue.filter(position=position).exists():
            row.position = position
        _save(row)
    return _tell(row, None)


def report_played(track_id: UUID, device: str = "", at: datetime | None = None) -> None:
    """Count a track that a device has played far enough, and keep it in the history.

    A device that was away reports later, with the time of each play (`at`); what it reports twice counts once.
    """
    device, at = device[:64], min(at, timezone.now()) if at else None
    with transaction.atomic():
        if at and Play.objects.filter(track_id=track_id, device=device, played_at=at).exists():
            return
        if count_play(track_id, at):
            Play.objects.create(track_id=track_id, device=device, played_at=at or timezone.now())


def _locked(name: str) -> Device:
    name = name or device_named("").name
    row, _created = Device.objects.select_for_update().get_or_create(name=name[:64] or DEFAULT_DEVICE)
    return row


def _save(row: Device) -> None:
    row.revision += 1
    row.save()


def _insert(row: Device, items: Sequence[Item], where: Where) -> int:
    """Write the queue anew with `items` in it; returns the position of their first."""
    entries = [] if where == "replace" else list(row.queue.order_by("position"))
    at = len(entries) if where == "last" else min(row.position + 1, len(entries)) if entries else 0
    if len(entries) + len(items) > LONGEST_QUEUE:
        raise ApiError(422, "queue_too_long", f"A queue holds at most {LONGEST_QUEUE} entries.", field="items")
    fresh = [
        QueueEntry(
            device=row,
            track_id=item.track_id,
            download_id=item.download_id,
            file_index=item.file_index,
            title=item.title,
            position=at + number,
        )
        for number, item in enumerate(items)
    ]
    if where == "replace":
        row.queue.all().delete()
    moved = entries[at:]
    for entry in moved:
        entry.position += len(fresh)
    QueueEntry.objects.bulk_update(moved, ["position"], batch_size=500)
    QueueEntry.objects.bulk_create(fresh, batch_size=500)
    return at


def _names(entry: QueueEntry) -> Item:
    return Item(entry.track_id, entry.download_id, entry.file_index, entry.title)


def _tell(row: Device, action: str | None, *, queue_changed: bool = False) -> Device:
    def send() -> None:
        if queue_changed:
            publish_queue(row)
        publish_state(row)
        if action is not None:
            publish_command(row, action)

    transaction.on_commit(send)
    return row
