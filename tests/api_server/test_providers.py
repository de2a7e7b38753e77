"""Each provider through its own SDK: what it answers, and every way in which it fails, against a real server."""

import asyncio
import subprocess
import sys
import time
from collections.abc import AsyncIterator
from datetime import UTC, datetime

import pytest

from api_server.abilities.parse import Parse
from api_server.domain import ProviderSettings
from api_server.providers.base import Outcome, Provider, ProviderError, parse_retry_after
from api_server.providers.registry import build
from apps.search.domain import Preferences
from tests.api_server.upstream import PARSED, Upstream

NAMES = ("groq", "together", "mistral", "openai_compatible")
PROMPT = Parse("ok computer", Preferences()).prompt()


@pytest.fixture(params=NAMES)
async def provider(request: pytest.FixtureRequest, upstream: Upstream) -> AsyncIterator[Provider]:
    (built,) = build([ProviderSettings(request.param, "a-key", upstream.url, "fake-model")])
    yield built
    await built.close()


async def test_it_answers(provider: Provider, upstream: Upstream) -> None:
    completion = await provider.complete(PROMPT)
    assert Parse("ok computer", Preferences()).accept(completion.text)["artist"] == PARSED["artist"]
    assert (completion.tokens_in, completion.tokens_out) == (420, 90)
    (sent,) = upstream.payloads
    assert sent["model"] == "fake-model"
    assert sent["response_format"]["json_schema"]["name"] == "parse"
    assert [message["role"] for message in sent["messages"]] == ["system", "user"]


FAILURES = {
    "429": Outcome.RATE_LIMITED,
    "500": Outcome.SERVER_ERROR,
    "401": Outcome.REFUSED,
    "404": Outcome.REFUSED,
    "400": Outcome.BAD_REQUEST,
    "garbage": Outcome.BAD_ANSWER,
    "half_json": Outcome.BAD_ANSWER,
    "html": Outcome.BAD_ANSWER,
    "empty_choices": Outcome.BAD_ANSWER,
    "null_content": Outcome.BAD_ANSWER,
    "huge": Outcome.BAD_ANSWER,
    "hang_up": Outcome.UNREACHABLE,
}


@pytest.mark.parametrize("behaviour", FAILURES)
async def test_it_fails_in_one_known_way(provider: Provider, upstream: Upstream, behaviour: str) -> None:
    upstream.behaviour = behaviour
    upstream.retry_after = "7"
    with pytest.raises(ProviderError) as caught:
        await provider.complete(PROMPT)
    assert caught.value.outcome is FAILURES[behaviour]
    assert caught.value.permanent is (behaviour in ("401", "404"))
    assert caught.value.cool_for == {"429": 7.0, "401": 60.0, "404": 60.0}.get(behaviour)
    if behaviour not in ("400", "huge"):
        assert upstream.asked == 1  # no retries of its own


@pytest.mark.parametrize("behaviour", ["hang", "drip"])
async def test_a_slow_answer_can_be_cut_off(provider: Provider, upstream: Upstream, behaviour: str) -> None:
    upstream.behaviour = behaviour
    began = time.monotonic()
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(0.3):
            await provider.complete(PROMPT)
    assert time.monotonic() - began < 1.5


async def test_nobody_listens(provider: Provider, upstream: Upstream) -> None:
    await upstream.stop()
    with pytest.raises(ProviderError) as caught:
        await provider.complete(PROMPT)
    assert caught.value.outcome is Outcome.UNREACHABLE


async def test_a_server_without_json_schemas_is_asked_for_plain_json(upstream: Upstream) -> None:
    upstream.behaviour = "no_schemas"
    (provider,) = build([ProviderSettings("openai_compatible", "", f"{upstream.url}/v1", "fake")])
    for _ in range(3):
        assert (await provider.complete(PROMPT)).text
    forms = [payload["response_format"]["type"] for payload in upstream.payloads]
    assert forms == ["json_schema", "json_object", "json_object", "json_object"]
    await provider.close()


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        ("3", 3.0),
        ("0.5", 0.5),
        ("-4", 0.0),
        ("99999", 600.0),
        ("nan", None),
        ("soon", None),
        (None, None),
        ("Mon, 23 Nov 2026 07:00:10 GMT", 10.0),
        ("Mon, 23 Nov 2020 07:00:10 GMT", 0.0),
    ],
)
def test_retry_after_is_read_as_number_or_date(value: str | None, seconds: float | None) -> None:
    assert parse_retry_after(value, datetime(2026, 11, 23, 7, 0, 0, tzinfo=UTC)) == seconds


def test_a_provider_that_is_not_configured_costs_nothing() -> None:
    program = (
        "import django; django.setup()\n"
        "import sys, trusttune.asgi_community\n"
        "from api_server.providers.registry import build\n"
        "from api_server.domain import ProviderSettings\n"
        "build([ProviderSettings('openai_compatible', '', 'http://127.0.0.1:1', 'm')])\n"
        "print(sorted({'groq', 'together', 'mistralai', 'httpx_aiohttp'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True, timeout=60)
    assert done.stdout.strip() == "[]"
