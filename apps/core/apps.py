from importlib import import_module

from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class CoreConfig(AppConfig):
    """What every app leans on and no music: live events, outgoing HTTP, runtime settings, security, metrics."""

    name = "apps.core"
    label = "core"

    def ready(self) -> None:
        """Let `shared_task`s find the project's broker in every process; load what apps add to pages."""
        import_module("trusttune.celery")
        autodiscover_modules("live_pages", "settings_part")
