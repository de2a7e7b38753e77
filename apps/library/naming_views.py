"""The naming template on the settings page: seen at work while it is typed, kept once it is right."""

from typing import Any

from constance import config
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from apps.core.pages.rendering import fragment, go
from apps.library.naming import DEFAULT_TEMPLATE, FIELDS, TemplateError, check_template
from apps.library.naming_preview import preview

LONGEST = 500


def naming_context(template: str | None = None) -> dict[str, Any]:
    """The template, what is wrong with it or what it makes, and the fields that there are."""
    shown = str(config.NAMING_TEMPLATE) if template is None else template
    context: dict[str, Any] = {"template": shown, "fields": sorted(FIELDS)}
    try:
        return context | {"examples": preview(shown), "fault": ""}
    except TemplateError as error:
        return context | {"examples": [], "fault": str(error)}


@require_GET
def show(request: HttpRequest) -> HttpResponse:
    """What the template that is being typed would make."""
    return fragment(request, "library/_naming_preview.html", naming_context(request.GET.get("template", "")[:LONGEST]))


@require_POST
def keep(request: HttpRequest) -> HttpResponse:
    """Keep the template for the albums that come from now on."""
    template = request.POST.get("template", "").strip()[:LONGEST] or DEFAULT_TEMPLATE
    try:
        check_template(template)
    except TemplateError as error:
        messages.error(request, f"The names stay as they were. {error}")
    else:
        config.NAMING_TEMPLATE = template
        messages.success(request, "New albums are named like this from now on.")
    return go(request, reverse("settings:all") + "#naming")
