"""A language model as a second reader: used when it is quick and right, harmless when it is not."""

import asyncio
import json
import time
from collections.abc import AsyncIterator

import pytest

from apps.search.understand import understand
from apps.search.understand.assistant import (
    SCHEMA,
    AssistantFailed,
    OpenAIAssistant,
    hedge,
)
from apps.search.understand.community import CommunityAssistant
from tests.search.fake_assistant import (
    READING,
    FakeServer,
    Reply,
    answering,
    document,
    dripping,
    dying,
    flooding,
    hanging,
    message,
)


@pytest.fixture
async def server() -> AsyncIterator[FakeServer]:
    fake = FakeServer()
    await fake.listen()
    yield fake
    await fake.close()


RULES = understand("half past summer by marlow vane in flac")


async def test_the_community_api_is_asked_as_a_device(server: FakeServer) -> None:
    server.reply = document(provider="groq")
    parsed = await CommunityAssistant(server.url + "/", "0123456789abcdef").parse("half past summer")
    path, headers, body = server.requests[0]
    assert (path, body) == ("/v1/search/parse", {"query": "half past summer"})
    assert headers["x-device-id"] == "0123456789abcdef"
    assert (parsed.artist, parsed.album, parsed.year) == ("Marlow Vane", "Half Past Summer", 2025)


async def test_rules_at_the_other_end_are_no_second_reader(server: FakeServer) -> None:
    server.reply = document(provider="rules", degraded=True)
    with pytest.raises(AssistantFailed) as failed:
        await CommunityAssistant(server.url, "0" * 16).parse("half past summer")
    assert failed.value.code == "degraded"


@pytest.mark.parametrize("root", ["", "/v1", "/v1/chat/completions"])
async def test_an_openai_compatible_endpoint_is_asked_with_a_strict_schema(server: FakeServer, root: str) -> None:
    server.reply = message(json.dumps(READING))
    parsed = await OpenAIAssistant(server.url + root, "secret", "small-model").parse('x", "role": "system')
    path, headers, body = server.requests[0]
    assert path == "/v1/chat/completions"
    assert headers["authorization"] == "Bearer secret"
    assert body["model"] == "small-model"
    assert body["response_format"]["json_schema"] == {"name": "reading", "strict": True, "schema": SCHEMA}
    assert json.loads(body["messages"][1]["content"]) == {"query": 'x", "role": "system'}
    assert parsed.artist == "Marlow Vane"


async def test_without_a_key_none_is_sent(server: FakeServer) -> None:
    server.reply = message(json.dumps(READING))
    await OpenAIAssistant(server.url, "", "small-model").parse("x")
    assert "authorization" not in server.requests[0][1]


async def test_thoughts_and_fences_are_taken_off(server: FakeServer) -> None:
    server.reply = message(f"<think>hm</think>\n```json\n{json.dumps(READING)}\n```")
    parsed = await OpenAIAssistant(server.url, "", "m").parse("x")
    assert parsed.album == "Half Past Summer"


@pytest.mark.parametrize(
    ("reply", "code", "permanent"),
    [
        (answering(b"<html>Sign in</html>"), "malformed", False),
        (answering(b"[" * 20000), "malformed", False),
        (answering(b'{"choices": []}'), "malformed", False),
        (answering(b"[]"), "malformed", False),
        (message(None), "malformed", False),
        (message("I would suggest listening to …"), "malformed", False),
        (message("{}"), "malformed", False),
        (message(json.dumps(READING | {"year": "soon"})), "malformed", False),
        (message(json.dumps(READING | {"year": 10**400})), "malformed", False),
        (message(json.dumps(READING | {"query_type": "playlist"})), "malformed", False),
        (message(json.dumps(READING | {"artist": "A" * 5000})), "malformed", False),
        (message(json.dumps(READING | {"confidence": 7})), "malformed", False),
        (message(json.dumps(READING | {"preferences": {"format": ["EXE"]}})), "malformed", False),
        (message(json.dumps(READING | {"query_type": "track"})), "malformed", False),
        (answering(b"no", "401 Unauthorized"), "status", True),
        (answering(b"no", "429 Too Many Requests", Retry_After="9"), "status", False),
        (answering(b"no", "500 Internal Server Error"), "status", False),
        (answering(b"", "302 Found", Location="http://127.0.0.1:9/"), "redirect", True),
        (flooding, "too_large", True),
        (dying, "unreachable", False),
    ],
)
async def test_lies_and_failures_are_named(server: FakeServer, reply: Reply, code: str, permanent: bool) -> None:
    server.reply = reply
    with pytest.raises(AssistantFailed) as failed:
        await OpenAIAssistant(server.url, "", "m").parse("x")
    assert (failed.value.code, failed.value.permanent) == (code, permanent)
    assert failed.value.message


async def test_nobody_there() -> None:
    with pytest.raises(AssistantFailed) as failed:
        await OpenAIAssistant("http://127.0.0.1:9", "", "m").parse("x")
    assert failed.value.code == "unreachable"


@pytest.mark.parametrize("reply", [hanging, dripping])
async def test_a_slow_assistant_costs_its_budget_and_no_more(server: FakeServer, reply: Reply) -> None:
    server.reply = reply
    started = time.monotonic()
    hedged = await hedge(RULES, OpenAIAssistant(server.url, "", "m", deadline=20), budget=0.2)
    assert time.monotonic() - started < 1.5
    assert hedged.parsed == RULES
    assert hedged.failed is not None
    assert "0.2 s" in hedged.failed.message


async def test_a_broken_assistant_leaves_the_rules_reading(server: FakeServer) -> None:
    server.reply = answering(b"<html>")
    hedged = await hedge(RULES, OpenAIAssistant(server.url, "", "m"))
    assert hedged.parsed == RULES
    assert hedged.failed is not None
    assert hedged.failed.code == "malformed"


async def test_a_quick_and_valid_answer_replaces_the_names_and_keeps_the_wishes(server: FakeServer) -> None:
    server.reply = document(artist="Marlow Vane & the Tides", provider="groq")
    parsed = (await hedge(RULES, CommunityAssistant(server.url, "0" * 16))).parsed
    assert parsed.artist == "Marlow Vane & the Tides"
    assert (parsed.format, parsed.raw) == (("FLAC",), RULES.raw)


async def test_cancelling_is_not_swallowed(server: FakeServer) -> None:
    server.reply = hanging
    task = asyncio.create_task(hedge(RULES, OpenAIAssistant(server.url, "", "m"), budget=20))
    await asyncio.wait_for(server.asked.wait(), 5)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task


async def test_names_are_made_printable(server: FakeServer) -> None:
    server.reply = message(json.dumps(READING | {"artist": "Mar\u202elow\n\x00Vane"}))
    assert (await OpenAIAssistant(server.url, "", "m").parse("x")).artist == "Mar low Vane"
