"""A list of more downloads than fit on a page: pages of forty, and live rows for the page that is looked at alone."""

from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from apps.core.pages.sections import find_section
from apps.downloads.list_window import ROWS, window
from apps.downloads.models import Download


@pytest.fixture
def many(make_download: Callable[..., Download]) -> list[Download]:
    """Two pages: one on its way, and the rest arrived."""
    arrived = [make_download(title=f"Album {n}", info_hash=f"{n:040x}", status="seeding") for n in range(ROWS + 4)]
    return [make_download(title="On its way", info_hash="f" * 40, status="downloading"), *arrived]


def shown(client: Client, number: int) -> str:
    return client.get(reverse("downloads:list"), {"page": number}).content.decode()


def test_pages_of_forty(client: Client, many: list[Download]) -> None:
    first, second = shown(client, 1), shown(client, 2)
    assert first.count('<li class="download"') == ROWS
    assert second.count('<li class="download"') == len(many) - ROWS
    assert "On its way" in first
    assert "On its way" not in second
    assert 'href="/downloads/?page=2" rel="next"' in first
    assert 'href="/downloads/?page=1" rel="prev"' in second
    assert f"{ROWS + 1}–{len(many)} of {len(many)}" in second
    assert 'data-live="downloads:2"' in second


@pytest.mark.parametrize("page", ["0", "-3", "x", "9" * 30, "9999"])
def test_a_page_that_is_not_there(client: Client, many: list[Download], page: str) -> None:
    answer = client.get(reverse("downloads:list"), {"page": page})
    assert answer.status_code == 200
    assert '<li class="download"' in answer.content.decode()


def test_live_rows_belong_to_the_page(client: Client, many: list[Download]) -> None:
    section = find_section("downloads")
    assert section is not None
    on_first, on_second = window(1).downloads[0], window(2).downloads[0]
    event = {"type": "progress", "downloads": [{"download_id": str(each.id)} for each in (on_first, on_second)]}
    first, second = ("".join(section.render(key, [event])) for key in ("", "2"))
    assert str(on_first.id) in first and str(on_second.id) not in first
    assert str(on_second.id) in second and str(on_first.id) not in second


def test_a_page_needs_as_many_queries_as_a_short_one(client: Client, many: list[Download]) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as seen:
            shown(client, 1)
        return len(seen)

    queries()
    long = queries()
    Download.objects.exclude(id=many[0].id).delete()
    assert queries() == long
