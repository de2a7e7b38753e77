"""A search with an assistant: better where it is quick and right, the same where it is not."""

import time
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from asgiref.sync import async_to_sync

from apps.core.device import device_id
from apps.search import assistants, pipeline, queries
from apps.search.assisting import ahead_of
from apps.search.catalogue.installation import lookups_of_this_installation
from apps.search.knowing import settle_readings
from apps.search.models import Search, SearchStatus
from apps.search.services import answer_question
from apps.search.understand import propose
from apps.search.understand.assistant import ASSISTED
from tests.sandbox.internet import Sandbox
from tests.search.fake_assistant import (
    FakeServer,
    Reply,
    answering,
    document,
    dripping,
    dying,
    flooding,
    hanging,
    serving,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("valkey")]

QUOTA = {"X_Quota_Limit": "50", "X_Quota_Remaining": "49", "X_Quota_Reset": "2999-01-01T00:00:00Z"}
DESCRIBED = "the record where every hour has its own shade"
PLAIN = "Half Past Summer by Marlow Vane in flac"


@pytest.fixture
def assistant(internet: Sandbox, settings: Any) -> Iterator[FakeServer]:
    """A Community AI API that reads every request as the sandbox's best known album."""
    with serving(FakeServer()) as fake:
        fake.reply = document(QUOTA, provider="groq")
        settings.COMMUNITY_URL = fake.url
        assistants.forget_standing()
        yield fake


def searched(query: str, **preferences: object) -> dict[str, Any]:
    search = Search.objects.create(query=query, preferences={"ask": False} | preferences)
    pipeline.run(search)
    search.refresh_from_db()
    return queries.search_document(search)


def test_what_only_the_assistant_understands_is_found(assistant: FakeServer) -> None:
    found = searched(DESCRIBED)
    assert found["status"] == SearchStatus.DONE
    assert (found["match"]["title"], found["match"]["artist"]) == ("Half Past Summer", "Marlow Vane")
    assert ASSISTED in found["parsed"]["reasons"]
    assert "Half Past Summer" in found["results"][0]["title"]


def test_words_without_a_name_wait_for_the_assistant(assistant: FakeServer) -> None:
    found = searched("something in flac please")
    assert found["match"]["title"] == "Half Past Summer"
    assert found["parsed"]["preferences"]["format"] == ["FLAC"] or found["parsed"]["preferences"]["format"] == "FLAC"


def test_it_is_asked_once_as_this_device_with_the_searchs_own_id(assistant: FakeServer) -> None:
    found = searched(PLAIN)
    ((path, headers, body),) = assistant.requests
    assert (path, body) == ("/v1/search/parse", {"query": PLAIN})
    assert (headers["x-device-id"], headers["x-request-id"]) == (device_id(), found["search_id"])


def test_agreement_is_told_and_changes_nothing(assistant: FakeServer) -> None:
    assistant.reply = document(QUOTA, year=None, provider="groq")
    found = searched(PLAIN)
    assert found["parsed"]["reasons"][-1] == "an assistant reads it the same way"
    assert found["match"]["title"] == "Half Past Summer"


def test_an_invention_loses_against_what_exists(assistant: FakeServer) -> None:
    assistant.reply = document(QUOTA, artist="Xqzw Vrblk", album="Nonexistent Gradients", provider="groq")
    found = searched(PLAIN)
    assert found["match"]["title"] == "Half Past Summer"
    assert found["parsed"]["artist"] == "Marlow Vane"


def test_an_invention_loses_where_nothing_was_looked_up_yet(internet: Sandbox) -> None:
    rules = propose(PLAIN)
    invention = replace(rules[0].parsed, artist="Xqzw Vrblk", album="Nonexistent Gradients", confidence=0.95)
    readings = ahead_of(rules, invention.because(ASSISTED))
    settled = async_to_sync(settle_readings)(readings, lookups_of_this_installation())
    assert (settled.parsed.artist, settled.parsed.album) == ("Marlow Vane", "Half Past Summer")
    assert "Half Past Summer" in [group.title for group in settled.groups]


