"""Reads `artists/*.toml` into a Catalogue. README.md of the sandbox says how such a file is written."""

import re
import tomllib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from functools import lru_cache
from pathlib import Path
from typing import Any  # the tables of a TOML file

from tests.sandbox.catalogue.model import (
    VARIOUS_ARTISTS,
    Alias,
    Artist,
    Catalogue,
    Copy,
    Cover,
    Credit,
    Label,
    Listing,
    Medium,
    Recording,
    Release,
    ReleaseGroup,
    Track,
    mbid,
)

Table = dict[str, Any]

FOLDER = Path(__file__).parent / "artists"
AREAS = {
    "GB": "United Kingdom", "US": "United States", "CA": "Canada", "DE": "Germany", "FR": "France", "SE": "Sweden",
    "IS": "Iceland", "PT": "Portugal", "BR": "Brazil", "JP": "Japan", "RU": "Russia", "EG": "Egypt", "AT": "Austria",
    "NG": "Nigeria", "KR": "South Korea", "XE": "Europe", "XW": "[Worldwide]",
}  # fmt: skip
TRACK = re.compile(r"^(?:(?P<artists>.+?) :: )?(?P<title>.+) (?P<minutes>\d+):(?P<seconds>\d\d)$")
LISTING = re.compile(
    r"^(?P<indexer>\w+) (?P<seeders>\d+)/(?P<leechers>\d+) (?P<age>\d+)d (?P<link>\w+) \| (?P<title>.+)$"
)


@lru_cache(maxsize=8)
def load(scale: float = 1.0, folder: Path = FOLDER) -> Catalogue:
    """The whole catalogue, every length multiplied by `scale` (the sandbox's songs are short: see Sandbox).

    Raises ValueError with the file and the line's text for a line that cannot be read.
    """
    tables = {path.stem: tomllib.loads(path.read_text("utf-8")) for path in sorted(folder.glob("*.toml"))}
    artists = {_name(table): _artist(table["artist"]) for table in tables.values()}
    reader = _Reader(artists, scale)
    albums = [
        (stem, artists[_name(table)], album) for stem, table in tables.items() for album in table.get("albums", ())
    ]
    groups = []
    for stem, owner, album in albums:
        with _place(stem, album):
            groups.append(reader.group(stem, owner, album))
    for index, (stem, _owner, album) in enumerate(albums):  # a copy may hold any release: all must be known
        with _place(stem, album):
            copies = tuple(reader.copy(groups[index].key, copy) for copy in album.get("copies", ()))
            groups[index] = replace(groups[index], copies=copies)
    return Catalogue(tuple(artists.values()), tuple(groups), tuple(reader.labels.values()))


@contextmanager
def _place(stem: str, album: Table) -> Iterator[None]:
    try:
        yield
    except (KeyError, ValueError) as error:
        raise ValueError(f"{stem}.toml, album {album.get('title')!r}: {error}") from error


def _name(table: Table) -> str:
    """What other files call this artist; a `key` tells two artists of the same name apart."""
    return str(table["artist"].get("key", table["artist"]["name"]))


def _artist(table: Table) -> Artist:
    name = table["name"]
    return Artist(
        mbid=VARIOUS_ARTISTS if name == "Various Artists" else mbid("artist", str(table.get("key", name))),
        name=name,
        sort_name=table["sort_name"],
        type=table["type"],
        country=table.get("country"),
        area=AREAS.get(table.get("country", "")),
        gender=table.get("gender"),
        begin=table.get("begin"),
        disambiguation=table.get("disambiguation", ""),
        aliases=tuple(Alias(**alias) for alias in table.get("aliases", ())),
        tags=tuple(table.get("tags", ())),
    )


