"""The assistant in Settings: try it, be another device."""

from asgiref.sync import sync_to_async
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_POST

from apps.core.pages.rendering import fragment, go, wants_fragment
from apps.search.assistant_settings import assistant_context, renew_device, try_assistant


@require_POST
async def test(request: HttpRequest) -> HttpResponse:
    """Ask it now, and say how that went."""
    trial = await try_assistant()
    if wants_fragment(request):
        context = await sync_to_async(assistant_context)() | {"trial": trial}
        return await sync_to_async(fragment)(request, "search/_assistant.html", context)
    (messages.success if trial.worked else messages.error)(request, f"The assistant: {trial.message}")
    return go(request, reverse("settings:all") + "#assistant")


@require_POST
def renew(request: HttpRequest) -> HttpResponse:
    """Take a new device id."""
    renew_device()
    messages.success(request, "The Community API will see another device from now on.")
    if wants_fragment(request):
        return fragment(request, "search/_assistant.html", assistant_context())
    return go(request, reverse("settings:all") + "#assistant")
