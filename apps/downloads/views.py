"""The downloads page."""

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from apps.core.pages.rendering import go, page


@require_GET
def downloads_page(request: HttpRequest) -> HttpResponse:
    """What is arriving, and what has arrived."""
    return page(request, "downloads/list.html")


@require_POST
def add(request: HttpRequest) -> HttpResponse:
    """Add a magnet link, a link to a .torrent, or an uploaded one."""
    return go(request, reverse("downloads:list"))
