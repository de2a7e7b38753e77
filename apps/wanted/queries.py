"""What is read of the wanted room: the list, its documents, what an artist has that is not here."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from apps.library.models import Album
from apps.search.catalogue.domain import ReleaseGroup
from apps.search.models import SearchResult
from apps.search.queries import result_document
from apps.wanted.domain import WantedStatus
from apps.wanted.models import FollowedArtist, WantedAlbum

SHOWN_ARRIVED, SHOWN_WAITING, SHOWN_FOLLOWED = 12, 60, 100


def wanted_albums(status: str = "", most: int | None = None) -> list[WantedAlbum]:
    """Every wanted album, or those of a status, or `most` of them; the newest first."""
    rows = WantedAlbum.objects.select_related("album")
    return list((rows.filter(status=status) if status else rows)[:most])


def waiting_albums() -> QuerySet[WantedAlbum]:
    """The albums that are looked for, the next one first, and after them those that a person has paused."""
    rows = WantedAlbum.objects.select_related("album")
    waiting = rows.filter(status__in=(WantedStatus.LOOKING, WantedStatus.PAUSED))
    return waiting.order_by("status", "next_look_at", "id")  # "looking" comes before "paused"


def proposals_of(albums: Iterable[WantedAlbum]) -> dict[UUID, dict[str, Any]]:
    """By the id of the wanted album the copy that is proposed for it, as the contract's result, where one is."""
    results = {each.id: each.result_id for each in albums if each.status == WantedStatus.PROPOSED and each.result_id}
    rows = SearchResult.objects.in_bulk(list(results.values()))
    return {wanted: result_document(rows[result]) for wanted, result in results.items() if result in rows}


def proposals_count() -> int:
    """How many copies wait for a word."""
    return WantedAlbum.objects.filter(status=WantedStatus.PROPOSED).count()


def wanted_documents(albums: Sequence[WantedAlbum]) -> list[dict[str, Any]]:
    """Wanted albums as the JSON interface shows them."""
    proposals = proposals_of(albums)
    return [_document(wanted, proposals.get(wanted.id)) for wanted in albums]


def wanted_document(wanted: WantedAlbum) -> dict[str, Any]:
    """One of them."""
    return wanted_documents([wanted])[0]


def _document(wanted: WantedAlbum, proposal: dict[str, Any] | None) -> dict[str, Any]:
    return {
        "wanted_id": str(wanted.id),
        "release_group_mbid": wanted.release_group_mbid or None,
        "release_mbid": wanted.release_mbid or None,
        "title": wanted.title,
        "artist": wanted.artist_name,
        "artist_mbid": wanted.artist_mbid or None,
        "first_date": wanted.first_date or None,
        "kind": wanted.kind,
        "format": wanted.format,
        "takes": wanted.takes,
        "reason": wanted.reason,
        "status": wanted.status,
        "message": wanted.message,
        "looks": wanted.looks,
        "looked_at": wanted.looked_at.isoformat() if wanted.looked_at else None,
        "next_look_at": wanted.next_look_at.isoformat() if wanted.status == WantedStatus.LOOKING else None,
        "search_id": str(wanted.search_id) if wanted.search_id else None,
        "proposal": proposal,
        "download_id": str(wanted.download_id) if wanted.download_id else None,
        "album_id": str(wanted.album_id) if wanted.album_id else None,
        "added_at": wanted.added_at.isoformat(),
    }


def followed_document(artist: FollowedArtist) -> dict[str, Any]:
    """A followed artist as the JSON interface shows one."""
    return {
        "artist_mbid": artist.mbid,
        "name": artist.name,
        "releases_known": len(artist.known),
        "followed_at": artist.followed_at.isoformat(),
        "checked_at": artist.checked_at.isoformat() if artist.checked_at else None,
        "message": artist.message,
    }


def not_here(groups: Sequence[ReleaseGroup]) -> list[dict[str, Any]]:
    """The studio albums and EPs among these that the library lacks, the newest first, with how they are wanted."""
    mbids = [group.mbid for group in groups]
    here = set(Album.objects.filter(release_group_mbid__in=mbids).values_list("release_group_mbid", flat=True))
    wanted = dict(WantedAlbum.objects.filter(release_group_mbid__in=mbids).values_list("release_group_mbid", "status"))
    lacking = [
        group
        for group in groups
        if group.mbid not in here and group.kind in ("album", "ep") and not group.secondary_kinds
    ]
    lacking.sort(key=lambda group: group.first_date or "9", reverse=True)
    return [
        {"mbid": group.mbid, "title": group.title, "artist": group.artist_credit, "year": group.year,
         "kind": group.kind, "status": wanted.get(group.mbid, "")}
        for group in lacking
    ]  # fmt: skip
