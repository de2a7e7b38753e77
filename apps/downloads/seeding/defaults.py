"""The goals of every torrent that has none of its own, from the settings page."""

from __future__ import annotations

from constance import config

from apps.downloads.domain import AtGoal
from apps.downloads.seeding.goals import Goals


def default_goals() -> Goals:
    """What the settings say; reads the database."""
    return Goals(
        ratio=max(0.0, float(config.SEED_RATIO)),
        seconds=max(0, int(config.SEED_HOURS)) * 3600,
        idle_seconds=max(0, int(config.SEED_IDLE_HOURS)) * 3600,
        at_goal=AtGoal(config.SEED_THEN) if config.SEED_THEN in set(AtGoal) else AtGoal.STOP,
    )
