"""The recycle bin's page."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from apps.core.pages.rendering import go, page
from apps.downloads.recycling import bin as recycle_bin


@require_GET
def bin_page(request: HttpRequest) -> HttpResponse:
    """What was removed and can be brought back."""
    items = recycle_bin.contents()
    context = {"items": items, "size": sum(each.size for each in items), "days": recycle_bin.keeps_days()}
    return page(request, "downloads/bin.html", context)


@require_POST
def bring_back(request: HttpRequest, download_id: UUID) -> HttpResponse:
    """Have it among the downloads again."""
    download = recycle_bin.bring_back(download_id)
    messages.success(request, f"“{download.title}” is back.")
    return go(request, reverse("downloads:bin"))


@require_POST
def delete(request: HttpRequest, download_id: UUID) -> HttpResponse:
    """Delete one for good."""
    recycle_bin.empty([download_id])
    return go(request, reverse("downloads:bin"))


@require_POST
def empty(request: HttpRequest) -> HttpResponse:
    """Delete everything in it for good."""
    count = recycle_bin.empty()
    messages.success(request, f"{count} download{'s'[: count != 1]} deleted for good.")
    return go(request, reverse("downloads:bin"))
