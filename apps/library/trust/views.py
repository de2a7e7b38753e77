"""The trust page of an album, its pictures, and what a person can say to it."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from apps.core.pages.rendering import fragment, go, page, wants_fragment
from apps.library.models import Album
from apps.library.streams.files import file_response
from apps.library.trust.report_page import report_page
from apps.library.trust.verification import accept, examine_again, picture_path

FOR_EVER = "private, max-age=31536000, immutable"  # a picture's address changes with what it shows


@require_GET
def trust(request: HttpRequest, album_id: UUID) -> HttpResponse:
    """Why an album is held to be genuine, or not."""
    context = report_page(get_object_or_404(Album.objects.select_related("artist"), pk=album_id))
    if wants_fragment(request):
        return fragment(request, "library/_trust_report.html", context)
    return page(request, "library/trust.html", context)


@require_GET
async def trust_picture(request: HttpRequest, key: str) -> HttpResponseBase:
    """The picture of a track's spectrum."""
    return await file_response(request, picture_path(key), "image/png", cache_control=FOR_EVER)


@require_POST
def keep(request: HttpRequest, album_id: UUID) -> HttpResponse:
    """Keep the album whatever was found, or take that back."""
    album = get_object_or_404(Album, pk=album_id)
    accept(album, accepted=request.POST.get("keep") == "1")
    return go(request, reverse("library:trust", args=(album.pk,)))


@require_POST
def check_again(request: HttpRequest, album_id: UUID) -> HttpResponse:
    """Examine every file of the album anew."""
    album = get_object_or_404(Album, pk=album_id)
    examine_again(album)
    messages.info(request, f"“{album.title}” is examined again in the background.")
    return go(request, reverse("library:trust", args=(album.pk,)))
