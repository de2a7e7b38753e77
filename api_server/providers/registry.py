"""Which adapter a configured provider gets."""

from collections.abc import Sequence

from api_server.domain import ProviderSettings
from api_server.providers.base import Provider


def build(configured: Sequence[ProviderSettings]) -> list[Provider]:
    """The adapters in their order. Imports the SDKs that are needed, and no other."""
    return [_build(settings) for settings in configured]


def _build(settings: ProviderSettings) -> Provider:
    match settings.name:
        case "groq":
            from api_server.providers.groq import groq_provider

            return groq_provider(settings)
        case "together":
            from api_server.providers.together import together_provider

            return together_provider(settings)
        case "mistral":
            from api_server.providers.mistral import mistral_provider

            return mistral_provider(settings)
        case _:
            from api_server.providers.openai_compatible import OpenAICompatibleProvider

            return OpenAICompatibleProvider(settings)
