"""Renders rows of the downloads page as `/ws/page` does: `python -m bench._row_updates COUNT`, in a home's environment.

Prints the seconds of each turn, a JSON list. Each turn is told of another row of the first page.
"""

import json
import sys
import time

import django


def main(count: int) -> None:
    django.setup()
    from apps.core.pages.sections import find_section
    from apps.downloads import live_pages
    from apps.downloads.list_window import window

    section = find_section(live_pages.TOPIC)
    assert section is not None
    shown = window(1).downloads
    seconds = []
    for turn in range(count + 1):
        event = {"type": "progress", "downloads": [{"download_id": str(shown[turn % len(shown)].id)}]}
        began = time.perf_counter()
        assert section.render("1", [event])
        seconds.append(time.perf_counter() - began)
    print(json.dumps(seconds[1:]))  # the first also reads the templates


if __name__ == "__main__":
    main(int(sys.argv[1]))
