"""Groq, through its SDK. https://console.groq.com/docs/structured-outputs"""

from typing import Any

from api_server.domain import ProviderSettings
from api_server.providers.stainless import StainlessProvider


def groq_provider(settings: ProviderSettings) -> StainlessProvider:
    """The adapter; importing the SDK takes most of a second, so only a configured one is imported."""
    import groq

    from api_server.providers.bounded_http import BoundedTransport

    client = groq.AsyncGroq(
        api_key=settings.key,
        base_url=settings.base_url.removesuffix("/openai/v1"),
        max_retries=0,
        http_client=groq.DefaultAioHttpClient(transport=BoundedTransport(), follow_redirects=False),
    )
    extra: dict[str, Any] = {"reasoning_effort": "low"} if "gpt-oss" in settings.model else {}
    return StainlessProvider(settings.name, groq, client, settings.model, extra)
