"""An album's files over JSON: `/api/library/albums/{id}/files` and what can be done with them."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from ninja import Router, Schema, Status

from apps.library import services
from apps.library.files_page import files_document
from apps.library.models import Album

router = Router(tags=["library"])


class ChangedTag(Schema):
    tag: str
    word: str
    before: str
    now: str


class ChangedFile(Schema):
    path: str
    name: str
    state: str
    fault: str
    tags: list[ChangedTag]


class AlbumFiles(Schema):
    album_id: str
    placement: str
    placement_title: str
    placement_sentence: str
    undoable: int
    undoing: int
    files: list[ChangedFile]


@router.get("/albums/{uuid:album_id}/files", response=AlbumFiles, url_name="library_files")
def files(request: HttpRequest, album_id: UUID) -> dict[str, Any]:
    """How the album's files came here (`reflink`, `hard_link`, `copy`, `own`), and the tags written into them."""
    return files_document(get_object_or_404(Album, pk=album_id))


@router.post("/albums/{uuid:album_id}/tags/undo", response={202: AlbumFiles}, url_name="library_undo_tags")
def undo_tags(request: HttpRequest, album_id: UUID) -> Status[dict[str, Any]]:
    """Give every file of the album the bytes back that it had before it was tagged; in the background."""
    album = get_object_or_404(Album, pk=album_id)
    services.undo_tags(album.pk)
    return Status(202, files_document(album))
