"""The page about an album's files: how they came into the library, and the tags that were written into them."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from apps.core.pages.rendering import fragment, go, page, wants_fragment
from apps.library import services
from apps.library.files_page import files_document
from apps.library.models import Album
from apps.library.refiling.page import identity_document


@require_GET
def files(request: HttpRequest, album_id: UUID) -> HttpResponse:
    """How the album's files came here, and what was changed in them."""
    album = get_object_or_404(Album.objects.select_related("artist"), pk=album_id)
    context = {"album": album, "about": files_document(album), "identity": identity_document(album)}
    if wants_fragment(request):
        return fragment(request, "library/_files.html", context)
    return page(request, "library/files.html", context)


@require_POST
def undo_tags(request: HttpRequest, album_id: UUID) -> HttpResponse:
    """Give the album's files back the bytes that they had before they were tagged."""
    album = get_object_or_404(Album, pk=album_id)
    if services.undo_tags(album.pk):
        messages.info(request, f"The files of “{album.title}” get their former tags back.")
    else:
        messages.info(request, f"Nothing was changed in the files of “{album.title}”.")
    return go(request, reverse("library:files", args=(album.pk,)))


@require_POST
def replaygain(request: HttpRequest, album_id: UUID) -> HttpResponse:
    """Write how loud the tracks and the album are into the files."""
    album = get_object_or_404(Album, pk=album_id)
    services.write_replaygain(album.pk)
    messages.info(request, f"ReplayGain is written into the files of “{album.title}”, as far as they are measured.")
    return go(request, reverse("library:files", args=(album.pk,)))


@require_POST
def split(request: HttpRequest, album_id: UUID) -> HttpResponse:
    """Make single files out of an album that is one file."""
    album = get_object_or_404(Album, pk=album_id)
    services.split_image(album.pk)
    return go(request, reverse("library:files", args=(album.pk,)))
