"""The live section of the results page: the same partials, rendered again as the search goes on."""

from collections.abc import Sequence
from typing import Any

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from apps.core.live import Event
from apps.core.pages.sections import Section, register_section, versioned
from apps.search import queries
from apps.search.choice_counts import with_copies
from apps.search.models import Search, SearchStatus
from apps.search.story import tell

ON_THE_PAGE = 40  # copies; further ones come page by page
PARTS = ("search/_telling.html", "search/_question.html", "search/_best.html", "search/_others.html")


def results_context(search: Search) -> dict[str, Any]:
    """What the results page and its parts are rendered with."""
    document = queries.search_document(search, ON_THE_PAGE)
    if document["status"] == SearchStatus.ASKING:
        rows = list(search.results.only("facts"))
        document["questions"] = [with_copies(question, rows) for question in document["questions"]]
    return {"search": search, "story": tell(document)}


def results_parts(context: dict[str, Any], request: HttpRequest | None = None) -> list[SafeString]:
    """Each part as one element with an id."""
    return [versioned(render_to_string(part, context, request)) for part in PARTS]


def _topics(key: str) -> Sequence[str]:
    search = queries.find_search(key)
    return [f"search.{search.id}"] if search else []


def _render(key: str, _events: Sequence[Event]) -> list[str]:
    search = queries.find_search(key)
    return list(results_parts(results_context(search))) if search else []


register_section("search", Section(_topics, _render, pause=0.25))
