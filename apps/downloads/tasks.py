"""Celery tasks: each takes ids, calls one function, and may run twice."""

from typing import Any

import structlog
from celery import shared_task
from celery.exceptions import Reject
from django.db import transaction
from kombu.exceptions import OperationalError

from apps.downloads.nudges import nudge

log = structlog.get_logger(__name__)


def send_sync(download_id: object, node: str) -> None:
    """Tell the node's engine, once the transaction is committed, that the download's row has changed."""
    transaction.on_commit(lambda: nudge(node, download_id))


@shared_task(name="downloads.look_into", ignore_result=True)
def look_into(info_hash: str, v2: str, trackers: list[str], seconds: float) -> None:
    """Read a torrent's metadata from its swarm, for somebody who waits for it."""
    from apps.downloads.engine.dht_index.lookups import Wanted
    from apps.downloads.engine.dht_index.reader import running_reader

    reader = running_reader()
    if reader is not None:
        reader.want(Wanted(info_hash, v2, tuple(trackers), is_for_person=True), seconds)


def send_fetch_link(download_id: object) -> None:
    """Have the .torrent behind a download's address fetched, once the transaction is committed."""

    def send() -> None:
        try:
            fetch_link.apply_async((str(download_id),), retry=False)
        except OperationalError as error:  # the engine asks again at its next start
            log.warning("fetch_link_not_sent", download=str(download_id), error=str(error))

    transaction.on_commit(send)


@shared_task(name="downloads.fetch_link", bind=True, max_retries=None, ignore_result=True)
def fetch_link(self: Any, download_id: str) -> None:
    """Fetch a .torrent that did not come at the click."""
    from apps.downloads import linked

    retry_in = linked.fetch_link(download_id, self.request.retries)
    if retry_in is not None:
        raise self.retry(countdown=retry_in)


@shared_task(name="downloads.organise", bind=True, max_retries=None, ignore_result=True)
def organise_download(self: Any, download_id: str) -> None:
    """Hand a download that has arrived to the library; tried again later where the cause can pass."""
    from apps.downloads.finishing import organise

    retry_in = organise(download_id, self.request.retries)
    if retry_in is not None:
        raise self.retry(countdown=retry_in)


def send_refresh_blocklist() -> None:
    """Have the blocklist fetched now, once the transaction is committed."""

    def send() -> None:
        try:
            refresh_blocklist.apply_async((), {"now": True}, retry=False)
        except OperationalError as error:  # the schedule fetches it within the hour
            log.warning("refresh_blocklist_not_sent", error=str(error))

    transaction.on_commit(send)


@shared_task(name="downloads.refresh_blocklist", ignore_result=True)
def refresh_blocklist(now: bool = False) -> None:
    """Fetch the blocklist where it is due, or `now`."""
    from apps.downloads.network import blocklists

    blocklists.refresh(now=now)


@shared_task(name="downloads.remove_unless_kept", ignore_result=True)
def remove_unless_kept(download_id: str, delete_data: bool) -> None:
    """Remove a download whose time for Undo is over."""
    from apps.downloads import leaving

    leaving.remove_unless_kept(download_id, delete_data)


def send_seeding_ended(download_id: str) -> None:
    """Have done what is wished for when a torrent was seeded enough. What is lost is made good by the schedule."""
    _send_job(end_seeding, download_id)


def send_release(download_id: object) -> None:
    """Have the library's files of a removed download released, once the transaction is committed."""
    transaction.on_commit(lambda: _send_job(release_bytes, str(download_id)))


def _send_job(task: Any, download_id: str) -> None:
    try:
        task.apply_async((download_id,), retry=False)
    except OperationalError as error:
        log.warning("job_not_sent", task=task.name, download=download_id, error=str(error))


@shared_task(name="downloads.end_seeding", bind=True, max_retries=None, ignore_result=True)
def end_seeding(self: Any, download_id: str) -> None:
    """Release the library's files, and remove the torrent where that is wished."""
    from apps.downloads.seeding import ending

    retry_in = ending.end_seeding(download_id)
    if retry_in is not None:
        raise self.retry(countdown=retry_in)


@shared_task(name="downloads.release_bytes", ignore_result=True)
def release_bytes(download_id: str) -> None:
    """Give the library's files of a download bytes of their own."""
    from apps.downloads.seeding import ending

    ending.release(download_id)


@shared_task(name="downloads.release_ended", ignore_result=True)
def release_ended() -> None:
    """The same for every download that ended while no task could be sent."""
    from apps.downloads.seeding import ending

    ending.release_ended()


@shared_task(name="downloads.empty_bin", ignore_result=True)
def empty_bin() -> None:
    """Delete what has been in the recycle bin for its days."""
    from apps.downloads.recycling import bin as recycle_bin

    recycle_bin.empty_old()


def send_taste(download_id: str) -> None:
    """Have the song that came first examined. The engine asks again after a while."""
    _send_job(taste, download_id)


@shared_task(name="downloads.taste", ignore_result=True)
def taste(download_id: str) -> None:
    """Examine the song that came first, then go on, ask, or stop."""
    from apps.downloads.tasting import examining
    from apps.library.trust.examiner import ExaminationStoppedError

    try:
        examining.taste(download_id)
    except ExaminationStoppedError as error:
        raise Reject("the worker stops", requeue=True) from error
