"""The sources of this installation: from rows to adapters, and what each answer teaches about a source.

All functions here are synchronous.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

import structlog
from django.conf import settings
from django.db.models import F
from django.utils import timezone

from apps.search.models import Source, SourceKind
from apps.search.sources.caps import Caps
from apps.search.sources.dht import DhtIndex, index_is_on
from apps.search.sources.domain import Found, SourceAdapter, SourceFailed
from apps.search.sources.internet_archive import InternetArchive
from apps.search.sources.torznab import Torznab

log = structlog.get_logger(__name__)

CAPS_FRESH = timedelta(days=7)
RESTS = (timedelta(0), timedelta(0), timedelta(seconds=30), timedelta(minutes=5), timedelta(minutes=30))
LONGEST_REST = timedelta(hours=6)
_BOOTSTRAP = re.compile(r"(?P<name>[^=\s]+)=(?P<url>https?://\S+)")
_RECENT = 0.2  # the weight of the newest answer in the mean


@dataclass(frozen=True, slots=True)
class Asked:
    """A source to ask: its row's id and its adapter, or why it is left out this time; `home` is its own address."""

    id: int
    name: str
    kind: str
    adapter: SourceAdapter | None
    skipped: SourceFailed | None = None
    home: str = ""


def sources_to_ask() -> list[Asked]:
    """Every source that is switched on. One that rests is listed, with the reason."""
    ensure_sources()
    now = timezone.now()
    asked = []
    for row in Source.objects.filter(enabled=True):
        if row.retry_at is not None and row.retry_at > now:
            asked.append(Asked(row.id, row.name, row.kind, None, _resting(row)))
        elif row.kind == SourceKind.DHT and not index_is_on():
            continue
        elif (adapter := adapter_for(row)) is not None:
            asked.append(Asked(row.id, row.name, row.kind, adapter, home=row.url))
    return asked


def adapter_for(row: Source) -> SourceAdapter | None:
    """The adapter of a row; None for a kind that is asked in another way."""
    if row.kind == SourceKind.TORZNAB:
        fresh = row.caps_read_at is not None and row.caps_read_at > timezone.now() - CAPS_FRESH
        caps = Caps.from_dict(row.caps) if row.caps and fresh else None
        return Torznab(row.name, row.url, row.key, caps=caps)
    if row.kind == SourceKind.INTERNET_ARCHIVE:
        return InternetArchive(row.url, row.name)
    if row.kind == SourceKind.DHT:
        return DhtIndex(row.name)
    return None


def ensure_sources() -> None:
    """Have a row for every source that the environment names; one that it no longer names is removed."""
    stated = dict(_stated())
    for row in Source.objects.filter(from_environment=True).exclude(name__in=stated):
        row.delete()
    known = {row.name: row for row in Source.objects.filter(name__in=stated)}
    for name, (kind, url) in stated.items():
        present = known.get(name)
        if present is None:
            Source.objects.get_or_create(name=name, defaults={"kind": kind, "url": url, "from_environment": True})
        elif present.from_environment and present.url != url:
            Source.objects.filter(id=present.id).update(
                url=url, kind=kind, caps=None, retry_at=None, failures_in_a_row=0
            )


def note_answer(asked: Asked, found: Found, elapsed: float) -> None:
    """A source answered: its statistics, and its caps if they were read."""
    row = Source.objects.filter(id=asked.id).first()
    if row is None:
        return
    mean = elapsed if row.mean_elapsed is None else row.mean_elapsed + _RECENT * (elapsed - row.mean_elapsed)
    Source.objects.filter(id=row.id).update(
        asked=F("asked") + 1,
        answered=F("answered") + 1,
        results=F("results") + len(found.offers),
        failures_in_a_row=0,
        mean_elapsed=mean,
        last_asked_at=timezone.now(),
        retry_at=None,
        last_error=None,
        **_caps(row, asked.adapter),
    )


def note_failure(asked: Asked, error: SourceFailed) -> None:
    """A source failed: after a few failures in a row it rests, for as long as it asked or ever longer."""
    row = Source.objects.filter(id=asked.id).first()
    if row is None:
        return
    failures = row.failures_in_a_row + 1
    rest = RESTS[min(failures, len(RESTS) - 1)]
    if error.retry_after:
        rest = min(LONGEST_REST, timedelta(seconds=error.retry_after))
    Source.objects.filter(id=row.id).update(
        asked=F("asked") + 1,
        failures_in_a_row=failures,
        last_asked_at=timezone.now(),
        retry_at=timezone.now() + rest if rest else None,
        last_error=error.as_dict(),
        **_caps(row, asked.adapter),
    )
    log.info("source_failed", source=row.name, code=error.code, message=error.message, rest=rest.total_seconds())


def _caps(row: Source, adapter: SourceAdapter | None) -> dict[str, object]:
    caps = adapter.caps if isinstance(adapter, Torznab) else None
    if caps is None or caps.as_dict() == row.caps:
        return {}
    return {"caps": caps.as_dict(), "caps_read_at": timezone.now()}


def _resting(row: Source) -> SourceFailed:
    wait = max(1, round((row.retry_at - timezone.now()).total_seconds())) if row.retry_at else 1
    last = (row.last_error or {}).get("message", "It failed several times.")
    words = f"{wait} s" if wait < 120 else f"{round(wait / 60)} minutes"
    message = f"Left out for another {words}. {last} Test it in Settings to try at once."
    return SourceFailed("resting", message, permanent=False)


def _stated() -> Iterator[tuple[str, tuple[str, str]]]:
    if settings.INTERNET_ARCHIVE_URL:
        yield "Internet Archive", (SourceKind.INTERNET_ARCHIVE, settings.INTERNET_ARCHIVE_URL)
    if settings.TORRENT_DHT:
        yield "DHT", (SourceKind.DHT, "")
    for part in settings.TORZNAB_BOOTSTRAP.split():
        match = _BOOTSTRAP.fullmatch(part)
        if match:
            yield match["name"], (SourceKind.TORZNAB, match["url"])
        else:
            log.warning("torznab_setting_unread", reason="expected name=http://host/api?apikey=KEY")
