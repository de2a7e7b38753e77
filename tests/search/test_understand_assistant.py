"""A language model as a second reader: used when it is quick and right, harmless when it is not."""

import asyncio
import contextlib
import json
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any

import pytest

from apps.search.understand import understand
from apps.search.understand.assistant import (
    SCHEMA,
    AssistantFailed,
    CommunityAssistant,
    OpenAIAssistant,
    hedge,
)

Reply = Callable[[asyncio.StreamWriter], Awaitable[None]]
READING = {
    "query_type": "album",
    "artist": "Marlow Vane",
    "album": "Half Past Summer",
    "track": None,
    "year": 2025,
    "confidence": 0.9,
    "preferences": {"format": [], "quality": None, "live": None},
}


class FakeServer:
    """A real server on loopback that does with the connection what a test says, and keeps what was sent."""

    def __init__(self) -> None:
        self.requests: list[tuple[str, dict[str, str], Any]] = []
        self.reply: Reply = answering(b"{}")
        self.url = ""
        self.asked = asyncio.Event()

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(OSError, asyncio.IncompleteReadError):
            head = (await reader.readuntil(b"\r\n\r\n")).decode()
            line, *lines = head.strip().split("\r\n")
            headers = {name.lower(): value for name, value in (each.split(": ", 1) for each in lines)}
            body = await reader.readexactly(int(headers.get("content-length", 0)))
            self.requests.append((line.split()[1], headers, json.loads(body)))
            self.asked.set()
            await self.reply(writer)
        writer.close()


@pytest.fixture
async def server() -> AsyncIterator[FakeServer]:
    fake = FakeServer()
    listening = await asyncio.start_server(fake.serve, "127.0.0.1", 0)
    fake.url = f"http://127.0.0.1:{listening.sockets[0].getsockname()[1]}"
    yield fake
    listening.close()


def answering(body: bytes, status: str = "200 OK", **headers: str) -> Reply:
    async def reply(writer: asyncio.StreamWriter) -> None:
        more = "".join(f"{name.replace('_', '-')}: {value}\r\n" for name, value in headers.items())
        writer.write(f"HTTP/1.1 {status}\r\nContent-Length: {len(body)}\r\n{more}Connection: close\r\n\r\n".encode())
        writer.write(body)
        await writer.drain()

    return reply


def document(**changes: object) -> Reply:
    return answering(json.dumps(READING | changes).encode())


def message(content: object) -> Reply:
    return answering(json.dumps({"choices": [{"message": {"role": "assistant", "content": content}}]}).encode())


async def hanging(writer: asyncio.StreamWriter) -> None:
    await asyncio.sleep(30)


async def dripping(writer: asyncio.StreamWriter) -> None:
    writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 4000\r\n\r\n")
    while True:
        writer.write(b" ")
        await writer.drain()
        await asyncio.sleep(0.02)


async def dying(writer: asyncio.StreamWriter) -> None:
    writer.write(b'HTTP/1.1 200 OK\r\nContent-Length: 400\r\n\r\n{"artist": "Mar')
    await writer.drain()


async def flooding(writer: asyncio.StreamWriter) -> None:
    writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 10485760\r\n\r\n")
    for _ in range(160):
        writer.write(b"x" * 65536)
        await writer.drain()


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
    parsed = await hedge(RULES, OpenAIAssistant(server.url, "", "m", deadline=20), budget=0.2)
    assert time.monotonic() - started < 1.5
    assert (parsed.artist, parsed.album, parsed.format) == (RULES.artist, RULES.album, RULES.format)
    assert any("0.2 s" in reason for reason in parsed.reasons)


async def test_a_broken_assistant_leaves_the_rules_reading(server: FakeServer) -> None:
    server.reply = answering(b"<html>")
    parsed = await hedge(RULES, OpenAIAssistant(server.url, "", "m"))
    assert (parsed.artist, parsed.album) == (RULES.artist, RULES.album)
    assert any("assistant" in reason for reason in parsed.reasons)


async def test_a_quick_and_valid_answer_replaces_the_names_and_keeps_the_wishes(server: FakeServer) -> None:
    server.reply = document(artist="Marlow Vane & the Tides", provider="groq")
    parsed = await hedge(RULES, CommunityAssistant(server.url, "0" * 16))
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
