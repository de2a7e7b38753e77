"""When a torrent was seeded enough, or is gone: the library's files get bytes of their own, and it may leave."""

from __future__ import annotations

from uuid import UUID

import structlog

from apps.core.errors import ApiError
from apps.downloads import services
from apps.downloads.domain import AtGoal, Removal, Status
from apps.downloads.models import Download
from apps.downloads.one_at_a_time import held
from apps.downloads.seeding.defaults import default_goals
from apps.downloads.seeding.goals import effective
from apps.library.filing import FilingError
from apps.library.queries import downloads_sharing_bytes
from apps.library.services import release_shared_bytes

log = structlog.get_logger(__name__)

TRY_AGAIN_SECONDS = 300


def end_seeding(download_id: str) -> float | None:
    """Its goal is reached: release the library's files, then do what is wished.

    Returns the seconds after which to try again, or None when it is settled. May run twice.
    """
    if _ended(download_id) is None:
        return None
    if not release(download_id):
        return TRY_AGAIN_SECONDS
    download = _ended(download_id)  # the release takes its time: a person may have wished that it gives more
    if download is None:
        return None
    goals = effective(
        default_goals(),
        ratio=download.ratio_goal,
        seconds=download.seeding_goal,
        idle_seconds=download.idle_goal,
        at_goal=download.at_goal,
    )
    if goals.at_goal == AtGoal.REMOVE and download.organised_at is not None:
        try:
            services.remove_download(download_id, recycle=not download.destination)
        except ApiError as error:  # a person was quicker
            log.info("ended_download_gone", download=download_id, reason=error.message)
    return None


def _ended(download_id: str) -> Download | None:
    rows = Download.objects.filter(id=download_id, removal=Removal.NONE, status=Status.COMPLETE)
    return rows.exclude(goal_reached="").first()


def release(download_id: str) -> bool:
    """Give the library's files of this download their own bytes; False where that must be tried again."""
    with held(f"release:{download_id}") as is_ours:
        if not is_ours:
            return False
        try:
            count = release_shared_bytes(UUID(download_id))
        except (OSError, FilingError) as error:
            log.warning("bytes_not_released", download=download_id, error=str(error))
            return False
    if count:
        log.info("bytes_released", download=download_id, files=count)
    return True


def release_ended() -> int:
    """Release what no task released: a broker may have been away when a torrent ended. How many downloads it was."""
    sharing = downloads_sharing_bytes()
    still = Download.objects.filter(id__in=sharing, removal=Removal.NONE, goal_reached="").values_list("id", flat=True)
    ended = sharing - set(still)
    return sum(release(str(each)) for each in ended)
