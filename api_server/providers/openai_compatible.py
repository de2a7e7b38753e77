"""Any endpoint with OpenAI's `POST /v1/chat/completions`: Ollama, llama.cpp, vLLM, LM Studio, a gateway.

https://platform.openai.com/docs/api-reference/chat/create
"""

import json
from dataclasses import replace
from typing import Any
from urllib.parse import urlsplit

import aiohttp
from pydantic_core import to_json

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

FORMATS = ("json_schema", "json_object", "text")


class OpenAICompatibleProvider:
    """Asks with aiohttp; remembers which form of structured output the server takes."""

    def __init__(self, settings: ProviderSettings) -> None:
        self.name = settings.name
        self._model = settings.model
        self._url = _completions_url(settings.base_url)
        self._headers = {"Content-Type": "application/json"}
        if settings.key:
            self._headers["Authorization"] = f"Bearer {settings.key}"
        self._heads: dict[tuple[str, str], tuple[Prompt, bytes]] = {}
        self._session: aiohttp.ClientSession | None = None
        self._format = 0

    async def complete(self, prompt: Prompt) -> Completion:
        """Ask once; a server that does not know JSON schemas is asked for plain JSON from then on."""
        form = self._format
        status, retry_after, body = await self._post(self._body(prompt, FORMATS[form]))
        if status in (400, 422) and form + 1 < len(FORMATS):
            status, retry_after, body = await self._post(self._body(prompt, FORMATS[form + 1]))
            if status == 200:
                self._format = form + 1
        if status != 200:
            raise error_for_status(status, retry_after)
        try:
            document = json.loads(body)
        except (ValueError, RecursionError):
            raise ProviderError(Outcome.BAD_ANSWER, "Its answer is not JSON.") from None
        return completion_from(document)

    async def close(self) -> None:
        """Close the connections."""
        if self._session is not None:
            await self._session.close()
            self._session = None

    def _body(self, prompt: Prompt, form: str) -> bytes:
        """The request. All but the client's own words is the same each time, and encoded once."""
        known, head = self._heads.get((prompt.name, form), (None, b""))
        if known is None or known.schema is not prompt.schema or known.system is not prompt.system:
            head = self._head(prompt, form)
            self._heads[prompt.name, form] = replace(prompt, user=""), head
        return b"%s%s]}" % (head, to_json(prompt.messages[-1]))

    def _head(self, prompt: Prompt, form: str) -> bytes:
        """The request's JSON up to the client's message, which comes last."""
        payload: dict[str, Any] = {"model": self._model, "temperature": 0, "max_tokens": prompt.most_tokens}
        if form == "json_schema":
            payload["response_format"] = prompt.response_format
        elif form == "json_object":
            payload["response_format"] = {"type": "json_object"}
        payload["messages"] = prompt.messages[:-1]
        return to_json(payload).removesuffix(b"]}") + b","

    async def _post(self, document: bytes) -> tuple[int, str | None, bytes]:
        try:
            async with self._open_session().post(self._url, data=document, allow_redirects=False) as response:
                body = await _read(response)
                return response.status, response.headers.get("Retry-After"), body
        except TimeoutError:
            raise ProviderError(Outcome.TIMEOUT, "It did not answer in time.") from None
        except (aiohttp.ClientError, OSError, ValueError) as error:
            raise ProviderError(Outcome.UNREACHABLE, f"It could not be reached ({type(error).__name__}).") from None

    def _open_session(self) -> aiohttp.ClientSession:
        if self._session is None:
            self._session = aiohttp.ClientSession(
                headers=self._headers,
                connector=aiohttp.TCPConnector(limit=0, keepalive_timeout=30),
                timeout=aiohttp.ClientTimeout(),  # the caller bounds the whole
                cookie_jar=aiohttp.DummyCookieJar(),
            )
        return self._session


async def _read(response: aiohttp.ClientResponse) -> bytes:
    chunks: list[bytes] = []
    size = 0
    async for chunk in response.content.iter_any():
        size += len(chunk)
        if size > MOST_ANSWER_BYTES:
            raise ProviderError(Outcome.BAD_ANSWER, "Its answer is too large.")
        chunks.append(chunk)
    return b"".join(chunks)


def _completions_url(base_url: str) -> str:
    """`http://host:11434` and `http://host:11434/v1` are the same endpoint."""
    base = base_url.rstrip("/")
    if base.endswith("/chat/completions"):
        return base
    return f"{base}/chat/completions" if urlsplit(base).path.strip("/") else f"{base}/v1/chat/completions"
