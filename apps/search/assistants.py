"""The assistant of this installation: which one it is, how it stands, and when it is left alone for a while.

An own endpoint goes before the Community AI API: what is asked then stays in the house, and costs no quota. How it
stands is kept in the cache, so that every process and the settings page know the same.
"""

from __future__ import annotations

import hashlib
import time
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from typing import Any

import structlog
from constance import config
from django.conf import settings
from django.core.cache import cache

from apps.core.device import device_id
from apps.search.understand.assistant import BUDGET, AssistantFailed, OpenAIAssistant
from apps.search.understand.community import CommunityAssistant, Quota, quota_from

log = structlog.get_logger(__name__)

AnyAssistant = OpenAIAssistant | CommunityAssistant
OWN, COMMUNITY = "own", "community"
SHORT_OF_BUDGET = 0.05  # seconds, so that an assistant that is too slow says so before it is left behind
DAY = 24 * 3600.0
KEPT = 8 * DAY  # seconds that the standing is remembered
PATIENCE = 3  # failures in a row
RESTS = {"quota_exhausted": 600.0, "rate_limited": 10.0}  # seconds, where the other side says no time
REST_AFTER_FAILURES = 60.0


@dataclass(frozen=True)
class Standing:
    """How the assistant fared: its quota where it has one, why it gave no answer last, how often in a row.

    Until `rests_until` (seconds since 1970) it is not asked.
    """

    quota: Quota | None = None
    trouble: str = ""
    failures: int = 0
    rests_until: float = 0.0

    @property
    def rests(self) -> bool:
        return time.time() < self.rests_until

    @property
    def asked_again_at(self) -> datetime | None:
        """When its rest is over; None while it is awake."""
        return datetime.fromtimestamp(self.rests_until, UTC) if self.rests else None


def kind() -> str:
    """`own` (an OpenAI-compatible endpoint), `community`, or "" where the environment names none."""
    return OWN if settings.AI_URL else COMMUNITY if settings.COMMUNITY_URL else ""


def address() -> str:
    """Where it is asked; "" where there is none."""
    return str(settings.AI_URL or settings.COMMUNITY_URL)


def is_wanted() -> bool:
    """Whether there is one and the person did not switch it off."""
    return bool(kind() and config.ASK_ASSISTANT)


def build(request_id: str = "", *, deadline: float = BUDGET - SHORT_OF_BUDGET) -> AnyAssistant:
    """The assistant that the environment names. Call it only where `kind()` says that there is one."""
    if kind() == OWN:
        return OpenAIAssistant(settings.AI_URL, settings.AI_KEY, settings.AI_MODEL, deadline=deadline)
    return CommunityAssistant(settings.COMMUNITY_URL, device_id(), request_id=request_id, deadline=deadline)


def standing() -> Standing:
    """How the assistant stands; as if nothing were known where the cache is away."""
    try:
        kept = cache.get(_key())
    except Exception as error:  # any client error: what is kept there is of use, not needed
        log.warning("assistant_standing_unknown", error=str(error))
        return Standing()
    return _standing_from(kept) if isinstance(kept, Mapping) else Standing()


def forget_standing() -> None:
    """Ask it again at once, whatever it did before."""
    _keep(Standing())


def note(assistant: AnyAssistant, error: AssistantFailed | None) -> None:
    """Remember how it fared when it was asked just now."""
    quota = assistant.quota if isinstance(assistant, CommunityAssistant) else None
    _keep(after(standing(), error, quota))


def after(before: Standing, error: AssistantFailed | None, quota: Quota | None) -> Standing:
    """The standing once it answered, or failed with `error`; `quota` is what it told on that."""
    quota = quota or before.quota
    if error is None:
        return Standing(quota)
    failures = before.failures + 1
    rest = 0.0
    if error.code in RESTS:
        rest = RESTS[error.code] if error.retry_after is None else error.retry_after
    elif error.permanent or failures >= PATIENCE:
        rest = max(REST_AFTER_FAILURES, error.retry_after or 0.0)
    return Standing(quota, error.message, failures, time.time() + min(rest, DAY) if rest else 0.0)


def _keep(standing: Standing) -> None:
    try:
        cache.set(_key(), _document(standing), KEPT)
    except Exception as error:  # as in `standing`
        log.warning("assistant_standing_not_kept", error=str(error))


def _key() -> str:
    digest = hashlib.sha256(f"{kind()} {address()}".encode()).hexdigest()[:16]
    return f"assistant:{digest}"


def _document(standing: Standing) -> dict[str, Any]:
    document = asdict(standing)
    if standing.quota is not None:
        document["quota"]["resets_at"] = standing.quota.resets_at.isoformat()
    return document


def _standing_from(kept: Mapping[str, Any]) -> Standing:
    """What `_document` made."""
    return Standing(**{**kept, "quota": quota_from(kept["quota"])}) if kept.get("quota") else Standing(**kept)
