from typing import Any

from django.apps import AppConfig
from django.db import transaction
from django.db.models.signals import post_save


class WantedConfig(AppConfig):
    """What is hoped for: albums and artists looked for again on a schedule."""

    name = "apps.wanted"
    label = "wanted"

    def ready(self) -> None:
        from apps.library.models import Album

        post_save.connect(_settle_what_came, sender=Album, dispatch_uid="wanted_arrival")


def _settle_what_came(instance: Any, created: bool, **_signal: Any) -> None:
    """A wanted album that came in is wanted no more, whoever fetched it."""
    if created:
        from apps.wanted.arriving import settle_album

        transaction.on_commit(lambda: settle_album(instance), robust=True)  # the schedule settles it, too
