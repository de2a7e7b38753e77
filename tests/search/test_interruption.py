"""A worker that is killed in the middle of a search."""

from datetime import timedelta

import pytest
from django.utils import timezone

from apps.search.models import Search, SearchStatus
from apps.search.tasks import run_search, take_up_interrupted

pytestmark = pytest.mark.django_db


def test_a_recent_search_runs_again_and_an_old_one_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    queued: list[str] = []
    monkeypatch.setattr(run_search, "delay", queued.append)
    recent = Search.objects.create(query="one", running=True)
    old = Search.objects.create(query="two", running=True, timestamp=timezone.now() - timedelta(hours=1))
    done = Search.objects.create(query="three", status=SearchStatus.DONE)
    take_up_interrupted()
    assert queued == [str(recent.id)]
    old.refresh_from_db()
    assert old.status == SearchStatus.FAILED
    assert old.error["code"] == "interrupted"
    done.refresh_from_db()
    assert done.status == SearchStatus.DONE


def test_a_search_that_is_gone_is_no_error() -> None:
    run_search("00000000-0000-4000-8000-000000000000")
