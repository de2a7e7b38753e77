"""Writing what swarms told, and forgetting what is rarest and oldest when the space that it may take is full."""

from __future__ import annotations

import json
import zlib
from collections.abc import Iterable, Mapping

from django.db import transaction
from django.db.models import F, Sum
from django.utils import timezone

from apps.downloads.dht_index.domain import MOST_FILES, SwarmFile, SwarmMetadata
from apps.downloads.models import SwarmTorrent

BATCH = 200
ROW_BYTES = 600  # a row's fixed columns and its places in the indexes
TEXT_COPIES = 2.5  # the text itself, and its words in the full-text index
ROOM_MADE = 0.05  # so much of the space is freed at once
LARGEST_FILES = 8 * 1024 * 1024
_COLUMNS = ["v1", "v2", "name", "size", "files", "is_private", "last_seen_at", "stored_bytes"]


def keep(found: Iterable[SwarmMetadata], *, in_index: bool) -> int:
    """Store what swarms told, with `in_index` to be found by its words. Returns the bytes that it takes.

    A private torrent never comes into the index: whoever finds it there could not take it.
    """
    rows = [_row(each, in_index=in_index and each.is_music and not each.is_private) for each in found]
    columns = [*_COLUMNS, "text"] if in_index else _COLUMNS
    with transaction.atomic():
        SwarmTorrent.objects.bulk_create(
            rows, update_conflicts=True, unique_fields=["info_hash"], update_fields=columns, batch_size=BATCH
        )
    return sum(row.stored_bytes for row in rows)


def recall(info_hash: str) -> SwarmMetadata | None:
    """What the swarm told of it before, or None."""
    row = SwarmTorrent.objects.filter(info_hash=info_hash).first()
    return metadata_of(row) if row is not None else None


def metadata_of(row: SwarmTorrent) -> SwarmMetadata:
    """A row as what the swarm told."""
    unpacker = zlib.decompressobj()
    listed = json.loads(unpacker.decompress(bytes(row.files), LARGEST_FILES))
    files = tuple(SwarmFile(path, size) for path, size in listed)
    return SwarmMetadata(row.info_hash, row.v1, row.v2, row.name, files, row.is_private)


def note_sightings(counts: Mapping[str, int]) -> None:
    """The DHT named these again: what is often named is what many have."""
    by_count: dict[int, list[str]] = {}
    for info_hash, count in counts.items():
        by_count.setdefault(count, []).append(info_hash)
    now = timezone.now()
    for count, hashes in by_count.items():
        for start in range(0, len(hashes), BATCH):
            known = SwarmTorrent.objects.filter(info_hash__in=hashes[start : start + BATCH])
            known.update(sightings=F("sightings") + count, last_seen_at=now)


def stored_bytes() -> int:
    """What everything stored takes, in bytes."""
    return SwarmTorrent.objects.aggregate(total=Sum("stored_bytes"))["total"] or 0


def evict(total: int, most: int) -> tuple[int, int]:
    """Where `total` bytes are more than `most`, forget the rarest, of those the longest unseen, and make some room.

    Returns the rows forgotten and the bytes freed.
    """
    if total <= most:
        return 0, 0
    excess, freed, forgotten = total - round(most * (1 - ROOM_MADE)), 0, 0
    while freed < excess:
        rarest = SwarmTorrent.objects.order_by("sightings", "last_seen_at").values_list("id", "stored_bytes")[:BATCH]
        chosen = []
        for row_id, size in rarest:
            if freed >= excess:
                break
            chosen.append(row_id)
            freed += size
        if not chosen:
            break
        SwarmTorrent.objects.filter(id__in=chosen).delete()
        forgotten += len(chosen)
    return forgotten, freed


def _row(found: SwarmMetadata, *, in_index: bool) -> SwarmTorrent:
    listed = [[file.path, file.size] for file in found.files[:MOST_FILES]]
    files = zlib.compress(json.dumps(listed, ensure_ascii=False, separators=(",", ":")).encode())
    text = found.text if in_index else ""
    return SwarmTorrent(
        info_hash=found.asked_hash,
        v1=found.v1,
        v2=found.v2,
        name=found.name,
        size=found.size,
        files=files,
        is_private=found.is_private,
        text=text,
        sightings=1 if in_index else 0,
        stored_bytes=ROW_BYTES + len(files) + len(found.name.encode()) + round(TEXT_COPIES * len(text.encode())),
    )
