"""The shapes of the player's JSON requests."""

from typing import Annotated, Literal
from uuid import UUID

from ninja import Schema
from pydantic import Field

Number = Annotated[int, Field(ge=0)]
DeviceName = Annotated[str, Field(max_length=64)]


class PlayRequest(Schema):
    """What to play: one of a path, a track, an album, a playlist, or a download's file. None of them: play on."""

    file_path: str | None = None
    track_id: UUID | None = None
    album_id: UUID | None = None
    playlist_id: UUID | None = None
    download_id: UUID | None = None
    file_index: Number | None = None
    device: DeviceName = ""
    enqueue: Literal["replace", "next", "last"] = "replace"
    with_album: bool = False
    position: Number | None = None


class DeviceRequest(Schema):
    device: DeviceName = ""


class SeekRequest(DeviceRequest):
    seconds: float = Field(ge=0, allow_inf_nan=False)


class VolumeRequest(DeviceRequest):
    volume: int = Field(ge=0, le=100)


class QueueItem(Schema):
    track_id: UUID | None = None
    download_id: UUID | None = None
    file_index: Number | None = None
    title: str = ""


class QueueRequest(DeviceRequest):
    items: list[QueueItem]
    position: Number = 0
