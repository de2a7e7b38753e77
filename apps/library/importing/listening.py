"""Asking AcoustID what files are, where tags and names do not tell; silently left out where it is not set up."""

import shutil
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path

import structlog
from django.conf import settings

from apps.library.identify.acoustid import AcoustId, AcoustIdError, Fingerprint, Heard
from apps.library.identify.local_files import LocalFile

log = structlog.get_logger(__name__)

MOST_FILES = 40
MOST_RELEASES = 4


def acoustid() -> AcoustId | None:
    """The service, where there is a key and fpcalc."""
    program = shutil.which(settings.FPCALC)
    if not settings.ACOUSTID_KEY or not settings.ACOUSTID_URL or program is None:
        return None
    return AcoustId(settings.ACOUSTID_URL, settings.ACOUSTID_KEY, program)


def listen(files: Sequence[LocalFile], folder: Path) -> tuple[list[LocalFile], list[str]]:
    """The files with the recordings that they sound like, and the releases that have most of them.

    Without the service, and whatever goes wrong with it, the files come back as they were.
    """
    service = acoustid()
    if service is None:
        return list(files), []
    prints: dict[Path, Fingerprint] = {}
    for file in [file for file in files if file.span is None][:MOST_FILES]:
        try:
            prints[file.path] = service.fingerprint(folder / file.path, file.duration)
        except AcoustIdError as error:
            log.info("no_fingerprint", name=file.path.name, reason=error.message)
    try:
        heard = dict(zip(prints, service.lookup(list(prints.values())), strict=True))
    except AcoustIdError as error:
        log.info("acoustid_unavailable", reason=error.message, permanent=error.permanent)
        return list(files), []
    told = [replace(file, recordings=heard.get(file.path, Heard()).recordings) for file in files]
    return told, _releases(heard.values())


def _releases(heard: Iterable[Heard]) -> list[str]:
    counted: Counter[str] = Counter()
    for each in heard:
        counted.update(each.releases)
    return [mbid for mbid, _count in counted.most_common(MOST_RELEASES)]
