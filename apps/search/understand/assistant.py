"""A language model as a second reader: any OpenAI-compatible endpoint here, the Community AI API in `community`.

The rules answer at once. A model's answer replaces theirs only if it comes within its budget and every value in it
checks out (`documents`); it is never trusted further than that. Settings come by constructor.
"""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from pathlib import Path
from typing import Protocol

from apps.core.http import Answer, OutgoingError, check_status, fetch
from apps.search.domain import ParsedQuery, Quality, QueryType
from apps.search.understand.documents import NotAReading, reading_from
from apps.search.vocabulary import AudioFormat, Medium

BUDGET = 1.5
"""Seconds that a reading may wait for a model."""
MOST_BYTES = 64 * 1024
_MOST_TOKENS = 400
_THOUGHT = re.compile(r"<think>.*?</think>", re.DOTALL)
ASSISTED = "an assistant read it so"
_FENCE = re.compile(r"^```(?:json)?\s*|\s*```$")
_ABOUT = frozenset({"raw", "language", "reasons", "problem", "confidence", "query_type"})


class AssistantFailed(Exception):
    """A model gave no usable answer.

    `code` is one of `timeout`, `too_large`, `unreachable`, `status`, `redirect`, `address`, `malformed`, `degraded`,
    `quota_exhausted`, `rate_limited`; `permanent` says that asking again as things are will fail again; `retry_after`
    is in seconds, where the other side said so.
    """

    def __init__(self, code: str, message: str, *, permanent: bool, retry_after: float | None = None) -> None:
        super().__init__(message)
        self.code, self.message, self.permanent, self.retry_after = code, message, permanent, retry_after


class Assistant(Protocol):
    """Whoever can read a request."""

    async def parse(self, text: str) -> ParsedQuery:
        """The reading of the request. Raises AssistantFailed and nothing else (but CancelledError)."""
        ...


@dataclass(frozen=True, slots=True)
class Hedged:
    """What a hedge came to: the assistant's reading, or the rules' own and why it stayed."""

    parsed: ParsedQuery
    failed: AssistantFailed | None = None


class OpenAIAssistant:
    """A chat completions endpoint (https://platform.openai.com/docs/api-reference/chat) with a strict JSON schema.

    `url` may be the server's root, its `/v1`, or the endpoint itself; `key` may be empty.
    """

    def __init__(self, url: str, key: str, model: str, *, deadline: float = BUDGET) -> None:
        self._url, self._key = _endpoint(url), key
        self._model, self._deadline = model, deadline

    async def parse(self, text: str) -> ParsedQuery:
        headers = {"Authorization": f"Bearer {self._key}"} if self._key else {}
        answer = await send(self._url, self._body(text), headers, self._deadline)
        return reading_of(_content(document_of(answer)), text)

    def _body(self, text: str) -> dict[str, object]:
        return {
            "model": self._model,
            "messages": [
                {"role": "system", "content": _instructions()},
                {"role": "user", "content": json.dumps({"query": text}, ensure_ascii=False)},
            ],
            "temperature": 0,
            "max_tokens": _MOST_TOKENS,
            "response_format": {
                "type": "json_schema",
                "json_schema": {"name": "reading", "strict": True, "schema": SCHEMA},
            },
        }


async def hedge(rules: ParsedQuery, assistant: Assistant, *, budget: float = BUDGET) -> Hedged:
    """The assistant's reading if it comes within `budget` seconds and validates, else the rules' own.

    Never raises (but CancelledError). Wishes that the words said and the assistant left out are kept.
    """
    try:
        async with asyncio.timeout(budget):
            answer = await assistant.parse(rules.raw)
    except TimeoutError:
        message = f"The assistant did not answer within {budget:g} s."
        return Hedged(rules, AssistantFailed("timeout", message, permanent=False))
    except AssistantFailed as error:
        return Hedged(rules, error)
    return Hedged(merged(rules, answer).because(ASSISTED))


def merged(rules: ParsedQuery, answer: ParsedQuery) -> ParsedQuery:
    """The assistant's names with the rules' wishes."""
    named = frozenset({"artist", "album", "track", "composer", "performer", "orchestra", "work"})
    kept = {
        each.name: getattr(rules, each.name)
        for each in fields(rules)
        if each.name not in _ABOUT | named and getattr(answer, each.name) == each.default
    }
    return replace(answer, **kept, raw=rules.raw, language=rules.language, reasons=rules.reasons)


