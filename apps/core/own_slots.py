"""Threads of their own for what a person waits for, in the `jobs` worker.

Tasks of the queue `search` come over a channel of their own, with a prefetch count of their own, and run in threads of
their own: a worker whose threads are all busy with imports begins a search at once. A worker process more would do
the same for 60 MB. See docs/adr/0250.
"""

import sys
from typing import Any

from celery import bootsteps
from celery.concurrency.thread import TaskPool
from kombu.messaging import Consumer

from apps.core.boot_steps import consumes

QUEUE = "search"
SLOTS = 4
SWITCH_SECONDS = 0.0005
"""After how long a busy thread hands the interpreter on. A search waits for it after each wait for disk or network:
a hundred of these beside a thread that computes took 0.6 s with Python's 5 ms, and 0.1 to 0.2 s with this."""


class OwnSlotsStep(bootsteps.ConsumerStep):
    """A second consumer in the same worker, for the queue `search`."""

    requires = ("celery.worker.consumer:Tasks",)

    def __init__(self, consumer: Any, **options: Any) -> None:
        super().__init__(consumer, **options)
        self._consumer = consumer  # Celery has no types
        self._pool = TaskPool(SLOTS, app=consumer.app)  # its threads begin with their first task

    def include_if(self, consumer: Any) -> bool:
        return consumes(consumer, "jobs")

    def start(self, consumer: Any) -> None:
        sys.setswitchinterval(SWITCH_SECONDS)
        own = _WithOwnPool(consumer, self._pool)
        for name, route in consumer.app.conf.task_routes.items():
            if route["queue"] == QUEUE:
                consumer.strategies[name] = consumer.app.tasks[name].start_strategy(consumer.app, own)
        super().start(consumer)

    def get_consumers(self, channel: Any) -> list[Consumer]:
        channel.basic_qos(0, SLOTS, False)
        consumer, app = self._consumer, self._consumer.app
        queue = app.amqp.queues.new_missing(QUEUE)  # as whoever sends a task makes it
        received = consumer.create_task_handler()
        accept = app.conf.accept_content
        return [Consumer(channel, queues=[queue], on_message=received, accept=accept)]  # type: ignore[no-untyped-call]

    def shutdown(self, consumer: Any) -> None:
        super().shutdown(consumer)
        self._pool.stop()


class _WithOwnPool:
    """The worker's consumer as a task's strategy sees it, with another pool to run in."""

    def __init__(self, consumer: Any, pool: TaskPool) -> None:
        self._consumer, self.pool = consumer, pool

    def __getattr__(self, name: str) -> Any:
        return getattr(self._consumer, name)

    def on_task_request(self, request: Any) -> None:
        request.execute_using_pool(self.pool)
