"""The one question of a search: when it is put, and what an answer changes."""

import asyncio

import pytest
from asgiref.sync import async_to_sync, sync_to_async
from django.test import Client

from apps.search import pipeline, queries
from apps.search.models import Search, SearchStatus
from apps.search.services import answer_question
from tests.sandbox.internet import Sandbox

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("valkey")]


@pytest.fixture
def asking(internet: Sandbox, monkeypatch: pytest.MonkeyPatch) -> Search:
    """A search for the one title that two artists have."""
    from apps.search.tasks import run_search

    monkeypatch.setattr(run_search, "delay", lambda search_id: None)
    search = Search.objects.create(query="tidewater")
    pipeline.run(search)
    search.refresh_from_db()
    return search


def go_on(search: Search) -> dict[str, object]:
    search.refresh_from_db()
    pipeline.run(search)
    search.refresh_from_db()
    return queries.search_document(search)


def test_one_question_is_put_with_results_for_its_default(asking: Search) -> None:
    assert asking.status == SearchStatus.ASKING
    (question,) = asking.questions
    assert question["default"] == question["choices"][0]["id"]
    assert {choice["artist"] for choice in question["choices"]} == {"Hollow Coast", "The Ninth Meridian"}
    assert asking.results_count


def test_an_answer_puts_the_chosen_album_first(asking: Search) -> None:
    other = next(choice for choice in asking.questions[0]["choices"] if choice["artist"] == "The Ninth Meridian")
    answer_question(asking.id, {"artist": other["id"]})
    document = go_on(asking)
    assert document["status"] == SearchStatus.DONE
    assert document["match"]["artist"] == "The Ninth Meridian"
    assert "Ninth Meridian" in document["results"][0]["title"]


def test_skipping_keeps_the_default(asking: Search) -> None:
    first = asking.results.first()
    answer_question(asking.id, skip=True)
    document = go_on(asking)
    assert document["status"] == SearchStatus.DONE
    assert document["results"][0]["result_id"] == str(first.id)


def test_nothing_is_asked_of_one_who_does_not_want_to_be_asked(internet: Sandbox) -> None:
    search = Search.objects.create(query="tidewater", preferences={"ask": False})
    pipeline.run(search)
    search.refresh_from_db()
    assert (search.status, search.questions) == (SearchStatus.DONE, [])


def test_nothing_is_asked_where_the_words_are_clear(internet: Sandbox) -> None:
    search = Search.objects.create(query="tidewater by hollow coast")
    pipeline.run(search)
    search.refresh_from_db()
    assert (search.status, search.questions) == (SearchStatus.DONE, [])


def test_results_keep_their_ids_over_an_answer(asking: Search, client: Client) -> None:
    before = {str(row.id) for row in asking.results.exclude(info_hash="")}
    answer_question(asking.id, skip=True)
    document = go_on(asking)
    assert {result["result_id"] for result in document["results"]} >= before


def test_an_answer_given_while_the_search_runs_is_heard(internet: Sandbox) -> None:
    internet.latency("cratedigger", 2.0)
    search = Search.objects.create(query="tidewater")

    async def run() -> None:
        work = asyncio.create_task(pipeline.run_search(search))
        for _look in range(200):
            row = await Search.objects.aget(id=search.id)
            if row.questions and row.running:
                break
            await asyncio.sleep(0.02)
        chosen = next(c for c in row.questions[0]["choices"] if c["artist"] == "The Ninth Meridian")
        await sync_to_async(answer_question)(search.id, {"artist": chosen["id"]})
        await work

    async_to_sync(run)()
    search.refresh_from_db()
    assert search.status == SearchStatus.DONE
    assert search.match["artist"] == "The Ninth Meridian"
    assert "Ninth Meridian" in search.results.first().title


def test_there_are_copies_of_every_answer_before_it_is_given(asking: Search) -> None:
    titles = [row.title for row in asking.results.all()]
    assert any("Hollow Coast" in title for title in titles)
    assert any("Ninth Meridian" in title for title in titles)
