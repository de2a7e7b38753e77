"""What the sandbox's invented catalogue consists of, in MusicBrainz' own terms.

https://musicbrainz.org/doc/MusicBrainz_Database/Schema. MBIDs are name-based UUIDs (RFC 9562, version 5), so that
they are the same in every run and on every machine. Lengths are milliseconds, dates `YYYY`, `YYYY-MM` or `YYYY-MM-DD`.
"""

import uuid
from collections.abc import Iterator
from dataclasses import dataclass, field

NAMESPACE = uuid.UUID("6f1d2a34-7c0e-4f3b-9a55-74727573747a")
VARIOUS_ARTISTS = "89ad4ac3-39f7-470e-963a-56509c546377"  # the one MBID that software knows by heart


def mbid(*parts: str) -> str:
    return str(uuid.uuid5(NAMESPACE, "\x1f".join(parts)))


@dataclass(frozen=True)
class Alias:
    name: str
    locale: str | None = None
    type: str = "Artist name"


@dataclass(frozen=True)
class Artist:
    mbid: str
    name: str
    sort_name: str
    type: str
    country: str | None = None
    area: str | None = None
    gender: str | None = None
    begin: str | None = None
    disambiguation: str = ""
    aliases: tuple[Alias, ...] = ()
    tags: tuple[str, ...] = ()


@dataclass(frozen=True)
class Credit:
    """One name of an artist credit; `name` is how it is written here, `join` what follows it."""

    artist: Artist
    name: str
    join: str = ""


def phrase(credits: tuple[Credit, ...]) -> str:
    return "".join(credit.name + credit.join for credit in credits)


@dataclass(frozen=True)
class Recording:
    mbid: str
    title: str
    length: int
    credits: tuple[Credit, ...]
    first_release_date: str


@dataclass(frozen=True)
class Track:
    mbid: str
    position: int
    number: str
    title: str
    length: int
    recording: Recording


@dataclass(frozen=True)
class Medium:
    position: int
    format: str
    tracks: tuple[Track, ...]
    title: str = ""


@dataclass(frozen=True)
class Label:
    mbid: str
    name: str


@dataclass(frozen=True)
class Release:
    """An edition. `key` names it inside its release group; `group` is filled in by the look-up tables."""

    mbid: str
    key: str
    title: str
    credits: tuple[Credit, ...]
    status: str
    date: str
    country: str | None
    area: str | None
    label: Label | None
    catalog_number: str | None
    barcode: str | None
    packaging: str | None
    language: str
    script: str
    disambiguation: str
    media: tuple[Medium, ...]

    @property
    def tracks(self) -> tuple[Track, ...]:
        return tuple(track for medium in self.media for track in medium.tracks)


@dataclass(frozen=True)
class Listing:
    """A line of an indexer about a torrent: the title it gave it and what it claims of the swarm."""

    indexer: str
    title: str
    seeders: int
    leechers: int
    age: int  # days
    link: str = "torrent"  # torrent, magnet, redirect (a link that answers with a magnet)


@dataclass(frozen=True)
class Copy:
    """A torrent of a release: how its audio was made, what lies beside it, and who lists it.

    `contents` are the releases that are really inside: more than one for a discography, another one for a mislabelled
    copy.
    """

    key: str
    release: Release
    contents: tuple[Release, ...]
    folder: str
    audio: str  # a name in tests.sandbox.audio.formats.ENCODINGS, or `rar` (an archive in place of music)
    tags: str = "full"  # full, bare (no numbers, no album artist, odd case), none
    extras: tuple[str, ...] = ()  # cover, log, cue, nfo, txt, m3u, exe, password, url
    faults: tuple[str, ...] = ()  # missing-last, executable-names, web-seed-only, nobody
    torrent: str = "v1"  # v1, v2, hybrid
    listings: tuple[Listing, ...] = ()
    small: bool = False  # part of the small set

    @property
    def dead(self) -> bool:
        """Listed, but nobody has it: its pieces never existed."""
        return "nobody" in self.faults


@dataclass(frozen=True)
class Cover:
    style: str
    palette: str


@dataclass(frozen=True)
class ReleaseGroup:
    mbid: str
    key: str
    title: str
    credits: tuple[Credit, ...]
    primary_type: str
    secondary_types: tuple[str, ...]
    disambiguation: str
    releases: tuple[Release, ...]
    ensemble: str
    cover: Cover | None
    copies: tuple[Copy, ...] = ()
    tags: tuple[str, ...] = ()
    archive: str | None = None  # its identifier at the Internet Archive

    @property
    def first_release_date(self) -> str:
        return min((release.date for release in self.releases if release.date), default="")


@dataclass(frozen=True)
class Catalogue:
    artists: tuple[Artist, ...]
    groups: tuple[ReleaseGroup, ...]
    labels: tuple[Label, ...] = ()
    by_mbid: dict[str, "Artist | ReleaseGroup | Release | Recording | Label"] = field(
        default_factory=dict, compare=False, repr=False
    )
    group_of: dict[str, ReleaseGroup] = field(default_factory=dict, compare=False, repr=False)

    def __post_init__(self) -> None:
        self.by_mbid.update({artist.mbid: artist for artist in self.artists})
        self.by_mbid.update({label.mbid: label for label in self.labels})
        for group in self.groups:
            self.by_mbid[group.mbid] = group
            for release in group.releases:
                self.by_mbid[release.mbid] = release
                self.group_of[release.mbid] = group
                self.by_mbid.update({track.recording.mbid: track.recording for track in release.tracks})

    def releases(self) -> Iterator[Release]:
        for group in self.groups:
            yield from group.releases

    def recordings(self) -> Iterator[Recording]:
        seen: set[str] = set()
        for release in self.releases():
            for track in release.tracks:
                if track.recording.mbid not in seen:
                    seen.add(track.recording.mbid)
                    yield track.recording

    def releases_of(self, recording: Recording) -> list[Release]:
        return [one for one in self.releases() if any(t.recording.mbid == recording.mbid for t in one.tracks)]

    def artist(self, name: str) -> Artist:
        return next(artist for artist in self.artists if artist.name == name)

    def group(self, key: str) -> ReleaseGroup:
        """The release group with this key (`<artist file>/<album key>`); KeyError when there is none."""
        for group in self.groups:
            if group.key == key:
                return group
        raise KeyError(f"no album {key!r} in the catalogue; there are: {', '.join(g.key for g in self.groups)}")

    def copies(self) -> Iterator[tuple[ReleaseGroup, Copy]]:
        for group in self.groups:
            for copy in group.copies:
                yield group, copy
