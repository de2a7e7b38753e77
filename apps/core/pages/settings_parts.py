"""Parts of the settings page that rooms bring along: where it looks, what the library does.

A room registers its own in its `settings_part.py`, which is loaded at start.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class SettingsPart:
    """A section of the settings page; `template` renders its inside from `context()`.

    `settings` are run-time settings that it shows itself, and that the page therefore leaves out of their group.
    The settings of `group` stand below it. A part that is `personal` is everybody's, the others are the operators'.
    """

    id: str
    title: str
    sentence: str
    template: str
    context: Callable[[], Mapping[str, Any]]
    settings: tuple[str, ...] = ()
    group: str = ""
    personal: bool = False


_parts: dict[str, SettingsPart] = {}


def register_settings_part(part: SettingsPart) -> None:
    """Show `part` on the settings page."""
    _parts[part.id] = part


def settings_parts() -> list[SettingsPart]:
    """Every registered part, in the order of registration."""
    return list(_parts.values())
