"""What a program does through the JSON interface, with bounds on every wait."""

import time
from collections.abc import Callable
from typing import Any

from tests.running import RunningHome

Document = dict[str, Any]


def until(look: Callable[[], Document | None], what: str, within: float = 60.0) -> Document:
    """Look again until it gives something; fails by name when time is up."""
    deadline = time.monotonic() + within
    while time.monotonic() < deadline:
        if (found := look()) is not None:
            return found
        time.sleep(0.05)
    raise AssertionError(f"{what} did not happen within {within:g} s")


def search(home: RunningHome, query: str, within: float = 20.0, **preferences: object) -> Document:
    """Search without questions and wait for the end; the search's document."""
    body = {"query": query, "preferences": {"ask": False, **preferences}}
    status, answer = home.ask("POST", "/api/search", body)
    assert status == 202, answer
    path = f"/api/search/{answer['search_id']}"

    def ended() -> Document | None:
        document: Document = home.ask("GET", path)[1]
        return document if document["status"] in ("done", "failed") else None

    return until(ended, f"the end of the search {query!r}", within)


def download(home: RunningHome, **body: object) -> Document:
    """Start a download and return the call's answer."""
    status, answer = home.ask("POST", "/api/download", body)
    assert status in (200, 201), answer
    return dict(answer)


def wait_for_status(home: RunningHome, download_id: str, *statuses: str, within: float = 90.0) -> Document:
    """Wait until a download has one of `statuses`; its document."""

    return wait_for_download(home, download_id, lambda d: d["status"] in statuses, within)


def wait_for_download(
    home: RunningHome, download_id: str, wanted: Callable[[Document], bool], within: float = 90.0
) -> Document:
    """Wait until a download's document is as `wanted`; the failure shows how it was last."""
    last: Document = {}

    def reached() -> Document | None:
        last.update(home.ask("GET", f"/api/download/{download_id}")[1])
        return dict(last) if wanted(last) else None

    try:
        return until(reached, f"what was wanted of download {download_id}", within)
    except AssertionError as error:
        raise AssertionError(f"{error}; last seen: {last | {'files': len(last.get('files', []))}}") from None
