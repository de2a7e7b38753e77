"""The engine lives and dies with the Celery worker that takes from the `torrents` queue."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import structlog
from celery import bootsteps

from apps.core.boot_steps import consumes

if TYPE_CHECKING:
    from apps.downloads.engine.engine import Engine

log = structlog.get_logger(__name__)

STOP_WITHIN_SECONDS = 7.0


class EngineStep(bootsteps.StartStopStep):
    """One libtorrent session a worker, made after any fork."""

    requires = ("celery.worker.components:Pool",)

    def __init__(self, worker: Any, **options: Any) -> None:
        super().__init__(worker, **options)
        self._engine: Engine | None = None

    def include_if(self, worker: Any) -> bool:
        return consumes(worker, "torrents")

    def start(self, worker: Any) -> None:
        from apps.downloads.engine.engine import Engine

        self._engine = Engine(options_from_settings())
        self._engine.start()

    def stop(self, worker: Any) -> None:
        engine, self._engine = self._engine, None
        if engine is not None:
            engine.stop(STOP_WITHIN_SECONDS)

    def terminate(self, worker: Any) -> None:
        self.stop(worker)


def options_from_settings() -> Any:
    """The engine's options (EngineOptions) as the environment gives them."""
    from django.conf import settings

    from apps.downloads.engine.engine import EngineOptions
    from apps.downloads.engine.session import SessionOptions

    network = SessionOptions(
        listen=settings.TORRENT_LISTEN,
        dht=settings.TORRENT_DHT,
        dht_bootstrap=settings.TORRENT_DHT_BOOTSTRAP,
        utp=settings.TORRENT_UTP,
        version=settings.VERSION,
    )
    return EngineOptions(
        node=settings.NODE,
        folder=settings.DATA_DIR / "engine" / settings.NODE,
        incomplete=settings.INCOMPLETE_DIR,
        session=network,
        metadata_patience=settings.METADATA_PATIENCE,
    )
