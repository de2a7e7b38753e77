"""A search made while MusicBrainz was away finds out later what it meant."""

from typing import Any

import pytest

from apps.search import pipeline, tasks
from apps.search.catalogue.installation import outages
from apps.search.models import Search, SearchStatus
from tests.sandbox.internet import Sandbox

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("valkey")]


@pytest.fixture
def later(monkeypatch: pytest.MonkeyPatch) -> list[tuple[Any, ...]]:
    """What was put off."""
    put_off: list[tuple[Any, ...]] = []
    monkeypatch.setattr(tasks.bind_later, "apply_async", lambda args, countdown: put_off.append((*args, countdown)))
    return put_off


def test_the_match_is_found_once_musicbrainz_is_back(internet: Sandbox, later: list[tuple[Any, ...]]) -> None:
    internet.fault("musicbrainz", "status:500")
    search = Search.objects.create(query="Half Past Summer by Marlow Vane", preferences={"ask": False})
    pipeline.run(search)
    search.refresh_from_db()
    assert (search.status, search.match) == (SearchStatus.DONE, None)
    assert later == [(str(search.id), tasks.BIND_AFTER[0])]
    tasks.bind_later(str(search.id))
    assert later[-1] == (str(search.id), 1, tasks.BIND_AFTER[1])
    internet.fault("musicbrainz", "ok")
    outages.clear()
    tasks.bind_later(str(search.id), 1)
    search.refresh_from_db()
    assert search.match is not None
    assert search.match["title"] == "Half Past Summer"
    best = search.results.first()
    assert best is not None
    assert best.match["release_mbid"]


def test_nothing_is_put_off_where_musicbrainz_is_switched_off(
    internet: Sandbox, later: list[tuple[Any, ...]], settings: Any
) -> None:
    settings.MUSICBRAINZ_URL = ""
    search = Search.objects.create(query="Half Past Summer by Marlow Vane", preferences={"ask": False})
    pipeline.run(search)
    assert not later
