"""The network on the settings page: how it fares, and its settings in their groups."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from constance import config
from django.template.loader import render_to_string
from django.utils import timezone

from apps.core import settings_page
from apps.core.live import Event
from apps.core.pages.sections import Section, register_section, versioned
from apps.core.pages.settings_parts import SettingsPart, register_settings_part
from apps.downloads.network import standing
from apps.downloads.network.domain import When
from apps.downloads.network.rules import RULES
from apps.downloads.network.schedule import next_switch
from apps.downloads.network.wishes import read_network_wishes

GROUPS = ("Speed", "Queue", "Way out", "Proxy", "Blocklist")
TOPIC = "network"


def network_context() -> dict[str, Any]:
    """Everything that the section shows; a group in which something was changed is open."""
    kept = standing.kept_blocklist()
    groups = [settings_page.group(title) for title in GROUPS]
    return {
        **_state_context(),
        "groups": [(group, _is_open(group, bool(kept))) for group in groups],
        "list": kept,
        "has_url": bool(config.BLOCKLIST_URL),
    }


def _is_open(group: settings_page.Group, has_list: bool) -> bool:
    return any(field.changed for field in group.fields) or (has_list and group.title == "Blocklist")


def register_network_page() -> None:
    """Show the section, and keep its state live."""
    register_settings_part(
        SettingsPart(
            "network",
            "Downloads and network",
            "How much, when, by which way, and with whom. A change holds at once.",
            "downloads/_network.html",
            network_context,
            tuple(RULES),
        )
    )
    register_section(TOPIC, Section(lambda _key: [TOPIC], _render, pause=1.0))


def _state_context() -> dict[str, Any]:
    wishes = read_network_wishes()
    switch = next_switch(wishes.schedule, timezone.now()) if wishes.alternative == When.SCHEDULE else None
    return {"nodes": standing.engine_states(), "next_switch": switch}


def _render(_key: str, _events: Sequence[Event]) -> list[str]:
    return [versioned(render_to_string("downloads/_network_state.html", _state_context()))]
