"""The library's pages: albums, artists, tracks, and finding among them."""

from collections.abc import Mapping
from itertools import groupby
from typing import TypeVar
from uuid import UUID

from django.core.paginator import Page, Paginator
from django.db.models import Model, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from apps.core.pages.rendering import fragment, go, page, wants_fragment
from apps.core.paging import part_of
from apps.library import queries, services
from apps.library.events import scan_state
from apps.library.filters import filter_form, read_filters
from apps.library.models import Album, Artist, Playlist

Row = TypeVar("Row", bound=Model)

SLEEVES_A_PAGE = 120
ROWS_A_PAGE = 200
ORDERS = (("artist", "By artist"), ("added", "Newest first"), ("title", "By title"), ("year", "By year"))


@require_GET
def albums(request: HttpRequest) -> HttpResponse:
    """Every album as its cover."""
    order = request.GET.get("order", "artist")
    filters = read_filters(request.GET.dict())
    shown = _part(filters.albums(queries.albums(order=order)), request, SLEEVES_A_PAGE)
    context: dict[str, object] = {"albums": shown, "order": order, "orders": ORDERS, "query": "", "scan": scan_state()}
    context |= {"verdicts": queries.trust_counts(), **filter_form(filters)}
    return _page_or_more(request, "library/albums.html", "library/_sleeves.html", context)


@require_GET
def artists(request: HttpRequest) -> HttpResponse:
    """Every artist, by sort name under its initial."""
    shown = _part(queries.artists(), request, ROWS_A_PAGE)
    context = {"artists": shown, "covers": queries.newest_albums(shown.object_list)}
    return _page_or_more(request, "library/artists.html", "library/_artist_rows.html", context)


@require_GET
def artist(request: HttpRequest, artist_id: UUID) -> HttpResponse:
    """An artist's albums, the oldest first."""
    found = get_object_or_404(Artist, pk=artist_id)
    own = list(queries.albums(artist=found.pk))
    by_kind = [(kind, list(group)) for kind, group in groupby(sorted(own, key=_shelf), key=_shelf)]
    return page(request, "library/artist.html", {"artist": found, "shelves": by_kind, "album_count": len(own)})


@require_GET
def album(request: HttpRequest, album_id: UUID) -> HttpResponse:
    """An album as its poster."""
    found = get_object_or_404(Album.objects.select_related("artist"), pk=album_id)
    songs = queries.album_tracks(found)
    discs = [(number, list(group)) for number, group in groupby(songs, key=lambda track: track.disc_number)]
    context = {"album": found, "discs": discs, "first": songs[0] if songs else None, "track_count": len(songs)}
    context["playlists"] = Playlist.objects.filter(rules=None)
    return page(request, "library/album.html", context)


@require_GET
def tracks(request: HttpRequest) -> HttpResponse:
    """Every track, album after album."""
    filters = read_filters(request.GET.dict())
    shown = _part(filters.tracks(queries.tracks()), request, ROWS_A_PAGE)
    context = {"tracks": shown, **filter_form(filters)}
    return _page_or_more(request, "library/tracks.html", "library/_track_rows.html", context)


@require_GET
def find(request: HttpRequest) -> HttpResponse:
    """What matches the words typed so far."""
    query = request.GET.get("q", "").strip()
    found = queries.find(query, 24)
    covers = queries.newest_albums(found["artists"])
    context = {"query": query, "found": found, "covers": covers, "nothing": query and not any(found.values())}
    if wants_fragment(request):
        return fragment(request, "library/_found.html", context)
    return page(request, "library/find.html", context)


@require_POST
def scan(request: HttpRequest) -> HttpResponse:
    """Look through the music folder; how it goes is shown on the page."""
    services.request_scan()
    return go(request, reverse("library:albums"))


def _shelf(album: Album) -> str:
    return {"album": "Albums", "single": "Singles", "ep": "EPs", "live": "Live", "compilation": "Compilations"}.get(
        album.kind.lower(), "Albums"
    )


def _part(rows: QuerySet[Row], request: HttpRequest, count: int) -> Page[Row]:
    """A page of a query, whose rows are found by their ids."""
    shown = Paginator(rows, count).get_page(request.GET.get("page"))
    shown.object_list = part_of(rows, (shown.number - 1) * count, count)
    return shown


def _page_or_more(request: HttpRequest, whole: str, more: str, context: Mapping[str, object]) -> HttpResponse:
    """The whole page, or, for a list that is being scrolled, its next rows."""
    if wants_fragment(request):
        return fragment(request, more, context)
    return page(request, whole, context)
