"""An album's cover in templates."""

from django import template

from apps.core.templatetags.face import cover
from apps.library.models import Album
from apps.library.queries import cover_url

register = template.Library()


@register.inclusion_tag("core/_cover.html")
def album_cover(album: Album, kind: str = "", size: int = 320, eager: bool = False) -> dict[str, object]:
    """The album's cover, or a blank sleeve with its title. `size` is in CSS pixels."""
    return cover(cover_url(album, 640 if size > 320 else 320), album.title, album.artist_name, kind, size, eager)
