"""The nodes: which `torrents` workers live, and which of them gets a new download."""

from __future__ import annotations

from collections.abc import Sequence

from django.conf import settings
from django.db.models import Count, QuerySet
from django.db.models.functions import Now

from apps.downloads.domain import UNDER_WAY
from apps.downloads.models import Download, TorrentNode


def live_nodes() -> QuerySet[TorrentNode]:
    """The nodes whose lease has not lapsed by the database's clock."""
    return TorrentNode.objects.filter(lease_until__gt=Now())


def node_for_new_download() -> str:
    """The live node with the fewest downloads under way; where none lives, the one of this machine's settings.

    A download that was given to a node that does not live is taken over by one that does.
    """
    names = list(live_nodes().values_list("name", flat=True))
    return least_laden(names) if names else str(settings.NODE)


def least_laden(names: Sequence[str]) -> str:
    """The one of `names` with the fewest downloads under way; among equals the first by name."""
    if len(names) == 1:
        return names[0]
    rows = Download.objects.filter(node__in=names, status__in=UNDER_WAY, paused=False)
    laden = dict(rows.order_by().values_list("node").annotate(Count("id")))
    return min(sorted(names), key=lambda name: laden.get(name, 0))
