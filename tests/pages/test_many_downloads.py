"""One thing with many downloads: the bar under the list, the JSON, and the way back."""

import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from apps.downloads import leaving, tasks
from apps.downloads.models import Download


@pytest.fixture(autouse=True)
def queued(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[Any]]:
    """What is handed to the workers, which these tests do not start."""
    calls: list[Any] = []
    monkeypatch.setattr(tasks, "send_sync", lambda *given: calls.append(given))
    monkeypatch.setattr(tasks.remove_unless_kept, "apply_async", lambda given, **_: calls.append(given))
    yield calls


def make(make_download: Callable[..., Download], count: int) -> list[Download]:
    return [make_download(title=f"Album {number}", info_hash=f"{number:040x}") for number in range(1, count + 1)]


def bulk(client: Client, action: str, *downloads: Download) -> str:
    form = {"action": action, "download": [str(each.pk) for each in downloads]}
    return client.post(reverse("downloads:bulk"), form, follow=True).content.decode()


def test_many_are_paused_and_go_on(client: Client, make_download: Callable[..., Download]) -> None:
    first, second, third = make(make_download, 3)
    assert "2 downloads paused." in bulk(client, "pause", first, second)
    assert list(Download.objects.filter(paused=True).values_list("title", flat=True).order_by("title")) == [
        "Album 1",
        "Album 2",
    ]
    assert "1 download going on." in bulk(client, "resume", first)
    assert not Download.objects.get(pk=first.pk).paused
    assert not Download.objects.get(pk=third.pk).paused


def test_many_are_removed_with_one_way_back(client: Client, make_download: Callable[..., Download]) -> None:
    first, second, _third = make(make_download, 3)
    page = bulk(client, "remove", first, second)
    assert "2 downloads removed." in page
    assert "Album 1" not in page
    assert "Album 3" in page
    way_back = f"{reverse('downloads:undo-bulk')}?download={first.pk}&amp;download={second.pk}"
    assert f'action="{way_back}"' in page
    back = client.post(way_back.replace("&amp;", "&"), follow=True).content.decode()
    assert all(f"Album {number}" in back for number in (1, 2, 3))
    assert not leaving.remove_unless_kept(str(first.pk), True)


def test_they_keep_their_order_at_the_front(client: Client, make_download: Callable[..., Download]) -> None:
    _first, second, third = make(make_download, 3)
    bulk(client, "front", second, third)
    bulk(client, "end", second)
    ordered = Download.objects.order_by("queue_place").values_list("title", flat=True)
    assert list(ordered) == ["Album 3", "Album 1", "Album 2"]


def test_nothing_selected_is_said(client: Client, make_download: Callable[..., Download]) -> None:
    (first,) = make(make_download, 1)
    assert "Tick some downloads first." in bulk(client, "pause")
    assert "Tick some downloads first." in bulk(client, "explode", first)


def test_every_row_can_be_ticked(client: Client, make_download: Callable[..., Download]) -> None:
    (first,) = make(make_download, 1)
    html = client.get(reverse("downloads:list")).content.decode()
    assert f'value="{first.pk}" form="bulk"' in html
    assert '<form class="bulk" id="bulk" method="post"' in html


def test_over_json_what_does_not_go_is_told_and_the_rest_is_done(
    client: Client, make_download: Callable[..., Download]
) -> None:
    (first,) = make(make_download, 1)
    gone = "00000000-0000-0000-0000-000000000001"

    def post(body: dict[str, object]) -> Any:
        return client.post("/api/download/bulk", json.dumps(body), content_type="application/json")

    answer = post({"action": "force", "download_ids": [gone, str(first.pk)]}).json()
    assert answer["done"] == [str(first.pk)]
    assert [each["download_id"] for each in answer["failed"]] == [gone]
    assert Download.objects.get(pk=first.pk).forced
    assert post({"action": "explode", "download_ids": [gone]}).status_code == 422
    assert post({"action": "pause", "download_ids": []}).status_code == 422
