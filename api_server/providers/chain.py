"""Ask the providers in order until one gives a usable answer, within the whole's time.

Each has a breaker, a bound on how many requests it has at once, and its own time for an attempt. The bounds hold
outside the SDKs, since none of theirs bounds a slow drip.
"""

import asyncio
import time
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

import structlog

from api_server.answers import UnusableAnswer
from api_server.breaker import Breaker, BreakerState, Ticket
from api_server.loop_lag import LoopLag
from api_server.metrics import (
    BREAKER_STATE,
    HEDGES,
    PROVIDER_DURATION,
    PROVIDER_IN_FLIGHT,
    PROVIDER_REQUESTS,
    TOKENS,
)
from api_server.providers.base import Completion, Outcome, Prompt, Provider, ProviderError

log = structlog.get_logger(__name__)

T = TypeVar("T")

LEAST_SECONDS = 0.05  # with less than this left, another attempt cannot succeed
OWN_FAULT = 0.25  # our own lateness, as a share of the attempt's time, that explains a time-out
SAMPLES = 100
ENOUGH_SAMPLES = 20
_LEVELS = {BreakerState.CLOSED: 0, BreakerState.HALF_OPEN: 1, BreakerState.OPEN: 2}


@dataclass(frozen=True, slots=True)
class Budget:
    """Seconds for one attempt and for all of them, attempts at once a provider, and whether to hedge."""

    attempt: float = 0.8
    total: float = 2.0
    at_once: int = 256
    hedging: bool = False


@dataclass(frozen=True, slots=True)
class Answered(Generic[T]):
    """A usable answer and who gave it."""

    value: T
    provider: str


class Contender:
    """A provider with what we know of its health."""

    def __init__(self, provider: Provider) -> None:
        self.provider = provider
        self.name = provider.name
        self.breaker = Breaker()
        self.in_flight = 0
        self.last_outcome: Outcome | None = None
        self.last_problem = ""
        self._durations: deque[float] = deque(maxlen=SAMPLES)

    def p95(self, without: float) -> float:
        """The 95th percentile of the last hundred good answers, in seconds; `without` enough of them, that."""
        if len(self._durations) < ENOUGH_SAMPLES:
            return without
        return sorted(self._durations)[int(len(self._durations) * 0.95)]

    def note(
        self,
        ticket: Ticket,
        outcome: Outcome,
        took: float,
        error: ProviderError | None = None,
        *,
        own_fault: bool = False,
    ) -> None:
        """Count an attempt, and tell the breaker; `own_fault`: we were too late to hear the answer."""
        PROVIDER_REQUESTS.labels(self.name, outcome.value).inc()
        PROVIDER_DURATION.labels(self.name).observe(took)
        self.last_outcome, self.last_problem = outcome, str(error or "")
        if error is None:
            self._durations.append(took)
            self.breaker.succeeded(ticket)
        elif own_fault:
            self.breaker.abandoned(ticket)
        else:
            self.breaker.failed(ticket, error.cool_for)

    def show(self) -> None:
        """Set the metrics of what is so now: the breaker's state, and how many attempts are under way."""
        BREAKER_STATE.labels(self.name).set(_LEVELS[self.breaker.state])
        PROVIDER_IN_FLIGHT.labels(self.name).set(self.in_flight)


