from django.apps import AppConfig


class CoreConfig(AppConfig):
    """What every app leans on and no music: live events, outgoing HTTP, runtime settings, security, metrics."""

    name = "apps.core"
    label = "core"
