"""The way of a request: understand, identify, ask, gather, merge, read, fit, rank, explain."""

from django.utils import timezone

from apps.core.live import publish
from apps.search.models import Search, SearchStatus


def run(search: Search) -> None:
    """Take a search from its words to ranked results, publishing what is known at every stage."""
    search.status, search.running = SearchStatus.DONE, False
    search.message = "No source could be asked yet."
    search.finished_at = timezone.now()
    search.save()
    publish(f"search.{search.id}", {"type": "done", "results_count": 0, "message": search.message})
