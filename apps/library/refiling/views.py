"""Saying which release an album is: on its own page, and for many at once."""

from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from apps.core.pages.rendering import go, page
from apps.library.models import Album
from apps.library.refiling.wishes import confirm, request_look_up, take_best, take_release, unsure_albums

ROWS_A_PAGE = 60


@require_POST
def take(request: HttpRequest, album_id: UUID) -> HttpResponse:
    """The album is another release, or the one it is held to be."""
    album = get_object_or_404(Album, pk=album_id)
    try:
        mbid = str(UUID(request.POST.get("release", "")))
    except ValueError:
        mbid = ""
    if mbid and mbid != album.mbid:
        take_release(album.pk, mbid)
        messages.info(request, f"“{album.title}” gets the names and tags of that release. The tags can be undone.")
    elif mbid and confirm(album.pk):
        messages.success(request, f"“{album.title}” is that release, as you say.")
    else:
        messages.error(
            request, "That is no MusicBrainz release id. It looks like 9e873859-8aa4-4790-b985-5a953e8ef628."
        )
    return go(request, reverse("library:files", args=(album.pk,)))


@require_POST
def look_up(request: HttpRequest, album_id: UUID) -> HttpResponse:
    """Ask MusicBrainz again what the album may be."""
    album = get_object_or_404(Album, pk=album_id)
    request_look_up(album.pk)
    messages.info(request, f"MusicBrainz is being asked about “{album.title}”. Look here again in a moment.")
    return go(request, reverse("library:files", args=(album.pk,)))


@require_GET
def unsure(request: HttpRequest) -> HttpResponse:
    """The albums that no release is confirmed for."""
    shown = Paginator(unsure_albums(), ROWS_A_PAGE).get_page(request.GET.get("page"))
    return page(request, "library/unsure.html", {"albums": shown})


@require_POST
def fix(request: HttpRequest) -> HttpResponse:
    """Take the best guess for every album that was ticked."""
    ticked = [UUID(value) for value in request.POST.getlist("album") if _is_uuid(value)]
    taken, waiting = take_best(ticked)
    said = [f"{taken} album{'s' * (taken != 1)} settled."] if taken else []
    said += [f"MusicBrainz is being asked about {waiting}."] if waiting else []
    messages.info(request, " ".join(said) or "Tick the albums to settle first.")
    return go(request, reverse("library:unsure"))


def _is_uuid(text: str) -> bool:
    try:
        return bool(UUID(text))
    except ValueError:
        return False
