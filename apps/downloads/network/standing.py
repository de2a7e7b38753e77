"""How the network of every node fares: for the page, the JSON and the metrics."""

from __future__ import annotations

from typing import Any

from constance import config

from apps.downloads.models import EngineState, KeptBlocklist


def engine_states() -> list[EngineState]:
    """Every node that ever told how it fares."""
    return list(EngineState.objects.order_by("node"))


def kept_blocklist() -> KeptBlocklist | None:
    """The list that is kept, or the trouble with fetching it."""
    return KeptBlocklist.objects.defer("ranges").first()  # which are megabytes, and for the engine alone


def network_document() -> dict[str, Any]:
    """`{"nodes": […], "blocklist": {…} or null}`; names as in docs/network.md."""
    return {"nodes": [_node(each) for each in engine_states()], "blocklist": _blocklist(kept_blocklist())}


def _node(state: EngineState) -> dict[str, Any]:
    return {
        "node": state.node,
        **state.document,
        "totals": {
            "downloaded": state.downloaded,
            "uploaded": state.uploaded,
            "received": state.received,
            "sent": state.sent,
        },
        "changed_at": state.changed_at.isoformat(),
    }


def _blocklist(kept: KeptBlocklist | None) -> dict[str, Any] | None:
    if kept is None:
        return None
    return {
        "on": bool(config.BLOCKLIST),
        "source": kept.source,
        "ranges": kept.count,
        "faults": kept.fault_count,
        "first_faults": kept.faults,
        "error": kept.trouble or None,
        "read_at": kept.read_at.isoformat() if kept.digest else None,
    }
