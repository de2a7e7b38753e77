"""The engine lives and dies with the Celery worker that takes from the `torrents` queue."""

from typing import Any

from celery import bootsteps

from apps.core.boot_steps import consumes


class EngineStep(bootsteps.StartStopStep):
    """One libtorrent session a worker, made after any fork."""

    requires = ("celery.worker.components:Pool",)

    def include_if(self, worker: Any) -> bool:
        return consumes(worker, "torrents")
