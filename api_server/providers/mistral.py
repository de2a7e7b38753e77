"""Mistral, through its SDK. https://docs.mistral.ai/capabilities/structured-output/custom_structured_output/"""

from typing import Any

from api_server.domain import ProviderSettings
from api_server.providers.base import (
    MOST_ANSWER_BYTES,
    Completion,
    Outcome,
    Prompt,
    ProviderError,
    completion_from,
    error_for_status,
)


class MistralProvider:
    """Asks through the SDK, which makes no retries of its own unless told to."""

    def __init__(self, settings: ProviderSettings, client: Any, transport: Any) -> None:
        self.name = settings.name
        self._model, self._client, self._transport = settings.model, client, transport

    async def complete(self, prompt: Prompt) -> Completion:
        from mistralai.client.errors import MistralError, NoResponseError

        try:
            answer = await self._client.chat.complete_async(
                model=self._model,
                messages=prompt.messages,
                temperature=0,
                max_tokens=prompt.most_tokens,
                response_format=prompt.response_format,
            )
            document = answer.model_dump()
        except MistralError as error:
            if error.status_code == 200:
                raise ProviderError(Outcome.BAD_ANSWER, "Its answer is not of the agreed form.") from None
            raise error_for_status(error.status_code, error.headers.get("retry-after")) from None
        except NoResponseError:
            raise ProviderError(Outcome.UNREACHABLE, "It gave no response.") from None
        except Exception as error:  # transport errors of the SDK's own HTTP client, or an unreadable answer
            raise _transport_error(error) from None
        return completion_from(document)

    async def close(self) -> None:
        await self._transport.aclose()


def _transport_error(error: Exception) -> ProviderError:
    import httpx2

    if isinstance(error, ProviderError):
        return error
    if isinstance(error, httpx2.TimeoutException):
        return ProviderError(Outcome.TIMEOUT, "It did not answer in time.")
    if isinstance(error, (httpx2.HTTPError, OSError)):
        return ProviderError(Outcome.UNREACHABLE, f"It could not be reached ({type(error).__name__}).")
    return ProviderError(Outcome.BAD_ANSWER, f"Its answer cannot be read ({type(error).__name__}).")


async def _refuse_large(response: Any) -> None:
    """httpx's hook before the body is read: read it here, bounded, so that the SDK finds it in memory."""
    size, chunks = 0, []
    async for chunk in response.aiter_bytes():
        size += len(chunk)
        if size > MOST_ANSWER_BYTES:
            await response.aclose()
            raise ProviderError(Outcome.BAD_ANSWER, "Its answer is too large.")
        chunks.append(chunk)
    response._content = b"".join(chunks)


def mistral_provider(settings: ProviderSettings) -> MistralProvider:
    """The adapter; the SDK is imported only when it is configured."""
    import httpx2
    from mistralai.client import Mistral

    transport = httpx2.AsyncClient(
        follow_redirects=False,
        event_hooks={"response": [_refuse_large]},
        limits=httpx2.Limits(max_connections=None, max_keepalive_connections=100),
    )
    url = settings.base_url.removesuffix("/v1")
    client = Mistral(api_key=settings.key, server_url=url, async_client=transport, timeout_ms=30_000)
    return MistralProvider(settings, client, transport)
