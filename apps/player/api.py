"""The player over JSON: `/api/player/*` (CONTRACT.md)."""

from typing import Any

from django.http import HttpRequest
from ninja import Router

from apps.core.errors import ApiError
from apps.player import choosing, queries, schemas, services
from apps.player.models import Device

router = Router(tags=["player"])


@router.post("/play", url_name="player_play")
def play(request: HttpRequest, body: schemas.PlayRequest | None = None) -> dict[str, Any]:
    """Play a path, a track, an album or a download's file; without any of them, play on."""
    body = body or schemas.PlayRequest()
    items, start = _chosen(body)
    if not items:
        if body.position is not None:
            return _state(services.jump(body.position, body.device))
        return _state(services.resume(body.device))
    start = start if body.position is None else body.position
    return _state(services.play(items, device=body.device, start=start, where=body.enqueue))


def _chosen(body: schemas.PlayRequest) -> tuple[list[services.Item], int]:
    named = [body.file_path, body.track_id, body.album_id, body.playlist_id, body.download_id]
    if sum(name is not None for name in named) > 1:
        raise ApiError(
            422, "invalid", "Name one thing to play: a path, a track, an album, a playlist or a download's file."
        )
    if body.album_id is not None:
        items = choosing.from_album(body.album_id)
        if not items:
            raise ApiError(404, "nothing_to_play", "None of this album's files is on the disk.", field="album_id")
        return items, 0
    if body.playlist_id is not None:
        items, start = choosing.from_playlist(body.playlist_id)
        if not items:  # without anything named the device would play on
            message = "None of this playlist's tracks is on the disk."
            raise ApiError(404, "nothing_to_play", message, field="playlist_id")
        return items, start
    if body.download_id is not None:
        return choosing.from_download(body.download_id, body.file_index), 0
    if body.file_path is not None:
        track = choosing.from_path(body.file_path)
    elif body.track_id is not None:
        track = choosing.from_track(body.track_id)
    else:
        return [], 0
    return choosing.track_with_album(track) if body.with_album else ([services.item_of(track)], 0)


@router.post("/pause", url_name="player_pause")
def pause(request: HttpRequest, body: schemas.DeviceRequest | None = None) -> dict[str, Any]:
    """Hold."""
    return _state(services.pause(_device(body)))


@router.post("/stop", url_name="player_stop")
def stop(request: HttpRequest, body: schemas.DeviceRequest | None = None) -> dict[str, Any]:
    """End playing; the queue stays."""
    return _state(services.stop(_device(body)))


@router.post("/next", url_name="player_next")
def next_track(request: HttpRequest, body: schemas.DeviceRequest | None = None) -> dict[str, Any]:
    """The next entry of the queue."""
    return _state(services.next_track(_device(body)))


@router.post("/previous", url_name="player_previous")
def previous_track(request: HttpRequest, body: schemas.DeviceRequest | None = None) -> dict[str, Any]:
    """The entry before, or this one from its start."""
    return _state(services.previous_track(_device(body)))


@router.post("/seek", url_name="player_seek")
def seek(request: HttpRequest, body: schemas.SeekRequest) -> dict[str, Any]:
    """Go to a place in the current entry, in seconds."""
    return _state(services.seek(body.seconds, body.device))


@router.post("/volume", url_name="player_volume")
def volume(request: HttpRequest, body: schemas.VolumeRequest) -> dict[str, Any]:
    """Set the volume, 0 to 100."""
    return _state(services.set_volume(body.volume, body.device))


@router.get("/status", url_name="player_status")
def status(request: HttpRequest, device: str = "") -> dict[str, Any]:
    """What plays where."""
    return _state(queries.device_named(device))


@router.get("/queue", url_name="player_queue")
def queue(request: HttpRequest, device: str = "") -> dict[str, Any]:
    """The queue of a device."""
    return queries.queue_document(queries.device_named(device))


@router.put("/queue", url_name="player_replace_queue")
def replace_queue(request: HttpRequest, body: schemas.QueueRequest) -> dict[str, Any]:
    """Make the queue exactly these items."""
    items = choosing.known([services.Item(**item.dict()) for item in body.items])
    return queries.queue_document(services.replace_queue(items, device=body.device, position=body.position))


def _device(body: schemas.DeviceRequest | None) -> str:
    return body.device if body else ""


def _state(device: Device) -> dict[str, Any]:
    return queries.state_document(device)
