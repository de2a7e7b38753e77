"""The settings page: a change is kept at once, and can be undone."""

from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from apps.core import settings_page
from apps.core.context import THEMES
from apps.core.errors import ApiError
from apps.core.exchange.api import owner_only
from apps.core.exchange.reading import import_lines
from apps.core.pages.rendering import fragment, go, page, wants_fragment
from apps.core.security.operators import is_operator

KEYS_AGAIN = "Keys of indexers that the export left out want to be entered again."
A_YEAR = 365 * 24 * 3600


@require_GET
def every_setting(request: HttpRequest) -> HttpResponse:
    """Every setting, in sections with a sentence each; of a member only what is personal."""
    operator = is_operator(request)
    sections = [
        (each, render_to_string(each.part.template, dict(each.part.context()), request) if each.part else "")
        for each in settings_page.sections()
        if operator or (each.part and each.part.personal)
    ]
    return page(request, "core/settings.html", {"sections": sections, "operator": operator})


@require_POST
def change(request: HttpRequest, name: str) -> HttpResponse:
    """Keep one setting; the message that tells so carries the way back."""
    forget = "forget" in request.POST
    before = settings_page.forget(name) if forget else settings_page.change(name, request.POST.get("value"))
    now = settings_page.field(name)
    if before.value != now.value and now.control == "secret":
        messages.success(request, f"{now.label} is {'kept' if now.value else 'forgotten'}.")
    elif before.value != now.value:
        back = reverse("settings:undo", args=[name]) + "?" + urlencode({"value": before.text})
        messages.success(request, f"{now.label} is kept.", extra_tags=back)
    if wants_fragment(request):
        return fragment(request, "core/_setting.html", {"setting": now})
    return go(request, reverse("settings:all"))


@require_POST
def undo(request: HttpRequest, name: str) -> HttpResponse:
    """Bring back what a setting was."""
    settings_page.change(name, request.GET.get("value", ""))
    messages.info(request, "As it was.")
    if wants_fragment(request):
        response = fragment(request, "core/_setting.html", {"setting": settings_page.field(name)})
        response["HX-Retarget"], response["HX-Reswap"] = f"#setting-{name.lower()}", "outerHTML"
        return response
    return go(request, reverse("settings:all"))


@require_POST
def import_everything(request: HttpRequest) -> HttpResponse:
    """Read an export into this empty home."""
    file = request.FILES.get("file")
    if file is None or isinstance(file, list):
        raise ApiError(
            422,
            "invalid",
            "No file was chosen. Choose one that TrustTune exported; its name ends in .jsonl.",
            field="file",
        )
    owner_only(request)
    rows = sum(import_lines(file).values())
    messages.success(request, f"{rows} rows were imported. Now have the music folder looked through. {KEYS_AGAIN}")
    return go(request, reverse("settings:all"))


@require_POST
def theme(request: HttpRequest) -> HttpResponse:
    """Dark, light, or as the system has it; kept in this browser."""
    response = go(request, reverse("settings:all"))
    chosen = request.POST.get("theme", "")
    if chosen in THEMES:
        response.set_cookie("trusttune_theme", chosen, max_age=A_YEAR, samesite="Lax")
    else:
        response.delete_cookie("trusttune_theme")
    return response
