"""What an album's folder says beside its audio."""

from collections.abc import Sequence

from apps.library.models import Album, Track
from apps.library.trust.domain import Finding


def album_findings(album: Album, tracks: Sequence[Track]) -> tuple[Finding, ...]:
    """The findings about the album as a whole."""
    return ()
