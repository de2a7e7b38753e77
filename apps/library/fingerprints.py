"""Fingerprints of the audio in a file: what stays the same whatever its name, its tags or its torrent.

A FLAC file holds the MD5 of its decoded samples in STREAMINFO (RFC 9639, 8.2): reading it costs a few kilobytes. It
is exact, so a lossy copy dressed up as lossless and the genuine one differ; an acoustic fingerprint (Chromaprint) takes
them for the same. Formats without such a sum have no fingerprint here.
"""

from collections.abc import Iterable
from pathlib import Path

from mutagen import MutagenError
from mutagen.flac import FLAC

from apps.library.models import Album
from apps.library.paths import PathRefusedError, audio_path, in_music_folder


def fingerprint_of(path: Path) -> str:
    """The MD5 of a FLAC file's samples, 32 hex digits; "" for any other file, and where its encoder left it out."""
    if path.suffix.lower() != ".flac":
        return ""
    try:
        told = FLAC(path).info.md5_signature  # type: ignore[no-untyped-call]  # mutagen has no types
    except (MutagenError, OSError, ValueError):
        return ""
    return f"{told:032x}" if told else ""


def fingerprints_of(album: Album) -> tuple[str, ...]:
    """Those of an album's files that have one, each once. Reads the files' heads: call it in a task."""
    files = dict.fromkeys(audio_path(path) for path in album.tracks.values_list("file_path", flat=True))
    return tuple(dict.fromkeys(mark for mark in _marks(files) if mark))


def _marks(files: Iterable[str]) -> Iterable[str]:
    for file in files:
        try:
            yield fingerprint_of(in_music_folder(file))
        except PathRefusedError:
            continue
