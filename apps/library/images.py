"""Albums that are one file with a cue sheet: their tracks as stretches of it."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from apps.library.cue import CueError, CueFile, CueSheet, Stretch, find_file, parse, stretches
from apps.library.tags.metadata import Metadata

SHORTEST_TRACK_SECONDS = 0.5


@dataclass(frozen=True, slots=True)
class ImageTrack:
    """A track inside an image: its number in the sheet, its stretch in seconds, and what is known of it."""

    number: int
    start: float
    end: float | None
    metadata: Metadata


def images_in(names: Mapping[str, Metadata], sheets: Iterable[str]) -> dict[str, tuple[ImageTrack, ...]]:
    """Which of a folder's audio files are images by these cue sheets or the ones in their tags.

    A sheet with one track a file describes an album that is split already, and is no image's.
    """
    found: dict[str, tuple[ImageTrack, ...]] = {}
    for sheet, file in _files(sheets):
        name = find_file(file.name, names)
        if name is not None and name not in found and (tracks := _tracks(sheet, file, names[name])):
            found[name] = tracks
    for name, metadata in names.items():
        if name in found or not metadata.first("cuesheet"):
            continue
        for sheet, file in _files([metadata.first("cuesheet")]):
            if tracks := _tracks(sheet, file, metadata):
                found[name] = tracks
    return found


def _files(sheets: Iterable[str]) -> Iterator[tuple[CueSheet, CueFile]]:
    for text in sheets:
        try:
            sheet = parse(text)
        except CueError:
            continue
        yield from ((sheet, file) for file in sheet.files if len(file.tracks) > 1)


def _tracks(sheet: CueSheet, file: CueFile, image: Metadata) -> tuple[ImageTrack, ...]:
    parts = stretches(file.tracks)
    if not image.duration or parts[-1].start + SHORTEST_TRACK_SECONDS > image.duration:
        return ()  # the sheet is another file's
    return tuple(
        ImageTrack(part.track.number, part.start, part.end, _metadata(part, sheet, image, len(parts))) for part in parts
    )


def _metadata(part: Stretch, sheet: CueSheet, image: Metadata, count: int) -> Metadata:
    end = image.duration if part.end is None else part.end
    said = {
        "title": part.track.title,
        "artist": part.track.performer or sheet.performer,
        "albumartist": image.text("albumartist") or sheet.performer,
        "album": image.first("album") or sheet.title,
        "date": image.first("date") or sheet.date,
        "genre": image.first("genre") or sheet.genre,
        "composer": part.track.songwriter,
        "isrc": part.track.isrc,
        "tracknumber": str(part.track.number),
        "totaltracks": str(count),
    }
    own = {name: values for name, values in image.tags.items() if name not in TRACK_TAGS}
    tags = {**own, **{name: (value,) for name, value in said.items() if value}}
    return replace(image, duration=end - part.start, tags=tags)


# Tags of an image that speak of one track alone, and so of none of its tracks.
TRACK_TAGS = frozenset(
    {
        "title",
        "artist",
        "artists",
        "artistsort",
        "tracknumber",
        "totaltracks",
        "isrc",
        "lyrics",
        "cuesheet",
        "musicbrainz_recordingid",
        "musicbrainz_releasetrackid",
        "replaygain_track_gain",
        "replaygain_track_peak",
    }
)
