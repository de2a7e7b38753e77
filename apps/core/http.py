"""The one way out: every HTTP request of TrustTune to another machine goes through here.

Bounds hold for the whole exchange, redirects and body included: a deadline in seconds and a size in bytes.
Redirects are followed by hand so that each target is judged before it is asked.
"""

import asyncio
import ssl
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cache
from http import HTTPStatus
from urllib.parse import urljoin, urlsplit

import httpx
from django.conf import settings

MOST_REDIRECTS = 5
DEFAULT_DEADLINE = 10.0
DEFAULT_MOST_BYTES = 5 * 1024 * 1024


class OutgoingError(Exception):
    """A request to the outside failed.

    `code` is one of `timeout`, `too_large`, `unreachable`, `status`, `redirect`, `address`; `permanent` says that the
    same request will fail again; `status` is the HTTP status where there was one, `retry_after` in seconds.
    """

    def __init__(
        self,
        code: str,
        message: str,
        *,
        permanent: bool,
        status: int | None = None,
        retry_after: float | None = None,
    ) -> None:
        super().__init__(message)
        self.code, self.message, self.permanent = code, message, permanent
        self.status, self.retry_after = status, retry_after


@dataclass(frozen=True, slots=True)
class Answer:
    """A whole answer: the address that gave it, the status, headers with lower-case names, and the body's bytes.

    `redirected_to` is the target that was not followed, such as a `magnet:` link.
    """

    url: str
    status: int
    headers: Mapping[str, str]
    body: bytes = field(repr=False)
    redirected_to: str | None = None


def same_host(origin: str, target: str) -> bool:
    """Follow only to the same scheme, host and port, or from http to https on the same host."""
    a, b = urlsplit(origin), urlsplit(target)
    if a.hostname != b.hostname:
        return False
    return (a.scheme, a.port) == (b.scheme, b.port) or (a.scheme, b.scheme) == ("http", "https")


def any_web_host(_origin: str, target: str) -> bool:
    """Follow to any http or https address."""
    return urlsplit(target).scheme in ("http", "https")


async def fetch(
    url: str,
    *,
    method: str = "GET",
    params: Mapping[str, str | int] | None = None,
    headers: Mapping[str, str] | None = None,
    content: bytes | None = None,
    deadline: float = DEFAULT_DEADLINE,
    most_bytes: int = DEFAULT_MOST_BYTES,
    may_follow: Callable[[str, str], bool] = same_host,
    raise_for_status: bool = True,
) -> Answer:
    """Fetch `url` within `deadline` seconds and `most_bytes` of decoded body.

    A redirect that `may_follow(from, to)` refuses ends in an OutgoingError, except one to a `magnet:` link, which is
    returned as `redirected_to`. Raises OutgoingError and nothing else (but CancelledError).
    """
    if urlsplit(url).scheme not in ("http", "https") or not urlsplit(url).hostname:
        raise OutgoingError("address", "Only http and https addresses can be asked.", permanent=True)
    request = _Request(method, dict(headers or {}), content, most_bytes, may_follow)
    try:
        async with asyncio.timeout(deadline):
            answer = await request.run(url, params)
    except TimeoutError:
        raise OutgoingError("timeout", f"{_host(url)} did not answer within {deadline:g} s.", permanent=False) from None
    except httpx.InvalidURL as error:
        raise OutgoingError("address", "That address cannot be read.", permanent=True) from error
    except (httpx.HTTPError, OSError, ValueError) as error:
        raise OutgoingError(
            "unreachable", f"{_host(url)} could not be reached: {_short(error)}", permanent=False
        ) from error
    if raise_for_status and answer.redirected_to is None:
        check_status(answer)
    return answer


def fetch_now(url: str, **options: object) -> Answer:
    """`fetch` for code that has no event loop, such as a Celery task in a thread."""
    return asyncio.run(fetch(url, **options))  # type: ignore[arg-type]  # passed through as they are


@dataclass(slots=True)
class _Request:
    method: str
    headers: dict[str, str]
    content: bytes | None
    most_bytes: int
    may_follow: Callable[[str, str], bool]

    async def run(self, url: str, params: Mapping[str, str | int] | None) -> Answer:
        self.headers.setdefault("User-Agent", user_agent())
        async with httpx.AsyncClient(timeout=None, trust_env=True, verify=_certificates()) as client:  # noqa: S113
            if params:
                url = str(httpx.URL(url).copy_merge_params(dict(params)))
            for _hop in range(MOST_REDIRECTS + 1):
                answer, target = await self._once(client, url)
                if target is None:
                    return answer
                if urlsplit(target).scheme == "magnet":
                    return Answer(answer.url, answer.status, answer.headers, b"", redirected_to=target)
                if not self.may_follow(url, target):
                    raise OutgoingError(
                        "redirect",
                        f"{_host(url)} sent us on to {_host(target)}, which is not allowed.",
                        permanent=True,
                    )
                url = target
        raise OutgoingError("redirect", f"{_host(url)} redirects in circles.", permanent=True)

    async def _once(self, client: httpx.AsyncClient, url: str) -> tuple[Answer, str | None]:
        async with client.stream(self.method, url, headers=self.headers, content=self.content) as response:
            headers = {name.lower(): value for name, value in response.headers.items()}
            location = headers.get("location")
            if HTTPStatus.MULTIPLE_CHOICES <= response.status_code < HTTPStatus.BAD_REQUEST and location:
                return Answer(url, response.status_code, headers, b""), urljoin(url, location)
            body = bytearray()
            async for chunk in response.aiter_bytes():
                body += chunk
                if len(body) > self.most_bytes:
                    limit = self.most_bytes // 1024
                    raise OutgoingError(
                        "too_large",
                        f"{_host(url)} sent more than {limit} KB; that is not a sane answer.",
                        permanent=True,
                    )
            return Answer(url, response.status_code, headers, bytes(body)), None


@cache
def _certificates() -> ssl.SSLContext:
    """The trusted certificates, loaded once: that costs more time than a request on loopback."""
    return httpx.create_ssl_context()


def user_agent() -> str:
    """Who is asking, with a way to find us (MusicBrainz asks for that)."""
    return f"TrustTune/{settings.VERSION} ( https://github.com/trusttune/trusttune )"


def check_status(answer: Answer) -> None:
    """Raise OutgoingError for an answer whose status is 400 or above."""
    if answer.status < HTTPStatus.BAD_REQUEST:
        return
    temporary = answer.status in (408, 425, 429) or answer.status >= HTTPStatus.INTERNAL_SERVER_ERROR
    raise OutgoingError(
        "status",
        f"{_host(answer.url)} answered with status {answer.status}.",
        permanent=not temporary,
        status=answer.status,
        retry_after=retry_after(answer.headers.get("retry-after")),
    )


def retry_after(value: str | None) -> float | None:
    """The seconds of a `Retry-After` header (RFC 9110, 10.2.3); its date form is left to the caller's default."""
    return float(value) if value and value.strip().isdigit() else None


def _host(url: str) -> str:
    return urlsplit(url).netloc.rpartition("@")[2] or "the address"


def _short(error: Exception) -> str:
    return (str(error) or type(error).__name__).splitlines()[0][:120]
