"""A load generator in a process of its own: many HTTP/1.1 clients on one event loop, with little processor time.

`python -m bench.http_load` reads a plan (a JSON object, see `Plan`) from standard input and writes a report.

Closed loop: each of `clients` sends, waits for the answer, waits `think` seconds, sends again. Open loop: a request is
due every `1 / rate` seconds whether or not the ones before it are answered; its time counts from when it was due.
"""

import asyncio
import json
import sys
import time
import uuid
from collections import Counter
from dataclasses import dataclass, field
from typing import Any, cast

import uvloop


@dataclass(slots=True)
class Plan:
    """What to send where. In `body`, `{n}` becomes something that was never sent before; `devices` may be empty."""

    port: int
    path: str
    body: str
    headers: dict[str, str] = field(default_factory=dict)
    devices: list[str] = field(default_factory=list)
    clients: int = 1
    seconds: float = 5.0
    warm_up: float = 1.0
    think: float = 0.0
    rate: float = 0.0


class Load:
    """The running of one plan."""

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self.loop = asyncio.get_running_loop()
        self.run_id = uuid.uuid4().hex[:8]
        self.number = 0
        self.answered = 0
        self.under_way = 0
        self.times: list[float] = []
        self.statuses: Counter[str] = Counter()
        self.began = time.perf_counter() + plan.warm_up
        self.ends = self.began + plan.seconds
        self.idle: list[Connection] = []
        self.finished = asyncio.Event()

    def request(self, device: str) -> bytes:
        self.number += 1
        body = self.plan.body.replace("{n}", f"{self.run_id} {self.number}").encode()
        headers = {"Host": "localhost", "Content-Type": "application/json", **self.plan.headers}
        if device:
            headers["X-Device-ID"] = device
        lines = [f"POST {self.plan.path} HTTP/1.1", *(f"{name}: {value}" for name, value in headers.items())]
        return "\r\n".join([*lines, f"Content-Length: {len(body)}", "", ""]).encode() + body

    def note(self, due: float, status: str) -> None:
        now = time.perf_counter()
        self.answered += 1
        if self.began <= due < self.ends:
            self.times.append(now - due)
            self.statuses[status] += 1

    def over(self) -> bool:
        return time.perf_counter() >= self.ends

    def device(self, number: int) -> str:
        return self.plan.devices[number % len(self.plan.devices)] if self.plan.devices else ""

    async def run(self) -> dict[str, Any]:
        if self.plan.rate:
            await self._open_loop()
        else:
            for number in range(self.plan.clients):
                await self._connect(number)
        await asyncio.sleep(max(0.0, self.ends - time.perf_counter()))
        await self._last_answers()
        return self.report()

    async def _last_answers(self, within: float = 10.0) -> None:
        """What is under way belongs to this plan's figures, and must not slow the next one's."""
        deadline = time.perf_counter() + within
        while self.under_way and time.perf_counter() < deadline:  # noqa: ASYNC110  (hundreds of ends, one look)
            await asyncio.sleep(0.02)

    async def _connect(self, number: int) -> "Connection":
        _transport, connection = await self.loop.create_connection(
            lambda: Connection(self, self.device(number), closed_loop=not self.plan.rate), "127.0.0.1", self.plan.port
        )
        return connection

    async def _open_loop(self) -> None:
        due, number = time.perf_counter(), 0
        while not self.over():
            if (wait := due - time.perf_counter()) > 0:
                await asyncio.sleep(wait)
            number += 1
            connection = self.idle.pop() if self.idle else await self._connect(number)
            connection.send(due)
            due += 1 / self.plan.rate

    def report(self) -> dict[str, Any]:
        times = sorted(self.times)
        report: dict[str, Any] = {
            "requests": len(times),
            "all_requests": self.answered,
            "per_second": len(times) / self.plan.seconds,
            "statuses": dict(self.statuses),
        }
        for name, share in (("p50", 0.5), ("p95", 0.95), ("p99", 0.99)):
            report[f"{name}_ms"] = (
                round(times[min(len(times) - 1, int(len(times) * share))] * 1000, 2) if times else None
            )
        return report


class Connection(asyncio.Protocol):
    """One client's connection, with one request at a time on it."""

    def __init__(self, load: Load, device: str, *, closed_loop: bool) -> None:
        self.load, self.device, self.closed_loop = load, device, closed_loop
        self.buffer = b""
        self.due = 0.0
        self.waiting = False

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = cast(asyncio.Transport, transport)  # uvloop's is one without being called so
        if self.closed_loop:
            self.send(time.perf_counter())

    def send(self, due: float) -> None:
        self.due, self.waiting = due, True
        self.load.under_way += 1
        self.transport.write(self.load.request(self.device))

    def data_received(self, data: bytes) -> None:
        self.buffer += data
        if not _complete(self.buffer):
            return
        status = self.buffer[9:12].decode("ascii", "replace")
        if status == "200" and b'"degraded":true' in self.buffer:
            status = "200 by rules"
        self.buffer = b""
        self.waiting = False
        self.load.under_way -= 1
        self.load.note(self.due, status)
        if not self.closed_loop:
            self.load.idle.append(self)
        elif not self.load.over():
            self.load.loop.call_later(self.load.plan.think, self._again)

    def _again(self) -> None:
        if self.load.over() or self.transport.is_closing():
            return
        self.send(time.perf_counter())

    def connection_lost(self, error: Exception | None) -> None:
        if self in self.load.idle:
            self.load.idle.remove(self)
        if self.waiting:
            self.waiting = False
            self.load.under_way -= 1
            self.load.note(self.due, "connection lost")
        if self.closed_loop and not self.load.over():
            self.load.loop.call_later(0.1, lambda: asyncio.ensure_future(self._reconnect()))

    async def _reconnect(self) -> None:
        plan = self.load.plan
        try:
            await self.load.loop.create_connection(
                lambda: Connection(self.load, self.device, closed_loop=True), "127.0.0.1", plan.port
            )
        except OSError:
            self.load.note(time.perf_counter(), "refused")
            self.connection_lost(None)


def _complete(data: bytes) -> bool:
    head, separator, body = data.partition(b"\r\n\r\n")
    if not separator:
        return False
    lowered = head.lower()
    if b"transfer-encoding: chunked" in lowered:
        return body.endswith(b"0\r\n\r\n")
    at = lowered.find(b"content-length:")
    return at < 0 or len(body) >= int(lowered[at + 15 :].split(b"\r\n", 1)[0])


def main() -> None:
    """Read the plan, run it, write the report."""
    plan = Plan(**json.load(sys.stdin))

    async def go() -> dict[str, Any]:
        return await Load(plan).run()

    began = time.process_time()
    report = uvloop.run(go())
    report["generator_cpu_seconds"] = round(time.process_time() - began, 3)
    json.dump(report, sys.stdout)


if __name__ == "__main__":
    main()
