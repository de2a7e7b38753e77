"""The pages of playlists."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from apps.core.errors import ApiError
from apps.core.pages.parts import part_of
from apps.core.pages.rendering import fragment, go, page, wants_fragment
from apps.library.models import Album, Playlist
from apps.library.playlists import m3u, queries, services
from apps.library.playlists.files import import_m3u, m3u_response
from apps.library.playlists.form import form_context, rules_from, typed_context
from apps.library.playlists.rules import read_rules

ROWS_A_PART = 200


@require_GET
def playlists(request: HttpRequest) -> HttpResponse:
    """Every playlist, and how to make one."""
    return _all(request)


@require_POST
def make(request: HttpRequest) -> HttpResponse:
    """Make a playlist: empty, by rules, or of an M3U file."""
    try:
        if request.FILES.get("file"):
            return _import(request)
        rules = rules_from(request.POST) if request.POST.get("smart") else None
        made = services.make_playlist(request.POST.get("name", ""), rules=rules)
    except ApiError as error:
        form = typed_context(request.POST)
        return _all(request, status=error.status, fault=error.message, form=form, typed=request.POST)
    return go(request, reverse("library:playlist", args=[made.pk]))


@require_GET
def playlist(request: HttpRequest, playlist_id: UUID) -> HttpResponse:
    """One playlist with its tracks."""
    return _one(request, playlist_id)


@require_POST
def change(request: HttpRequest, playlist_id: UUID) -> HttpResponse:
    """Another name, or other rules."""
    smart = bool(request.POST.get("smart"))
    try:
        rules = rules_from(request.POST) if smart else None
        services.change_playlist(playlist_id, name=request.POST.get("name"), rules=rules)
    except ApiError as error:
        form = typed_context(request.POST) if smart else None
        return _one(request, playlist_id, status=error.status, fault=error.message, form=form, typed=request.POST)
    return go(request, reverse("library:playlist", args=[playlist_id]))


@require_POST
def remove(request: HttpRequest, playlist_id: UUID) -> HttpResponse:
    """Put it into the recycle bin."""
    item = services.remove_playlist(playlist_id)
    messages.success(
        request, f"“{item.title}” is in the recycle bin.", extra_tags=reverse("library:bin_restore", args=[item.pk])
    )
    return go(request, reverse("library:playlists"))


@require_POST
def remove_entry(request: HttpRequest, playlist_id: UUID, entry_id: UUID) -> HttpResponse:
    """Take one track out."""
    services.remove_entries(playlist_id, [entry_id])
    return go(request, reverse("library:playlist", args=[playlist_id]))


@require_POST
def add_album(request: HttpRequest, album_id: UUID) -> HttpResponse:
    """Add an album's tracks to a playlist, or to a new one."""
    album = get_object_or_404(Album, pk=album_id)
    chosen = request.POST.get("playlist_id", "")
    if chosen:
        playlist_id = get_object_or_404(Playlist, pk=_uuid(chosen)).pk
    else:
        playlist_id = services.make_playlist(request.POST.get("name", "") or album.title).pk
    count = services.add_album(playlist_id, album)
    messages.success(request, f"{count} track{'s'[: count != 1]} added.")
    return go(request, reverse("library:album", args=[album_id]))


@require_GET
def export(request: HttpRequest, playlist_id: UUID) -> HttpResponse:
    """The playlist as an M3U8 file."""
    return m3u_response(get_object_or_404(Playlist, pk=playlist_id))


def _import(request: HttpRequest) -> HttpResponse:
    file = request.FILES["file"]
    assert file is not None and not isinstance(file, list)  # noqa: S101  (the caller looked)
    made, unknown = import_m3u(file.read(m3u.MOST_BYTES + 1), file.name or "")
    if unknown:
        shown = ", ".join(unknown[:3]) + (" …" if len(unknown) > 3 else "")
        messages.info(request, f"{len(unknown)} of its files are not in the library: {shown}")
    return go(request, reverse("library:playlist", args=[made.pk]))


def _all(request: HttpRequest, status: int = 200, **more: object) -> HttpResponse:
    context = {"playlists": queries.playlists(), "form": form_context(None), **more}
    return page(request, "library/playlists/all.html", context, status=status)


def _one(request: HttpRequest, playlist_id: UUID, status: int = 200, **more: object) -> HttpResponse:
    found = get_object_or_404(Playlist, pk=playlist_id)
    part = part_of(request, ROWS_A_PART)
    keys = queries.chosen(found)
    count, seconds = queries.totals(found, playable=False, keys=keys)
    context: dict[str, object] = {
        "playlist": found,
        "rows": queries.listed(found, slice(part.offset, part.offset + part.size), keys),
        "part": part.within(count),
    }
    if wants_fragment(request):
        return fragment(request, "library/playlists/_rows.html", context)
    context |= {
        "track_count": count,
        "seconds": seconds,
        "form": form_context(read_rules(found.rules)) if found.is_smart else None,
        **more,
    }
    return page(request, "library/playlists/one.html", context, status=status)


def _uuid(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise ApiError(404, "not_found", "There is no such playlist (any more).") from None
