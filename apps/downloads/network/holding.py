"""What a held network does to the downloads: they pause with its reason, and their rows stay as they are."""

from __future__ import annotations

from apps.downloads.documents import Document
from apps.downloads.domain import UNDER_WAY, Status, Trouble
from apps.downloads.models import EngineState

HELD_BACK = UNDER_WAY | {Status.SEEDING}


def held_nodes() -> dict[str, Trouble]:
    """Why nothing may leave, for each node that is held."""
    rows = EngineState.objects.exclude(held_code="").values_list("node", "held_code", "held_message")
    return {node: Trouble(code, message) for node, code, message in rows}


def with_hold(document: Document, held: Trouble | None) -> Document:
    """The document of a download while its node's network is held for a reason (None: it is not)."""
    if held is None or document["error"] is not None or document["status"] not in HELD_BACK:
        return document
    return {**document, "status": Status.PAUSED, "error": held.as_dict(), "download_rate": 0, "upload_rate": 0}
