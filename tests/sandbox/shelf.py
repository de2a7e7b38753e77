"""The shared copies as the servers see them: catalogue entry, files on disk, metainfo."""

import json
from dataclasses import dataclass, field
from pathlib import Path

from tests.sandbox.catalogue import Catalogue, Copy, ReleaseGroup
from tests.sandbox.copies import slug
from tests.sandbox.metainfo import Metainfo


@dataclass(frozen=True)
class Shared:
    """A torrent of the sandbox. `folder` is where its content lies (None: nobody has it), `size` in bytes."""

    group: ReleaseGroup
    copy: Copy
    metainfo: Metainfo
    folder: Path | None
    size: int
    files: int

    @property
    def key(self) -> str:
        return self.copy.key

    @property
    def slug(self) -> str:
        return slug(self.copy)

    @property
    def info_hash(self) -> str:
        return self.metainfo.info_hash


@dataclass(frozen=True)
class Shelf:
    catalogue: Catalogue
    place: Path  # the generated folder
    copies: tuple[Shared, ...]
    hidden: set[str] = field(default_factory=set)  # keys of copies that nobody lists yet

    @classmethod
    def open(cls, catalogue: Catalogue, place: Path) -> "Shelf":
        index = json.loads((place / "index.json").read_text("utf-8"))
        known = {copy.key: (group, copy) for group, copy in catalogue.copies()}
        copies = []
        for row in index["copies"]:
            group, copy = known[row["key"]]
            folder = None if copy.dead else place / "copies" / slug(copy) / copy.folder
            metainfo = Metainfo.parse((place / "torrents" / f"{slug(copy)}.torrent").read_bytes())
            copies.append(Shared(group, copy, metainfo, folder, row["size"], row["files"]))
        return cls(catalogue, place, tuple(copies))

    def __getitem__(self, key: str) -> Shared:
        """The copy `<artist file>/<album key>/<copy key>`; KeyError names those there are."""
        for shared in self.copies:
            if shared.key == key:
                return shared
        raise KeyError(f"no copy {key!r} in this set; there are: {', '.join(one.key for one in self.copies)}")

    def cover(self, group: ReleaseGroup, side: int = 1000) -> Path | None:
        """250, 500 or 1000 pixels; None where the album has no cover."""
        path = self.place / "covers" / (f"{group.mbid}.jpg" if side == 1000 else f"{group.mbid}-{side}.jpg")
        return path if path.exists() else None
