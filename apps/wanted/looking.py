"""One look for one wanted album: search, judge, and take or propose what can be trusted."""

from __future__ import annotations

import random
from collections.abc import Iterable
from datetime import timedelta

import structlog
from constance import config
from django.db import transaction
from django.utils import timezone

from apps.core.errors import ApiError
from apps.downloads.services import start_from_origin
from apps.search.catalogue.domain import ReleaseGroup
from apps.search.domain import FormatPreference
from apps.search.models import Search, SearchResult, SearchStatus
from apps.search.ranking.domain import Facts
from apps.search.unattended import search_for_album, search_for_words
from apps.wanted.arriving import settle_if_here
from apps.wanted.domain import AFTER_A_FAILURE, Judgement, WantedStatus, pause_after
from apps.wanted.events import publish_wanted
from apps.wanted.models import WantedAlbum

log = structlog.get_logger(__name__)

_LEARNT = (
    "search_id", "looked_at", "release_group_mbid", "title", "artist_name", "artist_mbid", "kind", "first_date",
    "changed_at",
)  # fmt: skip
_OUTCOME = ("status", "message", "looks", "next_look_at", "result_id", "download_id")
JITTER = 0.1  # of the pause, either way: what was wanted together is not looked for together for ever


def next_due() -> WantedAlbum | None:
    """The wanted album whose look is the longest overdue."""
    now = timezone.now()
    due = WantedAlbum.objects.filter(status=WantedStatus.LOOKING, next_look_at__lte=now)
    return due.order_by("next_look_at").first()


def look(wanted: WantedAlbum) -> None:
    """Look for it now, and note what came of that; takes up to half a minute. Call it in a task."""
    if wanted.status != WantedStatus.LOOKING or settle_if_here(wanted):
        return
    search = _search(wanted)
    _forget(wanted)
    wanted.search_id, wanted.looked_at = search.id, timezone.now()
    _adopt_match(wanted, search)
    judged = [(row, _judged(row, wanted)) for row in search.results.all()]
    good = next(((row, judgement) for row, judgement in _allowed(judged, wanted) if judgement.is_good), None)
    if good is not None:
        _take_or_propose(wanted, *good)
    elif search.status == SearchStatus.FAILED:
        _look_again(wanted, AFTER_A_FAILURE, search.message)
    else:
        wanted.looks += 1
        _look_again(
            wanted, pause_after(wanted.looks, timedelta(hours=max(config.WANTED_HOURS, 1))), _in_vain(judged, wanted)
        )
    _keep(wanted)
    log.info("looked_for_wanted", wanted=str(wanted.id), status=wanted.status, copies=len(judged))


def take(wanted: WantedAlbum, row: SearchResult) -> None:
    """Download that copy. Raises ApiError where it cannot be."""
    download, _created = start_from_origin("result_id", str(row.id))
    wanted.status, wanted.download_id, wanted.result_id = WantedStatus.COMING, download.id, row.id
    wanted.message = f"Taken: {row.title}."


def _search(wanted: WantedAlbum) -> Search:
    preferences = {"format": wanted.format, "type": "album"}
    if not wanted.release_group_mbid:
        return search_for_words(wanted.title, {"format": wanted.format})
    group = ReleaseGroup(
        mbid=wanted.release_group_mbid,
        title=wanted.title,
        artist_credit=wanted.artist_name,
        artist_mbid=wanted.artist_mbid,
        first_date=wanted.first_date,
        kind=wanted.kind,
    )
    return search_for_album(group, release_mbid=wanted.release_mbid, preferences=preferences)


def _forget(wanted: WantedAlbum) -> None:
    """The look before is of no more interest."""
    if wanted.search_id:
        Search.objects.filter(id=wanted.search_id, unattended=True).delete()


def _adopt_match(wanted: WantedAlbum, search: Search) -> None:
    """Words that MusicBrainz knows by now become the album they mean, unless that one is wanted already."""
    match = search.match or {}
    mbid = str(match.get("release_group_mbid") or "")
    if wanted.release_group_mbid or not mbid or WantedAlbum.objects.filter(release_group_mbid=mbid).exists():
        return
    wanted.release_group_mbid = mbid
    wanted.title, wanted.artist_name = str(match["title"]), str(match.get("artist") or "")
    wanted.artist_mbid, wanted.kind = str(match.get("artist_mbid") or ""), str(match.get("kind") or "")
    wanted.first_date = str(match.get("year") or "")


def _judged(row: SearchResult, wanted: WantedAlbum) -> Judgement:
    from apps.wanted.judging import judge

    facts = Facts.from_dict({"id": str(row.id), "title": row.title, **row.facts})
    match = float((row.match or {}).get("confidence") or 0)
    return judge(facts, match=match, trust=row.trust_score, preference=FormatPreference(wanted.format))


def _allowed(
    judged: Iterable[tuple[SearchResult, Judgement]], wanted: WantedAlbum
) -> Iterable[tuple[SearchResult, Judgement]]:
    """The copies that were not refused, those that are certain first."""
    allowed = [(row, judgement) for row, judgement in judged if _hash(row) not in wanted.refused]
    return sorted(allowed, key=lambda each: (not each[1].is_certain, each[0].rank))


def _take_or_propose(wanted: WantedAlbum, row: SearchResult, judgement: Judgement) -> None:
    takes = config.WANTED_TAKE if wanted.takes is None else wanted.takes
    wanted.result_id, wanted.looks = row.id, 0
    if takes and judgement.is_certain and _is_looked_for(wanted):
        try:
            take(wanted, row)
        except ApiError as error:
            _look_again(wanted, AFTER_A_FAILURE, error.message)
        return
    wanted.status = WantedStatus.PROPOSED
    wanted.message = f"{judgement.why[:1].upper()}{judgement.why[1:]}."


def _is_looked_for(wanted: WantedAlbum) -> bool:
    """Whether nobody paused it, or took it off the list, since the look began."""
    return WantedAlbum.objects.filter(id=wanted.id, status=WantedStatus.LOOKING).exists()


def _look_again(wanted: WantedAlbum, pause: timedelta, message: str) -> None:
    wanted.next_look_at = timezone.now() + pause * random.uniform(1 - JITTER, 1 + JITTER)  # noqa: S311  (no secret)
    wanted.message = message


def _in_vain(judged: list[tuple[SearchResult, Judgement]], wanted: WantedAlbum) -> str:
    if not judged:
        return "Nobody offers it."
    best = next(iter(_allowed(judged, wanted)), None)
    count = f"{len(judged)} cop{'y' if len(judged) == 1 else 'ies'}"
    if best is None:
        return f"{count}, and you refused what there is."
    return f"{count}, none to be trusted. The best one: {best[1].why}."


def _hash(row: SearchResult) -> str:
    return row.info_hash or row.info_hash_v2[:40]


def _keep(wanted: WantedAlbum) -> None:
    """Write it down. What changed during the look stands: taken off the list, paused, come by another way."""
    with transaction.atomic():
        now = WantedAlbum.objects.select_for_update().filter(id=wanted.id).first()
        if now is None:
            return
        fields: tuple[str, ...] = _LEARNT
        if now.status == WantedStatus.LOOKING or wanted.status == WantedStatus.COMING:
            fields += _OUTCOME
        else:
            wanted.status, wanted.message = now.status, now.message
        wanted.save(update_fields=fields)
        publish_wanted(wanted)
