"""The catalogue that the library asks: another room registers it, since the library knows no network."""

from apps.library.domain import Catalogue, EditionDetails


class NoCatalogue:
    """Knows nothing. It stands in until a real one is registered."""

    def edition(self, release_mbid: str) -> EditionDetails | None:
        return None

    def editions_of_group(self, release_group_mbid: str) -> tuple[EditionDetails, ...]:
        return ()

    def find_editions(self, artist: str, title: str, track_count: int | None = None) -> tuple[EditionDetails, ...]:
        return ()


_registered: list[Catalogue] = []


def register_catalogue(catalogue: Catalogue) -> None:
    """Make `catalogue` the one to ask, in place of any other. Called once from an app's `ready()`."""
    _registered[:] = [catalogue]


def catalogue() -> Catalogue:
    """The registered catalogue, or one that knows nothing."""
    return _registered[0] if _registered else NoCatalogue()
