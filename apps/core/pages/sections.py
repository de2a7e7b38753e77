"""Live sections of pages: which events they listen to, and how they are rendered again.

A page names its sections in `data-live="downloads search:<id>"`; `/ws/page` renders each with the template of the
page itself and sends what changed. An app registers its own in its `live_pages.py`, which is loaded at start.
"""

import re
import zlib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from django.utils.safestring import SafeString, mark_safe

from apps.core.live import Event

KEEP_SECONDS = 4.0
Render = Callable[[str, Sequence[Event]], Iterable[str]]
"""(key, events since the last time; none means the present state) → elements as HTML, each root with an id."""


@dataclass(frozen=True)
class Section:
    """`topics` names the topics for a key, and answers with none for what does not exist. `pause` is in seconds.

    `keep` is called when the section is first shown and every KEEP_SECONDS while it is: for what is told only as long
    as somebody looks.
    """

    topics: Callable[[str], Sequence[str]]
    render: Render
    pause: float = 0.5
    keep: Callable[[str], None] | None = None


_sections: dict[str, Section] = {}


def register_section(name: str, section: Section) -> None:
    """Make `name` (in a page: `name` or `name:key`) known to the page socket."""
    _sections[name] = section


def find_section(name: str) -> Section | None:
    """The section by that name, if some app has one."""
    return _sections.get(name)


_TOKEN = re.compile(r'<input type="hidden" name="csrfmiddlewaretoken"[^>]*>')


def versioned(element: str) -> SafeString:
    """The rendered element with `data-version`: the browser leaves it alone while it gets the same version again.

    The form token is no part of the version: the page has it, what comes through the socket has not.
    """
    html = element.strip()
    tag = re.match(r"<[a-z]+", html)
    if tag is None:
        return mark_safe(html)  # noqa: S308  (rendered by a template, which escapes)
    version = zlib.crc32(_TOKEN.sub("", html).encode())
    return mark_safe(f'{tag[0]} data-version="{version:08x}"{html[tag.end() :]}')  # noqa: S308
