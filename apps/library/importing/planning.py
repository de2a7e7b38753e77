"""Deciding what an import makes: the edition, names, tags, and where everything will stand."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from pathlib import Path

from apps.library.cue import with_file_names
from apps.library.domain import Certainty, EditionDetails, FinishedDownload
from apps.library.identify.local_files import LocalFile, commonest, local_files
from apps.library.identify.matching import EditionMatch, Identified, Pairing
from apps.library.importing.edition_tags import edition_tags
from apps.library.importing.gathering import Gathered, read_sheet
from apps.library.importing.plans import AlbumPlan, PlannedCompanion, PlannedTrack, Tags
from apps.library.importing.track_names import VARIOUS_ARTISTS, Namer
from apps.library.naming import path_key, safe_name
from apps.library.paths import path_text
from apps.library.records import UNKNOWN_ALBUM, UNKNOWN_ARTIST

MOST_ALTERNATIVES = 8
_YEAR = re.compile(r"(?<!\d)(19\d\d|20\d\d)(?!\d)")
_BRACKETS = re.compile(r"\s*[(\[{][^()\[\]{}]*[)\]}]\s*")


def plan_album(
    gathered: Gathered, finished: FinishedDownload, identified: Identified | None, template: str
) -> AlbumPlan:
    """The whole plan. An unconfirmed album keeps the names that its files give; otherwise the edition's are taken."""
    files = local_files(gathered.audio, gathered.images)
    certainty = identified.certainty if identified else Certainty.UNCONFIRMED
    match = identified.best if identified and certainty is not Certainty.UNCONFIRMED else None
    edition = match.edition if match else None
    artist, title, year = _names(files, finished, edition)
    discs = len(edition.media) if edition else max((file.disc for file in files), default=1)
    formats = {file.metadata.format for file in files}
    namer = Namer(template, artist, title, year, discs, edition, formats.pop() if len(formats) == 1 else "")
    tracks = _tracks(files, match, namer)
    return AlbumPlan(
        folder=namer.folder,
        artist=artist,
        artist_mbid=edition.artist_mbid if edition else _tagged(files, "musicbrainz_albumartistid"),
        artist_sort=edition.artist_sort if edition else _tagged(files, "albumartistsort"),
        title=title,
        year=year,
        certainty=certainty.value,
        tracks=tracks,
        companions=tuple(_companions(gathered, tracks)),
        details=edition.as_dict() if edition else None,
        alternatives=tuple(alternatives_of(identified, match)),
        reasons=tuple(asdict(reason) for reason in (identified.best.reasons if identified else ())),
        origin=finished.origin,
        warnings=tuple(f"{path.name} was left out: {reason}" for path, reason in gathered.unread.items()),
    )


def _names(
    files: Sequence[LocalFile], finished: FinishedDownload, edition: EditionDetails | None
) -> tuple[str, str, int | None]:
    """Album artist, album title and year."""
    if edition:
        return edition.artist_credit, edition.title, edition.year or _year_in(edition.date or edition.edition_date)
    given = _BRACKETS.sub(" ", finished.title.replace("_", " ")).strip(" -")
    left, dash, right = given.partition(" - ")
    artist = commonest(file.metadata.text("albumartist") for file in files)
    if not artist:
        artists = {file.artist for file in files if file.artist}
        artist = artists.pop() if len(artists) == 1 else VARIOUS_ARTISTS if artists else left if dash else ""
    title = commonest(file.metadata.first("album") for file in files) or (right if dash else given)
    years = [file.metadata.year for file in files if file.metadata.year]
    return artist or UNKNOWN_ARTIST, title or UNKNOWN_ALBUM, years[0] if years else _year_in(finished.title)


def _tracks(files: Sequence[LocalFile], match: EditionMatch | None, namer: Namer) -> tuple[PlannedTrack, ...]:
    pairs = {pair.file.key: pair for pair in match.pairs} if match else {}
    planned = []
    for file in files:
        pair = pairs.get(file.key)
        planned.append(_paired(pair, match.edition, namer) if pair and match else _own(file, namer, match))
    return tuple(planned)


def _paired(pair: Pairing, edition: EditionDetails, namer: Namer) -> PlannedTrack:
    tags = edition_tags(edition, pair.medium, pair.track)
    artist = tags["artist"][0] if "artist" in tags else edition.artist_credit
    own = artist == edition.artist_credit
    mbid = edition.artist_mbid if own else ""
    return _planned(
        pair.file,
        namer,
        pair.track.title,
        (artist, mbid),
        (pair.medium.position, pair.track.position),
        tags,
        paired=True,
    )


