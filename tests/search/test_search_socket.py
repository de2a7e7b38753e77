"""`/ws/search/{search_id}`: the story of a search as it happens, and for who comes late."""

import asyncio
import uuid
from typing import Any

import pytest
from asgiref.sync import sync_to_async
from channels.routing import URLRouter
from channels.testing import WebsocketCommunicator

from apps.search import pipeline
from apps.search.models import Search, SearchResult, SearchStatus
from apps.search.routing import socket_routes
from tests.sandbox.internet import Sandbox

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("valkey")]


def socket(search_id: object) -> WebsocketCommunicator:
    return WebsocketCommunicator(URLRouter(socket_routes), f"/ws/search/{search_id}")


async def hear(listener: WebsocketCommunicator, until: str) -> list[dict[str, Any]]:
    events: list[dict[str, Any]] = []
    while not events or events[-1]["type"] != until:
        events.append(await listener.receive_json_from(timeout=10))
    return events


async def test_progress_results_and_done_come_in_that_order(internet: Sandbox) -> None:
    search = await Search.objects.acreate(query="Half Past Summer by Marlow Vane", preferences={"ask": False})
    listener = socket(search.id)
    assert (await listener.connect())[0]
    work = asyncio.create_task(pipeline.run_search(search))
    events = await hear(listener, "done")
    await work
    await listener.disconnect()
    kinds = [event["type"] for event in events]
    assert kinds[0] == "progress"
    assert kinds.count("done") == 1
    assert kinds.index("results") < kinds.index("done")
    last = [event for event in events if event["type"] == "results"][-1]
    assert [result["rank"] for result in last["data"]] == list(range(1, last["total"] + 1))
    assert all(event["message"] for event in events[1:] if event["type"] == "progress")
    assert any("Half Past Summer" in event["message"] for event in events if event["type"] == "progress")


async def test_the_question_is_sent(internet: Sandbox) -> None:
    search = await Search.objects.acreate(query="tidewater")
    listener = socket(search.id)
    await listener.connect()
    work = asyncio.create_task(pipeline.run_search(search))
    question = (await hear(listener, "question"))[-1]
    await work
    await listener.disconnect()
    assert question["id"] == "artist"
    assert len(question["choices"]) == 2


@pytest.mark.parametrize(
    ("status", "last"),
    [(SearchStatus.DONE, "done"), (SearchStatus.ASKING, "question"), (SearchStatus.FAILED, "error")],
)
async def test_who_comes_late_gets_the_present_state(status: SearchStatus, last: str) -> None:
    error = {"code": "nothing_found", "message": "Nobody has it."} if status == SearchStatus.FAILED else None
    search = await Search.objects.acreate(
        query="x", status=status, results_count=1, error=error, questions=[{"id": "a"}]
    )
    await SearchResult.objects.acreate(search=search, title="copy", rank=1, source="one")
    listener = socket(search.id)
    await listener.connect()
    events = await hear(listener, last)
    await listener.disconnect()
    assert [event["type"] for event in events] == ["progress", "results", last]


@pytest.mark.parametrize("search_id", [uuid.uuid4(), "nonsense"])
async def test_a_socket_for_nothing_is_closed(search_id: object) -> None:
    listener = socket(search_id)
    await listener.connect()
    assert (await listener.receive_output(timeout=5))["code"] == 4404


async def test_a_failed_search_says_why(internet: Sandbox) -> None:
    internet.fault("torznab", "status:500")
    internet.fault("archive", "status:500")
    search = await Search.objects.acreate(query="Half Past Summer by Marlow Vane", preferences={"ask": False})
    listener = socket(search.id)
    await listener.connect()
    work = asyncio.create_task(sync_to_async(pipeline.run, thread_sensitive=False)(search))
    error = (await hear(listener, "error"))[-1]
    await work
    await listener.disconnect()
    assert error["code"] == "no_source_answered"
    assert error["message"]
