"""What the downloads bring to the settings page: the network with its rules, and how the index of the DHT fares."""

from typing import Any

from django.conf import settings

from apps.core.pages.settings_parts import SettingsPart, register_settings_part
from apps.downloads.dht_index.statistics import index_statistics
from apps.downloads.network.rules import register_network_rules


def index_context() -> dict[str, Any]:
    """The index's figures, and whether the environment allows a DHT at all."""
    return {"index": index_statistics(), "dht_allowed": settings.TORRENT_DHT}


register_network_rules()
register_settings_part(
    SettingsPart(
        "dht-index",
        "The DHT",
        "An index of its own of the music that the DHT names: read from the swarms, without a byte of content.",
        "downloads/_dht_index.html",
        index_context,
    )
)
