"""The tables of the search room."""

from apps.search.models.catalogue import (
    CatalogueAnswer,
    CatalogueArtist,
    CatalogueEdition,
    CatalogueName,
    CatalogueRecording,
    CatalogueReleaseGroup,
)
from apps.search.models.mistakes import Mistake
from apps.search.models.searches import Search, SearchResult, SearchStatus
from apps.search.models.sources import Source, SourceKind

__all__ = [
    "CatalogueAnswer",
    "CatalogueArtist",
    "CatalogueEdition",
    "CatalogueName",
    "CatalogueRecording",
    "CatalogueReleaseGroup",
    "Mistake",
    "Search",
    "SearchResult",
    "SearchStatus",
    "Source",
    "SourceKind",
]
