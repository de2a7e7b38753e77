"""What a person says about which release an album is."""

from collections.abc import Iterable
from uuid import UUID

from django.db import transaction
from django.db.models import Q, QuerySet

from apps.library.domain import Certainty
from apps.library.models import Album, AlbumChange
from apps.library.tasks import change_albums, look_up_album

State = AlbumChange.State


def take_release(album_id: UUID, release_mbid: str) -> AlbumChange:
    """Have the album become that release: tags, names and rows follow in the background, and can be undone."""
    with transaction.atomic():
        AlbumChange.objects.filter(album=album_id, state__in=[State.WISHED, State.FAILED]).delete()
        change = AlbumChange.objects.create(album_id=album_id, release_mbid=release_mbid)
        transaction.on_commit(change_albums.delay)
    return change


def confirm(album_id: UUID) -> bool:
    """The release that the album is held to be is right; False where none is known."""
    known = Album.objects.filter(pk=album_id).exclude(mbid="")
    return bool(known.update(certainty=Certainty.SURE, alternatives=[]))


def request_look_up(album_id: UUID) -> None:
    """Have MusicBrainz asked in the background what the album may be."""
    transaction.on_commit(lambda: look_up_album.delay(str(album_id)))


def take_best(album_ids: Iterable[UUID]) -> tuple[int, int]:
    """Take the best guess for each of these albums: the release it is held to be, else its first alternative.

    Albums without either are looked up. Returns how many were settled or are being changed, and how many are asked for.
    """
    taken = asked = 0
    for album in unsure_albums().filter(pk__in=list(album_ids)):
        if album.mbid and album.certainty == Certainty.LIKELY:
            taken += confirm(album.pk)
        elif album.alternatives:
            take_release(album.pk, str(album.alternatives[0]["release_mbid"]))
            taken += 1
        else:
            request_look_up(album.pk)
            asked += 1
    return taken, asked


def unsure_albums() -> QuerySet[Album]:
    """The albums that no release is confirmed for, those downloaded last first."""
    likely = Q(certainty=Certainty.LIKELY) & ~Q(download_id=None)
    unsure = Album.objects.filter(Q(certainty=Certainty.UNCONFIRMED) | likely)
    return unsure.select_related("artist").order_by("-added_at", "id")


def present_change(album: Album) -> AlbumChange | None:
    """The change that is on its way, or the last one that failed or left something to say."""
    return album.changes.order_by("-made_at").first()
