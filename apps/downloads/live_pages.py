"""The live sections of the downloads page: rows that move, and the count beside the place's name."""

from collections.abc import Sequence

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from apps.core.live import Event
from apps.core.pages.sections import Section, register_section, versioned
from apps.downloads import queries
from apps.downloads.details import live_section as live_section  # registers itself
from apps.downloads.details.watching import LIST, watch_now
from apps.downloads.leaving import without_leaving
from apps.downloads.list_window import page_number, window
from apps.downloads.rows_page import DownloadRow, rows

TOPIC = "downloads"
STRUCTURAL = frozenset({"complete", "removed", "error", "added"})


def list_context(number: int = 1) -> dict[str, object]:
    """Page `number` of what arrives and what has arrived."""
    shown = window(number)
    every = rows(shown.downloads)
    return {
        "arriving": [row for row in every if not row.done],
        "arrived": [row for row in every if row.done],
        "window": shown,
    }


def row_elements(row: DownloadRow) -> list[str]:
    """The two parts of a row that change: its buttons, and then its figures, by whose words people know of both."""
    return [
        versioned(render_to_string(part, {"row": row}))
        for part in ("downloads/_buttons.html", "downloads/_figures.html")
    ]


def list_element(number: int = 1, request: HttpRequest | None = None) -> SafeString:
    """A page of the list as one element."""
    return versioned(render_to_string("downloads/_list.html", list_context(number), request))


def _render(key: str, events: Sequence[Event]) -> list[str]:
    """The rows that changed and are on the page `key` at this moment, or all of it."""
    number = page_number(key)
    if any(event.get("type") in STRUCTURAL for event in events):
        return [list_element(number)]
    changed = _changed(events)
    shown = [each for each in window(number).downloads if not events or str(each.id) in changed]
    return [element for row in rows(shown) for element in row_elements(row)]


def _changed(events: Sequence[Event]) -> set[str]:
    ids: set[str] = set()
    for event in events:
        documents = event.get("downloads") or ([event] if "download_id" in event else [])
        ids |= {str(document["download_id"]) for document in documents}
    return ids


def _count(_key: str, _events: Sequence[Event]) -> list[str]:
    count = len(without_leaving(queries.active_downloads()))
    return [versioned(render_to_string("downloads/_count.html", {"count": count}))]


def _keep(_key: str) -> None:
    """Somebody looks at the list: the engines draw a piece map for each row."""
    for node in queries.downloads().order_by().values_list("node", flat=True).distinct():
        watch_now(node, LIST)


register_section("downloads", Section(lambda _key: [TOPIC], _render, pause=0.5, keep=_keep))
register_section("downloads-count", Section(lambda _key: [TOPIC], _count, pause=2.0))
