"""The settings page."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_GET

from apps.core.pages.rendering import page


@require_GET
def settings_page(request: HttpRequest) -> HttpResponse:
    """Every setting, in groups with a sentence each."""
    return page(request, "core/settings.html")
