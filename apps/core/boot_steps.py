"""What every Celery worker does beside its tasks: show that it lives, and, in `jobs`, keep the schedule."""

import threading
from typing import Any

import structlog
from celery import bootsteps
from django.conf import settings

from apps.core.heartbeats import BEAT_SECONDS, beat

log = structlog.get_logger(__name__)


def consumes(worker: Any, queue: str) -> bool:
    """Whether `worker` takes tasks from `queue` or from one of its parts (`queue.<node>`)."""
    queues = worker.app.amqp.queues.consume_from
    return any(name == queue or name.startswith(f"{queue}.") for name in queues)


class HeartbeatStep(bootsteps.StartStopStep):
    """Tell Redis every few seconds that this worker lives; `/health` reads it."""

    requires = ("celery.worker.components:Pool",)

    def __init__(self, worker: Any, **options: Any) -> None:
        super().__init__(worker, **options)
        self._stopped = threading.Event()
        self._thread: threading.Thread | None = None

    def start(self, worker: Any) -> None:
        roles = [role for role in ("jobs", "torrents") if consumes(worker, role)]
        self._thread = threading.Thread(target=self._beat, args=(roles,), name="heartbeat", daemon=True)
        self._thread.start()

    def stop(self, worker: Any) -> None:
        self._stopped.set()

    def _beat(self, roles: list[str]) -> None:
        while True:
            for role in roles:
                beat(role, settings.NODE)
            if self._stopped.wait(BEAT_SECONDS):
                return


class ScheduleStep(bootsteps.StartStopStep):
    """Celery beat as a thread of the `jobs` worker: a process less on a small machine."""

    requires = ("celery.worker.components:Pool",)

    def __init__(self, worker: Any, **options: Any) -> None:
        super().__init__(worker, **options)
        self._service: Any = None  # celery.beat has no types

    def include_if(self, worker: Any) -> bool:
        return consumes(worker, "jobs")

    def start(self, worker: Any) -> None:
        from celery.beat import EmbeddedService

        self._service = EmbeddedService(
            worker.app, thread=True, max_interval=60, scheduler_cls=worker.app.conf.beat_scheduler
        )
        self._service.start()

    def stop(self, worker: Any) -> None:
        if self._service is not None:
            self._service.stop()
