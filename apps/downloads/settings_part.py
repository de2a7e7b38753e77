"""What the downloads bring along at start: parts of the settings page, rules of their settings, and metrics."""

from typing import Any

from constance.signals import config_updated
from django.conf import settings
from django.dispatch import receiver

from apps.core.exchange.secrets import register_secrets, without_keys
from apps.core.pages.settings_parts import SettingsPart, register_settings_part
from apps.core.runtime_settings.rules import register_bounds, register_labels
from apps.downloads.dht_index.statistics import index_statistics
from apps.downloads.network.metrics import register_metrics
from apps.downloads.network.page import register_network_page
from apps.downloads.network.rules import register_network_rules
from apps.downloads.tasks import send_refresh_blocklist

A_CENTURY = 36_500  # days


@receiver(config_updated)
def fetch_new_blocklist(key: str, new_value: Any, **_others: Any) -> None:
    """A new address of the blocklist is asked at once."""
    if key == "BLOCKLIST_URL" and new_value:
        send_refresh_blocklist()


def index_context() -> dict[str, Any]:
    """The index's figures, and whether the environment allows a DHT at all."""
    return {"index": index_statistics(), "dht_allowed": settings.TORRENT_DHT}


register_secrets("downloads.Download", lambda row: row | {"torrent_url": without_keys(row["torrent_url"])})
register_network_rules()
register_network_page()
register_metrics()
register_settings_part(
    SettingsPart(
        "dht-index",
        "The DHT",
        "An index of its own of the music that the DHT names: read from the swarms, without a byte of content.",
        "downloads/_dht_index.html",
        index_context,
        group="DHT index",
    )
)
register_bounds(
    DHT_INDEX_MEGABYTES=(1, 1_000_000),
    DHT_INDEX_PER_MINUTE=(1, 1_000_000),
    RECYCLE_DAYS=(0, A_CENTURY),
    SEED_RATIO=(0, 10_000),
    SEED_HOURS=(0, 24 * A_CENTURY),
    SEED_IDLE_HOURS=(0, 24 * A_CENTURY),
)
register_labels(
    DHT_INDEX="Keep an index",
    DHT_INDEX_MEGABYTES="Its largest size, in MB",
    DHT_INDEX_PER_MINUTE="Torrents a minute",
    TASTE_FIRST="Taste first",
    TASTE_THEN="And then",
    RECYCLE_DAYS="Days in the downloads' bin",
    SEED_RATIO="Give back, for each byte taken",
    SEED_HOURS="Or for so many hours",
    SEED_IDLE_HOURS="Or until idle for so many hours",
    SEED_THEN="And then",
)
