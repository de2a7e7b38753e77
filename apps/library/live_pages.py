"""The library's live section: how a scan goes."""

from collections.abc import Sequence

from django.template.loader import render_to_string

from apps.core.live import Event
from apps.core.pages.sections import Section, register_section, versioned
from apps.library.events import TOPIC, scan_state


def _render(_key: str, _events: Sequence[Event]) -> list[str]:
    return [versioned(render_to_string("library/_scan.html", {"scan": scan_state()}))]


register_section("library", Section(lambda _key: [TOPIC], _render))
