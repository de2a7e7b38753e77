"""The reader of swarms lives and dies with the Celery worker that takes from the `torrents` queue."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from celery import bootsteps

from apps.core.boot_steps import consumes

if TYPE_CHECKING:
    from apps.downloads.engine.dht_index.reader import SwarmReader

STOP_WITHIN_SECONDS = 2.0


class SwarmReaderStep(bootsteps.StartStopStep):
    """A second libtorrent session, which reads metadata only; it is opened when it is first needed."""

    requires = ("celery.worker.components:Pool",)

    def __init__(self, worker: Any, **options: Any) -> None:
        super().__init__(worker, **options)
        self._reader: SwarmReader | None = None

    def include_if(self, worker: Any) -> bool:
        return consumes(worker, "torrents")

    def start(self, worker: Any) -> None:
        from apps.downloads.engine.dht_index.reader import SwarmReader, running

        self._reader = running.reader = SwarmReader(reader_options())
        self._reader.start()

    def stop(self, worker: Any) -> None:
        reader, self._reader = self._reader, None
        if reader is not None:
            reader.stop(STOP_WITHIN_SECONDS)

    def terminate(self, worker: Any) -> None:
        self.stop(worker)


def reader_options() -> Any:
    """The reader's options (ReaderOptions) as the environment gives them."""
    from apps.downloads.engine.boot_step import options_from_settings
    from apps.downloads.engine.dht_index.session import ReaderOptions

    engine = options_from_settings()
    return ReaderOptions(engine.node, engine.folder.with_name(f"{engine.folder.name}-reader"), engine.session)
