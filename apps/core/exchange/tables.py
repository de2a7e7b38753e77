"""Which tables an export holds."""

from __future__ import annotations

from collections.abc import Iterator

from django.apps import apps
from django.db.models import Model

FORMAT = 1
LEFT_OUT = frozenset(
    {
        "downloads.DhtIndexState",  # made anew by listening
        "downloads.SwarmTorrent",
    }
)
LEFT_OUT_ROOMS = frozenset({"apps.accounts"})  # passwords do not travel; accounts are made anew


def tables() -> Iterator[type[Model]]:
    """Every model of this program whose rows are worth keeping, in the order of its rooms."""
    for room in apps.get_app_configs():
        if room.name.startswith("apps.") and room.name not in LEFT_OUT_ROOMS:
            for model in room.get_models():
                if model._meta.managed and model._meta.label not in LEFT_OUT:
                    yield model
