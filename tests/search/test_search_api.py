"""The search calls of the contract: what they take, what they answer, and how they refuse."""

from typing import Any

import pytest
from django.test import Client
from kombu import Connection
from kombu.pools import producers

from apps.core.errors import ApiError
from apps.search.models import Search, SearchResult, SearchStatus

pytestmark = [pytest.mark.django_db]


@pytest.fixture
def queued(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The ids handed to the queue: the worker is not what these tests are about."""
    from apps.search.tasks import run_search

    ids: list[str] = []
    monkeypatch.setattr(run_search, "delay", ids.append)
    return ids


def post(client: Client, path: str, body: Any) -> Any:
    return client.post(path, body, content_type="application/json")


def test_a_search_is_accepted_and_queued_once_it_is_saved(
    client: Client, queued: list[str], django_capture_on_commit_callbacks: Any
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        answer = post(client, "/api/search", {"query": "  ok   computer ", "preferences": {"format": "lossless"}})
    assert answer.status_code == 202
    assert answer.json()["status"] == "processing"
    assert queued == [answer.json()["search_id"]]
    search = Search.objects.get(id=queued[0])
    assert (search.query, search.preferences["format"]) == ("ok computer", "lossless")


@pytest.mark.parametrize(
    ("body", "status", "code", "field"),
    [
        ({"query": "   "}, 422, "empty_query", "query"),
        ({"query": "\x00"}, 422, "empty_query", "query"),
        ({"query": "a" * 501}, 422, "query_too_long", "query"),
        ({}, 422, "invalid", "query"),
        ({"query": 5}, 422, "invalid", "query"),
        ({"query": "x", "preferences": {"format": "vinyl"}}, 422, "invalid", "preferences"),
        ({"query": "x", "preferences": {"ask": "no"}}, 422, "invalid", "preferences"),
    ],
)
def test_a_request_that_cannot_be_searched_says_why(
    client: Client, body: dict[str, Any], status: int, code: str, field: str
) -> None:
    answer = post(client, "/api/search", body)
    assert answer.status_code == status
    error = answer.json()["error"]
    assert (error["code"], error["field"]) == (code, field)
    assert error["message"]
    assert not Search.objects.exists()


@pytest.mark.parametrize("search_id", ["00000000-0000-4000-8000-000000000000", "nonsense"])
def test_an_unknown_search_is_404(client: Client, search_id: str) -> None:
    for path in (f"/api/search/{search_id}", f"/api/search/{search_id}/results", f"/api/results/{search_id}"):
        answer = client.get(path)
        assert answer.status_code == 404
        assert answer.json()["error"]["code"] == "not_found"
    assert post(client, f"/api/search/{search_id}/answers", {"skip": True}).status_code == 404


def asking() -> Search:
    choices = [{"id": "1997", "label": "1997"}, {"id": "2017", "label": "2017"}]
    return Search.objects.create(
        query="ok computer", status=SearchStatus.ASKING, questions=[{"id": "edition", "choices": choices}]
    )


def test_an_answer_is_taken_and_the_search_goes_on(client: Client, queued: list[str]) -> None:
    search = asking()
    answer = post(client, f"/api/search/{search.id}/answers", {"answers": {"edition": "2017"}})
    assert (answer.status_code, answer.json()["status"]) == (202, "processing")
    search.refresh_from_db()
    assert search.answers == {"edition": "2017"}
    assert queued == [str(search.id)]


def test_skipping_takes_the_default(client: Client, queued: list[str]) -> None:
    search = asking()
    assert post(client, f"/api/search/{search.id}/answers", {"skip": True}).status_code == 202
    search.refresh_from_db()
    assert search.answers == {}


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({"answers": {"edition": "1850"}}, "unknown_choice"),
        ({"answers": {"colour": "1997"}}, "unknown_question"),
        ({"answers": {}}, "no_answer"),
        ({}, "no_answer"),
    ],
)
def test_an_answer_that_was_not_offered_is_refused(
    client: Client, queued: list[str], body: dict[str, Any], code: str
) -> None:
    search = asking()
    answer = post(client, f"/api/search/{search.id}/answers", body)
    assert (answer.status_code, answer.json()["error"]["code"]) == (422, code)
    assert not queued


def test_an_answer_without_a_question_conflicts(client: Client) -> None:
    search = Search.objects.create(query="x", status=SearchStatus.DONE)
    answer = post(client, f"/api/search/{search.id}/answers", {"skip": True})
    assert (answer.status_code, answer.json()["error"]["code"]) == (409, "no_question")


def test_results_come_in_pages_by_rank(client: Client) -> None:
    search = Search.objects.create(query="x", status=SearchStatus.DONE, results_count=5)
    for rank in (3, 1, 5, 2, 4):
        SearchResult.objects.create(search=search, title=f"copy {rank}", rank=rank, source="one")
    page = client.get(f"/api/search/{search.id}/results?offset=1&limit=2").json()
    assert [item["rank"] for item in page["items"]] == [2, 3]
    assert (page["total"], page["offset"], page["limit"]) == (5, 1, 2)
    assert client.get(f"/api/search/{search.id}/results?limit=0").status_code == 422
    assert client.get(f"/api/search/{search.id}/results?offset=-1").status_code == 422


def test_a_link_with_a_key_never_leaves_the_server(client: Client) -> None:
    search = Search.objects.create(query="x", status=SearchStatus.DONE, results_count=1)
    offers = [{"source": "one", "torrent_url": "http://127.0.0.1:9117/dl?apikey=SECRET"}]
    row = SearchResult.objects.create(search=search, title="copy", rank=1, source="one", offers=offers)
    for path in (f"/api/search/{search.id}", f"/api/search/{search.id}/results", f"/api/results/{row.id}"):
        answer = client.get(path)
        assert b"SECRET" not in answer.content
        assert b"9117" not in answer.content
    assert client.get(f"/api/results/{row.id}").json()["torrent_url"] == f"/api/results/{row.id}/torrent"


def test_the_history_is_listed_and_cleared(client: Client) -> None:
    Search.objects.create(query="one", status=SearchStatus.DONE)
    assert client.get("/api/search").json()["items"][0]["query"] == "one"
    assert client.delete("/api/search").status_code == 204
    assert client.get("/api/search").json()["total"] == 0


def test_a_queue_that_is_away_is_told(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    from apps.search import services
    from apps.search.tasks import run_search

    nowhere = producers[Connection("redis://127.0.0.1:9")]
    monkeypatch.setattr(run_search.app.amqp, "_producer_pool", nowhere)
    search = Search.objects.create(query="x")
    with pytest.raises(ApiError) as refused:
        services.enqueue(search)
    assert (refused.value.status, refused.value.code) == (503, "queue_away")
    search.refresh_from_db()
    assert search.status == SearchStatus.FAILED
    services.bind_later(search)


@pytest.mark.parametrize("start", ["-1", "x", "9" * 30, "9" * 5000])
def test_the_next_page_of_copies_begins_somewhere_whatever_is_asked(client: Client, start: str) -> None:
    search = Search.objects.create(query="x", status=SearchStatus.DONE)
    assert client.get(f"/search/{search.id}/more/", {"from": start}).status_code == 200
