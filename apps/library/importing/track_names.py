"""The names of an album's tracks below its folder."""

from pathlib import Path

from apps.library.domain import EditionDetails
from apps.library.naming import TrackNaming, path_key, render, safe_name, track_level

VARIOUS_ARTISTS = "Various Artists"


class Namer:
    """Gives every track of one album its path, and no two the same."""

    def __init__(
        self,
        template: str,
        artist: str,
        album: str,
        year: int | None,
        discs: int,
        edition: EditionDetails | None,
        fmt: str = "",
    ) -> None:
        """`fmt` is the album's format where all of it has one."""
        self._format = fmt
        self.artist, self.album, self.discs = artist, album, discs
        self._template, self._year, self._edition = template, year, edition
        self._parents = track_level(template)
        self._taken: set[str] = set()
        self._images: dict[Path, str] = {}
        self.folder = "/".join(self._render("", "", (1, 0))[: self._parents])

    def name(self, title: str, artist: str, place: tuple[int, int], suffix: str, composer: str = "") -> str:
        """The path below the album's folder."""
        return self._free("/".join(self._render(title, artist, place, composer)[self._parents :]), suffix.lower())

    def image(self, source: Path, disc: int) -> str:
        """The name of a file that holds a whole disc; the same for all its tracks."""
        if source not in self._images:
            base = f"{self.album} (disc {disc})" if self.discs > 1 else self.album
            self._images[source] = self._free(safe_name(base), source.suffix.lower())
        return self._images[source]

    def _free(self, base: str, suffix: str) -> str:
        name, copy = f"{base}{suffix}", 2
        while path_key(name) in self._taken:
            name, copy = f"{base} ({copy}){suffix}", copy + 1
        self._taken.add(path_key(name))
        return name

    def _render(self, title: str, artist: str, place: tuple[int, int], composer: str = "") -> tuple[str, ...]:
        disc, number = place
        various = self.artist == VARIOUS_ARTISTS
        edition = self._edition
        naming = TrackNaming(
            albumartist=self.artist,
            album=self.album,
            title=title,
            track=f"{number:02}" if number else "",
            disc=str(disc) if self.discs > 1 else "",
            year=str(self._year or ""),
            artist=artist,
            track_artist=artist if various and artist != self.artist else "",
            edition=edition.edition if edition else "",
            label=edition.label if edition else "",
            catalognumber=edition.catalog_number if edition else "",
            kind=edition.kind if edition else "",
            media=edition.media[disc - 1].format if edition and 0 < disc <= len(edition.media) else "",
            format=self._format,
            composer=composer,
        )
        return render(self._template, naming)