def reading_of(document: object, text: str) -> ParsedQuery:
    """The reading of `text` that an untrusted document holds. Raises AssistantFailed."""
    try:
        return replace(reading_from(document), raw=text)
    except NotAReading as error:
        raise AssistantFailed(
            "malformed", f"The assistant's answer was no reading: {error}.", permanent=False
        ) from error


async def send(url: str, body: Mapping[str, object], headers: Mapping[str, str], deadline: float) -> Answer:
    """What a POST of `body` as JSON is answered with, whatever its status.

    Raises AssistantFailed where no whole answer of at most `MOST_BYTES` comes within `deadline` seconds.
    """
    try:
        return await fetch(
            url,
            method="POST",
            headers={"Content-Type": "application/json", "Accept": "application/json", **headers},
            content=json.dumps(body, ensure_ascii=False).encode("utf-8", "replace"),
            deadline=deadline,
            most_bytes=MOST_BYTES,
            may_follow=lambda _origin, _target: False,
            raise_for_status=False,
        )
    except OutgoingError as error:
        raise AssistantFailed(error.code, error.message, permanent=error.permanent) from error


def document_of(answer: Answer) -> object:
    """The JSON of an answer. Raises AssistantFailed for an error's status, and where there is no JSON."""
    try:
        check_status(answer)
    except OutgoingError as error:
        code, permanent, wait = error.code, error.permanent, error.retry_after
        raise AssistantFailed(code, error.message, permanent=permanent, retry_after=wait) from error
    return _json(answer.body.decode("utf-8", "replace"))


def _json(text: str) -> object:
    try:
        return json.loads(text)
    except (ValueError, RecursionError) as error:
        raise AssistantFailed("malformed", "The assistant's answer was not JSON.", permanent=False) from error


def _content(answer: object) -> object:
    """The JSON in the first choice's message, without the thoughts and fences that some models put around it."""
    try:
        content = answer["choices"][0]["message"]["content"]  # type: ignore[index]
    except (TypeError, KeyError, IndexError) as error:
        raise AssistantFailed("malformed", "The assistant's answer held no message.", permanent=False) from error
    if not isinstance(content, str):
        raise AssistantFailed("malformed", "The assistant's message was empty.", permanent=False)
    return _json(_FENCE.sub("", _THOUGHT.sub("", content).strip()))


def _endpoint(url: str) -> str:
    url = url.rstrip("/")
    if url.endswith("/chat/completions"):
        return url
    return f"{url}/chat/completions" if url.endswith("/v1") else f"{url}/v1/chat/completions"


def _instructions() -> str:
    return (Path(__file__).parent / "prompts" / "parse.md").read_text(encoding="utf-8")


def _nullable(kind: str) -> dict[str, object]:
    return {"type": [kind, "null"]}


def _one_of(values: list[str]) -> dict[str, object]:
    return {"anyOf": [{"type": "string", "enum": values}, {"type": "null"}]}


def _object(properties: Mapping[str, object]) -> dict[str, object]:
    """Strict: every property required, no other allowed."""
    return {
        "type": "object",
        "properties": dict(properties),
        "required": list(properties),
        "additionalProperties": False,
    }


SCHEMA = _object(
    {
        "query_type": {"type": "string", "enum": [each.value for each in QueryType]},
        **{name: _nullable("string") for name in ("artist", "album", "track")},
        **{name: _nullable("integer") for name in ("year", "year_to", "decade")},
        **{name: _nullable("string") for name in ("composer", "performer", "orchestra", "work", "label")},
        "similar": {"type": "boolean"},
        "newest": {"type": "boolean"},
        "confidence": {"type": "number"},
        "preferences": _object(
            {
                "format": {"type": "array", "items": {"type": "string", "enum": [each.value for each in AudioFormat]}},
                "quality": _one_of([each.value for each in Quality]),
                "bitrate": _nullable("integer"),
                "bit_depth": _nullable("integer"),
                "sample_rate_khz": _nullable("number"),
                "source": _one_of([each.value for each in Medium]),
                "live": _nullable("boolean"),
                "remaster": _nullable("boolean"),
                "edition": _nullable("string"),
            }
        ),
    }
)
