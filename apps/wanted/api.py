"""The wanted albums over JSON: `/api/wanted`."""

from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest
from ninja import Router, Status

from apps.core.errors import ApiError
from apps.wanted import queries, services
from apps.wanted.models import FollowedArtist, WantedAlbum
from apps.wanted.schemas import FollowIn, WantedChangesIn, WantIn

router = Router(tags=["wanted"])


@router.get("", response=dict[str, Any])
def wanted(request: HttpRequest, status: str = "") -> dict[str, Any]:
    """Every wanted album, or those of a status: looking, proposed, coming, arrived, paused."""
    items = queries.wanted_documents(queries.wanted_albums(status))
    return {"items": items, "total": len(items), "offset": 0, "limit": len(items)}


@router.post("", response={201: dict[str, Any]})
def want(request: HttpRequest, payload: WantIn) -> Status[dict[str, Any]]:
    """Want an album: it is looked for until a copy that can be trusted appears."""
    named = [name for name in ("release_group_mbid", "release_mbid", "search_id", "text") if getattr(payload, name)]
    if len(named) != 1:
        raise ApiError(422, "invalid", "Name one of release_group_mbid, release_mbid, search_id and text.")
    if payload.search_id:
        found: WantedAlbum | FollowedArtist = services.want_search(_uuid(payload.search_id))
    elif payload.text:
        found = services.want_text(payload.text, payload.format)
    else:
        mbid = payload.release_group_mbid or payload.release_mbid
        found = services.want_album(mbid, fmt=payload.format, is_release=bool(payload.release_mbid))
    if isinstance(found, FollowedArtist):
        return Status(201, queries.followed_document(found))
    return Status(201, queries.wanted_document(found))


@router.get("/artists", response=dict[str, Any])
def followed(request: HttpRequest) -> dict[str, Any]:
    """The artists whose new releases are wanted."""
    items = [queries.followed_document(row) for row in FollowedArtist.objects.all()]
    return {"items": items, "total": len(items), "offset": 0, "limit": len(items)}


@router.post("/artists", response={201: dict[str, Any]})
def follow(request: HttpRequest, payload: FollowIn) -> Status[dict[str, Any]]:
    """Want what an artist releases from now on."""
    return Status(201, queries.followed_document(services.follow(payload.artist_mbid, payload.name)))


@router.delete("/artists/{artist_mbid}", response={204: None})
def unfollow(request: HttpRequest, artist_mbid: str) -> Status[None]:
    """Follow that artist no more."""
    services.unfollow(artist_mbid)
    return Status(204, None)


@router.get("/{uuid:wanted_id}", response=dict[str, Any])
def read(request: HttpRequest, wanted_id: UUID) -> dict[str, Any]:
    """One wanted album, with the copy that is proposed."""
    return _document(wanted_id)


@router.patch("/{uuid:wanted_id}", response=dict[str, Any])
def change(request: HttpRequest, wanted_id: UUID, payload: WantedChangesIn) -> dict[str, Any]:
    """Pause it, go on, change the format that will do, or whether it is taken without asking."""
    services.change_wanted(wanted_id, paused=payload.paused, fmt=payload.format, takes=payload.takes)
    return _document(wanted_id)


@router.delete("/{uuid:wanted_id}", response={204: None})
def want_no_more(request: HttpRequest, wanted_id: UUID) -> Status[None]:
    """Take it off the list."""
    services.want_no_more(wanted_id)
    return Status(204, None)


@router.post("/{uuid:wanted_id}/look", response={202: dict[str, Any]})
def look(request: HttpRequest, wanted_id: UUID) -> Status[dict[str, Any]]:
    """Look for it now."""
    services.look_now(wanted_id)
    return Status(202, _document(wanted_id))


@router.post("/{uuid:wanted_id}/take", response={201: dict[str, Any]})
def take(request: HttpRequest, wanted_id: UUID) -> Status[dict[str, Any]]:
    """Download the copy that is proposed."""
    services.take_proposal(wanted_id)
    return Status(201, _document(wanted_id))


@router.post("/{uuid:wanted_id}/refuse", response=dict[str, Any])
def refuse(request: HttpRequest, wanted_id: UUID) -> dict[str, Any]:
    """Not that copy: look for another."""
    services.refuse_proposal(wanted_id)
    return _document(wanted_id)


def _document(wanted_id: UUID) -> dict[str, Any]:
    row = WantedAlbum.objects.filter(id=wanted_id).first()
    if row is None:
        raise Http404
    return queries.wanted_document(row)


def _uuid(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise ApiError(422, "invalid", "A search_id is a UUID.", field="search_id") from None
