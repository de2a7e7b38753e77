"""The verbs of the wanted room."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time, timedelta
from uuid import UUID

from asgiref.sync import async_to_sync
from django.db import IntegrityError, transaction
from django.utils import timezone

from apps.core.errors import ApiError
from apps.search.catalogue.domain import CatalogueFailed, ReleaseGroup
from apps.search.catalogue.installation import lookups_of_this_installation
from apps.search.domain import FormatPreference
from apps.search.models import Search, SearchResult
from apps.wanted import looking, tasks
from apps.wanted.arriving import album_here
from apps.wanted.domain import Reason, WantedStatus
from apps.wanted.events import publish_changed, publish_wanted
from apps.wanted.models import FollowedArtist, WantedAlbum

_MBID = re.compile(r"(?:(release-group|release|artist)/)?([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})", re.IGNORECASE)
LONGEST_WORDS = 500
LOOKED_JUST_NOW = timedelta(seconds=60)


def want_text(text: str, fmt: str = "any") -> WantedAlbum | FollowedArtist:
    """Want what a person typed: an MBID or a MusicBrainz link of an album, an edition or an artist, else words.

    Raises ApiError 404, 409, 422, 502.
    """
    text = " ".join(text.replace("\x00", " ").split())
    if not text or len(text) > LONGEST_WORDS:
        raise ApiError(422, "invalid", "Give a MusicBrainz link, or an artist and a title.", field="text")
    named = _MBID.search(text)
    if named is None:
        return _added(WantedAlbum(title=text, format=_format(fmt)))
    kind, mbid = (named[1] or "").lower(), named[2].lower()
    if kind == "artist":
        return follow(mbid)
    return want_album(mbid, fmt=fmt, is_release=kind == "release")


def want_album(mbid: str, *, fmt: str = "any", is_release: bool = False, reason: Reason = Reason.PERSON) -> WantedAlbum:
    """Want the release group of that MBID, or one release. An MBID of the other kind is understood too.

    Raises ApiError 404 where there is none, 409 where the library has it, 422 for no MBID, 502 without MusicBrainz.
    """
    group, release_mbid = _found(_checked_mbid(mbid), is_release)
    return want_group(group, release_mbid=release_mbid, fmt=fmt, reason=reason)


def want_group(
    group: ReleaseGroup, *, release_mbid: str = "", fmt: str = "any", reason: Reason = Reason.PERSON
) -> WantedAlbum:
    """Want a release group that the catalogue told. Raises ApiError 409 where the library has it, 422."""
    known = WantedAlbum.objects.filter(release_group_mbid=group.mbid, release_mbid=release_mbid).first()
    if known is not None:
        return _wanted_again(known)
    wanted = WantedAlbum(
        release_group_mbid=group.mbid,
        release_mbid=release_mbid,
        title=group.title,
        artist_name=group.artist_credit,
        artist_mbid=group.artist_mbid,
        first_date=group.first_date[:10],
        kind=group.kind[:40],
        format=_format(fmt),
        reason=reason,
    )
    if album_here(wanted) is not None:
        raise ApiError(409, "already_here", f"{group.title} is in your library already.")
    return _added(wanted)


def want_search(search_id: UUID) -> WantedAlbum:
    """Want what a search was for. Raises ApiError 404 for an unknown one, 409 where the library has it."""
    search = Search.objects.filter(id=search_id).first()
    if search is None:
        raise ApiError(404, "not_found", "That search is no longer known. Search again.", field="search_id")
    match = search.match or {}
    fmt = str(search.preferences.get("format") or "any")
    mbid = str(match.get("release_group_mbid") or "")
    if not mbid:
        return _added(WantedAlbum(title=search.query[:LONGEST_WORDS], format=_format(fmt), reason=Reason.SEARCH))
    group = ReleaseGroup(
        mbid=mbid,
        title=str(match.get("title") or search.query),
        artist_credit=str(match.get("artist") or ""),
        artist_mbid=str(match.get("artist_mbid") or ""),
        first_date=str(match.get("year") or ""),
        kind=str(match.get("kind") or ""),
    )
    return want_group(group, fmt=fmt, reason=Reason.SEARCH)


def change_wanted(wanted_id: UUID, *, paused: bool | None = None, fmt: str = "", takes: bool | None = None) -> None:
    """Pause or go on, look for another format, take at once or ask. Raises ApiError 404, 422."""
    with transaction.atomic():
        wanted = _locked(wanted_id)
        if fmt:
            wanted.format = _format(fmt)
        if takes is not None:
            wanted.takes = takes
        if paused:
            wanted.status = WantedStatus.PAUSED
        elif paused is False and wanted.status == WantedStatus.PAUSED:
            wanted.status, wanted.next_look_at = WantedStatus.LOOKING, timezone.now()
            tasks.send_look(wanted.id)
        wanted.save()
        publish_wanted(wanted)


def want_no_more(wanted_id: UUID) -> WantedAlbum:
    """Take it off the list; what was downloaded stays. Raises ApiError 404."""
    with transaction.atomic():
        wanted = _locked(wanted_id)
        kept = WantedAlbum.objects.get(id=wanted.id)
        wanted.delete()
        Search.objects.filter(id__in=[kept.search_id], unattended=True).delete()
        publish_changed()
    return kept


def look_now(wanted_id: UUID) -> None:
    """Look for it at once. Raises ApiError 404, 409 where it is not looked for, 429 when that was done just now."""
    with transaction.atomic():
        wanted = _locked(wanted_id)
        if wanted.status != WantedStatus.LOOKING:
            raise ApiError(409, "not_looking", "It is not being looked for.")
        if wanted.looked_at is not None and timezone.now() - wanted.looked_at < LOOKED_JUST_NOW:
            raise ApiError(429, "rate_limited", "It was looked for a moment ago. Try in a minute.", retry_after=60)
        wanted.next_look_at = timezone.now()
        wanted.message = "Looking now."
        wanted.save()
        publish_wanted(wanted)
    tasks.send_look(wanted.id)


def take_proposal(wanted_id: UUID) -> WantedAlbum:
    """Download the copy that was proposed. Raises ApiError 404, 409 where there is none (any more).

    It begins outside of a transaction: its torrent may have to be fetched, and SQLite would let nobody write meanwhile.
    """
    wanted, row = _proposed(wanted_id)
    looking.take(wanted, row)
    with transaction.atomic():
        _locked(wanted_id)
        wanted.save(update_fields=["status", "download_id", "result_id", "message", "changed_at"])
        publish_wanted(wanted)
    return wanted


def refuse_proposal(wanted_id: UUID) -> WantedAlbum:
    """Not that copy: never propose it again, and look on. Raises ApiError 404, 409."""
    _before, row = _proposed(wanted_id)
    with transaction.atomic():
        wanted = _locked(wanted_id)
        wanted.refused = [*wanted.refused, row.info_hash or row.info_hash_v2[:40]]
        wanted.status, wanted.result_id = WantedStatus.LOOKING, None
        wanted.message, wanted.next_look_at = "Looking for another copy.", timezone.now()
        wanted.save()
        publish_wanted(wanted)
    tasks.send_look(wanted.id)
    return wanted


def follow(artist_mbid: str, name: str = "") -> FollowedArtist:
    """Want what this artist releases from now on. Following twice is following once. Raises ApiError 404, 422, 502."""
    mbid = _checked_mbid(artist_mbid)
    known = FollowedArtist.objects.filter(mbid=mbid).first()
    if known is not None:
        return known
    if not name:
        try:
            artist = async_to_sync(lookups_of_this_installation().artist)(mbid)
        except CatalogueFailed as error:
            raise ApiError(502, "catalogue_failed", f"{error.message} Try again in a moment.") from error
        if artist is None:
            raise ApiError(404, "not_found", "MusicBrainz has no artist with that MBID.", field="artist_mbid")
        name = artist.name
    followed, _created = FollowedArtist.objects.get_or_create(mbid=mbid, defaults={"name": name[:1000]})
    publish_changed()
    tasks.send_check(followed.id)
    return followed


def unfollow(artist_mbid: str) -> None:
    """Follow no more; what is wanted already stays wanted. Raises ApiError 404."""
    gone, _rows = FollowedArtist.objects.filter(mbid=artist_mbid.lower()).delete()
    if not gone:
        raise ApiError(404, "not_found", "You do not follow that artist.")
    publish_changed()


def _added(wanted: WantedAlbum) -> WantedAlbum:
    if not wanted.release_group_mbid:
        same = WantedAlbum.objects.filter(release_group_mbid="", title__iexact=wanted.title).first()
        if same is not None:
            return _wanted_again(same)
    wanted.next_look_at = _first_look(wanted.first_date)
    try:
        with transaction.atomic():
            wanted.save(force_insert=True)
    except IntegrityError:  # wanted twice in the same moment
        return WantedAlbum.objects.get(release_group_mbid=wanted.release_group_mbid, release_mbid=wanted.release_mbid)
    publish_wanted(wanted)
    if wanted.next_look_at <= timezone.now():
        tasks.send_look(wanted.id)
    else:
        WantedAlbum.objects.filter(id=wanted.id).update(message=f"It comes out on {wanted.first_date}.")
    return wanted


def _first_look(first_date: str) -> datetime:
    """Now, or the day it comes out."""
    now = timezone.now()
    try:
        day = date.fromisoformat(first_date)
    except ValueError:
        return now
    return max(now, datetime.combine(day, time(), UTC))


def _wanted_again(known: WantedAlbum) -> WantedAlbum:
    """Wanting what arrived once, and is no longer here, looks for it anew."""
    if known.status == WantedStatus.ARRIVED and album_here(known) is None:
        known.status, known.next_look_at, known.looks = WantedStatus.LOOKING, timezone.now(), 0
        known.message = ""
        known.save()
        publish_wanted(known)
    return known


def _found(mbid: str, is_release: bool) -> tuple[ReleaseGroup, str]:
    lookups = lookups_of_this_installation()

    async def find() -> tuple[ReleaseGroup, str] | None:
        if not is_release:
            group = await lookups.release_group(mbid)
            if group is not None:
                return group, ""
        edition = await lookups.edition(mbid)
        group = await lookups.release_group(edition.release_group_mbid) if edition else None
        return (group, mbid) if group else None

    try:
        found = async_to_sync(find)()
    except CatalogueFailed as error:
        message = f"{error.message} Want it by its name, or try again in a moment."
        raise ApiError(502, "catalogue_failed", message) from error
    if found is None:
        raise ApiError(404, "not_found", "MusicBrainz has no album with that MBID.", field="release_group_mbid")
    return found


def _proposed(wanted_id: UUID) -> tuple[WantedAlbum, SearchResult]:
    """The album and its proposal. Call it outside of a transaction: where the copy is gone, looking on must stand."""
    wanted = _listed(WantedAlbum.objects.filter(id=wanted_id).first())
    if wanted.status != WantedStatus.PROPOSED:
        raise ApiError(409, "nothing_proposed", "There is no copy proposed for this album now.")
    row = SearchResult.objects.filter(id=wanted.result_id).first() if wanted.result_id else None
    if row is None:
        again = WantedAlbum.objects.filter(id=wanted.id, status=WantedStatus.PROPOSED)
        again.update(status=WantedStatus.LOOKING, next_look_at=timezone.now())
        raise ApiError(409, "nothing_proposed", "That copy is no longer known; it is looked for again.")
    return wanted, row


def _locked(wanted_id: UUID) -> WantedAlbum:
    return _listed(WantedAlbum.objects.select_for_update().filter(id=wanted_id).first())


def _listed(wanted: WantedAlbum | None) -> WantedAlbum:
    if wanted is None:
        raise ApiError(404, "not_found", "That album is not on the list.")
    return wanted


def _checked_mbid(text: str) -> str:
    named = _MBID.fullmatch(text.strip())
    if named is None:
        raise ApiError(422, "invalid", "That is no MBID: 36 characters of a MusicBrainz link.", field="mbid")
    return named[2].lower()


def _format(text: str) -> FormatPreference:
    try:
        return FormatPreference(text)
    except ValueError:
        raise ApiError(422, "invalid", "The format is lossless, hires, mp3 or any.", field="format") from None
