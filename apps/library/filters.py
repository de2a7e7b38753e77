"""Which albums and tracks of a page are shown: by format, quality, year, genre, trust and star."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields

from django.db.models import Exists, OuterRef, Q, QuerySet

from apps.library.models import Album, Track

QUALITIES = {
    "hires": ("High resolution", Q(lossless=True) & (Q(bit_depth__gt=16) | Q(sample_rate__gt=48_000))),
    "lossless": ("Lossless", Q(lossless=True)),
    "lossy": ("Compressed", Q(lossless=False)),
}
LONGEST = 100


@dataclass(frozen=True, slots=True)
class Filters:
    """What is wished; "" and None mean anything. `genre` is part of a genre's name, the years are of first release."""

    format: str = ""
    quality: str = ""
    genre: str = ""
    trust: str = ""
    year_from: int | None = None
    year_to: int | None = None
    starred: bool = False

    @property
    def any(self) -> bool:
        """Whether anything is left out."""
        return self != Filters()

    def albums(self, rows: QuerySet[Album]) -> QuerySet[Album]:
        """Of these albums, those that are like that; quality and genre are asked of their tracks."""
        of_tracks = self._quality() & self._genre()
        if of_tracks:
            rows = rows.filter(Exists(Track.objects.filter(of_tracks, album=OuterRef("pk"))))
        trust = Q(trust=self.trust) if self.trust else Q()
        return rows.filter(self._rest(), trust)

    def tracks(self, rows: QuerySet[Track]) -> QuerySet[Track]:
        """Of these tracks, those that are like that; trust is their album's."""
        trust = Q(album__trust=self.trust) if self.trust else Q()
        return rows.filter(self._quality() & self._genre(), self._rest(), trust)

    def _quality(self) -> Q:
        return QUALITIES[self.quality][1] if self.quality in QUALITIES else Q()

    def _genre(self) -> Q:
        return Q(genre__icontains=self.genre) if self.genre else Q()

    def _rest(self) -> Q:
        wished = Q(format__iexact=self.format) if self.format else Q()
        if self.year_from is not None:
            wished &= Q(year__gte=self.year_from)
        if self.year_to is not None:
            wished &= Q(year__lte=self.year_to)
        return wished & Q(starred_at__isnull=False) if self.starred else wished


def read_filters(values: Mapping[str, object]) -> Filters:
    """Filters out of an address; what makes no sense there is no wish."""
    read: dict[str, object] = {}
    for field in fields(Filters):
        text = str(values.get(field.name) or "").replace("\0", "").strip()[:LONGEST]
        if field.name.startswith("year"):
            read[field.name] = int(text) if text.isdecimal() and len(text) < 5 else None
        elif field.name == "starred":
            read[field.name] = text in ("1", "on", "true", "True")
        else:
            read[field.name] = text
    return Filters(**read)  # type: ignore[arg-type]  # by name


def filter_form(filters: Filters) -> dict[str, object]:
    """What `library/_filters.html` shows: what is wished, and what there is to choose from."""
    formats = sorted(set(Album.objects.order_by().values_list("format", flat=True).distinct()) - {""})
    return {
        "filters": filters,
        "formats": formats,
        "qualities": [(name, words) for name, (words, _) in QUALITIES.items()],
    }
