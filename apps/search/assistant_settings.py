"""What a person sees and does about the assistant in Settings: how it stands, try it, be another device."""

import time
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlsplit

from asgiref.sync import sync_to_async

from apps.core import device
from apps.search import assistants
from apps.search.likeness import folded
from apps.search.source_settings import Trial
from apps.search.understand.assistant import BUDGET, AssistantFailed
from apps.search.understand.community import Quota

TRIAL_REQUEST, TRIAL_ARTIST = "play me the dark side of the moon by pink floyd", "pink floyd"
TRIAL_DEADLINE = 6.0  # seconds: longer than a search waits, to tell a slow assistant from a dead one


def assistant_context() -> dict[str, Any]:
    """Which assistant there is, and how it stands; `quota` only where it is today's."""
    kind = assistants.kind()
    if not kind:
        return {"kind": ""}
    standing = assistants.standing()
    return {
        "kind": kind,
        "address": shown(assistants.address()),
        "wanted": assistants.is_wanted(),
        "standing": standing,
        "quota": todays(standing.quota),
        "device": device.device_id() if kind == assistants.COMMUNITY else "",
        "budget": BUDGET,
    }


async def try_assistant() -> Trial:
    """Have it read a sample now, whatever it did before. At the Community API that is one search of the day."""
    if not assistants.kind():
        return Trial(worked=False, message="There is no assistant to try.")
    assistant = await sync_to_async(assistants.build)(deadline=TRIAL_DEADLINE)
    started = time.monotonic()
    failed: AssistantFailed | None = None
    trial = Trial(worked=False, message="")
    try:
        parsed = await assistant.parse(TRIAL_REQUEST)
        trial = _judged(folded(parsed.artist or ""), time.monotonic() - started)
    except AssistantFailed as error:
        failed = error
        trial = Trial(worked=False, message=f"{error.message} Searches go on by the rules on this machine.")
    await sync_to_async(assistants.note)(assistant, failed)
    return trial


def renew_device() -> None:
    """Be another device to the Community API from now on."""
    device.renew_device_id()
    assistants.forget_standing()


def shown(address: str) -> str:
    """An address without the credentials that may stand in it."""
    parts = urlsplit(address)
    return parts._replace(netloc=parts.netloc.rpartition("@")[2], query="", fragment="").geturl()


def todays(quota: Quota | None) -> Quota | None:
    """The quota while its day lasts; what comes after it is not known until the next search."""
    return quota if quota is not None and quota.resets_at > datetime.now(UTC) else None


def _judged(artist: str, took: float) -> Trial:
    if artist != TRIAL_ARTIST:
        return Trial(worked=False, message=f"It answered in {took:.1f} s, but misread a plain sample.")
    if took > BUDGET:
        message = f"It answered in {took:.1f} s. Searches wait {BUDGET:g} s for it, so the rules mostly win."
        return Trial(worked=False, message=message)
    return Trial(worked=True, message=f"It answered in {took:.1f} s and read a sample rightly.")
