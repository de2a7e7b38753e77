"""httpx over aiohttp for the SDKs, with a bound on the answer's size.

On httpx's own transport a hundred requests in flight cost eight times the CPU (docs/adr/0013-providers.md).
"""

from collections.abc import AsyncIterator

import httpx
from httpx_aiohttp import AiohttpTransport

from api_server.providers.base import MOST_ANSWER_BYTES


class AnswerTooLarge(httpx.HTTPError):
    """The provider sends more than an answer can be."""


class BoundedTransport(httpx.AsyncBaseTransport):
    """Ends an answer that grows beyond `MOST_ANSWER_BYTES`."""

    def __init__(self) -> None:
        self._inner = AiohttpTransport(limits=httpx.Limits(max_connections=None, max_keepalive_connections=100))

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        try:
            response = await self._inner.handle_async_request(request)
        except httpx.TimeoutException as error:
            if isinstance(error.__cause__, TimeoutError):
                raise
            raise httpx.ConnectError(str(error)) from error  # the transport calls a refused connection a time-out
        assert isinstance(response.stream, httpx.AsyncByteStream)  # noqa: S101  (an asynchronous transport's is)
        response.stream = BoundedStream(response.stream)
        return response

    async def aclose(self) -> None:
        await self._inner.aclose()


class BoundedStream(httpx.AsyncByteStream):
    """Counts what passes."""

    def __init__(self, inner: httpx.AsyncByteStream) -> None:
        self._inner = inner

    async def __aiter__(self) -> AsyncIterator[bytes]:
        size = 0
        async for chunk in self._inner:
            size += len(chunk)
            if size > MOST_ANSWER_BYTES:
                raise AnswerTooLarge("too large")
            yield chunk

    async def aclose(self) -> None:
        await self._inner.aclose()
