"""Where it looks, who helps it to read, what it would tell: the search room's parts of the settings page."""

import json
from typing import Any

from django.conf import settings

from apps.core.exchange.secrets import register_secrets, without_keys
from apps.core.pages.settings_parts import SettingsPart, register_settings_part
from apps.core.runtime_settings.rules import register_labels
from apps.search.assistant_settings import assistant_context
from apps.search.models import Source
from apps.search.sources.registry import ensure_sources
from apps.search.telemetry import telemetry_document


def sources_context() -> dict[str, Any]:
    """Every source with how it has behaved."""
    ensure_sources()
    return {"sources": list(Source.objects.order_by("name"))}


def telemetry_context() -> dict[str, Any]:
    """The document, as it would be sent if anything were."""
    document = json.dumps(telemetry_document(), indent=2, ensure_ascii=False)
    return {"document": document, "asked_for": settings.TELEMETRY}


def _source_without_key(fields: dict[str, Any]) -> dict[str, Any]:
    return fields | {"key": "", "url": without_keys(fields["url"])}


def _result_without_links(fields: dict[str, Any]) -> dict[str, Any]:
    """An indexer's links name its key; the magnet link stays."""
    return fields | {
        "offers": [{name: offer[name] for name in offer if name != "torrent_url"} for offer in fields["offers"]]
    }


register_secrets("search.Source", _source_without_key)
register_secrets("search.SearchResult", _result_without_links)
register_settings_part(
    SettingsPart(
        "sources",
        "Where it looks",
        "Torznab indexers (Prowlarr, Jackett, bitmagnet) and the Internet Archive. Keys stay on this machine.",
        "search/_sources.html",
        sources_context,
    )
)
register_settings_part(
    SettingsPart(
        "assistant",
        "Who helps it to read",
        "A language model may read a request as well. It gets the words of the request and nothing else.",
        "search/_assistant.html",
        assistant_context,
    )
)
register_settings_part(
    SettingsPart(
        "telemetry",
        "What it tells about itself",
        "Nothing, unless you say so. Never what you search for.",
        "search/_telemetry.html",
        telemetry_context,
    )
)
register_labels(
    SEARCH_BALANCE="What counts more",
    ASK_ASSISTANT="Ask the assistant",
    REDDIT_SIGNALS="Ask Reddit",
)
