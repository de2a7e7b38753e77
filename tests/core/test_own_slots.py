"""What a person waits for does not stand behind imports: its queue has threads of its own in the same worker."""

import threading
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from celery import Celery
from celery.contrib.testing.worker import start_worker

from apps.core.own_slots import QUEUE, SLOTS, OwnSlotsStep

WITHIN = 10.0


@dataclass
class Work:
    """A worker with one thread for jobs, and what happened in it."""

    import_album: Any  # Celery tasks have no types
    search: Any
    importing: threading.Semaphore
    over: threading.Event
    searched: threading.Semaphore


@pytest.fixture
def work(valkey: str) -> Iterator[Work]:
    name = uuid.uuid4().hex  # tasks of one name are shared by all apps of a process
    app = Celery(name)
    app.config_from_object("django.conf:settings", namespace="CELERY")
    app.conf.task_routes = {f"{name}.search": {"queue": QUEUE}}
    app.steps["consumer"].add(OwnSlotsStep)
    importing, over, searched = threading.Semaphore(0), threading.Event(), threading.Semaphore(0)

    @app.task(name=f"{name}.import")
    def import_album() -> None:
        importing.release()
        over.wait(WITHIN)

    @app.task(name=f"{name}.search")
    def search(wait: bool = False) -> None:
        searched.release()
        if wait:
            over.wait(WITHIN)

    with start_worker(app, pool="threads", concurrency=1, perform_ping_check=False, queues=["jobs"]):
        yield Work(import_album, search, importing, over, searched)
        over.set()


def test_a_search_begins_while_every_thread_imports_and_more_imports_wait(work: Work) -> None:
    for _ in range(4):
        work.import_album.delay()
    assert work.importing.acquire(timeout=WITHIN)
    work.search.delay()
    assert work.searched.acquire(timeout=WITHIN)
    work.over.set()
    for _ in range(3):  # the imports that waited get their turn
        assert work.importing.acquire(timeout=WITHIN)


def test_a_flood_of_searches_leaves_the_imports_their_thread(work: Work) -> None:
    for _ in range(SLOTS + 2):
        work.search.delay(wait=True)
    for _ in range(SLOTS):
        assert work.searched.acquire(timeout=WITHIN)
    assert not work.searched.acquire(blocking=False)  # the others wait for a slot
    work.import_album.delay()
    assert work.importing.acquire(timeout=WITHIN)
    work.over.set()
    for _ in range(2):
        assert work.searched.acquire(timeout=WITHIN)
