"""The circuit breaker: when it opens, for how long, and what closes it."""

from api_server.breaker import Breaker, BreakerState, Ticket


class Clock:
    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


def admitted(breaker: Breaker) -> Ticket:
    ticket = breaker.admit()
    assert ticket is not None
    return ticket


def opened(clock: Clock) -> Breaker:
    breaker = Breaker(threshold=3, cooldown=1.0, longest=4.0, clock=clock)
    for _ in range(3):
        breaker.failed(admitted(breaker))
    return breaker


def test_it_opens_after_failures_in_a_row() -> None:
    clock = Clock()
    breaker = Breaker(threshold=3, clock=clock)
    for outcome in ("failed", "failed", "succeeded", "failed", "failed"):
        getattr(breaker, outcome)(admitted(breaker))
    assert breaker.state is BreakerState.CLOSED
    breaker.failed(admitted(breaker))
    assert breaker.state is BreakerState.OPEN
    assert breaker.admit() is None


def test_one_probe_at_a_time_passes_when_it_is_half_open() -> None:
    clock = Clock()
    breaker = opened(clock)
    clock.now += 1.0
    assert breaker.state is BreakerState.HALF_OPEN
    probe = admitted(breaker)
    assert breaker.admit() is None
    breaker.succeeded(probe)
    assert breaker.state is BreakerState.CLOSED


def test_it_stays_open_longer_each_time_up_to_a_bound() -> None:
    clock = Clock()
    breaker = opened(clock)
    waits = []
    for _ in range(5):
        waits.append(breaker.opens_again_in)
        clock.now += breaker.opens_again_in
        breaker.failed(admitted(breaker))
    assert waits == [1.0, 2.0, 4.0, 4.0, 4.0]


def test_a_success_forgets_how_often_it_was_open() -> None:
    clock = Clock()
    breaker = opened(clock)
    clock.now += 1.0
    breaker.failed(admitted(breaker))
    clock.now += 2.0
    breaker.succeeded(admitted(breaker))
    for _ in range(3):
        breaker.failed(admitted(breaker))
    assert breaker.opens_again_in == 1.0


def test_a_retry_after_opens_it_at_once_for_as_long_as_it_says() -> None:
    clock = Clock()
    breaker = Breaker(threshold=5, clock=clock)
    breaker.failed(admitted(breaker), cool_for=30.0)
    assert breaker.opens_again_in == 30.0


def test_an_answer_from_before_it_opened_does_not_close_it() -> None:
    clock = Clock()
    breaker = Breaker(threshold=5, clock=clock)
    early = admitted(breaker)
    breaker.failed(admitted(breaker), cool_for=30.0)
    breaker.succeeded(early)
    breaker.failed(early)
    assert breaker.opens_again_in == 30.0


def test_a_probe_that_was_abandoned_lets_the_next_one_try() -> None:
    clock = Clock()
    breaker = opened(clock)
    clock.now += 1.0
    breaker.abandoned(admitted(breaker))
    assert breaker.admit() is not None
