"""The page of what is wanted, and the part of an artist's page that tells what is not here."""

from typing import Any
from uuid import UUID

from asgiref.sync import async_to_sync
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_GET, require_POST

from apps.core.errors import ApiError
from apps.core.pages.parts import part_of
from apps.core.pages.rendering import fragment, go, page, wants_fragment
from apps.library.models import Artist
from apps.search.catalogue.installation import lookups_of_this_installation
from apps.wanted import queries, services
from apps.wanted.domain import FORMATS
from apps.wanted.live_pages import list_element
from apps.wanted.models import FollowedArtist

ROWS_A_PART = 100


@require_GET
def wanted_page(request: HttpRequest) -> HttpResponse:
    """What is proposed, what is looked for, what came, who is followed."""
    return _list(request)


@require_GET
def waiting(request: HttpRequest) -> HttpResponse:
    """Everything that is looked for, where the list has only what is looked for next."""
    rows, part = queries.waiting_albums(), part_of(request, ROWS_A_PART)
    context: dict[str, object] = {"waiting": rows[part.offset : part.offset + part.size], "now": timezone.now()}
    context["part"] = part.within(rows.count())
    return _rows(request, "wanted/_waiting.html", "wanted/waiting.html", context)


@require_GET
def followed(request: HttpRequest) -> HttpResponse:
    """Every artist who is followed."""
    rows, part = FollowedArtist.objects.all(), part_of(request, ROWS_A_PART)
    context: dict[str, object] = {"followed": rows[part.offset : part.offset + part.size]}
    context["part"] = part.within(rows.count())
    return _rows(request, "wanted/_followed.html", "wanted/followed.html", context)


@require_POST
def want(request: HttpRequest) -> HttpResponse:
    """Want what was typed or pressed: text, a release group, or what a search was for."""
    try:
        if request.POST.get("search_id"):
            wanted: Any = services.want_search(_uuid(request.POST["search_id"]))
        elif request.POST.get("mbid"):
            wanted = services.want_album(request.POST["mbid"], fmt=request.POST.get("format", "any"))
        else:
            wanted = services.want_text(request.POST.get("text", ""), request.POST.get("format", "any"))
    except ApiError as error:
        if "text" not in request.POST:
            messages.error(request, error.message)
            return _back(request)
        return _list(request, fault=error.message, text=request.POST.get("text", ""), status=error.status)
    name = wanted.name if isinstance(wanted, FollowedArtist) else wanted.title
    verb = "You follow" if isinstance(wanted, FollowedArtist) else "Looking for"
    messages.success(request, f"{verb} “{name}” from now on.")
    return _back(request)


@require_POST
def take(request: HttpRequest, wanted_id: UUID) -> HttpResponse:
    """Take what is proposed."""
    wanted = services.take_proposal(wanted_id)
    messages.success(request, f"“{wanted.title}” is on its way.")
    return go(request, reverse("wanted:list"))


@require_POST
def refuse(request: HttpRequest, wanted_id: UUID) -> HttpResponse:
    """Not that copy."""
    services.refuse_proposal(wanted_id)
    return go(request, reverse("wanted:list"))


@require_POST
def look(request: HttpRequest, wanted_id: UUID) -> HttpResponse:
    """Look now."""
    try:
        services.look_now(wanted_id)
    except ApiError as error:
        messages.error(request, error.message)
    return go(request, reverse("wanted:list"))


@require_POST
def pause(request: HttpRequest, wanted_id: UUID) -> HttpResponse:
    """Look no more for a while, or again."""
    services.change_wanted(wanted_id, paused=request.POST.get("paused") == "1")
    return go(request, reverse("wanted:list"))


@require_POST
def remove(request: HttpRequest, wanted_id: UUID) -> HttpResponse:
    """Take it off the list."""
    wanted = services.want_no_more(wanted_id)
    messages.success(request, f"“{wanted.title}” is no longer wanted.")
    return go(request, reverse("wanted:list"))


@require_POST
def follow(request: HttpRequest, artist_mbid: str) -> HttpResponse:
    """Follow an artist, or no more."""
    if request.POST.get("unfollow"):
        services.unfollow(artist_mbid)
    else:
        artist = Artist.objects.filter(mbid=artist_mbid).first()
        followed = services.follow(artist_mbid, artist.name if artist else "")
        messages.success(request, f"What {followed.name} releases from now on is wanted.")
    return _back(request)


@require_GET
def of_artist(request: HttpRequest, artist_mbid: str) -> HttpResponse:
    """Inside an artist's page: whether they are followed, and what of theirs is not here."""
    found = async_to_sync(lookups_of_this_installation().discography)(artist_mbid)
    context = {
        "artist_mbid": artist_mbid,
        "is_followed": FollowedArtist.objects.filter(mbid=artist_mbid).exists(),
        "lacking": queries.not_here(found.found),
        "failed": found.failed,
        "back": _artist_page(artist_mbid),
    }
    return fragment(request, "wanted/_of_artist.html", context)


def _rows(request: HttpRequest, rows: str, whole: str, context: dict[str, object]) -> HttpResponse:
    return fragment(request, rows, context) if wants_fragment(request) else page(request, whole, context)


def _list(request: HttpRequest, status: int = 200, **more: object) -> HttpResponse:
    context = {"list": list_element(request), "formats": FORMATS, **more}
    return page(request, "wanted/list.html", context, status=status)


def _back(request: HttpRequest) -> HttpResponse:
    """To the page where the button was, else to the list."""
    there = request.POST.get("back", "")
    safe = url_has_allowed_host_and_scheme(there, allowed_hosts={request.get_host()})
    return go(request, there if safe and there.startswith("/") else reverse("wanted:list"))


def _artist_page(mbid: str) -> str:
    artist = Artist.objects.filter(mbid=mbid).first()
    return reverse("library:artist", args=[artist.pk]) if artist else reverse("wanted:list")


def _uuid(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise ApiError(404, "not_found", "That search is no longer known.") from None
