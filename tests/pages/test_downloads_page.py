"""The downloads page: rows that say what happens, two buttons, a way back from Remove, and adding by hand."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from apps.downloads import leaving, tasks
from apps.downloads.models import Download
from apps.downloads.rows_page import words
from tests.pages.conftest import make_album

MAGNET = "magnet:?xt=urn:btih:" + "ab" * 20 + "&dn=An+Album"
FRAGMENT = {"HX-Request": "true", "HX-Target": "download-row"}


@pytest.fixture(autouse=True)
def queued(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[Any]]:
    """What is handed to the workers, which these tests do not start."""
    calls: list[Any] = []
    monkeypatch.setattr(tasks, "send_sync", lambda *given: calls.append(given))
    monkeypatch.setattr(tasks.remove_unless_kept, "apply_async", lambda given, **_: calls.append(given))
    yield calls


@pytest.mark.parametrize(
    ("document", "said"),
    [
        ({"status": "queued"}, "Waiting for its turn"),
        ({"status": "fetching_metadata"}, "Looking for someone who has it"),
        ({"status": "fetching_metadata", "peers": 2}, "Asking 2 peers what is inside"),
        ({"status": "downloading"}, "Nobody who has it is here right now"),
        ({"status": "downloading", "peers": 1}, "Connected to 1 peer, nothing moves yet"),
        (
            {"status": "downloading", "download_rate": 2_100_000, "peers": 14, "eta": 190},
            "2.1 MB/s, from 14 peers, 3 min left",
        ),
        ({"status": "paused", "percent": 41.6}, "Paused at 42 %"),
        ({"status": "paused", "paused": False, "files": [{"index": 0}]}, "Choose what to take of it"),
        ({"status": "downloading", "moving": 41.6}, "Moving to its new place, 42 %"),
        (
            {
                "status": "paused",
                "taste": {"stage": "asking", "path": "a/3 x.flac", "verdict": "genuine", "message": "Clean."},
            },
            "“3 x” is genuine. Clean. Listen, then say whether the rest comes too",
        ),
        ({"status": "seeding", "upload_rate": 0}, "In the library. Giving back, ratio 0.40"),
        ({"status": "failed", "error": {"code": "x", "message": "The disk is full."}}, "The disk is full."),
    ],
)
def test_a_row_says_what_is_happening(document: dict[str, Any], said: str) -> None:
    usual = {
        "error": None,
        "moving": None,
        "paused": True,
        "files": [],
        "goals": {"reached": None},
        "taste": None,
        "percent": 0.0,
        "download_rate": 0,
        "upload_rate": 0,
        "eta": None,
        "peers": 0,
        "ratio": 0.4,
    }
    assert words(usual | document) == said


def test_pausing_answers_with_the_row(client: Client, make_download: Callable[..., Download]) -> None:
    download = make_download(title="An Album")
    answer = client.post(reverse("downloads:pause", args=[download.pk]), headers=FRAGMENT)
    html = answer.content.decode()
    assert html.lstrip().startswith(f'<li class="download" id="download-{download.pk}"')
    assert "Go on with An Album" in html
    download.refresh_from_db()
    assert download.paused


def test_without_htmx_pausing_goes_back_to_the_list(client: Client, make_download: Callable[..., Download]) -> None:
    answer = client.post(reverse("downloads:pause", args=[make_download().pk]))
    assert (answer.status_code, answer["Location"]) == (303, reverse("downloads:list"))


def test_what_is_removed_leaves_the_list_and_can_be_brought_back(
    client: Client, make_download: Callable[..., Download], queued: list[Any]
) -> None:
    download = make_download(title="An Album", paused=False)
    page = client.post(reverse("downloads:remove", args=[download.pk]), follow=True).content.decode()
    assert "Nothing is arriving" in page
    assert "Removed “An Album”" in page
    way_back = reverse("downloads:restore", args=[download.pk])
    assert f'action="{way_back}"' in page
    assert (str(download.pk), True) in queued
    assert "An Album" in client.post(way_back, follow=True).content.decode()
    download.refresh_from_db()
    assert not download.paused
    assert not leaving.remove_unless_kept(str(download.pk), False)


def test_what_is_not_brought_back_is_let_go(client: Client, make_download: Callable[..., Download]) -> None:
    download = make_download()
    client.post(reverse("downloads:remove", args=[download.pk]), {"delete_data": "1"})
    assert leaving.remove_unless_kept(str(download.pk), True)
    download.refresh_from_db()
    assert download.removal == "recycle"


def test_an_arrived_download_links_to_its_album(client: Client, make_download: Callable[..., Download]) -> None:
    album = make_album("Still Water", "Nine Harbours")
    download = make_download(status="seeding", done_bytes=1000)
    album.download_id = download.pk
    album.save()
    html = client.get(reverse("downloads:list")).content.decode()
    assert reverse("library:album", args=[album.pk]) in html
    assert "In the library" in html


@pytest.mark.parametrize("link", [MAGNET, "ab" * 20])
def test_a_magnet_or_an_info_hash_is_added(client: Client, link: str) -> None:
    answer = client.post(reverse("downloads:add"), {"link": link})
    assert answer["Location"] == reverse("downloads:list")
    assert Download.objects.get().info_hash == "ab" * 20


@pytest.mark.parametrize(
    ("form", "said"),
    [
        ({}, "Paste a magnet link"),
        ({"link": "hello"}, "Paste a magnet link"),
        ({"torrent": SimpleUploadedFile("x.torrent", b"this is no torrent")}, "torrent"),
    ],
)
def test_what_is_no_torrent_is_said(client: Client, form: dict[str, Any], said: str) -> None:
    answer = client.post(reverse("downloads:add"), form)
    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert not Download.objects.exists()


def test_a_download_that_is_gone_says_so(client: Client) -> None:
    missing = "00000000-0000-0000-0000-000000000000"
    answer = client.post(reverse("downloads:pause", args=[missing]), headers=FRAGMENT)
    assert answer.status_code == 404
    assert answer["HX-Reswap"] == "none"
    assert 'hx-swap-oob="beforeend:#messages"' in answer.content.decode()
