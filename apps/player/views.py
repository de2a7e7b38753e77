"""The player's pages."""

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from apps.core.pages.rendering import go, page
from apps.player import queries, services
from apps.player.forms import PlayForm


@require_GET
def now(request: HttpRequest) -> HttpResponse:
    """What plays now, and what comes after it."""
    device = queries.device_named(request.GET.get("device", ""))
    context = {"state": queries.state_document(device), "queue": queries.queue_document(device)}
    return page(request, "player/now.html", context)


@require_POST
def play(request: HttpRequest) -> HttpResponse:
    """Play, or put into the queue, without JavaScript; with it the page does so itself."""
    form = PlayForm(request.POST)
    items, start, where = form.chosen()
    device = form.cleaned_data["device"]
    if where == "replace":
        services.play(items, device=device, start=start)
    else:
        services.enqueue(items, device=device, where=where)
    return go(request, reverse("player:now"))
