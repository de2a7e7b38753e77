"""What a person does on a download's own page."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_POST

from apps.core.pages.rendering import go
from apps.downloads import queries, services
from apps.downloads.contacts.trackers import tiers_from_text
from apps.downloads.contacts.web_seeds import web_seeds_from_text
from apps.downloads.details.options import changes_from_form
from apps.downloads.details.watching import ask_reannounce
from apps.downloads.models import Download
from apps.downloads.network.queue import step_in_queue


@require_POST
def change_contacts(request: HttpRequest, download_id: UUID) -> HttpResponse:
    """Have exactly these trackers and web seeds."""
    trackers = tiers_from_text(request.POST.get("trackers", ""))
    web_seeds = web_seeds_from_text(request.POST.get("web_seeds", ""))
    services.change_download(download_id, trackers=trackers, web_seeds=web_seeds)
    count = sum(map(len, trackers))
    messages.success(request, f"{count} tracker{'s'[: count != 1]} will be asked.")
    return to_details(request, download_id)


@require_POST
def reannounce(request: HttpRequest, download_id: UUID) -> HttpResponse:
    """Ask the trackers and the DHT now."""
    download = found(download_id)
    ask_reannounce(download.node, download.id)
    messages.info(request, "The trackers are asked for peers.")
    return to_details(request, download_id)


@require_POST
def recheck(request: HttpRequest, download_id: UUID) -> HttpResponse:
    """Compare every byte with the torrent's hashes."""
    services.recheck_download(download_id)
    messages.info(request, "Every byte is compared with the torrent; what is wrong is fetched again.")
    return to_details(request, download_id)


@require_POST
def change_options(request: HttpRequest, download_id: UUID) -> HttpResponse:
    """How it runs, how quick it may be, and when it has given enough."""
    services.change_download(download_id, **changes_from_form(request.POST.dict()))
    messages.success(request, "Kept.")
    return to_details(request, download_id)


@require_POST
def move(request: HttpRequest, download_id: UUID) -> HttpResponse:
    """Have its folder elsewhere."""
    services.move_download(download_id, request.POST.get("destination", ""))
    messages.info(request, "It is being moved; until that is done, nothing of it is lost at its old place.")
    return to_details(request, download_id)


@require_POST
def queue(request: HttpRequest, download_id: UUID) -> HttpResponse:
    """To the front of what waits, to its end, or a step up or down."""
    to = request.POST.get("to", "")
    if to in ("up", "down"):
        step_in_queue(download_id, up=to == "up")
    else:
        services.queue_download(download_id, to_front=to == "top")
    return to_details(request, download_id)


def found(download_id: UUID) -> Download:
    """The download. Raises Http404."""
    download = queries.find_download(download_id)
    if download is None:
        raise Http404
    return download


def to_details(request: HttpRequest, download_id: UUID) -> HttpResponse:
    """Back to the download's own page."""
    return go(request, reverse("downloads:details", args=[download_id]))
