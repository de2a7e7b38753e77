"""What is read of the player: devices, where they stand, their queues."""

from typing import Any

from constance import config
from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone

from apps.library.audio_formats import BROWSER_FORMATS
from apps.library.models import Track, TrackGain
from apps.library.queries import cover_url, track_row
from apps.player.models import Device, QueueEntry

DEFAULT_DEVICE = "browser"


def device_named(name: str) -> Device:
    """The device of that name, or, without a name, the one used last; an unsaved one where there is none."""
    if name:
        return Device.objects.filter(pk=name[:64]).first() or Device(name=name[:64])
    return Device.objects.order_by("-changed_at").first() or Device(name=DEFAULT_DEVICE)


def devices() -> list[Device]:
    """Every device that ever played, the latest first."""
    return list(Device.objects.order_by("-changed_at"))


def current_entry(device: Device) -> QueueEntry | None:
    """The queue entry that plays or would play."""
    return _entries(device).filter(position=device.position).first()


def elapsed_now(device: Device) -> float:
    """Seconds into the current entry by now: a playing device runs on between its reports."""
    if device.state != Device.State.PLAYING or device.changed_at is None:
        return device.elapsed
    return device.elapsed + max((timezone.now() - device.changed_at).total_seconds(), 0.0)


def state_document(device: Device) -> dict[str, Any]:
    """The answer of `GET /api/player/status`."""
    entry = current_entry(device)
    return {
        "device": device.name,
        "title": device.title or device.name,
        "state": device.state,
        "position": device.position,
        "elapsed": round(elapsed_now(device), 3),
        "volume": device.volume,
        "even_loudness": config.EVEN_LOUDNESS,
        "revision": device.revision,
        "queue_length": device.queue.count() if device.revision else 0,
        "current": entry_document(entry) if entry else None,
        "track": track_row(entry.track) if entry and entry.track else None,
        "devices": [{"device": other.name, "title": other.title or other.name} for other in devices()],
    }


def queue_document(device: Device) -> dict[str, Any]:
    """The answer of `GET /api/player/queue`."""
    return {
        "device": device.name,
        "position": device.position,
        "revision": device.revision,
        "items": [entry_document(entry) for entry in _entries(device)],
    }


def entry_document(entry: QueueEntry) -> dict[str, Any]:
    """A queue entry with the address of its sound."""
    track = entry.track
    return {
        "id": str(entry.pk),
        "position": entry.position,
        "title": entry.title or (track.title if track else ""),
        "track": track_row(track) if track else None,
        "cover": cover_url(track.album) if track else None,
        "wash": track.album.wash if track else None,
        "gain": gain_document(track) if track else None,
        "download_id": str(entry.download_id) if entry.download_id else None,
        "file_index": entry.file_index,
        "url": stream_url(entry),
    }


def gain_document(track: Track) -> dict[str, float | None] | None:
    """By how many dB louder to play it, alone and within its album (ReplayGain 2), and its peaks (1 = full scale)."""
    known: TrackGain | None = getattr(track, "gain", None)
    if known is None:
        return None
    return {
        "track": known.track_gain,
        "track_peak": known.track_peak,
        "album": known.album_gain,
        "album_peak": known.album_peak,
    }


def stream_url(entry: QueueEntry) -> str:
    """Where the sound of an entry comes from, on this server; what no browser plays comes as MP3."""
    if entry.track:
        address = reverse("api:library_stream", args=(entry.track_id,))
        return address if entry.track.format in BROWSER_FORMATS else f"{address}?format=mp3&bitrate=320"
    root = reverse("api:api-root")
    return f"{root}download/{entry.download_id}/files/{entry.file_index}/stream"


def _entries(device: Device) -> QuerySet[QueueEntry]:
    return (
        QueueEntry.objects.filter(device_id=device.name)
        .select_related("track__album", "track__gain")
        .order_by("position")
    )
