"""Followed artists: what they release afterwards is wanted, what was there before is not."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from apps.search.catalogue.domain import ReleaseGroup
from apps.wanted import following, services, tasks
from apps.wanted.models import FollowedArtist, WantedAlbum
from tests.sandbox.internet import Sandbox

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("valkey")]


@pytest.fixture(autouse=True)
def no_queue(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tasks, "send_look", lambda wanted_id: None)
    monkeypatch.setattr(tasks, "send_check", lambda artist_id: None)


@pytest.fixture
def artist(internet: Sandbox) -> FollowedArtist:
    group = internet["marlow-vane/half-past-summer/flac"].group
    return services.follow(group.releases[0].credits[0].artist.mbid)


def checked(artist: FollowedArtist) -> list[str]:
    following.check(artist)
    artist.refresh_from_db()
    return list(WantedAlbum.objects.values_list("title", flat=True))


def test_the_first_check_learns_and_a_new_album_is_wanted(artist: FollowedArtist, internet: Sandbox) -> None:
    assert artist.name == "Marlow Vane"
    assert checked(artist) == []
    newest = internet["marlow-vane/half-past-summer/flac"].group
    assert newest.mbid in artist.known
    assert timedelta(hours=23) < artist.next_check_at - timezone.now() <= timedelta(hours=24)

    artist.known = [mbid for mbid in artist.known if mbid != newest.mbid]
    artist.followed_at = timezone.now().replace(year=2025, month=1)
    artist.save()
    assert checked(artist) == ["Half Past Summer"]
    assert WantedAlbum.objects.get().reason == "followed"
    assert checked(artist) == ["Half Past Summer"], "once"


def test_old_records_that_musicbrainz_learns_late_are_not_wanted(artist: FollowedArtist) -> None:
    checked(artist)
    artist.known = []
    artist.followed_at = timezone.now().replace(year=2099)
    artist.save()
    assert checked(artist) == []


def test_an_outage_is_told_and_tried_again_later(artist: FollowedArtist, internet: Sandbox) -> None:
    internet.fault("musicbrainz", "status:503")
    following.PATIENCE, before = 2.0, following.PATIENCE
    try:
        assert checked(artist) == []
    finally:
        following.PATIENCE = before
    assert artist.message
    assert artist.checked_at is None
    assert artist.next_check_at > timezone.now() + timedelta(minutes=20)


def test_many_pages_are_read(monkeypatch: pytest.MonkeyPatch, artist: FollowedArtist, internet: Sandbox) -> None:
    from apps.search.catalogue import requests

    monkeypatch.setattr(requests, "MOST_ROWS", 1)
    monkeypatch.setattr(following, "MOST_ROWS", 1)
    checked(artist)
    artist_mbid = artist.mbid
    expected = {group.mbid for group, _copy in internet.catalogue.copies() if _by(group, artist_mbid)}
    assert expected and expected <= set(artist.known)


def _by(group: Any, artist_mbid: str) -> bool:
    return bool(group.releases[0].credits[0].artist.mbid == artist_mbid)


def test_one_check_is_one_request_and_repeating_it_soon_none(artist: FollowedArtist, internet: Sandbox) -> None:
    internet.musicbrainz.requests.clear()
    checked(artist)
    checked(artist)
    assert len(internet.requests("musicbrainz")) == 1


def test_following_over_json_and_on_the_artists_page(artist: FollowedArtist, client: Client) -> None:
    assert client.get("/api/wanted/artists").json()["items"][0]["name"] == "Marlow Vane"
    part = client.get(f"/wanted/artists/{artist.mbid}/").content.decode()
    assert "Following" in part and "Half Past Summer" in part
    assert client.delete(f"/api/wanted/artists/{artist.mbid}").status_code == 204
    assert client.delete(f"/api/wanted/artists/{artist.mbid}").status_code == 404
    assert "Follow for new releases" in client.get(f"/wanted/artists/{artist.mbid}/").content.decode()


def test_who_is_unfollowed_during_a_check_stays_so(
    artist: FollowedArtist, internet: Sandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    checked(artist)
    artist.known, artist.followed_at = [], timezone.now().replace(year=2025, month=1)
    artist.save()
    ask = following.whole_discography

    async def meanwhile(mbid: str) -> Sequence[ReleaseGroup]:
        await FollowedArtist.objects.all().adelete()
        return await ask(mbid)

    monkeypatch.setattr(following, "whole_discography", meanwhile)
    assert following.check(artist) == []
    assert not FollowedArtist.objects.exists()
    assert not WantedAlbum.objects.exists()
