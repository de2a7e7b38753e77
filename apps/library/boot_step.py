"""The `jobs` worker listens to the music folder, so that what a person drops there is in the library at once."""

import threading
from pathlib import Path
from typing import Any

import structlog
from celery import bootsteps
from django.conf import settings

from apps.core.boot_steps import consumes

log = structlog.get_logger(__name__)

LOOK_AGAIN_SECONDS = 60.0


class WatchStep(bootsteps.StartStopStep):
    """Watches the music folder in a thread; where that is not possible the schedule's scan finds the changes."""

    requires = ("celery.worker.components:Pool",)

    def __init__(self, worker: Any, **options: Any) -> None:
        super().__init__(worker, **options)
        self._stopped = threading.Event()

    def include_if(self, worker: Any) -> bool:
        return consumes(worker, "jobs")

    def start(self, worker: Any) -> None:
        threading.Thread(target=self._watch, name="music-folder-watch", daemon=True).start()

    def stop(self, worker: Any) -> None:
        self._stopped.set()

    def terminate(self, worker: Any) -> None:
        self.stop(worker)

    def _watch(self) -> None:
        """Watch for as long as that goes, and look every minute whether it goes again: disks come late, and go."""
        from apps.library.scanning.watching import FolderWatch, UnwatchableError

        told = ""
        while not self._stopped.is_set():
            root = Path(settings.MUSIC_DIR)
            try:
                with FolderWatch(root, request_scan) as watch:
                    log.info("music_folder_watched")
                    told = ""
                    while watch.is_alive and not self._stopped.wait(LOOK_AGAIN_SECONDS):
                        pass
            except UnwatchableError as error:
                if str(error) != told:
                    log.warning("music_folder_not_watched", reason=str(error))
                told = str(error)
            self._stopped.wait(LOOK_AGAIN_SECONDS)


def request_scan(folders: list[Path]) -> None:
    """Have these folders of the music folder looked at by the `jobs` worker."""
    from apps.library.scanning.known_folders import folder_name
    from apps.library.tasks import scan_library

    scan_library.apply_async(([folder_name(str(folder)) for folder in folders],), retry=False)
