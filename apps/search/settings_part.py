"""Where it looks: the sources on the settings page."""

from typing import Any

from apps.core.pages.settings_parts import SettingsPart, register_settings_part
from apps.search.models import Source
from apps.search.sources.registry import ensure_sources


def sources_context() -> dict[str, Any]:
    """Every source with how it has behaved."""
    ensure_sources()
    return {"sources": list(Source.objects.order_by("name"))}


register_settings_part(
    SettingsPart(
        "sources",
        "Where it looks",
        "Torznab indexers (Prowlarr, Jackett, bitmagnet) and the Internet Archive. Keys stay on this machine.",
        "search/_sources.html",
        sources_context,
    )
)
