"""The lease of a node in the database: taken, renewed, given back, and taken over where it has lapsed (ADR 0210).

Each step is one conditional UPDATE of the node's row, which is what orders them: whoever comes second finds the
condition gone. All times are the database's own, since the clocks of hosts differ.
"""

from __future__ import annotations

import math
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from django.db import transaction
from django.db.models import DateTimeField, F, Q, Value
from django.db.models.expressions import Combinable, CombinedExpression
from django.db.models.functions import Now

from apps.downloads.models import Download, TorrentNode
from apps.downloads.nodes import live_nodes

CHUNK = 500


@dataclass(frozen=True, slots=True)
class LeaseTerms:
    """How long a lease lasts, in seconds: `shared` where another node lives that could take over, else `alone`.

    It is renewed every `renewal` seconds.
    """

    shared: float = 16.0
    alone: float = 300.0
    renewal: float = 4.0


DEFAULT_TERMS = LeaseTerms()


@dataclass(frozen=True, slots=True)
class Grant:
    """A lease of so many seconds under a fencing token; `is_alone`: no other node lives that could take over."""

    fence: int
    seconds: float
    is_alone: bool


@dataclass(frozen=True, slots=True)
class Claim:
    """A node's name, and the holder (the folder of its state) that claims to be that node."""

    node: str
    holder: str


def take(claim: Claim, terms: LeaseTerms) -> Grant | None:
    """Begin a lease, or None where another holder has this node's name."""
    with transaction.atomic():
        _make_sure_of(claim.node)
        free = Q(holder__in=("", claim.holder)) | Q(lease_until__lte=Now())
        taken = TorrentNode.objects.filter(free, name=claim.node).update(
            holder=claim.holder, fence=F("fence") + 1, lease_until=_in_seconds(terms.shared), seen_at=Now()
        )
        if not taken:
            return None
        fence = TorrentNode.objects.values_list("fence", flat=True).get(name=claim.node)
        return Grant(fence, terms.shared, _is_alone(claim))


def renew(claim: Claim, fence: int, terms: LeaseTerms) -> Grant | None:
    """Renew a lease, even one that has lapsed if nobody found that out; None once it is lost."""
    is_alone = _is_alone(claim)
    seconds = terms.alone if is_alone else terms.shared
    return Grant(fence, seconds, is_alone) if _prolong(claim, fence, seconds) else None


def give_back(claim: Claim, fence: int, terms: LeaseTerms) -> None:
    """At a stop: others may take over after a while that is long enough for a restart."""
    _prolong(claim, fence, terms.shared)


def is_held(node: str, fence: int) -> bool:
    """Whether `fence` is still the node's token; in a transaction, until its end (the row is locked)."""
    rows = TorrentNode.objects.select_for_update().filter(name=node, fence=fence)
    return bool(rows.values_list("name"))


def lapsed_nodes() -> list[str]:
    """The nodes that have downloads but no lease."""
    live = live_nodes().values_list("name", flat=True)
    return list(Download.objects.exclude(node__in=live).order_by().values_list("node", flat=True).distinct())


def take_over(lapsed: str, node: str, terms: LeaseTerms) -> list[uuid.UUID]:
    """Move this node's share of the downloads of a node whose lease has lapsed; the ids of those that are now ours.

    The lapsed lease's token changes in the same transaction, so that its holder, should it wake, can neither renew nor
    write. Downloads whose folder is not seen from here stay where they are.
    """
    survivors = sorted(live_nodes().values_list("name", flat=True))
    if node not in survivors:
        return []
    with transaction.atomic():
        _make_sure_of(lapsed)
        rows = TorrentNode.objects.filter(name=lapsed)
        if not rows.filter(lease_until__lte=Now()).update(fence=F("fence") + 1):
            return []
        is_overdue = rows.filter(lease_until__lte=_in_seconds(-terms.shared)).exists()
        found = Download.objects.filter(node=lapsed).order_by("id").values_list("id", "folder")
        mine = [
            each
            for each, folder in found
            if _is_visible(folder) and (is_overdue or survivors[each.int % len(survivors)] == node)
        ]
        for part in _chunks(mine):
            Download.objects.filter(id__in=part, node=lapsed).update(node=node)
    return mine


def _make_sure_of(name: str) -> None:
    """A row for the node, without a lease where there was none, so that there is something to compete for."""
    row = TorrentNode(name=name, lease_until=Now(), seen_at=Now())
    TorrentNode.objects.bulk_create([row], ignore_conflicts=True)


def _is_alone(claim: Claim) -> bool:
    return not live_nodes().exclude(name=claim.node).exists()


def _prolong(claim: Claim, fence: int, seconds: float) -> bool:
    rows = TorrentNode.objects.filter(name=claim.node, holder=claim.holder, fence=fence)
    return bool(rows.update(lease_until=_in_seconds(seconds), seen_at=Now()))


def _in_seconds(seconds: float) -> CombinedExpression:
    span = Value(timedelta(seconds=seconds))
    return CombinedExpression(Now(), Combinable.ADD, span, output_field=DateTimeField())


def _is_visible(folder: str) -> bool:
    """Whether this host sees a download's folder, which bears its id: then it is on shared storage. '' is not begun."""
    return not folder or Path(folder).is_dir()


def _chunks(ids: Sequence[uuid.UUID]) -> list[Sequence[uuid.UUID]]:
    return [ids[turn * CHUNK : (turn + 1) * CHUNK] for turn in range(math.ceil(len(ids) / CHUNK))]
