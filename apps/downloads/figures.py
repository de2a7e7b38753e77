"""The figures that change many times a second: the engine leaves them in the cache, the row has them later."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import structlog
from django.core.cache import cache

log = structlog.get_logger(__name__)

FRESH_SECONDS = 15


@dataclass(frozen=True, slots=True)
class Figures:
    """Rates in bytes a second, `eta` in seconds (None: unknown), bytes done in all and of each file by its index.

    `moving` is how much of its folder was carried to another place, 0 to 1; None while it is not moved. `cells` is a
    small piece map (details.domain.PieceMap), '' while nobody looks at the list.
    """

    status: str
    download_rate: int = 0
    upload_rate: int = 0
    eta: int | None = None
    seeds: int = 0
    peers: int = 0
    size: int = 0
    done: int = 0
    downloaded: int = 0
    uploaded: int = 0
    file_bytes: tuple[int, ...] = ()
    moving: float | None = None
    cells: str = ""


def leave(figures: Mapping[str, Figures]) -> None:
    """Put figures into the cache, by download id. A cache that is away costs the figures, never the caller."""
    try:
        cache.set_many({_key(name): each for name, each in figures.items()}, timeout=FRESH_SECONDS)
    except Exception as error:  # any client error: the next figures come in half a second
        log.warning("figures_lost", error=str(error))


def present(download_ids: Iterable[object]) -> dict[str, Figures]:
    """The fresh figures among these downloads."""
    keys = {_key(str(each)): str(each) for each in download_ids}
    try:
        found = cache.get_many(list(keys))
    except Exception as error:  # any client error: the row's own figures do
        log.warning("figures_not_read", error=str(error))
        return {}
    return {keys[key]: each for key, each in found.items()}


def _key(download_id: str) -> str:
    return f"download-figures:{download_id}"
