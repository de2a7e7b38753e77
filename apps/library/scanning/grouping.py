"""Albums out of a folder's files, by what their tags say and, where those are silent, by where they stand."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import PurePosixPath

from apps.core.text import name_key
from apps.library.filenames import read_filename
from apps.library.identify.local_files import commonest, disc_of_folder
from apps.library.images import images_in
from apps.library.paths import image_track_path
from apps.library.records import UNKNOWN_ARTIST, ArtistName, album_identity
from apps.library.tags.metadata import Metadata

VARIOUS_ARTISTS = "Various Artists"

_key = lru_cache(maxsize=4096)(name_key)


@dataclass(frozen=True, slots=True)
class ScannedFile:
    """A file that was read, or a track inside one. `path` is relative to the music folder.

    `fault` says why it cannot be played, `span` is where a track lies in its image, in seconds.
    """

    path: str
    size: int
    modified_ns: int
    metadata: Metadata
    fault: str = ""
    span: tuple[float, float | None] | None = None

    @property
    def parent(self) -> str:
        """The folder, '' for the music folder itself."""
        return self.path.rpartition("/")[0]

    @property
    def name(self) -> str:
        return self.path.rpartition("/")[2]


@dataclass(frozen=True, slots=True)
class ScannedAlbum:
    """Files that are one album. `folder` is the one that holds all its discs."""

    identity: str
    folder: str
    artist: ArtistName
    title: str
    files: tuple[ScannedFile, ...]

    def first(self, tag: str) -> str:
        """What most of its files say in that tag."""
        return commonest(file.metadata.first(tag) for file in self.files)

    @property
    def year(self) -> int | None:
        years = [file.metadata.year for file in self.files if file.metadata.year]
        return max(set(years), key=years.count) if years else None


def with_image_tracks(files: Iterable[ScannedFile], sheets: Mapping[str, Sequence[str]]) -> list[ScannedFile]:
    """The files, each image among them replaced by its tracks. `sheets` maps folders to the texts of cue sheets."""
    found: list[ScannedFile] = []
    folders: dict[str, dict[str, ScannedFile]] = {}
    for file in files:
        folders.setdefault(file.parent, {})[file.name] = file
    for folder, named in folders.items():
        playable = {name: file.metadata for name, file in named.items() if not file.fault}
        images = images_in(playable, sheets.get(folder, ()))
        for name, file in named.items():
            if name in images:
                found += [
                    replace(
                        file,
                        path=image_track_path(file.path, track.number),
                        metadata=track.metadata,
                        span=(track.start, track.end),
                    )
                    for track in images[name]
                ]
            else:
                found.append(file)
    return found


def albums_of(files: Iterable[ScannedFile]) -> list[ScannedAlbum]:
    """The albums that these files make; all files of one folder must be among them."""
    groups: dict[tuple[str, str], list[ScannedFile]] = {}
    for file in files:
        folder = album_folder(file.parent)
        groups.setdefault((folder, _album_key(file, folder)), []).append(file)
    return [_album(folder, group) for (folder, _key), group in groups.items()]


@lru_cache(maxsize=1024)
def album_folder(parent: str) -> str:
    """The folder of the album: the one above where `parent` is only a disc of it, such as "CD 2"."""
    above, _slash, name = parent.rpartition("/")
    return above if above and disc_of_folder(name) and not _names_an_album(name) else parent


def _names_an_album(folder: str) -> bool:
    """Whether the name says more than a disc: "Album (Disc 2)" stands beside its sibling, not below the album."""
    return bool(folder) and not folder.lower().lstrip().startswith(
        ("cd", "disc", "disk", "disque", "lp", "side", "vinyl")
    )


def _album_key(file: ScannedFile, folder: str) -> str:
    if mbid := file.metadata.first("musicbrainz_albumid"):
        return mbid
    album = file.metadata.first("album")
    return _key(album) if album else f"\0{folder}"


def _album(folder: str, files: list[ScannedFile]) -> ScannedAlbum:
    mbid = commonest(file.metadata.first("musicbrainz_albumid") for file in files)
    title = commonest(file.metadata.first("album") for file in files) or PurePosixPath(folder).name
    artist = _album_artist(files, folder)
    identity = album_identity(folder, mbid, artist.name, title)
    return ScannedAlbum(identity, folder, artist, title, tuple(files))


def _album_artist(files: list[ScannedFile], folder: str) -> ArtistName:
    if name := commonest(file.metadata.text("albumartist") for file in files):
        return ArtistName(
            name,
            commonest(file.metadata.first("musicbrainz_albumartistid") for file in files),
            commonest(file.metadata.first("albumartistsort") for file in files),
        )
    keys = {_key(file.metadata.text("artist")) for file in files if file.metadata.text("artist")}
    if len(keys) > 1 or any(file.metadata.is_compilation for file in files):
        return ArtistName(VARIOUS_ARTISTS)
    if keys:
        name = commonest(file.metadata.text("artist") for file in files)
        mbid = commonest(file.metadata.first("musicbrainz_artistid") for file in files)
        return ArtistName(name, mbid, commonest(file.metadata.first("artistsort") for file in files))
    above = PurePosixPath(folder).parent.name
    return ArtistName(above or UNKNOWN_ARTIST)


def title_of(file: ScannedFile) -> str:
    """The track's title: its tag, else what its file name tells."""
    return file.metadata.first("title") or read_filename(file.path).spaced().title or PurePosixPath(file.path).stem


def artist_of(file: ScannedFile, album: ScannedAlbum) -> ArtistName:
    """The track's artist, who is the album's where the track names none."""
    name = file.metadata.text("artist")
    if not name or name == album.artist.name:
        return album.artist
    return ArtistName(name, file.metadata.first("musicbrainz_artistid"), file.metadata.first("artistsort"))


def place_of(file: ScannedFile) -> tuple[int, int]:
    """Disc and track number."""
    named = None
    number = file.metadata.number("tracknumber")
    if not number:
        named = read_filename(file.path)
        number = named.track or 0
    disc = (
        file.metadata.number("discnumber")
        or (named.disc if named else 0)
        or disc_of_folder(file.parent.rpartition("/")[2])
    )
    return disc or 1, number
