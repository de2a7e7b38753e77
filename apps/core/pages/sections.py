"""Live sections of pages: which events they listen to, and how they are rendered again.

A page names its sections in `data-live="downloads search:<id>"`; `/ws/page` renders each with the template of the
page itself and sends what changed. An app registers its own in its `live_pages.py`, which is loaded at start.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from apps.core.live import Event

Render = Callable[[str, Sequence[Event]], Iterable[str]]
"""(key, events since the last time; none means the present state) → elements as HTML, each root with an id."""


@dataclass(frozen=True)
class Section:
    """`topics` names the topics for a key, and answers with none for what does not exist. `pause` is in seconds."""

    topics: Callable[[str], Sequence[str]]
    render: Render
    pause: float = 0.5


_sections: dict[str, Section] = {}


def register_section(name: str, section: Section) -> None:
    """Make `name` (in a page: `name` or `name:key`) known to the page socket."""
    _sections[name] = section


def find_section(name: str) -> Section | None:
    """The section by that name, if some app has one."""
    return _sections.get(name)
