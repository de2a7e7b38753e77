"""The wanted room's background work, in the queue `jobs`: one look at a time."""

from typing import Any  # Celery tasks
from uuid import UUID

import structlog
from celery import shared_task
from django.db import transaction
from kombu.exceptions import OperationalError

log = structlog.get_logger(__name__)


@shared_task(name="wanted.look")
def look_for_wanted(wanted_id: str = "") -> None:
    """Look for one wanted album: that one, or the one that is due the longest."""
    from apps.downloads.one_at_a_time import held
    from apps.wanted.looking import look, next_due
    from apps.wanted.models import WantedAlbum

    with held("wanted:look") as is_ours:
        if not is_ours:
            return  # it stays due, and the schedule comes back to it
        wanted = WantedAlbum.objects.filter(id=wanted_id).first() if wanted_id else next_due()
        if wanted is not None:
            look(wanted)


@shared_task(name="wanted.settle")
def settle_wanted() -> None:
    """Follow up on what is coming and what has come."""
    from apps.wanted.arriving import settle

    settle()


@shared_task(name="wanted.check_artist")
def check_artist(artist_id: str = "") -> None:
    """Look what a followed artist has released: that one, or the one that is due the longest."""
    from apps.wanted import following
    from apps.wanted.models import FollowedArtist

    artist = FollowedArtist.objects.filter(id=artist_id).first() if artist_id else following.next_due()
    if artist is not None:
        for wanted in following.check(artist):
            log.info("new_release_wanted", wanted=str(wanted.id))


def send_look(wanted_id: UUID) -> None:
    """Have it looked for once the transaction is committed; without a queue the schedule does it."""
    transaction.on_commit(lambda: _send(look_for_wanted, str(wanted_id)))


def send_check(artist_id: UUID) -> None:
    """Have the artist's releases looked at once the transaction is committed."""
    transaction.on_commit(lambda: _send(check_artist, str(artist_id)))


def _send(task: Any, key: str) -> None:
    try:
        task.apply_async((key,), retry=False)
    except OperationalError as error:
        log.warning("wanted_not_sent", key=key, error=str(error))
