"""The shapes of the library's JSON answers, for the OpenAPI document."""

from typing import Annotated, Any, Literal

from ninja import Schema
from pydantic import Field

from apps.library.filters import Filters


class Narrowing(Schema):
    """Which albums or tracks of a page are wanted, beside its own arguments (`apps.library.filters`)."""

    quality: Literal["", "hires", "lossless", "lossy"] = ""
    genre: Annotated[str, Field(max_length=100)] = ""
    trust: Literal["", "genuine", "unknown", "suspicious", "damaged", "pending"] = ""
    year_from: Annotated[int, Field(ge=0, le=9999)] | None = None
    year_to: Annotated[int, Field(ge=0, le=9999)] | None = None
    starred: bool = False

    def filters(self) -> Filters:
        """As the library's own value."""
        return Filters(**self.dict())


class ArtistRow(Schema):
    id: str
    name: str
    sort_name: str
    mbid: str | None
    album_count: int | None


class AlbumRow(Schema):
    id: str
    title: str
    artist: str
    artist_id: str
    year: int | None
    format: str
    track_count: int
    disc_count: int
    duration: float
    size: int
    path: str
    kind: str
    edition: str
    mbid: str | None
    certainty: str
    trust: str
    cover: str | None
    wash: dict[str, Any] | None
    added_at: str


class TrackRow(Schema):
    id: str
    title: str
    artist: str
    artist_id: str
    album: str
    album_id: str
    track_number: int
    disc_number: int
    duration: float
    year: int | None
    format: str
    bitrate: int
    sample_rate: int
    bit_depth: int
    path: str
    mbid: str | None
    play_count: int
    state: str
    added_at: str


class AlbumDocument(AlbumRow):
    label: str
    catalog_number: str
    barcode: str
    country: str
    release_group_mbid: str | None
    placement: str
    origin: dict[str, Any]
    alternatives: list[Any]
    tracks: list[TrackRow]


class ArtistsPage(Schema):
    items: list[ArtistRow]
    total: int
    offset: int
    limit: int


class AlbumsPage(Schema):
    items: list[AlbumRow]
    total: int
    offset: int
    limit: int


class TracksPage(Schema):
    items: list[TrackRow]
    total: int
    offset: int
    limit: int


class Found(Schema):
    artists: list[ArtistRow]
    albums: list[AlbumRow]
    tracks: list[TrackRow]


class ScanAccepted(Schema):
    status: str
    message: str
