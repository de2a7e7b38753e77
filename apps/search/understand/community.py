"""The Community AI API as an assistant, and the day's quota that its answers tell. Its interface: CONTRACT.md."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from http import HTTPStatus

from apps.core.http import Answer, retry_after
from apps.search.domain import ParsedQuery
from apps.search.understand.assistant import BUDGET, AssistantFailed, document_of, reading_of, send

_MOST_SEARCHES = 10**9


@dataclass(frozen=True, slots=True)
class Quota:
    """Searches of a day: how many, how many are left, and when there are new ones."""

    limit: int
    remaining: int
    resets_at: datetime

    @property
    def is_near_its_end(self) -> bool:
        """A tenth or less is left."""
        return self.remaining * 10 <= self.limit


class CommunityAssistant:
    """The Community AI API at `url`, asked as the device `device_id` (16 to 64 hexadecimal digits).

    Two calls with the same `request_id` (a UUID) are charged once. `quota` is what the last answer told.
    """

    def __init__(self, url: str, device_id: str, *, request_id: str = "", deadline: float = BUDGET) -> None:
        self._url, self._deadline = url.rstrip("/"), deadline
        self._headers = {"X-Device-ID": device_id} | ({"X-Request-ID": request_id} if request_id else {})
        self.quota: Quota | None = None

    async def parse(self, text: str) -> ParsedQuery:
        """One search of the day's quota; an answer that the API's own rules gave is none of a model's."""
        document = await self._ask("/v1/search/parse", {"query": text})
        if isinstance(document, Mapping) and document.get("provider") == "rules":
            raise AssistantFailed("degraded", "The Community AI API had no model to ask.", permanent=False)
        return reading_of(document, text)

    async def _ask(self, path: str, body: Mapping[str, object]) -> object:
        answer = await send(self._url + path, body, self._headers, self._deadline)
        self.quota = quota_from_headers(answer.headers) or self.quota
        if answer.status == HTTPStatus.TOO_MANY_REQUESTS:
            raise self._refused(answer)
        return document_of(answer)

    def _refused(self, answer: Answer) -> AssistantFailed:
        """Too many today, or too many at once: the contract's two reasons for a 429."""
        wait = retry_after(answer.headers.get("retry-after"))
        if _error_code(answer) == "quota_exhausted":
            searches = f"{self.quota.limit} assisted searches" if self.quota else "assisted searches"
            message = f"Today's {searches} of the Community AI API are used up."
            return AssistantFailed("quota_exhausted", message, permanent=False, retry_after=wait)
        message = "The Community AI API was asked too often in a short time."
        return AssistantFailed("rate_limited", message, permanent=False, retry_after=wait)


def _error_code(answer: Answer) -> str:
    """The code in the contract's error shape; "" where there is none."""
    try:
        return str(json.loads(answer.body)["error"]["code"])
    except (ValueError, RecursionError, TypeError, KeyError, IndexError):
        return ""


def quota_from_headers(headers: Mapping[str, str]) -> Quota | None:
    """The quota in `X-Quota-*` (names in lower case); None where one is missing or senseless."""
    values = (headers.get(f"x-quota-{name}", "") for name in ("limit", "remaining", "reset"))
    limit, remaining, reset = values
    if not (limit.isdecimal() and remaining.isdecimal() and len(limit) < 12 and len(remaining) < 12):
        return None
    return quota_from({"limit": int(limit), "remaining": int(remaining), "resets_at": reset})


def quota_from(document: Mapping[str, object]) -> Quota | None:
    """The quota that an untrusted document (or one that was kept) tells; None where it makes no sense."""
    limit, remaining = document.get("limit"), document.get("remaining")
    if type(limit) is not int or type(remaining) is not int or not 0 <= remaining <= limit <= _MOST_SEARCHES:
        return None
    try:
        resets_at = datetime.fromisoformat(str(document.get("resets_at")))
    except ValueError:
        return None
    if resets_at.tzinfo is None:
        resets_at = resets_at.replace(tzinfo=UTC)
    return Quota(limit, remaining, resets_at)
