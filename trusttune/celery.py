"""Celery: the queues `jobs` (import, verify, covers, schedules), `search` and `torrents…` (the engine)."""

import os
import warnings
from typing import Any

from celery import Celery
from celery.exceptions import SecurityWarning
from celery.signals import celeryd_after_setup, setup_logging
from django.conf import settings

from apps.core.boot_steps import HeartbeatStep, ScheduleStep
from apps.core.own_slots import OwnSlotsStep

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "trusttune.settings.home")

# Celery warns root users of pickled tasks; ours are JSON alone, and in a container root is common.
warnings.filterwarnings("ignore", category=SecurityWarning)

app = Celery("trusttune")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


@setup_logging.connect
def keep_our_logging(**_signal: Any) -> None:
    """Django's LOGGING stays as it is; without a receiver Celery would put its own in place."""


@celeryd_after_setup.connect
def leave_out_the_banner(instance: Any, **_signal: Any) -> None:
    """The supervisor's log is for people; Celery has no option for this."""
    instance.quiet = True


app.steps["worker"].update((HeartbeatStep, ScheduleStep))
app.steps["consumer"].add(OwnSlotsStep)
if "apps.library" in settings.INSTALLED_APPS:
    from apps.library.boot_step import WatchStep

    app.steps["worker"].add(WatchStep)
if "apps.downloads" in settings.INSTALLED_APPS:
    from apps.downloads.engine.boot_step import EngineStep
    from apps.downloads.engine.dht_index.boot_step import SwarmReaderStep

    app.steps["worker"].update((EngineStep, SwarmReaderStep))
