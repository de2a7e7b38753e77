"""Splitting an album that is one file into a FLAC a track, sample for sample the same; the one file stays as it is.

The tracks are made out of sight, proven against the image by the SHA-256 of their samples, and then brought into the
library as a finished download is: what a kill cuts short is done again.
"""

import hashlib
import shutil
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import Any
from uuid import UUID

import av
import structlog
from av.audio.frame import AudioFrame

from apps.library.domain import EditionDetails, FinishedDownload, FinishedFile, ImportedAlbum, ImportRefused
from apps.library.importing.finished import import_download
from apps.library.models import Album, Track
from apps.library.music_folder import drafts_folder
from apps.library.naming import safe_name
from apps.library.paths import audio_path
from apps.library.streams.transcoding import Span, cut
from apps.library.tags.writing import write

log = structlog.get_logger(__name__)

PCM = {"s16": "s16", "s16p": "s16", "s32": "s32", "s32p": "s32", "u8": "s16", "u8p": "s16"}


class SplitError(Exception):
    """The album cannot be split; the message says why, and nothing was changed."""


@dataclass(frozen=True, slots=True)
class Cut:
    """A track to be cut out: its row, its image, and where it lies in it."""

    track: Track
    image: Path
    span: Span


def split_album(album_id: UUID) -> ImportedAlbum:
    """Make an album of single FLAC files beside the image's; again it answers the same. Raises SplitError, OSError."""
    album = Album.objects.get(pk=album_id)
    cuts = _cuts(album)
    folder = drafts_folder() / f"split-{album.pk}"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    try:
        for number, one in enumerate(cuts, start=1):
            path = folder / f"{number:03} {safe_name(one.track.title, 100)}.flac"
            split_track(one.image, one.span, path)
            write(path, _tags(album, one.track))
        outcome = import_download(_finished(album, cuts, folder))
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    if isinstance(outcome, ImportRefused):
        raise SplitError(outcome.message)
    return outcome


def _cuts(album: Album) -> list[Cut]:
    tracks = album.tracks.filter(state=Track.State.PRESENT, span_start__isnull=False).order_by("file_path")
    cuts = []
    for _image, group in groupby(tracks, key=lambda track: audio_path(track.file_path)):
        for track in group:
            if not track.lossless:
                raise SplitError(f"{track.audio_file.name} is not lossless: splitting it would cost quality.")
            cuts.append(Cut(track, track.audio_file, Span(track.span_start or 0.0, track.span_end)))
    if not cuts:
        raise SplitError("The album is in single files already.")
    return cuts


def split_track(image: Path, span: Span, out: Path) -> str:
    """Write the stretch as FLAC and prove it; returns the SHA-256 of its samples. Raises SplitError and OSError."""
    try:
        _encode(image, span, out)
        expected, made = pcm_digest(image, span), pcm_digest(out, Span())
    except av.error.FFmpegError as error:
        raise SplitError(f"{image.name} cannot be decoded: {error}") from error
    if expected != made:
        raise SplitError(f"A track of {image.name} did not come out sample for sample the same, so none was kept.")
    return made


def _encode(image: Path, span: Span, out: Path) -> None:
    with av.open(str(image)) as reader, av.open(str(out), "w", format="flac") as writer:
        source = reader.streams.audio[0]
        encoder: Any = None  # PyAV's stream classes have no common type
        resampler: Any = None
        for frame in cut(reader, source, span):
            if encoder is None:
                layout, packed = source.codec_context.layout.name, _packed(source)
                encoder = writer.add_stream("flac", rate=source.codec_context.sample_rate, layout=layout)
                encoder.codec_context.format = packed
                resampler = av.AudioResampler(packed, layout, encoder.rate, 4096)
            for piece in resampler.resample(frame):
                writer.mux(encoder.encode(piece))
        if encoder is None:
            raise SplitError(
                f"{image.name} ends before one of its tracks begins. Its cue sheet belongs to another file."
            )
        for piece in resampler.resample(None):
            writer.mux(encoder.encode(piece))
        writer.mux(encoder.encode(None))


def _packed(source: Any) -> str:
    name = source.codec_context.format.name
    if name not in PCM:
        raise SplitError(f"FLAC cannot hold its samples ({name}).")
    return PCM[name]


def pcm_digest(path: Path, span: Span) -> str:
    """The SHA-256 of the decoded samples of a stretch, interleaved, as 16-bit or left-aligned 32-bit integers."""
    made = hashlib.sha256()
    with av.open(str(path)) as reader:
        source = reader.streams.audio[0]
        for frame in _interleaved(cut(reader, source, span), source):
            made.update(frame.to_ndarray().tobytes())
    return made.hexdigest()


def _interleaved(frames: Iterator[AudioFrame], source: Any) -> Iterator[AudioFrame]:
    resampler = av.AudioResampler(_packed(source), source.codec_context.layout.name, source.codec_context.sample_rate)
    for frame in frames:
        yield from resampler.resample(frame)
    yield from resampler.resample(None)


def _tags(album: Album, track: Track) -> dict[str, tuple[str, ...]]:
    values = {
        "title": track.title,
        "artist": track.artist_name,
        "album": album.title,
        "albumartist": album.artist_name,
        "tracknumber": str(track.track_number),
        "discnumber": str(track.disc_number),
        "date": str(track.year or ""),
        "genre": track.genre,
        "composer": track.composer,
        "musicbrainz_albumid": album.mbid,
        "musicbrainz_recordingid": track.mbid,
        "musicbrainz_releasetrackid": track.track_mbid,
    }
    return {name: (value,) for name, value in values.items() if value}


def _finished(album: Album, cuts: list[Cut], folder: Path) -> FinishedDownload:
    """The tracks as a download. Its id follows from the album and its files, so that splitting again is the same."""
    stamps = sorted({f"{one.track.size}/{one.track.modified_ns}" for one in cuts})
    edition = (album.details or {}).get("edition")
    return FinishedDownload(
        download_id=str(uuid.uuid5(album.pk, "split " + " ".join(stamps))),
        folder=folder,
        files=tuple(FinishedFile(Path(path.name), path.stat().st_size) for path in sorted(folder.iterdir())),
        title=f"{album.artist_name} - {album.title}",
        edition=EditionDetails.from_dict(edition) if edition else None,
        seeding=False,
        origin={**album.origin, "split_of": str(album.pk)},
    )
