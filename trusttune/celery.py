"""Celery: the queue `jobs` (search, import, verify, covers, schedules) and the queues `torrents…` (the engine)."""

import os
from typing import Any

from celery import Celery
from celery.signals import setup_logging
from django.conf import settings

from apps.core.boot_steps import HeartbeatStep, ScheduleStep

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "trusttune.settings.home")

app = Celery("trusttune")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


@setup_logging.connect
def keep_our_logging(**_signal: Any) -> None:
    """Django's LOGGING stays as it is; without a receiver Celery would put its own in place."""


app.steps["worker"].update((HeartbeatStep, ScheduleStep))
if "apps.downloads" in settings.INSTALLED_APPS:
    from apps.downloads.engine.boot_step import EngineStep

    app.steps["worker"].add(EngineStep)
