"""The search pages: the line, and the story of one search."""

import json

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from apps.core.pages.rendering import go, page
from apps.library.queries import recently_added
from apps.search import queries, services
from apps.search.forms import KINDS, WISHES, SearchForm

RECENT_SEARCHES = 6
RECENT_ALBUMS = 12
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
    """Start a search and show its story; a magnet link goes to the downloads."""
    if request.method == "GET":
        return go(request, reverse("search:home"))
    form = SearchForm(request.POST)
    if not form.is_valid():
        fault = next(iter(form.errors.get_json_data().values()))[0]["message"]
        context = _home(request.POST.get("query", ""), request.POST.dict()) | {"fault": fault}
        return page(request, "search/home.html", context, status=422)
    search = services.start_search(form.cleaned_data["query"], form.preferences())
    return go(request, reverse("search:results", args=[search.id]))


@require_POST
def clear_history(request: HttpRequest) -> HttpResponse:
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
