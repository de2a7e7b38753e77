"""The player's pages, and what the page's player says and asks (as JSON where it asks for JSON)."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from apps.core.errors import ApiError, error_response
from apps.core.pages.rendering import go, page
from apps.library.models import Track
from apps.player import queries, services
from apps.player.arriving import described
from apps.player.forms import PlayForm, ReportForm, device_of
from apps.player.models import Device

DEVICE_COOKIE = "trusttune_device"


@require_GET
def now(request: HttpRequest) -> HttpResponse:
    """What plays now, and what comes after it."""
    device = queries.device_named(_device(request))
    told = _told(device)
    track_id = (told["state"]["track"] or {}).get("id")
    track = Track.objects.select_related("album").filter(pk=track_id).first() if track_id else None
    context = {
        **told,
        "queue_entries": told["queue"]["items"],
        "wash": track.album.wash if track else None,
        "playing": device.state == Device.State.PLAYING,
    }
    return page(request, "player/now.html", context)


@require_GET
def state(request: HttpRequest) -> HttpResponse:
    """State and queue of a device, for the page's player."""
    return JsonResponse(_told(queries.device_named(_device(request))))


@require_POST
def play(request: HttpRequest) -> HttpResponse:
    """Play, or put into the queue."""
    items, start, where = PlayForm(request.POST).chosen()
    device = _device(request)
    if where == "replace":
        return _answer(request, services.play(items, device=device, start=start))
    return _answer(request, services.enqueue(items, device=device, where=where))


@require_POST
def jump(request: HttpRequest) -> HttpResponse:
    """Play one entry of the queue."""
    position = request.POST.get("position", "")
    return _answer(request, services.jump(int(position) if position.isdecimal() else 0, _device(request)))


@require_POST
def drop(request: HttpRequest) -> HttpResponse:
    """Take one entry out of the queue."""
    device = queries.device_named(_device(request))
    entries = list(device.queue.order_by("position"))
    kept = [entry for entry in entries if str(entry.pk) != request.POST.get("entry")]
    before = sum(entry.position < device.position for entry in kept)
    items = [services.Item(entry.track_id, entry.download_id, entry.file_index, entry.title) for entry in kept]
    return _answer(request, services.replace_queue(items, device=device.name, position=before))


@require_POST
def clear(request: HttpRequest) -> HttpResponse:
    """Empty the queue."""
    return _answer(request, services.replace_queue([], device=queries.device_named(_device(request)).name))


@require_POST
def report(request: HttpRequest) -> HttpResponse:
    """The page's player tells where it stands."""
    form = ReportForm(request.POST)
    if not form.is_valid():
        return error_response(ApiError(422, "invalid", "A report has state, position and elapsed."))
    data = form.cleaned_data
    row = services.report(
        _device(request) or queries.DEFAULT_DEVICE,
        state=data["state"],
        position=data["position"],
        elapsed=data["elapsed"],
        title=device_of(request.headers.get("User-Agent", "")),
    )
    return JsonResponse({"revision": row.revision})


@require_POST
def played(request: HttpRequest) -> HttpResponse:
    """A track was heard far enough to count."""
    try:
        services.report_played(UUID(request.POST.get("track_id", "")), _device(request))
    except ValueError:
        return error_response(ApiError(422, "invalid", "A track has a UUID.", field="track_id"))
    return JsonResponse({"counted": True})


def _device(request: HttpRequest) -> str:
    name = request.POST.get("device") or request.GET.get("device") or request.COOKIES.get(DEVICE_COOKIE) or ""
    return name[:64]


def _wants_json(request: HttpRequest) -> bool:
    return request.headers.get("Accept") == "application/json"


def _told(device: Device) -> dict[str, dict[str, Any]]:
    state, queue = queries.state_document(device), queries.queue_document(device)
    queue["items"] = described(queue["items"])
    state["current"] = next((item for item in queue["items"] if item["position"] == device.position), None)
    return {"state": state, "queue": queue}


def _answer(request: HttpRequest, device: Device) -> HttpResponse:
    return JsonResponse(_told(device)) if _wants_json(request) else go(request, reverse("player:now"))
