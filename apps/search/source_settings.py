"""What a person does with sources in Settings: add one, switch it, try it, remove it."""

import time
from dataclasses import dataclass
from urllib.parse import urlsplit

from django.db import IntegrityError

from apps.core.errors import ApiError
from apps.search.models import Source, SourceKind
from apps.search.sources.dht import DhtIndex
from apps.search.sources.domain import SourceFailed, Terms
from apps.search.sources.redaction import redact
from apps.search.sources.registry import adapter_for
from apps.search.sources.torznab import Torznab

TRIAL_TERMS = Terms("music")


@dataclass(frozen=True)
class Trial:
    """How a source answered when it was tried; `message` is a sentence for a person."""

    worked: bool
    message: str


def add_source(name: str, url: str, key: str = "") -> Source:
    """Add a Torznab indexer. Raises ApiError 422 for an address that cannot be asked or a name that is taken."""
    name, url = name.strip(), url.strip()
    if not name:
        raise ApiError(422, "invalid", "Give it a name, so that you know it again.", field="name")
    if urlsplit(url).scheme not in ("http", "https") or not urlsplit(url).hostname:
        message = "The address begins with http:// or https://, such as http://localhost:9696/1/api."
        raise ApiError(422, "invalid", message, field="url")
    try:
        return Source.objects.create(name=name, kind=SourceKind.TORZNAB, url=url, key=key.strip())
    except IntegrityError as error:
        raise ApiError(422, "name_taken", f"There is a source called {name} already.", field="name") from error


def switch_source(source: Source, enabled: bool) -> None:
    """Ask it from now on, or no more."""
    Source.objects.filter(pk=source.pk).update(enabled=enabled, retry_at=None, failures_in_a_row=0)


async def try_source(source: Source) -> Trial:
    """Ask it now, whatever it did before; a source that answers is asked again from now on."""
    adapter = adapter_for(source)
    if adapter is None:
        return Trial(worked=False, message="This kind of source cannot be tried by itself.")
    started = time.monotonic()
    try:
        said = await _tried(adapter)
    except SourceFailed as error:
        return Trial(worked=False, message=redact(error.message, source.key))
    await Source.objects.filter(pk=source.pk).aupdate(retry_at=None, failures_in_a_row=0, last_error=None)
    return Trial(worked=True, message=f"It answered in {time.monotonic() - started:.1f} s. {said}")


async def _tried(adapter: object) -> str:
    match adapter:
        case Torznab():
            return await _asked(adapter)
        case DhtIndex():
            return await adapter.try_out()
    return await _searched(adapter)


async def _asked(adapter: Torznab) -> str:
    caps = await adapter.read_caps()
    fields = ", ".join(sorted(set(caps.music_fields) - {"q"}))
    return f"It searches music by {fields}." if fields else "It searches by text."


async def _searched(adapter: object) -> str:
    found = await adapter.search(TRIAL_TERMS)  # type: ignore[attr-defined]  # every adapter has it
    return f"It found {len(found.offers)} recordings for “music”."
