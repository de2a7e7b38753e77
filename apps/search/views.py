"""The search pages: the line, the story of one search, a question's answer, a result's ledger."""

import json
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import aget_object_or_404, get_object_or_404
from django.template.loader import render_to_string
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from apps.core.pages.rendering import fragment, go, page, wants_fragment
from apps.core.templatetags.face import cover as blank_cover
from apps.library.queries import recently_added
from apps.search import queries, services
from apps.search.cover_art import cover_of_group
from apps.search.forms import KINDS, WISHES, SearchForm
from apps.search.ledger_page import ledger_context
from apps.search.live_pages import results_context, results_parts
from apps.search.models import CatalogueReleaseGroup, Search

RECENT_SEARCHES = 6
RECENT_ALBUMS = 12
MORE_ROWS = 50
LONGEST_NUMBER = 9  # digits: a database cannot count to any number
EXAMPLES = (
    "the new album by Radiohead in flac",
    "Kind of Blue, the mono mix",
    "something by Björk from the nineties",
    "Blue Train in 24/192",
    "live at Pompeii, but not the remaster",
    "die erste Platte von Kraftwerk",
    "that song, Pink Moon, just the one",
)


@require_GET
def home(request: HttpRequest) -> HttpResponse:
    """One line in the middle of the page."""
    asked = {name: request.GET.get(name, "") for name in ("format", "type")}
    return page(request, "search/home.html", _home(request.GET.get("q", ""), asked))


@require_http_methods(["GET", "POST"])
def start(request: HttpRequest) -> HttpResponse:
    """Start a search and show its story."""
    if request.method == "GET":
        return go(request, reverse("search:home"))
    form = SearchForm(request.POST)
    if not form.is_valid():
        fault = next(iter(form.errors.get_json_data().values()))[0]["message"]
        context = _home(request.POST.get("query", ""), request.POST.dict()) | {"fault": fault}
        return page(request, "search/home.html", context, status=422)
    search = services.start_search(form.cleaned_data["query"], form.preferences())
    return go(request, reverse("search:results", args=[search.id]))


@require_GET
def results(request: HttpRequest, search_id: UUID) -> HttpResponse:
    """The story of a search, as far as it has come."""
    search = get_object_or_404(Search, pk=search_id)
    context = results_context(search)
    asked = {name: search.preferences.get(name) or "" for name in ("format", "type")}
    context |= {"parts": results_parts(context, request), "asked": asked, "wishes": WISHES, "kinds": KINDS}
    return page(request, "search/results.html", context)


@require_POST
def answer(request: HttpRequest, search_id: UUID) -> HttpResponse:
    """Answer a search's question, or skip it."""
    answers = {request.POST.get("question", ""): request.POST.get("choice", "")}
    try:
        services.answer_question(search_id, answers, skip="skip" in request.POST)
    except Search.DoesNotExist as error:
        raise Http404 from error
    return go(request, reverse("search:results", args=[search_id]))


@require_POST
def rank(request: HttpRequest, search_id: UUID) -> HttpResponse:
    """Rank what was found by other wishes, without asking anyone again."""
    search = get_object_or_404(Search, pk=search_id)
    services.rank_again(search, {"ask": False, **_chosen(request, search)})
    return go(request, reverse("search:results", args=[search_id]))


def _chosen(request: HttpRequest, search: Search) -> dict[str, str]:
    """What a form chooses; the balance, and with `keep` everything that it does not name, stays as it was."""
    kept = ("format", "type", "balance") if request.POST.get("keep") else ("balance",)
    before = {name: str(search.preferences[name]) for name in kept if search.preferences.get(name)}
    return before | {name: request.POST[name] for name in ("format", "type", "balance") if request.POST.get(name)}


@require_POST
def allow(request: HttpRequest, result_id: UUID) -> HttpResponse:
    """Let a copy that failed before be taken all the same, and rank without that mark."""
    row = queries.find_result(result_id)
    if row is None:
        raise Http404
    services.allow_result(row)
    return go(request, reverse("search:results", args=[row.search_id]))


@require_GET
def more(request: HttpRequest, search_id: UUID) -> HttpResponse:
    """The next page of copies: its rows alone for htmx, else a page of its own."""
    search = get_object_or_404(Search, pk=search_id)
    start = request.GET.get("from", "")
    offset = int(start) if start.isdecimal() and len(start) <= LONGEST_NUMBER else 0
    found = queries.results_page(search, offset, MORE_ROWS)
    behind = offset + len(found["items"])
    context = {"search": search, "rows": found["items"], "total": found["total"], "behind": behind}
    template = "search/_more.html" if wants_fragment(request) else "search/more.html"
    return (fragment if wants_fragment(request) else page)(request, template, context)


@require_GET
def ledger(request: HttpRequest, result_id: UUID) -> HttpResponse:
    """Why a result stands where it stands: in its drawer, or as a page."""
    row = queries.find_result(result_id)
    if row is None:
        raise Http404
    context = ledger_context(row)
    if wants_fragment(request):
        return fragment(request, "search/_ledger.html", context)
    return page(request, "search/ledger.html", context)


@require_GET
async def cover(request: HttpRequest, mbid: UUID) -> HttpResponse:
    """The cover of a release group that the library does not have; a blank sleeve where there is none."""
    group = await aget_object_or_404(CatalogueReleaseGroup, pk=str(mbid))
    data = await cover_of_group(group)
    if data is not None:
        return HttpResponse(data, content_type="image/jpeg", headers={"Cache-Control": "private, max-age=604800"})
    sleeve = render_to_string("core/_cover.html", blank_cover(None, group.title, group.artist_credit))
    return HttpResponse(sleeve, content_type="image/svg+xml", headers={"Cache-Control": "private, max-age=600"})


@require_POST
def forget(request: HttpRequest) -> HttpResponse:
    """Forget every search."""
    services.clear_history()
    return go(request, reverse("search:home"))


def _home(query: str, asked: dict[str, str]) -> dict[str, object]:
    return {
        "query": query,
        "asked": asked,
        "wishes": WISHES,
        "kinds": KINDS,
        "examples": EXAMPLES,
        "examples_json": json.dumps(EXAMPLES, ensure_ascii=False),
        "recent": _recent(),
        "albums": recently_added(RECENT_ALBUMS),
    }


def _recent() -> list[dict[str, object]]:
    """The latest searches, each wording once."""
    latest: dict[str, dict[str, object]] = {}
    for item in queries.history(0, RECENT_SEARCHES * 3)["items"]:
        latest.setdefault(item["query"].casefold(), item)
    return list(latest.values())[:RECENT_SEARCHES]
