"""The pages for keeping the library in order: held twice, missing and unreadable, the recycle bin."""

from uuid import UUID

from constance import config
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from apps.core.errors import ApiError
from apps.core.pages.parts import part_of
from apps.core.pages.rendering import fragment, go, page, wants_fragment
from apps.library import services, starring
from apps.library.keeping import bin as recycle_bin
from apps.library.keeping import duplicates, faults
from apps.library.keeping.models import BinItem
from apps.library.keeping.upgrades import keep_better
from apps.library.models import Album, Track

ITEMS_A_PART = 100


@require_GET
def twice(request: HttpRequest) -> HttpResponse:
    """Copies of the same album side by side, with the better one and why."""
    part = part_of(request, duplicates.GROUPS_A_PART)
    held, groups = duplicates.albums_held_twice(part.offset, part.size)
    context: dict[str, object] = {"held": held, "part": part.within(groups)}
    if wants_fragment(request):
        return fragment(request, "library/keeping/_pairs.html", context)
    return page(request, "library/keeping/twice.html", {**context, "twins": duplicates.twins()})


@require_POST
def keep(request: HttpRequest) -> HttpResponse:
    """Keep one copy and put the other into the bin."""
    item = keep_better(_uuid(request, "keep"), _uuid(request, "spare"))
    _tell(request, item)
    return go(request, reverse("library:twice"))


@require_GET
def faulty(request: HttpRequest) -> HttpResponse:
    """What is missing or cannot be read, and what to do about it."""
    part, counts = part_of(request, faults.ALBUMS_A_PART), faults.fault_counts()
    faulty = faults.faulty_albums(part.offset, part.size)
    context = {"faulty": faulty, "counts": counts, "part": part.within(counts["total"])}
    if wants_fragment(request):
        return fragment(request, "library/keeping/_faulty.html", context)
    return page(request, "library/keeping/faults.html", context)


@require_POST
def read_again(request: HttpRequest) -> HttpResponse:
    """Read the faulty files anew."""
    files = faults.read_again(_uuid(request, "album_id") if request.POST.get("album_id") else None)
    services.request_scan()
    messages.info(request, f"{files} file{'s'[: files != 1]} will be read again in a moment.")
    return go(request, reverse("library:faults"))


@require_POST
def forget(request: HttpRequest, album_id: UUID) -> HttpResponse:
    """Take the faulty tracks of an album out of the library."""
    for item in faults.forget(album_id):
        _tell(request, item)
    return go(request, reverse("library:faults"))


@require_GET
def recycled(request: HttpRequest) -> HttpResponse:
    """What lies in the recycle bin."""
    part, (count, size) = part_of(request, ITEMS_A_PART), recycle_bin.totals()
    items = list(recycle_bin.items().defer("rows", "relinks", "moved", "files")[part.offset : part.offset + part.size])
    context = {"items": items, "count": count, "size": size, "days": config.BIN_DAYS, "part": part.within(count)}
    if wants_fragment(request):
        return fragment(request, "library/keeping/_binned.html", context)
    return page(request, "library/keeping/bin.html", context)


@require_POST
def restore(request: HttpRequest, item_id: UUID) -> HttpResponse:
    """Bring it back."""
    try:
        item = recycle_bin.restore(item_id)
    except ApiError as error:
        messages.error(request, error.message)
        return go(request, reverse("library:bin"))
    messages.success(request, f"“{item.title}” is back.")
    if item.album_id and Album.objects.filter(pk=item.album_id).exists():
        return go(request, reverse("library:album", args=[item.album_id]))
    return go(request, reverse("library:bin"))


@require_POST
def empty(request: HttpRequest) -> HttpResponse:
    """Delete one thing in the bin for good, or everything."""
    if request.POST.get("item_id"):
        recycle_bin.empty(_uuid(request, "item_id"))
    else:
        recycle_bin.empty_all()
    return go(request, reverse("library:bin"))


@require_POST
def remove_album(request: HttpRequest, album_id: UUID) -> HttpResponse:
    """Put an album into the bin."""
    item = recycle_bin.bin_album(album_id)
    _tell(request, item)
    return go(request, reverse("library:albums"))


@require_POST
def remove_track(request: HttpRequest, track_id: UUID) -> HttpResponse:
    """Put a track into the bin, and go back to its album, or to where duplicates are."""
    track = get_object_or_404(Track, pk=track_id)
    for item in recycle_bin.bin_tracks([track_id]):
        _tell(request, item)
    if request.POST.get("back") == "twice":
        return go(request, reverse("library:twice"))
    there = Album.objects.filter(pk=track.album_id).exists()
    return go(request, reverse("library:album", args=[track.album_id]) if there else reverse("library:albums"))


@require_POST
def star(request: HttpRequest, album_id: UUID) -> HttpResponse:
    """Give an album a star, or take it away."""
    starring.star("albums", album_id, on=request.POST.get("on") == "1")
    return go(request, reverse("library:album", args=[album_id]))


def _tell(request: HttpRequest, item: BinItem) -> None:
    words = f"“{item.title}” is in the recycle bin" if not item.better_album_id else f"Kept the better “{item.title}”"
    messages.success(request, f"{words}.", extra_tags=reverse("library:bin_restore", args=[item.pk]))


def _uuid(request: HttpRequest, name: str) -> UUID:
    try:
        return UUID(request.POST.get(name, ""))
    except ValueError:
        raise ApiError(404, "not_found", "That is not in the library any more.") from None
