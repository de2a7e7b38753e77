"""What every provider is: asked with a prompt, it gives a text, or one kind of error."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from enum import StrEnum
from typing import Any, Protocol

MOST_ANSWER_BYTES = 64 * 1024
LONGEST_RETRY_AFTER = 600.0


@dataclass(frozen=True, slots=True)
class Prompt:
    """One request: the instructions, what the client sent (as data), and the JSON schema of the answer."""

    name: str
    version: int
    system: str
    user: str = field(repr=False)
    schema: Mapping[str, Any]
    most_tokens: int = 400

    @property
    def messages(self) -> list[dict[str, str]]:
        return [{"role": "system", "content": self.system}, {"role": "user", "content": self.user}]

    @property
    def response_format(self) -> dict[str, Any]:
        """OpenAI's structured outputs; Groq, Together, Mistral, llama.cpp, vLLM and Ollama take the same."""
        return {"type": "json_schema", "json_schema": {"name": self.name, "strict": True, "schema": dict(self.schema)}}


@dataclass(frozen=True, slots=True)
class Completion:
    """What the provider wrote, untrusted, and what it billed (tokens; 0 where it does not say)."""

    text: str = field(repr=False)
    tokens_in: int = 0
    tokens_out: int = 0


class Outcome(StrEnum):
    """How an attempt ended; these are the metric's labels too."""

    OK = "ok"
    RATE_LIMITED = "rate_limited"
    TIMEOUT = "timeout"
    SERVER_ERROR = "server_error"
    REFUSED = "refused"
    BAD_REQUEST = "bad_request"
    BAD_ANSWER = "bad_answer"
    UNREACHABLE = "unreachable"
    ABANDONED = "abandoned"


class ProviderError(Exception):
    """The provider gave no usable answer.

    `cool_for` (seconds) says that asking again before then is pointless; `permanent` that only the operator can help
    (a wrong key, a retired model). The message never holds what was asked or answered.
    """

    def __init__(
        self, outcome: Outcome, message: str, *, permanent: bool = False, cool_for: float | None = None
    ) -> None:
        super().__init__(message)
        self.outcome, self.permanent, self.cool_for = outcome, permanent, cool_for


class Provider(Protocol):
    """One adapter. It belongs to one event loop."""

    @property
    def name(self) -> str: ...

    async def complete(self, prompt: Prompt) -> Completion:
        """Ask once, without a retry of its own. Raises ProviderError; the caller bounds the time."""
        ...

    async def close(self) -> None: ...


REFUSED_SECONDS = 60.0
RATE_LIMITED_SECONDS = 2.0


def error_for_status(status: int, retry_after: str | None) -> ProviderError:
    """The error of an HTTP status: who is to blame, and how long to leave it alone."""
    if status == 429:
        seconds = parse_retry_after(retry_after)
        return ProviderError(
            Outcome.RATE_LIMITED, "It limits us.", cool_for=RATE_LIMITED_SECONDS if seconds is None else seconds
        )
    if status in (401, 402, 403):
        return ProviderError(
            Outcome.REFUSED, f"It refuses our key (HTTP {status}).", permanent=True, cool_for=REFUSED_SECONDS
        )
    if status == 404:
        return ProviderError(
            Outcome.REFUSED, "It does not know our model, or the address is wrong (HTTP 404).",
            permanent=True, cool_for=REFUSED_SECONDS,
        )  # fmt: skip
    if status == 408:
        return ProviderError(Outcome.TIMEOUT, "It timed out (HTTP 408).")
    if 400 <= status < 500:
        return ProviderError(Outcome.BAD_REQUEST, f"It does not take our request (HTTP {status}).")
    return ProviderError(Outcome.SERVER_ERROR, f"It failed (HTTP {status}).")


def parse_retry_after(value: str | None, now: datetime | None = None) -> float | None:
    """Seconds of a `Retry-After` (RFC 9110: a number or a date), between 0 and ten minutes; None if unreadable."""
    if value is None:
        return None
    try:
        seconds = float(value)
    except ValueError:
        try:
            moment = parsedate_to_datetime(value)
        except (ValueError, TypeError):
            return None
        if moment.tzinfo is None:
            moment = moment.replace(tzinfo=UTC)
        seconds = (moment - (now or datetime.now(UTC))).total_seconds()
    if seconds != seconds:  # "nan" is a float too
        return None
    return min(max(seconds, 0.0), LONGEST_RETRY_AFTER)


def completion_from(document: Any) -> Completion:
    """The text of an OpenAI-style answer (a parsed JSON value of any shape). Raises ProviderError."""
    try:
        text = document["choices"][0]["message"]["content"]
    except (KeyError, IndexError, TypeError):
        text = None
    if not isinstance(text, str) or not text:
        raise ProviderError(Outcome.BAD_ANSWER, "Its answer holds no text.")
    usage = document.get("usage")
    counts = usage if isinstance(usage, dict) else {}
    return Completion(text, _count(counts.get("prompt_tokens")), _count(counts.get("completion_tokens")))


def _count(value: object) -> int:
    return value if type(value) is int and 0 <= value < 10_000_000 else 0
