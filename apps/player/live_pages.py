"""The player's live section: commands for this device as JSON, and the queue where a page shows it."""

import json
from collections.abc import Sequence

from django.template.loader import render_to_string

from apps.core.live import Event
from apps.core.pages.sections import Section, register_section, versioned
from apps.player import queries
from apps.player.arriving import described
from apps.player.events import TOPIC


def queue_element(name: str) -> str:
    """The queue of a device as one element."""
    device = queries.device_named(name)
    entries = described(queries.queue_document(device)["items"])
    context = {"queue_entries": entries, "state": {"position": device.position}}
    return versioned(render_to_string("player/_queue.html", context))


def _render(device: str, events: Sequence[Event]) -> list[str]:
    own = [event for event in events if event.get("device") == device]
    commands = [json.dumps(event) for event in own if event["type"] == "command"]
    return commands + ([queue_element(device)] if any(event["type"] == "queue" for event in own) else [])


register_section("player", Section(lambda key: [TOPIC] if key else [], _render, pause=0.05))
