"""The downloads page: what is arriving, and what can be done with it."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from apps.core.pages.rendering import fragment, go, page, told, wants_fragment
from apps.downloads import services
from apps.downloads.details.closeup import closeup
from apps.downloads.details.views import found
from apps.downloads.forms import AddForm
from apps.downloads.leaving import leave, stay
from apps.downloads.list_window import page_number
from apps.downloads.live_pages import list_element
from apps.downloads.models import Download
from apps.downloads.rows_page import rows
from apps.downloads.tasting import services as tasting


@require_GET
def downloads_page(request: HttpRequest) -> HttpResponse:
    """What is arriving, and what has arrived, a page at a time."""
    number = page_number(request.GET.get("page", ""))
    part = list_element(number, request)
    if wants_fragment(request):
        return HttpResponse(part + told(request))
    return page(request, "downloads/list.html", {"list": part, "number": number})


@require_GET
def details(request: HttpRequest, download_id: UUID) -> HttpResponse:
    """Everything about one download: in its row, or as a page."""
    download = found(download_id)
    row = rows([download])[0]
    context = {"row": row, "closeup": closeup(download, row.document)}
    if wants_fragment(request):
        return fragment(request, "downloads/_details.html", context)
    return page(request, "downloads/details.html", context)


@require_POST
def add(request: HttpRequest) -> HttpResponse:
    """Add a magnet link, an info-hash, the address of a .torrent, or an uploaded one."""
    form = AddForm(request.POST, request.FILES)
    if not form.is_valid():
        fault = next(iter(form.errors.get_json_data().values()))[0]["message"]
        context = {"list": list_element(request=request), "fault": fault, "link": request.POST.get("link", "")}
        return page(request, "downloads/list.html", context, status=422)
    wanted: list[int] | None = [] if form.cleaned_data["choose"] else None
    taste = True if form.cleaned_data["taste"] else None
    download, created = services.start_download(form.source(), wanted_files=wanted, taste=taste)
    if not created:
        messages.info(request, _here_already(download))
    elif wanted is not None:
        return go(request, reverse("downloads:details", args=[download.id]))
    return go(request, reverse("downloads:list"))


def _here_already(download: Download) -> str:
    count = download.trackers_added
    more = f" Its {count} new tracker{'s'[: count != 1]} will be asked too." if count else ""
    return f"“{download.title}” is here already.{more}"


@require_POST
def take(request: HttpRequest) -> HttpResponse:
    """Download a search result."""
    stream = bool(request.POST.get("stream"))
    taste = True if request.POST.get("taste") else None
    result_id = request.POST.get("result_id", "")
    download, created = services.start_from_origin("result_id", result_id, stream=stream, taste=taste)
    if request.headers.get("Accept") == "application/json":
        return JsonResponse({"download_id": str(download.id)})
    if not created:
        messages.info(request, _here_already(download))
    return go(request, reverse("downloads:list"))


@require_POST
def go_on(request: HttpRequest, download_id: UUID) -> HttpResponse:
    """Fetch the rest of what was tasted."""
    return _changed(request, tasting.go_on(download_id))


@require_POST
def pause(request: HttpRequest, download_id: UUID) -> HttpResponse:
    """Hold it."""
    return _changed(request, services.change_download(download_id, paused=True))


@require_POST
def resume(request: HttpRequest, download_id: UUID) -> HttpResponse:
    """Let it go on; a failed one tries again."""
    return _changed(request, services.change_download(download_id, paused=False))


@require_POST
def choose_files(request: HttpRequest, download_id: UUID) -> HttpResponse:
    """Take only the ticked files."""
    wanted = [int(each) for each in request.POST.getlist("wanted") if each.isdecimal()]
    services.change_download(download_id, wanted_files=wanted)
    messages.success(request, f"{len(wanted)} file{'s'[: len(wanted) != 1]} will be taken.")
    return go(request, reverse("downloads:list"))


@require_POST
def remove(request: HttpRequest, download_id: UUID) -> HttpResponse:
    """Take it off the list; for a while it can be brought back.

    What has arrived goes to the recycle bin; what a person put into a folder of theirs stays there unless they say so.
    """
    download = found(download_id)
    leave(download, delete_data=bool(request.POST.get("delete_data")) or not download.destination)
    way_back = reverse("downloads:restore", args=[download_id])
    messages.success(request, f"Removed “{rows([download])[0].title}”.", extra_tags=way_back)
    return go(request, reverse("downloads:list"))


@require_POST
def restore(request: HttpRequest, download_id: UUID) -> HttpResponse:
    """Bring back what was just removed."""
    stay(download_id)
    return go(request, reverse("downloads:list"))


def _changed(request: HttpRequest, download: Download) -> HttpResponse:
    if wants_fragment(request):
        return fragment(request, "downloads/_row.html", {"row": rows([download])[0]})
    return go(request, reverse("downloads:list"))
