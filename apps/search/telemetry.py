"""What telemetry would consist of, to be looked at. Nothing sends it: see docs/adr/0172."""

import platform
from typing import Any

from django.conf import settings
from django.db import connection

from apps.downloads.models import Download
from apps.library.models import Album
from apps.search import assistants
from apps.search.models import Search


def telemetry_document() -> dict[str, Any]:
    """Versions, and how much there is in orders of magnitude. No id, no query, no name, no address, no time."""
    return {
        "version": settings.VERSION,
        "python": ".".join(platform.python_version_tuple()[:2]),
        "system": platform.system(),
        "architecture": platform.machine(),
        "database": connection.vendor,
        "assistant": assistants.kind() or "none",
        "searches": magnitude(Search.objects.count()),
        "downloads": magnitude(Download.objects.count()),
        "albums": magnitude(Album.objects.count()),
    }


def magnitude(count: int) -> str:
    """`0`, `1-9`, `10-99` and so on: an exact count could tell one home from another."""
    if count <= 0:
        return "0"
    low = 10 ** (len(str(count)) - 1)
    return f"{low}-{low * 10 - 1}"
