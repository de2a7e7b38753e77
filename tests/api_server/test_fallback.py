"""The chain of providers: in order, within the time, past whatever one of them does."""

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from api_server.abilities.parse import Parse
from api_server.breaker import BreakerState
from api_server.domain import ProviderSettings
from api_server.providers.chain import Budget, Chain
from api_server.providers.registry import build
from apps.search.domain import Preferences
from tests.api_server.clients import eventually
from tests.api_server.upstream import Upstream

ABILITY = Parse("ok computer", Preferences())
PROMPT = ABILITY.prompt()
PATIENT = Budget(attempt=3.0, total=8.0)
BUDGET = Budget(attempt=0.3, total=0.7)


@asynccontextmanager
async def chain_of(*upstreams: Upstream, budget: Budget = PATIENT) -> AsyncIterator[Chain]:
    names = ("groq", "together", "openai_compatible")
    settings = [ProviderSettings(name, "k", each.url, "m") for name, each in zip(names, upstreams, strict=False)]
    chain = Chain(build(settings), budget)
    yield chain
    await chain.close()


@pytest.fixture
async def second() -> AsyncIterator[Upstream]:
    server = await Upstream().start()
    yield server
    await server.stop()


BROKEN = ("429", "500", "401", "404", "garbage", "half_json", "html", "null_content", "wrong_schema", "hang", "hang_up")


@pytest.mark.parametrize("behaviour", BROKEN)
async def test_the_next_one_answers(upstream: Upstream, second: Upstream, behaviour: str) -> None:
    upstream.behaviour = behaviour
    async with chain_of(upstream, second, budget=Budget(1.0, 4.0) if behaviour == "hang" else PATIENT) as chain:
        answered = await chain.ask(PROMPT, ABILITY.accept)
        assert answered is not None
        assert answered.provider == "together"
        assert (upstream.asked, second.asked) == (1, 1)


async def test_an_answer_in_fences_after_thoughts_is_read(upstream: Upstream) -> None:
    upstream.behaviour = "fenced"
    async with chain_of(upstream) as chain:
        answered = await chain.ask(PROMPT, ABILITY.accept)
        assert answered is not None
        assert answered.value["artist"] == "Radiohead"


@pytest.mark.parametrize("behaviour", ["hang", "drip"])
async def test_the_time_is_kept_whatever_they_do(upstream: Upstream, second: Upstream, behaviour: str) -> None:
    upstream.behaviour = second.behaviour = behaviour
    async with chain_of(upstream, second, budget=BUDGET) as chain:
        began = time.monotonic()
        assert await chain.ask(PROMPT, ABILITY.accept) is None
        assert time.monotonic() - began < 1.5


async def test_one_that_hangs_is_left_alone_soon(upstream: Upstream, second: Upstream) -> None:
    upstream.behaviour = "hang"
    async with chain_of(upstream, second, budget=Budget(attempt=0.2, total=2.0)) as chain:
        answers = [await chain.ask(PROMPT, ABILITY.accept) for _ in range(60)]
        assert chain.contenders[0].breaker.state is not BreakerState.CLOSED
        assert upstream.asked <= 10
        assert second.asked == 60
        assert sum(answer is not None for answer in answers) >= 55


async def test_it_comes_back_by_one_probe(upstream: Upstream, second: Upstream) -> None:
    upstream.behaviour = "429"
    upstream.retry_after = "0.2"
    async with chain_of(upstream, second) as chain:
        await chain.ask(PROMPT, ABILITY.accept)
        assert chain.contenders[0].breaker.state is BreakerState.OPEN
        upstream.behaviour = "answer"
        await asyncio.sleep(0.25)  # what Retry-After asked for
        answers = await asyncio.gather(*(chain.ask(PROMPT, ABILITY.accept) for _ in range(10)))
        assert sorted(answer.provider for answer in answers if answer) == ["groq"] + ["together"] * 9
        answered = await chain.ask(PROMPT, ABILITY.accept)
        assert answered is not None
        assert answered.provider == "groq"


async def test_no_more_at_once_than_allowed(upstream: Upstream, second: Upstream) -> None:
    upstream.delay = 0.1
    async with chain_of(upstream, second, budget=Budget(attempt=1.0, total=2.0, at_once=4)) as chain:
        answers = await asyncio.gather(*(chain.ask(PROMPT, ABILITY.accept) for _ in range(7)))
        assert upstream.most_at_once == 4
        assert second.asked == 3
        assert all(answers)


async def test_a_hedge_answers_when_the_first_is_slow(upstream: Upstream, second: Upstream) -> None:
    upstream.delay = 0.4
    async with chain_of(upstream, second, budget=Budget(attempt=0.5, total=1.0, hedging=True)) as chain:
        began = time.monotonic()
        answered = await chain.ask(PROMPT, ABILITY.accept)
        assert answered is not None
        assert answered.provider == "together"
        assert time.monotonic() - began < 0.4

        async def abandoned() -> bool:
            return chain.contenders[0].in_flight == 0

        await eventually(abandoned)


async def test_no_hedge_is_sent_when_the_first_is_quick(upstream: Upstream, second: Upstream) -> None:
    async with chain_of(upstream, second, budget=Budget(attempt=0.5, total=1.0, hedging=True)) as chain:
        for _ in range(5):
            answered = await chain.ask(PROMPT, ABILITY.accept)
            assert answered is not None
            assert answered.provider == "groq"
        assert second.asked == 0


async def test_a_hedge_takes_over_when_the_first_fails(upstream: Upstream, second: Upstream) -> None:
    upstream.behaviour = "500"
    async with chain_of(upstream, second, budget=Budget(attempt=0.5, total=1.0, hedging=True)) as chain:
        answered = await chain.ask(PROMPT, ABILITY.accept)
        assert answered is not None
        assert answered.provider == "together"


async def test_our_own_lateness_is_not_the_provider_s_fault(upstream: Upstream) -> None:
    upstream.behaviour = "hang"
    async with chain_of(upstream, budget=Budget(attempt=0.02, total=0.03)) as chain:
        chain._lag.recent = 1.0
        for _ in range(8):
            await chain.ask(PROMPT, ABILITY.accept)
        assert chain.contenders[0].breaker.state is BreakerState.CLOSED


async def test_a_caller_who_leaves_neither_opens_nor_blocks_it(upstream: Upstream) -> None:
    upstream.behaviour = "hang"
    async with chain_of(upstream, budget=Budget(attempt=5.0, total=5.0)) as chain:
        for _ in range(8):
            task = asyncio.create_task(chain.ask(PROMPT, ABILITY.accept))
            await asyncio.sleep(0)
            task.cancel()
            with pytest.raises(asyncio.CancelledError):
                await task
        assert chain.contenders[0].breaker.state is BreakerState.CLOSED
        assert chain.contenders[0].in_flight == 0
