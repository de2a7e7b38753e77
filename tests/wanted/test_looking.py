"""A wanted album against the sandbox's real servers: nothing there, then a copy, proposed or taken."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from constance.test import override_config
from django.test import Client
from django.utils import timezone

from apps.downloads.models import Download
from apps.library.models import Album
from apps.search.models import Search, SearchResult
from apps.wanted import arriving, looking, services, tasks
from apps.wanted.domain import WantedStatus, pause_after
from apps.wanted.models import WantedAlbum
from tests.sandbox.internet import Sandbox

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("valkey")]

COPIES = [f"marlow-vane/half-past-summer/{name}" for name in ("flac", "mp3")]


@pytest.fixture(autouse=True)
def no_queue(monkeypatch: pytest.MonkeyPatch) -> None:
    """The tests do the work of the worker themselves."""
    monkeypatch.setattr(tasks, "send_look", lambda wanted_id: None)


def want(internet: Sandbox, **options: Any) -> WantedAlbum:
    return services.want_album(internet[COPIES[0]].group.mbid, **options)


def hide_everything(internet: Sandbox) -> None:
    internet.hide(*(one.key for one in internet.shelf.copies if "half-past-summer" in one.key))


def looked(wanted: WantedAlbum) -> WantedAlbum:
    looking.look(wanted)
    wanted.refresh_from_db()
    return wanted


def test_nothing_then_a_copy_then_taken_and_arrived(internet: Sandbox, client: Client) -> None:
    hide_everything(internet)
    wanted = want(internet, fmt="lossless")
    assert (wanted.title, wanted.artist_name) == ("Half Past Summer", "Marlow Vane")

    looked(wanted)
    assert wanted.status == WantedStatus.LOOKING
    assert wanted.looks == 1
    assert timedelta(hours=5) < wanted.next_look_at - timezone.now() < timedelta(hours=7)
    assert looking.next_due() is None
    first = wanted.search_id

    internet.show(COPIES[0])
    looked(wanted)
    assert wanted.status == WantedStatus.PROPOSED, wanted.message
    assert "All 8 tracks" in wanted.message
    assert not Search.objects.filter(id__in=[first]).exists(), "the look before is forgotten"
    assert client.get("/api/search").json()["total"] == 0, "nobody searched"
    proposal = client.get("/api/wanted").json()["items"][0]["proposal"]
    assert proposal["info_hash"] == internet[COPIES[0]].info_hash

    answer = client.post(f"/api/wanted/{wanted.id}/take")
    assert answer.status_code == 201
    download = Download.objects.get(id=answer.json()["download_id"])
    assert download.info_hash == internet[COPIES[0]].info_hash
    assert download.intent.editions, "the library knows what it should be"

    arrive(download, wanted)
    wanted.refresh_from_db()
    assert (wanted.status, wanted.album) == (WantedStatus.ARRIVED, Album.objects.get())


def download_of(wanted: WantedAlbum) -> Download:
    return Download.objects.get(id__in=[wanted.download_id])


def search_of(wanted: WantedAlbum) -> Search:
    return Search.objects.get(id__in=[wanted.search_id])


def arrive(download: Download, wanted: WantedAlbum, **values: Any) -> Album:
    from tests.pages.conftest import make_album

    album = make_album(wanted.title, wanted.artist_name)
    Album.objects.filter(id=album.id).update(
        download_id=download.id, origin={"info_hash": download.info_hash}, **values
    )
    arriving.settle()
    album.refresh_from_db()
    return album


def test_liars_are_not_proposed(internet: Sandbox) -> None:
    internet.hide(*COPIES)
    wanted = looked(want(internet, fmt="lossless"))
    offered = search_of(wanted).results.count()
    if wanted.status == WantedStatus.PROPOSED:  # the fake is whole and seeded: only its audio tells what it is
        row = search_of(wanted).results.get(id__in=[wanted.result_id])
        assert row.info_hash == internet["marlow-vane/half-past-summer/fake"].info_hash
    else:
        assert f"{offered} copies, none to be trusted" in wanted.message


def test_a_copy_that_was_refused_is_not_proposed_again(internet: Sandbox, client: Client) -> None:
    internet.hide(*COPIES[1:], "marlow-vane/half-past-summer/fake")
    wanted = looked(want(internet))
    assert wanted.status == WantedStatus.PROPOSED
    assert client.post(f"/api/wanted/{wanted.id}/refuse").json()["status"] == "looking"
    wanted.refresh_from_db()
    looked(wanted)
    assert wanted.status == WantedStatus.LOOKING
    assert wanted.refused == [internet[COPIES[0]].info_hash]


def test_with_the_setting_a_certain_copy_is_taken_at_once_and_a_bad_one_replaced(internet: Sandbox) -> None:
    with override_config(WANTED_TAKE=True):
        wanted = looked(want(internet, fmt="lossless"))
    assert wanted.status == WantedStatus.COMING
    download = download_of(wanted)

    arrive(download, wanted, trust=Album.Trust.SUSPICIOUS)
    wanted.refresh_from_db()
    arriving.settle()
    wanted.refresh_from_db()
    assert wanted.status == WantedStatus.LOOKING
    assert wanted.refused == [download.info_hash]
    assert "lossy codec" in wanted.message


def test_a_download_that_fails_makes_it_look_on(internet: Sandbox) -> None:
    with override_config(WANTED_TAKE=True):
        wanted = looked(want(internet))
    Download.objects.filter(id=download_of(wanted).id).update(status="failed", error_message="Nobody has it.")
    arriving.settle()
    wanted.refresh_from_db()
    assert wanted.status == WantedStatus.LOOKING
    assert "Nobody has it." in wanted.message
    assert looking.next_due() == wanted


def test_an_outage_is_no_look_in_vain(internet: Sandbox) -> None:
    wanted = want(internet)
    internet.fault("torznab", "status:500")
    internet.fault("archive", "status:500")
    looked(wanted)
    assert (wanted.status, wanted.looks) == (WantedStatus.LOOKING, 0)
    assert wanted.next_look_at - timezone.now() < timedelta(hours=1)


def test_the_pauses_grow_to_a_week() -> None:
    first = timedelta(hours=6)
    pauses = [pause_after(looks, first) for looks in range(1, 40)]
    assert pauses[:3] == [first, 2 * first, 4 * first]
    assert pauses == sorted(pauses)
    assert pauses[-1] == timedelta(days=7)


def test_what_the_library_has_is_not_wanted(internet: Sandbox, client: Client) -> None:
    from tests.pages.conftest import make_album

    album = make_album("Half Past Summer", "Marlow Vane")
    mbid = internet[COPIES[0]].group.mbid
    Album.objects.filter(id=album.id).update(release_group_mbid=mbid)
    answer = client.post("/api/wanted", {"release_group_mbid": mbid}, content_type="application/json")
    assert (answer.status_code, answer.json()["error"]["code"]) == (409, "already_here")
    for lossy in ("MP3", "Opus", "Vorbis"):
        Album.objects.filter(id=album.id).update(format=lossy)
        body = {"release_group_mbid": mbid, "format": "lossless"}
        assert client.post("/api/wanted", body, content_type="application/json").status_code == 201, lossy
        WantedAlbum.objects.all().delete()


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({}, 422),
        ({"release_group_mbid": "no mbid"}, 422),
        ({"release_group_mbid": "00000000-0000-4000-8000-000000000000"}, 404),
        ({"search_id": "x"}, 422),
        ({"text": "x" * 600}, 422),
        ({"text": "a", "format": "8-track"}, 422),
        ({"text": "a", "release_mbid": "b"}, 422),
    ],
)
def test_what_cannot_be_wanted_says_why(internet: Sandbox, client: Client, body: dict[str, str], status: int) -> None:
    answer = client.post("/api/wanted", body, content_type="application/json")
    assert answer.status_code == status
    assert len(answer.json()["error"]["message"].split()) > 4


def test_words_become_the_album_that_they_mean(internet: Sandbox) -> None:
    hide_everything(internet)
    wanted = services.want_text("marlow vane - half past summer")
    assert isinstance(wanted, WantedAlbum)
    looked(wanted)
    assert wanted.release_group_mbid == internet[COPIES[0]].group.mbid
    assert services.want_text("Marlow Vane Half past Summer zzz") != wanted


def test_what_a_person_changes_during_a_look_stands(internet: Sandbox, monkeypatch: pytest.MonkeyPatch) -> None:
    wanted = want(internet)
    search = looking._search

    def meanwhile(album: WantedAlbum) -> Search:
        services.change_wanted(wanted.id, paused=True, fmt="lossless")
        return search(album)

    monkeypatch.setattr(looking, "_search", meanwhile)
    with override_config(WANTED_TAKE=True):
        looked(wanted)
    assert (wanted.status, wanted.format) == (WantedStatus.PAUSED, "lossless")
    assert wanted.looked_at is not None
    assert not Download.objects.exists()


@pytest.mark.parametrize("verb", ["take", "refuse"])
def test_a_proposal_that_is_gone_is_looked_for_again(verb: str, client: Client) -> None:
    gone = WantedAlbum.objects.create(title="x", status=WantedStatus.PROPOSED, result_id=uuid4())
    answer = client.post(f"/api/wanted/{gone.id}/{verb}")
    assert (answer.status_code, answer.json()["error"]["code"]) == (409, "nothing_proposed")
    gone.refresh_from_db()
    assert gone.status == WantedStatus.LOOKING


def test_an_album_comes_in_though_settling_what_was_wanted_fails(
    monkeypatch: pytest.MonkeyPatch, django_capture_on_commit_callbacks: Any
) -> None:
    from tests.pages.conftest import make_album

    monkeypatch.setattr(arriving, "settle_album", lambda album: 1 / 0)
    with django_capture_on_commit_callbacks(execute=True):
        make_album("Half Past Summer", "Marlow Vane")
    assert Album.objects.exists()


def test_the_list_reads_all_proposals_at_once(client: Client, django_assert_max_num_queries: Any) -> None:
    search = Search.objects.create(query="x", status="done", unattended=True)
    for number in range(12):
        row = SearchResult.objects.create(
            search=search, rank=number + 1, title=f"copy {number}", info_hash=f"{number:040}"
        )
        WantedAlbum.objects.create(title=f"{number}", status=WantedStatus.PROPOSED, result_id=row.id)
    with django_assert_max_num_queries(6):
        items = client.get("/api/wanted").json()["items"]
    assert {(each["title"], each["proposal"]["title"]) for each in items} == {(f"{n}", f"copy {n}") for n in range(12)}
    with django_assert_max_num_queries(12):
        assert client.get("/wanted/").content.decode().count("copy 1") >= 1