class _Reader:
    """Turns the tables of albums into release groups; keeps the labels and recordings that they share."""

    def __init__(self, artists: dict[str, Artist], scale: float) -> None:
        self.artists = artists
        self.scale = scale
        self.labels: dict[str, Label] = {}
        self.recordings: dict[str, Recording] = {}
        self.releases: dict[str, Release] = {}  # by artist file / album key / edition key

    def group(self, stem: str, owner: Artist, table: Table) -> ReleaseGroup:
        key = f"{stem}/{table['key']}"
        credits = self.credits(table.get("credit", ""), owner)
        editions = sorted(table["editions"], key=lambda edition: str(edition["date"]))
        releases = tuple(self.release(key, credits, table, edition) for edition in editions)
        return ReleaseGroup(
            mbid=mbid("release-group", key),
            key=key,
            title=table["title"],
            credits=credits,
            primary_type=table.get("type", "Album"),
            secondary_types=tuple(table.get("secondary_types", ())),
            disambiguation=table.get("disambiguation", ""),
            releases=releases,
            ensemble=table["ensemble"],
            cover=Cover(**table["cover"]) if "cover" in table else None,
            tags=tuple(table.get("tags", ())),
            archive=table.get("archive"),
        )

    def credits(self, text: str, owner: Artist) -> tuple[Credit, ...]:
        """`A`, `A & B`, `A feat. B`; names of artists that have a file, or else the owner alone."""
        if not text:
            return (Credit(owner, owner.name),)
        parts = re.split(r"( & | feat\. |; )", text)
        names, joins = parts[::2], [*parts[1::2], ""]
        return tuple(Credit(self.artists[n], n, join) for n, join in zip(names, joins, strict=True))

    def release(self, key: str, credits: tuple[Credit, ...], album: Table, edition: Table) -> Release:
        discs: list[list[str]] = edition.get("discs") or album.get("discs") or [list(album["tracks"])]
        discs = [*discs[:-1], [*discs[-1], *edition.get("bonus", ())]]
        formats = edition.get("media") or [edition.get("format", "CD")] * len(discs)
        this = f"{key}/{edition['key']}"
        date = str(edition["date"])
        live = key if "Live" in album.get("secondary_types", ()) else ""
        media = []
        for position, (lines, format) in enumerate(zip(discs, formats, strict=True), 1):
            tracks = tuple(
                self.track(f"{this}/{position}", number, line, credits, date, live)
                for number, line in enumerate(lines, 1)
            )
            media.append(Medium(position, format, tracks))
        release = Release(
            mbid=mbid("release", this),
            key=edition["key"],
            title=str(edition.get("title", album["title"])),
            credits=credits,
            status=edition.get("status", "Official"),
            date=date,
            country=edition.get("country"),
            area=AREAS.get(edition.get("country", "")),
            label=self.label(edition.get("label")),
            catalog_number=edition.get("number"),
            barcode=edition.get("barcode"),
            packaging=edition.get("packaging"),
            language=album.get("language", "eng"),
            script=album.get("script", "Latn"),
            disambiguation=edition.get("disambiguation", ""),
            media=tuple(media),
        )
        self.releases[this] = release
        return release

    def track(self, medium: str, position: int, line: str, album: tuple[Credit, ...], date: str, live: str) -> Track:
        match = TRACK.match(line)
        if match is None:
            raise ValueError(f"not a track (`Title 3:45` or `Artist :: Title 3:45`): {line!r}")
        credits = self.credits(match["artists"] or "", album[0].artist) if match["artists"] else album
        length = round((int(match["minutes"]) * 60 + int(match["seconds"])) * 1000 * self.scale)
        identity = mbid("recording", credits[0].artist.mbid, match["title"], live)
        recording = self.recordings.setdefault(identity, Recording(identity, match["title"], length, credits, date))
        return Track(
            mbid("track", medium, str(position)),
            position,
            str(position),
            match["title"],
            recording.length,
            recording,
        )

    def label(self, name: str | None) -> Label | None:
        return self.labels.setdefault(name, Label(mbid("label", name), name)) if name else None

    def copy(self, album: str, table: Table) -> Copy:
        release = self.releases[f"{album}/{table['edition']}"]
        return Copy(
            key=f"{album}/{table['key']}",
            release=release,
            contents=tuple(self.releases[name] for name in table.get("contents", ())) or (release,),
            folder=table["folder"],
            audio=table["audio"],
            tags=table.get("tags", "full"),
            extras=tuple(table.get("extras", ())),
            faults=tuple(table.get("faults", ())),
            torrent=table.get("torrent", "v1"),
            listings=tuple(_listing(line) for line in table["seen"]),
            small=table.get("small", False),
        )


def _listing(line: str) -> Listing:
    match = LISTING.match(line)
    if match is None:
        raise ValueError(f"not a listing (`indexer seeders/leechers 12d torrent | title`): {line!r}")
    return Listing(
        match["indexer"],
        match["title"],
        int(match["seeders"]),
        int(match["leechers"]),
        int(match["age"]),
        match["link"],
    )
