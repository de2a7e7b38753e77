"""An album's cover in templates."""

from collections.abc import Mapping
from typing import Any

from django import template

from apps.core.templatetags.face import cover
from apps.library.models import Album
from apps.library.queries import cover_url

register = template.Library()

WAVEFORM_LINES = 200


@register.inclusion_tag("core/_cover.html")
def album_cover(album: Album, kind: str = "", size: int = 320, eager: bool = False) -> dict[str, object]:
    """The album's cover, or a blank sleeve with its title. `size` is in CSS pixels."""
    return cover(cover_url(album, 640 if size > 320 else 320), album.title, album.artist_name, kind, size, eager)


@register.filter
def of(values: Mapping[Any, Any] | None, key: Any) -> Any:
    """`values[key]`, or None where there is neither."""
    return values.get(key) if values else None


@register.filter
def waveform_path(values: list[int]) -> str:
    """The levels of a track (0 to 255) as the `d` of an SVG path: a line up and down for each, around 50."""
    step = max(1, len(values) // WAVEFORM_LINES)
    levels = [max(values[start : start + step]) for start in range(0, len(values), step)]
    heights = [max(1, round(level * 50 / 255)) for level in levels]
    return "".join(f"M{number + 0.5} {50 - height}V{50 + height}" for number, height in enumerate(heights))


@register.filter
def waveform_width(values: list[int]) -> int:
    """How many lines `waveform_path` draws."""
    return -(-len(values) // max(1, len(values) // WAVEFORM_LINES))
