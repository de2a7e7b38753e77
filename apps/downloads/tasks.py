"""Celery tasks: each takes ids, calls one function, and may run twice."""

from typing import Any

from celery import shared_task
from django.db import transaction


def queue_of(node: str) -> str:
    """The queue from which the engine of `node` takes."""
    return f"torrents.{node}"


def send_sync(download_id: object, node: str) -> None:
    """Tell the node's engine, once the transaction is committed, that the download's row has changed."""
    transaction.on_commit(lambda: sync_download.apply_async((str(download_id),), queue=queue_of(node)))


@shared_task(name="downloads.sync", ignore_result=True)
def sync_download(download_id: str) -> None:
    """Bring the engine's session to what the row says."""
    from apps.downloads.engine.engine import running_engine

    engine = running_engine()
    if engine is not None:
        engine.sync(download_id)


@shared_task(name="downloads.organise", bind=True, max_retries=None, ignore_result=True)
def organise_download(self: Any, download_id: str) -> None:
    """Hand a download that has arrived to the library; tried again later where the cause can pass."""
    from apps.downloads.finishing import organise

    retry_in = organise(download_id)
    if retry_in is not None:
        raise self.retry(countdown=retry_in)
