"""A list of a thousand wanted albums shows what is looked for next, and the rest page by page."""

from datetime import timedelta
from uuid import UUID

import pytest
from django.test import Client
from django.utils import timezone

from apps.wanted import queries
from apps.wanted.domain import WantedStatus
from apps.wanted.models import FollowedArtist, WantedAlbum

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("valkey")]


def test_what_is_looked_for_next_is_shown_and_the_rest_in_parts(client: Client) -> None:
    now = timezone.now()
    WantedAlbum.objects.bulk_create(
        WantedAlbum(title=f"Album {n:03}", next_look_at=now + timedelta(minutes=n)) for n in range(130)
    )
    WantedAlbum.objects.filter(title="Album 000").update(status=WantedStatus.PAUSED)
    page = client.get("/wanted/").content.decode()
    assert page.count('class="download"') == queries.SHOWN_WAITING
    assert "Album 001" in page
    assert "Album 000" not in page  # paused: behind all others
    assert "All 130" in page
    first = client.get("/wanted/waiting/").content.decode()
    rest = client.get("/wanted/waiting/?page=2", headers={"HX-Request": "true"}).content.decode()
    assert (first.count('class="download"'), rest.count('class="download"')) == (100, 30)
    assert "<html" not in rest
    assert "Album 000" in rest


def test_everyone_who_is_followed_can_be_seen(client: Client) -> None:
    FollowedArtist.objects.bulk_create(FollowedArtist(mbid=str(UUID(int=n)), name=f"Artist {n:03}") for n in range(101))
    assert "All 101" in client.get("/wanted/").content.decode()
    assert "Artist 100" in client.get("/wanted/followed/?page=2").content.decode()
