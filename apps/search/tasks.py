"""The search room's work for the `jobs` worker; searches themselves have threads of their own there."""

import threading
from datetime import timedelta
from typing import Any

import structlog
from celery import shared_task
from celery.signals import worker_ready
from django.utils import timezone

from apps.core.boot_steps import consumes
from apps.search.models import Search, SearchStatus

log = structlog.get_logger(__name__)


STILL_WANTED = timedelta(minutes=2)
BIND_AFTER = (60, 600, 3600)  # seconds
AFTER_THE_START = 2.0  # seconds


@shared_task(name="search.run")
def run_search(search_id: str) -> None:
    """Run, or after an answer go on with, one search. One that is over, or gone, is left alone."""
    from apps.search.pipeline import run

    search = Search.objects.filter(id=search_id, status=SearchStatus.PROCESSING).first()
    if search is None:
        log.info("search_gone", search_id=search_id)
        return
    run(search)
    log.info("search_ended", search_id=search_id, status=search.status, results=search.results_count)


@shared_task(name="search.bind_later")
def bind_later(search_id: str, tries: int = 0) -> None:
    """Find out what a search meant, now that MusicBrainz may be back; a few times, ever later."""
    from apps.search.binding import bind

    search = Search.objects.filter(id=search_id, match__isnull=True).first()
    if search is not None and not bind(search) and tries + 1 < len(BIND_AFTER):
        bind_later.apply_async((search_id, tries + 1), countdown=BIND_AFTER[tries + 1])


@shared_task(name="search.take_up_interrupted")
def take_up_interrupted() -> None:
    """Searches that a killed worker left behind: recent ones run again, older ones say so, asking ones are freed."""
    from apps.search.services import fail_search

    Search.objects.filter(status=SearchStatus.ASKING, running=True).update(running=False)
    for search in Search.objects.filter(status=SearchStatus.PROCESSING):
        if search.timestamp > timezone.now() - STILL_WANTED:
            run_search.delay(str(search.id))
        else:
            fail_search(search, "interrupted", "TrustTune was stopped in the middle of this search. Search again.")


@worker_ready.connect
def begin_jobs(sender: Any = None, **_signal: Any) -> None:
    """In the `jobs` worker: take up what a kill left behind, and load the rules before somebody waits for them."""
    if sender is None or not consumes(sender, "jobs"):
        return
    take_up_interrupted.delay()
    # Not at once: while everything starts, the first page matters more.
    timer = threading.Timer(AFTER_THE_START, warm_up)
    timer.daemon = True
    timer.start()


def warm_up() -> None:
    """Read a request for nobody: the names and tables that the rules know are loaded with it."""
    from apps.search import pipeline  # noqa: F401  (loads what a search needs)
    from apps.search.understand import propose

    propose("the best of everybody in flac")
