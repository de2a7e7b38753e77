"""The search room's work for the `jobs` worker."""

import structlog
from celery import shared_task

from apps.search.models import Search

log = structlog.get_logger(__name__)


@shared_task(name="search.run")
def run_search(search_id: str) -> None:
    """Run, or after an answer go on with, one search. Running it twice does no harm."""
    from apps.search.pipeline import run

    search = Search.objects.filter(id=search_id).first()
    if search is None:
        log.info("search_gone", search_id=search_id)
        return
    run(search)
    log.info("search_ended", search_id=search_id, status=search.status, results=search.results_count)