@pytest.mark.parametrize(
    ("reply", "said"),
    [
        (hanging, "within 1.4"),
        (dripping, "within 1.4"),
        (dying, "could not be reached"),
        (flooding, "more than 64 KB"),
        (answering(b"<html>Sign in</html>"), "not JSON"),
        (answering(b"no", "500 Internal Server Error"), "status 500"),
        (document(year=10**6), "no reading"),
        (document(provider="rules", degraded=True), "no model"),
    ],
)
def test_a_failing_assistant_costs_the_rules_nothing(assistant: FakeServer, reply: Reply, said: str) -> None:
    assistant.reply = reply
    started = time.monotonic()
    found = searched(PLAIN)
    assert time.monotonic() - started < pipeline.DEADLINE + 0.5
    assert found["status"] == SearchStatus.DONE
    assert found["match"]["title"] == "Half Past Summer"
    assert said in found["parsed"]["reasons"][-1]
    assert ASSISTED not in found["parsed"]["reasons"]


def test_a_question_about_the_assistants_reading_is_answered_by_it(
    assistant: FakeServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    from apps.search.tasks import run_search

    monkeypatch.setattr(run_search, "delay", lambda search_id: None)
    assistant.reply = document(QUOTA, artist=None, album="Tidewater", year=None, provider="groq")
    search = Search.objects.create(query="something in flac please", preferences={})
    pipeline.run(search)
    search.refresh_from_db()
    assert search.status == SearchStatus.ASKING
    choice = search.questions[0]["choices"][1]
    answer_question(search.id, {search.questions[0]["id"]: choice["id"]})
    search.refresh_from_db()
    pipeline.run(search)
    found = queries.search_document(Search.objects.get(id=search.id))
    assert found["match"]["artist"] == choice["artist"]
    assert len(assistant.requests) == 1


def test_a_used_up_day_is_remembered_and_not_asked_again(assistant: FakeServer) -> None:
    body = b'{"error": {"code": "quota_exhausted", "message": "<b>no more</b>", "field": null}}'
    assistant.reply = answering(body, "429 Too Many Requests", Retry_After="3600", **QUOTA | {"X_Quota_Remaining": "0"})
    first = searched(PLAIN)
    second = searched(PLAIN)
    assert len(assistant.requests) == 1
    for found in (first, second):
        assert found["parsed"]["reasons"][-1].endswith(
            "Today's 50 assisted searches of the Community AI API are used up."
        )
    standing = assistants.standing()
    assert standing.quota is not None
    assert standing.quota.remaining == 0
    assert 3500 < standing.rests_until - time.time() <= 3600


@pytest.mark.parametrize("changes", [{}, {"year": None}])
def test_the_last_searches_of_a_day_are_told(assistant: FakeServer, changes: dict[str, Any]) -> None:
    assistant.reply = document(QUOTA | {"X_Quota_Remaining": "3"}, **changes, provider="groq")
    assert "3 of today's 50 assisted searches are left" in searched(PLAIN)["parsed"]["reasons"]


def test_too_fast_is_a_short_rest(assistant: FakeServer) -> None:
    body = b'{"error": {"code": "rate_limited", "message": "slow", "field": null}}'
    assistant.reply = answering(body, "429 Too Many Requests", Retry_After="7", **QUOTA)
    searched(PLAIN)
    assert 0 < assistants.standing().rests_until - time.time() <= 7


def test_three_failures_in_a_row_are_a_rest_and_an_answer_ends_the_count(assistant: FakeServer) -> None:
    for reply in (dying, dying, document(QUOTA, provider="groq"), dying, dying):
        assistant.reply = reply
        searched(PLAIN)
        assert not assistants.standing().rests
    searched(PLAIN)
    assert assistants.standing().rests


def test_switched_off_it_is_not_asked(assistant: FakeServer) -> None:
    from constance import config

    config.ASK_ASSISTANT = False
    found = searched(PLAIN)
    assert assistant.requests == []
    assert found["status"] == SearchStatus.DONE
