"""The live section of a download from close by: `download:<id>`."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.template.loader import render_to_string

from apps.core.live import Event
from apps.core.pages.sections import Section, register_section, versioned
from apps.downloads import queries
from apps.downloads.details.closeup import MOST_LIVE_FILES, closeup
from apps.downloads.details.watching import details_topic, heard_details, watch_now

PARTS = ("_pieces", "_speeds", "_peers", "_trackers", "_web_seeds")


def _topics(key: str) -> list[str]:
    return [details_topic(key)] if queries.find_download(key) is not None else []


def _render(key: str, events: Sequence[Event]) -> list[str]:
    seen = next((found for event in reversed(events) if (found := heard_details(event)) is not None), None)
    download = queries.find_download(key) if seen is not None else None
    if download is None:
        return []
    context = {"closeup": closeup(download, queries.download_document(download), seen)}
    elements: list[str] = [versioned(render_to_string(f"downloads/closeup/{part}.html", context)) for part in PARTS]
    files = context["closeup"].files[:MOST_LIVE_FILES]
    return elements + [_file_figures(file, key) for file in files]


def _file_figures(file: dict[str, Any], key: str) -> str:
    return versioned(render_to_string("downloads/closeup/_file_figures.html", {"file": file, "id": key}))


def _keep(key: str) -> None:
    download = queries.find_download(key)
    if download is not None:
        watch_now(download.node, download.id)


register_section("download", Section(_topics, _render, pause=0.5, keep=_keep))
