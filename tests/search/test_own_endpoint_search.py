"""A search with an assistant: it may correct the rules in time, and can never cost more than its budget."""

import json
from collections.abc import Callable
from typing import Any

import pytest

from apps.search import pipeline, queries
from apps.search.models import Search
from tests.sandbox.internet import Sandbox
from tests.search.servers import Asked, Reply, Server

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("valkey")]
READING = {
    "query_type": "album", "artist": "Marlow Vane", "album": "Half Past Summer", "track": None, "year": None,
    "confidence": 0.9, "preferences": {},
}  # fmt: skip


def searched(query: str) -> dict[str, Any]:
    search = Search.objects.create(query=query, preferences={"ask": False})
    pipeline.run(search)
    search.refresh_from_db()
    return queries.search_document(search)


def model(reply: Callable[[Asked], Reply], settings: Any) -> Server:
    server = Server(reply)
    settings.AI_URL, settings.AI_KEY, settings.AI_MODEL = server.url, "key", "small"
    return server


def test_an_assistant_that_knows_better_is_followed(internet: Sandbox, settings: Any) -> None:
    content = {"choices": [{"message": {"content": json.dumps(READING)}}]}
    with model(lambda asked: Reply(json.dumps(content).encode()), settings):
        document = searched("the sunny one that vane chap put out")
    assert document["match"]["title"] == "Half Past Summer"
    assert document["results"]
    assert any("assistant" in reason for reason in document["parsed"]["reasons"])


@pytest.mark.parametrize("reply", [Reply(hang=True), Reply(b"<html>", 200), Reply(b"", 500)])
def test_an_assistant_that_fails_leaves_the_rules(internet: Sandbox, settings: Any, reply: Reply) -> None:
    with model(lambda asked: reply, settings):
        document = searched("Half Past Summer by Marlow Vane")
    assert document["match"]["title"] == "Half Past Summer"
    assert document["results"]
    assert any("rules alone" in reason for reason in document["parsed"]["reasons"])