class Chain:
    """The configured providers in their order."""

    def __init__(self, providers: Sequence[Provider], budget: Budget, lag: LoopLag | None = None) -> None:
        self.contenders = [Contender(provider) for provider in providers]
        self.budget = budget
        self._lag = lag or LoopLag()

    async def close(self) -> None:
        """Close every provider's connections."""
        for contender in self.contenders:
            await contender.provider.close()

    async def ask(self, prompt: Prompt, accept: Callable[[str], T]) -> Answered[T] | None:
        """The first answer that `accept` takes (it raises UnusableAnswer otherwise), or None."""
        deadline = asyncio.get_running_loop().time() + self.budget.total
        order = iter(self.contenders)
        if self.budget.hedging:
            return await self._hedged(order, prompt, accept, deadline)
        return await self._in_turn(order, prompt, accept, deadline)

    async def _in_turn(
        self, order: Iterator[Contender], prompt: Prompt, accept: Callable[[str], T], deadline: float
    ) -> Answered[T] | None:
        for contender in order:
            left = deadline - asyncio.get_running_loop().time()
            if left < LEAST_SECONDS:
                return None
            ticket = self._admit(contender)
            if ticket is None:
                continue
            answered = await self._attempt(contender, ticket, prompt, accept, min(self.budget.attempt, left))
            if answered is not None:
                return answered
        return None

    async def _hedged(
        self, order: Iterator[Contender], prompt: Prompt, accept: Callable[[str], T], deadline: float
    ) -> Answered[T] | None:
        """The first provider alone until its p95 has passed; then the others race it."""
        first = next((c for c in order if c.breaker.state is not BreakerState.OPEN), None)
        if first is None:
            return None
        running = {asyncio.create_task(self._in_turn(iter((first,)), prompt, accept, deadline))}
        patience = min(first.p95(without=self.budget.attempt / 2), self.budget.attempt)
        try:
            done, running = await asyncio.wait(running, timeout=patience)
            if done and (answered := done.pop().result()) is not None:
                return answered
            hedge = asyncio.create_task(self._in_turn(order, prompt, accept, deadline))
            running.add(hedge)
            while running:
                done, running = await asyncio.wait(running, return_when=asyncio.FIRST_COMPLETED)
                for task in done:
                    if (answered := task.result()) is not None:
                        HEDGES.labels("yes" if task is hedge else "no").inc()
                        return answered
            return None
        finally:
            for task in running:
                task.cancel()

    def _admit(self, contender: Contender) -> Ticket | None:
        if contender.in_flight >= self.budget.at_once:
            PROVIDER_REQUESTS.labels(contender.name, "busy").inc()
            return None
        return contender.breaker.admit()

    async def _attempt(
        self, contender: Contender, ticket: Ticket, prompt: Prompt, accept: Callable[[str], T], seconds: float
    ) -> Answered[T] | None:
        started = time.perf_counter()
        contender.in_flight += 1
        try:
            value = await _bounded(contender.provider, prompt, accept, seconds)
        except ProviderError as error:
            own_fault = error.outcome is Outcome.TIMEOUT and self._lag.recent > OWN_FAULT * seconds
            contender.note(ticket, error.outcome, time.perf_counter() - started, error, own_fault=own_fault)
            log.info("provider_failed", provider=contender.name, outcome=error.outcome.value, problem=str(error))
            return None
        except asyncio.CancelledError:
            contender.breaker.abandoned(ticket)
            PROVIDER_REQUESTS.labels(contender.name, Outcome.ABANDONED.value).inc()
            raise
        finally:
            contender.in_flight -= 1
        contender.note(ticket, Outcome.OK, time.perf_counter() - started)
        return Answered(value, contender.name)


async def _bounded(provider: Provider, prompt: Prompt, accept: Callable[[str], T], seconds: float) -> T:
    try:
        async with asyncio.timeout(seconds):
            completion = await provider.complete(prompt)
    except TimeoutError:
        raise ProviderError(Outcome.TIMEOUT, f"It did not answer within {seconds:.1f} s.") from None
    _bill(provider.name, completion)
    try:
        return accept(completion.text)
    except UnusableAnswer as error:
        raise ProviderError(Outcome.BAD_ANSWER, str(error)) from None
    except Exception as error:  # a check that stumbles over an answer must not cost the client its own
        log.error("answer_check_failed", exc_info=error)
        raise ProviderError(Outcome.BAD_ANSWER, "Its answer cannot be checked.") from None


def _bill(name: str, completion: Completion) -> None:
    TOKENS.labels(name, "in").inc(completion.tokens_in)
    TOKENS.labels(name, "out").inc(completion.tokens_out)