def _own(file: LocalFile, namer: Namer, match: EditionMatch | None) -> PlannedTrack:
    """A track under the names that its file gives."""
    disc, number = file.disc or 1, file.number or (file.order + 1 if match is None else 0)
    artist = file.artist or namer.artist
    own: dict[str, str] = {}
    if not file.metadata.first("title"):
        own["title"] = file.title
    if not file.metadata.first("artist") and artist != UNKNOWN_ARTIST:
        own["artist"] = artist
    if match is not None or not file.metadata.first("album"):
        own["album"] = namer.album
    if not file.metadata.number("tracknumber") and number:
        own["tracknumber"] = str(number)
    tags: Tags = {name: (value,) for name, value in own.items() if value}
    mbid = file.metadata.first("musicbrainz_artistid")
    return _planned(file, namer, file.title or file.path.stem, (artist, mbid), (disc, number), tags, paired=False)


def _planned(
    file: LocalFile,
    namer: Namer,
    title: str,
    artist: tuple[str, str],
    place: tuple[int, int],
    tags: Tags,
    *,
    paired: bool,
) -> PlannedTrack:
    about = file.metadata
    suffix, composer = file.path.suffix, about.text("composer")
    named = namer.image(file.path, place[0]) if file.span else namer.name(title, artist[0], place, suffix, composer)
    return PlannedTrack(
        source=path_text(file.path),
        name=named,
        title=title,
        artist=artist[0],
        artist_mbid=artist[1],
        disc=place[0],
        number=place[1],
        tags=tags,
        format=about.format,
        lossless=about.lossless,
        duration=about.duration,
        bitrate=about.bitrate,
        sample_rate=about.sample_rate,
        channels=about.channels,
        bit_depth=about.bit_depth,
        genre=about.text("genre"),
        composer=about.text("composer"),
        lyrics=about.first("lyrics"),
        paired=paired,
        span=file.span,
    )


def _companions(gathered: Gathered, tracks: Sequence[PlannedTrack]) -> Iterable[PlannedCompanion]:
    """Logs, cue sheets and texts beside the tracks, pictures in a folder of their own, lyrics named as their track."""
    names = {track.source.rpartition(".")[0]: track.name for track in tracks}
    taken = {path_key("cover.jpg"), *(path_key(track.name) for track in tracks)}
    for path in (*gathered.companions, *gathered.pictures):
        track = names.get(path_text(path).rpartition(".")[0])
        stem = safe_name(path.stem)
        if track and path.suffix.lower() in (".lrc", ".txt"):
            base = track.rpartition(".")[0]
        elif path.suffix.lower() == ".cue" and (image := _image_of(path, gathered, names)):
            yield PlannedCompanion(
                path_text(path), f"{image.rpartition('.')[0]}.cue", _renamed_sheet(path, image, gathered)
            )
            continue
        else:
            base = f"Artwork/{stem}" if path in gathered.pictures else stem
        name, copy = f"{base}{path.suffix.lower()}", 2
        while path_key(name) in taken:
            name, copy = f"{base} ({copy}){path.suffix.lower()}", copy + 1
        taken.add(path_key(name))
        yield PlannedCompanion(path_text(path), name)


def _image_of(sheet: Path, gathered: Gathered, names: Mapping[str, str]) -> str | None:
    """The new name of the image that a cue sheet belongs to."""
    beside = [path for path in gathered.images if path.parent == sheet.parent]
    alike = [path for path in beside if path.stem == sheet.stem] or beside
    return names.get(path_text(alike[0]).rpartition(".")[0]) if len(alike) == 1 else None


def _renamed_sheet(sheet: Path, image: str, gathered: Gathered) -> str:
    return with_file_names(read_sheet(gathered.absolute(sheet)), [image.rpartition("/")[2]])


def alternatives_of(identified: Identified | None, taken: EditionMatch | None) -> list[dict[str, object]]:
    """The editions that were compared and not taken, the likeliest first, as JSON for the page."""
    if identified is None:
        return []
    everything = (identified.best, *identified.others)
    return [_alternative(match) for match in everything if match is not taken][:MOST_ALTERNATIVES]


def _alternative(match: EditionMatch) -> dict[str, object]:
    edition = match.edition
    return {
        "release_mbid": edition.release_mbid,
        "title": edition.title,
        "artist": edition.artist_credit,
        "date": edition.edition_date or edition.date,
        "country": edition.country,
        "edition": edition.edition,
        "label": edition.label,
        "track_count": edition.track_count,
        "score": match.score,
    }


def _tagged(files: Sequence[LocalFile], name: str) -> str:
    return commonest(file.metadata.first(name) for file in files)


def _year_in(text: str) -> int | None:
    match = _YEAR.search(text)
    return int(match[0]) if match else None
