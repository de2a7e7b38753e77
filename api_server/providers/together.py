"""Together, through its SDK. https://docs.together.ai/docs/json-mode"""

from api_server.domain import ProviderSettings
from api_server.providers.stainless import StainlessProvider


def together_provider(settings: ProviderSettings) -> StainlessProvider:
    """The adapter; the SDK is imported only when it is configured."""
    import together

    from api_server.providers.bounded_http import BoundedTransport

    client = together.AsyncTogether(
        api_key=settings.key,
        base_url=settings.base_url.removesuffix("/v1"),
        max_retries=0,
        http_client=together.DefaultAioHttpClient(transport=BoundedTransport(), follow_redirects=False),
    )
    return StainlessProvider(settings.name, together, client, settings.model, {})
