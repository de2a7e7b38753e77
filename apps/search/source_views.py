"""Sources in Settings: add, switch, try, remove."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import aget_object_or_404, get_object_or_404
from django.urls import reverse
from django.views.decorators.http import require_POST

from apps.core.errors import ApiError
from apps.core.pages.rendering import fragment, go, wants_fragment
from apps.search import source_settings
from apps.search.models import Source
from apps.search.settings_part import sources_context


@require_POST
def add(request: HttpRequest) -> HttpResponse:
    """Add a Torznab indexer."""
    typed = {name: request.POST.get(name, "") for name in ("name", "url", "key")}
    try:
        source = source_settings.add_source(**typed)
    except ApiError as error:
        if not wants_fragment(request):
            raise
        context = sources_context() | {"typed": typed, "fault": error}
        return fragment(request, "search/_sources.html", context, status=error.status)
    messages.success(request, f"{source.name} will be asked from now on.")
    return _list(request)


@require_POST
def switch(request: HttpRequest, source_id: int) -> HttpResponse:
    """Ask it from now on, or no more."""
    source = get_object_or_404(Source, pk=source_id)
    source_settings.switch_source(source, bool(request.POST.get("enabled")))
    return _list(request)


@require_POST
async def test(request: HttpRequest, source_id: int) -> HttpResponse:
    """Ask it now, and say how that went."""
    source = await aget_object_or_404(Source, pk=source_id)
    trial = await source_settings.try_source(source)
    if wants_fragment(request):
        return fragment(request, "search/_trial.html", {"source": source, "trial": trial})
    (messages.success if trial.worked else messages.error)(request, f"{source.name}: {trial.message}")
    return go(request, reverse("settings:all") + "#sources")


@require_POST
def remove(request: HttpRequest, source_id: int) -> HttpResponse:
    """Forget it."""
    source = get_object_or_404(Source, pk=source_id, from_environment=False)
    source.delete()
    messages.success(request, f"{source.name} is forgotten.")
    return _list(request)


def _list(request: HttpRequest) -> HttpResponse:
    if wants_fragment(request):
        return fragment(request, "search/_sources.html", sources_context())
    return go(request, reverse("settings:all") + "#sources")
