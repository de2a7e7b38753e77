"""The page on which many tracks are changed at once: choose by filters, see what would change, do it, undo it."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from apps.core.errors import ApiError
from apps.core.pages.rendering import go, page
from apps.library import queries
from apps.library.filters import filter_form, read_filters
from apps.library.keeping import editing
from apps.library.keeping.models import BulkEdit

SHOWN, LATELY = 300, 5


@require_GET
def choose(request: HttpRequest) -> HttpResponse:
    """Tracks to choose from: those of an album, or what the filters leave."""
    filters = read_filters(request.GET.dict())
    album = _uuid(request.GET.get("album", ""))
    found = queries.tracks(album=album) if album else filters.tracks(queries.tracks())
    context = {
        "tracks": list(found[:SHOWN]),
        "total": found.count(),
        "fields": [(name, words) for name, (words, _column, _tag) in editing.FIELDS.items()],
        **filter_form(filters),
        "lately": BulkEdit.objects.filter(undone=False)[:LATELY],
    }
    return page(request, "library/keeping/edit.html", context)


@require_POST
def preview(request: HttpRequest) -> HttpResponse:
    """What would change."""
    keys, values = _wished(request)
    context = {"changes": editing.preview(keys, values), "keys": keys, "values": values}
    return page(request, "library/keeping/edit_preview.html", context)


@require_POST
def apply(request: HttpRequest) -> HttpResponse:
    """Do it."""
    edited = editing.edit(*_wished(request))
    way_back = reverse("library:undo_edit", args=[edited.edit.pk])
    messages.success(request, f"Changed: {edited.edit.what}.", extra_tags=way_back)
    for fault in edited.faults[:3]:
        messages.info(request, fault)
    return go(request, reverse("library:edit"))


@require_POST
def undo(request: HttpRequest, edit_id: UUID) -> HttpResponse:
    """As it was."""
    edited = editing.undo(edit_id)
    messages.success(request, f"As it was: {edited.edit.what}.")
    for fault in edited.faults[:3]:
        messages.info(request, fault)
    return go(request, reverse("library:edit"))


def _wished(request: HttpRequest) -> tuple[list[UUID], dict[str, str]]:
    keys = [key for text in request.POST.getlist("track") if (key := _uuid(text)) is not None]
    ticked = [name for name in editing.FIELDS if request.POST.get(f"set-{name}")]
    values = editing.read_values({name: request.POST.get(name, "") for name in ticked})
    if not keys:
        raise ApiError(422, "invalid", "Tick at least one track.", field="track")
    return keys, values


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
