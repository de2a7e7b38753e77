"""The assistant of this installation, if one is set up: a Community AI API, or any OpenAI-compatible endpoint."""

from __future__ import annotations

import json
import secrets
from dataclasses import dataclass

from django.conf import settings

from apps.core.models import Setting
from apps.search.domain import ParsedQuery
from apps.search.understand.assistant import Assistant, CommunityAssistant, OpenAIAssistant, hedge

DEVICE_KEY = "COMMUNITY_DEVICE_ID"


@dataclass(frozen=True, slots=True)
class Assisted:
    """The rules' reading, or the assistant's in its place."""

    rules: ParsedQuery
    parsed: ParsedQuery

    @property
    def names_differ(self) -> bool:
        """Whether the assistant read other names, or another kind of request."""
        return _names(self.rules) != _names(self.parsed)


def assistant_here() -> Assistant | None:
    """What the settings name; None where the rules are alone. Synchronous."""
    if settings.COMMUNITY_URL:
        return CommunityAssistant(settings.COMMUNITY_URL, device_id())
    if settings.AI_URL:
        return OpenAIAssistant(settings.AI_URL, settings.AI_KEY, settings.AI_MODEL)
    return None


def device_id() -> str:
    """Under which this installation's searches are counted there: random, made once, tied to nothing else."""
    made = json.dumps(secrets.token_hex(16))
    row, _created = Setting.objects.get_or_create(key=DEVICE_KEY, defaults={"value": made})
    return str(json.loads(row.value))


async def assisted(rules: ParsedQuery, assistant: Assistant) -> Assisted:
    """The assistant's reading if it comes in time and validates. Never raises."""
    return Assisted(rules, await hedge(rules, assistant))


def _names(parsed: ParsedQuery) -> tuple[object, ...]:
    return parsed.artist, parsed.album, parsed.track, parsed.year, parsed.query_type
