"""Artists who are followed: what they have released since is wanted."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

import structlog
from asgiref.sync import async_to_sync
from django.db.models import QuerySet
from django.utils import timezone

from apps.library.models import Album
from apps.search.catalogue.domain import CatalogueFailed, ReleaseGroup
from apps.search.catalogue.installation import lookups_of_this_installation
from apps.search.catalogue.requests import MOST_ROWS
from apps.wanted.domain import AFTER_A_FAILURE, Reason, pause_after
from apps.wanted.events import publish_changed
from apps.wanted.models import FollowedArtist, WantedAlbum

log = structlog.get_logger(__name__)

EVERY = timedelta(hours=24)
PATIENCE = 30.0  # seconds for one request to MusicBrainz, its turn included
MOST_PAGES = 20
RECENT = timedelta(days=365)  # what is new to MusicBrainz alone is not a new release
KINDS = ("album", "ep")


def next_due() -> FollowedArtist | None:
    """The followed artist whose check is the longest overdue."""
    return FollowedArtist.objects.filter(next_check_at__lte=timezone.now()).order_by("next_check_at").first()


def check(artist: FollowedArtist) -> list[WantedAlbum]:
    """Look what the artist has released, and want what is new. The first check only learns what there is."""
    now = timezone.now()
    try:
        groups = async_to_sync(whole_discography)(artist.mbid)
    except CatalogueFailed as error:
        failures = artist.failures + 1
        pause = pause_after(failures, AFTER_A_FAILURE)
        _still(artist).update(failures=failures, message=error.message, next_check_at=now + pause)
        return []
    if not _still(artist).exists():
        return []
    is_first = artist.checked_at is None
    fresh = [] if is_first else [group for group in groups if group.mbid not in artist.known]
    wanted = [_want(group) for group in fresh if _is_new_release(group, artist) and not _is_known(group)]
    known = sorted({*artist.known, *(group.mbid for group in groups)})
    _still(artist).update(known=known, checked_at=now, next_check_at=now + EVERY, failures=0, message="")
    publish_changed()
    log.info("followed_artist_checked", artist=artist.mbid, groups=len(groups), wanted=len(wanted))
    return wanted


async def whole_discography(artist_mbid: str) -> Sequence[ReleaseGroup]:
    """Every release group of an artist, asked for page after page. Raises CatalogueFailed."""
    lookups = lookups_of_this_installation(PATIENCE)
    groups: dict[str, ReleaseGroup] = {}
    for page in range(MOST_PAGES):
        found = await lookups.discography(artist_mbid, news=True, offset=page * MOST_ROWS)
        if found.failed is not None:
            raise found.failed
        groups |= {group.mbid: group for group in found.found}
        if len(found.found) < MOST_ROWS:
            break
    return list(groups.values())


def _still(artist: FollowedArtist) -> QuerySet[FollowedArtist]:
    """Its row, unless it was unfollowed during the check: that takes a while, and saving would follow it again."""
    return FollowedArtist.objects.filter(pk=artist.pk)


def _is_new_release(group: ReleaseGroup, artist: FollowedArtist) -> bool:
    if group.kind not in (artist.kinds or KINDS) or group.secondary_kinds:
        return False
    since = (artist.followed_at - RECENT).date().isoformat()
    return group.first_date >= since[: len(group.first_date)] if group.first_date else True


def _is_known(group: ReleaseGroup) -> bool:
    wanted = WantedAlbum.objects.filter(release_group_mbid=group.mbid).exists()
    return wanted or Album.objects.filter(release_group_mbid=group.mbid).exists()


def _want(group: ReleaseGroup) -> WantedAlbum:
    from apps.wanted.services import want_group

    return want_group(group, reason=Reason.FOLLOWED)
