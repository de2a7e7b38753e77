"""Keeping what a change of tags took out of a file, and finding it again."""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

from django.utils import timezone

from apps.library.models import Album, TagBlob, TagChange
from apps.library.tagging.deltas import Delta, DeltaError, make_delta
from apps.library.tags.pictures import all_pictures

Tags = Mapping[str, tuple[str, ...]]
LONGEST_SHOWN = 300
KEPT_UNUSED = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class KeptChange:
    """A change whose way back is kept: the values of a `TagChange` row but for where the file is. Plain JSON."""

    before: str
    after: str
    delta: str
    apart: tuple[str, ...]
    changes: dict[str, list[str]]  # what the tag was, what it became


def keep_change(before: Path, after: Path, changes: dict[str, list[str]]) -> KeptChange | None:
    """Keep how `after` becomes `before`; None where they are the same. Raises OSError and DeltaError."""
    delta = make_delta(before, after, all_pictures(before))
    if delta.before == delta.after:
        return None
    packed, apart = delta.pack()
    key = hashlib.sha256(packed).hexdigest()
    blobs = [TagBlob(key=name, data=data) for name, data in {key: packed, **apart}.items()]
    TagBlob.objects.bulk_create(
        blobs, update_conflicts=True, unique_fields=["key"], update_fields=["needed_at"], batch_size=100
    )
    return KeptChange(delta.before, delta.after, key, tuple(apart), changes)


def record_change(
    kept: KeptChange,
    file_path: str,
    reason: TagChange.Reason,
    album: Album | None,
    state: TagChange.State = TagChange.State.DONE,
) -> TagChange:
    """The journal's row for a change of the file at `file_path`; the same change again is the same row."""
    row, _created = TagChange.objects.update_or_create(
        file_path=file_path,
        before=kept.before,
        after=kept.after,
        defaults={
            "album": album,
            "reason": reason,
            "state": state,
            "delta": kept.delta,
            "apart": list(kept.apart),
            "changes": kept.changes,
            "fault": "",
            "made_at": timezone.now(),  # undoing goes from the newest to the oldest
        },
    )
    return row


def delta_of(change: TagChange) -> Delta:
    """The way back of a change. Raises DeltaError where it is not kept any more."""
    blobs = {blob.key: bytes(blob.data) for blob in TagBlob.objects.filter(key__in=[change.delta, *change.apart])}
    if len(blobs) < len({change.delta, *change.apart}):
        raise DeltaError("What the file's tags were is not kept any more.")
    return Delta.unpack(blobs[change.delta], blobs)


def forget_unused() -> int:
    """Delete what no change needs that could still be undone; returns how many blobs that were.

    What an import has just kept is named by no change yet, and so is left for a day.
    """
    open_changes = TagChange.objects.exclude(state=TagChange.State.UNDONE)
    used = {key for delta, apart in open_changes.values_list("delta", "apart") for key in (delta, *apart)}
    old = TagBlob.objects.filter(needed_at__lt=timezone.now() - KEPT_UNUSED)
    unused = [key for key in old.values_list("key", flat=True) if key not in used]
    for start in range(0, len(unused), 500):
        TagBlob.objects.filter(key__in=unused[start : start + 500]).delete()
    return len(unused)


def differences(before: Tags, after: Tags, *, cover: bool = False) -> dict[str, list[str]]:
    """What becomes of each tag that changes, as texts for people; `cover` says that the picture is another."""
    found = {
        name: [_text(before.get(name, ())), _text(values)]
        for name, values in after.items()
        if tuple(before.get(name, ())) != tuple(values)
    }
    return found | ({"cover": ["", "front cover"]} if cover else {})


def _text(values: Iterable[str]) -> str:
    text = "; ".join(values)
    return text if len(text) <= LONGEST_SHOWN else f"{text[:LONGEST_SHOWN]}…"


def kept_from(document: Mapping[str, Any]) -> KeptChange:
    """The reverse of `dataclasses.asdict`."""
    return KeptChange(**{**document, "apart": tuple(document["apart"])})
